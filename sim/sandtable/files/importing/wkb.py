"""Lines out of well-known binary, the form in which geometries come out of a file.

References
----------
OGC 06-103r4 (2011), Simple feature access, part 1, section 8; with the flags of EWKB for Z and M.

"""

from __future__ import annotations

import struct

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]

_LINE, _MULTI, _COLLECTION = 2, 5, 7
_Z, _M, _SRID = 0x80000000, 0x40000000, 0x20000000

KINDS = {1: "Point", 3: "Polygon", 4: "MultiPoint", 6: "MultiPolygon"}
"""Names of geometries that are no lines, by their code."""


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


def _read(wkb: bytes, at: int, lines: list[Points]) -> tuple[int, int]:
    """Read the geometry at a byte; return the code of what is no line and where it ends."""
    order = "<" if wkb[at] else ">"
    code, count = struct.unpack_from(f"{order}II", wkb, at + 1)
    has_z, has_m = bool(code & _Z), bool(code & _M)
    at += 4 if code & _SRID else 0
    code &= 0x1FFFFFFF
    kind, dimensions = code % 1000, code // 1000
    has_z, has_m = has_z or dimensions in {1, 3}, has_m or dimensions in {2, 3}
    at += 9
    if kind == _LINE:
        width = 2 + has_z + has_m
        points = np.frombuffer(wkb, f"{order}f8", count * width, at).reshape(count, width)
        lines.append(
            np.column_stack((points[:, :2], points[:, 2] if has_z else np.full(count, np.nan)))
        )
        return 0, at + 8 * count * width
    if kind not in {_MULTI, _COLLECTION}:
        return kind, len(wkb)
    other = 0
    for _part in range(count):
        no_line, at = _read(wkb, at, lines)
        other = other or no_line
    return other, at
