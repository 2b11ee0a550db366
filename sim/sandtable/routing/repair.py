"""Repair of shortest-path trees after a batch of changed arcs, compiled.

An arc that got slower matters to a tree only if it is in it: then the whole subtree behind it has
lost its way. Lost nodes are attached again to what stands, arcs that got faster are tried, and
Dijkstra's method goes on from there, over the nodes whose time changes and no others. Times are the
same to the last bit as those of a tree grown anew: a time is a sum along a way in travel order, and
the least of them does not depend on how it was found.

References
----------
Ramalingam and Reps (1996), An incremental algorithm for a generalization of the shortest-path
problem, Journal of Algorithms 21, 267-305. Narvaez, Siu and Tzeng (2000), New dynamic algorithms
for shortest path tree computation, IEEE/ACM Transactions on Networking 8, 734-746. Bauer and Wagner
(2009), Batch dynamic single-source shortest-path algorithms, SEA 2009, 51-62.

"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numba import njit

from sandtable.routing.growing import Forest, Pace, empty_ring, grow
from sandtable.routing.queue import BUCKETS, bucket_rate, drop, heapify, push

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sandtable.routing.stars import Star

MOST_LOST = 0.3
"""Share of a tree's nodes that lost their way from which it is cheaper to grow it anew."""

MOST_TOUCHED = 0.5
"""Share of a tree's nodes that a repair touched from which the next tree is grown anew."""


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

    slower: NDArray[np.int32]
    faster: NDArray[np.int32]
    faster_tail: NDArray[np.int32]


class Work(NamedTuple):
    """What repairs work in, made once for all trees.

    Parameters
    ----------
    keys, nodes
        Heap of the nodes at which the search goes on, shape ``(n_nodes + n_faster,)``.
    touched, before
        The ledger: nodes in the order in which they were touched, and the times they had, shape
        ``(n_nodes,)``; [s].
    noted
        Whether a node is in the ledger, shape ``(n_nodes,)``; all False between two trees.

    """

    keys: NDArray[np.float64]
    nodes: NDArray[np.int32]
    touched: NDArray[np.int32]
    before: NDArray[np.float64]
    noted: NDArray[np.bool_]


@njit(cache=True)
def repair_all(
    star: Star,
    inward: Inward,
    change: Change,
    sources: NDArray[np.int64],
    forest: Forest,
    changed: NDArray[np.bool_],
) -> None:
    """Repair the trees of all sources; the star has the new times of the arcs already.

    Trees tend to be alike in how much of them a change touches. So after one that would have been
    grown anew in less time the next one is, after a second such in a row the next four, then 16.

    Parameters
    ----------
    forest
        The trees as `growing.grow_all` makes them, changed in place.
    changed
        All False; receives True where a time is another one now, shape ``(n_sources, n_nodes)``.

    """
    n = star.first.size - 1
    seeds = n + change.faster.size
    ring, rate = empty_ring(star.to.size), bucket_rate(star.seconds)
    work = Work(
        np.empty(seeds),
        np.empty(seeds, np.int32),
        np.empty(n, np.int32),
        np.empty(n),
        np.zeros(n, np.bool_),
    )
    anew, stride = 0, 1
    for row in range(sources.size):
        tree = Forest(forest.seconds[row], forest.by[row])
        count = -1
        if anew > 0 or rate == 0.0:
            anew -= 1
        else:
            count = _repair(star, inward, change, tree, work, Pace(ring, rate))
            if 0 <= count <= MOST_TOUCHED * n:
                stride = 1
            else:
                anew, stride = stride, 4 * stride
        if count < 0:
            work.before[:] = tree.seconds
            grow(star, sources[row], tree, ring, rate)
            for node in range(n):
                changed[row, node] = tree.seconds[node] != work.before[node]
        for at in range(count):
            node = work.touched[at]
            changed[row, node] = tree.seconds[node] != work.before[at]
            work.noted[node] = False


@njit(cache=True)
def _repair(
    star: Star, inward: Inward, change: Change, tree: Forest, work: Work, pace: Pace
) -> int:
    """Repair a tree; return how many nodes are in the ledger, -1 = it must be grown anew.

    In the second case the times are those from before.
    """
    count = _cut(star, change.slower, tree, work)
    if count <= MOST_LOST * tree.by.size:
        size = _attach(star, inward, tree, work, count)
        size, count = _hasten(star, change, tree, work, (size, count))
        count, done = _spread(star, tree, work, pace, (size, count))
        if done:
            return count
    for at in range(count):
        tree.seconds[work.touched[at]] = work.before[at]
        work.noted[work.touched[at]] = False
    return -1


