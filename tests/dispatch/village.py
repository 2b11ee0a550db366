"""A village behind a dike, its crown, its gate and the town, for tests of civil protection."""

import math
from collections import Counter

from sandtable.dispatch import Operation, make_decider
from sandtable.ground.laws import Law
from sandtable.ground.luck import Luck
from sandtable.hazards import Exposure, HazardSource, Impact, Interval
from sandtable.world.network import Network
from sandtable.world.people import Evacuation, Lane, Means, Residents
from sandtable.world.place import Base, Depot, Facility, Place, Zone
from sandtable.world.plan import Curve, Headquarters, Plan, Profile
from sandtable.world.scenario import DormantImpact, Inject, Scenario
from sandtable.world.world import World

HOUR = 3600.0
OWN = Means(id="own", kind="own", share=1.0, persons_per_vehicle=2.5, profile="car")
FOOT = Means(id="foot", kind="foot", share=1.0, profile="walker", refuges=("crown",))
BUS = Means(id="bus", kind="bus", share=1.0, profile="walker")


def network():
    """Return a village v, its gate g 5 min off, the town t 10 min on, and a crown beside v."""
    return Network.from_arrays(
        n_nodes=4,
        tail=[0, 1, 1, 2, 0, 3],
        head=[1, 0, 2, 1, 3, 0],
        length_m=[4800, 4800, 9600, 9600, 480, 480],
        free_speed_mps=[16.0] * 6,
        arc_ids=["vg", "gv", "gt", "tg", "vc", "cv"],
    )


def place(capacity=0, provides=()):
    """Return the place on it; the dike lets a vehicle pass every 4 s, a depot is at the gate."""
    return Place(
        id="polder",
        zones=(Zone(id="v", node=0, population=100),),
        bases=(Base(id="town", node=2),),
        depots=(Depot(id="store", node=1),),
        facilities=(
            Facility(id="gate", node=1, kind="gate"),
            Facility(id="school", node=2, kind="shelter", capacity=capacity, provides=provides),
            Facility(id="crown", node=3, kind="refuge"),
        ),
        lanes=(Lane(id="dike", arcs=("vg", "gv"), headway_s=4.0),),
    )


def evacuation(*means, **fields):
    """Return an evacuation that everybody hears of at once, by loudspeaker after 10 min."""
    usual = {"broadcast": Law.constant(600.0), "heed": 1.0}
    return Evacuation(
        id="leave", exit="gate", shelters=("school",), means=means, **(usual | fields)
    )


def world(*, persons=100, capacity=0, provides=(), injects=(), entry=False, **fields):
    """Return a world; fields are those of plan or scenario, whichever knows them."""
    plan = {name: fields.pop(name) for name in list(fields) if name in Plan.__dataclass_fields__}
    profiles = (
        Profile(id="car", factors=(("depth", Curve(x=(0.1, 0.3), y=(1.0, 0.0))),)),
        Profile(id="walker", max_speed_mps=1.6),
        Profile(id="truck"),
    )
    usual = {"headquarters": (Headquarters(id="hq"),), "profiles": profiles}
    return World(
        place=place(capacity, provides),
        network=network(),
        plan=Plan(id="plan", **(usual | plan)),
        scenario=Scenario(
            id="flood",
            horizon_s=fields.pop("horizon_s", 24 * HOUR),
            start="2024-07-05 10:00",
            residents=(Residents(id="people", zone="v", persons=persons),),
            dormant=(DormantImpact(id="breach", hazard="flood"),) if entry else (),
            injects=tuple(
                Inject(id=f"i{n}", at_s=at, kind=kind, arguments=arguments)
                for n, (at, kind, arguments) in enumerate(injects)
            ),
            **fields,
        ),
    )


WARN = (0.0, "warn", {"evacuation": "leave"})
LEAVE = (0.0, "evacuate", {"evacuation": "leave"})
OPEN = (0.0, "open_shelter", {"shelter": "school"})


def water(at_s=1800.0, share=1.0, slow_s=None):
    """Return a flood that reaches the village and its dike road so long after the breach."""
    rows = [Interval(arc, at_s, math.inf, "depth", 1.0, "breach", "water") for arc in (0, 1)]
    people = [Exposure("v", at_s, math.inf, "water", share, "breach")]
    if slow_s is not None:
        people.append(Exposure("v", slow_s, math.inf, "slow_water", 1.0, "breach"))
    return Impact.of(6, rows, people, [HazardSource(id="breach", control="hold")])


def play(a_world, impact=None, replication=0):
    """Play a run and return its tables."""
    impacts = {} if impact is None else {"breach": impact}
    luck = Luck(7, replication)
    return Operation(a_world, impacts, luck, make_decider("nearest_able")).run().tables()


def outcomes(tables):
    """Return persons by outcome and by what carried them."""
    people, found = tables["people"], Counter()
    for persons, outcome, by in zip(
        people["persons"].tolist(), people["outcome"], people["by"], strict=True
    ):
        found[outcome, by] += persons
    return dict(found)
