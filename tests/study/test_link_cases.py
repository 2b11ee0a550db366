"""Targets on the live link from the scene: its clock, and the share of the time that it stood."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.study.worlds import NAN, NOT_ARRIVED, incident, tables, target, world

from sandtable.study.compare import difference
from sandtable.study.intervals import ratio_interval
from sandtable.study.reading import read, unanswerable
from sandtable.study.tally import Tally
from sandtable.study.verdict import judge

WORLD = world()
LINKED = {"link_up_s": 960.0}
"""The usual incident, arrival at 360 s, controlled at 4000 s, with a picture after ten minutes."""

RATE = target(
    quantity="rate",
    rate_of="linked_time",
    rate_over="on_scene_time",
    clock_from="",
    clock_to="",
    within_s=NAN,
    statistic="mean",
    threshold=0.92,
)


def tally(about, *rows):
    """Return the tally of a run of incidents."""
    (found,) = read(tables(incidents=rows), about, WORLD)
    return found


# The clock


@pytest.mark.parametrize(
    ("start", "took_s"),
    [("occurred", 960.0), ("detected", 960.0), ("reported", 930.0), ("ordered", 900.0)],
)
def test_the_clock_to_the_link(start, took_s):
    """In time at the instant of the first picture, late a tick before."""
    about = target(clock_from=start, clock_to="link_up", within_s=took_s)
    assert tally(about, incident(**LINKED)).hits == 1
    assert tally(replace(about, within_s=took_s - 2**-20), incident(**LINKED)).hits == 0


@pytest.mark.parametrize(
    ("columns", "cause"),
    [
        (LINKED, "link_setup"),
        (LINKED | {"detour_s": 900.0}, "detour"),
        ({"link_up_s": 400.0}, "free_flow"),
        ({}, "no_link"),
        (NOT_ARRIVED, "under_way"),
        (NOT_ARRIVED | {"ordered_s": NAN}, "never_ordered"),
        (NOT_ARRIVED | {"unreachable": True}, "unreachable"),
        ({"outcome": "handed_over"}, "handed_over"),
    ],
)
def test_why_the_link_was_late(columns, cause):
    """The longest part up to the first arrival, or setting it up; or it never came."""
    about = target(clock_to="link_up", within_s=1.0)
    assert tally(about, incident(link_up_s=NAN) | columns).causes == ((cause, 1),)


# The share of the time on scene


def test_the_share_of_the_time_with_a_link():
    """Linked 3040 of 3640 s, then 3640 of 3640 (up before the first team), then nothing."""
    rows = (incident(0, **LINKED), incident(1, link_up_s=300.0), incident(2, link_up_s=NAN))
    got = tally(RATE, *rows)
    assert (got.cases, got.hits) == (3, 1)
    assert (got.low_s, got.high_s, got.over_s) == (6680.0, 6680.0, 10920.0)
    assert (got.runs_kept, got.causes) == (0, (("link_setup", 1), ("no_link", 1)))
    assert tally(replace(RATE, threshold=0.61), *rows).runs_kept == 1


@pytest.mark.parametrize(
    ("policy", "cases", "over_s"), [("missed", 2, 10480.0), ("excluded", 1, 3640.0)]
)
def test_the_horizon_ends_the_time_on_scene(policy, cases, over_s):
    """Open at 7200 s: on scene from 360 s, linked from 960 s."""
    open_ = incident(1, **LINKED, controlled_s=NAN, closed_s=NAN, outcome="censored")
    got = tally(replace(RATE, censored=policy), incident(0, **LINKED), open_)
    assert (got.cases, got.over_s, got.censored) == (cases, over_s, 1)
    assert got.over_s - got.low_s == cases * 600.0


def test_nobody_on_scene_is_no_time():
    """Never reached, or called off: no case; closed without control ends it too."""
    gone = incident(1, **NOT_ARRIVED, link_up_s=NAN, outcome="handed_over")
    nothing = tally(RATE, gone)
    assert (nothing.cases, nothing.nothing) == (0, "never_on_scene")
    called_off = incident(2, **LINKED, controlled_s=NAN, closed_s=1960.0, outcome="cancelled")
    assert tally(RATE, gone, called_off).cases == 0
    got = tally(replace(RATE, cancelled="missed"), gone, called_off)
    assert (got.low_s, got.over_s) == (1000.0, 1600.0)


def test_a_link_after_the_end_is_none():
    """The first picture when all was over."""
    got = tally(RATE, incident(link_up_s=5000.0))
    assert (got.low_s, got.over_s) == (0.0, 3640.0)


INCIDENTS = st.lists(
    st.tuples(
        st.integers(0, 9000) | st.just(NAN),
        st.integers(0, 9000) | st.just(NAN),
        st.integers(0, 9000) | st.just(NAN),
    ),
    max_size=5,
)


@given(INCIDENTS)
def test_the_same_as_a_count_second_by_second(rows):
    """Of each second on scene: is there a link; up to the horizon of 7200 s."""
    made, linked, on_scene = [], 0, 0
    for number, (first, link, end) in enumerate(rows):
        if end < first:
            end = NAN  # noqa: PLW2901  controlled before anybody came: not so
        seconds = np.arange(7200)
        until = 7200 if math.isnan(end) else end
        there = (seconds >= first) & (seconds < until)
        on_scene += int(there.sum())
        linked += int((there & (seconds >= link)).sum())
        made.append(
            incident(number, first_arrival_s=first, link_up_s=link, controlled_s=end, closed_s=end)
        )
    got = tally(RATE, *made)
    assert (got.low_s, got.over_s) == (linked, on_scene)


def runs(*pairs):
    """Return tallies of runs by linked time and time on scene."""
    return {
        i: (Tally(cases=1, runs_with_cases=1, low_s=k, high_s=k, over_s=n),)
        for i, (k, n) in enumerate(pairs)
    }


def test_a_rate_is_a_ratio_of_sums():
    """As a share of cases is, clustered by unit; the mean of the shares would be another number."""
    pairs = [(900.0, 1000.0), (100.0, 400.0), (3000.0, 3000.0), (500.0, 600.0)]
    got = judge(RATE, runs(*pairs))
    plain = ratio_interval([k for k, _n in pairs], [n for _k, n in pairs], 0.95)
    assert got.estimate == 4500.0 / 5000.0 == plain.estimate
    assert (got.low, got.high) == (plain.low, min(plain.high, 1.0))
    assert got.verdict == "undecided"
    assert judge(replace(RATE, threshold=0.1), runs(*pairs)).verdict == "met"


def test_a_link_that_always_stood_takes_the_exact_interval():
    """Forty runs without a gap do not prove 92 %, fifty do."""
    always = [(1000.0 + i, 1000.0 + i) for i in range(50)]
    assert judge(RATE, runs(*always[:40])).verdict == "undecided"
    assert judge(RATE, runs(*always)).verdict == "met"


def test_rates_are_compared_as_ratios():
    """Half of the time, then three quarters of it."""
    got = difference(RATE, runs((1.0, 2.0), (2.0, 4.0)), runs((2.0, 2.0), (2.5, 4.0)))
    assert got.estimate == 0.25


def test_what_a_rate_may_be_of():
    """Linked time over time on scene, and nothing else yet."""
    assert unanswerable(RATE, WORLD) == ""
    assert "burned_area" in unanswerable(replace(RATE, rate_of="burned_area"), WORLD)
    assert "incidents" in unanswerable(replace(RATE, rate_over="incidents"), WORLD)
