"""The Operation and the reference engine play the same worlds, record for record, to the bit."""

import math
import struct
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from tests.reference.tables import tables as reference_tables
from tests.reference_engine import Reference
from tests.worlds import RULES, call, kind, seeded, team, world, worlds

from sandtable.dispatch import Operation, make_decider
from sandtable.ground.laws import Law
from sandtable.ground.luck import Luck
from sandtable.hazards import FreeFire, HazardSource
from sandtable.world.plan import Rules
from sandtable.world.rate import Rate
from sandtable.world.records import TABLES
from sandtable.world.scenario import Controls
from sandtable.world.works import Attack, LineRate

COMPARED = ("incidents", "missions", "consignments", "needs", "reports")
NOT_COMPARED = {"reason"}
"""Names of policies and injects; the reference engine keeps none."""


def rows(table, name):
    """Return a record table as rows, in the order of its columns."""
    columns = [table[column.name] for column in TABLES[name]]
    plain = [column if isinstance(column, list) else column.tolist() for column in columns]
    return list(zip(*plain, strict=True))


def same(one, other):
    """Tell whether two values are the same, floats to the bit; null is null."""
    if isinstance(one, float) and isinstance(other, float):
        both_null = math.isnan(one) and math.isnan(other)
        return both_null or struct.pack("<d", one) == struct.pack("<d", other)
    return one == other


def differences(made, luck):
    """Return where the two engines differ: table, row, column, and both values."""
    op = Operation(made.world, made.impacts, luck, make_decider(made.world.plan.policy))
    ours = op.run().tables()
    theirs = reference_tables(Reference(made.world, made.impacts, luck).run())
    found = []
    for name in COMPARED:
        mine, columns = rows(ours[name], name), [column.name for column in TABLES[name]]
        if len(mine) != len(theirs[name]):
            found.append((name, "rows", len(mine), len(theirs[name])))
        for number, (left, right) in enumerate(zip(mine, theirs[name], strict=False)):
            found.extend(
                (name, number, column, a, b)
                for column, a, b in zip(columns, left, right, strict=True)
                if column not in NOT_COMPARED and not same(a, b)
            )
    return found


@given(worlds())
@settings(max_examples=50)
def test_engines_agree(made):
    """Two engines written apart agree on worlds with everything in them."""
    assert differences(made, Luck(11, 0)) == []


@pytest.mark.parametrize("first", range(0, 200, 20))
def test_engines_agree_on_a_fixed_batch(first):
    """The same 200 worlds on every machine and every day."""
    for seed in range(first, first + 20):
        assert differences(seeded(seed), Luck(5, seed)) == [], seed


@pytest.mark.parametrize("name", RULES)
def test_engines_agree_on_every_position_of_a_rule(name):
    """Each rule in each position, with all others at their defaults and enough going on."""
    for position in RULES[name]:
        for seed in range(5):
            made = seeded(seed)
            rules = Rules(**{name: position})
            assert differences(_under(made, rules), Luck(3, seed)) == [], (position, seed)


def _under(made, rules):
    return replace(made, world=replace(made.world, plan=replace(made.world.plan, rules=rules)))


def test_engines_agree_on_rates_by_day():
    """Rates by day, thinned under a ceiling that is above them."""
    days = {"by_day": (0.8,), "ceiling_per_s": 1 / 150.0}
    met = 0
    for seed in range(20):
        made = seeded(seed)
        scenario = made.world.scenario
        daily = tuple(
            replace(one, rate=Rate(mean_per_s=1 / 200.0, **days)) for one in scenario.arrivals
        )
        late = replace(made.world, scenario=replace(scenario, arrivals=daily))
        assert differences(replace(made, world=late), Luck(3, seed)) == [], seed
        met += len(daily)
    assert met > 0


def test_engines_agree_on_incidents_that_wait_for_a_source():
    """The first listed incident of each world occurs when a source of its first entry acts."""
    waited = 0
    for seed in range(60):
        made = seeded(seed)
        scenario = made.world.scenario
        if not (scenario.listed and made.impacts):
            continue
        entry = min(made.impacts)
        for source in made.impacts[entry].source_ids[:1]:
            controls = Controls(entry=entry, source=source)
            first = replace(scenario.listed[0], at_s=math.nan, controls=controls)
            listed = (first, *scenario.listed[1:])
            late = replace(made.world, scenario=replace(scenario, listed=listed))
            assert differences(replace(made, world=late), Luck(3, seed)) == [], seed
            waited += 1
    assert waited > 10


def test_the_comparison_can_fail():
    """Engines that meet other luck differ: the test compares what it claims to compare."""
    made = seeded(3)
    ours = Operation(made.world, made.impacts, Luck(5, 3), make_decider("nearest_able"))
    theirs = reference_tables(Reference(made.world, made.impacts, Luck(5, 4)).run())
    assert rows(ours.run().tables()["incidents"], "incidents") != theirs["incidents"]


