"""Runs to be compared: the town at random in whole minutes, and worlds changed as a whole."""

import random
from dataclasses import fields, is_dataclass, replace

import numpy as np
from tests.drills.town import ROADS, call, inject, kind, network, place, slow, team, truck, world
from tests.worlds import RULES

from sandtable.dispatch import Operation, make_decider
from sandtable.ground.laws import Law
from sandtable.ground.luck import Luck
from sandtable.hazards import Exposure, Impact, Interval
from sandtable.world.network import Network
from sandtable.world.plan import Agreement, Item, Rules, Stock
from sandtable.world.records import TABLES
from sandtable.world.scenario import DormantImpact, Exposed, ReliefNeed, Requirement, Transport


def run(world, impacts=None, *, replication=0):
    """Return all records of a run."""
    op = Operation(world, impacts or {}, Luck(7, replication), make_decider(world.plan.policy))
    return op.run().tables(events=True)


def as_it_is(_table, _column, values):
    """Return values unchanged."""
    return values


def same(one, other, change=as_it_is):
    """Assert that two runs left the same records, once the first is changed as stated."""
    for name in TABLES:
        for column in TABLES[name]:
            left = np.asarray(change(name, column, one[name][column.name]))
            right = np.asarray(other[name][column.name])
            if left.dtype.kind == "f":
                assert np.array_equal(left, right, equal_nan=True), (name, column.name)
            else:
                assert left.tolist() == right.tolist(), (name, column.name)


# The town at random: all times are whole minutes, drawn ones too


def some_law(rng, most):
    """Return a law of whole minutes: one value, or one of three."""
    values = [60.0 * rng.randint(0, most) for _ in range(rng.choice((1, 3)))]
    return Law.choice(values)


def some_town(seed):
    """Return a town with calls, goods, changing roads and rules, made by a seed.

    Returns
    -------
    tuple
        The world and its impacts.

    """
    rng = random.Random(seed)  # noqa: S311  worlds, no secrets
    rules = Rules(
        **{name: rng.choice(positions) for name, positions in RULES.items() if name[-2:] != "_s"}
        | {"when_busy": rng.choice(("queue", "queue", "hand_over"))},
        road_report_delay_s=60.0 * rng.choice((0, 3, 8)),
    )
    made = world(
        *(call(f"c{i}", rng.choice("abcd"), rng.randint(0, 40), f"k{i % 2}") for i in range(8)),
        teams=[some_team(rng, i) for i in range(rng.randint(1, 5))],
        types=[some_kind(rng, i) for i in range(2)],
        rules=rules,
        place=place(hospitals="bd", depots="ac", bays=rng.choice((0, 1)), population=20),
        items=(Item(id="rice", need="food", unit_kg=10.0, persons_per_unit=5.0),),
        stocks=tuple(
            Stock(id=f"s_{at}", depot=f"depot_{at}", item="rice", quantity=rng.randint(0, 60))
            for at in "ac"
        ),
        trucks=tuple(some_truck(rng, f"v{i}") for i in range(rng.randint(1, 3))),
        agreements=(Agreement(id="aid", delay=some_law(rng, 15)),),
        needs=(ReliefNeed(id="n0", zone="zd", kind="food", persons=150, at_s=60.0 * 4),),
        dormant=(DormantImpact(id="river", activate_at_s=60.0 * rng.randint(0, 6)),),
        exposed=(
            Exposed(id="wet", type="k0", exposure="water", per_person=0.1, lead=some_law(rng, 9)),
        ),
        injects=tuple(some_inject(rng, i) for i in range(6)),
        decision=some_law(rng, 2),
        notification=some_law(rng, 2),
        message_delay=some_law(rng, 3),
        message_loss=rng.choice((0.0, 0.3)),
        hours=rng.choice((1.5, 4.0)),
        policy=rng.choice(("nearest_able", "assignment")),
    )
    return made, {"river": some_impact(rng)}


def some_team(rng, number):
    """Return a team, perhaps of an agreement."""
    return replace(
        team(f"t{number}", rng.choice("abcd")),
        turnout=some_law(rng, 5),
        skills=rng.choice((("fire",), ("fire", "rescue"))),
        headcount=rng.randint(1, 6),
        agreement=rng.choice(("", "", "aid")),
    )


