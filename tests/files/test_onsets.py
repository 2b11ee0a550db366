"""What wakes a hazard, from files: rates, limits at places, and a chain that is played."""

import math

import numpy as np
import pytest
from tests.files import sets

from sandtable.ground.laws import Law
from sandtable.study import load_run
from sandtable.study.case import operate

WATER = [
    *("link_id,from_min,to_min,kind,value",),
    *("bc,5,30,depth,0.2 m", "bc,30,90,depth,0.6 m"),
]
GAS = ["zone_id,from_min,to_min,kind,share", "z1,0,end,gas,90 %"]


def scenario(tmp_path, **activate):
    """Return a scenario with a flood at 10 min and what may wake the entry ``store``."""
    files = sets.a_set()
    (tmp_path / "water.csv").write_text("\n".join(WATER), encoding="utf-8")
    (tmp_path / "gas.csv").write_text("\n".join(GAS), encoding="utf-8")
    files["scenario.json"]["impacts"] = [
        {"id": "flood", "activate_at": "10 min", "roads": {"table": "water.csv"}},
        {"id": "store", "activate": activate, "people": {"table": "gas.csv"}},
        {
            "id": "fire",
            "activate": {"when": {"entry": "store", "kind": "gas", "at": "z1", "above": "50 %"}},
            "people": {"table": "gas.csv"},
        },
    ]
    sets.write(tmp_path, files)
    return load_run(tmp_path / "scenario.json").points[0].case


def store(case):
    """Return the entry ``store``."""
    return next(one for one in case.world.scenario.dormant if one.id == "store")


def when(at, **limit):
    """Return a limit of the flood at a place."""
    return {"entry": "flood", "kind": "depth", "at": at, **limit}


def test_a_limit_at_a_link_with_its_delay(tmp_path):
    """Depth in metres on one arc; delay and probability as stated; without them at once."""
    found = store(
        scenario(tmp_path, when=when("bc", above="50 cm"), delay="7 min", probability="30 %")
    ).cascade
    assert (found.entry, found.kind, found.limit, found.below) == ("flood", "depth", 0.5, False)
    assert (found.delay, found.probability) == (Law.constant(420.0), 0.3)
    plain = store(scenario(tmp_path, when=when("bc", above="50 cm"))).cascade
    assert (plain.delay, plain.probability) == (Law.constant(0.0), 1.0)


@pytest.mark.parametrize(
    ("at", "arcs"),
    [("bc", {"bc"}), ("mill", {"bc", "cb"}), ("z1", {"ab", "ba", "bc", "cb"})],
)
def test_a_place_is_a_link_a_road_or_what_meets_at_a_zone(tmp_path, at, arcs):
    """One direction, both, or all that begin or end at the node of the zone."""
    case = scenario(tmp_path, when=when(at, above="0.5 m"))
    found = {str(case.world.network.arc_ids[arc]) for arc in store(case).cascade.arcs}
    assert found == arcs


def test_less_than_a_speed_factor(tmp_path):
    """A part of 1 with or without its sign; the flood states none, which is remarked."""
    limit = {"entry": "flood", "kind": "speed_factor", "at": "bc", "below": "10 %"}
    assert store(scenario(tmp_path, when=limit)).cascade.limit == 0.1
    assert store(scenario(tmp_path, when=limit | {"below": 0.1})).cascade.below


def test_a_rate_with_its_window(tmp_path):
    """The same rate at all times, or by hour; the window may be open."""
    found = store(scenario(tmp_path, rate="2 per_d", **{"from": "1 h", "to": "3 h"})).random
    assert (found.rate.mean_per_s, found.from_s, found.to_s) == (2 / 86400, 3600.0, 10800.0)
    by_hour = {"mean": "1 per_h", "by_hour": [0.0] * 12 + [2.0] * 12}
    found = store(scenario(tmp_path, rate=by_hour)).random
    assert (found.rate.by_hour[12], found.from_s, found.to_s) == (2.0, 0.0, math.inf)


def test_a_chain_is_played(tmp_path):
    """Flood at 10 min, 0.6 m at 40; the store seven minutes later; the fire with its gas."""
    case = scenario(tmp_path, when=when("bc", above="50 cm"), delay="7 min")
    table = operate(case, 1, 0)["hazards"]
    order = np.argsort(table["time_s"], kind="stable")
    rows = [[list(table[name])[at] for name in ("entry", "by", "cause")] for at in order]
    assert (table["time_s"][order] / 60).tolist() == [10.0, 47.0, 47.0]
    assert rows == [
        ["flood", "time", ""],
        ["store", "trigger", "flood"],
        ["fire", "trigger", "store"],
    ]
