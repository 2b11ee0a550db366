"""Which nodes of a draft lie inside a box or inside the polygons of a GeoJSON file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sandtable.files.raw import read_bytes
from sandtable.files.tree import Mark, fault_at
from sandtable.ground.faults import Fault, UserFaults
from sandtable.ground.language import _

Box = tuple[float, float, float, float]
"""West, south, east, north [deg]."""

Ring = NDArray[np.float64]
"""Corners of a closed line, shape ``(n_corners, 2)`` [deg]."""


def in_box(x: NDArray[np.float64], y: NDArray[np.float64], box: Box) -> NDArray[np.bool_]:
    """Return which places lie in a box, its edges included."""
    west, south, east, north = box
    return (x >= west) & (x <= east) & (y >= south) & (y <= north)


def in_rings(
    x: NDArray[np.float64], y: NDArray[np.float64], rings: list[Ring]
) -> NDArray[np.bool_]:
    """Return which places lie inside an odd number of rings, so that holes are outside.

    References
    ----------
    Shimrat (1962), Algorithm 112: position of point relative to polygon, CACM 5.

    """
    inside = np.zeros(x.size, dtype=np.bool_)
    for ring in rings:
        for (x1, y1), (x2, y2) in zip(ring, np.roll(ring, -1, axis=0), strict=True):
            if y1 == y2:
                continue
            crosses = (y1 > y) != (y2 > y)
            inside ^= crosses & (x < (x2 - x1) * (y - y1) / (y2 - y1) + x1)
    return inside


def read_rings(path: Path, name: str) -> list[Ring]:
    """Return the rings of all polygons of a GeoJSON file in longitude and latitude.

    Raises
    ------
    UserFaults
        If it is no GeoJSON, or has no polygon.

    """
    raw = read_bytes(path, name, smaller=_("Leave corners out."))
    try:
        rings = [np.array(ring, dtype=np.float64)[:, :2] for ring in _rings(json.loads(raw))]
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError):
        rings = []
    if not rings or any(len(ring) < 3 or not np.isfinite(ring).all() for ring in rings):
        raise UserFaults([_no_polygon(name)])
    return rings


def _rings(thing: Any) -> Iterator[Any]:  # noqa: ANN401  whatever JSON holds
    kind = thing["type"]
    if kind == "FeatureCollection":
        for feature in thing["features"]:
            yield from _rings(feature)
    elif kind == "Feature":
        yield from _rings(thing["geometry"])
    elif kind == "GeometryCollection":
        for geometry in thing["geometries"]:
            yield from _rings(geometry)
    elif kind == "Polygon":
        yield from thing["coordinates"]
    elif kind == "MultiPolygon":
        for polygon in thing["coordinates"]:
            yield from polygon


def _no_polygon(name: str) -> Fault:
    expected = _("GeoJSON with a Polygon or MultiPolygon in longitude and latitude")
    repair = _("Save the outline as GeoJSON in WGS 84.")
    return fault_at(Mark(name), "", _("no polygon"), expected, repair, "no-polygon")
