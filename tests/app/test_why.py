"""Why teams came late: by closures of roads."""

import pytest

from sandtable.ground.language import set_language
from sandtable.study import load_run, why

DAY_S = 86_400.0


@pytest.fixture(scope="module")
def bridge(request):
    """Return what the closed bridge of the example did in three runs."""
    scenario = request.config.rootpath / "scenarios" / "example" / "scenario.yaml"
    loaded = load_run(scenario)
    return why(loaded.points[0].case, loaded.seed, 3)


def test_the_bridge_that_was_closed_for_three_days_is_named(bridge):
    """High water closes it from day 10 to day 13; nothing else is ever slow or closed."""
    (closure,) = bridge.closures
    assert (closure.road, closure.cause) == ("river_bridge", "high_water")
    assert (closure.from_s, closure.to_s) == (10 * DAY_S, 13 * DAY_S)
    assert 0 < closure.trips <= bridge.delayed + bridge.stranded
    assert closure.runs <= 3


def test_the_only_closure_explains_all_that_was_lost(bridge):
    """Of one closure, what it adds alone and what its absence spares are the time that was lost."""
    (closure,) = bridge.closures
    lost_s = bridge.slowed_s + bridge.detour_s + bridge.waiting_s
    arrived = closure.trips - bridge.stranded
    assert closure.spared_s * arrived == pytest.approx(lost_s, abs=1e-3)


def test_it_is_said_on_the_screen_and_to_programs(ask, ask_json, town):
    """The table names road, cause and clock; the object holds the same numbers in SI units."""
    few = ("why", town / "scenario.yaml", "--replications", "3", "--quiet")
    code, out, _err = ask(*few)
    assert code == 0
    assert "river_bridge  high_water  240:00–312:00" in out
    code, found = ask_json(*few)
    assert code == 0
    assert found["replications"] == 3
    (closure,) = found["why"]["closures"]
    assert closure["from_s"] == 10 * DAY_S


def test_where_no_road_changes_nobody_is_late_because_of_one(ask, town):
    """Without the two injects there is nothing to explain."""
    code, out, _err = ask(
        "why", town / "scenario.yaml", "--replications", "1", "--set", "scenario.injects=[]"
    )
    assert code == 0
    assert "none of them late because of a road" in out


def test_it_speaks_chinese(ask, town):
    """The heads of the table are in the catalogue."""
    try:
        _code, out, _err = ask("why", town / "scenario.yaml", "--replications", "1", "--lang", "zh")
    finally:
        set_language("en")
    assert "原因" in out
