"""Two headquarters that hear of roads each in its own time: a closed bridge, and who knows it."""

from dataclasses import replace

import pytest
from tests.drills.town import call, inject, play, team, with_plan, with_rules, with_scenario, world

from sandtable.dispatch import Operation, make_decider, road_book
from sandtable.ground.luck import Luck
from sandtable.world.plan import Headquarters, Rules


def two_desks(first_s, east_s, *calls, **rules):
    """Return the town with the mill road closed from the start and a team of each desk at a.

    Calls at c are the first desk's, those at d the east's.

    Parameters
    ----------
    first_s, east_s
        Own delay of road reports of each desk [s]; None = that of the rules, 30 minutes.

    """
    desks = (
        Headquarters(id="hq", road_report_delay_s=first_s),
        Headquarters(id="east", road_report_delay_s=east_s),
    )
    teams = [
        team("one", "a"),
        team("one_b", "a"),
        team("two", "a", headquarters="east"),
        team("two_b", "a", headquarters="east"),
    ]
    town = world(
        *calls,
        teams=teams,
        injects=(inject(0, "close_road", road="mill"),),
        headquarters=desks,
        rules=Rules(road_report_delay_s=1800.0, **rules),
    )
    zones = tuple(
        replace(zone, headquarters="east" if zone.id == "zd" else "hq") for zone in town.place.zones
    )
    return replace(town, place=replace(town.place, zones=zones))


def arrivals(story):
    """Return when each team came to its incident."""
    return dict(story.rows("missions", "team", "arrived"))


TO_C, TO_D = call("to_c", "c", 1), call("to_d", "d", 1)


@pytest.mark.parametrize(
    ("first_s", "east_s", "expected"),
    [
        (None, 0.0, {"one": 8, "two": 9}),
        (0.0, None, {"one": 6, "two": 11}),
        (None, None, {"one": 8, "two": 11}),
        (0.0, 0.0, {"one": 6, "two": 9}),
    ],
)
def test_each_desk_hears_in_its_own_time(first_s, east_s, expected):
    """The mill road is closed; orders at 1 from a, to c (ring 5) and to d (ring 5, east 3).

    Who hears at once takes the ring: at c in 6, at d in 9. Who hears after 30 minutes drives to b
    (2), sees it and turns: at a in 3, then the ring: at c in 8, at d in 11.
    """
    story = play(two_desks(first_s, east_s, TO_C, TO_D))
    assert arrivals(story) == expected


@pytest.mark.parametrize("knowledge", ["informed", "uninformed"])
@pytest.mark.parametrize(("east_s", "there"), [(None, 11), (3600.0, 13)])
def test_what_own_teams_run_into(knowledge, east_s, there):
    """Team one of the first desk stands before the mill road in 2; orders follow at 3.

    one_b of the same desk takes the ring: at c in 8. Where the east hears as the first desk does,
    its team knows it too: at d in 3 + 8 = 11. Where it hears apart, its team drives to b (4) and
    back (5) itself: at d in 13.
    """
    later = (call("late_c", "c", 3), call("late_d", "d", 3))
    story = play(two_desks(None, east_s, TO_C, *later, road_knowledge=knowledge))
    assert arrivals(story) == {"one": 8, "one_b": 8, "two": there}


def test_a_report_reaches_the_teams_of_its_desk_under_way():
    """Both set out at 1 from d to a (d-c 3, c-b 2, b-a 1); the market road is closed from 0.

    The first desk hears in 3: its team turns into the ring at c (4): at a in 9. The east hears in
    30: its team stands at b in 6, is back at c in 8, and at a in 13.
    """
    town = two_desks(180.0, None, call("west", "a", 1), call("west_b", "b", 1))
    shut = inject(0, "close_road", road="market")
    teams = (team("one", "d"), team("two", "d", headquarters="east"))
    zones = tuple(
        replace(zone, headquarters="east" if zone.id == "zb" else "hq") for zone in town.place.zones
    )
    listed = (call("west", "a", 1), replace(call("west_b", "a", 1), zone="zb"))
    town = replace(
        with_plan(with_scenario(town, injects=(shut,), listed=listed), teams=teams),
        place=replace(town.place, zones=zones),
    )
    assert arrivals(play(town)) == {"one": 9, "two": 13}


def test_oracle_knows_the_roads_at_once_whatever_the_delays():
    """Under `picture: oracle` both take the ring: at c in 6, at d in 9."""
    town = two_desks(None, 3600.0, TO_C, TO_D)
    assert arrivals(play(with_rules(town, picture="oracle"))) == {"one": 6, "two": 9}


def test_desks_that_hear_alike_share_one_state():
    """Two desks that hear alike make the same tables as one; two that hear apart make no third.

    Two states of the roads are true in turn, so nobody can know more: free, and closed.
    """
    for first_s, east_s, circles in ((0.0, 0.0, 1), (None, 1800.0, 1), (None, 0.0, 2)):
        town = two_desks(first_s, east_s, TO_C, TO_D)
        lone = with_plan(town, headquarters=town.plan.headquarters[:1], teams=town.plan.teams[:2])
        zones = tuple(replace(zone, headquarters="hq") for zone in town.place.zones)
        alone, tables_alone = _circles_and_tables(
            replace(lone, place=replace(town.place, zones=zones))
        )
        found, tables = _circles_and_tables(town)
        assert (alone, found) == (1, circles)
        assert tables == (2 if circles == 2 else tables_alone)


def _circles_and_tables(town):
    roads = road_book(town)
    op = Operation(town, {}, Luck(7, 0), make_decider("nearest_able"), roads=roads)
    op.run()
    return len(op.roads.circles), roads.computed
