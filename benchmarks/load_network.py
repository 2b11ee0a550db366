"""How long a GMNS network of 100,000 arcs takes to load (docs/networks.md; goal: < 2 s CPU).

A grid of streets with names, classes, bridges and limits, written with `write_gmns`, is read
again; straight roads, then roads of five points. With folders as arguments these are read instead.

    python benchmarks/load_network.py [FOLDER ...]
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from sandtable.files.network_reader import read_network
from sandtable.files.network_writer import write_gmns
from sandtable.world.network import Network

SIDE = 159
"""Nodes along each side: two directed arcs for each of 50,244 streets."""
TIMES = 7
POINTS = 5


def streets(*, bent: bool) -> Network:
    """Return the grid; each direction of a street is an arc of its own with limits of its own."""
    at = np.arange(SIDE * SIDE).reshape(SIDE, SIDE)
    one = np.concatenate([at[:, :-1].ravel(), at[:-1].ravel()])
    other = np.concatenate([at[:, 1:].ravel(), at[1:].ravel()])
    n = one.size
    x, y = 112.0 + (at % SIDE).ravel() * 1e-3, 29.0 + (at // SIDE).ravel() * 1e-3
    part = np.linspace(0.0, 1.0, POINTS)
    return Network.from_arrays(
        n_nodes=at.size,
        node_ids=[f"n{i:06}" for i in range(at.size)],
        x=x,
        y=y,
        crs="EPSG:4326",
        tail=np.stack([one, other], axis=1).ravel(),
        head=np.stack([other, one], axis=1).ravel(),
        length_m=np.repeat(90.0 + np.arange(n) % 37 / 7.0, 2),
        free_speed_mps=np.repeat(5.0 + np.arange(n) % 20, 2),
        facility_type=[("county", "township", "village")[i % 3] for i in range(2 * n)],
        road_ids=[f"r{i:06}" for i in range(n) for _way in "ab"],
        arc_ids=[f"l{i:06}" for i in range(2 * n)],
        names=[f"Street {i}" if i % 3 else "" for i in range(n) for _way in "ab"],
        is_bridge=np.arange(2 * n) % 40 < 2,
        max_weight_kg=np.where(np.arange(2 * n) % 40 < 2, 20_000.0, np.nan),
        arc_shape=np.stack([np.arange(n) + 1, -np.arange(n) - 1], axis=1).ravel() if bent else None,
        shape_first=np.arange(n + 1) * POINTS if bent else None,
        shape_x=(x[one, None] + (x[other] - x[one])[:, None] * part).ravel() if bent else None,
        shape_y=(y[one, None] + (y[other] - y[one])[:, None] * part).ravel() if bent else None,
    )


def tell(folder: Path, name: str) -> None:
    """Read a folder several times and print arcs and CPU seconds."""
    seconds = []
    for _time in range(TIMES):
        begun = time.process_time()
        network = read_network(folder, name)
        seconds.append(time.process_time() - begun)
    print(
        f"{name:24} {network.n_arcs:8} arcs   "
        f"median {np.median(seconds):.2f} s, least {min(seconds):.2f} s of CPU"
    )


def main() -> None:
    """Read the folders named, or the grids."""
    if len(sys.argv) > 1:
        for one in sys.argv[1:]:
            tell(Path(one), Path(one).name)
        return
    with tempfile.TemporaryDirectory() as scratch:
        for name, bent in (("straight", False), ("bent", True)):
            write_gmns(streets(bent=bent), Path(scratch) / name)
            tell(Path(scratch) / name, name)


if __name__ == "__main__":
    main()
