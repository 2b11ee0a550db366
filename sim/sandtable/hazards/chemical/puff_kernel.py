"""The innermost loops of the puffs: walk with the wind, grow, and add up at receptors."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from numba import njit

from sandtable.hazards.chemical.dispersion import sigma
from sandtable.hazards.chemical.plume import vertical

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Cells = tuple[NDArray[np.int64], float, float, float, int, int]
    Wind = tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int64]]
    Sigmas = tuple[NDArray[np.float64], NDArray[np.float64]]
    Puff = tuple[float, int, float, float, float, float, float, float, float]
    """Time, row of the weather, place, way; virtual distances and least widths of both sigmas."""

CUT = 4.0
"""A puff is not felt beyond so many of its sigmas."""

PART = 0.5
"""A puff is looked at as often as it moves by this part of its sigma, once in a step at least."""

_SHORTEST_M = 0.01
_LONGEST_M = 1e7


@njit(cache=True)
def virtual_distance(wanted_m: float, row: NDArray[np.float64]) -> float:
    """Return the distance at which a sigma of a row is as large as wanted, by bisection [m]."""
    low, high = math.log(_SHORTEST_M), math.log(_LONGEST_M)
    for _ in range(60):
        middle = 0.5 * (low + high)
        if sigma(math.exp(middle), row) < wanted_m:
            low = middle
        else:
            high = middle
    return math.exp(0.5 * (low + high))


@njit(cache=True)
def regrown(distance_m: float, old: NDArray[np.float64], new: NDArray[np.float64]) -> float:
    """Return the virtual distance after a change of class, so that sigma does not jump [m].

    In classes E and F sigma_z has a largest value. Where the cloud is higher already, the distance
    is the longest one, and whoever calls keeps the cloud as high as it is.
    """
    if distance_m <= _SHORTEST_M:
        return distance_m
    return virtual_distance(sigma(distance_m, old), new)


@njit(cache=True)
def add_puff(
    out: NDArray[np.float64],
    weights: NDArray[np.float64],
    centre: tuple[float, float],
    spread_m: float,
    receptors: NDArray[np.float64],
    cells: Cells,
) -> None:
    """Add the concentration of one puff at the receptors within its reach.

    Parameters
    ----------
    out
        Sums by receptor, in the order of the receptors, and bin, shape ``(n, n_bins)``.
    weights
        What a receptor below the centre gets of each bin, shape ``(n_bins,)``.
    spread_m
        Sigma along and across the wind [m].
    receptors
        Places sorted by cell, shape ``(n, 2)`` [m].
    cells
        First receptor of each cell and one past the last, west and south edge, side, columns, rows.

    """
    first, west, south, side, columns, rows = cells
    reach = CUT * spread_m
    left = max(int((centre[0] - reach - west) // side), 0)
    right = min(int((centre[0] + reach - west) // side), columns - 1)
    below = max(int((centre[1] - reach - south) // side), 0)
    above = min(int((centre[1] + reach - south) // side), rows - 1)
    if left > right:
        return
    farthest, double = reach * reach, 2.0 * spread_m * spread_m
    for row in range(below, above + 1):
        start, end = first[row * columns + left], first[row * columns + right + 1]
        for r in range(start, end):
            dx, dy = receptors[r, 0] - centre[0], receptors[r, 1] - centre[1]
            apart = dx * dx + dy * dy
            if apart <= farthest:
                part = math.exp(-apart / double)
                for b in range(weights.size):
                    out[r, b] += weights[b] * part


@njit(cache=True)
def moved(puff: Puff, until_s: float, wind: Wind, sigmas: Sigmas) -> Puff:
    """Return a puff as it is at a later time: moved with the wind of the hour, and grown."""
    now, row, x, y, travelled, v_y, v_z, least_y, least_z = puff
    since, velocity, classes = wind
    while now < until_s:
        until, turns = until_s, row + 1 < since.size and since[row + 1] <= until_s
        if turns:
            until = since[row + 1]
        east, north = velocity[row, 0] * (until - now), velocity[row, 1] * (until - now)
        step = math.hypot(east, north)
        x, y, travelled = x + east, y + north, travelled + step
        v_y, v_z, now = v_y + step, v_z + step, until
        if turns:
            old, new = classes[row], classes[row + 1]
            if old != new:
                least_y = max(least_y, sigma(v_y, sigmas[0][old]))
                least_z = max(least_z, sigma(v_z, sigmas[1][old]))
                v_y = regrown(v_y, sigmas[0][old], sigmas[0][new])
                v_z = regrown(v_z, sigmas[1][old], sigmas[1][new])
            row += 1
    return now, row, x, y, travelled, v_y, v_z, least_y, least_z


@njit(cache=True)
def carry_puffs(
    field: tuple[NDArray[np.float64], NDArray[np.float64], Cells],
    puffs: tuple[NDArray[np.float64], NDArray[np.float64]],
    sampling: tuple[float, int, int],
    wind: Wind,
    sigmas: Sigmas,
    air: tuple[float, float, float, float, float],
) -> float:
    """Carry puffs with the wind and add up mean concentrations; return the mass given up [kg].

    Parameters
    ----------
    field
        Mean concentrations by step, receptor and bin of release [kg/m3], to be added to; places of
        the receptors, sorted by cell; the cells.
    puffs
        Time of release [s] and mass by bin, shape ``(n_puffs, n_bins)`` [kg], of each.
    sampling
        Interval of samples [s], samples in a step, samples in all; the first after one interval.
    wind
        Since when [s], velocity ``(n, 2)`` [m/s] and class of each row of the weather.
    sigmas
        Rows of sigma_y and sigma_z by class.
    air
        Height of receptors, of the release and of the lid [m]; travelled distance [m] and age [s]
        beyond which a puff is given up.

    """
    out, receptors, cells = field
    times, masses = puffs
    every, per_step, samples = sampling
    given_up = 0.0
    for k in range(times.size):
        filled = np.flatnonzero(masses[k])
        if not filled.size:
            continue
        first, last = filled[0], filled[-1] + 1
        mine = masses[k, first:last]
        row = np.searchsorted(wind[0], times[k], side="right") - 1
        puff = (times[k], row, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
        j, stride = int(times[k] // every), 1
        while j < samples:
            stride = min(stride, per_step - j % per_step)  # all of it in one step
            puff = moved(puff, (j + 0.5 * (stride + 1)) * every, wind, sigmas)
            now, row, x, y, travelled, v_y, v_z, least_y, least_z = puff
            if travelled > air[3] or now - times[k] > air[4]:
                given_up += mine.sum()
                break
            if travelled > 0.0:
                s_y = max(least_y, sigma(v_y, sigmas[0][wind[2][row]]))
                s_z = max(least_z, sigma(v_z, sigmas[1][wind[2][row]]))
                below = stride / per_step * vertical(air[0], air[1], s_z, air[2])
                below /= (2.0 * math.pi) ** 1.5 * s_y * s_y * s_z
                sums = out[j // per_step, :, first:last]
                add_puff(sums, mine * below, (x, y), s_y, receptors, cells)
                step = math.hypot(wind[1][row, 0], wind[1][row, 1]) * every
                next_stride = max(int(PART * s_y / step), 1)
            else:
                next_stride = 1
            j, stride = j + stride, next_stride
    return given_up
