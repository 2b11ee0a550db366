"""Networks as NetworkX graphs and back."""

import math

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.routing.networks import by_scipy, full_networks, networks, times

from sandtable.files.network_reader import read_network
from sandtable.world.interop import from_networkx, shortest_times, to_networkx
from sandtable.world.network import Network


@given(networks())
def test_there_and_back_is_the_same_network(network):
    """Parallel arcs, self-loops and lonely nodes survive; the hash says that all columns do."""
    assert from_networkx(to_networkx(network)).content_hash == network.content_hash


@given(full_networks())
def test_what_few_networks_know_survives(network):
    """Bridges, names, heights and courses come back from a graph as they were."""
    assert from_networkx(to_networkx(network)).content_hash == network.content_hash


def test_every_column_survives(four_nodes):
    """Also limits, places, classes, roads and where it comes from."""
    network = read_network(four_nodes, "four_nodes")
    limits = [12_000.0] + [math.nan] * (network.n_arcs - 1)
    columns = {
        name: getattr(network, name)
        for name in ("tail", "head", "length_m", "n_nodes", "node_ids", "arc_ids", "road_ids", "x")
    }
    full = Network.from_arrays(
        **columns, max_weight_kg=limits, max_height_m=limits, crs="EPSG:4326", attribution="us"
    )
    graph = to_networkx(full)
    assert from_networkx(graph).content_hash == full.content_hash
    assert graph.edges["a", "b", 0]["max_weight_kg"] == 12_000.0
    assert "max_weight_kg" not in graph.edges["a", "c", 1]  # unknown is not said
    assert "y" not in graph.nodes["a"]


def test_keys_are_arc_numbers(four_nodes):
    """The edge of arc 3 has key 3 and its id; a shortest path of NetworkX is ours."""
    network = read_network(four_nodes, "four_nodes")
    graph = to_networkx(network)
    assert graph.edges["b", "c", 3]["id"] == "bc"
    assert graph.edges["b", "c", 3]["road"] == "mill"
    lengths = nx.single_source_dijkstra_path_length(graph, "a", weight="length_m")
    exact = by_scipy(network, network.length_m, [0])[0]
    assert [lengths[node] for node in "abcd"] == exact.tolist()


def test_a_graph_of_others_needs_lengths_and_arc_numbers():
    """Keys number the arcs over the whole graph; the rest gets its defaults."""
    graph = nx.MultiDiGraph()
    graph.add_edge("x", "y", key=1, length_m=5.0)
    graph.add_edge("y", "x", key=0, length_m=7.0)
    network = from_networkx(graph)
    assert network.length_m.tolist() == [7.0, 5.0]
    assert network.node_ids.tolist() == ["x", "y"]
    assert network.tail.tolist() == [1, 0]
    assert network.kind == "imported"
    assert np.all(np.isnan(network.x))


@pytest.mark.parametrize(
    ("key", "values", "said"),
    [
        (0, {}, "length_m"),
        (1, {"length_m": 1.0}, "edge keys"),
        ("a", {"length_m": 1.0}, "edge keys"),
    ],
)
def test_what_is_no_network_is_refused(key, values, said):
    """An edge without length, a gap in the numbers, a key that is no number."""
    graph = nx.MultiDiGraph()
    graph.add_edge("x", "y", key=key, **values)
    with pytest.raises(ValueError, match=said):
        from_networkx(graph)


@given(networks(), st.data())
def test_shortest_times_are_those_of_scipy(network, data):
    """By another's search on the graph: closures, ties, parallel arcs and self-loops included."""
    seconds = data.draw(times(network.n_arcs))
    sources = [0, network.n_nodes - 1]
    found = shortest_times(network, seconds, sources)
    np.testing.assert_allclose(found, by_scipy(network, seconds, sources), rtol=1e-9)
