"""Random road networks, and shortest times by SciPy to hold ours against."""

import numpy as np
from hypothesis import strategies as st
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from sandtable.world.network import Network


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
