"""Curves of speed in water that profiles may name."""

import numpy as np
import pytest

from sandtable.world.water_limits import SOURCES, named_curve, names_for, safe_speed_kmh


def test_a_limit_stops_what_is_beyond_it():
    """A small car drives as ever in 0.3 m²/s and not at all in the next step, 0.35."""
    curve = named_curve("depth_velocity", "small_car")
    assert np.interp([0.0, 0.3, 0.35, 9.0], curve.x, curve.y).tolist() == [1.0, 1.0, 0.0, 0.0]


def test_the_safe_speed_as_a_part_of_that_on_a_dry_road():
    """Nobody on a road of 86.9 km/h or less is faster than the law; closed beyond 0.3 m."""
    curve = named_curve("depth", "pregnolato_2017")
    depth = np.array([0.0, 0.05, 0.15, 0.3])
    factor = np.interp(depth, curve.x, curve.y)
    assert factor == pytest.approx(safe_speed_kmh(1000.0 * depth) / safe_speed_kmh(np.zeros(1)))
    assert np.interp(0.35, curve.x, curve.y) == 0.0


def test_which_names_there_are():
    """The safe speed is of depth alone; nothing is named for fire."""
    assert set(names_for("depth")) == set(SOURCES) - {"boat"}
    assert "boat" in names_for("velocity")
    assert "pregnolato_2017" not in names_for("velocity")
    assert names_for("fire") == ()
    assert named_curve("depth", "elephant") is None
