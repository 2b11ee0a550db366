"""Repaired trees against SciPy, against trees grown anew, and against every way on paper."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.routing.networks import by_scipy, check_route
from tests.routing.roads_that_change import KINDS, random_changes, random_roads

from sandtable.routing import TravelTimes
from sandtable.world.network import Network

SEEDS = st.integers(0, 2**32 - 1)


def check_trees(times, network, seconds):
    """Assert that arcs kept for nodes form trees whose sums, in travel order, are the times."""
    for row, source in enumerate(times._sources.tolist()):
        place, found = times._by[row], times.seconds[row]
        inner = np.flatnonzero(place >= 0)
        assert np.array_equal(np.flatnonzero(np.isfinite(found)), np.union1d(inner, [source]))
        arc = times._star.arc[place[inner]]
        assert np.array_equal(network.head[arc], inner)
        assert np.array_equal(found[network.tail[arc]] + seconds[arc], found[inner])
        up = np.arange(network.n_nodes)
        up[inner] = network.tail[arc]
        for _ in range(8):  # more than 2 ** 7 steps back
            up = up[up]
        assert np.all(up[inner] == source)  # no circle anywhere


@settings(max_examples=250)
@pytest.mark.parametrize("kind", KINDS)
@given(seed=SEEDS)
def test_a_thousand_sequences_agree_with_scipy(kind, seed):
    """Times within 1e-9, the same unreachable nodes, trees that hold; and the journal is true."""
    network, seconds = random_roads(seed, kind)
    sources = [0, network.n_nodes // 2, network.n_nodes - 1, 0]
    times = TravelTimes(network, seconds, sources)
    assert not times.changed.any()
    for arcs, new in random_changes(seed, network, kind):
        before = times.seconds.copy()
        times.update(arcs, new)
        seconds[arcs] = new
        np.testing.assert_allclose(times.seconds, by_scipy(network, seconds, sources), rtol=1e-9)
        np.testing.assert_array_equal(times.changed, before != times.seconds)
        check_trees(times, network, seconds)


@settings(max_examples=60)
@pytest.mark.parametrize("kind", ["few", "many"])
@given(seed=SEEDS)
def test_history_leaves_no_trace(kind, seed):
    """Times are those of trees grown anew to the last bit, and so are routes, ties included."""
    network, seconds = random_roads(seed, kind)
    times = TravelTimes(network, seconds, [0])
    for arcs, new in random_changes(seed, network, kind):
        times.update(arcs, new)
        seconds[arcs] = new
    anew = TravelTimes(network, seconds, [0])
    np.testing.assert_array_equal(times.seconds, anew.seconds)
    for node in range(network.n_nodes):
        one, other = times.route(0, node), anew.route(0, node)
        assert (one is None) == (other is None)
        if one is not None:
            assert one.tolist() == other.tolist()
            check_route(network, seconds, one, 0, node, times.seconds[0, node])


def every_way(network, seconds, source, node):
    """Return the least time over all ways that meet no node twice [s]."""
    ends = list(zip(network.tail.tolist(), network.head.tolist(), seconds, strict=True))
    best = 0.0 if source == node else np.inf
    others = [other for other in range(network.n_nodes) if other not in {source, node}]
    for count in range(len(others) + 1):
        for between in itertools.permutations(others, count):
            way = [source, *between, node]
            legs = itertools.pairwise(way)
            best = min(
                best,
                sum(min((s for a, b, s in ends if (a, b) == leg), default=np.inf) for leg in legs),
            )
    return best


@settings(max_examples=40)
@given(seed=SEEDS)
def test_tiny_roads_by_trying_every_way(seed):
    """Five nodes, twelve arcs, three rounds: no way is better than the one found."""
    draw = np.random.default_rng(seed)
    tail, head = draw.integers(5, size=(2, 12))
    network = Network.from_arrays(n_nodes=5, tail=tail, head=head, length_m=np.ones(12))
    seconds = draw.integers(0, 9, size=12).astype(float)
    times = TravelTimes(network, seconds, [0])
    for arcs, new in random_changes(seed, network, rounds=3):
        times.update(arcs, new)
        seconds[arcs] = new
        best = [every_way(network, seconds, 0, node) for node in range(5)]
        np.testing.assert_allclose(times.seconds[0], best, rtol=1e-9)


@pytest.fixture
def street():
    """Return 40 nodes in a row, both ways, one second each, and a bypass of 3 s from 18 to 22.

    The arc i leads from node i to i + 1, the arc 39 + i back; 78 is the bypass.
    """
    there = np.arange(39)
    network = Network.from_arrays(
        n_nodes=40,
        tail=[*there, *there + 1, 18],
        head=[*there + 1, *there, 22],
        length_m=np.ones(79),
    )
    seconds = np.ones(79)
    seconds[78] = 3.0
    return network, seconds


def test_closing_a_bridge_cuts_the_roads(street):
    """Behind arc 29 nothing is reached, and the journal names these ten nodes and no others."""
    network, seconds = street
    times = TravelTimes(network, seconds, [0])
    times.update([29], [np.inf])
    assert times.seconds[0, 29] == 28.0
    assert np.flatnonzero(np.isinf(times.seconds[0])).tolist() == list(range(30, 40))
    assert np.flatnonzero(times.changed[0]).tolist() == list(range(30, 40))
    assert times.route(0, 35) is None
    times.update([29], [1.0])
    assert times.seconds[0, 39] == 38.0
    assert np.flatnonzero(times.changed[0]).tolist() == list(range(30, 40))


def test_reopening_while_another_closes(street):
    """The bypass closes in the instant in which the road beside it reopens."""
    network, seconds = street
    times = TravelTimes(network, seconds, [0])
    times.update([20], [np.inf])
    assert times.seconds[0, 22] == 21.0
    assert times.seconds[0, 21] == 22.0  # back from 22
    times.update([20, 78], [1.0, np.inf])
    assert times.seconds[0, 21:24].tolist() == [21.0, 22.0, 23.0]
    assert 78 not in times.route(0, 30).tolist()


def test_of_parallel_arcs_the_open_one_counts():
    """The faster closes, the slower takes over; both close; the slower alone comes back."""
    network = Network.from_arrays(n_nodes=2, tail=[0, 0], head=[1, 1], length_m=[1, 1])
    times = TravelTimes(network, [2.0, 5.0], [0])
    for arcs, new, found in [
        ([0], [np.inf], 5.0),
        ([1], [np.inf], np.inf),
        ([1], [5.0], 5.0),
        ([0], [2.0], 2.0),
    ]:
        times.update(arcs, new)
        assert times.seconds[0, 1] == found


def test_a_source_may_be_cut_off(street):
    """All arcs of its node close and reopen: it reaches itself alone, then all again."""
    network, seconds = street
    times = TravelTimes(network, seconds, [10, 0])
    arcs = np.flatnonzero((network.tail == 10) | (network.head == 10))
    times.update(arcs, np.full(arcs.size, np.inf))
    assert np.flatnonzero(np.isfinite(times.seconds[0])).tolist() == [10]
    assert times.route(0, 10).tolist() == []
    assert np.flatnonzero(np.isfinite(times.seconds[1])).tolist() == list(range(10))
    times.update(arcs, seconds[arcs])
    assert times.seconds[0, 39] == 28.0


def test_an_arc_that_is_closed_twice_is_closed_once(street):
    """Stacked causes: the second closing changes nothing; reopening needs the time, not a count."""
    network, seconds = street
    times = TravelTimes(network, seconds, [0])
    times.update([29], [np.inf])
    times.update([29], [np.inf])
    assert not times.changed.any()
    times.update([29], [4.0])
    assert times.seconds[0, 30] == 32.0


def test_repair_looks_only_at_what_changes(street, monkeypatch):
    """Ten of forty nodes behind a closed arc: repaired; thirty: more than its share, grown anew.

    Which of the two happened is told by the arc of a node that nothing leads to any more: a repair
    begins with what stands, so it is enough to spoil an arc that stands and see it kept.
    """
    network, seconds = street
    for arc, anew in ((29, False), (5, True)):
        times = TravelTimes(network, seconds, [0])
        times._by[0, 3] = 39 + 3  # wrong on purpose: the arc back from 4 to 3
        times.update([arc], [np.inf])
        assert (times._by[0, 3] != 39 + 3) == anew


def test_circles_of_no_time_hold_no_tree_together():
    """Behind a closed arc a circle of arcs of no time must not keep itself alive."""
    ring = list(range(1, 30))
    network = Network.from_arrays(
        n_nodes=100,
        tail=[0, *ring, 0],
        head=[1, *ring[1:], 1, 40],
        length_m=np.ones(31),
    )
    seconds = np.zeros(31)
    seconds[0] = 7.0
    times = TravelTimes(network, seconds, [0])
    assert np.all(times.seconds[0, ring] == 7.0)
    times.update([0], [np.inf])
    assert np.all(np.isinf(times.seconds[0, ring]))
    times.update([0], [3.0])
    assert np.all(times.seconds[0, ring] == 3.0)
    assert times.route(0, 29).size == 29


def test_a_self_loop_is_never_on_a_way():
    """Not even where it takes no time."""
    network = Network.from_arrays(n_nodes=2, tail=[0, 1, 0], head=[0, 1, 1], length_m=[1, 1, 1])
    times = TravelTimes(network, [0.0, np.inf, 2.0], [0])
    times.update([1], [0.0])
    assert not times.changed.any()
    assert times.route(0, 1).tolist() == [2]


def test_times_do_not_drift(street):
    """An arc closes and reopens 500 times; the sums of tenths are those of the first day."""
    network, seconds = street
    seconds = seconds * 0.1
    times = TravelTimes(network, seconds, [0, 39])
    first = times.seconds.copy()
    for arc in range(500):
        times.update([arc % 79], [np.inf])
        times.update([arc % 79], [seconds[arc % 79]])
    np.testing.assert_array_equal(times.seconds, first)
