"""Stacks of GeoTIFF: bands or files as times, what they say themselves, what is refused."""

import sys

import numpy as np
import pytest
from tests.files.rasters.grids import stack, told, values

rasterio = pytest.importorskip("rasterio", reason="the extra [gis] is not installed")

PLACE = rasterio.Affine(100.0, 0.0, 500_000.0, 0.0, -100.0, 3_000_200.0)
BANDS = np.array([[[0, 1, 2], [3, 4, 5]], [[6, 7, 8], [9, 10, 11]]], dtype=np.float32)
NOTHING = {"crs": "", "unit": "", "nodata": None}


def tiff(folder, name="d.tif", *, bands=BANDS, units="cm", scale=1.0, **change):
    """Write a GeoTIFF."""
    said = {"crs": "EPSG:4547", "transform": PLACE, "nodata": -9999.0} | change
    count, height, width = bands.shape
    size = {"count": count, "height": height, "width": width, "dtype": bands.dtype}
    with rasterio.open(folder / name, "w", driver="GTiff", **size, **said) as file:
        file.write(bands)
        file.scales = (scale,) * count
        if units:
            file.units = (units,) * count
    return folder / name, name


def test_a_band_for_each_time(tmp_path):
    """The file says where it lies and in which unit; row 0 is the northernmost."""
    found = stack(tiff(tmp_path), **NOTHING)
    raster = found[0].raster
    assert (raster.left, raster.top, raster.width, raster.height) == (5e5, 3_000_200.0, 100, 100)
    assert raster.crs == "EPSG:4547"
    assert values(found)[1] == (900.0, [[0.06, 0.07, 0.08], [0.09, 0.1, 0.11]])


def test_a_file_for_each_time(tmp_path):
    """Two files of one band are two frames; single precision leaves no hair above 0.3 m."""
    one = np.full((1, 2, 3), 0.3, dtype=np.float32)
    files = [tiff(tmp_path, "a.tif", bands=one, units="m"), tiff(tmp_path, "b.tiff", bands=one)]
    found = values(stack(files[0], **NOTHING))
    assert found[0][1][0][0] == 0.3
    ((key, text),) = told(stack(*files, **NOTHING))
    assert key == "unit"
    assert "found 'cm', 'm', expected one unit" in text


def test_whole_numbers_with_a_scale(tmp_path):
    """Nodata is the number that is stored; scale comes after it."""
    bands = np.array([[[0, 65535, 40], [1, 2, 3]]], dtype=np.uint16)
    frame = values(stack(tiff(tmp_path, bands=bands, nodata=65535, scale=0.5), **NOTHING))[0][1]
    assert np.isnan(frame[0][1])
    assert frame[0][2] == 0.2


def test_a_lowest_number_as_nodata(tmp_path):
    """What single precision has as its lowest number is found by the number that people write."""
    bands = BANDS.copy()
    bands[0, 0, 0] = -3.4028235e38
    found = stack(tiff(tmp_path, bands=bands, nodata=None), crs="", unit="", nodata=-3.4028235e38)
    read, faults = found
    assert faults == []
    assert np.isnan(next(read.frames())[1][0, 0])


def test_what_a_file_does_not_say(tmp_path):
    """Without reference system, unit and nodata, neither in the file nor stated."""
    file = tiff(tmp_path, crs=None, nodata=None, units="")
    assert [key for key, _text in told(stack(file, **NOTHING))] == ["unit", "crs", "nodata"]


def test_what_is_stated_otherwise(tmp_path):
    """A reference system or a unit that the file contradicts is no correction."""
    found = told(stack(tiff(tmp_path), crs="EPSG:4546", unit="m"))
    assert [key for key, _text in found] == ["unit", "crs"]
    assert "found 'cm', 'm', expected one unit" in found[0][1]
    assert "found EPSG:4546, and EPSG:4547 in the files" in found[1][1]


@pytest.mark.parametrize(
    ("place", "words"),
    [
        (PLACE @ rasterio.Affine.rotation(5.0), "with north on top"),
        (rasterio.Affine(100.0, 0.0, 0.0, 0.0, 100.0, 0.0), "with north on top"),
    ],
)
def test_rows_that_do_not_run_south(tmp_path, place, words):
    """A turned raster is refused."""
    ((key, text),) = told(stack(tiff(tmp_path, transform=place)))
    assert key == "files"
    assert words in text


def test_no_geotiff(tmp_path):
    """A text under this ending is told as such, without a traceback."""
    (tmp_path / "d.tif").write_text("nothing", encoding="utf-8")
    ((_key, text),) = told(stack((tmp_path / "d.tif", "d.tif")))
    assert "'d.tif': something that GDAL cannot read, expected a GeoTIFF" in text


def test_without_the_extra(tmp_path, monkeypatch):
    """Without rasterio a person reads what to install."""
    file = tiff(tmp_path)
    monkeypatch.setitem(sys.modules, "rasterio", None)
    ((_key, text),) = told(stack(file))
    assert text == (
        "files: found 'd.tif', expected the libraries that read it. "
        'Install them: pip install "sandtable[gis]", or in a checkout: '
        "python requirements/install.py core build gis."
    )
