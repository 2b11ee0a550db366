"""A leak as a scenario states it: laws become numbers, sample by sample."""

import math
from dataclasses import replace

import numpy as np
import pytest

from sandtable.ground.laws import Law
from sandtable.ground.luck import Luck
from sandtable.hazards.chemical import substance, toxicity
from sandtable.hazards.chemical.caution import Means, goes_on, heavy
from sandtable.hazards.chemical.pool import ground
from sandtable.hazards.chemical.source_term import Contents, Floor, Hole
from sandtable.hazards.chemical.stated import (
    StatedAir,
    StatedHarm,
    StatedLeak,
    StatedRelease,
    StatedVessel,
    StatedWeather,
)
from sandtable.hazards.draws import Draws

WARM_K = 293.15
EAST = [(150.0, -200.0), (150.0, 200.0)]
FAR = [(2500.0, -200.0), (2500.0, 200.0)]
NORTH = [(-200.0, 400.0), (200.0, 400.0)]


def certain(value):
    """Return the law that always gives a value."""
    return Law.constant(value)


def west(**other):
    """Return a row of steady wind from the west in class D."""
    usual = {"wind_mps": certain(3.0), "from_deg": certain(270.0), "stability": "D"}
    return StatedAir(since_s=0.0, **(usual | other))


def leak(**other):
    """Return a release of ammonia of 1 kg/s for half an hour, two roads and a village."""
    usual = {
        "source": "valve",
        "gas": "gas",
        "hot": "hot zone",
        "substance": substance("ammonia"),
        "toxicity": toxicity("ammonia"),
        "origin": StatedRelease(rate_kg_s=certain(1.0), duration_s=certain(1800.0)),
        "weather": StatedWeather(rows=[west()]),
        "harm": StatedHarm(minutes=30.0),
        "arcs": {0: EAST, 1: FAR, 2: NORTH},
        "zones": {"village": [((300.0, 0.0), 60.0), ((300.0, 400.0), 40.0)]},
        "isolation_m": 30.0,
        "until_s": 3600.0,
    }
    return StatedLeak(**(usual | other))


def draws(sample=0):
    """Return what is drawn for a sample."""
    return Draws("leak", "spill", sample, Luck.hazard(7, sample))


def vessel(diameter=None):
    """Return a tank of ammonia with a hole."""
    contents = Contents(
        substance=substance("ammonia"),
        volume_m3=30.0,
        height_m=2.0,
        fill=0.8,
        temperature_k=WARM_K,
    )
    return StatedVessel(
        contents=contents,
        fill=certain(0.8),
        hole=Hole(diameter_m=0.02),
        diameter_m=diameter or certain(0.02),
        floor=Floor(ground=ground("soil", WARM_K), bund_m2=40.0),
    )


def kinds(impact, arc):
    """Return the kinds of intensity that lie on an arc at some time."""
    return {impact.kinds[code] for code in impact.roads.kind[impact.rows_of(arc)].tolist()}


def test_what_is_certain_is_the_same_in_every_sample():
    """Without laws no luck is spent: all samples are one."""
    hashes = {leak().impact(draws(sample), 3).content_hash for sample in range(3)}
    assert len(hashes) == 1


def test_each_law_makes_samples_of_its_own():
    """A law on any of the numbers makes samples differ; the same sample is the same again."""
    wide = Law.uniform(low=240.0, high=300.0)
    for one in (
        leak(weather=StatedWeather(rows=[west(from_deg=wide)])),
        leak(weather=StatedWeather(rows=[west(wind_mps=Law.uniform(low=1.5, high=9.0))])),
        leak(
            origin=StatedRelease(
                rate_kg_s=Law.uniform(low=0.2, high=5.0), duration_s=certain(1800.0)
            )
        ),
        leak(origin=vessel(Law.uniform(low=0.005, high=0.05))),
        leak(harm=StatedHarm(minutes=30.0, indoor=Law.uniform(low=0.0, high=1.0))),
    ):
        hashes = [one.impact(draws(sample), 3).content_hash for sample in (0, 1, 0)]
        assert hashes[0] == hashes[2] != hashes[1]


def test_gas_goes_with_the_wind():
    """Roads and people down the wind get gas, those beside it none."""
    impact = leak().impact(draws(), 3)
    assert "dose" in kinds(impact, 0)
    assert kinds(impact, 2) == set()
    (row,) = impact.exposures("aegl_2")
    assert (row.zone, row.share) == ("village", 0.6)


