import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.study.test_reach import town, towns
from tests.worlds import call, network, team, world

from sandtable.routing import free_flow_s
from sandtable.routing.trees import adjacency, tree
from sandtable.study import Stopping, run_study, serial
from sandtable.study.answering import answerers
from sandtable.study.case import Case, Point
from sandtable.study.critical import flagged_roads, rank_roads
from sandtable.study.critical_runs import AS_IT_IS, with_and_without
from sandtable.world.place import Base, Depot, Facility, Place, Zone
from sandtable.world.plan import Truck
from sandtable.world.target import Target

# The four nodes of tests.worlds: n0 -r0 60- n1 -r1 120- n2 -r2 180- n3, and n0 -r3 300- n2.


def ranked(built, roads=("r0", "r1", "r2", "r3"), **options):
    """Return the losses of some roads, the dearest first."""
    options = {"limits_s": (200.0, 400.0)} | options
    return rank_roads(built, roads, answerers(built), **options)


def test_a_ranking_by_hand():
    """One engine at n0; 10, 20, 30, 40 people are 0, 60, 180, 360 s away; circles 200 and 400 s.

    r2 is the only way to n3: 40 cut off, out of the wide circle. Without r0 n1 is 300 + 120 and n2
    300 s away, n3 480: 20 * 360 + 30 * 120 + 40 * 120 s = 260 min; 20 + 30 leave the narrow circle,
    20 + 40 the wide one. Without r1 n2 and n3 take 120 s more: 140 min, 30 leave the narrow circle,
    40 the wide one. r3 is on nobody's way.
    """
    found = ranked(town())
    assert [loss.road for loss in found.losses] == ["r2", "r0", "r1", "r3"]
    r2, r0, r1, r3 = found.losses
    assert (r2.unreachable, r2.leave, r2.person_minutes) == (40.0, (0.0, 40.0), 0.0)
    assert (r0.unreachable, r0.leave, r0.person_minutes) == (0.0, (50.0, 60.0), 260.0)
    assert (r1.unreachable, r1.leave, r1.person_minutes) == (0.0, (30.0, 40.0), 140.0)
    assert (r0.mean_minutes, r2.mean_minutes) == (2.6, 0.0)
    assert [loss.cuts_off for loss in found.losses] == [True, False, False, False]
    assert r3.is_nothing
    assert (found.persons, found.unreachable) == (100.0, 0.0)


def test_what_goes_first():
    """40 leave the wide circle for r1 as for r2, none the narrow one for r2; it slows nobody."""
    assert [loss.road for loss in ranked(town(), first="circle").losses] == [
        *("r0", "r1", "r2", "r3")
    ]
    assert [loss.road for loss in ranked(town(), first="minutes").losses] == [
        *("r0", "r1", "r2", "r3")
    ]


def test_who_was_cut_off_before_is_no_loss():
    """Nobody has ever come to n4, on no road: it is told once, and is no road's doing."""
    zones = tuple(Zone(id=f"z{n}", node=n, population=10) for n in range(5))
    roads = ((0, 1, 60.0), (1, 2, 120.0), (2, 3, 180.0), (4, 4, 60.0))
    built = world(
        teams=(team(),),
        network=network(roads),
        place=Place(id="town", zones=zones, bases=(Base(id="b0", node=0),)),
    )
    found = ranked(built)
    assert found.unreachable == 10.0
    assert [(loss.road, loss.unreachable) for loss in found.losses] == [
        ("r0", 30.0),
        ("r1", 20.0),
        ("r2", 10.0),
        ("r3", 0.0),
    ]


def test_turnout_moves_circles():
    """With 90 s of turnout n2 is 270 s away and outside the narrow circle before any loss."""
    slow = town()
    r1 = next(loss for loss in ranked(slow, travel=False).losses if loss.road == "r1")
    assert r1.leave == (0.0, 0.0)
    assert r1.person_minutes == 140.0


def test_ways_from_depots_to_shelters():
    """The depot's lorry at n2 goes to shelters at n1 and n3: 120 and 180 s.

    Without r2 that at n3 is cut off; without r1 that at n1 is 360 s away, 4 min more.
    """
    where = Place(
        id="town",
        zones=(Zone(id="z0", node=0, population=100),),
        bases=(Base(id="b0", node=0),),
        depots=(Depot(id="d", node=2),),
        facilities=tuple(Facility(id=f"s{n}", node=n, kind="shelter") for n in (1, 3)),
    )
    built = world(
        teams=(team(),), place=where, trucks=(Truck(id="lorry", depot="d", profile="engine"),)
    )
    r2, r1, *rest = ranked(built).losses
    assert (r2.road, r2.shelters_cut_off, r2.shelter_minutes, r2.cuts_off) == ("r2", 1, 0.0, True)
    assert (r1.road, r1.shelters_cut_off, r1.shelter_minutes) == ("r1", 0, 4.0)
    assert all(loss.is_nothing for loss in rest)


