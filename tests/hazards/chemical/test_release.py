"""Releases over time: vessels that empty, pools that evaporate, plugs."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandtable.hazards.chemical.pool import (
    Ground,
    boiled_kg_m2,
    boiling,
    evaporating,
    evaporation_kg_m2s,
    spread_m2,
    transfer_m_s,
    vapour_of,
)
from sandtable.hazards.chemical.release import Release
from sandtable.hazards.chemical.vessel import GasVessel, LiquidVessel

GAS = GasVessel(
    volume_m3=2.0, pressure_pa=2e6, density_kg_m3=25.0, gamma=1.4, hole_m2=1e-4, cd=0.85
)
WATER = LiquidVessel(
    mass_kg=4000.0, plan_m2=2.0, density_kg_m3=1000.0, pressure_pa=101_325.0, hole_m2=0.01, cd=0.6
)
CLAY = Ground(conductivity_w_mk=1.0, diffusivity_m2_s=5e-7, temperature_k=293.15)


@pytest.mark.parametrize("vessel", [GAS, WATER], ids=["gas", "liquid"])
def test_a_vessel_loses_no_kilogram(vessel):
    """What came out and what is left make up what was in it, to 1e-9 of it."""
    start = 50.0 if vessel is GAS else 4000.0
    course = vessel.empties(400.0, 0.7)
    assert course.mass_kg + course.left_kg == pytest.approx(start, rel=1e-12)
    assert course.by(course.edge_s)[-1] == pytest.approx(course.mass_kg, rel=1e-12)


def test_choked_blow_down_in_closed_form():
    """Content m0 (1 + (g - 1) / 2 (q0 / m0) t)^(-2 / (g - 1)) while the flow is choked."""
    start, gamma = 50.0, 1.4
    course = GAS.empties(100.0, 1.0)
    first = GAS.cd * 1e-4 * math.sqrt(1.4 * 25.0 * 2e6 * (2 / 2.4) ** (2.4 / 0.4))
    exact = start * (1 + 0.2 * first / start * 100.0) ** (-2 / (gamma - 1))
    assert course.left_kg == pytest.approx(exact, rel=1e-8)


def test_gas_comes_to_rest_at_the_pressure_of_the_air():
    """Isentropic to 1 atm: what is left is m0 (Pa / P0)^(1 / g)."""
    left = GAS.empties(5000.0, 2.0).left_kg
    assert left == pytest.approx(50.0 * (101_325.0 / 2e6) ** (1 / 1.4), rel=1e-3)


def test_torricelli_empties_in_closed_form():
    """2 m of water over 2 m2 through 0.006 m2 effective: empty after 2 / 0.006 sqrt(2 · 2 / g)."""
    whole_s = 2.0 / 0.006 * math.sqrt(2.0 * 2.0 / 9.81)
    half = WATER.empties(whole_s / 2, 1.0)
    assert half.left_kg == pytest.approx(4000.0 / 4, rel=1e-6)
    assert WATER.empties(whole_s * 1.01, 1.0).left_kg == pytest.approx(0.0, abs=0.05)


def test_a_smaller_step_says_the_same():
    """Half the step changes the content after a while by less than a millionth."""
    whole, half = WATER.empties(150.0, 2.0).left_kg, WATER.empties(150.0, 1.0).left_kg
    assert whole == pytest.approx(half, rel=1e-6)


@given(st.floats(0.0, 400.0), st.floats(0.0, 400.0), st.floats(0.0, 1.0))
def test_an_earlier_plug_never_lets_out_more(first, second, factor):
    """Plugging keeps the rest in the vessel, and none is lost."""
    course = GAS.empties(300.0, 1.0)
    early, late = (course.plugged(at, factor) for at in sorted((first, second)))
    assert early.mass_kg <= late.mass_kg * (1 + 1e-12)
    assert early.mass_kg + early.left_kg == pytest.approx(50.0, rel=1e-9)


def test_a_plug_by_hand():
    """2 kg/s for 100 s, half plugged at 30 s: 60 + 70 = 130 kg."""
    cut = Release.steady(2.0, 100.0).plugged(30.0, 0.5)
    assert cut.mass_kg == pytest.approx(130.0)
    assert cut.left_kg == pytest.approx(70.0)
    assert cut.by(np.array([30.0, 50.0])) == pytest.approx([60.0, 80.0])
    assert Release.steady(2.0, 100.0).plugged(0.0).mass_kg == 0.0


def test_other_steps_hold_the_same_mass():
    """Resampling moves mass between steps of another length and loses none."""
    course = GAS.empties(300.0, 1.0).resampled(np.linspace(0.0, 300.0, 37))
    assert course.mass_kg + course.left_kg == pytest.approx(50.0, rel=1e-9)


def test_transfer_over_a_pool_is_that_of_the_paper_in_other_units():
    """0.0292 u^0.78 x^-0.11 Sc^-0.67 in m and h, at 3 m/s over 10 m with Sc 1."""
    hours = 0.0292 * (3 * 3600) ** 0.78 * 10**-0.11 / 3600
    assert transfer_m_s(3.0, 10.0, 1.0) == pytest.approx(hours, rel=0.02)


def test_evaporation_of_a_thin_vapour_by_hand():
    """Where the vapour pressure is small the wind of the vapour itself counts for nothing."""
    flux = evaporation_kg_m2s(0.01, 0.078, 100.0, 300.0)
    assert flux == pytest.approx(0.01 * 0.078 * 100.0 / (8.314462 * 300.0), rel=1e-3)
    with pytest.raises(ValueError, match="the pool boils"):
        evaporation_kg_m2s(0.01, 0.017, 857e3, 293.15)


def test_boiling_by_hand():
    """Twice k dT / L sqrt(60 / (pi a)) in the first minute, dT = 53.3 K."""
    boiled = boiled_kg_m2(0.0, 60.0, 239.834, 1.36967e6, CLAY)
    assert boiled == pytest.approx(
        2 * 53.316 / 1.36967e6 * math.sqrt(60 / math.pi / 5e-7), rel=1e-4
    )
    assert boiled_kg_m2(0.0, 60.0, 300.0, 1e6, CLAY) == 0.0


@pytest.mark.parametrize(
    "law",
    [evaporating(3.0, 0.078, 10_000.0, 293.15), boiling(239.834, 1.36967e6, CLAY)],
    ids=["evaporating", "boiling"],
)
def test_a_pool_loses_no_kilogram(law):
    """Vapour, pool and vessel make up the whole, also where the pool dries up."""
    spill = WATER.empties(600.0)
    vapour = vapour_of(spill, 700.0, law, until_s=300.0, bund_m2=50.0)
    assert vapour.mass_kg + vapour.left_kg == pytest.approx(4000.0, rel=1e-9)
    assert 0.0 < vapour.mass_kg < spill.mass_kg
    thin = vapour_of(Release.steady(0.001, 60.0), 700.0, law, until_s=3600.0)
    assert thin.mass_kg <= 0.06 * (1 + 1e-9)


def test_a_bund_holds_the_pool():
    """1 m3 covers 100 m2 at 1 cm, or the 20 m2 of its bund."""
    assert spread_m2(1.0) == 100.0
    assert spread_m2(1.0, bund_m2=20.0) == 20.0


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: Release.steady(-1.0, 10.0), "negative"),
        (lambda: Release.steady(1.0, 0.0), "increase"),
        (lambda: Release(edge_s=np.array([0.0]), rate_kg_s=np.array([1.0])), "one rate"),
        (lambda: Release(edge_s=np.array([-1.0, 1.0]), rate_kg_s=np.array([1.0])), "before 0"),
        (lambda: Release.steady(1.0, 10.0).plugged(-1.0), "plugging"),
        (lambda: Release.steady(1.0, 10.0).plugged(1.0, 2.0), "plugging"),
        (lambda: Release.steady(1.0, 10.0).scaled(-1.0), "factor"),
        (lambda: GAS.empties(0.0), "until_s"),
        (lambda: spread_m2(-1.0), "pool"),
        (lambda: transfer_m_s(-1.0, 10.0), "wind"),
        (lambda: transfer_m_s(0.5, 10.0), "calmer"),
    ],
)
def test_nonsense_is_refused(call, words):
    """The message says what makes no sense."""
    with pytest.raises(ValueError, match=words):
        call()
