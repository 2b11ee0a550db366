"""A road that closes or slows under way: which way the vehicle takes, and what it loses by what."""

import pytest
from tests.drills.town import WAY, call, inject, network, play, slow, team, with_rules, world

from sandtable.hazards import Impact
from sandtable.world.plan import Rules
from sandtable.world.scenario import DormantImpact


def closing(*injects, start="a", goal="d", **rules):
    """Return a world with one trip in minute 0, and roads that close and open."""
    usual = {"closed_road": "reroute"} | rules
    return world(
        call("blaze", goal), teams=[team("eng", start)], injects=injects, rules=Rules(**usual)
    )


def trip(story, *also):
    """Return the minute of arrival and what the way is made of."""
    return story.mission("eng#1", "arrived", *WAY, *also)


def hazard(*intervals):
    """Return the impact of a river that is active from the start."""
    return {"river": Impact.of(8, intervals)}


RIVER = (DormantImpact(id="river", hazard="flood", activate_at_s=0.0),)


def test_another_way_from_the_next_node():
    """From a to d; the mill road (b-c) closes at 0.5, when half of a-b is driven.

    On to b (1), back to a (2), ring to c (7), d (10). Driven in free flow 1 + 1 + 5 + 3 = 10, the
    best way is 6: detour 4. 6 + 0 + 4 + 0 = 10.
    """
    story = play(closing(inject(0.5, "close_road", road="mill", cause="bridge")))
    assert trip(story, "closures_met") == (10, 6, 0, 4, 0, "bridge")
    assert story.mission("eng#1", "distance_m") == 10 * 960.0


@pytest.mark.parametrize(
    ("rule", "expected", "km"),
    [("reroute", (12, 6, 0, 6, 0), 12), ("turn_back", (18, 6, 0, 12, 0), 18)],
)
def test_turning_back_and_taking_another_way(rule, expected, km):
    """From d to a; the market road (a-b) closes at 4, when a third of c-b is still ahead.

    On to b in any case (5). ``reroute``: b-c 2, ring 5: 12; driven 12, detour 6.
    ``turn_back``: to the start first, b-c-d 5: 10, then d-c 3, ring 5: 18; driven 18, detour 12.
    """
    story = play(
        closing(inject(4, "close_road", road="market"), start="d", goal="a", closed_road=rule)
    )
    assert trip(story) == expected
    assert story.mission("eng#1", "distance_m") == km * 960.0


def test_waiting_before_a_closed_road():
    """From d to a; the market road closes at 4 and opens at 30; the rule is to wait.

    It drives up to b (5), stands until 30 (waiting 25) and goes on: 31 = 6 + 0 + 0 + 25.
    """
    roads = (inject(4, "close_road", road="market"), inject(30, "open_road", road="market"))
    story = play(closing(*roads, start="d", goal="a", closed_road="wait"))
    assert trip(story, "closures_met") == (31, 6, 0, 0, 25, "control")


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("reroute", (12, 6, 0, 6, 0)),
        ("turn_back", (12, 6, 0, 6, 0)),
        ("wait", (14, 6, 0, 0, 8)),
    ],
)
def test_a_road_that_closes_under_the_vehicle(rule, expected):
    """From a to d; the mill road closes at 2, when half of b-c (1 to 3) is driven; opens at 10.

    ``wait``: it stands there from 2 to 10, then 1 + 3: 14 = 6 + waiting 8. Else it turns round: at
    b in 3, at a in 4 (which is the start as well), ring 9, d 12. Driven 1 + 1 + 1 + 1 + 5 + 3 = 12:
    detour 6.
    """
    roads = (inject(2, "close_road", road="mill"), inject(10, "open_road", road="mill"))
    assert trip(play(closing(*roads, closed_road=rule))) == expected


def test_a_road_that_slows_under_the_vehicle():
    """The mill road is at half speed from 2 on: the second half of b-c takes 2 instead of 1.

    At c in 4, at d in 7 = 6 + slowed 1. Nothing was closed, so no closure was met.
    """
    impacts = hazard(*slow(network(), "mill", (2, 60), 0.5))
    story = play(world(call("blaze", "d"), teams=[team("eng", "a")], dormant=RIVER), impacts)
    assert trip(story, "closures_met") == (7, 6, 1, 0, 0, "")


def test_a_way_round_that_pays():
    """The mill road at a tenth of its speed from the start: 20 minutes; the ring takes 5.

    Known at once (informed, no delay): a-c over the ring 5, d 8 = 6 + detour 2.
    """
    impacts = hazard(*slow(network(), "mill", (0, 60), 0.1))
    story = play(world(call("blaze", "d", 1), teams=[team("eng", "a")], dormant=RIVER), impacts)
    assert trip(story) == (9, 6, 0, 2, 0)


