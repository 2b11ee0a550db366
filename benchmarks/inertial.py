"""Cost of the inertial scheme: ``python benchmarks/inertial.py [PYTHON_WITH_LANDLAB]``.

First, nanoseconds per cell and step over a domain that is all under water, ours against the
OverlandFlow of landlab (de Almeida et al. 2012), in turn, on one core. Landlab lives in an
environment of its own; where none is named, ours is shown alone. Second, 72 hours of a county of
400 x 400 cells of 100 m whose river, about a tenth of the county, rises to 5 m.
"""

from __future__ import annotations

import subprocess
import sys
import time
from statistics import median

import numpy as np

from sandtable.hazards.flood import Inertial, Inlet, OpenEdge, Terrain

SIDE, CELL_M, STEPS, PAIRS = 400, 100.0, 60, 5

LANDLAB = f"""
import sys, time
import numpy as np
from landlab import RasterModelGrid
from landlab.components import OverlandFlow
side, cell, steps = {SIDE}, {CELL_M}, {STEPS}
y, x = np.mgrid[0:side, 0:side]
grid = RasterModelGrid((side, side), xy_spacing=cell)
grid.add_field("topographic__elevation", np.zeros(side * side), at="node")
depth = 3.0 + np.sin(x / 20.0) * np.cos(y / 30.0)
grid.add_field("surface_water__depth", depth.ravel(), at="node")
flow = OverlandFlow(grid, mannings_n=0.04, theta=0.8, alpha=0.5)
flow.overland_flow()
for line in sys.stdin:
    begun = time.process_time()
    for _ in range(steps):
        flow.overland_flow()
    print(time.process_time() - begun, flush=True)
"""


def sea() -> Inertial:
    """Return a domain that is all under water, in waves."""
    y, x = np.mgrid[0:SIDE, 0:SIDE]
    terrain = Terrain(z_m=np.zeros((SIDE, SIDE)), cell_m=CELL_M, manning=0.04)
    return Inertial(terrain, depth_m=3.0 + np.sin(x / 20.0) * np.cos(y / 30.0), alpha=0.5)


def county() -> Inertial:
    """Return a county with a river plain between hills, and a flood that comes down it."""
    y, x = np.mgrid[0:SIDE, 0:SIDE]
    middle = SIDE / 2 + 60.0 * np.sin(x / 50.0)
    away = np.abs(y - middle)
    z = 40.0 - 0.02 * x + np.where(away < 2.0, -4.0, np.minimum(0.05 * away, 1.0))
    z += np.where(away > 20.0, 0.5 * (away - 20.0), 0.0)
    middle_row = int(middle[0, 0])
    cells = tuple((middle_row + k, 0) for k in (-1, 0, 1))
    rises = ((0.0, 300.0), (86400.0, 2500.0), (2 * 86400.0, 1500.0), (3 * 86400.0, 500.0))
    return Inertial(
        Terrain(z_m=z, cell_m=CELL_M, manning=0.035),
        inlets=[Inlet(cells=cells, m3s=rises)],
        edges=[OpenEdge(side="right", slope=2e-4)],
    )


def ours_ns(flood: Inertial) -> float:
    """Return what a cell and step cost [ns]."""
    steps, begun = flood.steps, time.process_time()
    flood.until(flood.time_s + STEPS * 8.0)
    return 1e9 * (time.process_time() - begun) / ((flood.steps - steps) * SIDE * SIDE)


def compare(python: str | None) -> None:
    """Print ours, theirs and the ratio."""
    flood = sea()
    flood.until(16.0)
    if python is None:
        print(f"ours {median(ours_ns(flood) for _ in range(PAIRS)):.1f} ns per cell and step")
        return
    with subprocess.Popen(
        [python, "-c", LANDLAB], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as lab:
        assert lab.stdin is not None  # noqa: S101  said to the type checker
        assert lab.stdout is not None  # noqa: S101  the same
        pairs = []
        for _ in range(PAIRS):
            ours = ours_ns(flood)
            lab.stdin.write("go\n")
            lab.stdin.flush()
            theirs = 1e9 * float(lab.stdout.readline()) / (STEPS * SIDE * SIDE)
            pairs.append((ours, theirs))
        lab.stdin.close()
    ratios = sorted(theirs / ours for ours, theirs in pairs)
    print(
        f"ours {median(a for a, _ in pairs):.1f} ns, landlab {median(b for _, b in pairs):.1f} ns,"
        f" ratio {median(ratios):.2f} ({ratios[0]:.2f} to {ratios[-1]:.2f})"
    )


def flood_county(hours: float) -> None:
    """Print what the county costs."""
    flood, begun = county(), time.process_time()
    wet = [
        float((one.values["depth"] > 0.05).mean())
        for one in flood.frames(3600.0 * np.arange(hours))
    ]
    spent = time.process_time() - begun
    cells = flood.cell_steps / flood.steps / SIDE**2
    deepest_m = flood.frame().values["depth"].max()
    print(
        f"{hours:.0f} h of a county: {spent:.1f} CPU seconds, {flood.steps} steps, most wet"
        f" {max(wet):.1%}, looked at {cells:.1%}, deepest {deepest_m:.1f} m,"
        f" {1e9 * spent / flood.cell_steps:.1f} ns per cell and step,"
        f" mass {flood.budget().error:.1e}, fast {flood.fast_share:.1%}"
    )


def main(python: str | None = None, hours: str = "73") -> None:
    """Compare, then flood the county."""
    compare(python)
    flood_county(float(hours))


if __name__ == "__main__":
    main(*sys.argv[1:])
