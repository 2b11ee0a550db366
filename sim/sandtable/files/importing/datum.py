"""Reference systems and datums: coordinates of any source as WGS-84 (坐标系, 基准)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sandtable.files.importing.draft import Draft
from sandtable.files.importing.extras import without_gis
from sandtable.files.importing.gcj02 import bd09_to_gcj02, gcj02_to_wgs84, in_china_box
from sandtable.files.tree import Mark, fault_at
from sandtable.ground.faults import Fault, UserFaults
from sandtable.ground.language import _
from sandtable.ground.units import found

Floats = NDArray[np.float64]

WGS84: Final = "EPSG:4326"
UNKNOWN: Final = "UNKNOWN"
"""What a person writes who does not know the system: degrees are then taken as WGS-84."""

_NAMES: Final = {
    "": UNKNOWN,
    "WGS84": WGS84,
    "EPSG4326": WGS84,
    "OGCCRS84": WGS84,
    "CRS84": WGS84,
    "CGCS2000": "EPSG:4490",
    "国家2000": "EPSG:4490",
    "EPSG4490": "EPSG:4490",
    "GCJ02": "GCJ-02",
    "火星坐标": "GCJ-02",
    "BD09": "BD-09",
    "百度坐标": "BD-09",
    "UNKNOWN": UNKNOWN,
    "未知": UNKNOWN,
}
_LOCAL_DATUMS: Final = ("Beijing 1954", "New Beijing", "Xian 1980")
"""Datums with parameters of each province, which are not published."""


def crs_name(crs: str) -> str:
    """Return our name of a reference system; what is not named here stays as it is.

    CGCS2000 passes as WGS-84: they differ by centimetres to decimetres (unverified).
    """
    text = crs.strip()
    plain = "".join(one for one in text.upper() if one not in " -_:")
    return _NAMES.get(plain, text)


def to_wgs84(
    crs: str, x: Floats, y: Floats, *, file: str = "--crs", sheet: str = ""
) -> tuple[Floats, Floats]:
    """Return longitudes and latitudes in WGS-84; nan stays nan.

    Parameters
    ----------
    crs
        ``WGS-84``, ``CGCS2000``, ``GCJ-02``, ``BD-09``, ``unknown``, or what pyproj understands:
        ``EPSG:4547``, WKT, a PROJ text with ``+towgs84``.
    x, y
        Coordinates in it, x to the east, of one shape; [deg] or [m].
    file, sheet
        What faults call the source.

    Raises
    ------
    UserFaults
        If the system is unknown and the coordinates are no degrees, if pyproj is needed and not
        there or does not know the system, if it has no published way to WGS-84 (Beijing 1954, Xi'an
        1980), or if coordinates come out as no place on Earth.

    """
    mark = Mark(file, sheet=sheet, header="crs")
    lon, lat = _converter(crs_name(crs), mark)(x, y)
    _check_degrees(crs_name(crs), lon, lat, x, y, mark)
    return lon, lat


def from_wgs84(
    crs: str, lon: Floats, lat: Floats, *, file: str = "--crs", sheet: str = ""
) -> tuple[Floats, Floats]:
    """Return longitudes and latitudes in WGS-84 as coordinates in another system.

    Parameters
    ----------
    crs
        ``WGS-84``, ``CGCS2000``, or what pyproj understands.

    Raises
    ------
    UserFaults
        If pyproj is needed and not there, does not know the system, or has no way to it.

    """
    name = crs_name(crs)
    if name in {WGS84, "EPSG:4490"}:
        return lon.copy(), lat.copy()
    return _through_pyproj(name, Mark(file, sheet=sheet, header="crs"), back=True)(lon, lat)


def draft_to_wgs84(draft: Draft, *, file: str = "") -> Draft:
    """Return a draft with all its coordinates in WGS-84, and what was done in `told`.

    Parameters
    ----------
    file
        What faults call its file; empty = its `source`.

    Raises
    ------
    UserFaults
        As from `to_wgs84`.

    """
    x = np.concatenate((draft.x, draft.shape_x))
    if not np.any(np.isfinite(x)):
        return draft
    y = np.concatenate((draft.y, draft.shape_y))
    lon, lat = to_wgs84(draft.crs, x, y, file=file or draft.source)
    told = draft.told.copy()
    name = crs_name(draft.crs)
    if name == UNKNOWN and (inside := int(np.sum(in_china_box(lon, lat)[: draft.n_nodes]))):
        told[unknown_in_china()] += inside
    elif name != WGS84:
        text = _("Nodes were brought from {crs} to WGS-84").format(crs=name[:60])
        told[text] += draft.n_nodes
    here = draft.n_nodes
    return replace(
        draft,
        crs=WGS84,
        x=lon[:here],
        y=lat[:here],
        shape_x=lon[here:],
        shape_y=lat[here:],
        told=told,
    )


def unknown_in_china() -> str:
    """Return the warning about places in China whose reference system nobody states."""
    return _(
        "Nodes lie in China and their reference system is unknown: taken as WGS-84; "
        "if they come from a web map (GCJ-02, BD-09) they are off by up to 1.5 km"
    )


def _converter(crs: str, mark: Mark) -> Callable[[Floats, Floats], tuple[Floats, Floats]]:
    if crs in {UNKNOWN, WGS84, "EPSG:4490"}:
        return lambda x, y: (x.copy(), y.copy())
    if crs == "GCJ-02":
        return gcj02_to_wgs84
    if crs == "BD-09":
        return lambda x, y: gcj02_to_wgs84(*bd09_to_gcj02(x, y))
    return _through_pyproj(crs, mark)


def system_of(crs: str, mark: Mark) -> Any:  # noqa: ANN401  pyproj has no types
    """Return a reference system as pyproj has it.

    Raises
    ------
    UserFaults
        If pyproj is missing or does not know it, or it has no published way to WGS-84.

    """
    try:
        # An optional extra: who reads no such file need not have it.
        import pyproj  # noqa: PLC0415  see above
    except ImportError:
        raise UserFaults([without_gis(mark, crs)]) from None
    try:
        system = pyproj.CRS.from_user_input(crs)
    except pyproj.exceptions.CRSError:
        raise UserFaults([_no_system(mark, crs)]) from None
    if local := _local_datum(system):
        raise UserFaults([_no_parameters(mark, local)])
    return system


def _through_pyproj(
    crs: str, mark: Mark, *, back: bool = False
) -> Callable[[Floats, Floats], tuple[Floats, Floats]]:
    """Return the way from a system to WGS-84, or back."""
    system = system_of(crs, mark)
    import pyproj  # noqa: PLC0415  it is there: the system is known

    here, there = (WGS84, system) if back else (system, WGS84)
    way = pyproj.Transformer.from_crs(here, there, always_xy=True)

    def convert(x: Floats, y: Floats) -> tuple[Floats, Floats]:
        there_x, there_y = way.transform(x, y)
        return _nan_for_inf(there_x), _nan_for_inf(there_y)

    return convert


def _local_datum(system: Any) -> str:  # noqa: ANN401  pyproj has no types
    """Return the datum of a province that nobody can convert without its parameters, or none."""
    if system.is_bound or system.datum is None:
        return ""
    name = str(system.datum.name).replace("_", " ")
    return next((one for one in _LOCAL_DATUMS if one.lower() in name.lower()), "")


def _nan_for_inf(values: Floats) -> Floats:
    return np.where(np.isinf(values), np.nan, values)


def _check_degrees(crs: str, lon: Floats, lat: Floats, x: Floats, y: Floats, mark: Mark) -> None:
    given = np.isfinite(x) & np.isfinite(y)
    right = (np.abs(lon) <= 180.0) & (np.abs(lat) <= 90.0)  # nan is never right
    wrong = np.flatnonzero(given & ~right)
    if not wrong.size:
        return
    at = wrong[0]
    place = f"{x[at]:.6g}, {y[at]:.6g}"
    shown = _("{count} places such as {place}").format(count=wrong.size, place=place)
    expected = _("degrees, longitude first")
    repair = _("State the reference system of the coordinates with --crs.")
    if crs not in {UNKNOWN, WGS84, "EPSG:4490", "GCJ-02", "BD-09"}:
        expected = _("places on Earth in {crs}").format(crs=crs[:60])
        repair = _("Check the reference system and the order of the coordinates.")
    raise UserFaults([fault_at(mark, "", shown, expected, repair, "crs-range")])


def _no_system(mark: Mark, crs: str) -> Fault:
    expected = _("WGS-84, CGCS2000, GCJ-02, BD-09, unknown or an EPSG code")
    repair = _("Ask whoever made the file; write it as EPSG:4547.")
    return fault_at(mark, "", found(crs[:60]), expected, repair, "crs")


def _no_parameters(mark: Mark, datum: str) -> Fault:
    return fault_at(
        mark,
        "",
        _("the datum {name}").format(name=datum),
        _("a system with a published way to WGS-84"),
        _(
            "Its parameters differ by province, and a general way is off by up to 100 m: have the "
            "surveying office convert the file to CGCS2000, or state a PROJ text with +towgs84=."
        ),
        "crs-local",
    )
