"""Fighting a fire: line around it, worked out by hand, and what more or earlier force does."""

import math
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from tests.worlds import call, kind, team, world

from sandtable.dispatch import Operation, make_decider
from sandtable.ground.laws import Law
from sandtable.ground.luck import Luck
from sandtable.hazards import Exposure, FreeFire, HazardSource, Impact, Interval
from sandtable.world.plan import Rules
from sandtable.world.scenario import (
    Arrivals,
    Controls,
    DormantImpact,
    Exposed,
    Inject,
    Rate,
    Requirement,
)
from sandtable.world.works import Attack, LineRate

EDGE = 2.0 * math.sqrt(math.pi * 1e4)
STILL = (FreeFire(0.0, 1e4, 1.0, 1.0),)
"""A round fire of one hectare that grows no more: 354.5 m of edge."""
GROWING = tuple(FreeFire(600.0 * k, 1e3 * (1 + k) ** 2, 1.8, 1.0) for k in range(60))
"""Its head runs at a constant rate."""


def impact(free, flames=None):
    """Return a fire that closes a road every quarter of an hour and reaches people as often."""
    free = tuple(one._replace(flame_m=flames or one.flame_m) for one in free)
    times = [900.0 * k for k in range(2, 10)]
    return Impact.of(
        8,
        [
            Interval(k, at, math.inf, "speed_factor", 0.0, "west", "fire")
            for k, at in zip((4, 5, 6, 7), times, strict=False)
        ],
        [Exposure("z3", at, math.inf, "fire", (k + 1) / 10, "west") for k, at in enumerate(times)],
        [HazardSource(id="west", free=free)],
    )


def attack(rate=1.0, **fields):
    """Return the attack of all fire teams on the fire."""
    line = LineRate(skill="fire", force="hand_crew", rate=Law.constant(rate))
    usual = {"entry": "blaze", "source": "west", "incident_type": "fire", "lines": (line,)}
    return Attack(id="west_side", **(usual | fields))


def tables(free=STILL, *, teams=None, plan=None, flames=None, work_s=600.0, needs=1, **fields):
    """Return the tables of a run: the fire begins at 0 and is reported at node 1."""
    usual = {
        "types": [
            kind(work=Law.constant(work_s), needs=(Requirement(skill="fire", amount=needs),)),
            kind("help", needs=(Requirement(skill="medic"),)),
        ],
        "attacks": (attack() if plan is None else plan,),
        "dormant": (DormantImpact(id="blaze", activate_at_s=0.0),),
        "exposed": (Exposed(id="cut_off", type="help", exposure="fire", per_person=0.5),),
        "horizon_s": 36_000.0,
    }
    a_world = world(call(node=1), teams=teams or [team("t0", 0)], **(usual | fields))
    run = Operation(
        a_world, {"blaze": impact(free, flames)}, Luck(3, 0), make_decider("nearest_able")
    )
    records = run.run()
    names = ("attacks", "hazards", "incidents", "missions", "roads")
    return {name: records.table(name) for name in names}


def row(found):
    """Return the only row of the table of attacks."""
    return {name: column[0] for name, column in found["attacks"].items()}


def test_a_fire_that_stands_is_walked_around():
    """A team is there after 60 s and builds 1 m/s: 354.5 m of edge are closed at 414.5 s.

    Its work of 600 s is mopping up: it ends at 1014.5 s.
    """
    found = tables()
    end = row(found)
    assert (end["first_s"], end["teams"], end["line_m"]) == (60.0, 1, pytest.approx(EDGE, rel=1e-3))
    assert end["contained_s"] == pytest.approx(60.0 + EDGE, rel=1e-3)
    assert end["area_m2"] == pytest.approx(1e4, rel=5e-3)  # a polygon with a corner every 15 s
    assert found["hazards"]["what"] == ["activated", "controlled"]
    assert found["incidents"]["controlled_s"][0] == pytest.approx(660.0 + EDGE, rel=1e-3)


def test_control_voids_what_would_have_burned():
    """Contained before the first road closes and the first people are reached: neither happens."""
    found = tables()
    assert not len(found["roads"]["time_s"])
    assert found["incidents"]["type"] == ["fire"]


def test_nobody_on_the_line_means_a_free_fire():
    """Without a team that builds line the fire burns on, and the work never ends."""
    plan = attack(lines=(LineRate(skill="medic", force="hand_crew", rate=Law.constant(1.0)),))
    found = tables(plan=plan)
    end = row(found)
    assert (end["teams"], math.isnan(end["contained_s"])) == (0, True)
    assert math.isnan(found["incidents"]["controlled_s"][0])
    assert (found["roads"]["factor"] == 0.0).sum() == 4


