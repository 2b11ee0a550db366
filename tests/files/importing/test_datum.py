import sys
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandtable.files.importing.datum import crs_name, draft_to_wgs84, to_wgs84
from sandtable.files.importing.gcj02 import (
    bd09_to_gcj02,
    gcj02_to_bd09,
    gcj02_to_wgs84,
    in_china_box,
    wgs84_to_gcj02,
)
from sandtable.files.importing.sheet_draft import Road, Spot, sheet_draft
from sandtable.ground.ellipsoid import step_lengths
from sandtable.ground.faults import UserFaults

PAIRS = [
    # googollee/eviltransform, go/transform_test.go: Shanghai, Shenzhen, Beijing
    ((121.5272106, 31.1774276), (121.531541859215, 31.17530398364597)),
    ((113.912316, 22.543847), (113.9171764808363, 22.540796131694766)),
    ((116.377817, 39.911954), (116.38404722455657, 39.91334545536069)),
    # wandergis/coordtransform, test/app.js: Beijing
    ((116.404, 39.915), (116.41024449916938, 39.91640428150164)),
]
CITIES = [
    # hujiulong/gcoord, test/fixtures/china-cities.json: WGS-84, GCJ-02, BD-09 rounded to 1e-7 deg
    ((111.4622119, 27.242124), (111.4677938, 27.2388981), (111.4742271, 27.2451662)),
    ((114.0164322, 33.0133556), (114.022306, 33.0115324), (114.0287781, 33.0176697)),
    ((92.0499619, 31.4784436), (92.0512438, 31.4762063), (92.0576832, 31.4824421)),
    ((123.4253306, 41.8032629), (123.4314787, 41.8057023), (123.438095, 41.8114013)),
    ((98.4937175, 39.7319946), (98.4943595, 39.7328234), (98.5008441, 39.7388949)),
]
LON = st.floats(73.0, 136.0)
LAT = st.floats(2.0, 54.0)


def one(lon, lat):
    """Return a place as two arrays."""
    return np.array([lon]), np.array([lat])


def apart(here, there):
    """Return the distance of two places in metres."""
    return step_lengths(np.array([here[0], there[0]]), np.array([here[1], there[1]]))[0]


@pytest.mark.parametrize(("wgs", "gcj"), PAIRS)
def test_gcj02_of_published_pairs(wgs, gcj):
    """The shift is that of two published libraries, to a millimetre."""
    lon, lat = wgs84_to_gcj02(*one(*wgs))
    assert (lon[0], lat[0]) == pytest.approx(gcj, abs=1e-8)


@pytest.mark.parametrize(("wgs", "gcj", "bd"), CITIES)
def test_published_cities(wgs, gcj, bd):
    """BD-09 is that of a published list to 1 cm; its WGS-84 is inverted to about 0.7 m there."""
    lon, lat = bd09_to_gcj02(*one(*bd))
    assert apart((lon[0], lat[0]), gcj) < 0.01
    for crs, place in (("GCJ-02", gcj), ("BD-09", bd)):
        lon, lat = to_wgs84(crs, *one(*place))
        assert apart((lon[0], lat[0]), wgs) < 1.0


@given(LON, LAT)
def test_there_and_back_is_exact(lon, lat):
    """Both shifts are undone far below the 1e-6 deg that anybody needs."""
    shifted = wgs84_to_gcj02(*one(lon, lat))
    back = gcj02_to_wgs84(*shifted)
    assert np.allclose(back, one(lon, lat), rtol=0.0, atol=1e-10)
    twice = gcj02_to_bd09(*shifted)
    assert np.allclose(bd09_to_gcj02(*twice), shifted, rtol=0.0, atol=1e-10)
    assert np.allclose(to_wgs84("BD-09", *twice), one(lon, lat), rtol=0.0, atol=1e-10)


