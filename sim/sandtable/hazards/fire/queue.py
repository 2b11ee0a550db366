"""Cells that wait for the fire, the next one first: a heap whose entries can be moved forward."""

from __future__ import annotations

from typing import TYPE_CHECKING

from numba import njit

from sandtable.hazards.fire.compiled import LEAN

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

NEW, DONE = -1, -2
"""Places of cells that have not been met, and of those that burn."""


@njit(**LEAN)
def _before(one: int, two: int, time_s: NDArray[np.float64]) -> bool:
    """Say whether a cell burns before another; equal times by number."""
    return time_s[one] < time_s[two] or (time_s[one] == time_s[two] and one < two)


@njit(**LEAN)
def promote(
    cell: int,
    size: int,
    heap: NDArray[np.int32],
    place: NDArray[np.int32],
    time_s: NDArray[np.float64],
) -> int:
    """Put a cell where its time belongs, which has just become earlier; return the new size."""
    i = place[cell]
    if i == NEW:
        i = size
        size += 1
    while i > 0:
        up = (i - 1) >> 1
        if not _before(cell, heap[up], time_s):
            break
        heap[i] = heap[up]
        place[heap[i]] = i
        i = up
    heap[i] = cell
    place[cell] = i
    return size


@njit(**LEAN)
def take(
    size: int, heap: NDArray[np.int32], place: NDArray[np.int32], time_s: NDArray[np.float64]
) -> int:
    """Take the first cell out; the size is then one less."""
    first, last, size = heap[0], heap[size - 1], size - 1
    place[first] = DONE
    i = 0
    while 2 * i + 1 < size:
        down = 2 * i + 1
        if down + 1 < size and _before(heap[down + 1], heap[down], time_s):
            down += 1
        if not _before(heap[down], last, time_s):
            break
        heap[i] = heap[down]
        place[heap[i]] = i
        i = down
    if size > 0:
        heap[i] = last
        place[last] = i
    return int(first)