def harm(found):
    """Return burned area, roads closed and incidents of people cut off."""
    closed = int((found["roads"]["factor"] == 0.0).sum())
    return row(found)["area_m2"], closed, found["incidents"]["type"].count("help")


def test_an_earlier_attack_burns_less_closes_less_and_threatens_fewer():
    """The same team, its turnout an hour longer, and two hours: never less of any of the three."""
    runs = [
        harm(tables(GROWING, teams=[team(turnout=Law.constant(wait))], plan=attack(0.5)))
        for wait in (0.0, 3600.0, 7200.0)
    ]
    for less, more in pairwise(runs):
        assert all(a <= b for a, b in zip(less, more, strict=True))
    assert runs[0][0] < runs[1][0] < runs[2][0]
    assert runs[0][1] < runs[2][1]
    assert runs[0][2] < runs[2][2]


def test_a_stronger_attack_burns_less_closes_less_and_threatens_fewer():
    """One, two and four teams are asked for and come: never less of any of the three."""
    runs = [
        harm(
            tables(
                GROWING,
                teams=[team(f"t{k}", 0) for k in range(4)],
                plan=attack(0.15),
                needs=needs,
            )
        )
        for needs in (1, 2, 4)
    ]
    for less, more in pairwise(runs[::-1]):
        assert all(a <= b for a, b in zip(less, more, strict=True))
    assert runs[0][0] > runs[1][0] > runs[2][0]
    assert runs[0][1] > runs[2][1]
    assert runs[0][2] > runs[2][2]


def test_flames_that_are_too_long_keep_hand_crews_off():
    """Flames of 3 m: at the rear hand crews stand 2.4 m, machines 3.4 m, nobody 4 m."""
    machines = attack(lines=(LineRate(skill="fire", force="machine", rate=Law.constant(1.0)),))
    contained = [
        math.isfinite(row(tables(plan=plan, flames=flames))["contained_s"])
        for plan, flames in ((attack(), 2.0), (attack(), 3.0), (machines, 3.0), (machines, 4.0))
    ]
    assert contained == [True, False, True, False]


def test_an_indirect_line_may_be_built_whatever_the_flames():
    """At four flame lengths and more from the edge the line is longer, but it can be built."""
    end = row(tables(plan=attack(distance_m=20.0), flames=4.0))
    assert end["line_m"] > EDGE
    assert end["area_m2"] > 1e4


def test_a_crew_waits_until_flames_are_shorter():
    """3 m of flames until 600 s, 1 m then: it begins at 600 s instead of 60."""
    falling = (FreeFire(0.0, 1e4, 1.0, 3.0), FreeFire(600.0, 1e4, 1.0, 1.0))
    assert row(tables(falling))["contained_s"] == pytest.approx(600.0 + EDGE, rel=1e-3)


def test_the_shape_is_that_of_when_line_can_begin():
    """A round fire whose flames keep the crew off has become three times as long as wide by then.

    Half axes of an ellipse of one hectare: 97.7 and 32.6 m, around it 435.3 m (Ramanujan).
    """
    longer = (FreeFire(0.0, 1e4, 1.0, 3.0), FreeFire(600.0, 1e4, 3.0, 1.0))
    a, b = math.sqrt(3e4 / math.pi), math.sqrt(1e4 / (3.0 * math.pi))
    h = ((a - b) / (a + b)) ** 2
    around = math.pi * (a + b) * (1.0 + h / 4.0 + h * h / 64.0)
    assert around == pytest.approx(435.3, abs=0.05)
    assert row(tables(longer))["line_m"] == pytest.approx(around, rel=2e-3)


def test_an_activation_that_is_not_the_start():
    """Lit an hour later, the team on scene since 60 s: the line closes an hour and 354.5 s in."""
    late = tables(dormant=(DormantImpact(id="blaze", activate_at_s=3600.0),), work_s=7200.0)
    assert row(late)["contained_s"] == pytest.approx(3600.0 + EDGE, rel=1e-3)
    assert row(late)["free_m2"] == 1e4


def test_line_may_be_counted_by_the_head():
    """Ten persons at 0.1 m/s each build what a team at 1 m/s does."""
    line = LineRate(skill="fire", force="hand_crew", rate=Law.constant(0.1), unit="persons")
    ten = tables(teams=[team(headcount=10)], plan=attack(lines=(line,)))
    assert row(ten)["contained_s"] == pytest.approx(row(tables())["contained_s"], rel=1e-6)