@given(st.floats(98.0, 122.0), st.floats(20.0, 45.0))
def test_size_of_the_shifts(lon, lat):
    """In China GCJ-02 is 18 to 702 m off (on a grid of 0.05 degrees), and BD-09 up to 1.6 km."""
    gcj = wgs84_to_gcj02(*one(lon, lat))
    assert 15.0 < apart((lon, lat), (gcj[0][0], gcj[1][0])) < 720.0
    bd = gcj02_to_bd09(*gcj)
    assert 300.0 < apart((lon, lat), (bd[0][0], bd[1][0])) < 1600.0


@pytest.mark.parametrize("place", [(-0.12, 51.5), (150.1, -33.5), (1.5, 42.5), (71.9, 40.0)])
def test_outside_the_box_nothing_is_shifted(place):
    """Outside the box around China both web systems are WGS-84."""
    for shift in (wgs84_to_gcj02, gcj02_to_wgs84, gcj02_to_bd09, bd09_to_gcj02):
        lon, lat = shift(*one(*place))
        assert (lon[0], lat[0]) == place


def test_nan_stays_nan():
    """A place that nobody knows stays unknown and hurts no other."""
    x, y = np.array([112.5, np.nan]), np.array([29.5, np.nan])
    for crs in ("WGS-84", "CGCS2000", "GCJ-02", "BD-09", "unknown"):
        lon, lat = to_wgs84(crs, x, y)
        assert np.isfinite(lon[0])
        assert np.isnan(lon[1])
        assert np.isnan(lat[1])
    assert not in_china_box(x, y)[1]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("wgs84", "EPSG:4326"),
        ("EPSG:4326", "EPSG:4326"),
        ("urn", "urn"),
        ("CGCS 2000", "EPSG:4490"),
        ("国家2000", "EPSG:4490"),
        ("gcj02", "GCJ-02"),
        ("bd-09", "BD-09"),
        ("Unknown", "UNKNOWN"),
        ("", "UNKNOWN"),
        ("EPSG:4547", "EPSG:4547"),
    ],
)
def test_names_of_systems(text, name):
    """People write a system in several ways and mean one."""
    assert crs_name(text) == name


def test_cgcs2000_passes_through():
    """The official system of China counts as WGS-84."""
    lon, lat = to_wgs84("EPSG:4490", *one(112.5, 29.5))
    assert (lon[0], lat[0]) == (112.5, 29.5)


def test_projected_coordinates_through_pyproj():
    """Metres of a Gauss-Krüger zone on CGCS2000 come out as degrees."""
    pytest.importorskip("pyproj", reason="the extra [gis] is not installed")
    lon, lat = to_wgs84("EPSG:4547", *one(500000.0, 3_264_000.0))
    assert lon[0] == pytest.approx(114.0, abs=1e-9)
    assert 29.4 < lat[0] < 29.6


@pytest.mark.parametrize(
    ("crs", "datum"),
    [
        ("EPSG:4214", "Beijing 1954"),
        ("EPSG:2433", "Beijing 1954"),
        ("EPSG:4610", "Xian 1980"),
        ("EPSG:2379", "Xian 1980"),
        ("EPSG:4555", "New Beijing"),
    ],
)
def test_datums_of_a_province_are_refused(crs, datum):
    """Nobody can convert them without parameters that are not published."""
    pytest.importorskip("pyproj", reason="the extra [gis] is not installed")
    with pytest.raises(UserFaults) as wrong:
        to_wgs84(crs, *one(500000.0, 3_264_000.0), file="roads.shp")
    assert str(wrong.value) == (
        f"roads.shp: crs: found the datum {datum}, expected a system with a published way to "
        "WGS-84. Its parameters differ by province, and a general way is off by up to 100 m: have "
        "the surveying office convert the file to CGCS2000, or state a PROJ text with +towgs84=."
    )


def test_datum_of_a_province_with_parameters():
    """Whoever has the parameters may state them."""
    pytest.importorskip("pyproj", reason="the extra [gis] is not installed")
    crs = "+proj=longlat +ellps=krass +towgs84=15.8,-154.4,-82.3 +type=crs"
    lon, lat = to_wgs84(crs, *one(112.5, 29.5))
    assert 1.0 < apart((lon[0], lat[0]), (112.5, 29.5)) < 200.0


