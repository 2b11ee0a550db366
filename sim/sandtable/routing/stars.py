"""Arcs in the order in which a search meets them, with the time of each beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sandtable.routing.trees import Adjacency, adjacency

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from sandtable.world.network import Network


class Star(NamedTuple):
    """Forward star of a network (reversed: its backward star) with the time of each arc.

    The place of an arc in these arrays is internal to this room; `arc` tells its number.

    Parameters
    ----------
    first
        Where the arcs of a node begin in the others, shape ``(n_nodes + 1,)``.
    to
        Node at the other end of each arc, shape ``(n_arcs,)``.
    seconds
        Time on each arc, inf = closed, shape ``(n_arcs,)`` [s].
    arc
        Arc number, shape ``(n_arcs,)``.

    """

    first: NDArray[np.int32]
    to: NDArray[np.int32]
    seconds: NDArray[np.float64]
    arc: NDArray[np.int32]

    @property
    def n_nodes(self) -> int:
        """Number of nodes."""
        return self.first.size - 1


def star(network: Network, seconds: ArrayLike, *, reverse: bool = False) -> Star:
    """Gather the arcs of a network by the node they leave, or, reversed, by the one they enter.

    All searches on a reversed star answer for the way in: who can reach a place, and how soon.

    Parameters
    ----------
    seconds
        Time on each arc, >= 0, inf = closed, shape ``(n_arcs,)`` [s]; copied.

    Raises
    ------
    ValueError
        If there are other than ``n_arcs`` times, or one is negative or nan.

    """
    times = arc_times(seconds, (network.n_arcs,))
    return gathered(adjacency(network, reverse=reverse), times)


def gathered(sorted_arcs: Adjacency, seconds: NDArray[np.float64]) -> Star:
    """Return the star of arcs that are sorted already; times as they are, shape ``(n_arcs,)``."""
    first, arc, to = sorted_arcs
    return Star(first.astype(np.int32), to, seconds[arc], arc)


def arc_times(values: ArrayLike, shape: tuple[int, ...]) -> NDArray[np.float64]:
    """Return a checked copy of times of arcs [s].

    Raises
    ------
    ValueError
        If they are of another shape, or one is negative or nan.

    """
    times = np.array(values, dtype=np.float64)
    if times.shape != shape:
        message = f"seconds: found shape {times.shape}, expected {shape}"
        raise ValueError(message)
    if not np.all(times >= 0.0):
        message = "seconds: found a negative or missing time"
        raise ValueError(message)
    return times


def numbers(name: str, values: ArrayLike, count: int) -> NDArray[np.int64]:
    """Return checked numbers of nodes or arcs, each in 0 .. count - 1.

    Raises
    ------
    ValueError
        If they are no list of whole numbers, or one is out of range.

    """
    found = np.asarray(values)
    if found.ndim != 1 or (found.size and not np.issubdtype(found.dtype, np.integer)):
        message = f"{name}: found {found.dtype} of shape {found.shape}, expected whole numbers"
        raise ValueError(message)
    if found.size and not (found.min() >= 0 and found.max() < count):
        message = f"{name}: found a number outside 0..{count - 1}"
        raise ValueError(message)
    return found.astype(np.int64)