def test_worlds_at_random_hold_what_must_be_compared():
    """The fixed batch is worth its time: all that the page describes happens in it."""
    seen = Counter()
    for seed in range(200):
        made = seeded(seed)
        op = Operation(made.world, made.impacts, Luck(5, seed), make_decider("nearest_able"))
        tables = op.run().tables()
        seen.update(tables["incidents"]["outcome"])
        seen.update(f"mission {outcome}" for outcome in tables["missions"]["outcome"])
        seen.update(f"ended {by}" for by in tables["missions"]["ended_by"])
        seen.update(zip(tables["commands"]["kind"], tables["commands"]["outcome"], strict=True))
        for part in ("slowed_s", "detour_s", "waiting_s", "at_facility_s"):
            seen[part] += sum(value > 0.0 for value in tables["missions"][part].tolist())
        seen["unreachable"] += sum(tables["incidents"]["unreachable"].tolist())
        seen["met"] += sum(tables["needs"]["met"].tolist())
        seen["controlled by work"] += tables["hazards"]["what"].count("controlled") > sum(
            kind == "control" for kind in tables["commands"]["kind"]
        )
        seen["lost messages"] += sum(tables["messages"]["lost"].tolist())
        reports = tables["reports"]
        seen["understated"] += np.sum(reports["asked"] < reports["needed"])
        seen["overstated"] += np.sum(reports["asked"] > reports["needed"])
        seen["force known"] += np.sum(~np.isnan(reports["force_known_s"]))
        seen["found"] += np.sum(~np.isnan(reports["found_s"]))
        seen["known later"] += np.sum(reports["place_known_s"] > reports["found_s"])
        recalled = zip(tables["commands"]["kind"], tables["commands"]["source"], strict=True)
        seen["surplus recalled"] += ("recall", "nearest_able") in recalled
        missions = zip(
            tables["missions"]["closures_met"], tables["missions"]["detour_s"], strict=True
        )
        seen["detour without closure"] += any(not met and way > 0.0 for met, way in missions)
        seen["desks apart"] += len(op.roads.circles) > 1
    wanted = ["closed", "expired", "handed_over", "cancelled", "censored", "unreachable", "met"]
    wanted += ["mission done", "mission recalled", "mission diverted", "mission cancelled"]
    wanted += ["slowed_s", "detour_s", "waiting_s", "at_facility_s", "lost messages"]
    wanted += ["controlled by work", "understated", "overstated", "force known", "found"]
    wanted += ["known later", "surplus recalled", "detour without closure", "desks apart"]
    wanted += [("divert", "accepted"), ("issue_stock", "accepted"), ("request_aid", "accepted")]
    wanted += [("ruling", "accepted"), ("control", "accepted"), ("pre_position", "accepted")]
    assert [what for what in wanted if not seen[what]] == []


def test_one_call_by_hand():
    """Order at 0, three minutes of road, ten of work: both engines, and the paper, say the same."""
    town = world(call(node=2), teams=[team(node=0)], types=[kind()])
    op = Operation(town, {}, Luck(1, 0), make_decider("nearest_able"))
    table = op.run().tables()["incidents"]
    (row,) = reference_tables(Reference(town, {}, Luck(1, 0)).run())["incidents"]
    told = dict(zip((column.name for column in TABLES["incidents"]), row, strict=True))
    for instants in (told, {name: values[0] for name, values in table.items()}):
        assert (instants["first_arrival_s"], instants["controlled_s"]) == (180.0, 780.0)


GROWING = tuple(FreeFire(300.0 * k, 2e3 * (1 + k) ** 2, 1.5, 1.0 + k / 4) for k in range(20))


def burning(made, tactic):
    """Return a world in which the sources of its hazard grow and are attacked."""
    flood = made.impacts["flood"]
    known = {one.id: one for one in flood.sources}
    sources = tuple(
        replace(known.get(name, HazardSource(id=name)), free=GROWING) for name in flood.source_ids
    )
    lines = (
        LineRate(skill="fire", force="machine", rate=Law.lognormal(median=0.5, sigma=0.6)),
        LineRate(skill="medic", force="hand_crew", rate=Law.constant(0.2), unit="persons"),
    )
    attacks = tuple(
        Attack(
            id=f"on_{one}",
            entry="flood",
            source=one,
            incident_type="k0",
            tactic=tactic,
            lines=lines,
        )
        for one in flood.source_ids
    )
    plan = replace(made.world.plan, attacks=attacks)
    flood = replace(flood, sources=sources)
    return replace(made, world=replace(made.world, plan=plan), impacts={"flood": flood})


def fought(made, luck):
    """Return what both engines say of the attacks: first team, teams, end, line."""
    op = Operation(made.world, made.impacts, luck, make_decider(made.world.plan.policy))
    table = op.run().table("attacks")
    names = ("attack", "first_s", "teams", "contained_s", "line_m")
    ours = list(zip(*(table[name] for name in names), strict=True))
    run = Reference(made.world, made.impacts, luck).run()
    theirs = [
        (
            one.data.id,
            min((worker.since for worker in one.line), default=math.nan),
            len({worker.mission.team.id for worker in one.line}),
            one.contained,
            math.nan if one.closed is None else one.closed.line_m,
        )
        for one in run.fights
        if not math.isnan(one.began)
    ]
    return ours, theirs


@pytest.mark.parametrize("tactic", ["rear", "head"])
def test_engines_agree_on_attacks(tactic):
    """Lines close, are left and are joined, at one fire or two; the work behind is mopping up."""
    teams = lines_closed = 0
    for seed in range(160):
        made = seeded(seed)
        if not made.impacts:
            continue
        made = burning(made, tactic)
        assert differences(made, Luck(7, seed)) == [], seed
        ours, theirs = fought(made, Luck(7, seed))
        assert len(ours) == len(theirs), seed
        for one, other in zip(ours, theirs, strict=True):
            assert all(same(a, b) for a, b in zip(one, other, strict=True)), (seed, one, other)
        teams += sum(one[2] for one in ours)
        lines_closed += sum(not math.isnan(one[4]) for one in ours)
    assert teams > 20
    assert lines_closed > 5