def some_kind(rng, number):
    """Return a type of incident."""
    needs = [Requirement(skill="fire", amount=rng.randint(1, 2))]
    if rng.random() < 0.3:
        needs.append(Requirement(skill="rescue", amount=rng.randint(1, 6), unit="persons"))
    carried = Transport(probability=0.5, handover=some_law(rng, 5))
    return replace(
        kind(f"k{number}", priority=number),
        needs=tuple(needs),
        work=some_law(rng, 20),
        detection=some_law(rng, 2),
        reporting=some_law(rng, 2),
        expires=rng.choice((None, some_law(rng, 30))),
        transport=rng.choice((None, carried)),
    )


def some_truck(rng, id):
    """Return a truck."""
    laws = {name: some_law(rng, 6) for name in ("call_out", "load", "unload")}
    return truck(id, rng.choice("ac"), capacity_kg=100.0 * rng.randint(1, 4), **laws)


def some_inject(rng, number):
    """Return the closing or opening of a road, a recall or a divert."""
    minute, road = rng.randint(0, 45), rng.choice(list(ROADS))
    which = {
        "close_road": {"road": road},
        "open_road": {"road": road},
        "recall": {"team": "t0"},
        "divert": {"team": "t0", "incident": "c1"},
        "move_up": {"team": "t0", "to": "at_c"},
    }
    name = rng.choice(["close_road", *which])
    return inject(minute, name, f"i{number}", **which[name])


def some_impact(rng):
    """Return a flood that closes and slows roads for some time and reaches people."""
    rows = [
        row
        for _ in range(rng.randint(2, 6))
        for begin in (rng.randint(0, 20),)
        for row in slow(
            network(),
            rng.choice(list(ROADS)),
            (begin, begin + rng.randint(1, 30)),
            rng.choice((0.0, 0.25, 0.5, 0.5)),
        )
    ]
    return Impact.of(8, rows, [Exposure("zd", 60.0 * rng.randint(0, 9), 3600.0, "water", 0.7, "x")])


# Changing a world as a whole

TIMELESS = {"persons", "force", "distance"}
"""Laws that are not of times."""


def scaled(thing, k, name=""):
    """Return a world, or a part of it, in which everything takes k times as long."""
    if isinstance(thing, Law):
        n = len(thing.parameters) // 2 or 1  # values, then their weights; a constant has no weight
        values, weights = [k * value for value in thing.parameters[:n]], thing.parameters[n:]
        return thing if name in TIMELESS else Law.choice(values, weights or None)
    if isinstance(thing, Network):
        columns = {f.name: getattr(thing, f.name) for f in fields(thing) if f.init}
        return Network(**columns | {"free_speed_mps": thing.free_speed_mps / k})
    if isinstance(thing, Impact):
        return Impact.of(
            thing.n_arcs,
            [row._replace(from_s=k * row.from_s, to_s=k * row.to_s) for row in intervals(thing)],
            [
                row._replace(from_s=k * row.from_s, to_s=k * row.to_s)
                for row in thing.exposures("water")
            ],
        )
    if is_dataclass(thing):
        values = {
            f.name: scaled(getattr(thing, f.name), k, f.name) for f in fields(thing) if f.init
        }
        return type(thing)(**values)
    if isinstance(thing, tuple):
        return tuple(scaled(one, k) for one in thing)
    return k * thing if name.endswith("_s") and thing is not None else thing


def intervals(impact):
    """Return the intervals of an impact as rows."""
    roads = impact.roads
    columns = (
        roads.arc,
        roads.from_s,
        roads.to_s,
        roads.kind,
        roads.value,
        roads.source,
        roads.cause,
    )
    for arc, from_s, to_s, code, value, source, cause in zip(
        *map(np.ndarray.tolist, columns), strict=True
    ):
        yield Interval(
            arc,
            from_s,
            to_s,
            impact.kinds[code],
            value,
            impact.sources[source].id,
            impact.causes[cause],
        )