def test_a_vessel_tells_what_leaked_and_what_evaporated():
    """Both series grow, and the pool gives off no more than fell into it."""
    series = leak(origin=vessel()).impact(draws(), 3).series
    released, evaporated = (series[name][1] for name in ("released", "evaporated"))
    assert np.all(np.diff(released) >= 0.0)
    assert np.all(np.diff(evaporated) >= 0.0)
    assert 0.0 < evaporated[-1] < released[-1]


def test_sky_and_wind_make_the_class():
    """A clear night with little wind is F, the same night with much wind D."""
    row = west(stability="", sky="night_clear", wind_mps=Law.choice([1.5, 6.5]))
    weather = StatedWeather(rows=[row])
    seen = {weather.drawn(draws(sample)).stability[0] for sample in range(20)}
    assert seen == {"F", "D"}


def test_one_luck_for_all_rows_of_the_weather():
    """The windiest sample of the first row is the windiest of the second."""
    law, later = Law.uniform(low=2.0, high=8.0), Law.uniform(low=1.0, high=3.0)
    rows = [west(wind_mps=law), replace(west(wind_mps=later), since_s=600.0)]
    winds = [StatedWeather(rows=rows).drawn(draws(sample)).wind_mps for sample in range(12)]
    assert [pair[1] for pair in sorted(winds)] == sorted(pair[1] for pair in winds)


def test_calm_air_is_seen_in_the_law():
    """What a law may give counts, not what it gives on average."""
    assert StatedWeather(rows=[west(wind_mps=Law.lognormal(median=3.0, sigma=0.5))]).is_calm
    assert not StatedWeather(rows=[west(wind_mps=Law.uniform(low=1.0, high=5.0))]).is_calm


def test_doses_on_a_map_are_those_on_a_road():
    """The largest dose of a step at a place on a road is that of the road's rows, in its class."""
    stated = leak(arcs={0: [(200.0, 0.0), (200.0, 1.0)]})
    _since_s, doses = stated.doses(draws(), np.array([[200.0, 0.0], [200.0, 1.0]]), 60.0)
    impact = stated.impact(draws(), 1)
    code = impact.kinds.index("dose")
    stored = impact.roads.value[impact.roads.kind == code].max()
    assert doses.max() <= stored < 2.5 * doses.max()


def test_heavy_gas_is_told_with_both_reaches():
    """A strong jet of cold droplets in little wind is heavy; the charts and puffs differ."""
    thick = heavy(leak(origin=vessel()))
    assert thick is not None
    assert thick.wind_mps == 3.0
    assert thick.charts_m > 0.0
    assert 100.0 <= thick.puffs_m <= 10_000.0
    light = StatedRelease(rate_kg_s=certain(0.01), duration_s=certain(60.0))
    assert heavy(leak(origin=light)) is None


def test_where_the_charts_end_there_is_no_answer():
    """Too much heavy gas in too little wind is beyond the charts: nan, not a number."""
    much = StatedRelease(rate_kg_s=certain(4000.0), duration_s=certain(600.0))
    calm = StatedWeather(rows=[west(wind_mps=certain(1.0))])
    chlorine = {"substance": substance("chlorine"), "toxicity": toxicity("chlorine")}
    thick = heavy(leak(origin=much, weather=calm, **chlorine))
    assert thick is not None
    assert math.isnan(thick.charts_m)


def test_a_leak_that_goes_on_is_told():
    """It leaks for two hours and is followed for one: what comes later is not looked at."""
    long = StatedRelease(rate_kg_s=certain(1.0), duration_s=certain(7200.0))
    assert goes_on(leak(origin=long))
    assert not goes_on(leak())
    assert Means.of(Law.uniform(low=1.0, high=3.0), "rate") == 2.0


@pytest.mark.parametrize("plugged_s", [300.0, 900.0])
def test_a_plugged_release_ends_sooner(plugged_s):
    """Controlled before the end of a bin, roads are free sooner and no share is larger."""
    impact = leak().impact(draws(), 3)
    free, plugged = impact.course(), impact.course({"valve": plugged_s - 1.0})
    assert plugged.epochs[-1] < free.epochs[-1]
    assert largest(plugged) <= largest(free)


def test_a_plugged_tank_leaves_its_pool():
    """What has fallen to the ground boils on: gas is still made when the hole is tight."""
    impact = leak(origin=vessel()).impact(draws(), 3)
    plugged = impact.course({"valve": 299.0})
    assert plugged.epochs[-1] == impact.course().epochs[-1] == 3600.0
    assert largest(plugged) <= largest(impact.course())


def largest(course):
    """Return the largest share of the village above AEGL-2."""
    return max((row.share for row in course.exposures("aegl_2")), default=0.0)
