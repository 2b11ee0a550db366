"""Small worlds made in Python: builders with four-node defaults, and worlds at random.

The four nodes of the defaults, with seconds of road (one road, both directions)::

            300
       .-----------.
      n0 -- n1 ---- n2 ---- n3
         60     120     180

Each node has a zone (``z0``) and a base (``b0``). Random worlds are made by `any_world` from one
question asked again and again, ``pick(options)``: Hypothesis answers it shrinkably, its first
option being the simplest (`worlds`), a plain generator by its seed (`seeded`). All times of roads
are multiples of a quarter second, so that sums along a way are exact in any order.
"""

import random
from dataclasses import dataclass, field, replace

from hypothesis import strategies as st

from sandtable.ground.laws import Law
from sandtable.hazards import Exposure, HazardSource, Impact, Interval
from sandtable.world.network import Network
from sandtable.world.place import Base, Depot, Facility, Place, Zone
from sandtable.world.plan import (
    Agreement,
    Headquarters,
    Item,
    Plan,
    Profile,
    Rules,
    Stock,
    Team,
    Truck,
)
from sandtable.world.scenario import (
    Arrivals,
    Controls,
    DormantImpact,
    Exposed,
    IncidentType,
    Inject,
    Listed,
    Rate,
    ReliefNeed,
    ReportErrors,
    Requirement,
    Scenario,
    Transport,
)
from sandtable.world.world import World

FOUR = ((0, 1, 60.0), (1, 2, 120.0), (2, 3, 180.0), (0, 2, 300.0))
"""Roads of the default network: both ends and seconds."""
SPEED_MPS = 16.0
SKILLS = ("fire", "medic")


def network(roads=FOUR):
    """Return a network of roads (node, node, seconds), each as two arcs: 2i there, 2i + 1 back."""
    both = [(a, b, s) for one, other, s in roads for a, b in ((one, other), (other, one))]
    n_nodes = 1 + max(max(a, b) for a, b, _ in roads)
    return Network.from_arrays(
        n_nodes=n_nodes,
        tail=[a for a, _, _ in both],
        head=[b for _, b, _ in both],
        length_m=[SPEED_MPS * s for _, _, s in both],
        x=[1000.0 * node for node in range(n_nodes)],
        y=[0.0] * n_nodes,
        free_speed_mps=[SPEED_MPS] * len(both),
        arc_ids=[f"l{number}" for number in range(len(both))],
        road_ids=[f"r{number // 2}" for number in range(len(both))],
    )


def place(n_nodes=4, *, depots=(), hospitals=(), desks=("hq",), population=100):
    """Return a place with a zone and a base at each node, zones given to the desks in turn."""
    return Place(
        id="town",
        zones=tuple(
            Zone(id=f"z{n}", node=n, population=population, headquarters=desks[n % len(desks)])
            for n in range(n_nodes)
        ),
        bases=tuple(Base(id=f"b{n}", node=n) for n in range(n_nodes)),
        depots=tuple(Depot(id=f"d{n}", node=n, bays=bays) for n, bays in depots),
        facilities=tuple(Facility(id=f"h{n}", node=n) for n in hospitals),
    )


def team(id="t0", node=0, **fields):
    """Return a fire team at the base of a node."""
    usual = {"headquarters": "hq", "skills": ("fire",), "profile": "engine"}
    return Team(id=id, base=f"b{node}", **(usual | fields))


def kind(id="fire", **fields):
    """Return a type of incident that needs one fire team for ten minutes."""
    usual = {"needs": (Requirement(skill="fire"),), "work": Law.constant(600.0)}
    return IncidentType(id=id, **(usual | fields))


def call(id="c0", node=0, at_s=0.0, type="fire"):
    """Return an incident in the zone of a node."""
    return Listed(id=id, type=type, at_s=at_s, node=node, zone=f"z{node}")


def world(*listed, teams=(), types=None, horizon_s=7200.0, **fields):
    """Return a world; ``fields`` are those of World, Plan or Scenario, whichever knows them."""
    given = {"headquarters": (Headquarters(id="hq"),), "profiles": (Profile(id="engine"),)} | fields

    def of(fields_of, names):
        return fields_of | {name: given.pop(name) for name in names if name in given}

    plan = of({"id": "plan", "teams": tuple(teams)}, Plan.__dataclass_fields__.keys() - {"name"})
    basis = of({"network": network(), "place": place()}, ("network", "place"))
    return World(
        **basis,
        plan=Plan(**plan),
        scenario=Scenario(
            id="drill",
            horizon_s=horizon_s,
            types=(kind(),) if types is None else tuple(types),
            listed=listed,
            **given,
        ),
    )


# Worlds at random

