"""Places of a network brought into the reference system of a raster."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from sandtable.files.importing.datum import (
    UNKNOWN,
    WGS84,
    crs_name,
    from_wgs84,
    system_of,
    to_wgs84,
)
from sandtable.files.importing.gcj02 import gcj02_to_bd09, wgs84_to_gcj02
from sandtable.files.rasters.stack import NETWORK
from sandtable.files.rasters.stated import of_fault
from sandtable.files.tree import Mark
from sandtable.ground.faults import UserFaults
from sandtable.ground.language import _
from sandtable.world.network import GEOGRAPHIC
from sandtable.world.raster import RasterFault

Floats = NDArray[np.float64]
Way = Callable[[Floats, Floats], tuple[Floats, Floats]]


def way(network_crs: str, raster_crs: str) -> Way:
    """Return what brings places of a network into the system of a raster.

    Raises
    ------
    RasterFault
        If a system is not known or has no published way, or pyproj is needed and missing.

    """
    ours, theirs = crs_name(network_crs), crs_name(raster_crs)
    if theirs in {NETWORK, ours} or {ours, theirs} <= set(GEOGRAPHIC):
        return lambda x, y: (x, y)
    if ours == UNKNOWN:
        shown = _("{crs}, and a network without a reference system").format(crs=theirs)
        repair = _("Write 'crs: network' if both are the same, or state that of the network.")
        raise RasterFault("crs", shown, _("one that the network has, too"), repair)
    try:
        if theirs in {"GCJ-02", "BD-09"}:
            return _shifted(ours, theirs)
        return _through_pyproj(ours, theirs)
    except UserFaults as wrong:
        raise of_fault("crs", wrong.faults[0]) from None


def way_back(network_crs: str, raster_crs: str) -> Way:
    """Return what brings places in the system of a raster into that of a network.

    Raises
    ------
    RasterFault
        As `way`; from what is returned, too.

    """
    ours, theirs = crs_name(network_crs), crs_name(raster_crs)
    if theirs in {NETWORK, ours} or {ours, theirs} <= set(GEOGRAPHIC):
        return lambda x, y: (x, y)
    way(network_crs, raster_crs)

    def back(x: Floats, y: Floats) -> tuple[Floats, Floats]:
        try:
            return from_wgs84(ours, *to_wgs84(theirs, x, y))
        except UserFaults as wrong:
            raise of_fault("crs", wrong.faults[0]) from None

    return back


def _shifted(ours: str, theirs: str) -> Way:
    def bring(x: Floats, y: Floats) -> tuple[Floats, Floats]:
        lon, lat = wgs84_to_gcj02(*to_wgs84(ours, x, y))
        return gcj02_to_bd09(lon, lat) if theirs == "BD-09" else (lon, lat)

    return bring


def _through_pyproj(ours: str, theirs: str) -> Way:
    mark = Mark("", header="crs")
    names = (WGS84 if one in GEOGRAPHIC else one for one in (ours, theirs))
    here, there = (system_of(one, mark) for one in names)
    import pyproj  # noqa: PLC0415  it is there: the systems are known

    transformer = pyproj.Transformer.from_crs(here, there, always_xy=True)

    def bring(x: Floats, y: Floats) -> tuple[Floats, Floats]:
        east, north = transformer.transform(x, y)
        return np.asarray(east), np.asarray(north)

    return bring
