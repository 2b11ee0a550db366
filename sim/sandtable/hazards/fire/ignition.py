"""Where a fire begins: the cells of a point, a line or an area (起火点)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


def cells_of_line(points: ArrayLike) -> list[tuple[int, int]]:
    """Return the cells that a line touches, in order; a single point is one cell.

    Parameters
    ----------
    points
        Corners in rows and columns, cell (0, 0) reaching from 0 to 1, shape ``(n, 2)``.

    """
    corners = np.asarray(points, dtype=np.float64).reshape(-1, 2)
    found: dict[tuple[int, int], None] = {}
    for start, end in zip(corners, corners[[*range(1, len(corners)), -1]], strict=True):
        n = int(np.ceil(8.0 * np.abs(end - start).max())) + 1
        for row, column in np.floor(np.linspace(start, end, n)).astype(int).tolist():
            found[row, column] = None
    return list(found)


def cells_of_area(ring: ArrayLike, shape: tuple[int, int]) -> list[tuple[int, int]]:
    """Return the cells whose centre lies in an area, row by row.

    Parameters
    ----------
    ring
        Its corners in rows and columns, shape ``(n, 2)``; the last joins the first.
    shape
        Rows and columns of the raster.

    """
    corners = np.asarray(ring, dtype=np.float64)
    row, column = np.indices(shape) + 0.5
    inside: NDArray[np.bool_] = np.zeros(shape, dtype=np.bool_)
    for (r0, c0), (r1, c1) in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        if r0 != r1:
            crossed = (row >= min(r0, r1)) & (row < max(r0, r1))
            inside ^= crossed & (column < c0 + (row - r0) * (c1 - c0) / (r1 - r0))
    return [(int(r), int(c)) for r, c in np.argwhere(inside)]
