"""Stacks of ESRI ASCII grids: what they are, and each thing that can be wrong with them."""

from datetime import datetime
from fractions import Fraction

import numpy as np
import pytest
from tests.files.rasters.grids import ascii_grid, stack, told, values

from sandtable.files.rasters import way
from sandtable.files.rasters.units import size_of
from sandtable.ground.units import DIMENSIONS
from sandtable.hazards.intensity import KINDS
from sandtable.world.raster import RasterFault


def test_a_grid_for_each_time(tmp_path):
    """Rows run from north to south; the corner is the outer one of the northernmost row."""
    files = [ascii_grid(tmp_path, "a.asc"), ascii_grid(tmp_path, "b.wd", rows="9 " * 6)]
    found = stack(*files)
    raster = found[0].raster
    assert (raster.left, raster.top, raster.width, raster.height) == (5e5, 3_000_200.0, 100, 100)
    assert (raster.shape, raster.crs) == ((2, 3), "EPSG:4547")
    assert values(found) == [(0.0, [[0, 1, 2], [3, 4, 5]]), (900.0, [[9, 9, 9], [9, 9, 9]])]


def test_middles_of_cells_and_two_sizes(tmp_path):
    """The header may say where the middle of the lowest cell is, and its two sides."""
    named = {"xllcorner": None, "yllcorner": None, "cellsize": None}
    file = ascii_grid(tmp_path, **named, xllcenter=1050, yllcenter=2010, DX=100, dy=20)
    raster = stack(file, crs="network")[0].raster
    assert (raster.left, raster.top, raster.width, raster.height) == (1000, 2040, 100, 20)
    assert raster.crs == "EPSG:4547"


def test_blanks_and_empty_cells(tmp_path):
    """Tabs, blanks before words and a first cell without a value are as good as any."""
    text = "\tncols\t2\n nrows  1\nXLLCORNER 1000\nYLLCORNER\t0\r\ncellsize 10 \nnan\t7\n"
    (tmp_path / "a.asc").write_text(text, encoding="utf-8")
    frame = values(stack((tmp_path / "a.asc", "a.asc"), nodata=float("nan")))[0][1]
    assert np.isnan(frame[0][0])
    assert frame[0][1] == 7.0


def test_frames_are_read_when_they_are_asked_for(tmp_path):
    """A file that is taken away before its turn is missed then, not before."""
    files = [ascii_grid(tmp_path, "a.asc"), ascii_grid(tmp_path, "b.asc")]
    frames = stack(*files)[0].frames()
    next(frames)
    (tmp_path / "b.asc").unlink()
    with pytest.raises(FileNotFoundError):
        next(frames)


@pytest.mark.parametrize(("unit", "size"), [("cm", 0.01), ("ft", 0.3048), ("米", 1.0)])
def test_other_units(tmp_path, unit, size):
    """Centimetres and feet become metres; 35 cm are 0.35 m and no hair more."""
    found = values(stack(ascii_grid(tmp_path, rows="0 1 2 3 4 35"), unit=unit))
    assert found[0][1][1][2] == pytest.approx(35 * size, abs=1e-9)
    assert unit != "cm" or found[0][1][1][2] == 0.35


@pytest.mark.parametrize(
    ("dimension", "unit", "size"),
    [
        ("distance", "ft", Fraction(3048, 10000)),
        ("speed", "m s-1", 1),
        ("speed", "km/h", Fraction(1, 3) * Fraction(5, 6)),
        ("speed", "knots", Fraction(1852, 3600)),
        ("speed", "mph", Fraction(44704, 100000)),
        ("fireline", "kW m-1", 1000),
        ("depth_velocity", "ft2/s", Fraction(9290304, 10**8)),
        ("extinction", "1/m", 1),
        ("", "%", Fraction(1, 100)),
    ],
)
def test_sizes_are_exact(dimension, unit, size):
    """By definition: a foot 0.3048 m, a mile 1609.344 m, a knot 1852 m per hour."""
    assert size_of(dimension, unit) == size


