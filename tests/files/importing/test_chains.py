"""Chains merged into single links: nothing changes but the number of links."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from tests.files.importing.by_hand import LINE, draft
from tests.routing.networks import by_scipy

from sandtable.files.importing.as_network import network_of_draft
from sandtable.files.importing.chains import merged
from sandtable.files.importing.parts import largest_part, with_links


def test_a_chain_becomes_one_road_with_its_whole_course():
    """Three pieces, the middle one drawn the other way: lengths add up, the course runs through."""
    pieces = draft(
        [("ab", "a", "b"), ("cb", "c", "b"), ("cd", "c", "d")],
        LINE,
        length_m=[100.0, 120.0, 110.0],
        shapes={"cb": [(0.002, 0), (0.0015, 0.001), (0.001, 0)]},
        origins=["way 1", "way 2", "way 1"],
        names=["东街"] * 3,
    )
    whole, groups = merged(pieces)
    assert (whole.link_ids, whole.node_ids, groups) == (["ab"], ["a", "d"], [[0, 1, 2]])
    assert whole.length_m.tolist() == [330.0]
    assert whole.origins == ["way 1 way 2"]
    assert whole.names == ["东街"]
    assert whole.shape_x.tolist() == [0, 0.001, 0.0015, 0.002, 0.003]
    assert whole.shape_y.tolist() == [0, 0, 0.001, 0, 0]


def test_a_difference_of_any_kind_keeps_roads_apart():
    """A bridge, a height, a limit, a class, a speed, a name: each is a reason of its own."""
    roads = [("ab", "a", "b"), ("bc", "b", "c")]
    assert merged(draft(roads, LINE))[0].n_links == 1
    for name, column in {
        "bridge": [True, False],
        "tunnel": [False, True],
        "ford": [False, True],
        "dike": [False, True],
        "road_z_m": [31.0, np.nan],
        "max_weight_kg": [1e4, 2e4],
        "max_height_m": [4.0, np.nan],
        "max_width_m": [4.0, np.nan],
        "max_depth_m": [0.2, np.nan],
        "lanes": [1.0, 2.0],
        "speed_mps": [10.0, 11.0],
        "classes": ["county", ""],
        "surfaces": ["", "gravel"],
        "names": ["x", "y"],
    }.items():
        assert merged(draft(roads, LINE, **{name: column}))[0].n_links == 2, name


def test_one_way_roads_are_joined_only_in_their_direction():
    """Two that meet head to head, or a two-way and a one-way road, stay as they are."""
    assert merged(draft([("ab", "a", "b", True), ("bc", "b", "c", True)], LINE))[0].n_links == 1
    assert merged(draft([("ab", "a", "b", True), ("cb", "c", "b", True)], LINE))[0].n_links == 2
    assert merged(draft([("ab", "a", "b", True), ("bc", "b", "c")], LINE))[0].n_links == 2


def test_a_ring_does_not_become_a_loop():
    """A circle from a junction back to it keeps a node between, and so does a ring alone."""
    ring = [("ab", "a", "b"), ("bc", "b", "c"), ("ca", "c", "a")]
    for roads, n in ((ring, 2), ([*ring, ("ad", "a", "d")], 3)):
        whole = merged(draft(roads, LINE))[0]
        assert whole.n_links == n
        assert not np.any(whole.tail == whole.head)


@st.composite
def drafts(draw):
    """Draw roads that often form chains, with loops, parallels and few differences."""
    n = draw(st.integers(2, 7))
    node = st.integers(0, n - 1)
    near = [(i, i + 1) for i in range(n - 1)]
    pairs = near + draw(st.lists(st.tuples(node, node), max_size=3))
    turned = draw(st.lists(st.booleans(), min_size=len(pairs), max_size=len(pairs)))
    ways = draw(
        st.lists(st.sampled_from([False, False, True]), min_size=len(pairs), max_size=len(pairs))
    )
    order = draw(st.permutations(range(len(pairs))))
    roads = []
    for number, at in enumerate(order):
        a, b = pairs[at][::-1] if turned[at] else pairs[at]
        roads.append((f"l{number}", f"n{a}", f"n{b}", ways[at]))
    size = {"min_size": len(roads), "max_size": len(roads)}
    return draft(
        roads,
        {f"n{i}": (0.001 * i, 0.0005 * (i % 3)) for i in range(n)},
        length_m=draw(st.lists(st.floats(1.0, 5000.0), **size)),
        speed_mps=draw(st.lists(st.sampled_from([9.0, 9.0, 9.0, 13.0]), **size)),
        bridge=draw(st.lists(st.sampled_from([False, False, False, True]), **size)),
        road_z_m=draw(st.lists(st.sampled_from([np.nan, np.nan, np.nan, 30.0]), **size)),
    )


@given(drafts())
def test_no_travel_time_changes(roads):
    """Between all nodes that are left, shortest times are equal to 1e-9, and bridges as long."""
    whole, groups = merged(roads)
    assert sorted(at for group in groups for at in group) == list(range(roads.n_links))
    kept = [roads.node_ids.index(node) for node in whole.node_ids]
    first, second = network_of_draft(roads), network_of_draft(whole)
    before = by_scipy(first, first.length_m / first.free_speed_mps, range(first.n_nodes))
    after = by_scipy(second, second.length_m / second.free_speed_mps, range(second.n_nodes))
    at = [first.node_ids.tolist().index(roads.node_ids[one]) for one in kept]
    to = [second.node_ids.tolist().index(node) for node in whole.node_ids]
    np.testing.assert_allclose(after[np.ix_(to, to)], before[np.ix_(at, at)], rtol=1e-9)
    for name in ("bridge", "one_way"):
        lengths = [one.length_m[getattr(one, name)].sum() for one in (roads, whole)]
        assert lengths[0] == np.float64(lengths[1]) or np.isclose(*lengths, rtol=1e-9)


@given(drafts())
def test_the_course_runs_from_end_to_end(roads):
    """The points of every merged road begin and end at its nodes."""
    whole = merged(roads)[0]
    for link in range(whole.n_links):
        first, last = whole.shape_first[link : link + 2]
        if last > first:
            ends = [whole.tail[link], whole.head[link]]
            assert whole.shape_x[[first, last - 1]].tolist() == whole.x[ends].tolist()
            assert whole.shape_y[[first, last - 1]].tolist() == whole.y[ends].tolist()


@given(drafts())
def test_the_largest_part_hangs_together(roads):
    """From every node of it a way leads to every other; what is left out is told by size."""
    kept, parts = largest_part(roads)
    sizes = [part.nodes for part in parts]
    assert sizes == sorted(sizes, reverse=True)
    if kept.size:
        part = network_of_draft(with_links(roads, kept))
        times = by_scipy(part, part.length_m, range(part.n_nodes))
        assert np.isfinite(times).all()
        assert part.n_nodes + sum(sizes) == roads.n_nodes
