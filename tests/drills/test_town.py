"""The town of the drills is the network that is shipped for reading on paper."""

import numpy as np
from tests.drills.town import MINUTES, NODES, network

from sandtable.files.network_reader import read_network
from sandtable.routing import TravelTimes, free_flow_s
from sandtable.world.plan import Profile


def test_the_town_is_the_shipped_network(four_nodes):
    """Nodes, arcs and roads are those of networks/four_nodes, and a kilometre there is a minute."""
    ours, theirs = network(), read_network(four_nodes, "four_nodes")
    for name in ("node_ids", "arc_ids", "road_ids", "tail", "head"):
        assert np.array_equal(getattr(ours, name), getattr(theirs, name)), name
    assert np.array_equal(ours.length_m / 960.0, theirs.length_m / 1000.0)


def test_times_between_the_nodes():
    """a-b 1, b-c 2, c-d 3: a to c takes 3 over the mill and would take 5 over the ring."""
    roads = network()
    seconds = free_flow_s(roads, Profile(id="engine"))
    times = TravelTimes(roads, seconds, range(len(NODES))).seconds / 60.0
    assert times.tolist() == [[0, 1, 3, 6], [1, 0, 2, 5], [3, 2, 0, 3], [6, 5, 3, 0]]
    assert sum(MINUTES.values()) == 11
