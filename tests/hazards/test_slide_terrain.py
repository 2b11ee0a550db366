"""Slopes above roads out of a terrain, and the rain of another entry."""

import math

import numpy as np
import pytest
from tests.files import sets

from sandtable.ground.faults import UserFaults
from sandtable.hazards.kinds.realisations import draws_of
from sandtable.hazards.kinds.slide_rain import SlideRain
from sandtable.hazards.slides.rain import Fallen, Threshold, exceedance
from sandtable.hazards.slides.slope import slope_deg, steepness_above
from sandtable.study import load_run

STORM = {
    "source": "hill",
    "rain": [{"at": "1 h", "rain": "44.46 mm"}],
    "terrain": "hills.asc",
    "crs": "network",
    "above": "150 m",
}
WATER = {
    "source": "sky",
    "terrain": "hills.asc",
    "crs": "network",
    "rain": [{"at": "0 h", "rain": "0 mm/h"}, {"at": "1 h", "rain": "90 mm/h"}],
    "rain_factor": {"uniform": [0.5, 2]},
    "samples": 4,
    "until": "1 h",
}


def grid(height_m, cell_m=100.0):
    """Return a raster around the roads of four nodes of a height by metres east and north."""
    x = np.arange(-1000.0, 7000.0, cell_m) + 0.5 * cell_m
    y = np.arange(1000.0, -1000.0, -cell_m) - 0.5 * cell_m
    z = np.broadcast_to(height_m(x, y[:, np.newaxis]), (y.size, x.size))
    head = f"ncols {x.size}\nnrows {y.size}\nxllcorner -1000\nyllcorner -1000\n"
    rows = "\n".join(" ".join(f"{one:.3f}" for one in row) for row in z)
    return f"{head}cellsize {cell_m:g}\nNODATA_value -9999\n{rows}\n"


def hillside(degrees):
    """Return a hillside that rises to the north, the same all along the roads."""
    return grid(lambda x, y: 1000.0 + math.tan(math.radians(degrees)) * y + 0.0 * x)


def load(folder, raster, *entries, scenario=(), **slide):
    """Return the run of entries, of a storm over a terrain where none are named."""
    files = sets.a_set()
    files["scenario.json"]["impacts"] = list(entries) or [
        {"id": "storm", "activate_at": "1 h", "slide": STORM | slide}
    ]
    files["scenario.json"] |= dict(scenario)
    files["hills.asc"] = raster
    sets.write(folder, files)
    return load_run(folder / "scenario.json", seed=7)


def expected(folder, raster, **slide):
    """Return the slides expected of each road, from how often it slides in many samples."""
    case = load(folder, raster, samples=400, **slide).points[0].case
    impacts, roads = case.impacts["storm"], case.world.network
    arcs = {str(road): roads.arcs_of_road(str(road))[0] for road in np.unique(roads.road_ids)}
    share = {
        road: np.mean([bool((one.roads.arc == arc).any()) for one in impacts])
        for road, arc in arcs.items()
    }
    return {road: -math.log(1.0 - float(one)) for road, one in share.items()}


def test_horn_by_hand():
    """East: (5 + 2 x 8 + 4) - (1 + 2 x 2 + 3) = 17; north 6 - 8: atan(sqrt(293) / 80)."""
    z = np.array([[1.0, 1.0, 5.0], [2.0, 9.0, 8.0], [3.0, 0.0, 4.0]])
    across = (5 + 2 * 8 + 4) - (1 + 2 * 2 + 3)
    up = (1 + 2 * 1 + 5) - (3 + 2 * 0 + 4)
    by_hand = math.degrees(math.atan(math.hypot(across, up) / (8 * 10.0)))
    assert slope_deg(z, 10.0)[1, 1] == pytest.approx(by_hand)


@pytest.mark.parametrize("degrees", [0.0, 5.0, 25.0, 60.0])
def test_a_plane_is_as_steep_everywhere(degrees):
    """At the rim too, and whichever way it falls."""
    north, east = np.mgrid[0:7, 0:9] * 30.0
    rise = math.tan(math.radians(degrees))
    for turn in (0.0, 0.5, 2.0):
        z = rise * (math.cos(turn) * north + math.sin(turn) * east)
        assert slope_deg(z, 30.0) == pytest.approx(degrees)


