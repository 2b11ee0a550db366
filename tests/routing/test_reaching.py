"""Bounded and many-source searches against whole tables."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.routing.networks import by_scipy
from tests.routing.roads_that_change import random_roads

from sandtable.routing import (
    TravelTimes,
    nearest_able,
    nearest_sources,
    partition,
    reach,
    star,
    times_from,
)
from sandtable.world.network import Network

SEEDS = st.integers(0, 2**32 - 1)
KIND = st.sampled_from(["few", "zeros"])


def sources_of(seed, network):
    """Return up to nine sources, some of them at one node, and which are able."""
    draw = np.random.default_rng((seed, 2))
    count = int(draw.integers(0, 10))
    return draw.integers(network.n_nodes, size=count), draw.random(count) < 0.6


@given(SEEDS, KIND)
def test_a_reversed_table_tells_who_can_reach_a_place(seed, kind):
    """Column by column what SciPy finds from all nodes."""
    network, seconds = random_roads(seed, kind)
    goals = [0, network.n_nodes - 1]
    found = times_from(star(network, seconds, reverse=True), goals)
    exact = by_scipy(network, seconds, range(network.n_nodes))[:, goals].T
    np.testing.assert_allclose(found, exact, rtol=1e-9)


@given(SEEDS, KIND, st.sampled_from([-1.0, 0.0, 3.0, 20.0, np.inf]))
def test_reach_is_the_table_up_to_its_limit(seed, kind, limit_s):
    """The same nodes and times, the limit itself included."""
    network, seconds = random_roads(seed, kind)
    sources, _able = sources_of(seed, network)
    found = reach(star(network, seconds), sources, limit_s)
    assert found.first.size == sources.size + 1
    for row, exact in enumerate(TravelTimes(network, seconds, sources).seconds):
        nodes, times = found.of(row)
        np.testing.assert_array_equal(
            np.sort(nodes), np.flatnonzero((exact <= limit_s) & np.isfinite(exact))
        )
        np.testing.assert_array_equal(times, exact[nodes])
        assert limit_s < 0.0 or nodes[0] == sources[row]


@given(SEEDS, KIND, st.integers(0, 12))
def test_the_nearest_able_sources_of_a_node(seed, kind, k):
    """By a search and from the table: the same, by time, then position."""
    network, seconds = random_roads(seed, kind)
    if kind == "few":
        seconds = np.ceil(seconds)  # sums of whole numbers are the same from both ends
    sources, able = sources_of(seed, network)
    table = TravelTimes(network, seconds, sources).seconds
    backward = star(network, seconds, reverse=True)
    for node in range(0, network.n_nodes, 7):
        order = sorted(np.flatnonzero(able).tolist(), key=lambda row: (table[row, node], row))
        expected = [row for row in order if np.isfinite(table[row, node])][:k]
        found = nearest_sources(backward, node, sources, k, able)
        assert found.sources.tolist() == expected
        assert found.seconds.tolist() == table[expected, node].tolist()
        assert nearest_able(table, node, k, able).tolist() == expected


@given(SEEDS, KIND)
def test_a_partition_names_the_nearest_able_source(seed, kind):
    """Times to the last bit; of equally near sources the first."""
    network, seconds = random_roads(seed, kind)
    if kind == "few":
        seconds = np.ceil(seconds)
    sources, able = sources_of(seed, network)
    found = partition(star(network, seconds), sources, able)
    table = TravelTimes(network, seconds, sources).seconds.copy()
    table[~able] = np.inf
    table = np.vstack((table, np.full(network.n_nodes, np.inf)))
    np.testing.assert_array_equal(found.seconds, table.min(axis=0))
    first = np.where(np.isfinite(table.min(axis=0)), table.argmin(axis=0), -1)
    np.testing.assert_array_equal(found.source, first)


@given(SEEDS)
def test_without_a_mask_all_sources_are_able(seed):
    """As with one that is True throughout."""
    network, seconds = random_roads(seed)
    sources, _able = sources_of(seed, network)
    every = np.ones(sources.size, np.bool_)
    roads, backward = star(network, seconds), star(network, seconds, reverse=True)
    np.testing.assert_array_equal(
        partition(roads, sources).source, partition(roads, sources, every).source
    )
    one, other = (nearest_sources(backward, 0, sources, 2, mask) for mask in (None, every))
    np.testing.assert_array_equal(one.sources, other.sources)


def test_reach_grows_beyond_its_first_buffer():
    """A street of 3,000 nodes, from both ends and the middle."""
    n = 3_000
    there = np.arange(n - 1)
    network = Network.from_arrays(
        n_nodes=n, tail=[*there, *there + 1], head=[*there + 1, *there], length_m=np.ones(2 * n - 2)
    )
    found = reach(star(network, np.ones(2 * n - 2)), [0, n // 2, n - 1], np.inf)
    assert np.diff(found.first).tolist() == [n, n, n]
    assert sorted(found.of(2)[0].tolist()) == list(range(n))


def test_a_reach_that_buckets_give_up():
    """Nearly all arcs are far shorter than a bucket: the heap finds the same."""
    there = np.arange(60)
    one, other = (side.ravel() for side in np.meshgrid(there, there))
    draw = np.random.default_rng(3)
    seconds = draw.uniform(1e-6, 1.0, size=one.size)
    seconds[0] = 1e12
    network = Network.from_arrays(n_nodes=60, tail=one, head=other, length_m=np.ones(one.size))
    found = reach(star(network, seconds), [5, 5], 0.1)
    exact = TravelTimes(network, seconds, [5]).seconds[0]
    for row in range(2):
        nodes, times = found.of(row)
        np.testing.assert_array_equal(np.sort(nodes), np.flatnonzero(exact <= 0.1))
        np.testing.assert_array_equal(times, exact[nodes])


def test_nonsense_is_refused():
    """A source that is no node, a mask of another shape or kind, a limit that is no number."""
    network = Network.from_arrays(n_nodes=2, tail=[0], head=[1], length_m=[1])
    roads = star(network, [1.0])
    for work in (
        lambda: reach(roads, [2], 1.0),
        lambda: reach(roads, [0], np.nan),
        lambda: times_from(roads, [-1]),
        lambda: partition(roads, [0], [True, False]),
        lambda: partition(roads, [0], [1]),
        lambda: nearest_sources(roads, 2, [0], 1),
        lambda: nearest_sources(roads, 0, [0.5], 1),
        lambda: nearest_able(np.zeros((1, 2)), 0, 1, [True, True]),
        lambda: star(network, [1.0, 2.0]),
        lambda: star(network, [np.nan]),
        lambda: star(network, [-1.0]),
    ):
        with pytest.raises(ValueError, match=r"sources|able|limit_s|node|seconds"):
            work()