def test_both_directions_are_lost_and_an_unknown_road_is_refused():
    """Bridges are chosen by their arcs, each road once, whichever direction is marked."""
    built = town()
    marked = np.zeros(built.network.n_arcs, np.bool_)
    marked[[3, 4]] = True
    assert flagged_roads(built.network, marked) == ["r1", "r2"]
    assert len(ranked(built, ("r1", "r1")).losses) == 1
    with pytest.raises(ValueError, match="found 'r9'"):
        ranked(built, ("r9",))


def plain(built, road, limits_s):
    """Return what the loss of a road costs, each time by fresh trees from every base."""
    profile, roads = built.plan.profiles[0], built.network
    lost = free_flow_s(roads, profile)
    lost[roads.arcs_of_road(road)] = np.inf
    sources = {one.node for one in answerers(built)}
    side = adjacency(roads)
    before, after = (
        np.min([tree(*side, seconds, node, -1)[0] for node in sources], axis=0)
        for seconds in (free_flow_s(roads, profile), lost)
    )
    cut, minutes, leave = 0.0, 0.0, [0.0] * len(limits_s)
    for zone in built.place.zones:
        was, now = before[zone.node], after[zone.node]
        if math.isinf(now):
            cut += zone.population * math.isfinite(was)
        else:
            minutes += zone.population * (now - was) / 60
        for number, limit in enumerate(limits_s):
            leave[number] += zone.population * (was <= limit < now)
    return cut, minutes, leave


@given(towns())
@settings(max_examples=80)
def test_losses_are_those_of_fresh_trees(built):
    """Every road of a random town, by repair and by trees grown anew from every base."""
    limits = (60.0, 200.0)
    roads = dict.fromkeys(built.network.road_ids.tolist())
    found = rank_roads(built, roads, answerers(built), limits_s=limits)
    assert sorted(loss.road for loss in found.losses) == sorted(roads)
    for loss in found.losses:
        cut, minutes, leave = plain(built, loss.road, limits)
        assert loss.unreachable == cut
        assert loss.person_minutes == pytest.approx(minutes, abs=1e-6)
        assert list(loss.leave) == leave
    keys = [(loss.unreachable, *loss.leave[::-1], loss.person_minutes) for loss in found.losses]
    assert keys == sorted(keys, reverse=True)


@given(towns(), st.data())
@settings(max_examples=40)
def test_one_more_team_never_makes_a_network_worse(built, data):
    """Where a further team stands in, a road's loss cuts off no more people than before."""
    node = data.draw(st.integers(0, built.network.n_nodes - 1))
    more = world(
        teams=[*built.plan.teams, team("more", node)], network=built.network, place=built.place
    )
    road = data.draw(st.sampled_from(sorted(set(built.network.road_ids.tolist()))))

    def lost(one):
        found = rank_roads(one, [road], answerers(one))
        return found.unreachable + found.losses[0].unreachable

    assert lost(more) <= lost(built)


def test_played_without_a_road():
    """A call at n2 is reached after 180 s, without r1 only after 300: the promise of 200 s falls.

    Without r3, on nobody's way, nothing changes at all.
    """
    target = Target(
        id="soon",
        clock_from="ordered",
        clock_to="first_arrival",
        within_s=200.0,
        threshold=0.9,
        sense="at_least",
    )
    built = world(call("c", node=2, at_s=10.0), teams=(team(),))
    built = replace(built, targets=(target,))
    point = Point(scenario="drill", alternative="plan", case=Case(world=built))
    points = with_and_without(point, ["r1", "r3"])
    assert [one.alternative for one in points] == [AS_IT_IS, "r1", "r3"]
    result = run_study(
        points, id="x", seed=1, stopping=Stopping(most=2, fixed=True), engine=serial()
    )
    assert [one.estimate for one in result.verdicts] == [1.0, 0.0, 1.0]
    assert [(one.alternative, one.estimate) for one in result.differences] == [
        ("r1", -1.0),
        ("r3", 0.0),
    ]
    assert not built.scenario.injects
