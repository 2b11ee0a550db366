"""Shortest-path trees by Dijkstra's method, compiled."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numba import njit

from sandtable.routing.queue import drop, push

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
    269-271; with a heap and lazy deletion.

    """
    n = first.size - 1
    time_s = np.full(n, np.inf)
    by = np.full(n, -1, np.int32)
    done = np.zeros(n, np.bool_)
    keys = np.empty(arcs.size + 1)
    nodes = np.empty(arcs.size + 1, np.int32)
    time_s[source] = 0.0
    size = push(keys, nodes, 0, 0.0, source)
    while size > 0:
        now, node = keys[0], nodes[0]
        size = drop(keys, nodes, size)
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
                size = push(keys, nodes, size, then, other)
            elif then == time_s[other] and arc < by[other] and not done[other]:
                by[other] = arc
    return time_s, by
