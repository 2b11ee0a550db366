"""What closures and the knowledge of them may do to a single trip, and in which direction."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.drills.town import NODES, ROADS, call, inject, play, team, with_rules, world

RULES = ("reroute", "turn_back", "wait")
KNOWLEDGE = ("oracle", "informed", "uninformed")
HALVES = st.integers(0, 30).map(lambda n: n / 2)


def arrival(trip, road, closed, **rules):
    """Return when a trip of minute 10 ends, with a road closed between two minutes; inf = never."""
    start, goal = trip
    injects = (
        inject(closed[0], "close_road", "i1", road=road),
        inject(closed[1], "open_road", "i2", road=road),
    )
    there = world(call("blaze", goal, 10), teams=[team("eng", start)], injects=injects, hours=10.0)
    story = play(with_rules(there, **rules), replay=False)
    found = story.incident("blaze", "first_arrival")
    return math.inf if found is None else found


TRIPS = st.permutations(NODES).map(lambda nodes: tuple(nodes[:2]))


@given(
    TRIPS,
    st.sampled_from(list(ROADS)),
    HALVES,
    st.tuples(HALVES, HALVES).map(sorted),
    st.fixed_dictionaries(
        {
            "closed_road": st.sampled_from(RULES),
            "road_knowledge": st.sampled_from(KNOWLEDGE),
            "road_report_delay_s": st.sampled_from((0.0, 120.0, 600.0)),
        }
    ),
)
def test_a_longer_closure_never_brings_anybody_sooner(trip, road, begin, lasts, rules):
    """Premises: one incident, one team, no queue; one road, closed once; same beginning.

    With several closures a longer one may send a team round another one that it would have met.
    """
    short, long = (arrival(trip, road, (begin, begin + 0.5 + more), **rules) for more in lasts)
    assert short <= long


@given(
    TRIPS,
    st.sampled_from(list(ROADS)),
    st.integers(0, 9),
    st.sampled_from(RULES),
    st.sampled_from((0.0, 60.0, 120.0, 300.0, 600.0)),
)
def test_who_knows_more_arrives_no_later(trip, road, begin, rule, delay_s):
    """Oracle <= informed <= uninformed.

    Premises: a single trip; one road, closed from before the trip to the end of the run (600), so
    that nobody gains by having waited nearer to it, and nobody believes in a closure that is over.
    """
    rules = {"closed_road": rule, "road_report_delay_s": delay_s}
    oracle, informed, uninformed = (
        arrival(trip, road, (begin, 700), road_knowledge=knowledge, **rules)
        for knowledge in KNOWLEDGE
    )
    assert oracle <= informed <= uninformed


def test_without_the_premise_the_informed_may_lose():
    """The mill road is closed from 0 to 8, reports are 5 old; a to c in 10.

    At 10 the report of 5 says closed: the ring, 15. Who knows nothing drives straight on: 13.
    """
    trip, rules = ("a", "c"), {"road_report_delay_s": 300.0}
    assert arrival(trip, "mill", (0, 8), road_knowledge="informed", **rules) == 15
    assert arrival(trip, "mill", (0, 8), road_knowledge="uninformed", **rules) == 13


@pytest.mark.parametrize("knowledge", KNOWLEDGE)
def test_a_barrier_that_is_seen_to_open(knowledge):
    """The east road is closed from 0 to 20, reports are 20 old; c to d, called in 10.

    Who was sent sees the barrier open in 20 and is there in 23, whatever reports say: uninformed,
    and informed, who knew of nothing in 10. The oracle does not send anybody before 20: 23 as well.
    """
    rules = {"road_report_delay_s": 1200.0, "road_knowledge": knowledge}
    assert arrival(("c", "d"), "east", (0, 20), **rules) == 23
