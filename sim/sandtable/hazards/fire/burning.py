"""Minimum travel time on a raster, compiled: how fire comes from cell to cell (最小行程时间)."""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

from sandtable.ground.normal import normal_quantile
from sandtable.hazards.fire.compiled import LEAN
from sandtable.hazards.fire.paces import (
    HEAT,
    LAW,
    LIMIT,
    PUSH_E,
    PUSH_N,
    RATE,
    SECOND_LAW,
    SLOPE_C,
    WIND_B,
    WIND_C,
)
from sandtable.hazards.fire.queue import DONE, NEW, promote, take
from sandtable.hazards.fire.wang import SLOPE_B

S_M, SHIFT_E, SHIFT_N, EPOCH = range(4)
"""What is known of a cell in an epoch: seconds per metre, not a number where nothing ever burns,
eccentricity to east and north, and the number of the epoch."""

_KEPT = 8
"""Epochs of which that is kept for a cell, a power of 2: slow fire takes hours for a straight way,
and each further way from its beginning asks for the same hours again."""

_EVEN = 1e-5
"""Part of the time between two cells that is rounding: what is known of cells is in float32."""


# Indices that cannot be negative are made unsigned: else Numba asks at each whether it counts from
# the end, which took a quarter of the time.

Room = tuple[
    NDArray[np.float32],
    NDArray[np.int32],
    NDArray[np.int32],
    NDArray[np.int16],
    NDArray[np.int32],
    NDArray[np.int32],
]


def room_for(n: int) -> Room:
    """Return what is worked in on a raster of so many cells.

    That is what is known of cells, the cell that fire came from, the last one from which the
    straight way was no faster, the epoch, the queue and the places in it. Made by NumPy, which asks
    for large pages; arrays of the kernel's own have none.
    """
    return (
        np.full((_KEPT, n, 4), -1.0, np.float32),
        np.full(n, -1, np.int32),
        np.full(n, -1, np.int32),
        np.zeros(n, np.int16),
        np.empty(n, np.int32),
        np.full(n, NEW, np.int32),
    )


@njit(cache=True, error_model="numpy")
def _slot(epoch: int) -> int:
    """Return where what is known of cells in an epoch lies."""
    return epoch & (_KEPT - 1)


@njit(**LEAN)
def _look(
    cell: int,
    epoch: int,
    weather: tuple[NDArray[np.float64], NDArray[np.float64]],
    ground: tuple[NDArray[np.int16], NDArray[np.float32], NDArray[np.float64]],
    known: NDArray[np.float32],
) -> None:
    """Work out how a cell burns in an epoch.

    From a point of the cell the way d takes (|d| - ε d·h) / (R (1 - ε)), h the direction of the
    head: the ellipse of Anderson (1983) with its focus there, told as times.
    """
    fuel, gradient, blocked = ground
    at = _slot(epoch)
    known[at, cell, EPOCH] = epoch
    if blocked[cell] == -np.inf:
        known[at, cell, S_M] = np.nan
        return
    row = weather[1][epoch, fuel[cell]]
    s_m, e, push_e, push_n = _ellipse(row, gradient[cell, 0], gradient[cell, 1])
    push = math.sqrt(push_e * push_e + push_n * push_n)
    known[at, cell, S_M] = s_m
    known[at, cell, SHIFT_E] = e * push_e / push if e > 0.0 else 0.0
    known[at, cell, SHIFT_N] = e * push_n / push if e > 0.0 else 0.0


@njit(**LEAN)
def _ellipse(
    row: NDArray[np.float64], up_e: float, up_n: float
) -> tuple[float, float, float, float]:
    """Return 1 / (R (1 - ε)) [s/m], the eccentricity ε, and the push to east and north.

    By the second law R = R_0 exp |p|, p the sum of 0.1783 v along the wind and 3.533 tan^1.2 along
    the slope, and ε = tanh |p|: so the front runs as the law says at the head, R_0 exp |p|, at the
    rear, R_0 exp -|p|, and at the flanks, R_0, and everywhere else as an ellipse.
    """
    steep = math.sqrt(up_e * up_e + up_n * up_n)
    second = row[LAW] == SECOND_LAW
    if second:
        slope = row[SLOPE_C] * steep ** (SLOPE_B - 1.0) if steep > 0.0 else 0.0
    else:
        slope = row[SLOPE_C] * steep
    push_e, push_n = row[PUSH_E] + slope * up_e, row[PUSH_N] + slope * up_n
    push = math.sqrt(push_e * push_e + push_n * push_n)
    if not row[RATE] > 0.0:
        return np.inf, 0.0, push_e, push_n
    if push == 0.0:
        return 1.0 / row[RATE], 0.0, push_e, push_n
    if second:
        return math.cosh(push) / row[RATE], math.tanh(push), push_e, push_n
    wind = (push / row[WIND_C]) ** (1.0 / row[WIND_B])
    rate = row[RATE] * (1.0 + push)
    if wind > row[LIMIT]:
        wind = row[LIMIT]
        rate = row[RATE] * (1.0 + row[WIND_C] * wind ** row[WIND_B])
    ratio = 0.936 * math.exp(0.2566 * wind) + 0.461 * math.exp(-0.1548 * wind) - 0.397
    e = math.sqrt(max(0.0, 1.0 - 1.0 / (ratio * ratio)))
    return 1.0 / (rate * (1.0 - e)), e, push_e, push_n


