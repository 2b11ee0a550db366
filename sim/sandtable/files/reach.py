"""Which zones and bases no road reaches."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np
import scipy  # loads its parts when they are asked for: not every command looks at roads
from numpy.typing import NDArray

from sandtable.files.place_model import PlaceFile, SiteItem
from sandtable.files.spots import where_of
from sandtable.files.tree import Node, fault_at, remark_at, shown
from sandtable.ground.faults import Fault, Remark
from sandtable.ground.language import _
from sandtable.world.network import Network

if TYPE_CHECKING:
    from scipy.sparse import csr_array


def unreachable(place: PlaceFile, root: Node, network: Network) -> tuple[list[Fault], list[Remark]]:
    """Return bases that reach no zone, as faults, and zones that no base reaches, as remarks.

    "Unreachable" is a result of a run and never an error: an island without a road may be meant. A
    base from which nobody gets anywhere is not.
    """
    zones, bases = nodes_of(place.zones, network), nodes_of(place.bases, network)
    if not zones or not place.bases:
        return [], []
    faults, reached = [], np.zeros(network.n_nodes, dtype=np.bool_)
    matrix = matrix_of(network)
    for number, base in enumerate(place.bases):
        if base.id not in bases:
            continue
        from_here = reached_from(matrix, bases[base.id])
        reached |= from_here
        if not any(from_here[node] for node in zones.values()):
            node = where_of(root.value["bases"].value[number])
            expected = _("a node from which a road leads to a zone")
            repair = _("Choose another node or add the missing link.")
            told = _("'{node}', from which no road leads to any zone").format(node=shown(node))
            name = f"bases[{base.id}].node"
            faults.append(fault_at(node.mark, name, told, expected, repair, "no-road"))
    remarks = []
    for number, zone in enumerate(place.zones):
        if zone.id in zones and not reached[zones[zone.id]]:
            node = where_of(root.value["zones"].value[number])
            expected = _("a node that a road from a base reaches")
            repair = _("Is a link missing? If it is meant, incidents there are unreachable.")
            told = _("'{node}', which no road reaches").format(node=shown(node))
            name = f"zones[{zone.id}].node"
            remarks.append(remark_at(node.mark, name, told, expected, repair, "no-road"))
    return faults, remarks


def nodes_of(sites: Iterable[SiteItem], network: Network) -> dict[str, int]:
    """Return the node of each site by its id; one whose node is not there is told elsewhere."""
    numbers = {name: number for number, name in enumerate(network.node_ids.tolist())}
    named = ((site.id, site.stands_at(site.id)) for site in sites)
    return {site: numbers[node] for site, node in named if node in numbers}


def matrix_of(network: Network, is_open: NDArray[np.bool_] | None = None) -> csr_array:
    """Return which node an arc leads from and to; of some arcs only, shape ``(n_arcs,)``."""
    tail, head = network.tail, network.head
    if is_open is not None:
        tail, head = tail[is_open], head[is_open]
    shape = (network.n_nodes, network.n_nodes)
    return scipy.sparse.csr_array((np.ones(tail.size), (tail, head)), shape=shape)


def reached_from(matrix: csr_array, node: int) -> NDArray[np.bool_]:
    """Say which nodes can be reached from one, itself among them, shape ``(n_nodes,)``."""
    order = scipy.sparse.csgraph.breadth_first_order(matrix, node, return_predecessors=False)
    reached = np.zeros(matrix.shape[0], dtype=np.bool_)
    reached[order] = True
    return reached
