"""Lines and polygons out of well-known binary, the form in which geometries leave a file.

References
----------
OGC 06-103r4 (2011), Simple feature access, part 1, section 8; with the flags of EWKB for Z and M.

"""

from __future__ import annotations

import struct
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]

_LINE, _POLYGON, _MULTI, _POLYGONS, _COLLECTION = 2, 3, 5, 6, 7
_Z, _M, _SRID = 0x80000000, 0x40000000, 0x20000000

KINDS = {1: "Point", 3: "Polygon", 4: "MultiPoint", 6: "MultiPolygon"}
"""Names of geometries that are no lines, by their code."""

ALL_KINDS = KINDS | {2: "LineString", 5: "MultiLineString", 7: "GeometryCollection"}
"""Names of geometries by their code."""


def lines_of(wkb: bytes) -> tuple[list[Points], int]:
    """Return the lines of a geometry, and the code of what in it is no line (0 = nothing).

    Parameters
    ----------
    wkb
        LineString, MultiLineString, or a collection of them, with or without Z and M.

    Returns
    -------
    tuple
        Points of each line with x, y and z, z nan = none, shape ``(n_points, 3)``; the code.

    """
    lines: list[Points] = []
    other, _end = _read(wkb, 0, lines)
    return lines, other


def polygons_of(wkb: bytes) -> tuple[list[list[Points]], int]:
    """Return the polygons of a geometry, each of its rings, and the code of what is none.

    Parameters
    ----------
    wkb
        Polygon, MultiPolygon, or a collection of them, with or without Z and M.

    Returns
    -------
    tuple
        Corners of each ring of each polygon, shape ``(n_corners, 2)``; the code (0 = nothing).

    """
    polygons: list[list[Points]] = []
    other, _end = _read_polygons(wkb, 0, polygons)
    return polygons, other


class _Head(NamedTuple):
    """Order of the bytes, kind, number of parts, numbers per point, whether z is one, the end."""

    order: str
    kind: int
    n_parts: int
    width: int
    has_z: bool
    end: int

    @classmethod
    def at(cls, wkb: bytes, at: int) -> Self:
        """Read the head of the geometry at a byte."""
        order = "<" if wkb[at] else ">"
        code, count = struct.unpack_from(f"{order}II", wkb, at + 1)
        if code & _SRID:
            at += 4
            (count,) = struct.unpack_from(f"{order}I", wkb, at + 5)
        has_z, has_m = bool(code & _Z), bool(code & _M)
        code &= 0x1FFFFFFF
        kind, dimensions = code % 1000, code // 1000
        has_z, has_m = has_z or dimensions in {1, 3}, has_m or dimensions in {2, 3}
        return cls(order, kind, count, 2 + has_z + has_m, has_z, at + 9)


def _points(wkb: bytes, head: _Head, at: int, count: int) -> Points:
    numbers = np.frombuffer(wkb, f"{head.order}f8", count * head.width, at)
    return numbers.reshape(count, head.width).astype(np.float64)


def _read(wkb: bytes, at: int, lines: list[Points]) -> tuple[int, int]:
    """Read the geometry at a byte; return the code of what is no line and where it ends."""
    head = _Head.at(wkb, at)
    at = head.end
    if head.kind == _LINE:
        points = _points(wkb, head, at, head.n_parts)
        z = points[:, 2] if head.has_z else np.full(head.n_parts, np.nan)
        lines.append(np.column_stack((points[:, :2], z)))
        return 0, at + 8 * head.n_parts * head.width
    if head.kind not in {_MULTI, _COLLECTION}:
        return head.kind, len(wkb)
    other = 0
    for _part in range(head.n_parts):
        no_line, at = _read(wkb, at, lines)
        other = other or no_line
    return other, at


def _read_polygons(wkb: bytes, at: int, polygons: list[list[Points]]) -> tuple[int, int]:
    """Read the geometry at a byte; return the code of what is no polygon and where it ends."""
    head = _Head.at(wkb, at)
    at = head.end
    if head.kind == _POLYGON:
        rings = []
        for _ring in range(head.n_parts):
            (count,) = struct.unpack_from(f"{head.order}I", wkb, at)
            rings.append(_points(wkb, head, at + 4, count)[:, :2])
            at += 4 + 8 * count * head.width
        polygons.append(rings)
        return 0, at
    if head.kind not in {_POLYGONS, _COLLECTION}:
        return head.kind, len(wkb)
    other = 0
    for _part in range(head.n_parts):
        none, at = _read_polygons(wkb, at, polygons)
        other = other or none
    return other, at
