"""The town of the drills: four nodes, roads of whole minutes, and a reader of what happened.

The roads are those of networks/four_nodes::

             ring 5
        .----------------.
        a ---- b -------- c ----------- d
          market 1  mill 2     east 3        minutes

A minute of road is 960 m at 16 m/s, so that every time is exact in float64. Each node has a zone
(``za``), a base (``at_a``) and, where asked for, a depot or hospital. Times are told in minutes.
"""

import json
import math
from dataclasses import replace

import numpy as np

from sandtable.dispatch import Command, Operation, Replay, make_decider
from sandtable.ground.laws import Law
from sandtable.ground.luck import Luck
from sandtable.hazards import Interval
from sandtable.world.network import Network
from sandtable.world.place import Base, Depot, Facility, Place, Zone
from sandtable.world.plan import Headquarters, Plan, Profile, Rules, Team, Truck
from sandtable.world.scenario import IncidentType, Inject, Listed, Requirement, Scenario
from sandtable.world.world import World

NODES = "abcd"
ROADS = {"market": "ab", "mill": "bc", "ring": "ac", "east": "cd"}
MINUTES = {"market": 1, "mill": 2, "ring": 5, "east": 3}
KM = 960.0
"""Metres that are driven in a minute."""

PARTS = ("detection", "reporting", "decision", "wait", "notification", "turnout")
WAY = ("free_flow", "slowed", "detour", "waiting")


def after(minutes):
    """Return the law of a phase that always lasts so many minutes."""
    return Law.constant(60.0 * minutes)


def network(minutes=MINUTES, order=None):
    """Return the roads, each as two arcs named by their ends; arcs in the order of their ids.

    Parameters
    ----------
    order
        Arc ids in another order.

    """
    arcs = {ends: road for road, both in ROADS.items() for ends in (both, both[::-1])}
    names = sorted(arcs) if order is None else list(order)
    return Network.from_arrays(
        n_nodes=4,
        node_ids=list(NODES),
        arc_ids=names,
        road_ids=[arcs[name] for name in names],
        tail=[NODES.index(name[0]) for name in names],
        head=[NODES.index(name[1]) for name in names],
        length_m=[KM * minutes[arcs[name]] for name in names],
        free_speed_mps=[16.0] * len(names),
    )


def place(hospitals="", depots="", bays=1, population=0):
    """Return the town with a zone and a base at each node."""
    return Place(
        id="town",
        zones=tuple(Zone(id=f"z{n}", node=i, population=population) for i, n in enumerate(NODES)),
        bases=tuple(Base(id=f"at_{n}", node=i) for i, n in enumerate(NODES)),
        depots=tuple(Depot(id=f"depot_{n}", node=NODES.index(n), bays=bays) for n in depots),
        facilities=tuple(Facility(id=f"hospital_{n}", node=NODES.index(n)) for n in hospitals),
    )


def team(id, at, turnout=0, **fields):
    """Return a fire team at a node."""
    usual = {"headquarters": "hq", "skills": ("fire",), "profile": "engine"}
    return Team(id=id, base=f"at_{at}", turnout=after(turnout), **(usual | fields))


def truck(id, at="a", **fields):
    """Return a truck of the depot at a node."""
    return Truck(id=id, depot=f"depot_{at}", profile="engine", **fields)


def kind(id="fire", work=10, **fields):
    """Return a type of incident that needs a fire team for so many minutes."""
    usual = {"needs": (Requirement(skill="fire"),), "work": after(work)}
    return IncidentType(id=id, **(usual | fields))


def call(id, at, minute=0, type="fire"):
    """Return an incident at a node, at a minute."""
    return Listed(
        id=id, type=type, at_s=60.0 * minute, node=NODES.index(at), zone=f"z{at}" if at else ""
    )


def inject(minute, kind, name="", /, **arguments):
    """Return a command from outside at a minute."""
    name = name or f"{kind}_{minute}".replace(".", "_")
    return Inject(id=name, at_s=60.0 * minute, kind=kind, arguments=arguments)


def slow(network, road, minutes, factor, cause="flood"):
    """Return intervals that slow or close both arcs of a road between two minutes."""
    first, last = minutes
    return [
        Interval(arc, 60.0 * first, 60.0 * last, "speed_factor", factor, "river", cause)
        for arc in network.arcs_of_road(road)
    ]


def world(*calls, teams=(), types=None, rules=None, hours=4.0, **fields):
    """Return a world of the town.

    Parameters
    ----------
    **fields
        Fields of the headquarters, the place, the plan or the scenario, whichever knows them.

    """
    given = dict(fields)

    def of(known, usual=()):
        return dict(usual) | {key: given.pop(key) for key in known if key in given}

    desk = of(("decision", "notification", "message_delay", "message_loss", "message_repeat_s"))
    town = given.pop("place", None) or place(**of(("hospitals", "depots", "bays", "population")))
    roads = given.pop("network", None) or network()
    plan = of(("items", "stocks", "trucks", "agreements", "policy", "headquarters", "profiles"))
    plan.setdefault("headquarters", (Headquarters(id="hq", **desk),))
    plan.setdefault("profiles", (Profile(id="engine"),))
    return World(
        place=town,
        network=roads,
        plan=Plan(id="plan", teams=tuple(teams), rules=rules or Rules(), **plan),
        scenario=Scenario(
            id="drill",
            horizon_s=3600.0 * hours,
            types=(kind(),) if types is None else tuple(types),
            listed=calls,
            **given,
        ),
    )


