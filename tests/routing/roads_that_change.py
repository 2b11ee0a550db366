"""Random roads that are large enough to be repaired, and what happens to them, by seed."""

import numpy as np

from sandtable.world.network import Network

KINDS = ("few", "many", "zeros", "wide")
"""Changes of few arcs or of many at a time; arcs of no time; times of very different size."""


def random_roads(seed, kind="few"):
    """Return a network with parallel arcs, self-loops and dead ends, and first times, inf too."""
    draw = np.random.default_rng(seed)
    n = int(draw.integers(2, 90))
    m = int(draw.integers(0, 4 * n))
    tail = draw.integers(n, size=m)
    # Most roads lead to a neighbour, so that trees are deep.
    near = np.clip(tail + draw.integers(-3, 4, size=m), 0, n - 1)
    head = np.where(draw.random(m) < 0.9, near, draw.integers(n, size=m))
    network = Network.from_arrays(n_nodes=n, tail=tail, head=head, length_m=np.ones(m))
    return network, random_times(draw, m, kind)


def random_times(draw, count, kind):
    """Return so many times of arcs: whole ones with many ties, or fractions; some closed."""
    whole = draw.integers(0 if kind == "zeros" else 1, 4, size=count).astype(float)
    if kind == "wide":
        whole = 10.0 ** draw.integers(-9, 6, size=count)
    times = np.where(draw.random(count) < 0.5, whole, draw.uniform(0.1, 50.0, size=count))
    if kind == "zeros":
        times = whole
    return np.where(draw.random(count) < 0.15, np.inf, times)


def random_changes(seed, network, kind="few", rounds=4):
    """Yield arcs and their new times, round by round."""
    draw = np.random.default_rng((seed, 1))
    for _ in range(rounds if network.n_arcs else 0):
        most = network.n_arcs if kind == "many" else min(network.n_arcs, 4)
        arcs = draw.choice(network.n_arcs, int(draw.integers(0, most + 1)), replace=False)
        new = random_times(draw, arcs.size, kind)
        yield arcs, np.where(draw.random(arcs.size) < 0.4, np.inf, new)