def test_what_lies_lower_does_not_count():
    """A cliff of 10 m in 10 m north of cell (2, 2): above (3, 2), below (1, 2) it is seen."""
    z = np.repeat([20.0, 20.0, 20.0, 10.0, 10.0, 10.0], 5).reshape(6, 5)
    slope = slope_deg(z, 10.0)
    top, foot, plain = (row * 5 + 2 for row in (1, 4, 5))
    near = steepness_above(z, 10.0, np.array([top, foot, plain]), 20.0, "worst")
    assert slope[1, 2] == slope[4, 2] == 0.0
    assert near == pytest.approx([0.0, math.degrees(math.atan(0.5)), 0.0])
    mean = steepness_above(z, 10.0, np.array([foot]), 20.0, "mean")
    assert 0.0 < mean[0] < near[1]


def test_classes_by_slope(tmp_path):
    """1 km at 25 degrees is high, 0.2 slides at full rain; at 32 very high, 0.5; at 9 none.

    The mean of 400 samples has a standard deviation of 0.02 and 0.03.
    """
    for degrees, per_km in ((9.0, 0.0), (12.0, 0.01), (25.0, 0.2), (32.0, 0.5)):
        found = expected(tmp_path, hillside(degrees))
        assert found["market"] == pytest.approx(per_km, abs=0.09), degrees
    assert found["mill"] > found["market"], "2 km of it"


def test_only_the_steep_part_of_a_road_slides(tmp_path):
    """Mill Road is flat for 1.5 of its 2 km: a quarter of what all of it lets expect."""
    rise = math.tan(math.radians(40.0))
    steep = grid(lambda x, y: 500.0 + np.where(x > 2500.0, rise * y, 0.0))
    found = expected(tmp_path, steep, per_km={"all": 1.0}, by_slope={"30 deg": "all"})
    assert found["market"] == 0.0
    assert found["mill"] == pytest.approx(0.5, abs=0.15)


def test_what_is_stated_goes_before_the_terrain(tmp_path):
    """A survey finds Market Road safe; roads of other classes are not looked at."""
    roads = [{"link_id": "ba", "susceptibility": "none"}]
    classes = {"none": 0, "all": 50}
    keys = {"roads": roads, "per_km": classes, "by_slope": {"10 deg": "all"}}
    case = load(tmp_path, hillside(30.0), **keys).points[0].case
    (impact,) = case.impacts["storm"]
    closed = {str(case.world.network.road_ids[arc]) for arc in impact.roads.arc}
    assert closed == {"mill", "ring", "east"}
    nothing = load(tmp_path, hillside(5.0), samples=1)
    assert any("no slope above a road" in str(one) for one in nothing.remarks)


def test_coarse_cells_are_told(tmp_path):
    """In cells of 250 m slopes are gentler than people think."""
    loaded = load(tmp_path, hillside(30.0), cell="250 m")
    assert any("cells of 250 m" in str(one) for one in loaded.remarks)
    assert not any("cells of" in str(one) for one in load(tmp_path, hillside(30.0)).remarks)