def test_every_kind_has_units():
    """A raster of any kind of intensity can say its unit."""
    for kind in KINDS.values():
        base = DIMENSIONS[kind.dimension].base if kind.dimension else "1"
        assert size_of(kind.dimension, base) == 1


def test_nothing_known_is_nan(tmp_path):
    """The number of the header, and the one that the user states beside it."""
    file = ascii_grid(tmp_path, rows="-9999 1 2 -1 4 nan", NODATA_value=-9999)
    for nodata, unknown in ((None, [True, False]), (-1.0, [True, True])):
        frame = values(stack(file, nodata=nodata))[0][1]
        assert np.isnan([frame[0][0], frame[1][0]]).tolist() == unknown
        assert np.isnan(frame[1][2])


def test_time_zero_leaves_out_what_was_before(tmp_path):
    """The last frame before it holds from then on; later ones follow by their times."""
    files = [ascii_grid(tmp_path, f"{k}.asc", rows=f"{k} " * 6) for k in range(4)]
    stated = {"every_s": None, "times_s": (0.0, 600.0, 1200.0, 1800.0)}
    found = values(stack(*files, **stated, zero_s=700.0))
    assert [(time_s, frame[0][0]) for time_s, frame in found] == [(0, 1), (500, 2), (1100, 3)]
    late = values(stack(*files, **stated, zero_s=-60.0))
    assert [time_s for time_s, _frame in late] == [60, 660, 1260, 1860]


def test_all_that_nobody_says_is_told_at_once(tmp_path):
    """Reference system, unit, nodata, times and time zero: each by its key."""
    nothing = {"crs": "", "unit": "", "nodata": None, "every_s": None, "zero_s": None}
    found = told(stack(ascii_grid(tmp_path), **nothing))
    assert {key for key, _text in found} == {"crs", "unit", "nodata", "times", "time_zero"}
    texts = dict(found)
    assert texts["crs"] == (
        "crs: found nothing, and nothing in 'd.asc', expected what the files do not say, such as"
        " EPSG:4547. State that of the raster, or 'crs: network' if it lies in that of the network."
    )
    assert texts["nodata"].endswith("such as -9999. State 'nodata: none' if all is known.")
    assert texts["unit"].endswith("such as m. State the unit of depth in the files.")
    assert "'times' or 'every'" in texts["times"]
    assert texts["time_zero"].endswith("Write 'time_zero: 0 h' if it begins with that clock.")


@pytest.mark.parametrize(
    ("change", "key", "words"),
    [
        ({"unit": "furlong"}, "unit", "found 'furlong', expected a unit such as m, mm, cm"),
        ({"unit": "kg"}, "unit", "found 'kg'"),
        ({"dimension": "", "unit": "m"}, "unit", "a unit such as 1, %"),
        ({"times_s": (0.0,)}, "times", "found both, expected 'times' or 'every'"),
        ({"times_s": (0.0, 1.0), "every_s": None}, "times", "found 2 times, expected 1, as many"),
        ({"zero_s": 60.0}, "", ""),
        ({"zero_s": None, "zero_clock": datetime(2026, 7, 5)}, "time_zero_clock", "without dates"),  # noqa: DTZ001  clocks of files have no zone
        ({"crs": "EPSG:4326"}, "crs", "EPSG:4326 with a corner at 500000.*degrees throughout"),
    ],
)
def test_what_is_stated_wrongly(tmp_path, change, key, words):
    """Each statement that does not fit is a fault under its key."""
    found = stack(ascii_grid(tmp_path), **change)
    if not key:  # a single frame before time zero holds
        assert values(found)[0][0] == 0.0
        return
    (told_key, text), *more = told(found)
    assert (told_key, more) == (key, [])
    with pytest.raises(AssertionError, match=words):
        raise AssertionError(text)


def test_all_frames_before_time_zero(tmp_path):
    """Two frames of yesterday are a mistake of the clock."""
    files = [ascii_grid(tmp_path, "a.asc"), ascii_grid(tmp_path, "b.asc")]
    ((key, text),) = told(stack(*files, zero_s=86400.0))
    assert key == "time_zero"
    assert "frames until 85500 s before time zero" in text


