"""How steep the ground above roads is (路侧坡度)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_AT_ONCE = 4_000_000
"""Pairs of a road's cell and one around it that are looked at together."""


def slope_deg(z_m: NDArray[np.float64], cell_m: float) -> NDArray[np.float64]:
    """Return how steep each cell is, shape of the heights [degrees].

    Third-order finite differences over the eight cells around, those beside double; beyond the rim
    the ground goes on as it rises there.

    Parameters
    ----------
    z_m
        Heights, at least two rows and columns [m].
    cell_m
        Side of a cell, > 0 [m].

    References
    ----------
    Horn 1981, Hill shading and the reflectance map, Proceedings of the IEEE 69, 14-47.

    """
    z = np.pad(z_m, 1, mode="reflect", reflect_type="odd")
    across = z[:-2] + 2.0 * z[1:-1] + z[2:]
    up = z[:, :-2] + 2.0 * z[:, 1:-1] + z[:, 2:]
    rise = np.hypot(across[:, 2:] - across[:, :-2], up[2:] - up[:-2]) / (8.0 * cell_m)
    steep: NDArray[np.float64] = np.degrees(np.arctan(rise))
    return steep


def steepness_above(
    z_m: NDArray[np.float64],
    cell_m: float,
    cells: NDArray[np.int64],
    within_m: float,
    of: Literal["worst", "mean"],
) -> NDArray[np.float64]:
    """Return how steep it is above places on roads, shape of `cells` [degrees].

    A place's own cell counts, and of those around it whose middle is near the ones that lie higher.

    Parameters
    ----------
    z_m, cell_m
        As `slope_deg`.
    cells
        Cells of the places, numbered row by row.
    within_m
        How near a middle must be, >= 0 [m].
    of
        The steepest of them, or their mean.

    """
    rows, columns = z_m.shape
    slope = slope_deg(z_m, cell_m)
    reach = int(within_m // cell_m)
    down, right = (one.ravel() for one in np.mgrid[-reach : reach + 1, -reach : reach + 1])
    near = np.hypot(down, right) * cell_m <= within_m
    down, right = down[near], right[near]
    found = np.empty(cells.size)
    for part in np.array_split(np.arange(cells.size), cells.size * down.size // _AT_ONCE + 1):
        row, column = np.divmod(cells[part], columns)
        r, c = row[:, np.newaxis] + down, column[:, np.newaxis] + right
        inside = (r >= 0) & (r < rows) & (c >= 0) & (c < columns)
        r, c = np.clip(r, 0, rows - 1), np.clip(c, 0, columns - 1)
        own = (down == 0) & (right == 0)
        counts = inside & ((z_m[r, c] > z_m[row, column][:, np.newaxis]) | own)
        steep = np.where(counts, slope[r, c], 0.0)
        found[part] = steep.max(axis=1) if of == "worst" else steep.sum(axis=1) / counts.sum(axis=1)
    return found
