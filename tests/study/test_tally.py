"""Tallies: every way in which an incident or a person may count, worked out by hand."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.study.worlds import NAN, NOT_ARRIVED, incident, tables, target, world

from sandtable.study.reading import read, unanswerable
from sandtable.study.tally import CAUSES, NOTHING, Tally, leading_cause, percentile, total
from sandtable.world.scenario import DormantImpact

WORLD = world()


def tally(aim, *rows, about=WORLD, **others):
    """Return the tally of incidents."""
    (found,) = read(tables(incidents=rows, **others), aim, about)
    return found


def test_hits_are_within_the_limit_and_the_limit_counts():
    """Order at 60 s; arrivals at 360, at 660 (just in time) and a tick later."""
    late = incident(2, first_arrival_s=660.0 + 2**-20)
    got = tally(target(), incident(0), incident(1, first_arrival_s=660.0), late)
    assert (got.cases, got.hits, got.runs, got.runs_with_cases) == (3, 2, 1, 1)
    assert (got.runs_kept, got.censored) == (0, 0)


@pytest.mark.parametrize(
    ("start", "stop", "within_s"),
    [
        ("occurred", "first_arrival", 360.0),
        ("detected", "first_arrival", 360.0),
        ("reported", "first_arrival", 330.0),
        ("ordered", "first_arrival", 300.0),
        ("occurred", "full_arrival", 480.0),
        ("ordered", "controlled", 3940.0),
    ],
)
def test_every_clock(start, stop, within_s):
    """The usual incident stops each clock at a known instant: in time there, late a tick before."""
    aim = target(clock_from=start, clock_to=stop, within_s=within_s)
    assert tally(aim, incident()).hits == 1
    assert tally(replace(aim, within_s=within_s - 2**-20), incident()).hits == 0


def test_persons_weigh():
    """Share of persons: 3 in time, 5 late, and an incident that concerns nobody."""
    late = incident(1, persons=5, first_arrival_s=3000.0)
    got = tally(target(quantity="persons"), incident(0), late, incident(2, persons=0))
    assert (got.cases, got.hits) == (8, 3)
    assert dict(got.causes) == {"free_flow": 5}


@pytest.mark.parametrize(
    ("about", "found"),
    [
        ({}, 4),
        ({"hazard": "urban_fire"}, 3),
        ({"incident_class": "natural_disaster"}, 1),
        ({"type": "tanker"}, 1),
        ({"grade": "major"}, 1),
        ({"grade": "major", "grade_match": "at_least"}, 2),
        ({"grade": "considerable", "grade_match": "at_least"}, 2),
        ({"area": "service"}, 3),
        ({"area": "nowhere"}, 0),
        ({"area": "service", "grade": "general"}, 1),
    ],
)
def test_applies_to(about, found):
    """Hazard, class, type, grade exactly or at least, area; all together."""
    rows = (
        incident(0),
        incident(1, type="tanker", grade="major"),
        incident(2, hazard="flood", incident_class="natural_disaster", zone="z2"),
        incident(3, grade="particularly_major"),
    )
    assert tally(target(**about), *rows).cases == found


def test_the_warm_up_never_counts():
    """Incidents of the warm-up are simulated and left out."""
    assert tally(target(), incident(0, counted=False), incident(1)).cases == 1


def test_no_case():
    """A run without such an incident is a run all the same."""
    assert tally(target(type="tanker"), incident()) == Tally()


@pytest.mark.parametrize(("policy", "cases", "censored"), [("missed", 2, 1), ("excluded", 1, 1)])
def test_censored_only_when_the_horizon_came_first(policy, cases, censored):
    """Order at 6900 s and a limit of 600 s: the horizon at 7200 s comes first."""
    cut = incident(1, ordered_s=6900.0, outcome="censored", **NOT_ARRIVED)
    got = tally(target(censored=policy), incident(0), cut)
    assert (got.cases, got.hits, got.censored) == (cases, 1, censored)


@pytest.mark.parametrize("policy", ["missed", "excluded"])
def test_beyond_its_limit_an_open_incident_is_missed(policy):
    """Order at 6600 s: the limit passed at 7200 s, the horizon; nobody had come."""
    late = incident(1, ordered_s=6600.0, outcome="censored", **NOT_ARRIVED)
    got = tally(target(censored=policy, unreached=policy), incident(0), late)
    assert (got.cases, got.hits, got.censored) == (2, 1, 0)
    assert leading_cause(got) == "under_way"


def test_an_order_is_looked_up_where_nobody_arrived():
    """The incident row knows the order of the first arrival only; missions know the first order."""
    cut = incident(0, ordered_s=NAN, outcome="censored", **NOT_ARRIVED)
    mission = {"mission": "t#1", "incident": "call#0", "task": "respond", "ordered_s": 100.0}
    again = mission | {"mission": "u#1", "ordered_s": 7000.0}
    assert tally(target(), cut).censored == 1
    got = tally(target(), cut, missions=(again, mission))
    assert (got.cases, got.hits, got.censored) == (1, 0, 0)


def test_a_run_that_was_stopped_ends_there():
    """A command to stop at 500 s: an order of 60 s with a limit of 600 s is cut."""
    cut = incident(0, outcome="censored", **NOT_ARRIVED)
    stop = {"time_s": 500.0, "kind": "stop", "outcome": "accepted"}
    assert tally(target(), cut, commands=(stop,)).censored == 1
    assert tally(target(), cut, commands=(stop | {"outcome": "refused"},)).censored == 0


@pytest.mark.parametrize(
    ("outcome", "field"), [("handed_over", "unreached"), ("cancelled", "cancelled")]
)
@pytest.mark.parametrize(("policy", "cases"), [("missed", 2), ("excluded", 1)])
def test_unreached_and_cancelled_count_as_the_target_says(outcome, field, policy, cases):
    """Never reached, or called off on the way."""
    gone = incident(1, outcome=outcome, **NOT_ARRIVED)
    got = tally(target(**{field: policy}), incident(0), gone)
    assert (got.cases, got.hits) == (cases, 1)


def test_reached_before_it_was_cancelled_is_a_hit():
    """Cancelled on scene: somebody had come in time."""
    assert tally(target(), incident(0, outcome="cancelled")).hits == 1


@pytest.mark.parametrize(
    ("columns", "aim", "cause"),
    [
        ({}, {}, "free_flow"),
        ({"turnout_s": 200.0}, {}, "turnout"),
        ({"detour_s": 900.0}, {}, "detour"),
        ({"wait_s": 900.0}, {}, "free_flow"),
        ({"wait_s": 900.0}, {"clock_from": "reported"}, "wait"),
        ({"detection_s": 900.0}, {"clock_from": "occurred"}, "detection"),
        ({"on_scene_wait_s": 900.0}, {}, "free_flow"),
        ({"on_scene_wait_s": 900.0}, {"clock_to": "full_arrival"}, "on_scene_wait"),
        ({}, {"clock_to": "controlled"}, "work"),
        (NOT_ARRIVED | {"unreachable": True}, {}, "unreachable"),
        (NOT_ARRIVED | {"outcome": "handed_over"}, {}, "handed_over"),
        (NOT_ARRIVED | {"outcome": "expired"}, {}, "expired"),
        (NOT_ARRIVED | {"outcome": "expired", "ordered_s": NAN}, {}, "expired"),
        (NOT_ARRIVED | {"ordered_s": NAN}, {}, "never_ordered"),
        ({"full_arrival_s": NAN}, {"clock_to": "full_arrival"}, "never_full"),
        ({"controlled_s": NAN}, {"clock_to": "controlled"}, "never_controlled"),
    ],
)
def test_the_cause_is_the_longest_part_inside_the_clock(columns, aim, cause):
    """A part before the clock starts or after it stops explains nothing."""
    got = tally(target(within_s=1.0, **aim), incident(**columns))
    assert got.causes == ((cause, 1),)


def test_times_of_open_clocks_are_known_from_below():
    """Mean of 300 s, an open one (6000 s so far) and one that was handed over."""
    aim = target(statistic="mean", within_s=NAN, threshold=600.0, sense="at_most")
    cut = incident(1, ordered_s=1200.0, outcome="censored", **NOT_ARRIVED)
    got = tally(aim, incident(0), cut)
    assert (got.cases, got.low_s, got.high_s, got.censored) == (2, 6300.0, math.inf, 1)
    gone = incident(2, outcome="handed_over", **NOT_ARRIVED)
    assert tally(aim, incident(0), gone).low_s == math.inf
    assert tally(replace(aim, censored="excluded"), incident(0), cut).high_s == 300.0


def test_quantiles_are_order_statistics_of_the_run():
    """Ten arrivals after 100, 200 ... 1000 s: p90 is the ninth, p91 the tenth."""
    rows = [incident(i, ordered_s=0.0, first_arrival_s=100.0 * (i + 1)) for i in range(10)]
    usual = {"within_s": NAN, "threshold": 950.0, "sense": "at_most"}
    got = tally(target(statistic="p90", **usual), *rows)
    assert (got.values_low_s, got.values_high_s, got.runs_kept) == ((900.0,), (900.0,), 1)
    assert tally(target(statistic="p91", **usual), *rows).values_low_s == (1000.0,)
    assert tally(target(statistic="max", **usual), *rows).runs_kept == 0


@given(
    st.lists(st.tuples(st.floats(0, 100), st.integers(1, 5)), min_size=1, max_size=30),
    st.integers(1, 100),
)
def test_percentiles_weigh_as_repetition_does(pairs, percent):
    """A weight of 3 is the value three times over."""
    values, weight = np.array([v for v, _ in pairs]), np.array([w for _, w in pairs])
    spread = np.sort(np.repeat(values, weight))
    rank = -(-percent * spread.size // 100)
    assert percentile(values, weight, percent) == spread[rank - 1]


CAUSE_LISTS = st.lists(
    st.tuples(st.sampled_from(CAUSES), st.integers(1, 9)), unique_by=lambda pair: pair[0]
).map(lambda pairs: tuple(sorted(pairs, key=lambda pair: CAUSES.index(pair[0]))))
TALLIES = st.builds(
    Tally,
    runs=st.integers(0, 5),
    cases=st.integers(0, 9),
    hits=st.integers(0, 9),
    low_s=st.integers(0, 2**30).map(lambda ticks: ticks * 2.0**-20),
    causes=CAUSE_LISTS,
)


@given(TALLIES, TALLIES, TALLIES)
def test_tallies_add_up_in_any_grouping(a, b, c):
    """So a unit may be put together from any batches; instants on the grid add exactly."""
    assert (a + b) + c == a + (b + c)
    assert a + NOTHING == a == NOTHING + a
    assert total([a, b]) == b + a


# Needs

KINDS = ("food", "water")


def steps(kind, *changes, cohort="low_land", zone="z1", counted=True):
    """Return the rows of one need: (instant, persons in need, persons met)."""
    return [
        {
            "need": f"{cohort}_{kind}",
            "zone": zone,
            "cohort": cohort,
            "kind": kind,
            "time_s": at,
            "in_need": persons,
            "met": met,
            "counted": counted,
        }
        for at, persons, met in changes
    ]


def need_target(**fields):
    """Return a target: all needs met within an hour."""
    usual = {
        "clock_from": "exposed",
        "clock_to": "need_met",
        "quantity": "persons",
        "needs": KINDS,
        "within_s": 3600.0,
    }
    return target(**(usual | fields))


def met(aim, *rows, about=None):
    """Return the tallies of needs."""
    about = about or world(needs=KINDS)
    return read(tables(needs=[row for need in rows for row in need]), aim, about)


def test_all_needs_must_be_met_at_the_limit():
    """100 persons from 1000 s; by 4600 s food is there for 80 and water for 90: 80 have both."""
    food = steps("food", (1000.0, 100, 0), (4600.0, 100, 80), (4601.0, 100, 100))
    water = steps("water", (1000.0, 100, 0), (2000.0, 100, 90))
    (got,) = met(need_target(), food, water)
    assert (got.cases, got.hits, got.censored) == (100, 80, 0)
    assert got.causes == (("need_open", 20),)


def test_each_need_is_a_tally_of_its_own():
    """The same with `each`: food 80, water 90."""
    food = steps("food", (1000.0, 100, 0), (4600.0, 100, 80))
    water = steps("water", (1000.0, 100, 0), (2000.0, 100, 90))
    got = met(need_target(needs_mode="each"), food, water)
    assert [(one.cases, one.hits) for one in got] == [(100, 80), (100, 90)]


def test_a_need_of_some_limits_only_them():
    """Medical care for 10 of 100, 4 of them served: 94 lack nothing."""
    about = world(needs=("food", "medical"))
    food = steps("food", (0.0, 100, 100))
    care = steps("medical", (0.0, 10, 4))
    (got,) = met(need_target(needs=("food", "medical")), food, care, about=about)
    assert (got.cases, got.hits) == (100, 94)


def test_the_clock_of_a_disaster_and_that_of_exposure():
    """Breach at 0; the cohort is flooded at 3000 s and fed at 4000 s: late by the first reading."""
    about = world(needs=("food",), dormant=(DormantImpact(id="breach", activate_at_s=0.0),))
    food = steps("food", (3000.0, 50, 0), (4000.0, 50, 50))
    usual = {"needs": ("food",)}
    assert met(need_target(**usual), food, about=about)[0].hits == 50
    late = met(need_target(clock_from="occurred", **usual), food, about=about)[0]
    assert (late.cases, late.hits) == (50, 0)


def test_who_needs_nothing_before_the_limit_is_no_case():
    """Exposed two hours after the disaster, with a limit of one hour."""
    about = world(needs=("food",), dormant=(DormantImpact(id="breach", activate_at_s=0.0),))
    aim = need_target(clock_from="occurred", needs=("food",))
    food = steps("food", (7000.0, 50, 0))
    assert met(aim, food, about=about)[0].cases == 0


@pytest.mark.parametrize(("policy", "cases"), [("missed", 50), ("excluded", 20)])
def test_needs_cut_by_the_horizon(policy, cases):
    """From 5000 s the limit lies at 8600 s, beyond the horizon; 20 of 50 are met by then."""
    food = steps("food", (5000.0, 50, 0), (6000.0, 50, 20))
    about = world(needs=("food",))
    (got,) = met(need_target(needs=("food",), censored=policy), food, about=about)
    assert (got.cases, got.hits, got.censored) == (cases, 20, 30)


def test_needs_by_area_and_without_the_warm_up():
    """Cohorts of other zones and of the warm-up are left out."""
    about = world(needs=("food",))
    rows = (
        steps("food", (0.0, 10, 10)),
        steps("food", (0.0, 20, 20), zone="z2", cohort="hill"),
        steps("food", (0.0, 40, 40), counted=False, cohort="early"),
    )
    assert met(need_target(needs=("food",)), *rows, about=about)[0].cases == 30
    assert met(need_target(needs=("food",), area="service"), *rows, about=about)[0].cases == 10


@pytest.mark.parametrize(
    ("fields", "word"),
    [
        ({"clock_to": "message_received"}, "message_received"),
        ({"clock_to": "sheltered"}, "sheltered"),
        ({"clock_from": "exposed"}, "exposed"),
        ({"quantity": "area"}, "area"),
        ({"quantity": "population"}, "population"),
        ({"quantity": "rate", "rate_of": "burned_area"}, "burned_area"),
        ({"quantity": "rate", "rate_of": "linked_time", "rate_over": "area"}, "linked_time / area"),
        ({"within_s": NAN}, "within"),
        ({"clock_to": "need_met", "clock_from": "reported"}, "reported"),
        ({"clock_to": "need_met", "clock_from": "exposed"}, "incidents"),
        (
            {
                "clock_to": "need_met",
                "clock_from": "exposed",
                "quantity": "persons",
                "needs": ("clothing",),
            },
            "clothing",
        ),
    ],
)
def test_what_the_records_do_not_tell_is_no_number(fields, word):
    """The reason names what is missing, and the tally is empty."""
    aim = target(**fields)
    assert word in unanswerable(aim, WORLD)
    assert read(tables(incidents=[incident()]), aim, WORLD) == (Tally(),)


def test_what_the_records_tell_needs_no_reason():
    """The usual targets are answerable."""
    assert unanswerable(target(), WORLD) == ""
    assert unanswerable(need_target(), world(needs=KINDS)) == ""
