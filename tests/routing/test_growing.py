"""Trees grown by buckets and by the heap, against the trees of `trees.tree`."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.routing.roads_that_change import KINDS, random_roads

from sandtable.routing import star, times_from
from sandtable.routing.growing import PATIENCE, Forest, _by_buckets, empty_ring
from sandtable.routing.queue import bucket_rate, drop, heapify, push
from sandtable.routing.trees import adjacency, tree
from sandtable.world.network import Network


@pytest.mark.parametrize("kind", KINDS)
@given(seed=st.integers(0, 2**32 - 1))
def test_times_are_the_same_to_the_last_bit(kind, seed):
    """A least sum in travel order does not depend on the queue."""
    network, seconds = random_roads(seed, kind)
    found = times_from(star(network, seconds), [0, network.n_nodes - 1])
    for row, source in enumerate((0, network.n_nodes - 1)):
        exact = tree(*adjacency(network), seconds, source, -1)[0]
        np.testing.assert_array_equal(found[row], exact)


def grid_with(seconds_of, side=30):
    """Return a grid of two-way roads, and times by a function of the number of arcs."""
    node = np.arange(side * side).reshape(side, side)
    one = np.concatenate((node[:, :-1].ravel(), node[:-1].ravel()))
    other = np.concatenate((node[:, 1:].ravel(), node[1:].ravel()))
    network = Network.from_arrays(
        n_nodes=side * side,
        tail=np.concatenate((one, other)),
        head=np.concatenate((other, one)),
        length_m=np.ones(2 * one.size),
    )
    return network, seconds_of(2 * one.size)


def tiny_and_huge(count):
    """Return times of which nearly all are far shorter than a bucket."""
    draw = np.random.default_rng(1)
    times = draw.uniform(1e-6, 1.0, size=count)
    times[0] = 1e12
    return times


def test_buckets_give_up_where_they_do_not_serve():
    """All in one bucket: nodes are taken up again and again, so the heap takes over."""
    network, seconds = grid_with(tiny_and_huge)
    roads = star(network, seconds)
    ring, rate = empty_ring(network.n_arcs), bucket_rate(roads.seconds)
    one = Forest(np.empty(network.n_nodes), np.empty(network.n_nodes, np.int32))
    assert not _by_buckets(roads, 0, one, ring, rate)
    assert np.all(ring.heads == -1)
    exact = tree(*adjacency(network), seconds, 0, -1)[0]
    np.testing.assert_array_equal(times_from(roads, [0, 0])[1], exact)


@pytest.mark.parametrize("second", [0.0, 5e-324, 1e308, np.inf])
def test_times_at_the_ends_of_what_numbers_can_say(second):
    """No time at all, the smallest, sums beyond the largest, and all closed."""
    network, seconds = grid_with(lambda count: np.full(count, second), side=4)
    exact = tree(*adjacency(network), seconds, 0, -1)[0]
    np.testing.assert_array_equal(times_from(star(network, seconds), [0])[0], exact)


def test_the_ring_is_long_enough_for_the_slowest_arc():
    """One arc a million times as slow as the others, which buckets of half a mean cannot hold."""
    seconds = np.ones(1_000_000)
    seconds[0] = 1e9
    rate = bucket_rate(seconds)
    assert 0.0 < 1e9 * rate <= 4094.0
    assert PATIENCE >= 1


@given(st.lists(st.floats(0.0, 1e6), max_size=60), st.integers(0, 60))
def test_a_heap_gives_entries_by_rising_key(numbers, made):
    """The first by making a heap of them at once, the rest pushed one by one."""
    made = min(made, len(numbers))
    keys, nodes = np.array([*numbers, 0.0]), np.arange(len(numbers) + 1, dtype=np.int32)
    entries = list(zip(numbers, nodes.tolist(), strict=False))
    heapify(keys, nodes, made)
    size = made
    for key, node in entries[made:]:
        size = push(keys, nodes, size, key, node)
    found = []
    while size:
        found.append((float(keys[0]), int(nodes[0])))
        size = drop(keys, nodes, size)
    assert [key for key, _node in found] == sorted(numbers)
    assert sorted(found) == sorted(entries)
