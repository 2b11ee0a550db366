"""Travel times from fixed places to everywhere, kept up to date while roads close and reopen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sandtable.routing.growing import Forest, grow_all
from sandtable.routing.reaching import nearest_able
from sandtable.routing.repair import Change, Inward, repair_all
from sandtable.routing.stars import arc_times, numbers, star
from sandtable.routing.trees import adjacency
from sandtable.routing.ways import read_way

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from sandtable.world.network import Network


class TravelTimes:
    """Shortest times from sources to all nodes on the roads as they are (行车时间).

    Every source has its tree of best ways. A change of the roads repairs the trees: only nodes
    behind a slowed arc of a tree, or sooner reached by a faster one, are looked at again. Times are
    those of trees grown anew, to the last bit; memory is 13 bytes per source and node.

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
        self._star = star(network, seconds)
        self._sources = numbers("sources", sources, network.n_nodes)
        self._place = np.empty(network.n_arcs, np.int32)
        self._place[self._star.arc] = np.arange(network.n_arcs, dtype=np.int32)
        first, arc, tail = adjacency(network, reverse=True)
        self._inward = Inward(first.astype(np.int32), self._place[arc], tail)
        shape = (self._sources.size, network.n_nodes)
        self._times = np.empty(shape)
        self._by = np.empty(shape, dtype=np.int32)
        self._changed = np.zeros(shape, dtype=np.bool_)
        grow_all(self._star, self._sources, Forest(self._times, self._by))

    @property
    def seconds(self) -> NDArray[np.float64]:
        """Present times, inf = unreachable, read-only, shape ``(n_sources, n_nodes)`` [s]."""
        view = self._times.view()
        view.setflags(write=False)
        return view

    @property
    def changed(self) -> NDArray[np.bool_]:
        """Which times the last update changed, read-only, shape ``(n_sources, n_nodes)``.

        The journal of the present state: the next update writes over it.
        """
        view = self._changed.view()
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
        arc = numbers("arcs", arcs, self._network.n_arcs)
        new = arc_times(seconds, arc.shape)
        if np.unique(arc).size != arc.size:
            message = "arcs: found an arc twice"
            raise ValueError(message)
        place = self._place[arc]
        old = self._star.seconds[place]
        self._star.seconds[place] = new
        faster = new < old
        change = Change(place[new > old], place[faster], self._network.tail[arc[faster]])
        self._changed[:] = False
        forest = Forest(self._times, self._by)
        repair_all(self._star, self._inward, change, self._sources, forest, self._changed)

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
        return read_way(self._star, self._inward, self._times[source], self._by[source], node)

    def within(self, limit_s: float) -> NDArray[np.bool_]:
        """Return who reaches what within a time, inclusive, shape ``(n_sources, n_nodes)``."""
        reached: NDArray[np.bool_] = (self._times <= limit_s) & np.isfinite(self._times)
        return reached

    def nearest(self, node: int, k: int) -> NDArray[np.intp]:
        """Return positions of the k nearest sources of a node, by time, then position.

        Sources that cannot reach the node are left out.
        """
        return nearest_able(self._times, node, k)
