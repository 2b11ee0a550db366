"""Heavy gas: Britter and McQuaid."""

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandtable.hazards.chemical import dense
from sandtable.hazards.chemical.dense import (
    HeavyGas,
    dense_caution,
    dense_plume_kg_m3,
    dense_puff_kg_m3,
    duration_kind,
    is_dense_plume,
    is_dense_puff,
)

POTCHEFSTROOM = HeavyGas(
    density_kg_m3=1.434, concentration_kg_m3=38_000 / 7.25e4, temperature_k=239.8
)
CHLORINE = HeavyGas(density_kg_m3=2.95, concentration_kg_m3=2.95, temperature_k=293.15)


@pytest.mark.parametrize(
    ("distance", "since", "expected"),
    [(160.0, 200.0, 0.1111), (355.0, 200.0, 0.0626), (3133.0, 3000.0, 6.40e-4)],
)
def test_potchefstroom_as_worked_in_the_reference(distance, since, expected):
    """38 t of ammonia in 72 500 m3, wind 2 m/s."""
    found = dense_puff_kg_m3(POTCHEFSTROOM, 7.25e4, 2.0, distance, since)
    assert found == pytest.approx(expected, rel=0.005)


def test_charts_at_alpha_zero():
    """The values that the reference gives to check the table."""
    plume = dense._betas(dense._PLUME, 0.0)
    puff = dense._betas(dense._PUFF, 0.0)
    assert plume == pytest.approx((1.78, 1.96, 2.16, 2.35, 2.56, 2.71))
    assert puff == pytest.approx((0.81, 1.00, 1.19, 1.39, 1.62, 1.83, 2.05))


@pytest.mark.parametrize("chart", [dense._PLUME, dense._PUFF], ids=["plume", "puff"])
def test_branches_meet(chart):
    """Fits of one curve differ by no more than its printed digits where they meet."""
    for fraction, branch in chart:
        for (upto, slope, constant), (_next, other, start) in pairwise(branch):
            assert slope * upto + constant == pytest.approx(other * upto + start, abs=0.021), (
                fraction,
                upto,
            )


@given(st.floats(1.0, 2000.0), st.floats(1.001, 3.0))
def test_farther_never_more(distance, factor):
    """Both charts fall with the distance."""
    near = dense_plume_kg_m3(CHLORINE, 3.0, 3.0, distance)
    assert dense_plume_kg_m3(CHLORINE, 3.0, 3.0, distance * factor) <= near
    near = dense.puff_fraction(distance, dense._betas(dense._PUFF, 0.3))
    assert dense.puff_fraction(distance * factor, dense._betas(dense._PUFF, 0.3)) <= near


def test_near_the_source_by_hand():
    """At x / D = 10: 306 / (306 + 100) = 0.7537 of the undiluted cloud, air as warm as it."""
    size = math.sqrt(3.0 / 3.0)
    found = dense_plume_kg_m3(CHLORINE, 3.0, 3.0, 10.0 * size)
    assert found == pytest.approx(2.95 * 306 / 406, rel=1e-9)


def test_outside_the_cloud_there_is_nothing():
    """After 10 s the disc has not come 2 km far."""
    assert dense_puff_kg_m3(POTCHEFSTROOM, 7.25e4, 2.0, 2000.0, 10.0) == 0.0


def test_what_is_dense():
    """A tonne of chlorine in little wind is; a whiff in a gale is not, nor is a light gas."""
    light = HeavyGas(density_kg_m3=0.7, concentration_kg_m3=0.7, temperature_k=293.15)
    assert is_dense_plume(CHLORINE, 1.0, 3.0)
    assert not is_dense_plume(CHLORINE, 0.0001, 15.0)
    assert not is_dense_plume(light, 1.0, 3.0)
    assert is_dense_puff(CHLORINE, 300.0, 3.0)
    assert not is_dense_puff(light, 300.0, 3.0)


def test_a_dense_release_brings_its_caution():
    """Beside a Gaussian answer for heavy gas stands a sentence; beside one for light gas none."""
    light = HeavyGas(density_kg_m3=0.7, concentration_kg_m3=0.7, temperature_k=293.15)
    assert "3 kg/s in 3 m/s is a dense release" in dense_caution(CHLORINE, 3.0, 3.0)
    assert dense_caution(light, 3.0, 3.0) == ""
    assert dense_caution(CHLORINE, 0.0, 3.0) == ""


def test_long_and_short_releases():
    """At 3 m/s and 300 m: 250 s is continuous, 60 s a moment, 100 s in between."""
    kinds = [duration_kind(s, 300.0, 3.0) for s in (250.0, 60.0, 100.0)]
    assert kinds == ["continuous", "instantaneous", "either"]


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: dense_plume_kg_m3(CHLORINE, 1000.0, 1.0, 100.0), "charts of Britter"),
        (lambda: dense_puff_kg_m3(POTCHEFSTROOM, 7.25e4, 0.5, 100.0, 100.0), "charts of Britter"),
        (lambda: dense_plume_kg_m3(CHLORINE, 1.0, -1.0, 100.0), "wind_mps"),
        (lambda: is_dense_puff(CHLORINE, 0.0, 1.0), "volume_m3"),
        (lambda: duration_kind(1.0, 0.0, 1.0), "distance_m"),
    ],
)
def test_out_of_range_is_refused(call, words):
    """The message says which limit is passed."""
    with pytest.raises(ValueError, match=words):
        call()


def test_screening_beside_a_dense_gas_model(shared):
    """The Burro spill of SLAB's reference outputs, 5 to 280 m: never below it, at most threefold.

    Screening is on the safe side here. Farther out SLAB's spill of 174 s is no plume any more.
    """
    rows = np.loadtxt(shared / "cases" / "slab" / "slab_burro_z0.txt")
    gas = HeavyGas(
        density_kg_m3=1.76,
        concentration_kg_m3=1.0,  # so that the concentration is the volume fraction
        temperature_k=111.15,
        air_k=298.0,
        air_kg_m3=1.184,
    )
    near = rows[(rows[:, 0] > 5.0) & (rows[:, 0] < 280.0)]
    flow = 0.23 * 425.6 / 1.76
    ratio = [dense_plume_kg_m3(gas, flow, 10.9, row[0]) / row[4] for row in near]
    assert len(ratio) > 20
    assert min(ratio) > 1.0
    assert max(ratio) < 3.0
