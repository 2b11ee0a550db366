"""Boats, helicopters, walkers and vehicles that wade: what each reaches, and when.

The shore of the boats; a ramp has no length, so it takes the launch alone::

        a --------- b ------ c -------- d
          road 3      ramp      water 4        minutes
"""

from datetime import date

import numpy as np
import pytest
from tests.drills.town import KM, WAY, call, kind, network, play, team, world

from sandtable.dispatch import Operation, make_decider
from sandtable.ground.luck import Luck
from sandtable.ground.sun import sun_times
from sandtable.hazards import Impact, Interval
from sandtable.world.network import Network
from sandtable.world.plan import Curve, Profile, Rules
from sandtable.world.scenario import DormantImpact

FLOOD = (DormantImpact(id="flood", hazard="flood", activate_at_s=0.0),)
BOAT = Profile(id="boat", on="water", draft_m=0.5, launch_s=600.0)
CLASSES = {"ab": "county", "bc": "ramp", "cd": "water"}
LENGTHS = {"ab": 3, "bc": 0, "cd": 4}


def arcs(minutes, classes, **columns):
    """Return a network of roads named by their ends, each as two arcs, classes by road."""
    names = sorted(both for road in minutes for both in (road, road[::-1]))
    road = ["".join(sorted(name)) for name in names]
    return Network.from_arrays(
        n_nodes=4,
        node_ids=list("abcd"),
        arc_ids=names,
        road_ids=road,
        tail=["abcd".index(name[0]) for name in names],
        head=["abcd".index(name[1]) for name in names],
        length_m=[KM * minutes[one] for one in road],
        free_speed_mps=[16.0] * len(names),
        facility_type=[classes[one] for one in road],
        **columns,
    )


def lies(roads, road, minutes, value, kind="depth", cause="river"):
    """Return intervals of an intensity on both arcs of a road between two minutes."""
    first, last = (60.0 * minute for minute in minutes)
    return [
        Interval(arc, first, last, kind, value, cause, cause) for arc in roads.arcs_of_road(road)
    ]


def shore(*water, calls=(("blaze", 0),), boat=BOAT, **rules):
    """Return the story of calls at d and a boat at a; ``water`` is (from, to, depth)."""
    roads = arcs(LENGTHS, CLASSES)
    rows = [row for first, last, depth in water for row in lies(roads, "cd", (first, last), depth)]
    there = world(
        *(call(id, "d", minute) for id, minute in calls),
        teams=[team("crew", "a", profile="boat")],
        network=roads,
        profiles=(boat,),
        dormant=FLOOD if water else (),
        rules=Rules(**rules),
    )
    return play(there, {"flood": Impact.of(6, rows)} if water else None)


def test_a_boat_is_launched_once_the_water_is_deep_enough():
    """Water of 0.4 m from 20, of 0.8 m from 30 to 60; the boat needs 0.5 m and is called at 0.

    No way until 30; then road 3, launch 10, water 4: at d in 47 = wait 30 + 17. Done at 57, back
    on the water; at 60 it falls, a quarter of d-c still ahead: back to d, and there it lies.
    """
    story = shore((20, 30, 0.4), (30, 60, 0.8))
    assert story.incident("blaze", "ordered", "first_arrival", "wait", *WAY) == (
        30, 47, 30, 17, 0, 0, 0,
    )  # fmt: skip
    assert story.mission("crew#1", "released", "at_base") == (57, None)


def test_a_boat_that_finds_the_water_gone():
    """Deep from 0 to 60 and again from 90, shallow between; the call comes at 50.

    Road until 53, launch until 63: at 60 it learns that there is too little water. It stands at c
    until 90 and arrives at 94 = 50 + 17 + waiting 27. What it met is the water that is too low.
    """
    story = shore((0, 60, 0.8), (60, 90, 0.3), (90, 200, 0.8), calls=(("blaze", 50),))
    assert story.mission("crew#1", "arrived", *WAY, "closures_met") == (94, 17, 0, 0, 27, "river")


def test_who_waits_for_water_that_does_not_come_waits_for_ever():
    """Without any flood, and with one that is too shallow, d is unreachable by boat."""
    for story in (shore(), shore((0, 200, 0.45))):
        assert story.incident("blaze", "ordered", "outcome") == (None, "censored")


def test_on_dry_ground_the_cause_is_the_want_of_water():
    """Deep until 60 and dry from then on: the boat stands at c and names no hazard."""
    story = shore((0, 60, 0.8), calls=(("blaze", 50),))
    assert story.mission("crew#1", "arrived", "outcome") == (None, "censored")
    roads = story.rows("roads", "time", "factor", "cause", arc=2)
    assert roads == []  # the ramp is never closed by water
    water = story.rows("roads", "time", "factor", "cause", arc=4)
    assert water == [(0, 1, ""), (60, 0, "no water")]


