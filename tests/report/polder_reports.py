"""A small polder that floods: villages, buses, boats, rock, relief (no tests here)."""

import math

import numpy as np

from sandtable.ground.laws import Law
from sandtable.ground.names import Name
from sandtable.hazards import Exposure, HazardSource, Impact
from sandtable.hazards.flood import Breach, Cell, Polder, fill, project
from sandtable.study import Point
from sandtable.study.case import Case
from sandtable.world.network import Network
from sandtable.world.people import Evacuation, Fleet, Lane, Means, Peril, Relief, Residents
from sandtable.world.place import Base, Depot, Facility, Place, Zone
from sandtable.world.plan import (
    Agreement,
    Curve,
    Headquarters,
    Item,
    Plan,
    Profile,
    Stock,
    Team,
    Truck,
)
from sandtable.world.scenario import DormantImpact, IncidentType, Listed, Requirement, Scenario
from sandtable.world.works import Action, Closing, Convoy, Level, Prevention, Trigger
from sandtable.world.world import World

HOUR = 3600.0
NODES = {
    "north": (2000.0, 8700.0),
    "east": (3900.0, 7700.0),
    "middle": (1500.0, 5400.0),
    "low": (3900.0, 4600.0),
    "street": (900.0, 1400.0),
    "seat": (0.0, 0.0),
    "gate": (-1500.0, -300.0),
    "town": (-9000.0, -4000.0),
    "crown_w": (-100.0, 8700.0),
    "crown_e": (5500.0, 6600.0),
    "breach": (1800.0, 10000.0),
}
ROADS = (
    ("north", "east", 8.0, "local"),
    ("north", "middle", 8.0, "local"),
    ("east", "low", 8.0, "local"),
    ("middle", "low", 8.0, "local"),
    ("middle", "street", 8.0, "local"),
    ("low", "street", 8.0, "local"),
    ("street", "seat", 8.0, "county"),
    ("seat", "gate", 10.0, "county"),
    ("gate", "town", 14.0, "county"),
    ("north", "crown_w", 5.0, "dike"),
    ("east", "crown_e", 5.0, "dike"),
    ("crown_w", "gate", 6.0, "dike"),
    ("crown_w", "breach", 5.0, "dike"),
    ("low", "crown_e", 5.0, "dike"),
)
VILLAGES = {
    "north": ("团北村", "north village", 28.2, 7.0, 0.0, 2600.0, 900),
    "east": ("东村", "east village", 27.9, 7.2, 1600.0, 4600.0, 700),
    "middle": ("中村", "middle village", 28.1, 6.9, 2400.0, 4800.0, 800),
    "low": ("低村", "low village", 27.8, 7.3, 3600.0, 6600.0, 600),
    "street": ("集镇", "street", 28.3, 5.3, 7200.0, 9600.0, 1500),
    "seat": ("安全区", "safety zone", 30.5, 2.7, 9000.0, 9900.0, 1200),
}
SAMPLES = 4


def between(low, mode, high):
    """Return a triangular law."""
    return Law.triangular(low=low, mode=mode, high=high)


def network():
    """Return villages on their ground, the dike crown around them, the gate and the town."""
    number = {id: place for place, id in enumerate(NODES)}
    both = [(a, b, v, kind) for one, two, v, kind in ROADS for a, b in ((one, two), (two, one))]
    spot = np.array(list(NODES.values()))
    tail, head = [number[a] for a, *_ in both], [number[b] for _, b, *_ in both]
    return Network.from_arrays(
        n_nodes=len(NODES),
        tail=tail,
        head=head,
        length_m=1.2 * np.hypot(*(spot[tail] - spot[head]).T),
        free_speed_mps=[v for *_, v, _kind in both],
        facility_type=[kind for *_, kind in both],
        arc_ids=[f"l_{a}_{b}" for a, b, *_ in both],
        x=spot[:, 0],
        y=spot[:, 1],
        crs="EPSG:4547",
        attribution="roads: drawn by hand",
    )


