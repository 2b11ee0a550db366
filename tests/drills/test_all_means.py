"""Boats, cars, helicopters and walkers at once, in worlds at random, under all rules."""

import random
from itertools import chain

import pytest
from tests.drills.town import KM, call, play, team, world
from tests.worlds import RULES

from sandtable.dispatch.daylight import Daylight
from sandtable.hazards import Impact, Interval
from sandtable.world.network import Network
from sandtable.world.plan import Curve, Profile, Rules
from sandtable.world.scenario import DormantImpact

CLASSES = ("county", "county", "ramp", "water", "water", "air", "air", "path")
VALUES = {
    "depth": (0.2, 0.4, 0.8, 1.5),
    "visibility": (500.0, 1000.0, 2000.0),
    "speed_factor": (0.0, 0.5),
}
SIGHT = (("visibility", Curve(x=(800.0, 1500.0), y=(0.0, 1.0))),)


def some_network(rng):
    """Return eleven roads, ramps, waters, flights and paths between four nodes."""
    pairs = [(0, 1), (1, 2), (2, 3), *(tuple(rng.sample(range(4), 2)) for _ in range(8))]
    n = len(pairs)
    return Network.from_arrays(
        n_nodes=4,
        tail=[pair[0] for pair in pairs] + [pair[1] for pair in pairs],
        head=[pair[1] for pair in pairs] + [pair[0] for pair in pairs],
        road_ids=[f"r{number}" for number in range(n)] * 2,
        length_m=[KM * rng.randint(1, 20) for _ in pairs] * 2,
        free_speed_mps=[16.0] * (2 * n),
        facility_type=[rng.choice(CLASSES) for _ in pairs] * 2,
        max_depth_m=[rng.choice((float("nan"), 0.3)) for _ in pairs] * 2,
        x=[112.0, 112.5, 113.0, 112.2],
        y=[29.0, 29.5, 30.0, 29.1],
        crs="EPSG:4326",
    )


def some_course(rng, network):
    """Return water, fog and closures on all roads, one after the other."""

    def on(road):
        minute = 0
        for _ in range(rng.randint(0, 5)):
            last = minute + rng.randint(1, 200)
            kind = rng.choice(("depth", *VALUES))
            value = rng.choice(VALUES[kind])
            for arc in network.arcs_of_road(road):
                yield Interval(arc, 60.0 * minute, 60.0 * last, kind, value, "s", road)
            minute = last + rng.randint(0, 60)

    roads = sorted(set(network.road_ids.tolist()))
    return Impact.of(network.n_arcs, chain.from_iterable(map(on, roads)))


def some_world(seed):
    """Return a world with four profiles, six teams and ten calls in a day and a half."""
    rng = random.Random(seed)  # noqa: S311  worlds, no secrets
    network = some_network(rng)
    profiles = (
        Profile(id="boat", on="water", draft_m=0.5, launch_s=600.0, wading_depth_m=0.3),
        Profile(id="car", wading_depth_m=rng.choice((0.3, float("inf")))),
        Profile(id="helicopter", on="air", max_speed_mps=40.0, start_up_s=120.0, factors=SIGHT),
        # Fast, so that it is ever the nearest.
        Profile(id="walker", on="foot", max_speed_mps=12.0, wading_depth_m=0.5),
    )
    there = world(
        *(call(f"c{i}", rng.choice("abcd"), rng.randint(0, 1800)) for i in range(10)),
        teams=[
            team(f"t{i}", rng.choice("abcd"), profile=rng.choice(profiles).id) for i in range(6)
        ],
        network=network,
        profiles=profiles,
        rules=Rules(**{name: rng.choice(positions) for name, positions in RULES.items()}),
        start="2026-06-21 12:00",
        hours=36.0,
        dormant=(DormantImpact(id="s", hazard="flood", activate_at_s=60.0 * rng.randint(0, 300)),),
    )
    return there, {"s": some_course(rng, network)}


@pytest.mark.parametrize("seed", range(20))
def test_the_laws_of_all_runs_hold(seed):
    """Sums are exact, a replay is byte-equal, and no helicopter takes off in the dark."""
    there, impacts = some_world(seed)
    story = play(there, impacts)
    light = Daylight.of(there)
    flown = {one.id for one in there.plan.teams if one.profile == "helicopter"}
    for name, departed, way, waiting in story.rows(
        "missions", "team", "departed", "free_flow", "waiting"
    ):
        if light is not None and name in flown and way and not waiting:
            assert not light.is_night(60.0 * departed)


def test_all_four_arrive_somewhere():
    """Over the seeds each kind of vehicle arrives away from where it stood: none is idle."""
    arrived = set()
    for seed in range(20):
        there, impacts = some_world(seed)
        by_team = {one.id: one.profile for one in there.plan.teams}
        rows = play(there, impacts, replay=False).rows("missions", "team", "arrived", "free_flow")
        arrived |= {by_team[name] for name, at, way in rows if at is not None and way}
    assert arrived == {"boat", "car", "helicopter", "walker"}
