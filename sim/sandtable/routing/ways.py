"""Ways read from shortest-path trees, compiled."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numba import njit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sandtable.routing.repair import Inward
    from sandtable.routing.stars import Star


@njit(cache=True)
def read_way(
    star: Star,
    inward: Inward,
    time_s: NDArray[np.float64],
    by: NDArray[np.int32],
    node: int,
) -> NDArray[np.int32]:
    """Return the arcs of the best way to a node that has one, in travel order.

    Of equally fast ways the arc of smaller number counts at each node, seen from the end: so it is
    the same way whatever happened to the roads before. (Only between nodes that are no time apart
    the arcs of the tree are followed, which may depend on that.)

    Parameters
    ----------
    time_s, by
        Tree of a source, shape ``(n_nodes,)``.

    Returns
    -------
    numpy.ndarray
        Arc numbers; empty at the source itself.

    """
    arcs = np.empty(time_s.size, np.int32)
    left = time_s.size
    while by[node] >= 0:
        best, before = star.arc.size, -1
        for at in range(inward.first[node], inward.first[node + 1]):
            place, tail = inward.place[at], inward.tail[at]
            soonest = time_s[tail] + star.seconds[place] == time_s[node]
            if soonest and time_s[tail] < time_s[node] and star.arc[place] < best:
                best, before = star.arc[place], tail
        if before < 0:
            best = star.arc[by[node]]
            for at in range(inward.first[node], inward.first[node + 1]):
                if inward.place[at] == by[node]:
                    before = inward.tail[at]
        left -= 1
        arcs[left] = best
        node = before
    return arcs[left:].copy()