class Nobody:
    """A headquarters that decides nothing: all commands come from outside."""

    only_when_waiting = True

    def decide(self, *_picture):
        """Return no command."""
        return []


def play(world, impacts=None, *, nobody=False, replication=0, replay=True):
    """Play a world and return its story; every run must keep the laws that hold for all runs.

    Parameters
    ----------
    nobody
        No policy decides; the injects of the scenario do.
    replay
        Play its commands back too, and expect the same records.

    """
    decider = Nobody() if nobody else make_decider(world.plan.policy)
    op = Operation(world, impacts or {}, Luck(7, replication), decider)
    tables = op.run().tables(events=True)
    check_sums(tables["incidents"])
    check_stock(op)
    if replay:
        again = Replay(tables["commands"])
        second = Operation(world, impacts or {}, Luck(7, replication), again)
        again.start(second)
        same_records(tables, second.run().tables(events=True))
    return Story(tables)


def check_sums(incidents):
    """Assert that the parts of every response time sum to it exactly."""
    parts = [incidents[f"{part}_s"] for part in (*PARTS, *WAY, "on_scene_wait")]
    total = incidents["full_arrival_s"] - incidents["occurred_s"]
    full = ~np.isnan(total)
    assert np.array_equal(np.sum(parts, axis=0)[full], total[full])


def check_stock(op):
    """Assert that no goods are lost or made, and that no team is lost."""
    for stock in op.supply.stocks.values():
        assert stock.on_hand >= 0
        assert stock.on_hand + stock.in_transit + stock.handed_out == stock.data.quantity
    for one in op.teams.values():
        assert one.free or one.mission is not None or not one.there


def same_records(one, other):
    """Assert that two runs have left the same records, to the bit."""
    assert one.keys() == other.keys()
    for name, table in one.items():
        for column, values in table.items():
            left, right = (np.asarray(part) for part in (values, other[name][column]))
            assert left.tobytes() == right.tobytes(), (name, column)


class Story:
    """The records of a run, told in minutes; None = did not happen."""

    def __init__(self, tables):
        self.tables = tables

    def rows(self, table, *columns, **chosen):
        """Return the columns of the rows that have the chosen values, as tuples, in their order."""
        found = self.tables[table]
        size = len(next(iter(found.values())))
        return [
            tuple(self._told(found, column, row) for column in columns)
            for row in range(size)
            if all(found[name][row] == value for name, value in chosen.items())
        ]

    @staticmethod
    def _told(table, column, row):
        """Return a value; ``x`` stands for ``x_s`` in minutes."""
        value = table[column][row] if column in table else table[f"{column}_s"][row]
        if isinstance(value, str):
            return value
        if math.isnan(value):
            return None
        return value.item() if column in table else value.item() / 60.0

    def one(self, table, *columns, **chosen):
        """Return the columns of the only such row; a single column alone."""
        (row,) = self.rows(table, *columns, **chosen)
        return row[0] if len(columns) == 1 else row

    def incident(self, id, *columns):
        """Return columns of an incident."""
        return self.one("incidents", *columns, incident=id)

    def mission(self, mission, *columns):
        """Return columns of the n-th mission of a team, ``team#n``."""
        return self.one("missions", *columns, mission=mission)

    def sent(self, incident):
        """Return the teams that were sent to an incident, and when, in the order of the orders."""
        return self.rows("missions", "team", "ordered", incident=incident)

    def commands(self, *kinds):
        """Return kind, minute, outcome and reason of the commands of some kinds."""
        rows = self.rows("commands", "kind", "time", "outcome", "reason")
        return [row for row in rows if row[0] in kinds]

    def events(self):
        """Return the event log: minute, kind, id."""
        log = self.tables["events"]
        ticks = (np.asarray(log["time_tick"]) / 2**20 / 60.0).tolist()
        return list(zip(ticks, log["kind"], log["id"], strict=True))


def arguments(story, kind):
    """Return the arguments of the commands of a kind."""
    rows = story.rows("commands", "arguments", kind=kind)
    return [json.loads(text) for (text,) in rows]


def with_rules(world, **rules):
    """Return the same world under other rules."""
    return replace(world, plan=replace(world.plan, rules=replace(world.plan.rules, **rules)))


def with_plan(world, **fields):
    """Return the same world under a changed plan."""
    return replace(world, plan=replace(world.plan, **fields))


def with_scenario(world, **fields):
    """Return the same world in a changed scenario."""
    return replace(world, scenario=replace(world.scenario, **fields))


def command(minute, kind, **arguments):
    """Return a command of a player."""
    return Command(60.0 * minute, "hq", kind, arguments, "player")
