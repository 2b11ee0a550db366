"""Height above the nearest drainage, and floods by the stage of a river (最近河道相对高程)."""

from __future__ import annotations

from heapq import heappop, heappush
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np
from numba import njit

if TYPE_CHECKING:
    from numpy.typing import NDArray

_AROUND = np.array(
    [(-1, 0), (0, -1), (0, 1), (1, 0), (-1, -1), (-1, 1), (1, -1), (1, 1)], dtype=np.int64
)
"""Eight neighbours, the four near ones first: they win ties."""


class Drainage(NamedTuple):
    """How water leaves a raster; shape ``(n_rows, n_columns)`` each.

    ``filled_m`` are heights without pits [m]; ``down`` is the number of the next cell downstream,
    -1 = out of the raster; ``upstream`` counts the cells that drain through a cell, with itself;
    ``order`` lists all cells, each after the one downstream of it, shape ``(n_cells,)``.
    """

    filled_m: NDArray[np.float64]
    down: NDArray[np.int64]
    upstream: NDArray[np.int64]
    order: NDArray[np.int64]


class Hand(NamedTuple):
    """Height above the nearest drainage [m], and the number of that cell; shape of the raster."""

    hand_m: NDArray[np.float64]
    drain: NDArray[np.int64]

    def depth_m(self, stage_m: NDArray[np.float64] | float) -> NDArray[np.float64]:
        """Return depths when rivers stand at a stage above their bed [m].

        The velocity is not known: whoever uses the depth says "depth only".

        Parameters
        ----------
        stage_m
            One number, or one of each cell of the raster, of which those of drainage cells count.

        """
        stage = np.broadcast_to(np.asarray(stage_m, dtype=np.float64), self.hand_m.shape)
        depth: NDArray[np.float64] = np.maximum(stage.ravel()[self.drain] - self.hand_m, 0.0)
        return depth


def drain(z_m: NDArray[np.float64], *, ways: Literal[4, 8] = 8) -> Drainage:
    """Return how water leaves a raster: pits filled, then to the steepest of eight neighbours.

    On flats and in filled pits it goes towards the outlet from which they were reached.

    Parameters
    ----------
    ways
        Neighbours that water can go to. The schemes in two dimensions know 4: ground that is filled
        for them must be filled so, or it keeps pits whose outlets are diagonal.

    References
    ----------
    Barnes, Lehman & Mulla (2014), Priority-flood, Computers & Geosciences 62, 117-127.
    O'Callaghan & Mark (1984), Computer Vision, Graphics, and Image Processing 28, 323-344.

    """
    filled, down, order = _flood(np.asarray(z_m, dtype=np.float64), ways)
    return Drainage(filled, down, _count(down, order), order)


def height_above(z_m: NDArray[np.float64], drainage: Drainage, least_cells: int) -> Hand:
    """Return heights above the nearest drainage: the first river cell downstream.

    Parameters
    ----------
    least_cells
        A cell is river where at least so many drain through it. What leaves the raster before it
        meets a river counts from where it leaves.

    References
    ----------
    Rennó et al. (2008), Remote Sensing of Environment 112, 3469-3481.

    """
    river = drainage.upstream >= least_cells
    near = _nearest(drainage.down, river, drainage.order)
    hand = np.maximum(z_m - z_m.ravel()[near], 0.0)
    return Hand(hand, near)


def rating(
    hand_m: NDArray[np.float64],
    *,
    cell_m: float,
    length_m: float,
    slope: float,
    manning: float,
    stages_m: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Return the discharge of a reach at stages: Q = A R^(2/3) √S / n [m³/s].

    A is the water of the reach by its length, R that by the ground it covers.

    Parameters
    ----------
    hand_m
        Heights of the cells that drain into the reach, shape ``(n_cells,)`` [m].
    length_m, slope, manning
        Of the reach: length > 0 [m], slope of the bed > 0, Manning's n > 0 [s/m^(1/3)].
    stages_m
        Stages above the bed, increasing, shape ``(n,)`` [m].

    References
    ----------
    Zheng et al. (2018), Journal of the American Water Resources Association 54, 785-797.

    """
    deep = np.maximum(np.asarray(stages_m)[:, np.newaxis] - hand_m.ravel(), 0.0)
    volume, bed = deep.sum(axis=1) * cell_m**2, (deep > 0.0).sum(axis=1) * cell_m**2
    radius = volume / np.where(bed > 0.0, bed, 1.0)
    flow: NDArray[np.float64] = volume / length_m * radius ** (2.0 / 3.0) * slope**0.5 / manning
    return flow


@njit(cache=True)
def _flood(
    z: NDArray[np.float64], ways: int
) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.int64]]:
    """Fill pits from the edges inwards, lowest first; return heights, ways down and the order."""
    rows, columns = z.shape
    filled, down = z.copy(), np.full(z.shape, -1, dtype=np.int64)
    known = np.zeros(z.shape, dtype=np.bool_)
    order, n = np.empty(z.size, dtype=np.int64), 0
    queue = [(z[0, 0], 0, 0)]
    queue.pop()
    for cell in range(z.size):
        row, column = cell // columns, cell % columns
        if row in (0, rows - 1) or column in (0, columns - 1):
            heappush(queue, (z[row, column], 0, cell))
            known[row, column] = True
    while len(queue) > 0:
        height, _turn, cell = heappop(queue)
        row, column = cell // columns, cell % columns
        order[n] = cell
        n += 1
        _steepest(filled, known, down, row, column, ways)
        for step in range(ways):
            r, c = row + _AROUND[step, 0], column + _AROUND[step, 1]
            if 0 <= r < rows and 0 <= c < columns and not known[r, c]:
                known[r, c] = True
                filled[r, c] = max(z[r, c], height)
                down[r, c] = cell
                heappush(queue, (filled[r, c], n, r * columns + c))
    return filled, down, order


@njit(cache=True)
def _steepest(
    filled: NDArray[np.float64],
    known: NDArray[np.bool_],
    down: NDArray[np.int64],
    row: int,
    column: int,
    ways: int,
) -> None:
    """Let a cell drain to its steepest lower neighbour, if it has one: all lower ones are known."""
    rows, columns = filled.shape
    best = 0.0
    for step in range(ways):
        r, c = row + _AROUND[step, 0], column + _AROUND[step, 1]
        if 0 <= r < rows and 0 <= c < columns and known[r, c]:
            drop = (filled[row, column] - filled[r, c]) / (1.0 if step < 4 else np.sqrt(2.0))
            if drop > best:
                best = drop
                down[row, column] = r * columns + c


@njit(cache=True)
def _count(down: NDArray[np.int64], order: NDArray[np.int64]) -> NDArray[np.int64]:
    upstream = np.ones(down.shape, dtype=np.int64)
    for cell in order[::-1]:
        below = down.flat[cell]
        if below >= 0:
            upstream.flat[below] += upstream.flat[cell]
    return upstream


@njit(cache=True)
def _nearest(
    down: NDArray[np.int64], river: NDArray[np.bool_], order: NDArray[np.int64]
) -> NDArray[np.int64]:
    near = np.empty(down.shape, dtype=np.int64)
    for cell in order:
        below = down.flat[cell]
        near.flat[cell] = cell if river.flat[cell] or below < 0 else near.flat[below]
    return near
