"""Our travel times held against SciPy's and NetworkX's, number by number."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from sandtable.evidence.model import Values
from sandtable.evidence.routing_draws import Course, Roads
from sandtable.routing import TravelTimes
from sandtable.world.interop import shortest_times
from sandtable.world.network import Network

NEAR = 1e-9
"""Relative difference up to which two sums of times are the same."""

LOOKS = 4
"""Nodes of a table, drawn evenly, whose routes and nearest sources are looked at."""


@dataclass(slots=True)
class Differences:
    """What a comparison has counted; all but the numbers of things compared must be 0.

    Parameters
    ----------
    largest_relative_difference
        Of a time from the other's, where both have one.
    unreachable_that_differ
        Entries of which one says unreachable and the other has a time.
    trees_that_do_not_hold
        Routes that are none: not joined, not from the source, or not of the time that is said.
    within_that_differ, nearest_that_differ
        Who is within the median time; the three nearest sources of a node.
    journals_that_differ
        Rounds whose journal names other entries than those that changed.

    """

    sequences: int = 0
    largest_relative_difference: float = 0.0
    unreachable_that_differ: int = 0
    trees_that_do_not_hold: int = 0
    within_that_differ: int = 0
    nearest_that_differ: int = 0
    journals_that_differ: int = 0
    times_compared: int = 0
    unreachable: int = 0

    def add(self, other: Differences) -> None:
        """Take the counts of another comparison in."""
        worst = max(self.largest_relative_difference, other.largest_relative_difference)
        for name in (field.name for field in fields(self)):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.largest_relative_difference = worst

    def values(self) -> Values:
        """Return the numbers that a case may compare."""
        names = [field.name for field in fields(self)]
        return {name: getattr(self, name) for name in names}


def compared(roads: Roads, course: Course, oracle: str) -> Differences:
    """Take roads through a course and compare after every round."""
    network, seconds = roads
    found = Differences(sequences=1)
    times = TravelTimes(network, seconds, course.sources)
    for arcs, new in course.rounds:
        before = times.seconds.copy()
        times.update(arcs, new)
        seconds[arcs] = new
        exact = _exact(network, seconds, course.sources, oracle)
        found.journals_that_differ += bool(np.any(times.changed != (before != times.seconds)))
        _compare_tables(times, exact, found)
        _look_closer(Roads(network, seconds), course.sources, times, exact, found)
    return found


def _compare_tables(times: TravelTimes, exact: NDArray[np.float64], found: Differences) -> None:
    ours, both = times.seconds, np.isfinite(exact) & np.isfinite(times.seconds)
    found.times_compared += exact.size
    found.unreachable += int(np.isinf(exact).sum())
    found.unreachable_that_differ += int((np.isinf(ours) != np.isinf(exact)).sum())
    scale = np.maximum(np.abs(exact[both]), np.finfo(np.float64).tiny)
    off = np.abs(ours[both] - exact[both]) / scale
    found.largest_relative_difference = max(
        found.largest_relative_difference, float(off.max(initial=0.0))
    )


def _look_closer(
    roads: Roads,
    sources: NDArray[np.int64],
    times: TravelTimes,
    exact: NDArray[np.float64],
    found: Differences,
) -> None:
    """Compare routes, who is within a limit and who is nearest.

    Sums of equal ways may differ in their last digit, so what lies at the limit itself, and sources
    as near as each other, may stand on either side.
    """
    limit = float(np.median(exact[np.isfinite(exact)])) if np.isfinite(exact).any() else 0.0
    at_limit = np.isclose(exact, limit, rtol=NEAR)
    within = (exact <= limit) & np.isfinite(exact)
    found.within_that_differ += int(((times.within(limit) != within) & ~at_limit).sum())
    for node in np.linspace(0, roads.network.n_nodes - 1, LOOKS).astype(int).tolist():
        nearest = times.nearest(node, 3)
        best = np.sort(exact[:, node])[:3]
        best = best[np.isfinite(best)]
        same = nearest.size == best.size and np.allclose(exact[nearest, node], best, rtol=NEAR)
        found.nearest_that_differ += not same
        for row, source in enumerate(sources.tolist()):
            route = times.route(row, node)
            holds = _is_way(roads, route, (source, node), float(exact[row, node]))
            found.trees_that_do_not_hold += not holds


def _is_way(
    roads: Roads, route: NDArray[np.int32] | None, ends: tuple[int, int], exact: float
) -> bool:
    """Say whether a route leads from its source to its node in the time that another found."""
    if route is None:
        return math.isinf(exact)
    network, seconds = roads
    source, node = ends
    stops = [source, *network.head[route].tolist()]
    is_joined = network.tail[route].tolist() == stops[:-1] and stops[-1] == node
    return is_joined and math.isclose(float(seconds[route].sum()), exact, rel_tol=NEAR)


def _exact(
    network: Network, seconds: NDArray[np.float64], sources: NDArray[np.int64], oracle: str
) -> NDArray[np.float64]:
    """Return times by SciPy or NetworkX, shape ``(n_sources, n_nodes)`` [s]."""
    if oracle == "networkx":
        return shortest_times(network, seconds, sources.tolist())
    return _by_scipy(network, seconds, sources)


def _by_scipy(
    network: Network, seconds: NDArray[np.float64], sources: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return times by SciPy, shape ``(n_sources, n_nodes)`` [s].

    Of parallel arcs the fastest is kept, because a sparse matrix would add them up.
    """
    ends = network.tail.astype(np.int64) * network.n_nodes + network.head
    order = np.lexsort((seconds, ends))
    least = order[np.flatnonzero(np.diff(ends[order], prepend=-1))]
    least = least[np.isfinite(seconds[least])]
    shape = (network.n_nodes, network.n_nodes)
    roads = csr_array((seconds[least], (network.tail[least], network.head[least])), shape=shape)
    found: NDArray[np.float64] = dijkstra(roads, indices=sources)
    return found