@njit(cache=True)
def _note(work: Work, count: int, node: int, time_s: float) -> int:
    """Enter a node that is touched for the first time; return how many there are now."""
    if not work.noted[node]:
        work.noted[node] = True
        work.touched[count] = node
        work.before[count] = time_s
        count += 1
    return count


@njit(cache=True)
def _cut(star: Star, slower: NDArray[np.int32], tree: Forest, work: Work) -> int:
    """Take the way from all nodes behind slower arcs; return how many, or one of too many."""
    first, to = star.first, star.to
    time_s, by = tree
    count, done, most = 0, 0, MOST_LOST * by.size
    for place in slower:
        node = to[place]
        if by[node] == place:
            count = _note(work, count, node, time_s[node])
            time_s[node], by[node] = np.inf, -1
    while done < count <= most:
        node = work.touched[done]
        done += 1
        for place in range(first[node], first[node + 1]):
            child = to[place]
            if by[child] == place:
                count = _note(work, count, child, time_s[child])
                time_s[child], by[child] = np.inf, -1
    return count


@njit(cache=True)
def _attach(star: Star, inward: Inward, tree: Forest, work: Work, count: int) -> int:
    """Lead the best arc from what stands to each lost node; return the size of the heap."""
    time_s, by = tree
    size = 0
    for at in range(count):
        node, best = work.touched[at], np.inf
        for arc in range(inward.first[node], inward.first[node + 1]):
            place = inward.place[arc]
            then = time_s[inward.tail[arc]] + star.seconds[place]
            if then < best:
                best, by[node] = then, place
        if best < np.inf:
            work.keys[size], work.nodes[size] = best, node
            size += 1
    for at in range(size):  # not before: to the others it was lost
        time_s[work.nodes[at]] = work.keys[at]
    heapify(work.keys, work.nodes, size)
    return size


@njit(cache=True)
def _hasten(
    star: Star, change: Change, tree: Forest, work: Work, so_far: tuple[int, int]
) -> tuple[int, int]:
    """Try the faster arcs; return the sizes of the heap and of the ledger."""
    size, count = so_far
    time_s, by = tree
    for at in range(change.faster.size):
        place = change.faster[at]
        node, then = star.to[place], time_s[change.faster_tail[at]] + star.seconds[place]
        if then < time_s[node]:
            count = _note(work, count, node, time_s[node])
            time_s[node], by[node] = then, place
            size = push(work.keys, work.nodes, size, then, node)
    return size, count


@njit(cache=True)
def _spread(
    star: Star, tree: Forest, work: Work, pace: Pace, so_far: tuple[int, int]
) -> tuple[int, bool]:
    """Go on from the heap until nothing gets sooner anywhere, as `growing._by_buckets` does.

    Return the size of the ledger, and False where it was given up.
    """
    first, to, seconds = star.first, star.to, star.seconds
    time_s, by = tree
    keys, nodes, after, heads = pace.ring
    rate = pace.rate
    size, count = so_far
    used, waiting, bucket, looks = 0, 0, 0, 0
    while waiting > 0 or size > 0:
        if waiting == 0:
            bucket = int(work.keys[0] * rate)
        while size > 0 and int(work.keys[0] * rate) <= bucket:
            used = _enter(pace, used, work.keys[0], work.nodes[0])
            size = drop(work.keys, work.nodes, size)
            waiting += 1
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
        if looks + so_far[0] >= keys.size:
            heads[:] = -1
            return count, False
        for place in range(first[node], first[node + 1]):
            other, then = to[place], now + seconds[place]
            if then < time_s[other]:
                count = _note(work, count, other, time_s[other])
                time_s[other], by[other] = then, place
                used = _enter(pace, used, then, other)
                waiting += 1
    return count, True


@njit(cache=True)
def _enter(pace: Pace, used: int, key: float, node: int) -> int:
    """Enter a node into its bucket; return how many entries are used."""
    keys, nodes, after, heads = pace.ring
    at = int(key * pace.rate) & (BUCKETS - 1)
    keys[used], nodes[used], after[used], heads[at] = key, node, heads[at], used
    return used + 1
