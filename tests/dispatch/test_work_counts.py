"""Work counted, not timed: a mechanism that a scenario does not use costs nothing."""

import numpy as np
import pytest
from tests.worlds import call, team, world

from sandtable.dispatch import (
    Operation,
    drives,
    first_reports,
    incident_names,
    make_decider,
    records,
    road_book,
    travel,
)
from sandtable.dispatch.nearest import Policy
from sandtable.ground.laws import Law
from sandtable.ground.luck import Luck
from sandtable.world.network import Network
from sandtable.world.place import Base, Facility, Place
from sandtable.world.plan import Headquarters, Plan, Profile, Rules, Team
from sandtable.world.scenario import (
    Arrivals,
    IncidentType,
    Inject,
    Rate,
    Requirement,
    Scenario,
    Transport,
)
from sandtable.world.world import World

HOUR_S = 3600.0
N_NODES = 12
SITES = {0, 6, 11}
"""Nodes of the bases and the hospital; calls come from the others, so every trip has a length."""


def ring(*, rules=None, injects=(), turnout=None, nodes=None):
    """Return twelve nodes in a ring, a minute from one to the next, and two calls an hour.

    Two bases of four teams and a hospital; calls come for 40 h, and the run ends 20 h later.
    """
    node = np.arange(N_NODES)
    after = np.roll(node, -1)
    wanted = tuple(nodes or sorted(set(range(N_NODES)) - SITES))
    call = IncidentType(
        id="call",
        needs=(Requirement(skill="rescue"),),
        work=Law.exponential(mean=900.0),
        transport=Transport(probability=0.5, handover=Law.exponential(mean=600.0)),
    )
    calls = Arrivals(
        id="calls",
        type="call",
        rate=Rate(mean_per_s=2.0 / HOUR_S),
        nodes=wanted,
        weights=(1.0,) * len(wanted),
        zones=("",) * len(wanted),
        to_s=40.0 * HOUR_S,
    )
    return World(
        place=Place(
            id="ring",
            bases=(Base(id="north", node=0), Base(id="south", node=6)),
            facilities=(Facility(id="ward", node=11),),
        ),
        network=Network.from_arrays(
            n_nodes=N_NODES,
            tail=np.concatenate((node, after)),
            head=np.concatenate((after, node)),
            length_m=np.full(2 * N_NODES, 600.0),
            free_speed_mps=np.full(2 * N_NODES, 10.0),
            road_ids=[f"r{n}" for n in range(N_NODES)] * 2,
        ),
        plan=Plan(
            id="plan",
            headquarters=(Headquarters(id="desk"),),
            profiles=(Profile(id="car"),),
            teams=tuple(
                Team(
                    id=f"t{n}",
                    base="north" if n < 4 else "south",
                    headquarters="desk",
                    skills=("rescue",),
                    profile="car",
                    turnout=turnout or Law.constant(60.0),
                )
                for n in range(8)
            ),
            rules=rules or Rules(free_again="at_base"),
        ),
        scenario=Scenario(
            id="calls", horizon_s=60.0 * HOUR_S, types=(call,), arrivals=(calls,), injects=injects
        ),
    )


def operation(world, *, decider=None, roads=None, luck=None):
    """Return a run of a world with the first luck."""
    decider = decider or make_decider(world.plan.policy)
    return Operation(world, {}, luck or Luck(7, 0), decider, roads=roads)


def counted(monkeypatch, owner, name):
    """Count the calls of a function or method from now on; what it does stays the same."""
    calls, real = [], getattr(owner, name)

    def note(*arguments, **named):
        calls.append(arguments)
        return real(*arguments, **named)

    monkeypatch.setattr(owner, name, note)
    return calls


class Asked(Policy):
    """The nearest able team, counting how often it is asked."""

    def __init__(self):
        self.times = 0

    def decide(self, picture, waiting, idle, now):
        """Count, then decide."""
        self.times += 1
        return super().decide(picture, waiting, idle, now)


def test_events_per_incident():
    """Graded, arrived, done, home; a transport ends its hand-over besides.

    Departure and arrival at the hospital are foreseen on calm roads, and are no events.
    """
    op = operation(ring())
    table = op.run().tables()
    n = len(table["incidents"]["incident"])
    taken = sum(facility != "" for facility in table["missions"]["facility"])
    assert set(table["incidents"]["outcome"]) == {"closed"}
    assert n > 60
    assert 0 < taken < n
    assert next(op.clock._eid) == 4 * n + taken


def test_a_desk_is_asked_once_for_an_incident():
    """While there is a free team for each, a desk decides once for each incident, not more."""
    decider = Asked()
    op = operation(ring(), decider=decider)
    table = op.run().tables()
    assert decider.times == len(table["incidents"]["incident"]) == len(table["commands"]["seq"])


