"""The Gaussian plume."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandtable.hazards.chemical.checks import kg_m3_per_ppm
from sandtable.hazards.chemical.dispersion import BRIGGS_RURAL, SPICER_HAVENS
from sandtable.hazards.chemical.plume import plume_kg_m3, vertical

CHLORINE = kg_m3_per_ppm(0.070906, 298.15)


def ground(x, y=0.0, **other):
    """Return the concentration at the ground of 1 kg/s in 2 m/s of class D."""
    return plume_kg_m3(1.0, 2.0, (x, y, 0.0), BRIGGS_RURAL, "D", **other)


def test_plume_as_published():
    """CCPS 1999, p. 97: class F, 500 m."""
    found = plume_kg_m3(0.1, 2.0, (500.0, 0.0, 0.0), SPICER_HAVENS.averaged(600.0), "F")
    assert found == pytest.approx(0.00010346728, rel=1e-7)


@pytest.mark.parametrize(
    ("rate", "ppm", "distance"), [(10.0, 20.0, 2318.0), (1.0, 20.0, 565.0), (10.0, 2.0, 12_300.0)]
)
def test_distances_of_the_reference(rate, ppm, distance):
    """Chlorine in 5 m/s of class D: where 20 and 2 ppm are reached."""
    at = (distance, 0.0, 0.0)
    found = plume_kg_m3(rate, 5.0, at, BRIGGS_RURAL, "D", beyond=True)
    assert found / CHLORINE == pytest.approx(ppm, rel=0.005)


def test_two_ppm_at_28_km_is_the_formula_and_no_result():
    """1 kg/s of chlorine, F, 2 m/s: the formula goes on; the limit of 10 km does not."""
    at = (28_000.0, 0.0, 0.0)
    found = plume_kg_m3(1.0, 2.0, at, BRIGGS_RURAL, "F", beyond=True)
    assert found / CHLORINE == pytest.approx(2.0, rel=0.03)
    with pytest.raises(ValueError, match="distance: found 28000 m"):
        plume_kg_m3(1.0, 2.0, at, BRIGGS_RURAL, "F")


@given(st.floats(100.0, 9_000.0), st.floats(1.001, 1.1))
def test_farther_downwind_there_is_less(distance, factor):
    """On the axis at the ground the concentration falls all the way."""
    assert ground(distance * factor) < ground(distance)


@given(st.floats(100.0, 10_000.0), st.floats(0.0, 2_000.0))
def test_both_sides_are_alike_and_the_axis_is_worst(distance, across):
    """Across the wind the plume is symmetric."""
    assert ground(distance, across) == ground(distance, -across)
    assert ground(distance, across) <= ground(distance)


@pytest.mark.parametrize("distance", [200.0, 1000.0, 5000.0])
@pytest.mark.parametrize("lid", [math.inf, 150.0])
def test_what_is_released_passes_every_cross_section(distance, lid):
    """The integral of u C over a plane across the wind is the release: nothing is lost or made."""
    s_y, s_z = BRIGGS_RURAL.at(distance, "D")
    y = np.linspace(-6.0, 6.0, 61) * s_y
    z = np.linspace(0.0, min(8.0 * s_z + 40.0, lid), 150)
    flow = [
        [
            plume_kg_m3(1.0, 2.0, (distance, a, b), BRIGGS_RURAL, "D", height_m=20.0, lid_m=lid)
            for a in y
        ]
        for b in z
    ]
    whole = 2.0 * np.trapezoid(np.trapezoid(flow, y, axis=1), z)
    assert whole == pytest.approx(1.0, abs=2e-3)


def test_a_lid_makes_no_step():
    """The images set in where they weigh nothing; even mixing sets in where they amount to it."""
    for edge in (0.4, 1.6):
        below = vertical(0.0, 0.0, edge * 100.0 * (1 - 1e-9), 100.0)
        above = vertical(0.0, 0.0, edge * 100.0 * (1 + 1e-9), 100.0)
        assert above == pytest.approx(below, rel=2e-4)


def test_upwind_there_is_nothing():
    """No gas upwind of the release or at it."""
    assert ground(-500.0) == 0.0
    assert ground(0.0) == 0.0


@pytest.mark.parametrize(
    ("wind", "words"),
    [(-2.0, "wind_mps: found -2"), (0.0, "wind_mps: found 0"), (0.5, "calmer air")],
)
def test_wind_that_a_plume_has_no_answer_for(wind, words):
    """A negative wind is a mistake; a calm one is beyond the formula."""
    with pytest.raises(ValueError, match=words):
        plume_kg_m3(1.0, wind, (500.0, 0.0, 0.0), BRIGGS_RURAL, "D")


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: ground(50.0), "distance: found 50 m"),
        (lambda: ground(500.0, height_m=-1.0), "height_m"),
        (lambda: ground(500.0, height_m=30.0, lid_m=30.0), "lid"),
        (lambda: plume_kg_m3(-1.0, 2.0, (500.0, 0.0, 0.0), BRIGGS_RURAL, "D"), "rate_kg_s"),
        (lambda: kg_m3_per_ppm(0.0, 298.15), "molar_mass"),
    ],
)
def test_nonsense_is_refused(call, words):
    """The message names the number."""
    with pytest.raises(ValueError, match=words):
        call()


def test_one_ppm_of_chlorine():
    """At 25 C and 1 atm it is 2.90 mg/m3."""
    assert pytest.approx(2.90e-6, abs=0.005e-6) == CHLORINE