def place():
    """Return six zones, the town's base and depot, two schools, refuges on the crown."""
    number = {id: place for place, id in enumerate(NODES)}
    schools = ("shelter", "water")
    return Place(
        id="polder",
        name=Name("小垸", "small polder"),
        zones=tuple(
            Zone(
                id=id,
                name=Name(zh, en),
                node=number[id],
                population=persons,
                area_km2=area,
            )
            for id, (zh, en, _ground, area, _near, _far, persons) in VILLAGES.items()
        ),
        bases=(Base(id="town", name=Name("县城", "town"), node=number["town"]),),
        depots=(Depot(id="store", name=Name("粮库", "granary"), node=number["town"]),),
        facilities=(
            Facility(id="gate", name=Name("闸口", "gate"), node=number["gate"], kind="gate"),
            Facility(id="site", name=Name("决口", "site"), node=number["breach"], kind="site"),
            Facility(
                id="first",
                name=Name("一中", "first school"),
                node=number["town"],
                kind="shelter",
                capacity=1100,
                provides=schools,
            ),
            Facility(
                id="second",
                name=Name("二中", "second school"),
                node=number["town"],
                kind="shelter",
                capacity=2500,
                provides=schools,
            ),
            *(
                Facility(id=id, name=Name("堤顶", "crown"), node=number[id], kind="refuge")
                for id in ("crown_w", "crown_e", "seat")
            ),
        ),
        lanes=(Lane(id="crown", arcs=("l_crown_w_gate", "l_gate_crown_w"), headway_s=6.0),),
    )


def fleets():
    """Return own buses, boats of the county and boats of an agreement."""
    boat = {"kind": "boat", "base": "town", "profile": "car", "trip": Law.constant(2400.0)}
    return (
        Fleet(
            id="buses",
            name=Name("客车", "buses"),
            kind="bus",
            count=14,
            capacity=45,
            base="town",
            profile="car",
            call_out=between(1200.0, 2400.0, 5400.0),
            load=between(300.0, 600.0, 900.0),
        ),
        Fleet(
            id="boats",
            name=Name("冲锋舟", "boats"),
            count=6,
            capacity=8,
            call_out=Law.constant(5400.0),
            night_factor=1.5,
            **boat,
        ),
        Fleet(
            id="far_boats",
            name=Name("密船", "secret boats"),
            count=10,
            capacity=8,
            call_out=Law.constant(5 * HOUR),
            agreement="aid",
            **boat,
        ),
    )


def plan():
    """Return a plan that empties the polder on piping and closes the breach afterwards."""
    evacuation = Evacuation(
        id="leave",
        name=Name("垸内转移", "leave the polder"),
        exit="gate",
        shelters=("first", "second"),
        broadcast=between(300.0, 900.0, 2400.0),
        acknowledge=between(600.0, 1200.0, 3600.0),
        heed=0.4,
        pairs=12,
        households_per_h=between(8.0, 12.0, 18.0),
        mobilise=between(600.0, 1800.0, 5400.0),
        refuse=0.02,
        means=(
            Means(id="own", kind="own", share=0.55, profile="car", relatives=0.7),
            Means(
                id="foot",
                kind="foot",
                share=0.2,
                profile="walker",
                refuges=("crown_w", "crown_e", "seat"),
            ),
            Means(id="bus", kind="bus", share=0.25, profile="walker"),
        ),
    )
    actions = (
        Action(kind="evacuate", arguments={"evacuation": "leave"}),
        *(Action(kind="call_out", arguments={"fleet": one.id}) for one in fleets()),
        *(Action(kind="open_shelter", arguments={"shelter": id}) for id in ("first", "second")),
    )
    return Plan(
        id="plan",
        name=Name("现行预案", "present plan"),
        headquarters=(Headquarters(id="hq", decision=Law.constant(300.0)),),
        profiles=(
            Profile(id="car", factors=(("depth", Curve(x=(0.1, 0.3), y=(1.0, 0.0))),)),
            Profile(id="walker", max_speed_mps=1.1),
            Profile(id="truck", factors=(("depth", Curve(x=(0.1, 0.4), y=(1.0, 0.0))),)),
        ),
        teams=(
            Team(
                id="crew",
                name=Name("抢险队", "dike crew"),
                base="town",
                headquarters="hq",
                skills=("dike",),
                headcount=120,
                profile="truck",
                turnout=between(600.0, 1200.0, 3000.0),
            ),
        ),
        agreements=(Agreement(id="aid", name=Name("邻县协议", "neighbours")),),
        items=(Item(id="meal", need="food", unit_kg=1.0),),
        stocks=(Stock(id="meals", depot="store", item="meal", quantity=9000),),
        trucks=(Truck(id="v1", depot="store", profile="truck", load=Law.constant(1200.0)),),
        evacuations=(evacuation,),
        fleets=fleets(),
        levels=(
            Level(
                id="two",
                headquarters="hq",
                level=2,
                trigger=Trigger(incident_type="piping"),
                signature=Law.constant(600.0),
                actions=actions,
            ),
            Level(
                id="one",
                headquarters="hq",
                level=1,
                trigger=Trigger(entry="breach"),
                actions=(Action(kind="close_breach", arguments={"closing": "close"}),),
            ),
        ),
        closings=(closing(),),
    )