def test_a_truck_never_takes_the_water():
    """The same shore and a truck that wades any depth: no way, deep or not."""
    truck = Profile(id="boat")
    story = shore((0, 200, 0.8), boat=truck)
    assert story.incident("blaze", "ordered", "outcome") == (None, "censored")


@pytest.mark.parametrize(("allowed", "sent"), [(np.nan, "lorry"), (0.35, None)])
def test_a_heavy_vehicle_passes_where_a_light_one_is_stopped(allowed, sent):
    """Water of 0.4 m on the road c-d. The car at c wades 0.3 m, the lorry at a 0.6 m.

    The lorry is sent: a-b 1, b-c 2, c-d 3 = 6. Where the road itself allows 0.35 m, nobody passes.
    """
    minutes = {"ab": 1, "bc": 2, "cd": 3}
    roads = arcs(minutes, dict.fromkeys(minutes, "county"), max_depth_m=[allowed] * 6)
    car, lorry = (Profile(id="car", wading_depth_m=0.3), Profile(id="lorry", wading_depth_m=0.6))
    there = world(
        call("blaze", "d", 1),
        teams=[team("car", "c", profile="car"), team("lorry", "a", profile="lorry")],
        network=roads,
        profiles=(car, lorry),
        dormant=FLOOD,
    )
    story = play(there, {"flood": Impact.of(6, lies(roads, "cd", (0, 300), 0.4))})
    assert story.sent("blaze") == ([(sent, 1)] if sent else [])
    assert story.incident("blaze", "first_arrival") == (7 if sent else None)
    assert story.rows("roads", "time", "factor", "cause", arc=4) == [(0, 0, "river")]


def test_water_at_the_wading_depth_does_not_stop():
    """0.30 m of water and 0.30 m of wading: it passes; 0.35 m close the road under it.

    From c to d in 3; at 2, two thirds are driven: it turns round, is back at c in 4 and stays.
    """
    minutes = {"ab": 1, "bc": 2, "cd": 3}
    roads = arcs(minutes, dict.fromkeys(minutes, "county"))
    for last, arrived in ((100, 3), (2, None)):
        rows = lies(roads, "cd", (0, last), 0.3) + lies(roads, "cd", (last, 300), 0.35)
        there = world(
            call("blaze", "d"),
            teams=[team("car", "c", profile="car")],
            network=roads,
            profiles=(Profile(id="car", wading_depth_m=0.3),),
            dormant=FLOOD,
        )
        story = play(there, {"flood": Impact.of(6, rows)})
        assert story.mission("car#1", "arrived") == arrived


def test_on_foot_paths_are_open_and_all_arcs_equally_fast():
    """Road a-b of 4 km at 16 m/s, path b-d of 1 km: a walker of 1 m/s takes 5 · 1000 s.

    A car never takes the path. The road allows 0.1 m of water, which is for vehicles: the walker
    wades 0.5 m.
    """
    metres = {"ab": 4000.0 / KM, "bd": 1000.0 / KM}
    roads = arcs(metres, {"ab": "county", "bd": "path"}, max_depth_m=[0.1] * 4)
    for profile, seconds in (
        (Profile(id="engine", on="foot", max_speed_mps=1.0, wading_depth_m=0.5), 5000.0),
        (Profile(id="engine"), None),
    ):
        there = world(
            call("blaze", "d"),
            teams=[team("crew", "a")],
            network=roads,
            profiles=(profile,),
            dormant=FLOOD,
        )
        story = play(there, {"flood": Impact.of(4, lies(roads, "ab", (0, 300), 0.3))})
        arrived = story.incident("blaze", "first_arrival")
        assert arrived == (None if seconds is None else seconds / 60.0)


# In the air

HERE = {"x": [112.0, 113.0, 112.0, 113.0], "y": [29.0, 29.0, 30.0, 30.0], "crs": "EPSG:4326"}
DAY = date(2026, 6, 21)
RISE, SET = (minute + 480 for minute in sun_times(DAY, 29.5, 112.5))
"""Sunrise and sunset in the midst of the sites, in minutes of the local day (UTC+8)."""


