"""Searches that end early, or begin at many places, compiled."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numba import njit

from sandtable.routing.growing import Pace, Ring, empty_ring
from sandtable.routing.queue import BUCKETS, bucket_rate, drop, push

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sandtable.routing.stars import Star


class Met(NamedTuple):
    """What a search has met: times of all nodes, inf = not met, and the nodes that were.

    Shape ``(n_nodes,)`` both; [s].
    """

    seconds: NDArray[np.float64]
    nodes: NDArray[np.int32]


@njit(cache=True)
def bounded(
    star: Star, sources: NDArray[np.int64], limit_s: float
) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.float64]]:
    """Search from each source up to a time; return the columns of a `reaching.Reach`."""
    n = star.first.size - 1
    time_s, met = np.full(n, np.inf), np.empty(n, np.int32)
    pace = Pace(empty_ring(star.to.size), bucket_rate(star.seconds))
    first = np.zeros(sources.size + 1, np.int64)
    nodes, seconds = np.empty(1024, np.int32), np.empty(1024)
    for row in range(sources.size):
        count = 0
        if limit_s >= 0.0:
            count = _within(star, sources[row], limit_s, Met(time_s, met), pace)
        begin = first[row]
        first[row + 1] = begin + count
        while first[row + 1] > nodes.size:
            nodes = np.concatenate((nodes, np.empty_like(nodes)))
            seconds = np.concatenate((seconds, np.empty_like(seconds)))
        for at in range(count):
            nodes[begin + at], seconds[begin + at] = met[at], time_s[met[at]]
            time_s[met[at]] = np.inf
    return first, nodes[: first[-1]].copy(), seconds[: first[-1]].copy()


@njit(cache=True)
def _within(star: Star, source: int, limit_s: float, met: Met, pace: Pace) -> int:
    """Search from a source up to a time; return how many nodes are met."""
    met.seconds[source], met.nodes[0] = 0.0, source
    count, done = (1, False) if pace.rate == 0.0 else _by_buckets(star, source, limit_s, met, pace)
    if done:
        return count
    for at in range(count):
        met.seconds[met.nodes[at]] = np.inf
    met.seconds[source] = 0.0
    return _by_heap(star, source, limit_s, met, pace.ring)


@njit(cache=True)
def _by_buckets(star: Star, source: int, limit_s: float, met: Met, pace: Pace) -> tuple[int, bool]:
    """Search as `growing._by_buckets` does; return how many are met, False = it was given up."""
    keys, nodes, after, heads = pace.ring
    time_s = met.seconds
    heads[0], keys[0], nodes[0], after[0] = 0, 0.0, source, -1
    count, used, waiting, bucket, looks = 1, 1, 1, 0, 0
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
        looks += star.first[node + 1] - star.first[node]
        if looks >= keys.size:
            heads[:] = -1
            return count, False
        for place in range(star.first[node], star.first[node + 1]):
            other, then = star.to[place], now + star.seconds[place]
            if then <= limit_s and then < time_s[other]:
                count = _meet(met, count, other, then)
                at = int(then * pace.rate) & (BUCKETS - 1)
                keys[used], nodes[used], after[used], heads[at] = then, other, heads[at], used
                used += 1
                waiting += 1
    return count, True


@njit(cache=True)
def _by_heap(star: Star, source: int, limit_s: float, met: Met, ring: Ring) -> int:
    """Search by rising time, in the arrays of a ring; return how many nodes are met."""
    count, size = 1, push(ring.keys, ring.nodes, 0, 0.0, source)
    while size > 0:
        now, node = ring.keys[0], ring.nodes[0]
        size = drop(ring.keys, ring.nodes, size)
        if now > met.seconds[node]:
            continue
        for place in range(star.first[node], star.first[node + 1]):
            other, then = star.to[place], now + star.seconds[place]
            if then <= limit_s and then < met.seconds[other]:
                count = _meet(met, count, other, then)
                size = push(ring.keys, ring.nodes, size, then, other)
    return count


@njit(cache=True)
def _meet(met: Met, count: int, node: int, time_s: float) -> int:
    """Give a node its time; return how many are met."""
    if met.seconds[node] == np.inf:
        met.nodes[count] = node
        count += 1
    met.seconds[node] = time_s
    return count


@njit(cache=True)
def first_met(star: Star, source: int, wanted: NDArray[np.int64], k: int) -> NDArray[np.float64]:
    """Search from a node until k wanted things are met, and all that are as near as the k-th.

    Parameters
    ----------
    wanted
        How many things each node has, shape ``(n_nodes,)``.

    Returns
    -------
    numpy.ndarray
        Times of the nodes met that have any, inf elsewhere, shape ``(n_nodes,)`` [s].

    """
    time_s, met = np.full(wanted.size, np.inf), np.full(wanted.size, np.inf)
    keys, nodes = np.empty(star.to.size + 1), np.empty(star.to.size + 1, np.int32)
    time_s[source] = 0.0
    size, left, last = push(keys, nodes, 0, 0.0, source), k, np.inf
    while size > 0 and k > 0:
        now, node = keys[0], nodes[0]
        size = drop(keys, nodes, size)
        if now > last:
            break
        if now > time_s[node]:
            continue
        if wanted[node] > 0:
            met[node] = now
            left -= wanted[node]
            if left <= 0:
                last = now
        for place in range(star.first[node], star.first[node + 1]):
            other, then = star.to[place], now + star.seconds[place]
            if then < time_s[other]:
                time_s[other] = then
                size = push(keys, nodes, size, then, other)
    return met


@njit(cache=True)
def nearest_labels(
    star: Star, sources: NDArray[np.int64], able: NDArray[np.int64]
) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
    """Search from all able sources at once; return the columns of a `reaching.Partition`.

    Labels are compared by time, then position, so a node may be taken up again at the same time:
    only across arcs of no time, and each time with a smaller position.
    """
    n = star.first.size - 1
    label, time_s = np.full(n, -1, np.int32), np.full(n, np.inf)
    entries = star.to.size + able.size + 1
    keys, nodes, size = np.empty(entries), np.empty(entries, np.int32), 0
    for row in able:  # rising, so the first at a node is the one that counts
        node = sources[row]
        if label[node] < 0:
            label[node], time_s[node] = row, 0.0
            size = push(keys, nodes, size, 0.0, node)
    while size > 0:
        now, node = keys[0], nodes[0]
        size = drop(keys, nodes, size)
        if now > time_s[node]:
            continue
        for place in range(star.first[node], star.first[node + 1]):
            other, then = star.to[place], now + star.seconds[place]
            nearer = then < time_s[other]
            if nearer or (then == time_s[other] < np.inf and label[node] < label[other]):
                label[other], time_s[other] = label[node], then
                if size == keys.size:
                    keys = np.concatenate((keys, np.empty_like(keys)))
                    nodes = np.concatenate((nodes, np.empty_like(nodes)))
                size = push(keys, nodes, size, then, other)
    return label, time_s
