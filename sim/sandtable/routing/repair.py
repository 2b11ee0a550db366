"""Repair of shortest-path trees after a batch of changed arcs, compiled.

An arc that got slower matters to a tree only if it is in it: then the whole subtree behind it has
lost its way. Lost nodes are attached again to what stands, arcs that got faster are tried, and
Dijkstra's method goes on from there, over the nodes whose time changes and no others. Times are the
same to the last bit as those of a tree grown anew: a time is a sum along a way in travel order, and
the least of them does not depend on how it was found.

References
----------
Ramalingam and Reps (1996), An incremental algorithm for a generalization of the shortest-path
problem, Journal of Algorithms 21, 267-305. Narvaez, Siu and Tzeng (2000), New dynamic algorithms for
shortest path tree computation, IEEE/ACM Transactions on Networking 8, 734-746. Bauer and Wagner
(2009), Batch dynamic single-source shortest-path algorithms, SEA 2009, 51-62.

"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numba import njit

from sandtable.routing.growing import Room, grow, room
from sandtable.routing.queue import bucket_rate, drop, heapify, push

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sandtable.routing.star import Star

MOST_LOST = 0.3
"""Share of lost nodes from which a tree is grown anew, which is cheaper then."""


class Inward(NamedTuple):
    """Arcs by the node they enter.

    Parameters
    ----------
    first
        Where the arcs of a node begin in the other two, shape ``(n_nodes + 1,)``.
    place, tail
        Place of the arc in the star, and the node it leaves, shape ``(n_arcs,)``.

    """

    first: NDArray[np.int32]
    place: NDArray[np.int32]
    tail: NDArray[np.int32]


class Change(NamedTuple):
    """A batch of changed arcs.

    Parameters
    ----------
    slower, faster
        Places in the star of arcs that got slower (or closed) and faster (or reopened).
    faster_tail
        Nodes that the faster ones leave.

    """

    slower: NDArray[np.int64]
    faster: NDArray[np.int64]
    faster_tail: NDArray[np.int32]


class Ledger(NamedTuple):
    """Nodes that a repair has touched, and the times they had.

    Parameters
    ----------
    nodes, before
        In the order in which they were touched, shape ``(n_nodes,)``; [s].
    has
        Whether a node is among them, shape ``(n_nodes,)``; all False between two trees.

    """

    nodes: NDArray[np.int32]
    before: NDArray[np.float64]
    has: NDArray[np.bool_]


@njit(cache=True)
def repair_all(
    star: Star,
    inward: Inward,
    change: Change,
    sources: NDArray[np.int64],
    times: NDArray[np.float64],
    by: NDArray[np.int32],
    changed: NDArray[np.bool_],
) -> None:
    """Repair the trees of all sources; the star has the new times of the arcs already.

    Parameters
    ----------
    times, by
        The trees as `growing.grow_all` makes them, changed in place.
    changed
        Receives True where a time is another one now, shape ``(n_sources, n_nodes)``.

    """
    n = star.first.size - 1
    work, rate, most = room(star.to.size), -1.0, int(MOST_LOST * n)
    ledger = Ledger(np.empty(n, np.int32), np.empty(n), np.zeros(n, np.bool_))
    for row in range(sources.size):
        time_s, arcs = times[row], by[row]
        count = _cut(star, change.slower, time_s, arcs, ledger, most)
        if count > most:
            if rate < 0.0:
                rate = bucket_rate(star.seconds)
            _give_back(ledger, count, time_s)
            before = time_s.copy()
            grow(star, sources[row], time_s, arcs, work, rate)
            changed[row] = time_s != before
            continue
        size = _attach(star, inward, time_s, arcs, ledger, count, work)
        size, count = _hasten(star, change, time_s, arcs, ledger, count, work, size)
        count = _spread(star, time_s, arcs, ledger, count, work, size)
        for at in range(count):
            node = ledger.nodes[at]
            changed[row, node] = time_s[node] != ledger.before[at]
            ledger.has[node] = False


@njit(cache=True)
def _note(ledger: Ledger, count: int, node: int, time_s: float) -> int:
    """Enter a node that is touched for the first time; return how many there are now."""
    if not ledger.has[node]:
        ledger.has[node] = True
        ledger.nodes[count] = node
        ledger.before[count] = time_s
        count += 1
    return count


@njit(cache=True)
def _cut(
    star: Star,
    slower: NDArray[np.int64],
    time_s: NDArray[np.float64],
    by: NDArray[np.int32],
    ledger: Ledger,
    most: int,
) -> int:
    """Take the way from all nodes behind slower arcs; return how many, or more than `most`."""
    first, to = star.first, star.to
    count = 0
    for place in slower:
        node = to[place]
        if by[node] == place:
            count = _note(ledger, count, node, time_s[node])
            time_s[node], by[node] = np.inf, -1
    done = 0
    while done < count <= most:
        node = ledger.nodes[done]
        done += 1
        for place in range(first[node], first[node + 1]):
            child = to[place]
            if by[child] == place:
                count = _note(ledger, count, child, time_s[child])
                time_s[child], by[child] = np.inf, -1
    return count


@njit(cache=True)
def _give_back(ledger: Ledger, count: int, time_s: NDArray[np.float64]) -> None:
    """Undo `_cut`, but for the arcs, and close the ledger."""
    for at in range(count):
        node = ledger.nodes[at]
        time_s[node] = ledger.before[at]
        ledger.has[node] = False


@njit(cache=True)
def _attach(
    star: Star,
    inward: Inward,
    time_s: NDArray[np.float64],
    by: NDArray[np.int32],
    ledger: Ledger,
    count: int,
    work: Room,
) -> int:
    """Lead the best arc from what stands to each lost node; return the size of the heap."""
    seconds, keys, nodes = star.seconds, work.keys, work.nodes
    size = 0
    for at in range(count):
        node, best = ledger.nodes[at], np.inf
        for arc in range(inward.first[node], inward.first[node + 1]):
            place = inward.place[arc]
            then = time_s[inward.tail[arc]] + seconds[place]
            if then < best:
                best, by[node] = then, place
        if best < np.inf:
            keys[size], nodes[size] = best, node
            size += 1
    for at in range(size):  # not before: to the others they were lost
        time_s[nodes[at]] = keys[at]
    heapify(keys, nodes, size)
    return size


@njit(cache=True)
def _hasten(
    star: Star,
    change: Change,
    time_s: NDArray[np.float64],
    by: NDArray[np.int32],
    ledger: Ledger,
    count: int,
    work: Room,
    size: int,
) -> tuple[int, int]:
    """Try the faster arcs; return the size of the heap and of the ledger."""
    for at in range(change.faster.size):
        place = change.faster[at]
        node, then = star.to[place], time_s[change.faster_tail[at]] + star.seconds[place]
        if then < time_s[node]:
            count = _note(ledger, count, node, time_s[node])
            time_s[node], by[node] = then, place
            size = push(work.keys, work.nodes, size, then, node)
    return size, count


@njit(cache=True)
def _spread(
    star: Star,
    time_s: NDArray[np.float64],
    by: NDArray[np.int32],
    ledger: Ledger,
    count: int,
    work: Room,
    size: int,
) -> int:
    """Go on from the heap until nothing gets sooner anywhere; return the size of the ledger."""
    first, to, seconds = star.first, star.to, star.seconds
    while size > 0:
        now, node = work.keys[0], work.nodes[0]
        size = drop(work.keys, work.nodes, size)
        if now > time_s[node]:
            continue
        for place in range(first[node], first[node + 1]):
            other, then = to[place], now + seconds[place]
            if then < time_s[other]:
                count = _note(ledger, count, other, time_s[other])
                time_s[other], by[other] = then, place
                size = push(work.keys, work.nodes, size, then, other)
    return count