@pytest.mark.parametrize(("order", "searches"), [("first_come", 0), ("nearest", 1)])
def test_who_is_first_in_line_is_not_searched_for(monkeypatch, order, searches):
    """Three calls, one team: nobody is looked at while it is away, then the first one alone.

    The nearest of the two that wait must be found, once; who is left then is alone.
    """
    searched = counted(monkeypatch, Policy, "_serve")
    town = world(
        *(call(f"c{n}", 1 + n, at_s=float(n)) for n in range(3)),
        teams=[team()],
        rules=Rules(free_again="at_base", queue_order=order),
    )
    table = operation(town).run().table("missions")
    assert table["incident"] == ["c0", "c1", "c2"]
    assert len(searched) == searches


def test_tables_are_computed_once_for_all_replications():
    """Five replications share one table, that of the free roads."""
    world = ring()
    roads = road_book(world)
    for replication in range(5):
        operation(world, roads=roads, luck=Luck(7, replication)).run()
    assert roads.computed == 1


def test_calm_roads_are_not_watched(monkeypatch):
    """No trip is followed arc by arc before a road has changed; a closure brings it about."""
    watched = counted(monkeypatch, drives.Drive, "watch")
    operation(ring()).run()
    assert not watched
    closed = Inject(id="ice", at_s=HOUR_S, kind="close_road", arguments={"road": "r3"})
    operation(ring(injects=(closed,))).run()
    assert watched


def test_what_a_vehicle_runs_into_computes_no_tables():
    """A closure that a driver has met is a state of this run alone, and no table is made of it."""
    rules = Rules(free_again="at_base", road_knowledge="uninformed")
    closed = Inject(id="ice", at_s=HOUR_S, kind="close_road", arguments={"road": "r1"})
    world = ring(rules=rules, injects=(closed,))
    roads = road_book(world)
    table = operation(world, roads=roads).run().tables()
    assert any(table["missions"]["closures_met"])
    assert roads.computed == 1


def test_messages_without_delay_are_no_rows():
    """Where messages take no time, the only ones recorded are the reports of incidents."""
    op = operation(ring())
    table = op.run().tables()
    assert op.desks.rows == []
    assert set(table["messages"]["about"]) == {"report"}
    assert len(table["messages"]["message"]) == len(table["incidents"]["incident"])


class Counting(Luck):
    """Luck that counts what is drawn one by one, during the run."""

    def uniform(self, purpose, entity, visit=0, k=0):
        """Count, then draw."""
        DRAWN.append(purpose)
        return super().uniform(purpose, entity, visit, k)


DRAWN = []


@pytest.mark.parametrize(
    ("turnout", "drawn"), [(Law.constant(60.0), False), (Law.exponential(mean=60.0), True)]
)
def test_constants_cost_no_luck(turnout, drawn):
    """The run draws nothing for a constant turnout, and one number per mission for a random one."""
    DRAWN.clear()
    op = operation(ring(turnout=turnout), luck=Counting(7, 0))
    op.run()
    assert len(DRAWN) == (len(op.missions) if drawn else 0)


def test_the_event_log_is_made_on_demand(monkeypatch):
    """The tables of a study cost no event row."""
    made = counted(monkeypatch, records, "event_rows")
    done = operation(ring()).run()
    done.tables()
    assert not made
    done.tables(events=True)
    assert len(made) == 1


def test_busy_teams_are_listed_only_for_diversion():
    """Busy teams are kept in the picture only where the rules let teams be taken away."""
    for diversion, kept in (("none", False), ("under_way", True)):
        op = operation(ring(rules=Rules(free_again="at_base", diversion=diversion)))
        op.run_until(20.0 * HOUR_S)
        away = [team for team in op.teams.values() if team.mission is not None]
        (picture,) = op.desks.pictures.values()
        assert picture.busy == (away if kept else [])


def test_names_are_hashed_once_for_all_replications(monkeypatch):
    """The second replication with no more candidates than the first hashes no id."""
    incident_names.candidates_of.cache_clear()
    world = ring()
    operation(world).run()
    hashed = counted(monkeypatch, incident_names, "hashes")
    operation(world).run()
    assert not hashed


def test_a_road_change_is_met_only_by_whom_it_touches(monkeypatch):
    """Of two teams on their way one has the road ahead closed; only that one looks anew."""
    town = world(
        call("c0", 1),
        call("c1", 3),
        teams=[team(), team("t1", 2)],
        injects=(Inject(id="shut", at_s=30.0, kind="close_road", arguments={"road": "r2"}),),
        horizon_s=100.0,
    )
    moved = counted(monkeypatch, travel.Traffic, "_advance")
    operation(town).run()
    assert len(moved) == 1


def test_right_reports_cost_nothing(monkeypatch):
    """Where no type has report errors, nothing is drawn, searched or corrected for them."""
    calls = [
        counted(monkeypatch, first_reports.FirstReports, name)
        for name in ("receive", "find", "arrived")
    ]
    table = operation(ring()).run().tables()
    assert calls == [[], [], []]
    assert len(table["reports"]["incident"]) == 0
