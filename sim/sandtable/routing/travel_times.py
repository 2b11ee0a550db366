"""Travel times from fixed places to everywhere, kept up to date while roads close and reopen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sandtable.routing.trees import adjacency, tree

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from sandtable.world.network import Network


class TravelTimes:
    """Shortest times from sources to all nodes on the roads as they are (行车时间).

    Every source has its tree of best ways. A change of the roads grows those trees anew that it can
    touch: the trees that use a slowed arc, and those in which a faster arc leads somewhere sooner.

    Parameters
    ----------
    network
        The roads.
    seconds
        Time on each arc, >= 0, inf = closed, shape ``(n_arcs,)`` [s]; copied.
    sources
        Node number of each source; row i of the results belongs to the i-th.

    Raises
    ------
    ValueError
        If there are other than ``n_arcs`` times, one is negative or nan, or a source is no node.

    """

    def __init__(self, network: Network, seconds: ArrayLike, sources: ArrayLike) -> None:
        self._network = network
        self._onward = adjacency(network)
        self._arc_s = _times(seconds, (network.n_arcs,))
        self._sources = _numbers("sources", sources, network.n_nodes)
        shape = (self._sources.size, network.n_nodes)
        self._times = np.empty(shape)
        self._by = np.empty(shape, dtype=np.int32)
        self._grow(range(self._sources.size))

    @property
    def seconds(self) -> NDArray[np.float64]:
        """Present times, inf = unreachable, read-only, shape ``(n_sources, n_nodes)`` [s]."""
        view = self._times.view()
        view.setflags(write=False)
        return view

    def update(self, arcs: ArrayLike, seconds: ArrayLike) -> None:
        """Close, slow down, speed up or reopen some arcs.

        Parameters
        ----------
        arcs
            Arc numbers, each once, shape ``(k,)``.
        seconds
            Their new times, >= 0, inf = closed, shape ``(k,)`` [s].

        Raises
        ------
        ValueError
            If an arc is unknown or repeated, or a time is negative or nan; nothing changes then.

        """
        numbers = _numbers("arcs", arcs, self._network.n_arcs)
        new = _times(seconds, numbers.shape)
        if np.unique(numbers).size != numbers.size:
            message = "arcs: found an arc twice"
            raise ValueError(message)
        old = self._arc_s[numbers]
        slower, faster = numbers[new > old], numbers[new < old]
        touched = self._using(slower) | self._sooner(faster, new[new < old])
        self._arc_s[numbers] = new
        self._grow(np.flatnonzero(touched).tolist())

    def route(self, source: int, node: int) -> NDArray[np.int32] | None:
        """Return the arcs of the best way in travel order.

        Parameters
        ----------
        source
            Position in `sources`.
        node
            Node number.

        Returns
        -------
        numpy.ndarray or None
            Arc numbers, empty at the source itself; None = unreachable.

        """
        if np.isinf(self._times[source, node]):
            return None
        arcs = []
        while node != self._sources[source]:
            arc = int(self._by[source, node])
            arcs.append(arc)
            node = int(self._network.tail[arc])
        return np.array(arcs[::-1], dtype=np.int32)

    def within(self, limit_s: float) -> NDArray[np.bool_]:
        """Return who reaches what within a time, inclusive, shape ``(n_sources, n_nodes)``."""
        reached: NDArray[np.bool_] = (self._times <= limit_s) & np.isfinite(self._times)
        return reached

    def nearest(self, node: int, k: int) -> NDArray[np.intp]:
        """Return positions of the k nearest sources of a node, by time, then position.

        Sources that cannot reach the node are left out.
        """
        column = self._times[:, node]
        order = np.argsort(column, kind="stable")[: max(k, 0)]
        return order[np.isfinite(column[order])]

    def _using(self, arcs: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Return the sources whose tree holds any of the arcs, shape ``(n_sources,)``."""
        heads = self._network.head[arcs]
        used: NDArray[np.bool_] = np.any(self._by[:, heads] == arcs, axis=1)
        return used

    def _sooner(self, arcs: NDArray[np.int64], seconds: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Return the sources that get somewhere sooner, or as soon by another arc."""
        arrival = self._times[:, self._network.tail[arcs]] + seconds
        best = self._times[:, self._network.head[arcs]]
        sooner: NDArray[np.bool_] = np.any((arrival <= best) & np.isfinite(arrival), axis=1)
        return sooner

    def _grow(self, rows: range | list[int]) -> None:
        for row in rows:
            source = int(self._sources[row])
            self._times[row], self._by[row] = tree(*self._onward, self._arc_s, source, -1)


def _times(values: ArrayLike, shape: tuple[int, ...]) -> NDArray[np.float64]:
    times = np.array(values, dtype=np.float64)
    if times.shape != shape:
        message = f"seconds: found shape {times.shape}, expected {shape}"
        raise ValueError(message)
    if not np.all(times >= 0.0):
        message = "seconds: found a negative or missing time"
        raise ValueError(message)
    return times


def _numbers(name: str, values: ArrayLike, count: int) -> NDArray[np.int64]:
    numbers = np.asarray(values)
    if numbers.ndim != 1 or (numbers.size and not np.issubdtype(numbers.dtype, np.integer)):
        message = f"{name}: found {numbers.dtype} of shape {numbers.shape}, expected whole numbers"
        raise ValueError(message)
    if numbers.size and not (numbers.min() >= 0 and numbers.max() < count):
        message = f"{name}: found a number outside 0..{count - 1}"
        raise ValueError(message)
    return numbers.astype(np.int64)
