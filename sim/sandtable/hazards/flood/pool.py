"""The level pool, compiled: water on uneven ground, and how it rises step by step."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numba import njit

from sandtable.hazards.flood.breach import inflow_m3s

if TYPE_CHECKING:
    from numpy.typing import NDArray

_HALVINGS = 50
"""Halvings of the bracket of a level: a tenth of a picometre from 100 m."""

inflow_through = njit(cache=True)(inflow_m3s)
"""`inflow_m3s`, compiled: what flows in through a breach [m3/s]."""


@njit(cache=True)
def volume_m3(
    level_m: float,
    ground_m: NDArray[np.float64],
    relief_m: NDArray[np.float64],
    area_m2: NDArray[np.float64],
) -> float:
    """Return the water on cells up to a level [m3].

    The ground of a cell is spread evenly over its relief, so that at a height x above its lowest
    point the water on it is x² / (2 relief) deep on average, and level - mean ground once it is
    all under water.

    Parameters
    ----------
    ground_m, relief_m, area_m2
        Mean height, spread and reached area of each cell, shape ``(n_cells,)``.

    """
    total = 0.0
    for cell in range(ground_m.size):
        above = level_m - (ground_m[cell] - 0.5 * relief_m[cell])
        if above >= relief_m[cell]:
            total += area_m2[cell] * max(level_m - ground_m[cell], 0.0)
        elif above > 0.0:
            total += area_m2[cell] * 0.5 * above * above / relief_m[cell]
    return total


@njit(cache=True)
def level_m(
    volume: float,
    highest_m: float,
    ground_m: NDArray[np.float64],
    relief_m: NDArray[np.float64],
    area_m2: NDArray[np.float64],
) -> float:
    """Return the level at which so much water stands on cells [m above datum].

    Parameters
    ----------
    volume
        Water [m3].
    highest_m
        Level outside: it never rises above this; with no area reached it is the lowest ground.

    """
    low = np.min(ground_m - 0.5 * relief_m)
    if area_m2.max() <= 0.0:
        return low  # the water is still on its way to the first cell
    if volume_m3(highest_m, ground_m, relief_m, area_m2) <= volume:
        return highest_m
    high = highest_m
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        if volume_m3(middle, ground_m, relief_m, area_m2) < volume:
            low = middle
        else:
            high = middle
    return high


@njit(cache=True)
def rise(  # noqa: PLR0917  numba knows no keyword-only arguments
    step_s: float,
    outside_m: NDArray[np.float64],
    width_m: NDArray[np.float64],
    invert_m: NDArray[np.float64],
    cd: float,
    ground_m: NDArray[np.float64],
    relief_m: NDArray[np.float64],
    area_m2: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Let a pool rise: in each step the inflow at its beginning is added to the water.

    No more comes in than has room below the level outside on the ground reached by the end of the
    step; while the front is on its way to the first cell, on all that it will reach.

    Parameters
    ----------
    outside_m, width_m, invert_m
        Level outside, width and bottom of the breach at each step, shape ``(n_steps,)``.
    ground_m, relief_m
        Shape ``(n_cells,)``.
    area_m2
        Area of each cell that the front has reached by each step, shape ``(n_steps, n_cells)``.

    Returns
    -------
    tuple
        Level [m above datum], inflow [m3/s] and volume [m3], shape ``(n_steps,)`` each.

    """
    steps = outside_m.size
    level, inflow, volume = np.empty(steps), np.empty(steps), np.empty(steps)
    water = 0.0
    for i in range(steps):
        level[i] = level_m(water, outside_m[i], ground_m, relief_m, area_m2[i])
        inflow[i] = inflow_through(width_m[i], invert_m[i], outside_m[i], level[i], cd)
        after = min(i + 1, steps - 1)
        ahead = area_m2[after] if area_m2[after].max() > 0.0 else area_m2[-1]
        if ahead.max() > 0.0:
            room = volume_m3(outside_m[after], ground_m, relief_m, ahead) - water
            inflow[i] = min(inflow[i], max(room, 0.0) / step_s)
        volume[i] = water
        water += inflow[i] * step_s
    return level, inflow, volume
