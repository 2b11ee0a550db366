"""Earliest arrival on roads whose changes are all known beforehand (先知最早到达).

The bound below which no driver comes, whatever he is told: what better knowledge can be worth.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numba import njit

from sandtable.routing.queue import drop, push
from sandtable.routing.trees import Adjacency, adjacency

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

    from sandtable.world.network import Network


def earliest_arrivals(
    network: Network,
    since_s: ArrayLike,
    seconds: Sequence[NDArray[np.float64]],
    source: int,
    start_s: float,
) -> NDArray[np.float64]:
    """Return when each node can be reached at the earliest.

    Speed is constant between two changes, and the distance on an arc is integrated over it: who is
    on it at a change goes on with the new speed, and stands while it is closed. So nobody is
    overtaken, and the search is exact.

    Parameters
    ----------
    since_s
        Instants from which each state of the roads holds, rising, the last one for ever, shape
        ``(n_states,)``; the first state also holds before [s].
    seconds
        Time on each arc in each state, > 0, inf = closed, each of shape ``(n_arcs,)`` [s]; an arc
        of no length may have 0.
    source, start_s
        Where and when the vehicle sets out [s].

    Returns
    -------
    array
        Instants, inf = never, shape ``(n_nodes,)`` [s].

    References
    ----------
    Ichoua, Gendreau and Potvin (2003), European Journal of Operational Research 144, 379-396: times
    from speeds that change, and why nobody overtakes. Dreyfus (1969), Operations Research 17,
    395-412: Dijkstra's method then finds the earliest arrival.

    """
    since = np.asarray(since_s, dtype=np.float64)
    if since.ndim != 1 or since.size != len(seconds) or not np.all(np.diff(since) > 0.0):
        message = f"since_s: found {since.tolist()}, expected one rising instant for each state"
        raise ValueError(message)
    states = np.ascontiguousarray(seconds, dtype=np.float64)
    found: NDArray[np.float64] = _search(adjacency(network), since, states, source, start_s)
    return found


@njit(cache=True)
def through(since: NDArray[np.float64], seconds: NDArray[np.float64], enters_s: float) -> float:
    """Return when a vehicle leaves an arc that it enters at an instant; inf = never [s].

    Parameters
    ----------
    since, seconds
        Of the arc: from when on each state holds, and the time on it, shape ``(n_states,)`` [s].

    """
    now, left = enters_s, 1.0
    for state in range(since.size):
        ends = since[state + 1] if state + 1 < since.size else np.inf
        if ends <= now:
            continue
        needs = left * seconds[state]
        if now + needs <= ends:
            return float(now + needs)
        if needs < np.inf:
            left -= (ends - now) / seconds[state]
        now = ends
    return np.inf


@njit(cache=True)
def _search(
    graph: Adjacency,
    since: NDArray[np.float64],
    states: NDArray[np.float64],
    source: int,
    start_s: float,
) -> NDArray[np.float64]:
    """Grow the tree of earliest arrivals, by Dijkstra's method with lazy deletion."""
    first, arcs, to = graph
    n = first.size - 1
    arrives = np.full(n, np.inf)
    done = np.zeros(n, np.bool_)
    arrives[source] = start_s
    keys, nodes = np.empty(arcs.size + 1), np.empty(arcs.size + 1, np.int32)
    keys[0], nodes[0], size = start_s, source, 1
    while size > 0:
        now, node = keys[0], nodes[0]
        size = drop(keys, nodes, size)
        if done[node]:
            continue
        done[node] = True
        for at in range(first[node], first[node + 1]):
            then = through(since, states[:, arcs[at]], now)
            if then < arrives[to[at]]:
                arrives[to[at]] = then
                size = push(keys, nodes, size, then, to[at])
    return arrives
