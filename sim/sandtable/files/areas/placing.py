"""Areas brought into the reference system of the network, and whether they lie the right way."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sandtable.files.areas.features import Polygons, Ring
from sandtable.files.importing.datum import WGS84, crs_name, from_wgs84, to_wgs84
from sandtable.files.tree import Mark, fault_at
from sandtable.ground.faults import Fault, UserFaults
from sandtable.ground.language import _
from sandtable.world.network import Network

_DEGREES: Final = {WGS84, "EPSG:4490", "GCJ-02", "BD-09"}

OF_NETWORK: Final = "network"
"""What a person writes whose areas are drawn in the coordinates of the network."""

Box = tuple[float, float, float, float]
"""West, south, east, north [deg]."""


def placed(
    polygons: Sequence[Polygons],
    network: Network,
    *,
    crs: str,
    file: str,
    sheet: str = "",
    latitude_first: bool = False,
) -> list[Polygons]:
    """Return polygons in the reference system of a network.

    Parameters
    ----------
    crs
        Reference system of the polygons, as in `to_wgs84`; ``network`` = that of the network.
    file, sheet
        What faults call their file.
    latitude_first
        Whether a pair begins with the latitude in the file, as in CAP; here it never does.

    Raises
    ------
    UserFaults
        If no system is stated, there is no way between the two, or latitude stands before
        longitude: the areas lie beside the roads, and turned around they lie on them.

    """
    if crs == OF_NETWORK:
        return list(polygons)
    mark = Mark(file, sheet=sheet, header="crs")
    missing = _no_system(mark) if not crs else _no_roads(mark) if not network.crs else None
    if missing is not None:
        raise UserFaults([missing])
    rings = [ring for one in polygons for polygon in one for ring in polygon]
    if not rings:
        return list(polygons)
    corners = np.concatenate([ring[:, :2] for ring in rings]).astype(np.float64)
    name, own = crs_name(crs), crs_name(network.crs)
    if name in _DEGREES and _turned(corners, network):
        first = corners[0, ::-1] if latitude_first else corners[0]
        right = _("latitude before longitude") if latitude_first else _("longitude before latitude")
        raise UserFaults([_swapped(mark, first, right)])
    x, y = corners.T
    if name != own and not {name, own} <= {WGS84, "EPSG:4490"}:
        x, y = to_wgs84(crs, x, y, file=file, sheet=sheet)
        x, y = from_wgs84(network.crs, x, y, file=file, sheet=sheet)
    ends = np.cumsum([len(ring) for ring in rings])
    pieces = iter(np.split(np.column_stack((x, y)), ends[:-1]))
    return [tuple(tuple(next(pieces) for _ring in polygon) for polygon in one) for one in polygons]


def on_earth(polygons: Sequence[Polygons], crs: str, file: str) -> list[Polygons]:
    """Return polygons as longitudes and latitudes in WGS 84.

    Parameters
    ----------
    crs
        Their reference system, as in `to_wgs84`.
    file
        What faults call their file.

    Raises
    ------
    UserFaults
        If no system is stated, or there is no way from it to WGS 84.

    """
    if not crs:
        raise UserFaults([_no_system(Mark(file, header="crs"))])

    def brought(ring: Ring) -> Ring:
        return np.column_stack(to_wgs84(crs, ring[:, 0], ring[:, 1], file=file))

    return [tuple(tuple(map(brought, polygon)) for polygon in one) for one in polygons]


def degrees(
    network: Network, x: NDArray[np.float64], y: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return coordinates of a network as longitudes and latitudes.

    Raises
    ------
    UserFaults
        If it has no reference system, or there is no way from it to WGS 84.

    """
    if network.in_degrees:
        return x, y
    if not network.crs:
        raise UserFaults([_no_roads(Mark(_("network"), header="crs"))])
    return to_wgs84(network.crs, x, y, file=_("network"))


def _turned(corners: NDArray[np.float64], network: Network) -> bool:
    """Return whether corners lie beside the roads, and with both numbers swapped among them."""
    lon, lat = degrees(network, network.x, network.y)
    if not np.isfinite(lon).any():
        return False
    roads = (np.nanmin(lon), np.nanmin(lat), np.nanmax(lon), np.nanmax(lat))
    return not _meet(corners, roads) and _meet(corners[:, ::-1], roads)


def _meet(corners: NDArray[np.float64], box: Box) -> bool:
    west, south = corners.min(axis=0)
    east, north = corners.max(axis=0)
    return bool(west <= box[2] and east >= box[0] and south <= box[3] and north >= box[1])


def _swapped(mark: Mark, pair: NDArray[np.float64], expected: str) -> Fault:
    shown = _("corners such as {place} that lie beside the roads, and swapped among them")
    place = f"{pair[0]:.6g}, {pair[1]:.6g}"
    repair = _("Swap the two numbers of each corner.")
    return fault_at(mark, "", shown.format(place=place), expected, repair, "swapped")


def _no_system(mark: Mark) -> Fault:
    expected = _("WGS-84, CGCS2000, GCJ-02, BD-09, unknown or an EPSG code")
    repair = _("State it with 'crs', or export the file with its reference system.")
    return fault_at(mark, "", _("no reference system"), expected, repair, "no-crs")


def _no_roads(mark: Mark) -> Fault:
    shown = _("a network without a reference system")
    expected = _("a network that says where on Earth it lies")
    repair = _("State 'crs' in the network's config.csv.")
    return fault_at(mark, "", shown, expected, repair, "no-crs")
