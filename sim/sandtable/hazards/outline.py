"""Outlines of cells that are marked on a raster, as polygons with holes (轮廓)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

Corner = tuple[int, int]

_LEFT_FIRST = {
    (1, 0): ((0, -1), (1, 0), (0, 1)),
    (0, -1): ((-1, 0), (0, -1), (1, 0)),
    (-1, 0): ((0, 1), (-1, 0), (0, -1)),
    (0, 1): ((1, 0), (0, 1), (-1, 0)),
}
"""By direction of walking (columns, rows down): where to go on, the left turn first."""


def outlines(marked: NDArray[np.bool_]) -> list[list[NDArray[np.int64]]]:
    """Return the outlines of marked cells: polygons, each of its outer ring and its holes.

    Cells that touch at a corner alone are not joined. A ring has a corner where it turns, the last
    like the first; outer rings run against the clock, holes with it, where rows run to the south.

    Parameters
    ----------
    marked
        Shape ``(n_rows, n_columns)``.

    Returns
    -------
    list
        Rings as numbers of the lines between columns and between rows, shape ``(n_corners, 2)``.

    """
    from scipy.ndimage import label  # noqa: PLC0415  few hazards need it, and it loads slowly

    regions, many = label(marked)
    outer: list[list[NDArray[np.int64]]] = [[] for _region in range(many)]
    holes: list[list[NDArray[np.int64]]] = [[] for _region in range(many)]
    for cell, ring in _rings(marked):
        region = int(regions[cell]) - 1
        (outer if _turns_left(ring) else holes)[region].append(ring)
    return [[*one, *within] for one, within in zip(outer, holes, strict=True)]


def _rings(marked: NDArray[np.bool_]) -> Iterator[tuple[Corner, NDArray[np.int64]]]:
    """Yield the rings around marked cells, which lie on their left, each with one such cell."""
    edges = _edges(marked)
    while edges:
        first, cell = next(iter(edges.items()))
        (place, step), ring = first, [first[0]]
        while True:
            place = place[0] + step[0], place[1] + step[1]
            onward = next(one for one in _LEFT_FIRST[step] if (place, one) in edges)
            if onward != step:
                ring.append(place)
            step = onward
            del edges[place, step]
            if (place, step) == first:
                break
        yield cell, np.array([ring[-1], *ring[1:]], dtype=np.int64)


def _edges(marked: NDArray[np.bool_]) -> dict[tuple[Corner, Corner], Corner]:
    """Return the sides between marked cells and others: beginning and direction, and the cell."""
    wide = np.pad(marked, 1)
    inside = wide[1:-1, 1:-1]
    sides = (
        ((1, 0), (0, 1), inside & ~wide[2:, 1:-1]),
        ((0, -1), (1, 1), inside & ~wide[1:-1, 2:]),
        ((-1, 0), (1, 0), inside & ~wide[:-2, 1:-1]),
        ((0, 1), (0, 0), inside & ~wide[1:-1, :-2]),
    )
    return {
        ((column + right, row + down), step): (row, column)
        for step, (right, down), open_side in sides
        for row, column in np.argwhere(open_side).tolist()
    }


def _turns_left(ring: NDArray[np.int64]) -> bool:
    """Return whether a ring runs against the clock, rows running to the south."""
    x, y = ring.T
    return bool(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1]) < 0)
