"""A part of New York's roads (9th DIMACS challenge), read from ../shared where it is there.

The first 52,800 nodes that a breadth-first search from node 1 meets, and all arcs between them. The
times of that data set have no unit: they are costs, and serve for speed alone.
"""

from __future__ import annotations

import gzip
import resource
import sys
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order

from sandtable.world.network import Network

FOLDER = Path(__file__).resolve().parents[2] / "shared" / "networks" / "dimacs_ny"
NODES = 52_800


class City(NamedTuple):
    """The network with its lengths, the cost of each arc, and its middle in 1e-6 degrees."""

    network: Network
    seconds: NDArray[np.float64]
    middle: NDArray[np.float64]


def new_york() -> City:
    """Return the part of New York; where the data is not there say so and stop."""
    if not FOLDER.is_dir():
        print("skipped: ../shared/networks/dimacs_ny is not there")
        sys.exit(0)
    tail, head, cost = _rows("USA-road-t.NY.gr.gz", b"a ").T
    length_m = _rows("USA-road-d.NY.gr.gz", b"a ")[:, 2] / 10.0
    place = _rows("USA-road-d.NY.co.gz", b"v ")[:, 1:].astype(np.float64)
    tail, head, n = tail - 1, head - 1, len(place)
    graph = csr_array((np.ones(tail.size), (tail, head)), shape=(n, n))
    near = np.sort(breadth_first_order(graph, 0, return_predecessors=False)[:NODES])
    number = np.full(n, -1)
    number[near] = np.arange(NODES)
    inside = (number[tail] >= 0) & (number[head] >= 0)
    tail, head, cost = number[tail[inside]], number[head[inside]], cost[inside].astype(np.float64)
    place = place[near]
    network = Network.from_arrays(n_nodes=NODES, tail=tail, head=head, length_m=length_m[inside])
    return City(network, cost, (place[tail] + place[head]) / 2.0)


def peak_mb() -> float:
    """Return the largest memory that this process has had so far [MB]."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3


def _rows(name: str, mark: bytes) -> NDArray[np.int64]:
    with gzip.open(FOLDER / name, "rb") as lines:
        text = b" ".join(line[2:-1] for line in lines if line.startswith(mark))
    return np.fromstring(text.decode(), dtype=np.int64, sep=" ").reshape(-1, 3)
