"""Surface fire spread: published tables, numbers by hand, directions."""

import csv
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandtable.evidence.case_files import SHIPPED
from sandtable.hazards.fire.fuel_models import STANDARD, FuelModel, fuel_model
from sandtable.hazards.fire.midflame import wind_20ft_mps, wind_factor
from sandtable.hazards.fire.rothermel import (
    bed,
    fireline_intensity_kw_m,
    flame_length_m,
    spread,
)

MOIST = (0.06, 0.07, 0.08, 0.90, 0.90)
numbers = st.integers(1, 13)
winds = st.floats(0.0, 12.0)
slopes = st.floats(0.0, 1.5)


def rows():
    """Return the rows of the shipped table of surface fire behaviour."""
    with (SHIPPED / "rothermel13.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_all_rows_of_the_table_at_once():
    """234 rows, by model: rates within 1e-5, far inside the 0.5 % that the table allows."""
    for number in STANDARD:
        mine = [row for row in rows() if row["fuel_model"] == str(number)]
        columns = ("m1h_pct", "m10h_pct", "m100h_pct", "mherb_pct", "mwoody_pct")
        moisture = np.array([[float(row[name]) for name in columns] for row in mine]) / 100.0
        wind = np.array([float(row["midflame_wind_kmh"]) for row in mine]) / 3.6
        slope = np.array([float(row["slope_tan"]) for row in mine])
        run = spread(bed(fuel_model(number), moisture), wind, slope)
        expected = [float(row["ros_m_min"]) for row in mine]
        assert 60.0 * run.rate_mps == pytest.approx(expected, rel=1e-5), number


def test_one_by_one_is_the_same_as_all_at_once():
    """The scalar face and the array face are one function: same bits."""
    moisture = np.array([MOIST, (0.03, 0.04, 0.05, 0.7, 0.7)])
    both = bed(fuel_model(10), moisture)
    alone = bed(fuel_model(10), moisture[1])
    assert [float(column[1]) for column in both] == [float(column) for column in alone]


def test_short_grass_by_hand():
    """Model 1: bulk 0.034 lb/ft3 over 32 is 0.00106; C, B, E from 3500 /ft: 2 m/s doubles often."""
    grass = bed(fuel_model(1), MOIST)
    sigma, beta = 3500.0, 0.034 / 32.0
    relative = beta / (3.348 * sigma**-0.8189)
    wind = 2.0 / 0.00508
    c = 7.47 * math.exp(-0.133 * sigma**0.55)
    b, e = 0.02526 * sigma**0.54, 0.715 * math.exp(-3.59e-4 * sigma)
    push = c * wind**b * relative**-e
    run = spread(grass, 2.0)
    assert float(run.rate_mps / grass.rate_mps) == pytest.approx(1.0 + push, rel=1e-9)
    assert float(run.effective_wind_mps) == pytest.approx(2.0)


def test_flame_length_and_intensity_by_hand():
    """1000 kJ/m2 at 0.346 m/s are 346 kW/m, a flame of 0.0775 · 346^0.46 = 1.14 m."""
    intensity = fireline_intensity_kw_m(1000.0, 0.346)
    assert float(intensity) == pytest.approx(346.0)
    assert float(flame_length_m(intensity)) == pytest.approx(1.1405, abs=5e-4)
    assert float(flame_length_m(0.0)) == 0.0


@given(numbers, winds, winds, slopes)
def test_more_wind_never_slows_the_head(number, one, two, slope):
    """With the wind up the slope, stronger is faster."""
    low, high = sorted((one, two))
    here = bed(fuel_model(number), MOIST)
    assert spread(here, low, slope).rate_mps <= spread(here, high, slope).rate_mps


@given(numbers, st.floats(0.0, 0.6), st.floats(0.0, 0.6))
def test_moisture_of_dead_fuel_damps(number, one, two):
    """Wetter dead fuel is never faster, and from extinction up nothing of it burns."""
    rates = [
        float(bed(fuel_model(number), (fine, fine, fine, 0.9, 0.9)).rate_mps)
        for fine in sorted((one, two))
    ]
    assert rates[1] <= rates[0] * (1.0 + 1e-12)


@pytest.mark.parametrize("number", [1, 3, 6, 8, 9, 11, 12, 13])
def test_at_extinction_dead_fuel_stops(number):
    """Models without live fuel: a rate of exactly 0, never nan, whatever the wind."""
    wet = fuel_model(number).extinction
    stopped = bed(fuel_model(number), (wet, wet, wet, 0.9, 0.9))
    assert float(spread(stopped, 5.0, 0.5).rate_mps) == 0.0
    assert float(stopped.reaction_kw_m2) == 0.0


@given(numbers, st.floats(0.1, 10.0), st.floats(0.05, 1.0))
def test_wind_from_the_other_side_turns_the_fire(number, wind, slope):
    """Wind up or down the slope: the stronger of both decides, along the slope."""
    here = bed(fuel_model(number), MOIST)
    up, down = spread(here, wind, slope, 0.0), spread(here, wind, slope, math.pi)
    by_wind, by_slope = here.wind_c * wind**here.wind_b, here.slope_c * slope**2
    assert float(up.rate_mps) == pytest.approx(float(here.rate_mps * (1 + by_wind + by_slope)))
    assert float(down.rate_mps) == pytest.approx(
        float(here.rate_mps * (1 + abs(by_wind - by_slope)))
    )
    assert math.cos(float(up.angle_rad)) == pytest.approx(1.0)
    if abs(by_wind - by_slope) > 1e-6:
        assert math.cos(float(down.angle_rad)) == pytest.approx(np.sign(by_slope - by_wind))


def test_wind_across_a_slope_runs_between_both():
    """Equal pushes at a right angle: 45 degrees, and √2 times the push of one."""
    here = bed(fuel_model(2), MOIST)
    slope = 0.5
    wind = float((here.slope_c * slope**2 / here.wind_c) ** (1.0 / here.wind_b))
    across = spread(here, wind, slope, math.pi / 2.0)
    push = float(here.slope_c * slope**2)
    assert float(across.angle_rad) == pytest.approx(math.pi / 4.0)
    assert float(across.rate_mps) == pytest.approx(
        float(here.rate_mps) * (1.0 + math.sqrt(2.0) * push)
    )


def test_the_wind_limit_slows_grass_in_strong_wind():
    """Model 1 at 20 km/h loses 35 to 70 % under the limit of 1972; in light wind nothing."""
    grass = bed(fuel_model(1), MOIST)
    free, held = (spread(grass, 20 / 3.6, wind_limit=limit).rate_mps for limit in (False, True))
    assert 0.30 < float(held / free) < 0.65
    light = [spread(grass, 0.3, wind_limit=limit).rate_mps for limit in (False, True)]
    assert light[0] == pytest.approx(float(light[1]), rel=1e-12)


def test_herb_dries_out_between_its_two_moistures():
    """Dead share 1.333 - 1.11 M: all at 30 %, a third and a bit at 90 %, none at 120 %."""
    fuel = FuelModel.published(
        "grass", (0.1, 0, 0, 0, 0.2, 0), (2000,) * 6, depth_ft=1.0, extinction_pct=15, dynamic=True
    )
    dead = fuel.loads([0.2, 0.3, 0.9, 1.201])[:, 3] / fuel.load_kg_m2[4]
    assert dead == pytest.approx([1.0, 1.0, 0.334, 0.0], abs=1e-3)
    assert fuel.loads([0.2, 0.9]).sum(axis=1) == pytest.approx(sum(fuel.load_kg_m2))


def test_midflame_wind_in_the_open_and_under_trees():
    """1 ft of grass: 1.83 / ln(20.36 / 0.13) = 0.362; half cover of 30 ft trees: 0.14."""
    assert wind_factor(0.3048) == pytest.approx(1.83 / math.log(20.36 / 0.13))
    under = wind_factor(0.3048, canopy_cover=0.5, canopy_height_m=9.144, crown_ratio=0.5)
    assert under == pytest.approx(
        0.555 / (math.sqrt(30.0 / 12.0) * math.log((20 + 0.36 * 30) / (0.13 * 30)))
    )
    assert wind_factor(0.3048, canopy_cover=0.1, crown_ratio=0.5) == wind_factor(0.3048)


def test_wind_of_a_station_by_hand():
    """11.5 m/s at 10 m are 10 m/s at 20 ft."""
    assert wind_20ft_mps([11.5, 0.0]) == pytest.approx([10.0, 0.0])


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: fuel_model(14), "fuel model: found 14"),
        (lambda: bed(fuel_model(1), (6, 7, 8, 90, 90)), "6 % is 0.06"),
        (lambda: bed(fuel_model(1), (-0.1, 0.1, 0.1, 0.9, 0.9)), "moisture"),
        (lambda: bed(fuel_model(1), (0.1, 0.1)), "columns"),
        (lambda: spread(bed(fuel_model(1), MOIST), -1.0), "wind: found -1.0"),
        (lambda: spread(bed(fuel_model(1), MOIST), 1.0, -0.2), "slope: found -0.2"),
        (lambda: spread(bed(fuel_model(1), MOIST), math.nan), "wind: found nan"),
        (lambda: fuel_model(1).require_burnable((0.12, 0.1, 0.1, 0.9, 0.9)), "nothing would burn"),
        (lambda: wind_factor(0.0), "depth above 0"),
        (lambda: wind_factor(0.3, canopy_cover=50.0), "fractions"),
        (
            lambda: FuelModel(
                name="x", load_kg_m2=(0.0,) * 6, sav_per_m=(1.0,) * 6, depth_m=1.0, extinction=0.2
            ),
            "a load",
        ),
        (
            lambda: FuelModel(name="x", load_kg_m2=(), sav_per_m=(), depth_m=1.0, extinction=0.2),
            "six",
        ),
        (
            lambda: FuelModel(
                name="x", load_kg_m2=(1.0,) * 6, sav_per_m=(1.0,) * 6, depth_m=0.0, extinction=0.2
            ),
            "depth",
        ),
    ],
)
def test_what_makes_no_sense_is_refused(call, said):
    """A clear sentence instead of a number that looks like one."""
    with pytest.raises(ValueError, match=said):
        call()


def test_moisture_below_extinction_may_be_lit():
    """No error where fire spreads."""
    fuel_model(1).require_burnable(MOIST)
