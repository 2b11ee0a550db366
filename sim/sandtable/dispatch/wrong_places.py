"""Which place a first report names that is not the place: a node about so far away (误报地点)."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np

from sandtable.ground.plane import Plane
from sandtable.world.going import may_use

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sandtable.world.network import Network

_NETWORKS_KEPT: Final = 4


class Nodes:
    """The nodes on roads, with their coordinates on a plane.

    Nodes without coordinates are left out.
    """

    def __init__(self, network: Network) -> None:
        on_roads = may_use(network, "road")
        ends = np.unique(np.concatenate((network.tail[on_roads], network.head[on_roads])))
        metres = _metres(network)
        self._ids = network.node_ids
        self._metres = metres
        self._nodes = ends[~np.isnan(metres[ends]).any(axis=1)]

    def away_from(self, node: int, distance_m: float) -> int:
        """Return the node whose straight distance from a node is nearest to a distance [m].

        Ties go by id. Where no other node has coordinates, it is the node itself.
        """
        others = self._nodes[self._nodes != node]
        gap = self._metres[others] - self._metres[node]
        off = np.abs(np.hypot(gap[:, 0], gap[:, 1]) - distance_m)
        nearest = others[off == np.min(off, initial=np.inf)].tolist()
        return min(nearest, key=lambda one: str(self._ids[one]).encode(), default=node)


@lru_cache(maxsize=_NETWORKS_KEPT)
def nodes_of(network: Network) -> Nodes:
    """Return the nodes on roads of a network, made once for all runs on it."""
    return Nodes(network)


def _metres(network: Network) -> NDArray[np.float64]:
    """Return where nodes lie, shape ``(n_nodes, 2)`` [m]; nan = unknown."""
    places = np.column_stack((network.x, network.y))
    if not network.in_degrees:
        return places
    lon, lat = np.nanmean(places, axis=0).tolist()
    return Plane(lon, lat).metres(places)
