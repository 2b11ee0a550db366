"""The Lithgow case out of its MATSim file and fire raster: what its folder holds ready-made."""

from collections import Counter

import pytest
from tests.hazards.test_arrival import lithgow_closures

from sandtable.files.importing.as_network import network_of_draft
from sandtable.files.importing.read import read_draft
from sandtable.files.importing.settle import Wishes, settle
from sandtable.files.network_reader import read_network

MATSIM = "lithgow_surrounds_network_epsg7855.xml.gz"
BOX = (149.8352, -33.7592, 150.6919, -33.1329)
"""Burned cells and 30 km around them, as the folder's README says."""


@pytest.fixture(scope="module")
def imported(shared):
    """Return the network of Lithgow out of the MATSim file, not merged."""
    pytest.importorskip("pyproj")
    draft = read_draft(shared / "networks" / "ees" / MATSIM, MATSIM)
    wishes = Wishes(name=MATSIM, crs=draft.crs or "EPSG:7855", box=BOX, merge=False)
    return network_of_draft(settle(draft, wishes).draft)


def arcs(network):
    """Return how often each pair of nodes has an arc of a length, to 0.01 m."""
    ends = (network.node_ids[end].tolist() for end in (network.tail, network.head))
    lengths = (round(length, 2) for length in network.length_m.tolist())
    return Counter(zip(*ends, lengths, strict=True))


def test_the_same_arcs(imported, shared):
    """14,919 arcs between 6,502 nodes, every length to 0.01 m."""
    ready = read_network(shared / "networks" / "lithgow", "lithgow")
    assert (imported.n_nodes, imported.n_arcs) == (6502, 14_919)
    assert arcs(imported) == arcs(ready)


def test_the_same_closures(imported, shared):
    """318 rows: every 90 m, an hour of burning, smoke within 400 m for half an hour before."""
    ready = read_network(shared / "networks" / "lithgow", "lithgow")

    def rows(network):
        return Counter(
            (
                str(network.node_ids[network.tail[row.arc]]),
                str(network.node_ids[network.head[row.arc]]),
                *row[1:],
            )
            for row in lithgow_closures(network, shared)
        )

    found, exact = rows(imported), rows(ready)
    assert sum(found.values()) == 318
    assert found == exact
