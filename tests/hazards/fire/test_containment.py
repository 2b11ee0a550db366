"""Line built around a growing fire."""

import csv
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandtable.evidence.case_files import SHIPPED
from sandtable.hazards.fire.containment import Resource, contain, contain_free

HOUR = 3600.0


def attack(*crews, size=1e4, head=100 / HOUR, ratio=2.0, tactic="head", distance=0.0, horizon=1e6):
    """Return what crews of (arrival h, line m/h[, duration h]) come to."""
    resources = [
        Resource(
            arrival_s=arrival * HOUR,
            rate_mps=rate / HOUR,
            duration_s=HOUR * (rest[0] if rest else math.inf),
        )
        for arrival, rate, *rest in crews
    ]
    return contain(
        resources,
        report_size_m2=size,
        head_mps=head,
        ratio=ratio,
        tactic=tactic,
        distance_m=distance,
        horizon_s=horizon,
    )


def test_all_rows_of_the_table():
    """144 rows: every outcome; areas and lines within 0.1 %, times within half a minute's step."""
    with (SHIPPED / "fire_containment.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            given_ = {name: float(text) for name, text in row.items() if name != "tactic"}
            end = attack(
                (given_["arrival_h"], given_["line_rate_m_h"], given_["duration_h"]),
                size=given_["report_size_ha"] * 1e4,
                head=given_["report_ros_m_h"] / HOUR,
                ratio=given_["lw_ratio"],
                tactic=row["tactic"],
            )
            assert end.contained == (row["status"] == "3"), row
            assert end.area_m2 == pytest.approx(given_["final_area_ha"] * 1e4, rel=1e-3), row
            assert end.line_m == pytest.approx(given_["final_line_m"], rel=1e-3), row
            assert end.since_report_s / 60 == pytest.approx(
                given_["time_since_report_min"], rel=5e-3
            ), row


def test_a_fire_that_does_not_grow_is_walked_around():
    """A circle of 1 ha has 354.5 m of edge: 100 m/h need 3.545 h, whatever the tactic."""
    for tactic in ("head", "rear"):
        end = attack((1.0, 100.0), head=0.0, ratio=1.0, tactic=tactic)
        assert end.contained
        assert end.area_m2 == pytest.approx(1e4, rel=1e-4)
        assert end.line_m == pytest.approx(2.0 * math.sqrt(math.pi * 1e4), rel=1e-4)
        assert end.since_report_s == pytest.approx((1.0 + end.line_m / 100.0) * HOUR, rel=1e-4)


def test_a_fast_crew_around_a_small_fire():
    """500 m2 that stand still, closed in within two minutes: the line is still a circle."""
    end = attack((0.1, 2500.0), size=500.0, head=0.0, ratio=1.0)
    assert end.contained
    assert end.area_m2 == pytest.approx(500.0, rel=2e-3)
    assert end.line_m == pytest.approx(2.0 * math.sqrt(math.pi * 500.0), rel=1e-3)


def test_a_line_at_a_distance_runs_around_the_parallel_curve():
    """A still circle of radius r, 20 m away: length 2 π (r + 20), area π (r + 20)²."""
    radius = math.sqrt(1e4 / math.pi) + 20.0
    end = attack((0.0, 200.0), head=0.0, ratio=1.0, distance=20.0)
    assert end.line_m == pytest.approx(2.0 * math.pi * radius, rel=1e-4)
    assert end.area_m2 == pytest.approx(math.pi * radius**2, rel=1e-3)


def test_parallel_attack_takes_longer_and_burns_more():
    """Further away there is more line to build; at no distance it is the direct attack."""
    ends = [attack((0.5, 800.0), distance=metres) for metres in (0.0, 1e-9, 10.0, 40.0)]
    assert ends[1].line_m == pytest.approx(ends[0].line_m, rel=1e-6)
    assert ends[0].area_m2 < ends[2].area_m2 < ends[3].area_m2
    assert ends[0].since_report_s < ends[2].since_report_s < ends[3].since_report_s


@settings(max_examples=30)
@given(st.floats(250.0, 2000.0), st.floats(250.0, 2000.0), st.sampled_from(("head", "rear")))
def test_a_faster_crew_is_never_later(one, two, tactic):
    """Containment time and area fall with the line rate."""
    slow, fast = sorted((one, two))
    first, second = (attack((0.5, rate), tactic=tactic) for rate in (slow, fast))
    assert second.since_report_s <= first.since_report_s * (1 + 1e-9)
    assert second.area_m2 <= first.area_m2 * (1 + 1e-3)


@settings(max_examples=30)
@given(st.floats(0.1, 5.0), st.floats(0.1, 5.0))
def test_an_earlier_crew_burns_less(one, two):
    """Arrival decides the size that is worked around."""
    early, late = sorted((one, two))
    first, second = (attack((arrival, 600.0)) for arrival in (early, late))
    assert first.area_m2 <= second.area_m2 * (1 + 1e-9)


def test_two_crews_at_once_are_one_of_both_rates():
    """200 and 300 m/h from the same instant are 500 m/h."""
    both, one = attack((1.0, 200.0), (1.0, 300.0)), attack((1.0, 500.0))
    assert both == one


def test_help_that_comes_later_closes_what_one_crew_could_not():
    """One crew that is slower than the head escapes; with help after an hour it is contained."""
    alone = attack((0.5, 150.0, 8.0))
    helped = attack((0.5, 150.0, 8.0), (1.5, 500.0, 8.0))
    assert not alone.contained
    assert helped.contained
    assert 1.5 * HOUR < helped.since_report_s < alone.since_report_s


def test_a_crew_exactly_as_fast_as_the_head_never_turns_it():
    """Half of 200 m/h on each flank against 100 m/h at the head: it stays in front."""
    end = attack((0.5, 200.0, 8.0), ratio=3.0)
    assert not end.contained
    assert end.line_m == pytest.approx(1600.0, rel=1e-3)
    assert end.since_report_s == 8.5 * HOUR


def test_between_two_shifts_the_line_does_not_grow():
    """A crew that leaves after an hour, and none until the third: line of two hours' work."""
    end = attack((0.0, 50.0, 1.0), (3.0, 50.0, 1.0), tactic="rear")
    assert not end.contained
    assert end.line_m == pytest.approx(100.0, rel=0.05)
    assert end.since_report_s == 4.0 * HOUR


def test_an_escaped_fire_has_burned_at_least_its_free_part():
    """Nobody builds anything: the area is that of the free ellipse at the end."""
    end = attack((0.0, 0.0, 2.0), size=1e4, head=100 / HOUR, ratio=2.0)
    e = math.sqrt(0.75)
    h0 = (1 + e) * math.sqrt(1e4 * 2.0 / math.pi)
    assert end.area_m2 == pytest.approx(1e4 * ((h0 + 200.0) / h0) ** 2, rel=1e-6)
    assert end.line_m == 0.0


def test_an_attack_without_end_is_given_up_at_the_horizon():
    """A crew too slow for ever: watched to the horizon, then escaped."""
    end = attack((0.0, 10.0), horizon=5.0 * HOUR)
    assert not end.contained
    assert end.since_report_s == 5.0 * HOUR


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (attack, "at least one resource"),
        (lambda: attack((0.0, 1.0), tactic="middle"), "tactic: found 'middle'"),
        (lambda: attack((0.0, 1.0), size=0.0), "a size above 0"),
        (lambda: attack((0.0, 1.0), ratio=0.9), "ratio"),
        (lambda: attack((0.0, 1.0), head=-1.0), "rate"),
        (lambda: Resource(arrival_s=-1.0, rate_mps=1.0), "arrival"),
        (lambda: Resource(arrival_s=0.0, rate_mps=-1.0), "rate"),
        (lambda: Resource(arrival_s=0.0, rate_mps=1.0, duration_s=0.0), "working time"),
    ],
)
def test_what_makes_no_sense_is_refused(call, said):
    """A clear sentence for each."""
    with pytest.raises(ValueError, match=said):
        call()


