"""NetCDF/CF: times with dates, coordinates either way up, grid mappings, what is refused."""

import sys
from datetime import datetime

import numpy as np
import pytest
from tests.files.rasters.grids import stack, told, values

netCDF4 = pytest.importorskip("netCDF4", reason="the extra [gis] is not installed")  # noqa: N816  its name

DEPTH = np.arange(18.0).reshape(3, 2, 3)
NOTHING = {"crs": "", "unit": "", "nodata": None, "every_s": None}
HOURS = "hours since 2026-07-05 06:00:00"


def netcdf(folder, name="d.nc", *, y=(50.0, 150.0), x=(1050.0, 1150.0, 1250.0), **change):
    """Write depths over time, y (from the south) and x; a change of None leaves a thing out."""
    said = {"time": (0.0, 0.25, 0.5), "time_unit": HOURS, "calendar": "standard", "unit": "cm"}
    said |= {"mapping": {"epsg_code": "EPSG:4547"}, "fill": -1.0, "axis_unit": "m"} | change
    with netCDF4.Dataset(folder / name, "w") as file:
        rows, columns = said.get("sides", ("y", "x"))
        for axis, places in ((rows, y), (columns, x)):
            file.createDimension(axis, len(places))
            one = file.createVariable(axis, "f8", (axis,))
            one[:] = places
            one.units = said["axis_unit"]
        file.createDimension("time", None)
        if said["time"] is not None:
            time = file.createVariable("time", "f8", ("time",))
            time[:] = said["time"]
            time.units, time.calendar = said["time_unit"], said["calendar"]
        depth = file.createVariable("depth", "f4", ("time", rows, columns), fill_value=said["fill"])
        depth[:] = DEPTH
        if said["unit"]:
            depth.units = said["unit"]
        if said["mapping"]:
            depth.grid_mapping = "crs"
            file.createVariable("crs", "i4", ()).setncatts(said["mapping"])
        for extra in said.get("more", ()):
            file.createVariable(extra, "f4", ("time", rows, columns))
    return folder / name, name


def test_a_file_that_says_all(tmp_path):
    """Rows from the south are turned; a date is time zero; unit and reference system are read."""
    zero = datetime(2026, 7, 5, 6, 15)  # noqa: DTZ001  clocks of files have no zone
    found = stack(netcdf(tmp_path), **NOTHING, zero_s=None, zero_clock=zero)
    raster = found[0].raster
    assert (raster.left, raster.top, raster.width, raster.height) == (1000, 200, 100, 100)
    assert (raster.crs, raster.shape) == ("EPSG:4547", (2, 3))
    assert values(found) == [
        (0.0, [[0.09, 0.1, 0.11], [0.06, 0.07, 0.08]]),
        (900.0, [[0.15, 0.16, 0.17], [0.12, 0.13, 0.14]]),
    ]


def test_rows_from_the_north_and_kilometres(tmp_path):
    """The same place and the same values, however the coordinates are written."""
    file = netcdf(tmp_path, y=(0.15, 0.05), x=(1.05, 1.15, 1.25), axis_unit="km")
    found = stack(file, **NOTHING)
    assert found[0].raster.top == pytest.approx(200.0)
    assert found[0].raster.width == pytest.approx(100.0)
    assert values(found)[0][1] == [[0.0, 0.01, 0.02], [0.03, 0.04, 0.05]]


def test_what_is_masked_is_not_known(tmp_path):
    """The fill value of the file becomes nan, and so does the number that the user states."""
    frame = values(stack(netcdf(tmp_path, fill=5.0), **(NOTHING | {"nodata": 4.0})))[0][1]
    assert np.isnan(frame[0]).tolist() == [False, True, True]


def test_times_of_several_files(tmp_path):
    """Files with clocks of their own come on the clock of the first."""
    later = netcdf(tmp_path, "b.nc", time_unit="minutes since 2026-07-05 06:45")
    read, faults = stack(netcdf(tmp_path, "a.nc"), later, **NOTHING)
    assert faults == []
    assert read.times_s == (0.0, 900.0, 1800.0, 2700.0, 2715.0, 2730.0)


def test_times_without_dates(tmp_path):
    """Seconds since the beginning of the computation; the first is later than it."""
    file = netcdf(tmp_path, time=(600.0, 900.0, 1200.0), time_unit="seconds")
    assert stack(file, **NOTHING)[0].times_s == (600.0, 900.0, 1200.0)