@njit(forceinline=True, **LEAN)
def _travel(  # noqa: PLR0917  numba knows no keyword-only arguments
    start: int,
    now: float,
    epoch: int,
    way: int,
    bound: float,
    weather: tuple[NDArray[np.float64], NDArray[np.float64]],
    ground: tuple[NDArray[np.int16], NDArray[np.float32], NDArray[np.float64]],
    timed: bool,  # noqa: FBT001  numba knows no keyword-only arguments
    ways: tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float64], NDArray[np.float64]],
    known: NDArray[np.float32],
) -> float:
    """Return when fire from a cell comes to the end of a way; inf if later than the bound.

    Weather may turn on the way: burning is piecewise by epochs, so who sets out first is never
    later (first in, first out). A blocked cell stops it, and so do two that touch at a corner that
    the way passes through.

    Parameters
    ----------
    start, now, epoch
        Cell that it comes from, when, and the epoch of that time.
    weather, ground, ways
        As `burn` takes them.
    timed
        Whether a cell is blocked from a time on.

    """
    starts, blocked = weather[0], ground[2]
    first, pieces, metres, headings = ways
    east, north = headings[way, 0], headings[way, 1]
    end = starts[epoch + 1]
    for number in range(first[way], first[way + 1]):
        i = np.uint64(number)
        cell = np.uint64(start + pieces[i, 0])
        if timed and blocked[cell] <= now:
            return np.inf
        if (
            pieces[i, 1] != 0
            and blocked[np.uint64(start + pieces[i, 1])] <= now
            and blocked[np.uint64(start + pieces[i, 2])] <= now
        ):
            return np.inf
        need = metres[i]
        while True:
            at = np.uint64(_slot(epoch))
            if known[at, cell, EPOCH] != epoch:
                _look(int(cell), epoch, weather, ground, known)
            s_m = known[at, cell, S_M] * (
                1.0 - (known[at, cell, SHIFT_E] * east + known[at, cell, SHIFT_N] * north)
            )
            if now + need * s_m <= end and s_m < np.inf:
                now += need * s_m
                break
            if end == np.inf or math.isnan(s_m):
                return np.inf
            if s_m < np.inf:
                need -= (end - now) / s_m
            now = end
            epoch += 1
            end = starts[epoch + 1]
        if now >= bound:
            return np.inf
    return now


@njit(**LEAN)
def _front(
    east: float, north: float, heat: float, pace: NDArray[np.float32]
) -> tuple[float, float]:
    """Return intensity [kW/m] and direction of the front in a cell [rad east of north].

    The front runs along its normal, slower than the fire came along its way d: times grow along
    d - ε h, by so many seconds per metre. Where it was lit it is taken to run with its head.
    """
    if not pace[S_M] < np.inf:
        return 0.0, 0.0
    e = math.sqrt(pace[SHIFT_E] ** 2 + pace[SHIFT_N] ** 2)
    if east == 0.0 and north == 0.0:
        return heat / (pace[S_M] * (1.0 - e)), math.atan2(pace[SHIFT_E], pace[SHIFT_N])
    out_e, out_n = east - pace[SHIFT_E], north - pace[SHIFT_N]
    away = math.sqrt(out_e * out_e + out_n * out_n)
    return heat / (pace[S_M] * away), math.atan2(out_e, out_n)


