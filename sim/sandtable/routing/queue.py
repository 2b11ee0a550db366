"""Queues of nodes by time, compiled: a heap of four children, and a ring of buckets.

In both an entry stays where it is when the time of its node falls: the node is entered again, and
an entry whose key is not the present time of its node is passed over.

References
----------
Johnson (1975), Priority queues with update and finding minimum spanning trees, Information
Processing Letters 4, 53-57: heaps of d children. Dial (1969), Algorithm 360: shortest-path forest
with topological ordering, Communications of the ACM 12, 632-633: buckets.

"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numba import njit

if TYPE_CHECKING:
    from numpy.typing import NDArray

BUCKETS = 4096
"""Buckets of a ring, a power of two: 16 KB."""

WIDTH = 0.5
"""Width of a bucket in mean times of an arc: so few nodes are taken up twice, and few are empty."""


@njit(cache=True)
def bucket_rate(seconds: NDArray[np.float64]) -> float:
    """Return the number of buckets per second that suits the times of arcs; 0 = none does.

    The ring is long enough for the slowest open arc: what leaves a bucket falls into one of the
    `BUCKETS` - 2 that follow.

    """
    total, most, count = 0.0, 0.0, 0
    for second in seconds:
        if 0.0 < second < np.inf:
            total += second
            count += 1
            most = max(most, second)
    if count == 0:
        return 1.0
    width = max(WIDTH * (total / count), most / (BUCKETS - 2))
    rate = 1.0 / width if width > 0.0 else 0.0
    # Sums of times stay far from where whole numbers are no longer exact.
    return rate if rate < np.inf and width < np.inf else 0.0


@njit(cache=True)
def push(
    keys: NDArray[np.float64], nodes: NDArray[np.int32], size: int, key: float, node: int
) -> int:
    """Add an entry to a heap and return the new size."""
    at = size
    while at > 0:
        up = (at - 1) >> 2
        if keys[up] <= key:
            break
        keys[at], nodes[at] = keys[up], nodes[up]
        at = up
    keys[at], nodes[at] = key, node
    return size + 1


@njit(cache=True)
def drop(keys: NDArray[np.float64], nodes: NDArray[np.int32], size: int) -> int:
    """Take the first entry of a heap away and return the new size."""
    sift(keys, nodes, size - 1, 0, size - 1)
    return size - 1


@njit(cache=True)
def heapify(keys: NDArray[np.float64], nodes: NDArray[np.int32], size: int) -> None:
    """Make a heap of entries that lie in any order."""
    for at in range((size - 2) >> 2, -1, -1):
        sift(keys, nodes, size, at, at)


@njit(cache=True)
def sift(
    keys: NDArray[np.float64], nodes: NDArray[np.int32], size: int, at: int, entry: int
) -> None:
    """Let an entry sink from `at` to its place among the first `size`."""
    key, node = keys[entry], nodes[entry]
    while True:
        down = 4 * at + 1
        if down >= size:
            break
        least = down
        for child in range(down + 1, min(down + 4, size)):
            if keys[child] < keys[least]:
                least = child
        if keys[least] >= key:
            break
        keys[at], nodes[at] = keys[least], nodes[least]
        at = least
    keys[at], nodes[at] = key, node