def test_degrees_with_cells_of_metres(tmp_path):
    """A corner in degrees and cells of 100 are no place."""
    file = ascii_grid(tmp_path, xllcorner=112.5, yllcorner=29.5)
    for crs, words in (("EPSG:4490", "degrees throughout"), ("EPSG:4547", "metres throughout")):
        ((key, text),) = told(stack(file, crs=crs))
        assert key == "crs"
        assert words in text


def test_a_raster_in_degrees(tmp_path):
    """Cells of a thousandth of a degree are right."""
    file = ascii_grid(tmp_path, xllcorner=112.5, yllcorner=29.5, cellsize=0.001)
    raster = stack(file, crs="CGCS2000")[0].raster
    assert (raster.crs, raster.in_degrees, raster.top) == ("EPSG:4490", True, 29.502)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"nrows": None}, r"'d.asc': ncols, xllcorner.*a header of ncols"),
        ({"cellsize": "ten"}, "'d.asc': cellsize ten"),
        ({"cellsize": "inf"}, "a header of ncols"),
        ({"nrows": "inf"}, "a header of ncols"),
        ({"nrows": 2.5}, "a header of ncols"),
        ({"xllcorner": "nan"}, "a header of ncols"),
        ({"rows": "1 2 3 4 5 inf\n"}, "no numbers"),
        ({"rows": "1 2 3\n"}, "3 values, expected 2 rows of 3"),
        ({"rows": "1 2 3 4 5 0,5\n"}, "no numbers"),
    ],
)
def test_a_file_that_is_no_grid(tmp_path, change, words):
    """Headers are read at once, values when their turn comes."""
    read, faults = stack(ascii_grid(tmp_path, **change))
    with pytest.raises(RasterFault, match=words):
        _reading(read, faults)


def _reading(read, faults):
    if faults:
        raise faults[0]
    list(read.frames())


def test_an_ending_that_nobody_knows(tmp_path):
    """The endings that are read are listed."""
    ((key, text),) = told(stack(ascii_grid(tmp_path, "depth.bil")))
    assert key == "files"
    assert "found 'depth.bil', expected one that ends in .asc" in text


def test_grids_that_differ(tmp_path):
    """Frames on two rasters are refused, with both files."""
    files = [ascii_grid(tmp_path, "a.asc"), ascii_grid(tmp_path, "b.asc", cellsize=50)]
    ((key, text),) = told(stack(*files))
    assert key == "files"
    assert "'b.asc': other cells than 'a.asc'" in text


def test_ways_between_systems():
    """The same by name or by what passes as the same; else through pyproj, as it has it."""
    x, y = np.array([112.5]), np.array([29.5])
    for ours, theirs in (("EPSG:4326", "EPSG:4490"), ("", "network"), ("EPSG:4547", "EPSG:4547")):
        assert way(ours, theirs)(x, y) == (x, y)
    pyproj = pytest.importorskip("pyproj", reason="the extra [gis] is not installed")
    east, north = way("EPSG:4326", "EPSG:4547")(x, y)
    back = pyproj.Transformer.from_crs("EPSG:4547", "EPSG:4326", always_xy=True)
    assert back.transform(east, north) == (pytest.approx(x), pytest.approx(y))
    shifted = way("EPSG:4490", "GCJ-02")(x, y)
    assert 0.001 < abs(shifted[0][0] - 112.5) < 0.01


@pytest.mark.parametrize(
    ("ours", "theirs", "words"),
    [
        ("", "EPSG:4547", "EPSG:4547, and a network without a reference system"),
        ("EPSG:4326", "EPSG:99999", "found 'EPSG:99999'"),
        ("EPSG:4326", "EPSG:2343", "the datum Xian 1980"),
    ],
)
def test_no_way_between_systems(ours, theirs, words):
    """A network that says none, a code that is none, a datum without published parameters."""
    pytest.importorskip("pyproj", reason="the extra [gis] is not installed")
    with pytest.raises(RasterFault, match=words):
        way(ours, theirs)
