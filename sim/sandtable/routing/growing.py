"""Whole shortest-path trees of many sources, compiled."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numba import njit

from sandtable.routing.queue import BUCKETS, bucket_rate, drop, push

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sandtable.routing.stars import Star

PATIENCE = 2
"""Arcs looked at by buckets before the heap takes over, as a multiple of all arcs."""


class Forest(NamedTuple):
    """Shortest-path trees of some sources, or one of them where an axis is missing.

    Parameters
    ----------
    seconds
        Time of the best way to each node, inf = none, shape ``(n_sources, n_nodes)`` [s].
    by
        Place in the star of the last arc of that way, -1 = none, the same shape.

    """

    seconds: NDArray[np.float64]
    by: NDArray[np.int32]


class Ring(NamedTuple):
    """Buckets of entries, made once for all sources.

    Parameters
    ----------
    keys, nodes, after
        Of an entry: the time it was made for, its node, and the entry behind it in the same
        bucket, shape ``(n_entries,)``.
    heads
        First entry of each bucket, -1 = empty, shape ``(BUCKETS,)``; all empty between two trees.

    """

    keys: NDArray[np.float64]
    nodes: NDArray[np.int32]
    after: NDArray[np.int32]
    heads: NDArray[np.int32]


class Pace(NamedTuple):
    """The ring of buckets, and how many of them there are to a second."""

    ring: Ring
    rate: float


@njit(cache=True)
def empty_ring(n_arcs: int) -> Ring:
    """Return a ring with room for as many entries as `PATIENCE` lets a search make."""
    entries = PATIENCE * n_arcs + 1
    return Ring(
        np.empty(entries),
        np.empty(entries, np.int32),
        np.empty(entries, np.int32),
        np.full(BUCKETS, -1, np.int32),
    )


@njit(cache=True)
def grow_all(star: Star, sources: NDArray[np.int64], forest: Forest) -> None:
    """Grow the trees of all sources into a forest."""
    ring, rate = empty_ring(star.to.size), bucket_rate(star.seconds)
    for row in range(sources.size):
        grow(star, sources[row], Forest(forest.seconds[row], forest.by[row]), ring, rate)


@njit(cache=True)
def grow(star: Star, source: int, tree: Forest, ring: Ring, rate: float) -> None:
    """Grow the tree of one source, by buckets if they serve, else by the heap.

    Both find the same times to the last bit: the least sum over all ways, added up in travel order.
    """
    if rate == 0.0 or not _by_buckets(star, source, tree, ring, rate):
        _by_heap(star, source, tree, ring)


@njit(cache=True)
def _by_buckets(star: Star, source: int, tree: Forest, ring: Ring, rate: float) -> bool:
    """Take up nodes bucket by bucket, in any order within one; return whether that ended.

    A node that is taken up too early is taken up again. Where most arcs are far shorter than a
    bucket that would go on for long, so it is given up; the ring is empty again then, too.
    """
    first, to, seconds = star.first, star.to, star.seconds
    keys, nodes, after, heads = ring
    time_s, by = tree
    time_s[:] = np.inf
    by[:] = -1
    time_s[source] = 0.0
    heads[0], keys[0], nodes[0], after[0] = 0, 0.0, source, -1
    used, waiting, bucket, looks = 1, 1, 0, 0
    while waiting > 0:
        entry = heads[bucket & (BUCKETS - 1)]
        if entry < 0:
            bucket += 1
            continue
        heads[bucket & (BUCKETS - 1)] = after[entry]
        waiting -= 1
        now, node = keys[entry], nodes[entry]
        if now > time_s[node]:
            continue
        looks += first[node + 1] - first[node]
        if looks >= keys.size:
            heads[:] = -1
            return False
        for place in range(first[node], first[node + 1]):
            other, then = to[place], now + seconds[place]
            if then < time_s[other]:
                time_s[other], by[other] = then, place
                at = int(then * rate) & (BUCKETS - 1)
                keys[used], nodes[used], after[used], heads[at] = then, other, heads[at], used
                used += 1
                waiting += 1
    return True


@njit(cache=True)
def _by_heap(star: Star, source: int, tree: Forest, ring: Ring) -> None:
    """Take up nodes in the order of their times (Dijkstra 1959), in the arrays of a ring."""
    first, to, seconds = star.first, star.to, star.seconds
    time_s, by = tree
    time_s[:] = np.inf
    by[:] = -1
    time_s[source] = 0.0
    size = push(ring.keys, ring.nodes, 0, 0.0, source)
    while size > 0:
        now, node = ring.keys[0], ring.nodes[0]
        size = drop(ring.keys, ring.nodes, size)
        if now > time_s[node]:
            continue
        for place in range(first[node], first[node + 1]):
            other, then = to[place], now + seconds[place]
            if then < time_s[other]:
                time_s[other], by[other] = then, place
                size = push(ring.keys, ring.nodes, size, then, other)
