"""Teams in what they cannot bear: who, where, from when until when, worked out by hand."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.worlds import call, kind, seeded, team, world

from sandtable.dispatch import Operation, make_decider
from sandtable.ground.clock import grid
from sandtable.ground.laws import Law
from sandtable.ground.luck import Luck
from sandtable.hazards import HazardSource, Impact, Interval
from sandtable.hazards.intensity import KINDS
from sandtable.world.plan import Rules
from sandtable.world.records import TABLES
from sandtable.world.scenario import Controls, DormantImpact, Inject

BEARS = (("dose", 1.0),)
"""No more than the limit that the hazard names."""
PLUG = Controls(entry="leak", source="valve")
END_S = 3600.0


def gas(arc, from_s, to_s, value=2.0, **fields):
    """Return gas on an arc, from a valve that can be shut."""
    usual = {"kind": "dose", "source": "valve", "cause": "gas"}
    return Interval(arc=arc, from_s=from_s, to_s=to_s, value=value, **(usual | fields))


def play(
    *intervals,
    bears=BEARS,
    at_s=0.0,
    begins_s=0.0,
    sources=(),
    work_s=600.0,
    turnout_s=0.0,
    **fields,
):
    """Send a team from n0 to n2 (there 180 s after the call, at work 600 s) past a leak.

    It drives arc 0 for 60 s and arc 2 for 120 s, and home on arc 3 and arc 1; arcs 2 to 5, 6 and 7
    begin or end at the scene.
    """
    a_world = world(
        call(node=2, at_s=at_s),
        teams=[team(node=0, bears=bears, turnout=Law.constant(turnout_s))],
        types=[kind(work=Law.constant(work_s), controls=fields.pop("controls", None))],
        dormant=(DormantImpact(id="leak", hazard="chemical", activate_at_s=begins_s),),
        horizon_s=END_S,
        **fields,
    )
    impact = Impact.of(a_world.network.n_arcs, intervals, sources=sources)
    op = Operation(a_world, {"leak": impact}, Luck(7, 0), make_decider("nearest_able"))
    return op.run()


def rows(*intervals, **given_):
    """Return place, beginning, end and worst of each threat."""
    table = play(*intervals, **given_).table("threats")
    names = ("place", "from_s", "to_s", "worst")
    return list(zip(*(list(table[name]) for name in names), strict=True))


def test_on_scene_from_the_gas_to_the_release():
    """Gas on n2-n3 from 300 s on; on scene from 180 s to 780 s: past it from 300 s to 780 s."""
    assert rows(gas(4, 300.0, 3000.0)) == [("on_scene", 300.0, 780.0, 2.0)]


def test_on_the_way_while_on_the_arc():
    """Arc n0-n1 is driven from 0 s to 60 s, and gas lies on it from 20 s to 40 s."""
    assert rows(gas(0, 20.0, 40.0)) == [("on_way", 20.0, 40.0, 2.0)]


def test_back_home_too():
    """The arc n1-n0 is driven home from 900 s to 960 s."""
    assert rows(gas(1, 0.0, END_S)) == [("on_way", 900.0, 960.0, 2.0)]


def test_what_lies_on_arcs_one_behind_the_other_is_one_threat():
    """Gas on both arcs of the way there, worse on the second: one stretch from 10 s to 100 s."""
    assert rows(gas(0, 10.0, 60.0), gas(2, 60.0, 100.0, 5.0)) == [("on_way", 10.0, 100.0, 5.0)]


def test_slower_on_a_road_longer_in_it():
    """From 30 s on arc n1-n2 is driven at half speed: on it from 60 s to 300 s, then at n2."""
    slow = gas(2, 30.0, 400.0, 0.5, kind="speed_factor")
    assert rows(slow, gas(2, 0.0, END_S)) == [
        ("on_scene", 300.0, 900.0, 2.0),
        ("on_way", 60.0, 300.0, 2.0),
    ]


def test_who_stands_on_an_arc_that_closes_under_it_stands_in_it():
    """Closed from 90 s to 200 s under who waits; on the arc from 60 s to 290 s, 30 s driven."""
    shut = gas(2, 90.0, 200.0, 0.0, kind="speed_factor")
    found = rows(shut, gas(2, 0.0, 280.0), rules=Rules(closed_road="wait"))
    assert found == [("on_way", 60.0, 280.0, 2.0)]


def test_a_departure_that_was_foreseen():
    """Turnout of 60 s: on arc 0 from 60 s to 120 s, also where the leak begins before it."""
    for begins_s in (30.0, 80.0):
        found = rows(gas(0, 0.0, END_S), turnout_s=60.0, begins_s=begins_s)
        assert found == [("on_way", max(60.0, begins_s), 120.0, 2.0)]


def test_who_never_left_was_nowhere():
    """Cancelled at 30 s of a turnout of 60 s, before the leak begins: there is no way."""
    over = Inject(id="over", at_s=30.0, kind="cancel", arguments={"incident": "c0"})
    records = play(gas(0, 0.0, END_S), turnout_s=60.0, begins_s=45.0, injects=(over,))
    assert list(records.table("missions")["outcome"]) == ["cancelled"]
    assert not records.table("threats")["mission"]


def test_up_to_the_limit_is_borne():
    """Just the limit threatens nobody, nor does what no limit is stated for."""
    assert rows(gas(4, 300.0, 3000.0, 1.0)) == []
    assert rows(gas(4, 300.0, 3000.0, 3e6, kind="fire")) == []


def test_less_visibility_than_the_limit_is_past_it():
    """Where less is worse, 40 m threatens who needs 50 m, and the least is the worst."""
    fog = [
        gas(4, at, 3000.0, value, kind="visibility") for at, value in ((200.0, 40.0), (300.0, 20.0))
    ]
    assert rows(*fog, bears=(("visibility", 50.0),)) == [("on_scene", 200.0, 780.0, 20.0)]
    assert rows(*fog, bears=(("visibility", 10.0),)) == []


def test_times_are_those_of_the_run():
    """Call and leak 600 s later: all is 600 s later."""
    soon, late = (
        rows(gas(4, 300.0, 3000.0), at_s=later_s, begins_s=later_s) for later_s in (0.0, 600.0)
    )
    assert late == [
        (place, from_s + 600.0, to_s + 600.0, worst) for place, from_s, to_s, worst in soon
    ]


def test_a_plug_ends_what_would_have_come_after_it():
    """Shut by command at 500 s: gas that begins later does not come, that of before stays."""
    shut = Inject(id="shut", at_s=500.0, kind="control", arguments=vars_of(PLUG))
    clouds = (gas(4, 300.0, 400.0), gas(4, 600.0, 700.0))
    assert rows(*clouds, injects=(shut,)) == [("on_scene", 300.0, 400.0, 2.0)]
    assert rows(*clouds) == [("on_scene", 300.0, 400.0, 2.0), ("on_scene", 600.0, 700.0, 2.0)]


def test_water_that_is_held_goes_with_its_recession():
    """Held at 300 s with a recession of 120 s: the water of 200 s is there until 420 s."""
    hold = HazardSource(id="valve", control="hold", recession_s=120.0)
    shut = Inject(id="shut", at_s=300.0, kind="control", arguments=vars_of(PLUG))
    water = gas(4, 200.0, END_S, 0.8, kind="depth")
    found = rows(water, injects=(shut,), sources=(hold,), bears=(("depth", 0.5),))
    assert found == [("on_scene", 200.0, 420.0, 0.8)]


def vars_of(controls):
    """Return the arguments of the command."""
    return {"entry": controls.entry, "source": controls.source}


def test_the_work_that_plugs_threatens_the_fewer_the_sooner_it_is_done():
    """Of a cloud each five minutes, those behind the end of the work do not come."""
    clouds = [gas(4, at, at + 60.0) for at in np.arange(300.0, 3000.0, 300.0).tolist()]
    sooner, later = (rows(*clouds, work_s=work_s, controls=PLUG) for work_s in (300.0, 900.0))
    assert len(sooner) == 1
    assert len(later) == 3
    assert set(sooner) <= set(later)


def test_nothing_stated_nothing_looked_at():
    """A team without limits has no row, and its run remembers no way."""
    records = play(gas(4, 300.0, 3000.0), bears=())
    assert not records.table("threats")["mission"]
    assert list(records.table("threats")) == [column.name for column in TABLES["threats"]]


@pytest.mark.parametrize("rule", ["wait", "turn_back", "reroute"])
def test_who_says_what_it_bears_does_the_same(rule):
    """With limits or without: all other tables are the same, whatever happens on the roads."""
    shut = gas(2, 90.0, 200.0, 0.0, kind="speed_factor")
    slow = gas(0, 10.0, 50.0, 0.3, kind="speed_factor")
    tables = [
        play(shut, slow, gas(4, 0.0, END_S), bears=bears, rules=Rules(closed_road=rule)).tables()
        for bears in (BEARS, ())
    ]
    assert [len(one.pop("threats")["mission"]) > 0 for one in tables] == [True, False]
    assert str(tables[0]) == str(tables[1])


ALL_BEAR = tuple((name, one.harmless) for name, one in KINDS.items())
"""Whatever does any harm is past these limits."""


def test_any_world_is_the_same_whether_anybody_asks():
    """Of 160 worlds at random: all other records are the same, threats lie within missions."""
    threatened = 0
    for seed in range(160):
        found = seeded(seed)
        teams = tuple(replace(one, bears=ALL_BEAR) for one in found.world.plan.teams)
        asking = replace(found.world, plan=replace(found.world.plan, teams=teams))
        quiet, told = (
            Operation(one, found.impacts, Luck(5, seed), make_decider("nearest_able"))
            .run()
            .tables()
            for one in (found.world, asking)
        )
        threats = told.pop("threats")
        assert not quiet.pop("threats")["mission"]
        assert str(told) == str(quiet)
        within(told["missions"], threats, grid(asking.scenario.horizon_s))
        threatened += len(threats["mission"])
    assert threatened > 100


def within(missions, table, horizon_s):
    """Check that each threat lies within its mission, and that its stretches do not overlap."""
    columns = (missions[name].tolist() for name in ("departed_s", "at_base_s"))
    spans = dict(zip(missions["mission"], zip(*columns, strict=True), strict=True))
    last = {}
    for row, name in enumerate(table["mission"]):
        from_s, to_s = float(table["from_s"][row]), float(table["to_s"][row])
        departed_s, home_s = spans[name]
        assert departed_s <= from_s < to_s <= (horizon_s if math.isnan(home_s) else home_s)
        key = (name, *(table[one][row] for one in ("entry", "source", "kind", "place")))
        assert from_s > last.get(key, -1.0)
        last[key] = to_s


INTERVALS = st.lists(
    st.builds(
        lambda arc, at, length, value, closes: [
            gas(arc, at, at + length, value),
            *([gas(arc, at, at + length, closes, kind="speed_factor")] if closes < 1.0 else []),
        ],
        st.integers(0, 7),
        st.sampled_from([0.0, 30.0, 75.0, 300.0, 800.0]),
        st.sampled_from([15.0, 60.0, 400.0, 3000.0]),
        st.sampled_from([0.5, 1.5, 4.0]),
        st.sampled_from([1.0, 0.5, 0.0]),
    ),
    min_size=1,
    max_size=4,
)


@given(intervals=INTERVALS, rule=st.sampled_from(["wait", "turn_back", "reroute"]))
@settings(max_examples=60, deadline=None)
def test_a_threat_lies_within_its_mission_and_its_hazard(intervals, rule):
    """It begins and ends within the mission and within gas past the limit; a wider limit = less."""
    flat = [one for several in intervals for one in several]
    records = play(*flat, rules=Rules(closed_road=rule))
    table = records.table("threats")
    within(records.table("missions"), table, END_S)
    past = [one for one in flat if one.kind == "dose" and one.value > 1.0]
    for row in range(len(table["mission"])):
        from_s, to_s = float(table["from_s"][row]), float(table["to_s"][row])
        assert min(one.from_s for one in past) <= from_s
        assert to_s <= max(one.to_s for one in past)
        assert table["worst"][row] > table["limit"][row]
    by_who_bears_more = play(*flat, rules=Rules(closed_road=rule), bears=(("dose", 2.0),))
    assert threatened_s(by_who_bears_more) <= threatened_s(records)


def threatened_s(records):
    """Return for how long teams are threatened [s]."""
    table = records.table("threats")
    return float((table["to_s"] - table["from_s"]).sum())
