"""Searches that end early, or begin at many places, compiled."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numba import njit

from sandtable.routing.queue import drop, push

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sandtable.routing.stars import Star


@njit(cache=True)
def bounded(
    star: Star, sources: NDArray[np.int64], limit_s: float
) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.float64]]:
    """Search from each source up to a time; return the columns of a `reaching.Reach`."""
    time_s = np.full(star.first.size - 1, np.inf)
    keys, waiting = np.empty(star.to.size + 1), np.empty(star.to.size + 1, np.int32)
    first = np.zeros(sources.size + 1, np.int64)
    nodes, seconds = np.empty(1024, np.int32), np.empty(1024)
    count = 0
    for row in range(sources.size):
        size = 0
        if limit_s >= 0.0:
            time_s[sources[row]] = 0.0
            size = push(keys, waiting, 0, 0.0, sources[row])
        while size > 0:
            now, node = keys[0], waiting[0]
            size = drop(keys, waiting, size)
            if now > time_s[node]:
                continue
            if count == nodes.size:
                nodes, seconds = (
                    np.concatenate((nodes, np.empty_like(nodes))),
                    np.concatenate((seconds, np.empty_like(seconds))),
                )
            nodes[count], seconds[count] = node, now
            count += 1
            for place in range(star.first[node], star.first[node + 1]):
                other, then = star.to[place], now + star.seconds[place]
                if then <= limit_s and then < time_s[other]:
                    time_s[other] = then
                    size = push(keys, waiting, size, then, other)
        for at in range(first[row], count):
            time_s[nodes[at]] = np.inf
        first[row + 1] = count
    return first, nodes[:count].copy(), seconds[:count].copy()


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