def test_all_four_parts_in_one_trip():
    """Free flow, slowed, detour and waiting: a to d through everything.

    ::

        0     a-b; the mill road closes at 0.5: on to b (1), back to a (2), into the ring
        2     two of its five minutes until 4; half speed from 4 to 6: one minute of the way; two
              are left: at c in 8. The ring lost 1.
        8     the east road is closed from 7 to 15: stands 7
        15    c-d 3: at d in 18

    Driven in free flow 1 + 1 + 5 + 3 = 10: detour 10 - 6 = 4. 18 = 6 + 1 + 4 + 7.
    """
    roads = network()
    impacts = hazard(
        *slow(roads, "ring", (4, 6), 0.5, "mud"), *slow(roads, "east", (7, 15), 0.0, "water")
    )
    there = world(
        call("blaze", "d"),
        teams=[team("eng", "a")],
        dormant=RIVER,
        injects=(inject(0.5, "close_road", road="mill", cause="bridge"),),
    )
    story = play(there, impacts)
    assert trip(story, "closures_met") == (18, 6, 1, 4, 7, "bridge water")
    assert story.mission("eng#1", "distance_m") == 10 * 960.0
    assert story.incident("blaze", "first_arrival", *WAY) == (18, 6, 1, 4, 7)


def test_the_closing_of_a_road_that_nobody_needs():
    """The ring closes while a vehicle drives a-b-c-d: it changes nothing."""
    story = play(closing(inject(2, "close_road", road="ring")))
    assert trip(story, "closures_met") == (6, 6, 0, 0, 0, "")


def test_a_one_way_road_is_closed_in_one_direction():
    """From a to c, b-c closed only: ring 5. From c to a the other direction is open: 3."""
    out = closing(inject(0, "one_way", arc="bc"), start="a", goal="c")
    assert trip(play(out)) == (5, 3, 0, 2, 0)
    back = closing(inject(0, "one_way", arc="bc"), start="c", goal="a")
    assert trip(play(back)) == (3, 3, 0, 0, 0)


def test_the_smallest_factor_rules():
    """Mud (half speed) and water (a quarter) on the only road to d: the quarter counts.

    From c to d the 3 minutes take 12: slowed 9; the cause in the records is the water.
    """
    roads = network()
    impacts = hazard(
        *slow(roads, "east", (0, 60), 0.5, "mud"), *slow(roads, "east", (0, 60), 0.25, "water")
    )
    there = world(call("blaze", "d"), teams=[team("eng", "c")], dormant=RIVER)
    story = play(there, impacts)
    assert trip(story) == (12, 3, 9, 0, 0)
    east = story.rows("roads", "time", "factor", "cause", arc=roads.arc_number("cd"))
    assert east == [(0, 0.25, "water"), (60, 1, "")]


def test_opening_what_a_hazard_closes_changes_nothing():
    """The run lifts its own closure at 5; the water is there until 20: arrives 20 + 3."""
    impacts = hazard(*slow(network(), "east", (0, 20), 0.0))
    there = world(
        call("blaze", "d"),
        teams=[team("eng", "c")],
        dormant=RIVER,
        injects=(
            inject(0, "close_road", road="east"),
            inject(5, "open_road", road="east"),
            inject(6, "open_road", road="east"),
        ),
    )
    story = play(with_rules(there, road_knowledge="uninformed"), impacts)
    assert trip(story) == (23, 3, 0, 0, 20)
    assert [row[2:] for row in story.commands("open_road")] == [
        ("accepted", ""),
        ("refused", "nothing was laid on it"),
    ]


def test_a_road_closed_twice_stays_closed_until_both_are_over():
    """From b to a: water closes the market road from 0 to 60, the police from 1 to 70.

    Speeds change at 0 and at 70 only. The vehicle of minute 2 goes round: b-c 2 and ring 5: 9 = 2 +
    1 + detour 6. That of minute 65 goes round as well: 72.
    """
    impacts = hazard(*slow(network(), "market", (0, 60), 0.0, "water"))
    there = world(
        call("early", "a", 2),
        call("late", "a", 65),
        teams=[team("eng_1", "b"), team("eng_2", "b")],
        dormant=RIVER,
        injects=(
            inject(1, "close_road", road="market", cause="police"),
            inject(70, "open_road", road="market"),
        ),
    )
    story = play(there, impacts)
    assert story.mission("eng_1#1", "arrived", *WAY) == (9, 1, 0, 6, 0)
    assert story.mission("eng_1#2", "ordered", "arrived", "detour") == (65, 72, 6)
    assert story.rows("roads", "time", "factor", arc=0) == [(0, 0), (70, 1)]


def test_where_a_road_is_closed_for_good_nobody_arrives():
    """From c to d, the only road closes at 1 for ever: turned round at c in 2, and stands there."""
    story = play(closing(inject(1, "close_road", road="east"), start="c"))
    assert trip(story) == (None,) * 5
    assert story.incident("blaze", "ordered", "first_arrival", "outcome") == (
        None,
        None,
        "censored",
    )
    assert story.mission("eng#1", "departed", "outcome") == (0, "censored")