def test_system_that_nobody_knows():
    """A slip in a code is a fault with what is known."""
    pytest.importorskip("pyproj", reason="the extra [gis] is not installed")
    with pytest.raises(UserFaults) as wrong:
        to_wgs84("EPSG:99999", *one(1.0, 1.0))
    assert str(wrong.value) == (
        "--crs: crs: found 'EPSG:99999', expected WGS-84, CGCS2000, GCJ-02, BD-09, unknown or an "
        "EPSG code. Ask whoever made the file; write it as EPSG:4547."
    )


def test_without_the_extra(monkeypatch):
    """Without pyproj a person reads what to install."""
    monkeypatch.setitem(sys.modules, "pyproj", None)
    with pytest.raises(UserFaults) as wrong:
        to_wgs84("EPSG:4547", *one(500000.0, 3_264_000.0), file="roads.gpkg")
    assert str(wrong.value) == (
        "roads.gpkg: crs: found EPSG:4547, expected the libraries that read it. "
        'Install them: pip install "sandtable[gis]", or in a checkout: '
        "python requirements/install.py core build gis."
    )


@pytest.mark.parametrize("crs", ["", "WGS-84", "GCJ-02"])
def test_metres_are_no_degrees(crs):
    """Coordinates that cannot be degrees are a fault, and so are swapped ones beyond 90."""
    for place in ((500000.0, 3_264_000.0), (29.5, 112.5)):
        with pytest.raises(UserFaults) as wrong:
            to_wgs84(crs, *one(*place), file="v.csv")
        assert str(wrong.value) == (
            f"v.csv: crs: found 1 places such as {place[0]:.6g}, {place[1]:.6g}, expected degrees, "
            "longitude first. State the reference system of the coordinates with --crs."
        )


def test_places_outside_a_projection():
    """Coordinates that a system cannot mean are a fault."""
    pytest.importorskip("pyproj", reason="the extra [gis] is not installed")
    with pytest.raises(UserFaults) as wrong:
        to_wgs84("EPSG:4547", *one(1e30, 1e30))
    assert str(wrong.value) == (
        "--crs: crs: found 1 places such as 1e+30, 1e+30, expected places on Earth in EPSG:4547. "
        "Check the reference system and the order of the coordinates."
    )


def draft(crs):
    """Return two places of Huarong with a road between them."""
    spots = {"甲": Spot(x=112.5, y=29.5), "乙": Spot(x=112.6, y=29.5)}
    made = sheet_draft("v.csv", crs, [Road(start="甲", end="乙")], spots, Counter())
    ends = np.array([0, 2])
    return replace(made, shape_first=ends, shape_x=made.x.copy(), shape_y=made.y.copy())


def test_draft_moves_nodes_and_shapes_together():
    """All coordinates of a draft go the same way, and what was done is told."""
    moved = draft_to_wgs84(draft("GCJ-02"))
    assert moved.crs == "EPSG:4326"
    assert moved.told["Nodes were brought from GCJ-02 to WGS-84"] == 2
    assert np.array_equal(moved.x, moved.shape_x)
    assert np.array_equal(moved.y, moved.shape_y)
    assert np.allclose(wgs84_to_gcj02(moved.x, moved.y), ([112.6, 112.5], [29.5, 29.5]), atol=1e-9)


def test_draft_of_unknown_system_in_china_is_warned_of():
    """Nobody guesses, and a person reads that roads in China may be off."""
    text = (
        "Nodes lie in China and their reference system is unknown: taken as WGS-84; "
        "if they come from a web map (GCJ-02, BD-09) they are off by up to 1.5 km"
    )
    assert draft_to_wgs84(draft("")).told[text] == 2
    assert draft_to_wgs84(draft("WGS-84")).told[text] == 0


def test_draft_without_places_stays_as_it_is():
    """A table of roads need not know where its villages lie."""
    made = sheet_draft("v.csv", "", [Road(start="甲", end="乙")], {}, Counter())
    assert draft_to_wgs84(made) is made
