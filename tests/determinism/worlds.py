"""A small town on a ring of roads, for studies of the real Operation; importable by workers.

Six nodes in a ring and one road across. Two stations, calls at random, a flood whose four samples
close different roads, and a zone that needs food from a depot.
"""

import time
from dataclasses import replace

from sandtable.ground.laws import Law
from sandtable.hazards import Exposure, Impact, Interval
from sandtable.study.case import Case, Point, operate
from sandtable.world.network import Network
from sandtable.world.place import Base, Depot, Place, Zone
from sandtable.world.plan import Headquarters, Item, Plan, Profile, Stock, Team, Truck
from sandtable.world.scenario import (
    Arrivals,
    DormantImpact,
    Exposed,
    IncidentType,
    Rate,
    ReliefNeed,
    Requirement,
    Scenario,
)
from sandtable.world.target import Target
from sandtable.world.world import World

SAMPLES = 4
ROADS = ((0, 1), (1, 2), (2, 3), (3, 4), (4, 5), (5, 0), (1, 4))


def network():
    """Return the ring: roads of 2 to 4 km, both directions, 15 m/s."""
    pairs = [pair for a, b in ROADS for pair in ((a, b), (b, a))]
    return Network.from_arrays(
        tail=[a for a, _b in pairs],
        head=[b for _a, b in pairs],
        length_m=[2000.0 + 300.0 * (i // 2) for i in range(len(pairs))],
        free_speed_mps=[15.0] * len(pairs),
        n_nodes=6,
    )


def floods():
    """Return the samples: each closes one road after an hour and slows the next one."""
    found = []
    for sample in range(SAMPLES):
        closed, slowed = 2 * sample, 2 * sample + 2
        rows = [
            Interval(arc + side, 3600.0, 9000.0, "speed_factor", factor, "river", "water")
            for arc, factor in ((closed, 0.0), (slowed, 0.5))
            for side in (0, 1)
        ]
        people = [Exposure("z3", 3600.0, 9000.0, "water", 0.2 * sample, "river")]
        found.append(Impact.of(2 * len(ROADS), rows, people))
    return found


def team(id, base):
    """Return a fire team."""
    return Team(
        id=id,
        base=base,
        headquarters="hq",
        skills=("fire",),
        profile="engine",
        turnout=Law.lognormal(median=90.0, sigma=0.4),
    )


def plan(id="plan"):
    """Return the plan, or one of its alternatives: ``more`` has a team more at the second base."""
    teams = [team("fire_1", "west"), team("fire_2", "east")]
    if id == "more":
        teams.append(team("fire_3", "east"))
    return Plan(
        id=id,
        headquarters=(Headquarters(id="hq", decision=Law.exponential(mean=40.0)),),
        profiles=(Profile(id="engine"),),
        teams=tuple(teams),
        items=(Item(id="rice", need="food", unit_kg=10.0, persons_per_unit=5.0),),
        stocks=(Stock(id="rice_west", depot="store", item="rice", quantity=100),),
        trucks=(Truck(id="truck_1", depot="store", profile="engine", capacity_kg=300.0),),
    )


def scenario():
    """Return half a day with about 20 calls."""
    call = IncidentType(
        id="call",
        hazard="urban_fire",
        needs=(Requirement(skill="fire"),),
        reporting=Law.exponential(mean=60.0),
        work=Law.lognormal(median=1200.0, sigma=0.5),
    )
    return Scenario(
        id="flood_day",
        horizon_s=14400.0,
        samples=SAMPLES,
        types=(call, replace(call, id="trapped", hazard="flood", priority=0)),
        arrivals=(
            Arrivals(
                id="calls",
                type="call",
                rate=Rate(mean_per_s=1 / 900.0),
                nodes=tuple(range(6)),
                weights=(1.0, 2.0, 1.0, 2.0, 1.0, 1.0),
                zones=tuple(f"z{i}" for i in range(6)),
            ),
        ),
        exposed=(
            Exposed(id="wet", type="trapped", exposure="water", per_person=0.05, probability=0.5),
        ),
        needs=(ReliefNeed(id="food", zone="z3", kind="food", persons=90, at_s=4000.0),),
        dormant=(DormantImpact(id="river", hazard="flood", activate_at_s=0.0),),
    )


TARGETS = (
    Target(
        id="town.arrive8",
        clock_from="occurred",
        clock_to="first_arrival",
        within_s=480.0,
        threshold=0.7,
        sense="at_least",
    ),
    Target(
        id="town.mean",
        clock_from="reported",
        clock_to="full_arrival",
        statistic="mean",
        threshold=600.0,
        sense="at_most",
    ),
    Target(
        id="town.fed",
        clock_from="exposed",
        clock_to="need_met",
        quantity="persons",
        needs=("food",),
        within_s=7200.0,
        threshold=0.9,
        sense="at_least",
    ),
)


def case(id="plan", about=None):
    """Return the case of a plan, in another scenario if one is given."""
    place = Place(
        id="town",
        zones=tuple(Zone(id=f"z{i}", node=i, population=100) for i in range(6)),
        bases=(Base(id="west", node=0), Base(id="east", node=3)),
        depots=(Depot(id="store", node=0),),
    )
    world = World(
        place=place,
        network=network(),
        plan=plan(id),
        scenario=about or scenario(),
        targets=TARGETS,
    )
    return Case(world=world, impacts={"river": floods()})


def points(about=None):
    """Return the design points: the plan, and the plan with a team more."""
    return [
        Point(scenario="flood_day", alternative=id, case=case(id, about)) for id in ("plan", "more")
    ]


def slowly(case_, seed, replication):
    """Play a replication of the Operation and take a while, so that somebody may interrupt."""
    time.sleep(0.02)
    return operate(case_, seed, replication)


def parquet(folder):
    """Return the bytes of all tables of a results folder."""
    return {file.name: file.read_bytes() for file in sorted(folder.glob("*.parquet"))}
