"""Dead fuel in the air."""

import pytest

from sandtable.hazards.fire.dead_fuel import equilibrium


def test_three_airs_by_hand():
    """20 °C is 68 °F: at 5, 30 and 80 % humidity 1.24, 6.03 and 16.1 % of the dry weight."""
    assert equilibrium(20.0, 5.0) == pytest.approx(0.0124, abs=5e-5)
    assert equilibrium(20.0, 30.0) == pytest.approx(0.0603, abs=5e-5)
    assert equilibrium(20.0, 80.0) == pytest.approx(0.1612, abs=5e-5)


def test_pieces_meet():
    """Where one formula ends and the next begins they differ by less than a point."""
    for humidity in (10.0, 50.0):
        below, above = equilibrium(25.0, humidity - 1e-6), equilibrium(25.0, humidity + 1e-6)
        assert abs(float(above - below)) < 0.01


def test_warmer_and_drier_air_dries():
    """It rises with humidity and falls with temperature, and is never below 0."""
    moist = equilibrium(25.0, [0.0, 5.0, 20.0, 40.0, 60.0, 90.0])
    assert list(moist) == sorted(moist)
    assert moist[0] >= 0.0
    assert equilibrium(35.0, 30.0) < equilibrium(15.0, 30.0)


def test_humidity_is_a_percentage():
    """Above 100 is refused."""
    with pytest.raises(ValueError, match="humidity"):
        equilibrium(20.0, 120.0)
