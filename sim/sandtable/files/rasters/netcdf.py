"""NetCDF files with the conventions CF: time, y, x, their units and the grid mapping."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sandtable.files.importing.extras import without_gis
from sandtable.files.rasters.stated import Opened, Stated, of_fault, unreadable, without_nodata
from sandtable.files.rasters.units import size_of
from sandtable.files.tree import Mark
from sandtable.ground.language import _
from sandtable.ground.units import DIMENSIONS
from sandtable.world.raster import RasterFault

_UNEVEN = 1e-3
"""Coordinates may be off by this part of a cell: files hold them in single precision."""

_CALENDARS = {"standard", "gregorian", "proleptic_gregorian"}
_SINCE = re.compile(r"\s*\S+\s+since\s", re.IGNORECASE)
_TIME_WORDS = {"seconds": "s", "second": "s", "minutes": "min", "hours": "h", "days": "d"}


def open_netcdf(path: Path, name: str, stated: Stated) -> Opened:
    """Return what a NetCDF file says of a variable.

    Raises
    ------
    RasterFault
        If netCDF4 is missing, the file cannot be read, the variable is not there or not one of
        time, y and x in this order, its coordinates are uneven, or its time is not understood.

    """
    with _dataset(path, name) as file:
        found = _variable(file, name, stated.variable)
        y_name, x_name = found.dimensions[-2:]
        if _runs_east(file, y_name) or _runs_north(file, x_name):
            shown = _("'{variable}' by {rows} and {columns}")
            shown = shown.format(variable=found.name, rows=y_name, columns=x_name)
            raise unreadable(name, shown, _("one by y and x, x last"))
        left, width, turned = _axis(file, x_name, name)
        if turned:
            raise unreadable(name, _("x from east to west"), _("x from west to east"))
        low, height, from_north = _axis(file, y_name, name)
        rows, columns = found.shape[-2:]
        clock, times = _times(file, found, name)
        attributes = set(found.ncattrs())
        return Opened(
            name=name,
            left=left,
            top=low + rows * height,
            width=width,
            height=height,
            shape=(rows, columns),
            crs=_crs(file, found),
            unit=str(getattr(found, "units", "")),
            has_nodata=bool(attributes & {"_FillValue", "missing_value"}),
            count=found.shape[0] if found.ndim == 3 else 1,
            clock=clock,
            times_s=times,
            read=partial(_values, path, name, found.name, stated.nodata, from_north=from_north),
        )


def _dataset(path: Path, name: str) -> Any:  # noqa: ANN401  netCDF4 has no types
    try:
        # An optional extra: who reads no such file need not have it.
        import netCDF4  # noqa: PLC0415  see above
    except ImportError:
        raise of_fault("files", without_gis(Mark(name), f"'{name}'")) from None
    try:
        return netCDF4.Dataset(path)
    except OSError:
        shown = _("something that NetCDF cannot read")
        raise unreadable(name, shown, _("a NetCDF file")) from None


def _values(
    path: Path,
    name: str,
    variable: str,
    nodata: float | None,
    numbers: Iterable[int],
    *,
    from_north: bool,
) -> Iterator[NDArray[np.float64]]:
    with _dataset(path, name) as file:
        found = file[variable]
        for number in numbers:
            raw = found[number] if found.ndim == 3 else found[:]
            known = without_nodata(np.ma.getdata(raw), (nodata,))
            values = np.where(np.ma.getmaskarray(raw), np.nan, known)
            yield values if from_north else values[::-1]


def _variable(file: Any, name: str, wanted: str) -> Any:  # noqa: ANN401  netCDF4 has no types
    """Return the variable of time, y and x that is wanted, or the only one."""
    able = {
        key: one
        for key, one in file.variables.items()
        if one.ndim in {2, 3}
        and _is_number(one)
        and all(_is_axis(file, side) for side in one.dimensions[-2:])
    }
    if wanted in able or (not wanted and len(able) == 1):
        return able[wanted or next(iter(able))]
    _refuse_curvilinear(file, name, [wanted] if wanted else list(file.variables))
    names = ", ".join(sorted(able)) or _("none of time, y and x")
    shown = _("'{file}': {names}").format(file=name, names=names)
    repair = _("Name one of them.") if able else _("Export the file anew, with its coordinates.")
    expected = _("the variable '{name}'").format(name=wanted) if wanted else _("one variable")
    raise RasterFault("variable", shown, expected, repair)


def _refuse_curvilinear(file: Any, name: str, variables: list[str]) -> None:  # noqa: ANN401
    """Refuse a variable whose places stand in coordinates of two dimensions.

    References
    ----------
    CF Conventions 1.11, section 5.2: two-dimensional latitude, longitude, coordinate variables.

    Raises
    ------
    RasterFault
        If one of the variables has them.

    """
    for key in variables:
        named = str(getattr(file.variables.get(key), "coordinates", "")).split()
        bent = [one for one in named if one in file.variables and file[one].ndim == 2]
        if len(bent) == 2:
            shown = _("'{variable}' on a curvilinear grid, by {coordinates} of two dimensions")
            shown = shown.format(variable=key, coordinates=", ".join(bent))
            repair = _("Regrid it first, for example with cdo remapbil or gdalwarp.")
            shown = _("'{file}': {what}").format(file=name, what=shown)
            raise RasterFault("files", shown, _("a regular raster"), repair)


def _is_number(variable: Any) -> bool:  # noqa: ANN401  netCDF4 has no types
    return getattr(variable.dtype, "kind", "") in {"i", "u", "f"}


def _is_axis(file: Any, name: str) -> bool:  # noqa: ANN401  netCDF4 has no types
    found = file.variables.get(name)
    return found is not None and found.ndim == 1 and _is_number(found)


def _runs_east(file: Any, axis: str) -> bool:  # noqa: ANN401  netCDF4 has no types
    return _said_of(file, axis) in {"x", "projection_x_coordinate", "longitude", "lon"}


def _runs_north(file: Any, axis: str) -> bool:  # noqa: ANN401  netCDF4 has no types
    return _said_of(file, axis) in {"y", "projection_y_coordinate", "latitude", "lat"}


def _said_of(file: Any, axis: str) -> str:  # noqa: ANN401  netCDF4 has no types
    """Return what a coordinate says it is: its axis, else its standard name, else its own name."""
    found = file[axis]
    said = getattr(found, "axis", "") or getattr(found, "standard_name", "") or axis
    return str(said).lower()


def _axis(file: Any, axis: str, name: str) -> tuple[float, float, bool]:  # noqa: ANN401
    """Return the outer edge and the step of a coordinate, and whether it runs downwards."""
    found = file[axis]
    values = np.asarray(found[:], dtype=np.float64)
    steps = np.diff(values)
    step = float(np.mean(steps)) if steps.size else 0.0
    if not steps.size or not step or np.any(np.abs(steps - step) > _UNEVEN * abs(step)):
        shown = _("coordinates '{axis}' at uneven distances").format(axis=axis)
        raise unreadable(name, shown, _("a regular raster"))
    unit = str(getattr(found, "units", ""))
    size = 1.0 if not unit or unit.startswith("degree") else float(size_of("distance", unit))
    first = float(min(values[0], values[-1])) - 0.5 * abs(step)
    return first * size, abs(step) * size, step < 0.0


def _crs(file: Any, variable: Any) -> str:  # noqa: ANN401  netCDF4 has no types
    """Return the reference system of a grid mapping; empty = the file says none."""
    mapping = file.variables.get(str(getattr(variable, "grid_mapping", "")))
    if mapping is None:
        return ""
    attributes = {key: mapping.getncattr(key) for key in mapping.ncattrs()}
    for key in ("epsg_code", "spatial_epsg", "EPSG"):
        digits = re.search(r"\d{4,6}", str(attributes.get(key, "")))
        if digits:
            return f"EPSG:{digits[0]}"
    import pyproj  # noqa: PLC0415  of the same extra

    try:
        system = pyproj.CRS.from_cf(attributes)
    except (pyproj.exceptions.CRSError, KeyError, TypeError, ValueError):
        return ""
    code = system.to_epsg()
    return f"EPSG:{code}" if code else str(system.to_wkt())


def _times(
    file: Any,  # noqa: ANN401  netCDF4 has no types
    variable: Any,  # noqa: ANN401  the same
    name: str,
) -> tuple[datetime | None, tuple[float, ...] | None]:
    """Return the date that times count from, or none, and the times [s]; none = it says none."""
    time = file.variables.get(variable.dimensions[0]) if variable.ndim == 3 else None
    units = str(getattr(time, "units", ""))
    if time is None or not units:
        return None, None
    values = np.ma.filled(np.ma.asarray(time[:], dtype=np.float64), np.nan)
    if not np.isfinite(values).all():
        raise _no_time(name, units)
    if not _SINCE.match(units):
        word = _TIME_WORDS.get(units.strip(), units.strip())
        size = DIMENSIONS["duration"].units.get(word)
        if size is None:
            raise _no_time(name, units)
        return None, tuple((values * float(size)).tolist())
    calendar = str(getattr(time, "calendar", "standard")).lower()
    if calendar not in _CALENDARS:
        raise _no_time(name, calendar)
    return _dates(values, units, calendar, name)


def _dates(
    values: NDArray[np.float64], units: str, calendar: str, name: str
) -> tuple[datetime, tuple[float, ...]]:
    import netCDF4  # noqa: PLC0415  an optional extra

    try:
        dates: Any = netCDF4.num2date(
            [0.0, *values.tolist()],
            units,
            calendar,
            only_use_cftime_datetimes=False,
            only_use_python_datetimes=True,
        )
    except (ValueError, OverflowError):
        raise _no_time(name, units) from None
    first, *rest = (one.replace(tzinfo=None) for one in dates)
    return first, tuple((one - first).total_seconds() for one in rest)


def _no_time(name: str, shown: str) -> RasterFault:
    expected = _("a unit such as 'hours since 2026-07-05 00:00'")
    shown = _("'{file}': the time in '{unit}'").format(file=name, unit=shown)
    return RasterFault("times", shown, expected, _("Correct the unit of the time in the file."))
