"""Which closures made a trip longer, by hand on the four nodes of `tests.worlds`.

The team of node 0 is called to node 2 at 100 s: 180 s by the roads r0 (60 s) and r1 (120 s), or
300 s by r3.
"""

import math

import numpy as np
from tests.worlds import call, seeded, team, world

from sandtable.dispatch import Operation, make_decider
from sandtable.dispatch.delays import _Again
from sandtable.ground.luck import Luck
from sandtable.hazards import Impact, Interval
from sandtable.world.plan import Curve, Profile, Rules
from sandtable.world.scenario import DormantImpact, Inject


def closed(*closures, impact=None, **rules):
    """Return the delays of the trip as {road: (alone_s, spared_s)} under closures by command.

    A closure is (instant, kind, road).
    """
    injects = tuple(
        Inject(id=f"i{number}", at_s=at_s, kind=kind, arguments={"road": road, "cause": "police"})
        for number, (at_s, kind, road) in enumerate(closures)
    )
    dormant = (DormantImpact(id="flood", activate_at_s=0.0),) if impact else ()
    town = world(
        call(node=2, at_s=100.0),
        teams=[team()],
        injects=injects,
        dormant=dormant,
        rules=Rules(**rules),
    )
    impacts = {"flood": impact} if impact else {}
    records = Operation(town, impacts, Luck(1, 0), make_decider("nearest_able")).run()
    table = records.table("delays")
    lost = zip(table["alone_s"].tolist(), table["spared_s"].tolist(), strict=True)
    return dict(zip(table["road"], lost, strict=True)), records


def test_one_closure_explains_its_detour():
    """Without r1 the way takes 300 s instead of 180; nothing else was closed."""
    lost, records = closed((50.0, "close_road", "r1"))
    assert lost == {"r1": (120.0, 120.0)}
    table = records.table("delays")
    assert table["mission"] == ["t0#1"]
    assert table["cause"] == ["police"]
    assert table["from_s"].tolist() == [50.0]
    assert math.isinf(table["to_s"][0])
    assert records.table("missions")["detour_s"].tolist() == [120.0]


def test_two_closures_that_explain_the_same_detour_do_not_add_up():
    """Each alone costs 120 s; opening only one of them spares nothing."""
    lost, _ = closed((50.0, "close_road", "r0"), (50.0, "close_road", "r1"))
    assert lost == {"r0": (120.0, 0.0), "r1": (120.0, 0.0)}


def test_a_closure_that_would_have_been_avoided_is_not_named():
    """r3 is on no way that the team would take while r1 is open."""
    assert closed((50.0, "close_road", "r3"))[0] == {}


def test_waiting_before_a_road_that_opens_again():
    """Closed under way, at 110 s: the team waits at node 1 from 160 to 1,000 s."""
    lost, records = closed(
        (110.0, "close_road", "r1"),
        (110.0, "close_road", "r3"),
        (1000.0, "open_road", "r1"),
        closed_road="wait",
    )
    assert lost == {"r1": (840.0, 840.0)}
    assert records.table("delays")["to_s"].tolist() == [1000.0]
    assert records.table("missions")["waiting_s"].tolist() == [840.0]


def test_who_waits_to_the_end_has_a_way_only_without_the_closure():
    """The road never opens: alone it costs everything, and without it the team arrives."""
    lost, _ = closed((110.0, "close_road", "r1"), closed_road="wait")
    assert lost == {"r1": (math.inf, math.inf)}


def test_foresight_is_worth_the_way_that_was_driven_in_vain():
    """r1 closes at 110 s, when the team is on r0: it turns at node 1 and arrives at 520 s.

    Who knew it at 100 s takes r3 at once and is there at 400 s.
    """
    lost, records = closed((110.0, "close_road", "r1"))
    assert lost == {"r1": (240.0, 240.0)}
    assert records.table("delays")["foresight_s"].tolist() == [120.0]


def test_slow_roads_add_up():
    """Water slows r0 to half and r1 to three quarters of the speed: 60 s and 40 s."""
    rows = [
        Interval(arc, 0.0, math.inf, "speed_factor", factor, "dike", "flood")
        for arc, factor in ((0, 0.5), (2, 0.75))
    ]
    lost, _ = closed(impact=Impact.of(8, rows))
    assert lost == {"r0": (60.0, 60.0), "r1": (40.0, 40.0)}


def test_a_closure_that_the_reference_vehicle_does_not_feel_has_no_instants():
    """Water of 0.4 m on r1 stops the low car that goes, not the high one of the records."""
    water = Impact.of(8, [Interval(2, 0.0, math.inf, "depth", 0.4, "dike", "flood")])
    low = (("depth", Curve(x=(0.0, 0.3, 0.31), y=(1.0, 1.0, 0.0))),)
    town = world(
        call(node=2, at_s=100.0),
        teams=[team(profile="low")],
        profiles=(Profile(id="high"), Profile(id="low", factors=low)),
        dormant=(DormantImpact(id="flood", activate_at_s=0.0),),
    )
    records = Operation(town, {"flood": water}, Luck(1, 0), make_decider("nearest_able")).run()
    table = records.table("delays")
    assert table["road"] == ["r1"]
    assert table["spared_s"].tolist() == [120.0]
    assert np.isnan([table["from_s"][0], table["to_s"][0]]).all()


def test_a_trip_that_is_driven_again_arrives_when_it_did():
    """Where drivers learn nothing from each other, a trip alone is the trip of the run."""
    compared = 0
    for seed in range(700):
        found = seeded(seed)
        rules = found.world.plan.rules
        if rules.road_knowledge == "uninformed":
            continue
        op = Operation(found.world, found.impacts, Luck(5, seed), make_decider("nearest_able"))
        op.run()
        for way in op.delayed:
            incident = way.mission.incident
            there = way.goal == incident.drawn.node[incident.row]  # not where it was reported
            if there and way.mission.ended_by == "simulated":
                assert _Again(op, way).drive_again(op.roads.deeds) == way.mission.arrived_s
                compared += 1
    assert compared > 40