@njit(cache=True, error_model="numpy")
def burn(  # noqa: C901, PLR0912, PLR0915, PLR0917  one loop: split up, it would copy its state about
    arrival: NDArray[np.float64],
    lit: NDArray[np.int32],
    until_s: float,
    shape: tuple[int, int],
    cell_m: float,
    near: NDArray[np.int64],
    reach: int,
    ways: tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float64], NDArray[np.float64]],
    ground: tuple[NDArray[np.int16], NDArray[np.float32], NDArray[np.float64]],
    weather: tuple[NDArray[np.float64], NDArray[np.float64]],
    brands: tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]],
    room: Room,
) -> tuple[NDArray[np.float32], NDArray[np.float32], int]:
    """Let the fire come to every cell by its fastest way; `arrival` is filled in.

    Dijkstra over the neighbours in `near`, and beside that straight on from the cell that the fire
    came from, as far as ways reach: so a path may run in any direction, and not only in those of
    the neighbours.

    Parameters
    ----------
    arrival
        Times at which cells are lit, inf for all others, shape ``(n,)`` [s].
    lit
        Cells that are lit.
    ways
        Where the pieces of each way begin, the pieces, their lengths [m], and directions. Of a
        piece, from the start, the cell and two beside the corner that it is entered at; 0 where it
        is not; shape ``(n_pieces, 3)``.
    ground
        Row of the fuel table, gradient to east and north, time from which a cell is blocked [s].
    weather
        Starts of the epochs, ending with inf [s], and the fuels in their weather, shape
        ``(n_epochs, n_fuels, 9)``.
    brands
        Draws, wind and rules of spotting; no draws = none. See `spotting.Brands`.
    room
        See `room_for`; it is used up.

    Returns
    -------
    tuple
        Intensity [kW/m] and direction of the front [rad], shape ``(n,)`` each, and the number of
        cells lit by brands.

    """
    rows, columns = shape
    n = rows * columns
    headings, fuel, blocked = ways[3], ground[0], ground[2]
    starts, table = weather
    known, parent, vain, epochs, heap, place = room
    intensity, angle = np.zeros(n, np.float32), np.zeros(n, np.float32)
    size, spots, wide, epoch, timed = 0, 0, 2 * reach + 1, 0, False
    for cell in range(n):
        if blocked[cell] == -np.inf:
            place[cell], arrival[cell] = DONE, np.inf
        elif blocked[cell] < np.inf:
            timed = True
    for cell in lit:
        if blocked[cell] > arrival[cell]:
            size = promote(cell, size, heap, place, arrival)
    while size > 0:
        here = take(size, heap, place, arrival)
        size -= 1
        now = arrival[here]
        if now > until_s:
            place[here] = -1
            break
        while starts[epoch + 1] <= now:
            epoch += 1
        epochs[here] = epoch
        row, column = here // columns, here % columns
        old = parent[here]
        old_row, old_column = old // columns, old % columns
        east = north = 0.0
        if old >= 0:
            number = (row - old_row + reach) * wide + column - old_column + reach
            east, north = headings[number, 0], headings[number, 1]
        at = _slot(epoch)
        if known[at, here, EPOCH] != epoch:
            _look(here, epoch, weather, ground, known)
        heat = table[epoch, fuel[here], HEAT]
        intensity[here], angle[here] = _front(east, north, heat, known[at, here])
        for i in range(near.shape[0]):
            r, c = row + near[i, 0], column + near[i, 1]
            if r < 0 or r >= rows or c < 0 or c >= columns:
                continue
            cell = r * columns + c
            there = np.uint64(cell)
            if place[there] == DONE or (timed and blocked[there] <= now):
                continue
            number = (near[i, 0] + reach) * wide + near[i, 1] + reach
            bound = before = arrival[there]
            time = _travel(
                here, now, epoch, number, bound, weather, ground, timed, ways, known
            )  # fmt: skip
            if time < bound:
                arrival[there], parent[there], bound = time, here, time
            dr, dc = r - old_row, c - old_column
            if (
                old >= 0
                and (bound < before or (abs(near[i, 0]) <= 1 and abs(near[i, 1]) <= 1))
                and abs(dr) <= reach
                and abs(dc) <= reach
                and (bound < before or (parent[there] != old and vain[there] != old))
            ):
                number = (dr + reach) * wide + dc + reach
                # Of two ways that are equal but for rounding the straighter one counts.
                even = bound + _EVEN * (bound - now) if bound < np.inf else np.inf
                time = _travel(
                    old, arrival[old], epochs[old], number, even,
                    weather, ground, timed, ways, known,
                )  # fmt: skip
                if time < even:
                    bound = min(time, bound)
                    arrival[there], parent[there] = bound, old
                else:
                    vain[there] = old
            if bound < before:
                size = promote(cell, size, heap, place, arrival)
        if brands[0].size > 0:
            cell, time = _brand(here, now, intensity[here], shape, cell_m, brands)
            if cell >= 0 and place[cell] != DONE and blocked[cell] > time and time < arrival[cell]:
                arrival[cell], parent[cell] = time, -1
                size = promote(cell, size, heap, place, arrival)
                spots += 1
    for cell in range(n):
        if place[cell] != DONE:
            arrival[cell] = np.inf
    return intensity, angle, spots


@njit(cache=True, error_model="numpy")
def _brand(
    cell: int,
    now: float,
    intensity: float,
    shape: tuple[int, int],
    cell_m: float,
    brands: tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]],
) -> tuple[int, float]:
    """Return where and when a brand from a cell lights another, -1 = nowhere."""
    draws, winds, rules = brands
    least, chance, median, spread, aside, catches = rules
    if 0.0775 * intensity**0.46 < least or draws[4 * cell] >= chance:
        return -1, np.inf
    if draws[4 * cell + 3] >= catches:
        return -1, np.inf
    k = max(int(np.searchsorted(winds[:, 0], now, side="right")) - 1, 0)
    if winds[k, 1] <= 0.0:
        return -1, np.inf
    metres = median * math.exp(spread * normal_quantile(draws[4 * cell + 1]))
    angle = winds[k, 2] + aside * normal_quantile(draws[4 * cell + 2])
    row = cell // shape[1] - round(metres * math.cos(angle) / cell_m)
    column = cell % shape[1] + round(metres * math.sin(angle) / cell_m)
    if row < 0 or row >= shape[0] or column < 0 or column >= shape[1]:
        return -1, np.inf
    return row * shape[1] + column, now + metres / winds[k, 1]