def test_a_grid_mapping_of_parameters(tmp_path):
    """A mapping without a code is a system all the same: here UTM zone 49 on WGS 84."""
    mapping = {
        "grid_mapping_name": "transverse_mercator",
        "scale_factor_at_central_meridian": 0.9996,
        "longitude_of_central_meridian": 111.0,
        "latitude_of_projection_origin": 0.0,
        "false_easting": 500_000.0,
        "false_northing": 0.0,
        "reference_ellipsoid_name": "WGS 84",
    }
    read, faults = stack(netcdf(tmp_path, mapping=mapping), **NOTHING)
    assert faults == []
    assert "Transverse Mercator" in read.raster.crs


@pytest.mark.parametrize(
    ("change", "stated", "key", "words"),
    [
        ({"mapping": None}, {}, "crs", "nothing in 'd.nc'"),
        ({"unit": ""}, {}, "unit", "nothing in 'd.nc'"),
        ({"fill": None}, {}, "nodata", "nothing in 'd.nc'"),
        ({}, {"zero_s": None}, "time_zero", "found nothing"),
        ({}, {"every_s": 900.0}, "times", "times, and times in 'd.nc', expected one of them"),
        ({"time": None}, {}, "times", "'times' or 'every'"),
        ({"calendar": "noleap"}, {}, "times", "'d.nc': the time in 'noleap'"),
        ({"time_unit": "fortnights since 2026-07-05"}, {}, "times", "the time in 'fortnights"),
        ({"time_unit": "fortnights"}, {}, "times", "the time in 'fortnights'"),
        ({"more": ["speed"]}, {}, "variable", "'d.nc': depth, speed, expected one variable"),
        ({}, {"variable": "h"}, "variable", "'d.nc': depth, expected the variable 'h'"),
        ({"time": (0.0, np.nan, 1.0)}, {}, "times", "the time in 'hours since"),
        ({"x": (0.0, 1.0, 3.0)}, {}, "files", "coordinates 'x' at uneven distances"),
        ({"x": (2.0, 1.0, 0.0)}, {}, "files", "x from east to west"),
        ({"sides": ("x", "y")}, {}, "files", "'depth' by x and y, expected one by y and x"),
        ({"axis_unit": "stones"}, {}, "unit", "found 'stones'"),
        ({"mapping": {"grid_mapping_name": "a plane of ours"}}, {}, "crs", "nothing in 'd.nc'"),
        ({"mapping": {"epsg_code": 4326}}, {}, "crs", "degrees throughout"),
    ],
)
def test_what_is_refused(tmp_path, change, stated, key, words):
    """Each thing that is missing or not understood is told under its key."""
    ((found, text),) = told(stack(netcdf(tmp_path, **change), **(NOTHING | stated)))
    assert found == key
    assert words in text


def test_a_variable_by_its_name(tmp_path):
    """Where several fit, the one that is named is read."""
    file = netcdf(tmp_path, more=["speed"])
    assert values(stack(file, variable="depth", **NOTHING))[0][0] == 0.0


@pytest.mark.parametrize("stated", [{}, {"variable": "depth"}])
def test_a_curvilinear_grid_is_refused_by_name(tmp_path, stated):
    """Longitude and latitude of two dimensions are no raster: what to do is told."""
    with netCDF4.Dataset(tmp_path / "d.nc", "w") as file:
        for name, size in (("eta", 2), ("xi", 3)):
            file.createDimension(name, size)
        for name in ("lon", "lat", "depth"):
            file.createVariable(name, "f8", ("eta", "xi"))[:] = 1.0
        file["depth"].coordinates = "lon lat"
    ((key, text),) = told(stack((tmp_path / "d.nc", "d.nc"), **(NOTHING | stated)))
    assert key == "files"
    assert "'d.nc': 'depth' on a curvilinear grid, by lon, lat of two dimensions" in text
    assert "expected a regular raster. Regrid it first" in text


def test_no_netcdf(tmp_path):
    """A text under this ending is told as such, without a traceback."""
    (tmp_path / "d.nc").write_text("nothing", encoding="utf-8")
    ((_key, text),) = told(stack((tmp_path / "d.nc", "d.nc")))
    assert "'d.nc': something that NetCDF cannot read, expected a NetCDF file" in text


def test_without_the_extra(tmp_path, monkeypatch):
    """Without netCDF4 a person reads what to install."""
    file = netcdf(tmp_path)
    monkeypatch.setitem(sys.modules, "netCDF4", None)
    ((_key, text),) = told(stack(file))
    assert "found 'd.nc', expected the libraries that read it. Install them" in text