def closing():
    """Return the closing of 226 m from one dike road."""
    return Closing(
        id="close",
        name=Name("团北决口封堵", "closing at the north village"),
        entry="breach",
        source="breach",
        site="site",
        width_m=226.0,
        platform_t=900.0,
        berths=4,
        tip=between(600.0, 840.0, 1500.0),
        tonnes_per_m=60.0,
        convoys=(
            Convoy(
                id="rock",
                name=Name("石料车队", "rock convoy"),
                trucks=30,
                load_t=17.0,
                from_="town",
                profile="truck",
                ready=between(2 * HOUR, 3 * HOUR, 5 * HOUR),
                load=Law.constant(1200.0),
            ),
        ),
    )


def scenario(hours):
    """Return five days from the afternoon on which water boils up behind the dike."""
    return Scenario(
        id="flood",
        name=Name("小垸溃决", "small polder floods"),
        start="2024-07-05 15:32",
        horizon_s=hours * HOUR,
        samples=SAMPLES,
        types=(
            IncidentType(
                id="piping",
                name=Name("管涌", "piping"),
                needs=(Requirement(skill="dike"),),
                reporting=Law.constant(300.0),
                work=Law.constant(3 * HOUR),
            ),
        ),
        listed=(Listed(id="p1", type="piping", at_s=0.0, node=10, zone="north"),),
        dormant=(DormantImpact(id="breach", hazard="flood"),),
        preventions=(
            Prevention(
                id="works",
                name=Name("团北管涌抢护", "piping at the north village"),
                entry="breach",
                incident_type="piping",
                outflow_m3s=((0.0, 0.05), (2 * HOUR, 2.0)),
                success=((0.1, 0.9), (2.0, 0.0)),
                fails=between(1.2 * HOUR, 2.2 * HOUR, 3 * HOUR),
                delay=between(0.0, 0.4 * HOUR, 1.5 * HOUR),
            ),
        ),
        residents=tuple(
            Residents(id=f"r_{id}", zone=id, persons=row[-1]) for id, row in VILLAGES.items()
        ),
        peril=Peril(exposure="water", told=0.001, untold=0.02),
        relief=Relief(),
    )


def impacts(net):
    """Return one flood per sample: the lake stands higher from one to the next."""
    polder = Polder(
        cells=tuple(
            Cell(
                zone=id,
                ground_m=ground,
                relief_m=0.6,
                area_km2=area,
                near_m=near,
                far_m=far,
                dry=id == "seat",
            )
            for id, (_zh, _en, ground, area, near, far, _persons) in VILLAGES.items()
        ),
        front_mps=0.5,
    )
    breach = Breach(
        since_s=(0.0, HOUR, 5 * HOUR, 15 * HOUR),
        width_m=(10.0, 100.0, 150.0, 223.0),
        invert_m=(28.0, 24.0, 22.0, 22.0),
    )
    return [_flood(net, polder, breach, 33.0 + 0.1 * sample) for sample in range(SAMPLES)]


def _flood(net, polder, breach, outside_m):
    """Return the Impact of one filling, with the series that a report may show."""
    filling = fill(polder, breach, lambda _s: outside_m, until_s=90 * HOUR, step_s=300.0)
    low = {
        arc: (id.split("_")[1], VILLAGES[id.split("_")[1]][2] + 0.4)
        for arc, id in enumerate(net.arc_ids.tolist())
        if id.split("_")[1] in VILLAGES and "crown" not in id and "seat" not in id
    }
    roads, people = project(filling, polder, low, source="breach", cause="洪水 / flood")
    calm = np.flatnonzero(filling.outside_m - filling.level_m <= 0.2)
    if calm.size:
        since = float(filling.since_s[calm[0]])
        people.append(Exposure("north", since, math.inf, "slow_water", 1.0, "breach"))
    series = {
        "level": (filling.since_s, filling.level_m),
        "outside": (filling.since_s, filling.outside_m),
        "inflow": (filling.since_s, filling.inflow_m3s),
        "width": (filling.since_s, filling.width_m),
        "volume": (filling.since_s, filling.volume_m3),
    }
    sources = [HazardSource(id="breach", control="hold")]
    return Impact.of(net.n_arcs, roads, people, sources, series=series)


def polder_point(*, hours=96.0, targets=()):
    """Return the design point of the small polder."""
    net = network()
    world = World(
        place=place(), network=net, plan=plan(), scenario=scenario(hours), targets=tuple(targets)
    )
    case = Case(world=world, impacts={"breach": impacts(net)})
    return Point(scenario="flood", alternative="plan", case=case)
