"""States of the roads that one run alone meets, and which of several places is nearest."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.routing.networks import networks

from sandtable.routing import RoadBook
from sandtable.world.plan import Profile

CAR = Profile(id="car")


@st.composite
def cases(draw):
    """Draw a network, hubs, points and speed factors with closures."""
    network = draw(networks())
    nodes = st.lists(st.integers(0, network.n_nodes - 1), unique=True, max_size=4)
    factor = st.sampled_from([0.0, 0.5, 1.0])
    factors = draw(st.lists(factor, min_size=network.n_arcs, max_size=network.n_arcs))
    return network, draw(nodes), draw(nodes), np.array(factors)


@given(cases())
def test_it_answers_as_a_shared_state_without_tables(case):
    """The same times, choices and routes as of a state with tables, and no table is computed."""
    network, hubs, points, factors = case
    book = RoadBook(network, [CAR], hubs, points)
    passing = book.passing_state("car", factors)
    nodes = range(network.n_nodes)
    answers = [[passing.eta(start, node) for node in nodes] for start in nodes]
    from_hubs = [passing.from_hubs(node) for node in nodes]
    assert book.computed == 0
    shared = book.state("car", ("shut",), lambda: factors)
    for start in nodes:
        exact = [shared.eta(start, node) for node in nodes]
        assert answers[start] == pytest.approx(exact, rel=1e-9)
        assert from_hubs[start] == pytest.approx(shared.from_hubs(start), rel=1e-9)
        for node in nodes:
            one, other = passing.route(start, node), shared.route(start, node)
            assert (one is None) == (other is None)
            assert one is None or one.tolist() == other.tolist()


@given(cases())
def test_the_nearest_is_the_first_of_the_soonest(case):
    """Asked twice, for it is remembered: the first place of least time, -1 = none is reached."""
    network, hubs, points, factors = case
    state = RoadBook(network, [CAR], hubs, points).state("car", ("shut",), lambda: factors)
    goals = tuple(hubs + points)
    for start in range(network.n_nodes):
        seconds = [state.eta(start, goal) for goal in goals]
        soonest = min(seconds, default=math.inf)
        expected = seconds.index(soonest) if soonest < math.inf else -1
        assert state.nearest(start, goals) == state.nearest(start, goals) == expected
