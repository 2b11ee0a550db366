"""Gas, liquid and both at once through a hole."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandtable.hazards.chemical.outflow import (
    airborne_fraction,
    critical_ratio,
    flash_fraction,
    gas_outflow_kg_s,
    hole_area_m2,
    liquid_outflow_kg_s,
    two_phase_outflow_kg_s,
)


def test_choked_gas_as_published():
    """CCPS 1999, p. 47: propane at 5 bar through 10 mm gives 0.0900 kg/s."""
    rate = gas_outflow_kg_s(hole_area_m2(0.01), 501e3, 8.9, 1.15)
    assert rate == pytest.approx(0.09002799947, rel=1e-9)


def test_liquid_as_published():
    """CCPS 1999, p. 40: 0.217 kg/s."""
    rate = liquid_outflow_kg_s(hole_area_m2(0.01), 120935.0368, 490.0, cd=0.63)
    assert rate == pytest.approx(0.21691154764, rel=1e-9)


def test_liquid_under_its_own_weight_by_hand():
    """Torricelli: 2 m of water over 1 dm2 without losses: 0.01 sqrt(4 g) 1000 = 62.64 kg/s."""
    rate = liquid_outflow_kg_s(0.01, 101_325.0, 1000.0, head_m=2.0, cd=1.0)
    assert rate == pytest.approx(62.642, abs=1e-3)


def test_critical_ratio_of_air():
    """Textbooks give 0.528 for a ratio of specific heats of 1.4."""
    assert critical_ratio(1.4) == pytest.approx(0.5283, abs=1e-4)


@given(st.floats(1.05, 1.7))
def test_choked_and_unchoked_meet(gamma):
    """At the critical ratio both formulas are one, so a vessel that empties makes no step."""
    at = 101_325.0 / critical_ratio(gamma)
    above = gas_outflow_kg_s(1.0, at * (1 + 1e-9), 5.0, gamma)
    below = gas_outflow_kg_s(1.0, at * (1 - 1e-9), 5.0, gamma)
    assert above == pytest.approx(below, rel=1e-6)


def test_small_overpressure_is_incompressible():
    """With 0.1 % of overpressure a gas flows as a liquid of its density does."""
    gas = gas_outflow_kg_s(1.0, 101_325.0 * 1.001, 1.2, 1.4, cd=1.0)
    assert gas == pytest.approx(liquid_outflow_kg_s(1.0, 101_325.0 * 1.001, 1.2, cd=1.0), rel=1e-3)


@given(st.floats(1.01e5, 3e6), st.floats(1.01e5, 3e6))
def test_more_pressure_never_brings_less(first, second):
    """The flow does not fall with the pressure in the vessel."""
    low, high = sorted((first, second))
    assert gas_outflow_kg_s(1.0, low, 5.0, 1.3) <= gas_outflow_kg_s(1.0, high, 5.0, 1.3)


def test_nothing_leaves_without_overpressure():
    """A vessel at or below the pressure of the air gives nothing."""
    assert gas_outflow_kg_s(1.0, 101_325.0, 1.2, 1.4) == 0.0
    assert liquid_outflow_kg_s(1.0, 90e3, 1000.0) == 0.0


def test_two_phase_by_hand():
    """0.01 m2, L 1.186e6, v_fg 0.1477, c_p 4739, 293.15 K: 0.01 L / v / 1178.7 = 68.12 kg/s."""
    rate = two_phase_outflow_kg_s(0.01, 1.186e6, 0.1477, 4739.0, 293.15)
    assert rate == pytest.approx(68.125, abs=0.01)


def test_flash_by_hand():
    """Ammonia of 20 C: 1 - exp(-4465 (293.15 - 239.83) / 1.3697e6) = 0.1596."""
    flash = flash_fraction(4465.0, 293.15, 239.83, 1.3697e6)
    assert flash == pytest.approx(0.1596, abs=1e-4)
    assert flash_fraction(4465.0, 230.0, 239.83, 1.3697e6) == 0.0
    small = flash_fraction(4465.0, 240.83, 239.83, 1.3697e6)
    assert small == pytest.approx(4465.0 / 1.3697e6, rel=2e-3)


def test_droplets_weigh_as_much_again():
    """A tenth that flashes takes a fifth along; more than a fifth takes all."""
    assert airborne_fraction(0.1) == 0.2
    assert airborne_fraction(0.2) == 0.4
    assert airborne_fraction(0.21) == 1.0


@pytest.mark.parametrize(
    ("call", "name"),
    [
        (lambda: hole_area_m2(0.0), "diameter"),
        (lambda: gas_outflow_kg_s(1.0, -1.0, 1.0, 1.4), "pressure_pa"),
        (lambda: gas_outflow_kg_s(1.0, 2e5, 1.0, 1.0), "gamma"),
        (lambda: gas_outflow_kg_s(1.0, math.nan, 1.0, 1.4), "pressure_pa"),
        (lambda: liquid_outflow_kg_s(1.0, 2e5, 0.0), "density"),
        (lambda: liquid_outflow_kg_s(1.0, 2e5, 1.0, head_m=-1.0), "head_m"),
        (lambda: two_phase_outflow_kg_s(1.0, 1.0, 0.0, 1.0, 1.0), "expansion"),
        (lambda: flash_fraction(0.0, 1.0, 1.0, 1.0), "cp_liquid"),
        (lambda: airborne_fraction(1.1), "flash"),
    ],
)
def test_nonsense_is_refused_by_name(call, name):
    """The message names the number that makes no sense."""
    with pytest.raises(ValueError, match=name):
        call()
