"""Random road networks, and shortest times by SciPy to hold ours against."""

import numpy as np
from hypothesis import strategies as st
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from sandtable.world.network import Network

FLAGS = ("is_bridge", "is_tunnel", "is_ford", "is_dike_road")


@st.composite
def networks(draw, *, max_nodes=8, max_arcs=24):
    """Draw a network with parallel arcs, self-loops and nodes that no road reaches."""
    n_nodes = draw(st.integers(1, max_nodes))
    n_arcs = draw(st.integers(0, max_arcs))
    node = st.integers(0, n_nodes - 1)
    ends = draw(st.lists(st.tuples(node, node), min_size=n_arcs, max_size=n_arcs))
    # Whole metres from a short list, so that there are many ties; 0 is allowed.
    lengths = draw(
        st.lists(st.sampled_from([0, 1, 2, 3, 50, 700]), min_size=n_arcs, max_size=n_arcs)
    )
    return Network.from_arrays(
        n_nodes=n_nodes,
        tail=np.array([a for a, _ in ends], dtype=int),
        head=np.array([b for _, b in ends], dtype=int),
        length_m=lengths,
        free_speed_mps=[1.0] * n_arcs,
    )


@st.composite
def full_networks(draw):
    """Draw a network in which any column may say something, numbered in the order of its ids."""
    n, m = draw(st.integers(1, 5)), draw(st.integers(1, 6))

    def column(values, size):
        return st.none() | st.lists(values, min_size=size, max_size=size)

    ends = [draw(st.lists(st.integers(0, n - 1), min_size=m, max_size=m)) for _ in "th"]
    place = st.floats(-80.0, 80.0)
    positive = st.floats(0.01, 1e5)
    maybe = st.just(np.nan) | positive
    text = st.sampled_from(["", "沙石", 'a "b", c', "d;e"])
    counts = draw(st.lists(st.integers(2, 4), max_size=3))
    n_points, n_shapes = sum(counts), len(counts)
    few = st.sampled_from([-1.0, -0.0, 0.0, 2.5])  # so that shapes are often equal
    numbered = st.sampled_from(["ab", "ab_r", "b", "b_r", "c1", "c2", "d"])
    ids = draw(st.lists(numbered, min_size=m, max_size=m, unique=True))
    return Network.from_arrays(
        n_nodes=n,
        tail=np.array(ends[0]),
        head=np.array(ends[1]),
        length_m=draw(st.lists(positive, min_size=m, max_size=m)),
        free_speed_mps=draw(column(st.floats(0.5, 40.0), m)),
        facility_type=draw(column(st.sampled_from(["county", "", "footway"]), m)),
        road_ids=draw(column(st.sampled_from(["r1", "r2"]), m)),
        arc_ids=sorted(ids),
        x=draw(st.lists(place, min_size=n, max_size=n)),
        y=draw(st.lists(place, min_size=n, max_size=n)),
        crs=draw(st.sampled_from(["", "EPSG:4326"])),
        kind=draw(st.sampled_from(["imported", "schematic"])),
        attribution=draw(st.sampled_from(["", "us and others, 2026"])),
        z_m=draw(column(st.just(np.nan) | st.floats(-9.0, 9.0), n)),
        **{name: draw(column(maybe, m)) for name in ("max_weight_kg", "max_height_m")},
        **{name: draw(column(maybe, m)) for name in ("lanes", "max_depth_m", "road_z_m")},
        **{name: draw(column(text, m)) for name in ("surface", "names", "origins")},
        **{name: draw(column(st.booleans(), m)) for name in FLAGS},
        arc_shape=draw(st.lists(st.integers(-n_shapes, n_shapes), min_size=m, max_size=m)),
        shape_first=np.cumsum([0, *counts]),
        shape_x=draw(st.lists(few, min_size=n_points, max_size=n_points)),
        shape_y=draw(st.lists(few, min_size=n_points, max_size=n_points)),
    )


def times(n_arcs):
    """Draw the time of each arc: nought, some seconds or closed."""
    values = st.one_of(st.sampled_from([0.0, 1.0, 2.0, np.inf]), st.floats(0.0, 1e4))
    return st.lists(values, min_size=n_arcs, max_size=n_arcs).map(np.array)


def by_scipy(network, seconds, sources):
    """Return shortest times from sources to all nodes, shape ``(n_sources, n_nodes)`` [s]."""
    best = {}
    ends = zip(network.tail.tolist(), network.head.tolist(), strict=True)
    for pair, second in zip(ends, np.asarray(seconds).tolist(), strict=True):
        if np.isfinite(second) and pair[0] != pair[1]:
            best[pair] = min(second, best.get(pair, np.inf))  # a sparse matrix would add parallels
    rows, columns = (np.array([pair[side] for pair in best], dtype=int) for side in (0, 1))
    shape = (network.n_nodes, network.n_nodes)
    matrix = csr_array((np.array(list(best.values()), dtype=float), (rows, columns)), shape=shape)
    return dijkstra(matrix, indices=list(sources))


def check_route(network, seconds, route, start, end, time_s):
    """Assert that arcs lead from start to end in travel order and take the time said."""
    at = start
    for arc in route.tolist():
        assert network.tail[arc] == at
        at = int(network.head[arc])
    assert at == end
    assert np.isclose(np.asarray(seconds)[route].sum(), time_s, rtol=1e-9, atol=1e-9)
