"""A stated fire becomes an Impact, sample by sample."""

import math
from dataclasses import replace

import numpy as np
import pytest

from sandtable.ground.laws import Law
from sandtable.ground.luck import Luck
from sandtable.hazards.draws import Draws
from sandtable.hazards.fire import Frame, Landscape, Rules, Spotting, Weather
from sandtable.hazards.fire.realisation import StatedFire, burned, intensities, realise

MOIST = (0.06, 0.07, 0.08, 0.90, 0.90)
SIDE, CELL = 41, 30.0
MIDDLE = 0.5 * SIDE * CELL


def stated(**others):
    """Return a fire in the middle of 1.2 km of grass, a road and ten houses 300 m north of it."""
    basis = StatedFire(
        source="west",
        cause="fire",
        landscape=Landscape.of(CELL, np.full((SIDE, SIDE), 2)),
        frame=Frame(west_m=0.0, north_m=SIDE * CELL),
        weather=Weather.steady(4.0, 180.0, MOIST),
        lit_s={(SIDE // 2, SIDE // 2): 0.0},
        arcs={0: [(0.0, MIDDLE + 300.0), (SIDE * CELL, MIDDLE + 300.0)]},
        zones={"z1": [(MIDDLE + 20.0 * k, MIDDLE + 300.0) for k in range(-5, 5)]},
        until_s=3600.0,
        rules=Rules(smoke_m=0.0),
    )
    return replace(basis, **others)


def draws(sample=0, seed=7):
    """Return what is drawn for a sample."""
    return Draws("fire", "west_fire", sample, Luck.hazard(seed, sample))


def first_closed(fire, sample=0):
    """Return when the road first burns, inf = never [s]."""
    roads = realise(fire, draws(sample), n_arcs=1).roads
    return float(roads.from_s.min()) if len(roads) else math.inf


def test_a_fire_closes_a_road_and_exposes_people():
    """The head reaches the road within the hour; all houses follow; the burned area only grows."""
    found = realise(stated(), draws(), n_arcs=1)
    assert 0.0 < found.roads.from_s.min() < 3600.0
    assert found.exposures("fire")[-1].share == 1.0
    times, area = found.series["burned"]
    assert (times[0], times[-1]) == (0.0, 3600.0)
    assert area[0] == CELL**2
    assert np.all(np.diff(area) >= 0.0)
    assert area[-1] == burned(stated(), draws()).area_m2()


@pytest.mark.parametrize(
    ("what", "milder", "fiercer"),
    [("wind", 0.5, 1.5), ("rate", 0.5, 2.0), ("moisture", 1.5, 0.5)],
)
def test_each_factor_has_its_direction(what, milder, fiercer):
    """More wind, a higher rate, drier fuel: the road burns earlier."""
    late, early = (
        first_closed(stated(**{what: Law.constant(factor)})) for factor in (milder, fiercer)
    )
    assert early < first_closed(stated()) < late


def test_the_wind_turns():
    """Turned by half a circle the fire runs away from the road."""
    assert first_closed(stated(wind_shift=Law.constant(180.0))) > first_closed(stated())


def test_a_sample_has_its_own_numbers_and_always_the_same():
    """Samples differ where something is uncertain; a sample does not depend on the others."""
    fire = stated(wind=Law.uniform(low=0.5, high=1.5))
    areas = [burned(fire, draws(sample)).area_m2() for sample in (0, 1, 2, 1)]
    assert len(set(areas)) == 3
    assert areas[1] == areas[3]


def test_a_sample_that_is_too_wet_burns_where_it_was_lit_and_nowhere_else():
    """Three times the moisture is over the extinction of grass: a result, and no mistake."""
    growth = burned(stated(moisture=Law.constant(3.0)), draws())
    assert growth.area_m2() == CELL**2


def test_brands_fly_only_where_a_scenario_wants_them():
    """A river in the way: without brands the road never burns."""
    blocked = np.where(np.arange(SIDE)[:, np.newaxis] == 16, -np.inf, np.inf) * np.ones(SIDE)
    land = Landscape.of(CELL, np.full((SIDE, SIDE), 2), 0.0, blocked)
    fire = stated(landscape=land, weather=Weather.steady(9.0, 180.0, MOIST))
    assert first_closed(fire) == math.inf
    spotting = Spotting(flame_m=0.5, chance=1.0, catches=1.0, distance_m=150.0)
    assert first_closed(replace(fire, spotting=spotting)) < math.inf


def test_smoke_drifts_with_the_wind_of_the_hour():
    """A road north of the fire has smoke in south wind, and none when it blows the other way."""
    rules = Rules(smoke_m=200.0, smoke_shift_m=250.0)
    road = {0: [(MIDDLE, MIDDLE + 560.0)]}
    smoky = [
        len(realise(stated(rules=rules, arcs=road, weather=weather), draws(), n_arcs=1).roads)
        for weather in (Weather.steady(2.0, 180.0, MOIST), Weather.steady(2.0, 0.0, MOIST))
    ]
    assert smoky[0] > 0
    assert smoky[1] == 0


def test_intensity_is_there_while_a_cell_burns():
    """Every cell has its intensity from its arrival until it has burned out, and 0 else."""
    growth = burned(stated(), draws())
    early, late = intensities(growth, np.array([0.0, 7200.0]), burn_out_s=1800.0)
    assert np.count_nonzero(early) == 1
    assert early.max() == pytest.approx(1000.0 * growth.intensity_kw_m[SIDE // 2, SIDE // 2])
    assert not late.any()
