"""A chemical hour: puffs every second or so, 10,000 receptors, three weathers.

Run: python benchmarks/chemical.py
"""

import statistics
import time

import numpy as np

from sandtable.hazards.chemical import Release, Weather, carry

RUNS = 7
WEATHER = Weather(
    since_s=(0.0, 1200.0, 2400.0),
    wind_mps=(2.5, 3.0, 2.0),
    from_deg=(270.0, 250.0, 300.0),
    stability=("F", "E", "D"),
)


def main() -> None:
    """Print wall-clock and processor time of an hour; the first call, which compiles, left out."""
    places = np.random.default_rng(1).uniform(-7000.0, 7000.0, (10_200, 2))
    places = places[(np.hypot(*places.T) > 100.0) & (np.hypot(*places.T) < 1e4)][:10_000]
    release = Release.steady(1.0, 3600.0)
    carry(release, WEATHER, places, until_s=3600.0)
    wall, processor = [], []
    for _ in range(RUNS):
        began, used = time.perf_counter(), time.process_time()
        cloud = carry(release, WEATHER, places, until_s=3600.0)
        wall.append(time.perf_counter() - began)
        processor.append(time.process_time() - used)
    print(f"receptors {len(places)}, bins x steps {cloud.kg_m3.shape[0]} x {cloud.kg_m3.shape[1]}")
    print(f"wall {statistics.median(wall):.2f} s, processor {statistics.median(processor):.2f} s")


if __name__ == "__main__":
    main()
