"""Reach and routes on a part of New York: ``python benchmarks/reach.py``.

What 50 bases reach in 15 minutes at 50 km/h, beside SciPy's Dijkstra with the same limit in
interleaved pairs, and compared with it; the map of the nearest base; the nearest three of the 50
that are able; and the route of one vehicle from cached trees, beside the search for it on cold
roads.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

from new_york import new_york, peak_mb
from pairs import alone, compare
from scipy.sparse.csgraph import dijkstra
from travel_tables import matrix

from sandtable.ground.luck import stream
from sandtable.routing import (
    RoadBook,
    TravelTimes,
    nearest_sources,
    partition,
    reach,
    star,
)
from sandtable.world.plan import Profile

SEED = 2026
BASES, LIMIT_S, SPEED_MPS = 50, 900.0, 50.0 / 3.6
ROUTES = 1_000


def each_ms(work: Callable[[int, int], object], pairs: list[tuple[int, int]]) -> str:
    """Return median and largest time of a call over pairs of numbers."""
    taken = []
    for one, other in pairs:
        begun = time.perf_counter()
        work(one, other)
        taken.append((time.perf_counter() - begun) * 1e3)
    return f"median {statistics.median(taken):.3f} ms, largest {max(taken):.2f} ms"


def main() -> None:
    """Print milliseconds of CPU time, and of wall time for single calls."""
    city = new_york()
    n = city.network.n_nodes
    seconds = city.network.length_m / SPEED_MPS
    bases = stream(SEED, 0, "bases").choice(n, BASES, replace=False)
    roads, inward = star(city.network, seconds), star(city.network, seconds, reverse=True)
    table = matrix(city.network, seconds)

    pair = compare(
        lambda: reach(roads, bases, LIMIT_S), lambda: dijkstra(table, indices=bases, limit=LIMIT_S)
    )
    found = reach(roads, bases, LIMIT_S)
    within = dijkstra(table, indices=bases, limit=LIMIT_S)
    assert found.nodes.size == int((within <= LIMIT_S).sum())  # noqa: S101  what is timed is right
    print(
        f"{n} nodes, {city.network.n_arcs} arcs, {BASES} bases\n"
        f"reach in 15 min: {pair.ours_s * 1e3:.1f} ms, {found.nodes.size / BASES / n:.1%} of the "
        f"nodes each; {pair.ratio:.2f} of SciPy's ({pair.low:.2f}-{pair.high:.2f})\n"
        f"making the star: {alone(lambda: star(city.network, seconds)) * 1e3:.1f} ms\n"
        f"nearest base of all nodes: {alone(lambda: partition(roads, bases)) * 1e3:.1f} ms"
    )
    draw = stream(SEED, 0, "routes")
    pairs = list(
        zip(
            draw.integers(BASES, size=ROUTES).tolist(),
            draw.integers(n, size=ROUTES).tolist(),
            strict=True,
        )
    )
    able = draw.random(BASES) < 0.5
    nearest_sources(inward, 0, bases, 3, able)
    ms = each_ms(lambda _row, node: nearest_sources(inward, node, bases, 3, able), pairs)
    print(f"nearest 3 able bases of a node: {ms}")
    times = TravelTimes(city.network, seconds, bases)
    times.route(0, 0)
    print(f"route from cached trees: {each_ms(times.route, pairs)}")
    book = RoadBook(city.network, [Profile(id="engine")], [], [])
    state = book.state("engine", (), None)
    state.route(0, 1)
    ms = each_ms(lambda row, node: state.route(int(bases[row]), node), pairs[:100])
    print(f"route on roads without trees: {ms}")
    print(f"peak memory {peak_mb():.0f} MB, SciPy's tables included")


if __name__ == "__main__":
    main()
