"""Travel tables of a RoadBook beside scipy's Dijkstra: ``python benchmarks/travel_tables.py``.

The same sources both ways, on the real roads of Lithgow (where ../shared is there) and on a grid of
100 x 100 nodes. Theirs is `scipy.sparse.csgraph.dijkstra` on a matrix and its transpose, made
beforehand. Both are then compared: equal within 1e-9.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from grid_world import SEED, grid_network
from numpy.typing import NDArray
from pairs import compare
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from sandtable.files import read_network
from sandtable.ground.luck import stream
from sandtable.routing import RoadBook, free_flow_s
from sandtable.world.network import Network
from sandtable.world.plan import Profile

LITHGOW = Path(__file__).resolve().parents[2] / "shared" / "networks" / "lithgow"
SOURCES = 20


def matrix(network: Network, seconds: NDArray[np.float64]) -> csr_array:
    """Return the least time of any arc between two nodes; scipy would add parallel arcs up."""
    ends = network.tail.astype(np.int64) * network.n_nodes + network.head
    order = np.lexsort((seconds, ends))
    least = order[np.flatnonzero(np.diff(ends[order], prepend=-1))]
    shape = (network.n_nodes, network.n_nodes)
    return csr_array((seconds[least], (network.tail[least], network.head[least])), shape=shape)


def row(name: str, network: Network) -> None:
    """Print how long both take, and how the ratios of the pairs are spread."""
    engine = Profile(id="engine")
    seconds = free_flow_s(network, engine)
    hubs = stream(SEED, 0, "tables", name).choice(network.n_nodes, SOURCES, replace=False)
    sources, nodes = sorted(hubs.tolist()), range(network.n_nodes)
    book = RoadBook(network, [engine], sources, nodes)
    out = matrix(network, seconds)
    back = out.T.tocsr()

    def ours() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        return book.tables(seconds, "")

    def theirs() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        return dijkstra(out, indices=sources), dijkstra(back, indices=sources)

    for a, b in zip(ours(), theirs(), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-9)
    pair = compare(ours, theirs)
    print(
        f"{name:<10}{network.n_nodes:>7}{network.n_arcs:>8}{SOURCES:>9}"
        f"{pair.ours_s * 1e3:>10.1f}{pair.theirs_s * 1e3:>10.1f}"
        f"{pair.ratio:>8.2f}{pair.low:>8.2f}{pair.high:>9.2f}"
    )


def main() -> None:
    """Print milliseconds and ratios: below 1 ours is faster."""
    print(
        f"{'roads':<10}{'nodes':>7}{'arcs':>8}{'sources':>9}{'ms ours':>10}{'ms scipy':>10}"
        f"{'ratio':>8}{'lowest':>8}{'highest':>9}"
    )
    row("grid", grid_network(100))
    if LITHGOW.is_dir():
        row("lithgow", read_network(LITHGOW, "lithgow"))
    else:
        print("lithgow: skipped, ../shared/networks/lithgow is not there")


if __name__ == "__main__":
    main()
