"""Shortest-path trees against SciPy."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from tests.routing.networks import by_scipy, networks, times

from sandtable.routing.trees import adjacency, tree
from sandtable.world.network import Network


@st.composite
def cases(draw):
    """Draw a network, the times of its arcs and a source."""
    network = draw(networks())
    return network, draw(times(network.n_arcs)), draw(st.integers(0, network.n_nodes - 1))


@given(cases())
def test_a_tree_is_what_scipy_finds(case):
    """Closures, ties, zero times, parallel arcs and self-loops included."""
    network, seconds, source = case
    found = tree(*adjacency(network), seconds, source, -1)[0]
    np.testing.assert_allclose(found, by_scipy(network, seconds, [source])[0], rtol=1e-9)


@given(cases())
def test_a_reversed_tree_tells_the_way_in(case):
    """Times to a place on the network are times from it on the network turned round."""
    network, seconds, goal = case
    found = tree(*adjacency(network, reverse=True), seconds, goal, -1)[0]
    exact = by_scipy(network, seconds, range(network.n_nodes))[:, goal]
    np.testing.assert_allclose(found, exact, rtol=1e-9)


@given(cases(), st.data())
def test_stopping_at_a_goal_changes_nothing_there(case, data):
    """The goal and the way to it are final when the tree stops."""
    network, seconds, source = case
    goal = data.draw(st.integers(0, network.n_nodes - 1))
    whole = tree(*adjacency(network), seconds, source, -1)
    part = tree(*adjacency(network), seconds, source, goal)
    assert part[0][goal] == whole[0][goal]
    while goal != source and np.isfinite(whole[0][goal]):
        assert part[1][goal] == whole[1][goal]
        goal = int(network.tail[whole[1][goal]])


def test_of_equally_fast_arcs_the_smaller_number_counts():
    """Three parallel arcs; the slow one has the smallest number."""
    network = Network.from_arrays(n_nodes=2, tail=[0, 0, 0], head=[1, 1, 1], length_m=[9, 5, 5])
    time_s, by = tree(*adjacency(network), np.array([9.0, 5.0, 5.0]), 0, -1)
    assert time_s.tolist() == [0.0, 5.0]
    assert by.tolist() == [-1, 1]


def test_arcs_of_a_node_stand_together():
    """Node 1 has arcs 0 and 2, node 0 has arc 1; reversed, the heads count."""
    network = Network.from_arrays(n_nodes=3, tail=[1, 0, 1], head=[0, 2, 2], length_m=[1, 1, 1])
    onward, backward = adjacency(network), adjacency(network, reverse=True)
    assert [part.tolist() for part in onward] == [[0, 1, 3, 3], [1, 0, 2], [2, 0, 2]]
    assert [part.tolist() for part in backward] == [[0, 1, 1, 3], [0, 1, 2], [1, 0, 1]]
