"""Cost of laying a flood over roads: ``python benchmarks/overlay.py [ARCS FRAMES]``.

72 hourly frames of depth and velocity, 400 x 400 cells of 100 m, on 100,000 arcs of 400 m, a tenth
of them under water that rises and falls. Frames are made as they are asked for; making them is
counted apart and taken off.
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Iterator

import numpy as np

from sandtable.hazards.field import Frame, HazardField
from sandtable.hazards.overlay import lay_over
from sandtable.hazards.rows import HazardSource
from sandtable.world.network import Network
from sandtable.world.raster import Raster

SIDE, CELL_M = 400, 100.0


def roads(arcs: int) -> Network:
    """Return arcs of 400 m all over the raster, in any direction."""
    random = np.random.default_rng(1)
    tails = random.uniform(500.0, SIDE * CELL_M - 500.0, (arcs, 2))
    turn = random.uniform(0.0, 2.0 * np.pi, arcs)
    heads = tails + 400.0 * np.stack([np.cos(turn), np.sin(turn)], axis=1)
    places = np.concatenate([tails, heads])
    return Network.from_arrays(
        tail=np.arange(arcs),
        head=np.arange(arcs) + arcs,
        length_m=np.full(arcs, 400.0),
        n_nodes=2 * arcs,
        x=places[:, 0],
        y=places[:, 1],
        crs="local",
    )


def frames(times_s: tuple[float, ...]) -> Iterator[Frame]:
    """Yield water in a plain of 40 rows that rises for half of the time, with a slow ripple."""
    y, x = np.mgrid[0:SIDE, 0:SIDE]
    ground = np.where(np.abs(y - SIDE / 2) < 20, 0.02 * np.abs(y - SIDE / 2), 50.0)
    for number, time_s in enumerate(times_s):
        level = 2.0 * np.sin(np.pi * number / len(times_s)) + 0.2 * np.sin(x / 30.0 + number)
        depth = np.maximum(level - ground, 0.0)
        yield Frame(time_s, {"depth": depth, "velocity": 0.3 * depth})


def main(arcs: str = "100000", number: str = "72") -> None:
    """Lay the flood over the roads and print what it costs."""
    network = roads(int(arcs))
    times_s = tuple(3600.0 * hour for hour in range(int(number)))
    place = {"left": 0.0, "top": SIDE * CELL_M, "width": CELL_M, "height": CELL_M}
    flood = HazardField(
        raster=Raster(**place, shape=(SIDE, SIDE), crs="local"),
        kinds=("depth", "velocity"),
        times_s=times_s,
        frames=lambda: frames(times_s),
        accepts_interpolation=True,
    )
    begun = time.process_time()
    for _frame in frames(times_s):
        pass
    making = time.process_time() - begun
    source = HazardSource(id="breach", control="hold")
    begun = time.process_time()
    impact = lay_over(flood, network, source=source, cause="flood", kinds=("depth",))
    spent = time.process_time() - begun - making
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024.0
    print(
        f"{number} frames on {network.n_arcs} arcs: {spent:.2f} CPU seconds and {making:.2f} to"
        f" make them, {peak_mb:.0f} MB at most, {len(impact.roads)} intervals,"
        f" {impact.content_hash[:16]}"
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
