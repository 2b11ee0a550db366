"""Profiles that name a curve of speed in water instead of writing it."""

import pytest
from tests.files import sets

from sandtable.ground.faults import UserFaults


def folder_with(tmp_path, four_nodes, factors):
    """Return a folder whose engine has some factors."""
    (tmp_path / "four_nodes").symlink_to(four_nodes)
    files = sets.a_set()
    files["plan.json"]["profiles"][0]["factors"] = factors
    sets.write(tmp_path, files)
    return tmp_path


def test_a_named_curve_is_a_curve_and_an_assumption(tmp_path, four_nodes):
    """It stands in the profile; that it is of low confidence goes with the verdicts."""
    factors = {"depth": "pregnolato_2017", "depth_velocity": "four_wheel_drive"}
    world = sets.read(folder_with(tmp_path, four_nodes, factors)).world
    (engine,) = (one for one in world.plan.profiles if one.id == "engine")
    curves = dict(engine.factors)
    assert curves["depth_velocity"].x[0] == 0.6
    assert curves["depth"].y[0] == 1.0
    told = {one.path: one.confidence for one in world.assumptions}
    assert told["plan.profiles[engine].factors.depth_velocity"] == "low"
    assert told["plan.profiles[engine].factors.depth"] == "medium"


def test_a_name_that_is_no_curve(tmp_path, four_nodes):
    """It says which there are and what is near."""
    with pytest.raises(UserFaults) as wrong:
        sets.read(folder_with(tmp_path, four_nodes, {"depth_velocity": "smal_car", "fire": "x"}))
    told = [str(one) for one in wrong.value.faults]
    assert len(told) == 1 or "factors" in told[1]
    assert (
        "factors.depth_velocity: found 'smal_car', expected a curve, or one of small_car" in told[0]
    )
    assert told[0].endswith("Did you mean 'small_car'?")