SHORT = (
    Law.constant(0.0),
    Law.constant(60.0),
    Law.exponential(mean=45.0),
    Law.uniform(low=0.0, high=90.0),
    Law.choice([0.0, 30.0, 60.0], [1.0, 2.0, 1.0]),
    Law.empirical([10.0, 20.5, 33.3]),
)
LONG = (
    Law.constant(600.0),
    Law.constant(0.0),
    Law.lognormal(median=500.0, sigma=0.6),
    Law.gamma(shape=2.0, mean=400.0),
    Law.weibull(shape=1.5, scale=500.0),
    Law.triangular(low=60.0, mode=300.0, high=900.0),
)
RULES = {
    "free_again": ("on_clearing", "at_base"),
    "response": ("as_they_come", "all_or_nothing"),
    "when_busy": ("queue", "hand_over"),
    "queue_order": ("priority", "first_come", "nearest"),
    "overtaking": ("allowed", "strict"),
    "work_starts": ("full_force", "first_arrival"),
    "work_shared": ("incident", "team"),
    "diversion": ("none", "under_way", "at_work"),
    "turnout_from": ("alert", "order"),
    "turnout_known": ("expected", "realised"),
    "territory": ("nearest", "own_first"),
    "tie": ("lowest_id", "least_worked"),
    "road_knowledge": ("informed", "oracle", "uninformed"),
    "road_report_delay_s": (0.0, 300.0),
    "closed_road": ("reroute", "wait", "turn_back"),
    "stock_counts": ("all", "physical"),
}
"""Every rule but ``picture`` with its positions, the default first."""


@dataclass(frozen=True)
class Made:
    """A world made at random, with the realisations that lie dormant in it."""

    world: World
    impacts: dict = field(default_factory=dict)


def any_world(pick, *, roads=True, goods=True, injects=True):
    """Make a small world from picks.

    Parameters
    ----------
    pick
        ``pick(options)`` returns one of several options; the first is the simplest.
    roads, goods, injects
        Whether roads may change, goods may be needed, and commands may come from outside.

    """
    n = pick((4, 2, 3, 5, 6))
    grid = _roads(pick, n)
    desks = pick((("hq",), ("hq", "east")))
    rules = Rules(**{name: pick(positions) for name, positions in RULES.items()})
    types = tuple(_kind(pick, f"k{i}") for i in range(pick((1, 2, 3))))
    teams = tuple(_team(pick, i, n, desks) for i in range(pick((1, 2, 3, 4, 5, 6))))
    depots = tuple((d, pick((0, 1, 2))) for d in range(pick((1, 2)))) if goods else ()
    made, impacts = _scenario(pick, n, types), {}
    if goods:
        made["needs"] = tuple(_need(pick, i, n) for i in range(pick((0, 1, 2, 3))))
    if roads and pick((False, True)):
        impacts = {"flood": _impact(pick, 2 * len(grid), n)}
        at_s = pick((0.0, 300.0, 1000.5, float("nan")))
        made["dormant"] = (DormantImpact(id="flood", activate_at_s=at_s),)
        made["exposed"] = _exposed(pick)
    if injects:
        made["injects"] = _injects(pick, made, n, len(grid), desks)
    supply = _supply(pick, depots) if depots else {}
    if any(one.agreement for one in teams):
        law = pick(LONG)
        supply["agreements"] = (Agreement(id="aid", delay=law, refusal=pick((0.0, 0.5))),)
    drawn = Made(
        world(
            *made.pop("listed"),
            teams=teams,
            types=types,
            network=network(grid),
            place=place(n, depots=depots, hospitals=pick(((0,), (), (1, 0))), desks=desks),
            headquarters=tuple(_desk(pick, name) for name in desks),
            rules=rules,
            **supply,
            **made,
        ),
        impacts,
    )
    return _hearing(pick, _controlling(pick, drawn) if impacts else drawn)


def _hearing(pick, made):
    """Let headquarters hear of roads each with its own delay, or know the truth at once."""
    plan = made.world.plan
    desks = tuple(
        replace(desk, road_report_delay_s=pick((None, 0.0, 600.0))) for desk in plan.headquarters
    )
    rules = replace(plan.rules, picture=pick(("reported", "oracle", *["reported"] * 7)))
    plan, scenario = replace(plan, headquarters=desks, rules=rules), made.world.scenario
    types = tuple(replace(one, report_errors=_report_errors(pick)) for one in scenario.types)
    scenario = replace(scenario, types=types)
    return replace(made, world=replace(made.world, plan=plan, scenario=scenario))


def _report_errors(pick):
    """Let first reports of a type ask for too little or too much, and name wrong places."""
    force = pick((Law.constant(1.0), Law.choice([0.4, 1.0, 2.0], [1.0] * 3), Law.constant(2.5)))
    errors = ReportErrors(
        force=force,
        wrong_place=pick((0.0, 0.5, 1.0)),
        distance=Law.uniform(low=500.0, high=3500.0),
        search=pick(SHORT),
    )
    return pick((None, errors))