def free(times, heads, *crews, ratio=2.0):
    """Return what crews come to on a fire whose head is so far from its origin at some times."""
    e = math.sqrt(1.0 - ratio**-2)
    areas = math.pi * (np.array(heads) / (1.0 + e)) ** 2 / ratio
    resources = [Resource(arrival_s=at * HOUR, rate_mps=rate / HOUR) for at, rate in crews]
    return contain_free(resources, np.array(times) * HOUR, areas, ratio=ratio, tactic="rear")


def test_a_free_fire_at_a_steady_rate_is_the_fire_of_the_paper():
    """Areas of a head at 100 m/h, told every half hour: the same line, area and time."""
    e = math.sqrt(0.75)
    first = (1.0 + e) * math.sqrt(1e4 * 2.0 / math.pi)
    times = np.arange(0.0, 40.0, 0.5)
    steady = attack((1.0, 400.0), tactic="rear")
    told = free(times, first + 100.0 * times, (1.0, 400.0))
    assert told.contained
    assert told.area_m2 == pytest.approx(steady.area_m2, rel=1e-3)
    assert told.line_m == pytest.approx(steady.line_m, rel=1e-3)
    assert told.since_report_s == pytest.approx(steady.since_report_s, rel=1e-3)


def test_a_fire_that_slows_down_at_night_is_caught():
    """100 m/h of line never catch 100 m/h of head; when the head stands they do."""
    assert not attack((0.0, 100.0), tactic="head").contained
    assert free([0.0, 5.0, 6.0], [200.0, 700.0, 700.0], (0.0, 100.0)).contained


@pytest.mark.parametrize(
    ("times", "heads", "said"),
    [([1.0], [200.0], "from 0"), ([0.0, 1.0], [200.0, 100.0], "do not fall")],
)
def test_a_free_fire_must_be_told_in_time_and_never_shrinks(times, heads, said):
    """A clear sentence for each."""
    with pytest.raises(ValueError, match=said):
        free(times, heads, (0.0, 100.0))
