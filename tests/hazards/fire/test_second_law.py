"""Growth by the law of Wang and Mao: what the law says at the head, the rear and the flanks."""

import math
from dataclasses import replace

import numpy as np
import pytest

from sandtable.hazards.fire import Ground, GroundFuel, Landscape, Weather, fuel_model, grow
from sandtable.hazards.fire.wang import initial_rate_m_min, rate_m_min

N, CELL, WIND = 81, 30.0, 3.0
GRASS = {1: GroundFuel(Ground.PASTURE, 0.4)}
AIR = Weather.steady(WIND, 180.0, (0.06, 0.07, 0.08, 0.9, 0.9))
WARM = replace(AIR, temperature_c=np.array([25.0]), humidity_pct=np.array([30.0]))


def land(height=0.0, fuels=GRASS):
    """Return ground of one fuel."""
    return Landscape.of(CELL, np.ones((N, N), int), height, fuels=fuels)


def law(angle=0.0, slope=0.0, wind=WIND):
    """Return the rate of the law [m/s]."""
    initial = initial_rate_m_min(25.0, wind, 30.0)
    return float(rate_m_min(initial, Ground.PASTURE, wind, angle, slope)) / 60.0


def times(landscape, weather=WARM):
    """Return arrival from the middle [s]."""
    return grow(landscape, weather, {(N // 2, N // 2): 0.0}, until_s=1e7).arrival_s


def test_head_and_rear_run_as_the_law_says():
    """South wind of 3 m/s on flat ground, 20 cells ahead and 5 behind, to single precision."""
    arrival, m = times(land()), N // 2
    assert arrival[m - 20, m] == pytest.approx(600.0 / law(), rel=1e-5)
    assert arrival[m + 5, m] == pytest.approx(150.0 / law(math.pi), rel=1e-5)


def test_the_flanks_widen_as_the_law_says():
    """After 15.5 cells at the rate across the wind, 15 columns on either side have burned."""
    arrival = times(land())
    until = 15.5 * CELL / law(math.pi / 2.0)
    column = np.nonzero((arrival <= until).any(axis=0))[0]
    assert (column.min(), column.max()) == (N // 2 - 15, N // 2 + 15)


def test_slope_and_wind_multiply():
    """Wind up a slope of 20 degrees: the head runs at the product of both factors."""
    height = -np.arange(N)[:, np.newaxis] * CELL * math.tan(math.radians(20.0)) * np.ones(N)
    arrival, m = times(land(height)), N // 2
    assert arrival[m - 20, m] == pytest.approx(600.0 / law(slope=20.0), rel=1e-4)


def test_intensity_is_load_times_heat_times_rate():
    """At the head: 0.4 kg/m2 of 18,608 kJ/kg."""
    grown = grow(land(), WARM, {(N // 2, N // 2): 0.0}, until_s=1e7)
    head = grown.intensity_kw_m[N // 2 - 20, N // 2]
    assert head == pytest.approx(0.4 * 18608.0 * law(), rel=1e-4)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: times(land(), AIR), "temperature or humidity"),
        (lambda: land(fuels={1: GRASS[1], 2: fuel_model(2)}), "two laws"),
        (lambda: land(np.arange(N) * 90.0 * np.ones((N, N))), "60"),
        (lambda: GroundFuel(Ground.LEAVES, 0.0), "above 0"),
        (
            lambda: times(
                land(),
                replace(WARM, humidity_pct=np.array([100.0]), temperature_c=np.array([-5.0])),
            ),
            "no fire spreads",
        ),
    ],
)
def test_what_makes_no_sense_is_refused(call, said):
    """A clear sentence for each."""
    with pytest.raises(ValueError, match=said):
        call()
