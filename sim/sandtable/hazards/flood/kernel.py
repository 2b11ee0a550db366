"""The local-inertial scheme, compiled: one step after the other over tiles that may be wet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numba import njit

from sandtable.hazards.flood.breach import GRAVITY
from sandtable.hazards.flood.sources import (
    amount,
    count_edges,
    deepest_outside,
    face,
    flow_over_edges,
    pushed,
    through_breaches,
    through_inlets,
)
from sandtable.hazards.flood.state import (
    CELLS,
    DRY_M,
    FACES,
    FAST_FACES,
    RAINED,
    SOAKED,
    STEPS,
    Forcing,
    Ground,
    Tally,
    Water,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

TILE = 16
"""Side of a tile [cells]. In as many steps water crosses no more than one tile."""

LEAST_DEPTH_M = 0.1
"""The step is never longer than with this depth [m]: the first water into a dry domain finds it."""

FAST_FROUDE = 0.5
"""Faster flow over a face is counted: the scheme is not valid for it."""

_FAST = FAST_FROUDE**2 * GRAVITY
_KEPT = 1.0 - 1e-12
"""Part of a cell's water that may leave it in one step: rounding never makes a depth negative."""


@njit(cache=True)
def advance(
    ground: Ground, forcing: Forcing, tally: Tally, water: Water, from_s: float, until_s: float
) -> Water:
    """Let water flow from one time to another; return where it then is.

    The arrays of `water` and `tally` are written in place; the two of discharges change places.

    References
    ----------
    Bates, Horritt & Fewtrell (2010), Journal of Hydrology 387, 33-45, equation 11; de Almeida et
    al. (2012), Water Resources Research 48, W05528, equation 10.

    """
    now_s, steps = from_s, 0
    tiles = np.zeros(0, dtype=np.int64)
    n_tiles = -(-ground.z.shape[0] // TILE) * -(-ground.z.shape[1] // TILE)
    deepest = float(np.max(water.h))
    while now_s < until_s:
        deep = max(deepest, deepest_outside(ground, forcing, now_s), LEAST_DEPTH_M)
        step_s = min(ground.alpha * ground.cell_m / np.sqrt(GRAVITY * deep), until_s - now_s)
        end_s = until_s if step_s == until_s - now_s else now_s + step_s
        rain_m = amount(forcing, 0, now_s, end_s)
        if steps % TILE == 0 or (rain_m > 0.0 and tiles.size < n_tiles):
            tiles = _active(ground, forcing, water, rain_m > 0.0)
        water = Water(water.h, water.qx_old, water.qy_old, water.qx, water.qy, water.wet_s)
        deepest = _step(ground, forcing, tally, water, tiles, now_s, end_s, rain_m)
        tally.counted[STEPS] += 1
        tally.counted[CELLS] += tiles.size * TILE * TILE
        now_s = end_s
        steps += 1
    return water


@njit(cache=True)
def _step(  # noqa: PLR0917  numba knows no keyword-only arguments
    ground: Ground,
    forcing: Forcing,
    tally: Tally,
    water: Water,
    tiles: NDArray[np.int64],
    now_s: float,
    end_s: float,
    rain_m: float,
) -> float:
    """Take one step; return the largest depth after it [m]."""
    step_s = end_s - now_s
    for tile in tiles:
        _flow(ground, water, tally, tile, step_s)
    flow_over_edges(ground, forcing, water, now_s, step_s)
    for tile in tiles:
        _hold_back(ground, water, tile, step_s)
    count_edges(ground, forcing, water, tally, step_s)
    deepest = 0.0
    for tile in tiles:
        deepest = max(deepest, _balance(ground, water, tally, tile, step_s, rain_m))
    through_inlets(ground, forcing, water, tally, now_s, end_s)
    through_breaches(ground, forcing, water, tally, now_s, end_s)
    for cell in forcing.inlet_cell:
        deepest = max(deepest, water.h.flat[cell])
    for cell in forcing.breach_cell:
        deepest = max(deepest, water.h.flat[cell])
    return deepest


@njit(cache=True)
def _bounds(shape: tuple[int, int], tile: int) -> tuple[int, int, int, int]:
    across = -(-shape[1] // TILE)
    top, left = tile // across * TILE, tile % across * TILE
    return top, min(top + TILE, shape[0]), left, min(left + TILE, shape[1])


@njit(cache=True)
def _active(
    ground: Ground,
    forcing: Forcing,
    water: Water,
    everywhere: bool,  # noqa: FBT001  as below
) -> NDArray[np.int64]:
    """Return the tiles that may see water move within the next TILE steps; still the others."""
    rows, columns = -(-ground.z.shape[0] // TILE), -(-ground.z.shape[1] // TILE)
    if everywhere:
        return np.arange(rows * columns)
    wet = np.zeros((rows, columns), dtype=np.bool_)
    least = 0.0 if ground.soaks else DRY_M
    for tile in range(rows * columns):
        top, bottom, left, right = _bounds(ground.z.shape, tile)
        wet[tile // columns, tile % columns] = np.max(water.h[top:bottom, left:right]) > least
    for cells in (forcing.inlet_cell, forcing.breach_cell, forcing.edge_cell):
        for cell in cells:
            row, column = cell // ground.z.shape[1], cell % ground.z.shape[1]
            wet[row // TILE, column // TILE] = True
    found = np.empty(rows * columns, dtype=np.int64)
    n = 0
    for row in range(rows):
        for column in range(columns):
            near = wet[max(row - 1, 0) : row + 2, max(column - 1, 0) : column + 2]
            if near.any():
                found[n] = row * columns + column
                n += 1
            else:
                _still(ground, water, row * columns + column)
    return found[:n].copy()


@njit(cache=True)
def _still(ground: Ground, water: Water, tile: int) -> None:
    """Let nothing flow over the faces of a tile that is no longer looked at."""
    top, bottom, left, right = _bounds(ground.z.shape, tile)
    for flow in (water.qx, water.qy, water.qx_old, water.qy_old):
        flow[top:bottom, left:right] = 0.0


@njit(cache=True)
def _flow(ground: Ground, water: Water, tally: Tally, tile: int, step_s: float) -> None:
    """Work out the discharges over the left and upper faces of the cells of a tile."""
    top, bottom, left, right = _bounds(ground.z.shape, tile)
    qx, qy = water.qx_old, water.qy_old
    faces, fast = 0, 0
    for row in range(top, bottom):
        for column in range(max(left, 1), right):
            deep, rise, rough = face(ground, water, row, column - 1, row, column)
            flow = 0.0
            if deep > DRY_M:
                mixed = _mixed(ground, qx[row, column - 1], qx[row, column], qx[row, column + 1])
                flow = pushed(ground, mixed, deep, rise, rough, step_s)
                faces += 1
                fast += flow * flow > _FAST * deep * deep * deep
            water.qx[row, column] = flow
        for column in range(left, right if row > 0 else left):
            deep, rise, rough = face(ground, water, row - 1, column, row, column)
            flow = 0.0
            if deep > DRY_M:
                mixed = _mixed(ground, qy[row - 1, column], qy[row, column], qy[row + 1, column])
                flow = pushed(ground, mixed, deep, rise, rough, step_s)
                faces += 1
                fast += flow * flow > _FAST * deep * deep * deep
            water.qy[row, column] = flow
    tally.counted[FACES] += faces
    tally.counted[FAST_FACES] += fast


@njit(cache=True)
def _mixed(ground: Ground, before: float, q: float, after: float) -> float:
    """Return the discharge of a face, mixed with those of the faces before and after it."""
    return ground.theta * q + 0.5 * (1.0 - ground.theta) * (before + after)


@njit(cache=True)
def _hold_back(ground: Ground, water: Water, tile: int, step_s: float) -> None:
    """Reduce what leaves a cell to what is in it; each face has one cell that it drains."""
    top, bottom, left, right = _bounds(ground.z.shape, tile)
    h, qx, qy = water.h, water.qx, water.qy
    by = step_s / ground.cell_m
    for row in range(top, bottom):
        for column in range(left, right):
            leaving = by * (
                (max(qx[row, column + 1], 0.0) + max(-qx[row, column], 0.0))
                + (max(qy[row + 1, column], 0.0) + max(-qy[row, column], 0.0))
            )
            if leaving > _KEPT * h[row, column]:
                part = _KEPT * h[row, column] / leaving
                if qx[row, column + 1] > 0.0:
                    qx[row, column + 1] *= part
                if qx[row, column] < 0.0:
                    qx[row, column] *= part
                if qy[row + 1, column] > 0.0:
                    qy[row + 1, column] *= part
                if qy[row, column] < 0.0:
                    qy[row, column] *= part


@njit(cache=True)
def _balance(
    ground: Ground, water: Water, tally: Tally, tile: int, step_s: float, rain_m: float
) -> float:
    """Fill and empty the cells of a tile, let it rain and soak; return the largest depth [m]."""
    top, bottom, left, right = _bounds(ground.z.shape, tile)
    h, qx, qy = water.h, water.qx, water.qy
    by, soaked, deepest = step_s / ground.cell_m, 0.0, 0.0
    for row in range(top, bottom):
        for column in range(left, right):
            after = h[row, column] + by * (
                (qx[row, column] - qx[row, column + 1]) + (qy[row, column] - qy[row + 1, column])
            )
            after += rain_m
            if ground.soaks and after > 0.0:
                soak = min(_soak_mps(ground, water, row, column) * step_s, after)
                water.wet_s[row, column] += step_s
                after -= soak
                soaked += soak
            h[row, column] = after
            deepest = max(deepest, after)
    area = ground.cell_m * ground.cell_m
    tally.volume[RAINED] += rain_m * area * (bottom - top) * (right - left)
    tally.volume[SOAKED] += soaked * area
    return deepest


@njit(cache=True)
def _soak_mps(ground: Ground, water: Water, row: int, column: int) -> float:
    """Return what the ground can take by Horton's law, from when it became wet on [m/s]."""
    first, last = ground.soak_first[row, column], ground.soak_last[row, column]
    if first == last:
        return float(last)
    return float(last + (first - last) * np.exp(-ground.soak_decay * water.wet_s[row, column]))