def test_a_team_that_is_recalled_builds_no_more():
    """Recalled at 200 s: 140 m of line, no containment; the incident waits for another team."""
    recall = Inject(id="back", at_s=200.0, kind="recall", arguments={"team": "t0"})
    found = tables(injects=(recall,), teams=[team()])
    assert found["missions"]["outcome"][0] == "recalled"
    later = row(found)["contained_s"]
    assert not later < 414.0


def test_control_by_command_ends_the_attack():
    """Rain, put in as a command at 100 s: what is left is mopping up, 600 s."""
    rain = Inject(
        id="rain", at_s=100.0, kind="control", arguments={"entry": "blaze", "source": "west"}
    )
    found = tables(injects=(rain,))
    assert row(found)["contained_s"] == 100.0
    assert found["incidents"]["controlled_s"][0] == 700.0


@pytest.mark.parametrize("shared", ["incident", "team"])
def test_mopping_up_is_shared_or_not_as_the_rule_says(shared):
    """Both ways the work ends 600 s after the line is closed."""
    found = tables(rules=Rules(work_shared=shared))
    released = found["missions"]["released_s"][0]
    assert released == pytest.approx(660.0 + EDGE, rel=1e-3)


def test_a_rate_is_drawn_once_per_team_whoever_else_comes():
    """Two plans, one with a second team elsewhere: the first team builds the same."""
    line = LineRate(skill="fire", force="hand_crew", rate=Law.lognormal(median=1.0, sigma=0.5))
    alone = row(tables(plan=attack(lines=(line,))))
    beside = row(tables(plan=attack(lines=(line,)), teams=[team("t0", 0), team("t9", 3)]))
    assert alone["contained_s"] == beside["contained_s"]
    assert alone["contained_s"] != pytest.approx(60.0 + EDGE, rel=1e-3)


def two_fires(listed):
    """Return the row of the table of attacks by attack: two fires of one type of incident."""
    line = LineRate(skill="fire", force="hand_crew", rate=Law.constant(1.0))
    plans = tuple(
        Attack(id=side, entry=side, source="west", incident_type="fire", lines=(line,))
        for side in ("blaze", "other")
    )
    a_world = world(
        *listed,
        teams=[team("t0", 0), team("t1", 3)],
        types=[kind(work=Law.constant(600.0))],
        attacks=plans,
        dormant=tuple(DormantImpact(id=side, activate_at_s=0.0) for side in ("blaze", "other")),
        horizon_s=36_000.0,
    )
    impacts = {side: impact(STILL) for side in ("blaze", "other")}
    found = Operation(a_world, impacts, Luck(3, 0), make_decider("nearest_able")).run()
    table = found.table("attacks")
    return {
        name: (teams, contained)
        for name, teams, contained in zip(
            table["attack"], table["teams"].tolist(), table["contained_s"].tolist(), strict=True
        )
    }


def test_teams_build_line_at_the_fire_of_their_incident():
    """Two fires, an incident of each, one team at each: both lines are walked by one team."""
    listed = [
        replace(call(id_, node=node), controls=Controls(entry=side, source="west"))
        for id_, node, side in (("c0", 1, "blaze"), ("c1", 2, "other"))
    ]
    assert two_fires(listed) == {
        "blaze": (1, pytest.approx(60.0 + EDGE, rel=1e-3)),
        "other": (1, pytest.approx(180.0 + EDGE, rel=1e-3)),
    }
    (one, _other) = listed
    found = two_fires([one])
    assert found["blaze"][0] == 1
    assert (found["other"][0], math.isnan(found["other"][1])) == (0, True)


def test_a_random_fire_is_a_fire_of_its_own():
    """Incidents of the same type that come at random take nobody to the line of the hazard."""
    rate = Rate(mean_per_s=1 / 1800.0)
    often = Arrivals(id="often", type="fire", rate=rate, nodes=(1,), weights=(1.0,), zones=("",))
    a_world = world(
        teams=[team()],
        attacks=(attack(),),
        dormant=(DormantImpact(id="blaze", activate_at_s=0.0),),
        arrivals=(often,),
        horizon_s=36_000.0,
    )
    run = Operation(a_world, {"blaze": impact(STILL)}, Luck(3, 0), make_decider("nearest_able"))
    records = run.run()
    table, incidents = records.table("attacks"), records.table("incidents")
    assert (table["teams"].tolist(), np.isnan(table["contained_s"]).tolist()) == ([0], [True])
    assert incidents["outcome"].count("closed") > 5
