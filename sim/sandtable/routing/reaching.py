"""Who is reached within a time, and by whom first (可达范围).

All functions take a `star` of the network: of a reversed one they answer for the way in, with
places in the part of sources.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sandtable.routing.growing import Forest, grow_all
from sandtable.routing.searches import bounded, first_met, nearest_labels
from sandtable.routing.stars import Star, numbers

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


class Reach(NamedTuple):
    """What sources reach within a time, source after source.

    Parameters
    ----------
    first
        Where the nodes of a source begin in the other two, shape ``(n_sources + 1,)``.
    nodes, seconds
        Nodes, the source's own first and then in no order, and their times, shape ``(n,)``; [s].

    """

    first: NDArray[np.int64]
    nodes: NDArray[np.int32]
    seconds: NDArray[np.float64]

    def of(self, row: int) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
        """Return nodes and times of one source."""
        part = slice(self.first[row], self.first[row + 1])
        return self.nodes[part], self.seconds[part]


class Nearest(NamedTuple):
    """Sources of a node, the nearest first, and their times [s]."""

    sources: NDArray[np.intp]
    seconds: NDArray[np.float64]


class Partition(NamedTuple):
    """The nearest source of each node (Voronoi diagram of the network).

    Parameters
    ----------
    source
        Position in `sources`, the smaller of equally near ones, -1 = none, shape ``(n_nodes,)``.
    seconds
        Its time, inf = unreachable, shape ``(n_nodes,)`` [s].

    """

    source: NDArray[np.int32]
    seconds: NDArray[np.float64]


def times_from(roads: Star, sources: ArrayLike) -> NDArray[np.float64]:
    """Return the time from each source to all nodes; of a reversed star from all nodes to each.

    Returns
    -------
    numpy.ndarray
        inf = unreachable, shape ``(n_sources, n_nodes)`` [s].

    Raises
    ------
    ValueError
        If a source is no node.

    """
    rows = numbers("sources", sources, roads.n_nodes)
    shape = (rows.size, roads.n_nodes)
    forest = Forest(np.empty(shape), np.empty(shape, np.int32))
    grow_all(roads, rows, forest)
    return forest.seconds


def reach(roads: Star, sources: ArrayLike, limit_s: float) -> Reach:
    """Return all that each source reaches within a time, inclusive; nothing else is visited.

    Raises
    ------
    ValueError
        If a source is no node, or the limit is nan.

    """
    rows = numbers("sources", sources, roads.n_nodes)
    if math.isnan(limit_s):
        message = "limit_s: found nan"
        raise ValueError(message)
    return Reach(*bounded(roads, rows, float(limit_s)))


def nearest_sources(
    roads: Star, node: int, sources: ArrayLike, k: int, able: ArrayLike | None = None
) -> Nearest:
    """Return the k nearest able sources of a node by time, then position; no table is needed.

    The search begins at the node and ends with the k-th source, so the star must be reversed: the
    way goes from a source to the node. Times are summed from the node on.

    Parameters
    ----------
    able
        Which sources count, shape ``(n_sources,)``; None = all.

    Returns
    -------
    Nearest
        Positions in `sources`; those that cannot reach the node are left out.

    Raises
    ------
    ValueError
        If a source or the node is no node of the network, or `able` is of another shape.

    """
    rows = numbers("sources", sources, roads.n_nodes)
    numbers("node", [node], roads.n_nodes)
    there = np.flatnonzero(_mask(able, rows.size))
    waiting = np.bincount(rows[there], minlength=roads.n_nodes)
    when = first_met(roads, node, waiting, max(k, 0))
    seconds = when[rows[there]]
    order = np.argsort(seconds, kind="stable")[: max(k, 0)]
    order = order[np.isfinite(seconds[order])]
    return Nearest(there[order], seconds[order])


def nearest_able(
    seconds: NDArray[np.float64], node: int, k: int, able: ArrayLike | None = None
) -> NDArray[np.intp]:
    """Return positions of the k nearest able sources of a node by time, then position.

    Parameters
    ----------
    seconds
        Times as `TravelTimes.seconds` has them, shape ``(n_sources, n_nodes)`` [s].
    able
        Which sources count, shape ``(n_sources,)``; None = all.

    Raises
    ------
    ValueError
        If `able` is of another shape.

    """
    column = np.where(_mask(able, len(seconds)), seconds[:, node], np.inf)
    order = np.argsort(column, kind="stable")[: max(k, 0)]
    return order[np.isfinite(column[order])]


def partition(roads: Star, sources: ArrayLike, able: ArrayLike | None = None) -> Partition:
    """Return the nearest able source of every node, by one search from all of them.

    Parameters
    ----------
    able
        Which sources count, shape ``(n_sources,)``; None = all.

    Raises
    ------
    ValueError
        If a source is no node, or `able` is of another shape.

    """
    rows = numbers("sources", sources, roads.n_nodes)
    return Partition(*nearest_labels(roads, rows, np.flatnonzero(_mask(able, rows.size))))


def _mask(able: ArrayLike | None, count: int) -> NDArray[np.bool_]:
    mask = np.ones(count, np.bool_) if able is None else np.asarray(able)
    if mask.shape != (count,) or mask.dtype != np.bool_:
        message = f"able: found {mask.dtype} of shape {mask.shape}, expected bool ({count},)"
        raise ValueError(message)
    return mask
