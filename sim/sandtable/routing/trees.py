"""Shortest-path trees by Dijkstra's method, compiled."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numba import njit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sandtable.world.network import Network


class Adjacency(NamedTuple):
    """Arcs by the node they leave (or, reversed, enter).

    Parameters
    ----------
    first
        Where the arcs of a node begin in the other two, shape ``(n_nodes + 1,)``.
    arc, to
        Arc number, and the node at its other end, shape ``(n_arcs,)``.

    """

    first: NDArray[np.int64]
    arc: NDArray[np.int32]
    to: NDArray[np.int32]


def adjacency(network: Network, *, reverse: bool = False) -> Adjacency:
    """Sort the arcs of a network by their tails, or by their heads; arcs of a node by number."""
    here, there = (network.head, network.tail) if reverse else (network.tail, network.head)
    order = np.argsort(here, kind="stable").astype(np.int32)
    counts = np.bincount(here, minlength=network.n_nodes)
    first = np.concatenate(([0], np.cumsum(counts))).astype(np.int64)
    return Adjacency(first, order, there[order])


@njit(cache=True)
def tree(
    first: NDArray[np.int64],
    arcs: NDArray[np.int32],
    to: NDArray[np.int32],
    seconds: NDArray[np.float64],
    source: int,
    goal: int,
) -> tuple[NDArray[np.float64], NDArray[np.int32]]:
    """Grow the shortest-path tree of a source.

    Parameters
    ----------
    seconds
        Time of each arc, >= 0, inf = closed, shape ``(n_arcs,)`` [s].
    goal
        Node to stop at; -1 = grow the whole tree.

    Returns
    -------
    tuple
        Time from the source (of a reversed adjacency: to it), inf = unreachable, shape
        ``(n_nodes,)`` [s], and the arc by which a node is reached, -1 = none, shape ``(n_nodes,)``.
        Of equally fast arcs the one of smaller number counts.

    References
    ----------
    Dijkstra (1959), A note on two problems in connexion with graphs, Numerische Mathematik 1,
    269-271; with a binary heap and lazy deletion.

    """
    n = first.size - 1
    time_s = np.full(n, np.inf)
    by = np.full(n, -1, np.int32)
    done = np.zeros(n, np.bool_)
    keys = np.empty(arcs.size + 1)
    nodes = np.empty(arcs.size + 1, np.int32)
    time_s[source] = 0.0
    keys[0], nodes[0], size = 0.0, source, 1
    while size > 0:
        now, node = keys[0], nodes[0]
        size -= 1
        _sift_down(keys, nodes, size)
        if done[node]:
            continue
        done[node] = True
        if node == goal:
            break
        for at in range(first[node], first[node + 1]):
            other, arc = to[at], arcs[at]
            then = now + seconds[arc]
            if then < time_s[other]:
                time_s[other] = then
                by[other] = arc
                _sift_up(keys, nodes, size, then, other)
                size += 1
            elif then == time_s[other] and arc < by[other] and not done[other]:
                by[other] = arc
    return time_s, by


@njit(cache=True)
def _sift_up(
    keys: NDArray[np.float64], nodes: NDArray[np.int32], at: int, key: float, node: int
) -> None:
    """Put an entry at the end of the heap and let it rise to its place."""
    while at > 0:
        up = (at - 1) >> 1
        if keys[up] <= key:
            break
        keys[at], nodes[at] = keys[up], nodes[up]
        at = up
    keys[at], nodes[at] = key, node


@njit(cache=True)
def _sift_down(keys: NDArray[np.float64], nodes: NDArray[np.int32], size: int) -> None:
    """Move the last entry to the root and down to its place."""
    key, node = keys[size], nodes[size]
    at = 0
    while True:
        down = 2 * at + 1
        if down >= size:
            break
        if down + 1 < size and keys[down + 1] < keys[down]:
            down += 1
        if keys[down] >= key:
            break
        keys[at], nodes[at] = keys[down], nodes[down]
        at = down
    keys[at], nodes[at] = key, node
