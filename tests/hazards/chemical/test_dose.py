"""Indoor air, walks, zones."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandtable.hazards.chemical.dispersion import BRIGGS_RURAL
from sandtable.hazards.chemical.dose import Walk, arrival_s, breathed, indoors
from sandtable.hazards.chemical.plume import plume_kg_m3
from sandtable.hazards.chemical.probit import toxic_load
from sandtable.hazards.chemical.puffs import carry
from sandtable.hazards.chemical.release import Release
from sandtable.hazards.chemical.substances import substance
from sandtable.hazards.chemical.toxicity import toxicity
from sandtable.hazards.chemical.weather import Weather
from sandtable.hazards.chemical.zones import (
    aegl_zones,
    danger_levels,
    is_isolated,
    is_protected,
    known_levels,
    reach_of,
)


def test_indoor_air_of_a_step_by_hand():
    """Half an air change an hour: after an hour the mean is 1 - (1 - e^-0.5) / 0.5 = 0.2131."""
    assert indoors(np.ones(1), 3600.0, 0.5)[0] == pytest.approx(0.21306, abs=1e-5)
    assert indoors(np.ones(60), 60.0, 0.5).mean() == pytest.approx(0.21306, abs=1e-5)


@given(st.lists(st.floats(0.0, 100.0), min_size=1, max_size=30), st.floats(0.0, 10.0))
def test_indoors_is_never_worse_than_the_worst_outside(outside, ach):
    """A box of air never rises above what was outside, and stays clean when nothing gets in."""
    given_ = np.array(outside)
    inside = indoors(given_, 60.0, ach)
    assert np.all(inside <= given_.max() + 1e-9)
    assert np.all(inside >= -1e-9)
    assert np.all(indoors(given_, 60.0, 0.0) == 0.0)


def test_airing_out_after_the_passage_helps():
    """Ten minutes of gas, then clean air: whoever opens the windows then breathes less."""
    outside = np.where(np.arange(60) < 10, 1.0, 0.0)
    closed, opened = indoors(outside, 60.0), indoors(outside, 60.0, opened_s=600.0)
    assert opened.sum() < 0.5 * closed.sum()
    assert np.array_equal(opened[:10], closed[:10])


def test_a_walk_by_hand():
    """East at 1 m/s from minute 1 on: 30 m east in the middle of the second minute."""
    walk = Walk(start_m=(100.0, 200.0), towards_deg=90.0, leaves_s=60.0, speed_mps=1.0)
    places = walk.places(np.array([0.0, 60.0, 120.0]))
    assert places == pytest.approx(np.array([[100.0, 200.0], [130.0, 200.0]]))
    assert breathed(np.array([[1.0, 9.0], [9.0, 2.0]])).tolist() == [1.0, 2.0]


def test_walking_out_across_the_wind_beats_staying():
    """Half an hour of chlorine at 500 m: who leaves across the wind at once breathes far less."""
    weather = Weather(since_s=(0.0,), wind_mps=(3.0,), from_deg=(270.0,), stability=("D",))
    release, edges = Release.steady(1.0, 1800.0), np.arange(0.0, 1801.0, 60.0)
    loads = []
    for leaves_s in (0.0, 600.0, 3600.0):
        way = Walk(start_m=(500.0, 0.0), towards_deg=0.0, leaves_s=leaves_s).places(edges)
        cloud = carry(release, weather, way, until_s=1800.0)
        loads.append(float(toxic_load(breathed(cloud.until()), 1.0, 2.75)[-1]))
    assert loads[0] < 0.1 * loads[1] < 0.1 * loads[2]


def test_arrival_of_the_plume():
    """The first step above the limit, or never."""
    since = arrival_s(np.array([[0.0, 0.0], [2.0, 0.5]]), np.array([0.0, 60.0, 120.0]), 1.0)
    assert since.tolist() == [60.0, math.inf]


def test_reach_is_where_the_plume_falls_to_the_limit():
    """Chlorine, 10 kg/s, 5 m/s, D: 20 ppm reach 2318 m, as the reference says."""
    ppm = substance("chlorine").kg_m3_per_ppm(298.15)
    found = reach_of(20 * ppm, 10.0, 5.0, BRIGGS_RURAL, "D")
    assert found.distance_m == pytest.approx(2318.0, rel=0.002)
    at = (found.distance_m, 0.0, 0.0)
    assert plume_kg_m3(10.0, 5.0, at, BRIGGS_RURAL, "D") == pytest.approx(20 * ppm, rel=1e-4)


def test_zones_of_a_plume_are_in_order_and_say_where_they_are_cut():
    """AEGL-1 reaches farthest; a zone beyond 10 km is cut there and says so."""
    ppm = substance("chlorine").kg_m3_per_ppm(298.15)
    zones = aegl_zones(toxicity("chlorine"), ppm, 10.0, 5.0, BRIGGS_RURAL, "D")
    assert zones[3].distance_m < zones[2].distance_m <= zones[1].distance_m == 10_000.0
    assert zones[1].is_cut
    assert not zones[3].is_cut
    assert reach_of(1.0, 0.001, 5.0, BRIGGS_RURAL, "D").is_near


def test_first_isolation_by_hand():
    """A small spill of chlorine, wind from the west by day: 60 m around, 300 m square east."""
    small = toxicity("chlorine").isolation["small"]
    places = np.array([[-50.0, 0.0], [-100.0, 0.0], [290.0, 140.0], [290.0, 160.0], [310.0, 0.0]])
    assert is_isolated(places, small).tolist() == [True, False, False, False, False]
    square = is_protected(places, small, 270.0, night=False)
    assert square.tolist() == [True, False, True, False, False]
    assert is_protected(places, small, 270.0, night=True).tolist() == [True, False, *[True] * 3]


def test_levels_of_danger_by_load():
    """Chlorine, AEGL-2 and -3 for an hour are 2 and 20 ppm: hot after an hour at 20, warm at 19.9.

    With C**2.75 t, 50 ppm are hot after 60 (20/50)**2.75 = 4.8 min; levels never go down.
    """
    of_chlorine, steps = toxicity("chlorine"), np.ones((60, 1))
    ppm = steps * [20.0, 19.9, 1.99, 0.49, 50.0]
    ppm[10:, 4] = 0.0
    levels = danger_levels(ppm, of_chlorine, step_minutes=1.0, minutes=60.0)
    assert levels[-1].tolist() == [3, 2, 1, 0, 3]
    assert levels[58].tolist() == [2, 2, 1, 0, 3]
    assert levels[:, 4].tolist().index(3) == 4
    assert known_levels(of_chlorine, 60.0) == [1, 2, 3]
    assert known_levels(of_chlorine, 5.0) == []


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: indoors(np.ones(1), 0.0), "step_s"),
        (lambda: indoors(np.ones(1), 60.0, -1.0), "ach"),
        (lambda: breathed(np.ones((2, 3))), "walk"),
        (lambda: Walk(start_m=(0, 0), towards_deg=0, leaves_s=-1.0).places(np.ones(2)), "leaves_s"),
        (lambda: reach_of(0.0, 1.0, 5.0, BRIGGS_RURAL, "D"), "limit"),
        (lambda: reach_of(1.0, 1.0, 0.4, BRIGGS_RURAL, "D"), "calmer"),
    ],
)
def test_nonsense_is_refused(call, words):
    """The message names the number."""
    with pytest.raises(ValueError, match=words):
        call()
