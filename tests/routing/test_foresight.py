"""Earliest arrival on roads whose changes are known, by hand, by brute force; nobody overtakes."""

import math
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandtable.routing.foresight import earliest_arrivals, through
from sandtable.routing.trees import adjacency, tree
from sandtable.world.network import Network


def network(*arcs):
    """Return a network of arcs (tail, head), each 100 m long."""
    return Network.from_arrays(
        tail=[a for a, _ in arcs],
        head=[b for _, b in arcs],
        length_m=[100.0] * len(arcs),
        n_nodes=1 + max(map(max, arcs)),
    )


def test_who_is_on_an_arc_when_it_slows_goes_on_slower():
    """Half of 100 s is driven at 50 s; the other half takes 200 s."""
    since, seconds = np.array([0.0, 50.0]), np.array([100.0, 400.0])
    assert through(since, seconds, 0.0) == 50.0 + 0.5 * 400.0


def test_who_is_on_an_arc_when_it_closes_stands_until_it_opens():
    """Half is driven by 50 s; the road is closed until 300 s; the rest takes 50 s."""
    since, seconds = np.array([0.0, 50.0, 300.0]), np.array([100.0, math.inf, 100.0])
    assert through(since, seconds, 0.0) == 350.0
    assert through(since, seconds, 60.0) == 400.0


def test_a_road_that_never_opens_is_never_left():
    """Closed in the last state, for ever."""
    assert math.isinf(through(np.array([0.0, 50.0]), np.array([100.0, math.inf]), 0.0))


def test_who_knows_what_closes_takes_the_detour_at_once():
    """0-1-2 takes 200 s but 1-2 closes at 150 s for good; 0-2 takes 300 s."""
    roads = network((0, 1), (1, 2), (0, 2))
    before, after = np.array([100.0, 100.0, 300.0]), np.array([100.0, math.inf, 300.0])
    found = earliest_arrivals(roads, [0.0, 150.0], [before, after], 0, 0.0)
    assert found.tolist() == [0.0, 100.0, 300.0]
    assert earliest_arrivals(roads, [0.0, 250.0], [before, after], 0, 0.0)[2] == 200.0


def test_states_in_disorder_are_refused():
    """The instants of the states rise."""
    with pytest.raises(ValueError, match="rising"):
        earliest_arrivals(network((0, 1)), [5.0, 5.0], [np.ones(1), np.ones(1)], 0, 0.0)


times = st.one_of(st.integers(1, 40).map(float), st.just(math.inf))


@st.composite
def courses(draw, n_arcs):
    """Return instants and the times of all arcs in each state."""
    gaps = draw(st.lists(st.integers(1, 30), min_size=0, max_size=4))
    since = np.cumsum([0, *gaps]).astype(float)
    return since, [np.array([draw(times) for _ in range(n_arcs)]) for _ in since]


@settings(deadline=None, max_examples=200)
@given(courses(1), st.floats(0.0, 90.0), st.floats(0.0, 30.0))
def test_nobody_overtakes(course, enters_s, later_s):
    """Who enters later never leaves earlier (first in, first out)."""
    since, states = course
    seconds = np.array([one[0] for one in states])
    first, second = (through(since, seconds, at) for at in (enters_s, enters_s + later_s))
    assert enters_s < first <= second + 1e-9 or first == second == math.inf


ARCS = tuple((a, b) for a in range(4) for b in range(4) if a != b)


@settings(deadline=None, max_examples=150)
@given(courses(len(ARCS)), st.integers(0, 60).map(float))
def test_equal_to_all_ways_tried(course, start_s):
    """On four nodes all simple ways are driven one by one; the earliest is what is found."""
    since, states = course
    found = earliest_arrivals(network(*ARCS), since, states, 0, start_s)
    for goal in (1, 2, 3):
        best = math.inf
        others = [node for node in (1, 2, 3) if node != goal]
        for count in range(3):
            for between in permutations(others, count):
                now = start_s
                for arc in zip((0, *between), (*between, goal), strict=True):
                    now = through(since, np.array([one[ARCS.index(arc)] for one in states]), now)
                best = min(best, now)
        assert found[goal] == best


@settings(deadline=None, max_examples=100)
@given(courses(len(ARCS)))
def test_on_roads_that_do_not_change_it_is_dijkstra(course):
    """With one state the arrivals are the times of the tree."""
    _, states = course
    roads = network(*ARCS)
    found = earliest_arrivals(roads, [0.0], states[:1], 0, 0.0)
    assert found.tolist() == pytest.approx(tree(*adjacency(roads), states[0], 0, -1)[0].tolist())