def _controlling(pick, made):
    """Let some of the work on scene bring a source of the hazard under control."""
    scenario = made.world.scenario
    river, lake = (Controls(entry="flood", source=name) for name in ("river", "lake"))
    types = [replace(one, controls=pick((None, river, lake))) for one in scenario.types]
    listed = [replace(one, controls=pick((None, lake))) for one in scenario.listed]
    scenario = replace(scenario, types=tuple(types), listed=tuple(listed))
    return replace(made, world=replace(made.world, scenario=scenario))


def _roads(pick, n):
    """Return a chain of all nodes and some more roads."""
    ends = [(i, i + 1) for i in range(n - 1)]
    ends += [pick(((0, n - 1), (0, 1), (n // 2, 0))) for _ in range(pick((0, 1, 2)))]
    seconds = (60.0, 15.25, 90.0, 120.5, 300.0)
    return [(a, b if a != b else (a + 1) % n, pick(seconds)) for a, b in ends]


def _desk(pick, id):
    return Headquarters(
        id=id,
        decision=pick(SHORT),
        notification=pick(SHORT),
        message_delay=pick(SHORT),
        message_loss=pick((0.0, 0.0, 0.5)),
        message_repeat_s=120.0,
    )


def _kind(pick, id):
    force = ((1, "teams"), (2, "teams"), (3, "teams"), (1, "persons"), (5, "persons"))
    needs = []
    for skill in pick((SKILLS[:1], SKILLS, SKILLS[1:])):
        amount, unit = pick(force)
        needs.append(Requirement(skill=skill, amount=amount, unit=unit))
    transport = Transport(probability=pick((1.0, 0.5)), handover=pick(SHORT))
    return IncidentType(
        id=id,
        priority=pick((0, 1, 2)),
        needs=tuple(needs),
        grades=pick(((("general", 1.0),), (("general", 3.0), ("major", 1.0)))),
        detection=pick(SHORT),
        reporting=pick(SHORT),
        work=pick(LONG),
        persons=pick((Law.constant(1.0), Law.uniform(low=0.0, high=9.0))),
        transport=pick((None, transport)),
        expires=pick((None, Law.constant(900.0), Law.exponential(mean=600.0))),
    )


def _team(pick, number, n, desks):
    return Team(
        id=f"t{number}",
        base=f"b{pick(range(n))}",
        headquarters=pick(desks),
        skills=pick((SKILLS[:1], SKILLS, SKILLS[1:])),
        headcount=pick((1, 2, 4)),
        profile="engine",
        turnout=pick(SHORT),
        territory=pick(((), ("z0",), ("z1",))),
        agreement=pick(("", "", "aid")) if number else "",
    )


def _scenario(pick, n, types):
    kinds = [one.id for one in types]
    listed = [
        Listed(
            id=f"c{i}",
            type=pick(kinds),
            at_s=pick((0.0, 60.0, 600.25, 900.0)),
            node=node,
            zone=zone,
        )
        for i in range(pick((1, 0, 2, 3, 5)))
        for node in [pick(range(n))]
        for zone in [pick((f"z{node}", ""))]
    ]
    nodes = tuple(range(n))
    cycle = {"amplitude_per_s": 1 / 500.0, "period_s": 1800.0, "phase_s": 100.0}
    hours = {"by_hour": (1.0, 0.0, 2.0) * 8}
    arrivals = tuple(
        Arrivals(
            id=f"p{i}",
            type=pick(kinds),
            rate=Rate(mean_per_s=1 / 400.0, **pick(({}, cycle, hours))),
            nodes=nodes,
            weights=tuple(float(pick((1, 0, 3))) + 0.5 for _ in nodes),
            zones=tuple(f"z{node}" for node in nodes),
            from_s=pick((0.0, 333.3)),
            to_s=pick((float("inf"), 3000.1)),
        )
        for i in range(pick((0, 1, 2)))
    )
    return {
        "start": pick(("2026-01-01 00:00", "2026-06-01 07:30")),
        "horizon_s": pick((3600.0, 1800.0, 7200.3)),
        "warm_up_s": pick((0.0, 600.0)),
        "listed": tuple(listed),
        "arrivals": arrivals,
    }


def _need(pick, number, n):
    return ReliefNeed(
        id=f"n{number}",
        zone=f"z{pick(range(n))}",
        kind=pick(("food", "water")),
        persons=pick((10, 1, 37)),
        at_s=pick((0.0, 120.5, 900.0)),
    )


def _supply(pick, depots):
    per_unit = pick((1.0, 2.5, 0.3))
    items = tuple(
        Item(id=name, need=name, unit_kg=pick((1.0, 0.0, 3.0)), persons_per_unit=per_unit)
        for name in ("food", "water")
    )
    forms = ("physical", "agreement", "capacity")
    stocks = tuple(
        Stock(
            id=f"s{i}",
            depot=f"d{pick([node for node, _ in depots])}",
            item=pick(("food", "water")),
            quantity=pick((50, 5, 0)),
            form=pick(forms),
            release=pick(SHORT),
        )
        for i in range(pick((1, 2, 3)))
    )
    trucks = tuple(
        Truck(
            id=f"v{i}",
            depot=f"d{pick([node for node, _ in depots])}",
            profile="engine",
            capacity_kg=pick((10.0, float("inf"), 2.0)),
            call_out=pick(SHORT),
            load=pick(SHORT),
            unload=pick(SHORT),
        )
        for i in range(pick((1, 0, 2, 3)))
    )
    return {"items": items, "stocks": stocks, "trucks": trucks}


def _impact(pick, n_arcs, n):
    rows = [
        Interval(
            pick(range(n_arcs)), begin, begin + pick((300.0, 60.0, float("inf"))), "speed_factor",
            pick((0.0, 0.5, 0.25)), pick(("river", "lake")), pick(("water", "mud")),
        )
        for _ in range(pick((1, 2, 4, 8)))
        for begin in [pick((0.0, 100.0, 630.25, 1200.0))]
    ]  # fmt: skip
    people = [
        Exposure(f"z{pick(range(n))}", begin, begin + 600.0, "water", pick((0.2, 1.0)), "river")
        for _ in range(pick((0, 1, 2)))
        for begin in [pick((0.0, 500.0))]
    ]
    hold = HazardSource(id="river", control="hold", recession_s=200.0)
    return Impact.of(n_arcs, rows, people, pick(((), (hold,))))


def _exposed(pick):
    process = Exposed(id="wet", type="k0", exposure="water", per_person=0.02, lead=pick(SHORT))
    return pick(((), (process,)))


def _injects(pick, made, n, n_roads, desks):
    calls = [one.id for one in made["listed"]] or ["c0"]
    kinds = {
        "close_road": lambda: {"road": f"r{pick(range(n_roads))}", "cause": "police"},
        "open_road": lambda: {"road": f"r{pick(range(n_roads))}"},
        "one_way": lambda: {"arc": f"l{pick(range(2 * n_roads))}"},
        "recall": lambda: {"team": f"t{pick(range(3))}"},
        "order": lambda: {"team": f"t{pick(range(3))}", "incident": pick(calls)},
        "divert": lambda: {"team": f"t{pick(range(3))}", "incident": pick(calls)},
        "move_up": lambda: {"team": f"t{pick(range(3))}", "to": f"b{pick(range(n))}"},
        "pre_position": lambda: {"team": f"t{pick(range(3))}", "to": f"z{pick(range(n))}"},
        "cancel": lambda: {"incident": pick(calls)},
        "hand_over": lambda: {"incident": pick(calls)},
        "ruling": lambda: {"team": f"t{pick(range(3))}", "by": pick(("ruled", "observed"))},
        "incident": lambda: {
            "id": f"x{pick(range(3))}",
            "type": "k0",
            "zone": f"z{pick(range(n))}",
        },
        "activate": lambda: {"entry": "flood"},
        "control": lambda: {"entry": "flood", "source": pick(("river", "lake"))},
        "request_aid": lambda: {"agreement": "aid"},
        "issue_stock": lambda: {
            "stock": "s0",
            "quantity": pick((1, 7)),
            "zone": f"z{pick(range(n))}",
        },
        "set_level": lambda: {"level": pick((4, 1)), "hazard": "flood"},
        "message": lambda: {"to": "hq", "about": "exercise"},
        "take_over": lambda: {"of": pick(desks), "commander": pick(desks)},
        "stop": dict,
    }
    chosen = []
    for name in [pick(list(kinds)) for _ in range(pick((0, 1, 2, 4, 8)))]:
        at_s, given = pick((60.0, 300.0, 700.125, 1500.0)), kinds[name]()
        # Nobody can guess the phase of a team beforehand, so a ruling tries all of them.
        tries = [given | {"phase": phase} for phase in PHASES] if name == "ruling" else [given]
        chosen += [(at_s, name, arguments) for arguments in tries]
    return tuple(
        Inject(id=f"i{number:02d}", at_s=at_s, kind=name, arguments=arguments)
        for number, (at_s, name, arguments) in enumerate(chosen)
    )


PHASES = ("travel", "alert", "turnout", "search", "work", "transport", "hand_over", "return")


@st.composite
def worlds(draw, **parts):
    """Draw a small world; it shrinks to the first option of every pick."""
    return any_world(lambda options: draw(st.sampled_from(list(options))), **parts)


def seeded(seed, **parts):
    """Return the small world of a seed."""
    return any_world(random.Random(seed).choice, **parts)  # noqa: S311  worlds, no secrets