def flight(*calls, weather=(), flies_at_night=False, air=("ad",), hours=48.0, types=None):
    """Return the story of calls and a helicopter at a.

    Roads a-b 1, b-c 2; flights of 36 km at 60 m/s, so 10 minutes, and 5 to start.
    """
    minutes = {"ab": 1, "bc": 2} | dict.fromkeys(air, 36_000.0 / KM)
    classes = {"ab": "county", "bc": "county"} | dict.fromkeys(air, "air")
    roads = arcs(minutes, classes, **HERE)
    sight = Curve(x=(800.0, 1500.0), y=(0.0, 1.0))
    helicopter = Profile(
        id="helicopter",
        on="air",
        max_speed_mps=60.0,
        start_up_s=300.0,
        flies_at_night=flies_at_night,
        factors=(("visibility", sight),),
    )
    there = world(
        *calls,
        teams=[team("crew", "a", profile="helicopter")],
        network=roads,
        profiles=(helicopter,),
        start=f"{DAY} 00:00",
        dormant=FLOOD if weather else (),
        hours=hours,
        types=types,
    )
    rows = [row for at, metres in weather for row in lies(roads, "ad", at, metres, "visibility")]
    return play(there, {"flood": Impact.of(roads.n_arcs, rows)} if rows else None)


def test_the_sun_of_the_drill():
    """Near Huarong at midsummer the sun rises about 5:30 and sets about 19:30 (hand estimate).

    Local noon is 12:00 + 4 min · (120 - 112.5) + 2 min = 12:32; the day lasts 14 h there.
    """
    assert pytest.approx([332, 1172], abs=3) == [RISE, SET]


def test_a_helicopter_waits_for_the_sun():
    """Called at midnight it is sent at sunrise and is there 15 minutes later; by day at once."""
    story = flight(call("blaze", "d"))
    assert story.incident("blaze", "ordered", "first_arrival", *WAY) == (
        RISE, RISE + 15, 15, 0, 0, 0,
    )  # fmt: skip
    story = flight(call("blaze", "d", 720))
    assert story.incident("blaze", "first_arrival") == 735


def test_who_may_fly_at_night_does():
    """The same call at midnight: there at 15."""
    story = flight(call("blaze", "d"), flies_at_night=True)
    assert story.incident("blaze", "first_arrival") == 15


def test_who_is_in_the_air_at_sunset_lands_at_its_goal():
    """Sent 5 minutes before sunset it arrives 10 after it; work 10; it flies home at sunrise.

    Waiting since 20 past sunset, at its base 15 minutes after the next sunrise.
    """
    story = flight(call("blaze", "d", SET - 5))
    assert story.mission("crew#1", "arrived", *WAY, "closures_met") == (SET + 10, 15, 0, 0, 0, "")
    tomorrow = sun_times(date(2026, 6, 22), 29.5, 112.5)[0] + 480 + 1440
    assert story.mission("crew#1", "at_base") == tomorrow + 15


def test_weather_closes_flights():
    """Visibility 500 m until 780 (none below 800 m), then 1150 m: half speed from 780 on.

    Called at 720, sent at 780, there 30 minutes later: slowed 15.
    """
    weather = (((0, 780), 500.0), ((780, 2000), 1150.0))
    story = flight(call("blaze", "d", 720), weather=weather)
    assert story.incident("blaze", "ordered", "first_arrival", *WAY) == (780, 810, 15, 15, 0, 0)


def test_a_helicopter_never_takes_a_road():
    """To c there is a road and no flight: nobody comes."""
    story = flight(call("blaze", "c", 720))
    assert story.incident("blaze", "ordered", "outcome") == (None, "censored")


def test_every_flight_is_started_anew():
    """By way of d to c, two flights: 2 · (5 + 10)."""
    story = flight(call("blaze", "c", 720), air=("ad", "cd"))
    assert story.incident("blaze", "first_arrival") == 750


def test_the_sun_needs_a_place():
    """Without degrees nobody knows when it is night: the world is refused."""
    minutes = {"ab": 1.0}
    there = world(
        call("blaze", "b"),
        teams=[team("crew", "a", profile="helicopter")],
        types=(kind(),),
        network=arcs(minutes, {"ab": "air"}),
        profiles=(Profile(id="helicopter", on="air", max_speed_mps=60.0),),
    )
    with pytest.raises(ValueError, match="the sun rises by them"):
        Operation(there, {}, Luck(7, 0), make_decider("nearest_able"))


def test_the_roads_of_others_are_calm():
    """A world of road vehicles alone watches no trip, whatever arcs its network has."""
    there = world(call("blaze", "b"), teams=[team("eng", "a")], network=network())
    op = Operation(there, {}, Luck(7, 0), make_decider("nearest_able"))
    assert op.roads.calm
    assert op.roads.next_change(0.0) == np.inf
