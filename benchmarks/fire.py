"""A county fire: 1.8 million cells of 30 m, four fuels, hills, hourly weather, nearly all burned.

Run: python benchmarks/fire.py
"""

import statistics
import time

import numpy as np

from sandtable.hazards.fire import Landscape, Weather, grow

RUNS = 3
N, CELL_M = 1342, 30.0


def landscape(n: int) -> Landscape:
    """Return hills with patches of grass, shrub and litter; 2 % of the ground does not burn."""
    row, column = np.indices((n, n)) * CELL_M
    height = 150.0 * np.sin(row / 900.0) * np.cos(column / 1300.0)
    patches = np.sin(row / 700.0 + 1.3 * np.sin(column / 500.0)) + np.cos(column / 800.0)
    fuel = np.select([patches > 0.9, patches > 0.0, patches > -0.8], [1, 2, 5], 10)
    rock = np.random.default_rng(1).random((n, n)) < 0.02
    return Landscape.of(CELL_M, np.where(rock, 0, fuel), height)


def weather(hours: int) -> Weather:
    """Return a wind that turns and a moisture that goes up and down through the days."""
    hour = np.arange(hours)
    fine = 0.07 + 0.02 * np.cos(2.0 * np.pi * (hour - 3.0) / 24.0)
    rest = np.ones(hours)
    return Weather(
        since_s=3600.0 * hour,
        wind_mps=4.0 + 2.0 * np.sin(2.0 * np.pi * hour / 24.0),
        wind_from_deg=(270.0 + 5.0 * hour) % 360.0,
        moisture=np.stack([fine, fine + 0.01, fine + 0.02, 0.9 * rest, 0.9 * rest], axis=1),
    )


def main() -> None:
    """Print processor time of a fire; the first call, which compiles, left out."""
    grow(landscape(50), weather(24), {(25, 25): 0.0}, until_s=3600.0)
    land, air = landscape(N), weather(240)
    used = []
    for _ in range(RUNS):
        began = time.process_time()
        grown = grow(land, air, {(N // 2, N // 2): 0.0}, until_s=240 * 3600.0)
        used.append(time.process_time() - began)
    burned = np.isfinite(grown.arrival_s)
    print(f"cells {N * N}, burned {burned.mean():.1%}, last {grown.arrival_s[burned].max():.0f} s")
    print(f"processor {statistics.median(used):.2f} s")


if __name__ == "__main__":
    main()
