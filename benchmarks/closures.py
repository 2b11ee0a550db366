"""Travel times while roads close and reopen: ``python benchmarks/closures.py``.

60 sources on a part of New York with 52,800 nodes. First a flooded area that moves across the city:
144 epochs, up to 1,500 closed arcs, those nearest to its middle. Every epoch is repaired by
`TravelTimes.update`; at every twelfth SciPy's Dijkstra recomputes all, on a matrix made beforehand,
and the sum is scaled to all epochs. Then scattered closures, the worst case for a repair: arcs
drawn at random close at once and reopen at once, beside SciPy and beside our own recomputing, in
interleaved pairs. All times are compared: equal to SciPy's within 1e-9, and to those recomputed by
ourselves to the last bit.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
from new_york import City, new_york, peak_mb
from numpy.typing import NDArray
from scipy.sparse.csgraph import dijkstra
from travel_tables import matrix

from sandtable.ground.luck import stream
from sandtable.routing import TravelTimes

SEED = 2026
SOURCES, EPOCHS, MOST, EVERY = 60, 144, 1_500, 12
SCATTERED = (10, 200, 1_500, 20_000)
PAIRS = 7


def cpu_s(work: Callable[[], object]) -> float:
    """Return the CPU time of a call [s]."""
    begun = time.process_time()
    work()
    return time.process_time() - begun


def closed_in(city: City, epoch: int) -> NDArray[np.bool_]:
    """Return which arcs are under water in an epoch, shape ``(n_arcs,)``."""
    low, high = np.quantile(city.middle, [0.1, 0.9], axis=0)
    centre = low + (high - low) * epoch / (EPOCHS - 1)
    count = round(MOST * np.sin(np.pi * (epoch + 1) / (EPOCHS + 1)))
    closed = np.zeros(city.seconds.size, dtype=np.bool_)
    far = ((city.middle - centre) ** 2).sum(axis=1)
    closed[np.argsort(far, kind="stable")[:count]] = True
    return closed


def by_scipy(
    city: City, times: TravelTimes, seconds: NDArray[np.float64], sources: NDArray[np.int64]
) -> float:
    """Recompute all with SciPy, compare, and return its CPU time [s]."""
    roads, found = matrix(city.network, seconds), []
    taken = cpu_s(lambda: found.append(dijkstra(roads, indices=sources)))
    np.testing.assert_allclose(times.seconds, found[0], rtol=1e-9)
    return taken


def by_us(
    city: City, times: TravelTimes, seconds: NDArray[np.float64], sources: NDArray[np.int64]
) -> float:
    """Recompute all by ourselves, compare to the bit, and return the CPU time [s]."""
    found: list[TravelTimes] = []
    taken = cpu_s(lambda: found.append(TravelTimes(city.network, seconds, sources)))
    np.testing.assert_array_equal(times.seconds, found[0].seconds)
    return taken


def flood(city: City, sources: NDArray[np.int64], *, compared: bool) -> None:
    """Let the area move across the city; print what it costs both, or only what it needs."""
    times = TravelTimes(city.network, city.seconds, sources)
    before = np.zeros(city.seconds.size, dtype=np.bool_)
    ours, theirs, anew, arcs, moved = [], [], [], 0, 0
    for epoch in range(EPOCHS):
        now = closed_in(city, epoch)
        changed = np.flatnonzero(now != before)
        new = np.where(now[changed], np.inf, city.seconds[changed])
        ours.append(cpu_s(lambda changed=changed, new=new: times.update(changed, new)))
        arcs, moved, before = arcs + changed.size, moved + int(times.changed.sum()), now
        if compared and epoch % EVERY == EVERY // 2:
            seconds = np.where(now, np.inf, city.seconds)
            theirs.append(by_scipy(city, times, seconds, sources))
            anew.append(by_us(city, times, seconds, sources))
    if not compared:
        print(f"flood, without SciPy: peak memory {peak_mb():.0f} MB")
        return
    scaled, own = EPOCHS * float(np.mean(theirs)), EPOCHS * float(np.mean(anew))
    spread = EPOCHS * np.array([min(theirs), max(theirs)]) / sum(ours)
    print(
        f"flood: {EPOCHS} epochs, {SOURCES} sources, {arcs} changes of arcs, "
        f"{moved / SOURCES / EPOCHS:.0f} times changed per source and epoch\n"
        f"  repair {sum(ours):.2f} CPU-s, slowest epoch {max(ours) * 1e3:.0f} ms\n"
        f"  SciPy {scaled:.1f} CPU-s, scaled from {len(theirs)} epochs: "
        f"{scaled / sum(ours):.1f} times ({spread[0]:.1f}-{spread[1]:.1f})\n"
        f"  our own recomputing {own:.1f} CPU-s, scaled likewise: {own / sum(ours):.1f} times"
    )


def scattered(city: City, sources: NDArray[np.int64], count: int) -> None:
    """Print what arcs drawn at random cost, closing and reopening, beside recomputing."""
    times = TravelTimes(city.network, city.seconds, sources)
    rows: list[list[float]] = []
    for pair in range(PAIRS):
        draw = stream(SEED, pair, "scattered", str(count))
        arcs = draw.choice(city.seconds.size, count, replace=False)
        closed = city.seconds.copy()
        closed[arcs] = np.inf
        row = []
        for seconds in (closed, city.seconds):
            ours = cpu_s(lambda arcs=arcs, new=seconds[arcs]: times.update(arcs, new))
            row.append(ours / by_scipy(city, times, seconds, sources))
            row.append(ours / by_us(city, times, seconds, sources))
        rows.append(row)
    low, middle, high = np.quantile(rows, [0.0, 0.5, 1.0], axis=0)
    columns = zip(low, middle, high, strict=True)
    print(f"{count:>7}" + "".join(f"{m:>7.2f} ({a:.2f}-{b:.2f})" for a, m, b in columns))


def main() -> None:
    """Print seconds and ratios."""
    city = new_york()
    print(f"{city.network.n_nodes} nodes, {city.network.n_arcs} arcs")
    sources = stream(SEED, 0, "sources").choice(city.network.n_nodes, SOURCES, replace=False)
    flood(city, sources, compared=False)
    flood(city, sources, compared=True)
    print("scattered arcs: ratios to recomputing, below 1 repair is faster")
    print(f"{'arcs':>7}{'close/SciPy':>19}{'close/own':>19}{'reopen/SciPy':>19}{'reopen/own':>19}")
    for count in SCATTERED:
        scattered(city, sources, count)


if __name__ == "__main__":
    main()