WRONG = {
    "outside": ({"box": {"west": 0, "south": -500, "east": 3500, "north": 500}}, "arcs outside"),
    "system": ({"crs": "EPSG:4326"}, "slide.crs: found EPSG:4326 with a corner at -1000, 1000"),
    "class": (
        {"by_slope": {"30 deg": "steep"}},
        "slide.by_slope.30 deg: found 'steep', expected a class of 'per_km'",
    ),
    "angle": ({"by_slope": {"30": "low"}}, "slide.by_slope"),
    "roads": (
        {"facility_types": ["lane"]},
        "found 'lane', expected a facility_type of the network",
    ),
    "file": ({"terrain": "hill.asc"}, "slide.terrain: found 'hill.asc': no such file"),
    "none": (
        {"terrain": [], "above": "50 m"},
        "slide.above: found no terrain, expected 'terrain'. Name a raster of heights",
    ),
    "no rain": ({"rain": None}, "slide: found neither, expected 'rain' or 'rain_of'"),
    "order": (
        {"own_threshold": {"alpha": 9, "beta": 0.4, "shortest": "2 h", "longest": "1 h"}},
        "slide.own_threshold.longest: found 1 h, expected at least the 2 h of 'shortest'",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong(name, tmp_path):
    """Each mistake with its line."""
    keys, told = WRONG[name]
    with pytest.raises(UserFaults) as wrong:
        load(tmp_path, hillside(30.0), **keys)
    assert told in str(wrong.value)


def test_all_mistakes_at_once(tmp_path):
    """A class that is not there, and a raster that misses the roads."""
    with pytest.raises(UserFaults) as wrong:
        load(tmp_path, "ncols 2\nnrows 2\nxllcorner 0\nyllcorner 90000\ncellsize 9\n1 2\n3 4\n",
             by_slope={"9 deg": "steep"})  # fmt: skip
    assert {one.field.rpartition("slide.")[2] for one in wrong.value.faults} == {
        "by_slope.9 deg",
        "terrain",
    }


# ---- the rain of another entry


def storms(**slide):
    """Return water on the terrain, and slides by the same rain."""
    part = {name: STORM[name] for name in ("source", "terrain", "crs")}
    part |= {"rain_of": "rain", "samples": 4, "per_km": {"all": 3}, "by_slope": {"10 deg": "all"}}
    return (
        {"id": "rain", "activate_at": "1 h", "water": WATER},
        {"id": "storm", "activate_at": "1 h", "slide": part | slide},
    )


@pytest.mark.parametrize("design", [{}, {"kind": "sobol", "randomisations": 2}])
def test_one_rain_for_water_and_slides(tmp_path, design):
    """In each sample the slides have as much rain as the water, also where samples are laid out."""
    files = {"design": design | {"dimensions": ["rain.rain"]}} if design else {}
    loaded = load(tmp_path, hillside(20.0), *storms(), scenario=files | {"samples": 4})
    water = [one.series["volume"][1][-1] for one in loaded.points[0].case.impacts["rain"]]
    around = loaded.around["storm"]
    highest = [
        SlideRain(around.stated.part, around).over(draws_of(around, 7, sample)).highest[-1]
        for sample in range(4)
    ]
    assert max(water) > 1.2 * min(water)
    assert np.array(highest) / highest[0] == pytest.approx(np.array(water) / water[0])


def test_rates_add_up():
    """60 mm/h that falls to nothing within an hour: 30 mm, 22.5 of them in the first half."""
    rain = Fallen.of_rates([(0.0, 60.0), (3600.0, 0.0)], 7200.0)
    assert np.interp([1800.0, 3600.0, 7200.0], rain.at_s, rain.mm) == pytest.approx([22.5, 30, 30])
    held = Fallen.of_rates([(600.0, 6.0)], 3600.0)
    assert held.mm[-1] == pytest.approx(6.0)


def test_durations_beyond_the_threshold_do_not_count():
    """Rain of a quarter of an hour is not compared with a threshold from one hour on."""
    burst = Fallen.of_depths([(900.0, 30.0), (7200.0, 0.0)])
    short = exceedance(burst, 0.0, Threshold(20.0, 0.5, 0.25, 10.0))
    from_1h = exceedance(burst, 0.0, Threshold(20.0, 0.5, 1.0, 10.0))
    assert short.highest[-1] == pytest.approx(120.0 / 40.0)
    assert from_1h.highest[-1] == pytest.approx(30.0 / 20.0)


def test_rain_that_began_before(tmp_path):
    """Slides that are looked at half an hour later begin in the middle of the same rain."""
    rain, storm = storms()
    found = []
    for at in ("1 h", "90 min"):
        loaded = load(tmp_path, hillside(20.0), rain, storm | {"activate_at": at})
        around = loaded.around["storm"]
        found.append(SlideRain(around.stated.part, around).over(draws_of(around, 7, 0)))
    first, late = found
    assert late.time_s[0] == 0.0
    assert late.ratio[:2] == pytest.approx(first.ratio[2:4])


WRONG_RAIN = {
    "unknown": ({"rain_of": "rian"}, "rain_of: found 'rian', expected an impact of"),
    "itself": ({"rain_of": "storm"}, "found 'storm', which states no rain"),
    "both": ({"rain": STORM["rain"]}, "found both, expected 'rain' or 'rain_of'"),
    "factor": ({"rain_factor": 2}, "slide.rain_factor: found a factor of its own"),
    "samples": ({"samples": 3}, "slide.samples: found 3, expected the 4 of 'rain'"),
    "begins": ({"begins": "20 min"}, "slide.begins: found 20 min, expected 0 s, by which 'rain'"),
}


@pytest.mark.parametrize("name", WRONG_RAIN)
def test_what_is_wrong_with_the_rain(name, tmp_path):
    """Each mistake with its line."""
    keys, told = WRONG_RAIN[name]
    with pytest.raises(UserFaults) as wrong:
        load(tmp_path, hillside(20.0), *storms(**keys))
    assert told in str(wrong.value)
