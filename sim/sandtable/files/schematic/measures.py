"""What a network that was made is like, beside what real rural networks are like."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from sandtable.files.schematic.facts import Facts
from sandtable.files.schematic.graphs import Edge, Groups, cut_edges
from sandtable.files.schematic.layout import Layout, seat_id
from sandtable.files.schematic.tables import Tables


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A road of known length: that of its chain in the network, and of the shortest way [km]."""

    name: str
    known_km: float
    chain_km: float
    shortest_km: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    """Figures of a network.

    Parameters
    ----------
    km
        Kilometres of road by class.
    degree
        Links at a junction or dead end on average; places where just two meet are none.
    median_m
        Median length of a link [m].
    segment_m
        Median way from one junction or dead end to the next [m].
    bridge_share, slow_share
        Links that are bridges; kilometres at 50 km/h and below.
    n_parts
        How many parts do not hang together; 1 = all do.
    n_single
        Links without which the network falls apart.
    failures
        Seats cut off by one road: class and name of the road and codes of the seats.
    known
        Roads of known length.

    """

    n_nodes: int
    n_links: int
    n_bridges: int
    km: dict[str, float]
    degree: float
    median_m: float
    segment_m: float
    bridge_share: float
    slow_share: float
    n_parts: int
    n_single: int
    failures: list[tuple[str, frozenset[str]]]
    known: list[Known]


def measured(tables: Tables, layout: Layout, facts: Facts) -> Measures:
    """Measure a network."""
    number = {node.id: k for k, node in enumerate(tables.nodes)}
    ends = [(number[link.start], number[link.end]) for link in tables.links]
    lengths = np.array(tables.lengths_m)
    degrees = np.bincount(np.array(ends).ravel(), minlength=len(number))
    single = cut_edges(len(number), ends)
    km: dict[str, float] = {}
    slow = 0.0
    for link, length_m in zip(tables.links, tables.lengths_m, strict=True):
        km[link.way.kind] = km.get(link.way.kind, 0.0) + length_m / 1000.0
        slow += length_m if tables.speed_kmh(link) <= 50 else 0.0
    bridges = sum(link.is_bridge for link in tables.links)
    ways = _shortest(ends, lengths, len(number), [number[seat_id(t.code)] for t in facts.townships])
    return Measures(
        n_nodes=len(number),
        n_links=len(ends),
        n_bridges=bridges,
        km=km,
        degree=float(degrees[degrees != 2].mean()),
        median_m=float(np.median(lengths)),
        segment_m=float(np.median(_segments(ends, lengths, degrees))),
        bridge_share=bridges / len(ends),
        slow_share=slow / float(lengths.sum()),
        n_parts=_parts(ends, len(number)),
        n_single=len(single),
        failures=_failures(tables, facts, number, single),
        known=_known(layout, facts, tables, ways),
    )


def _shortest(
    ends: list[Edge], lengths: NDArray[np.float64], n: int, sources: list[int]
) -> NDArray[np.float64]:
    """Return the way from each seat to each seat [m]."""
    least: dict[Edge, float] = {}
    for (a, b), length_m in zip(ends, lengths.tolist(), strict=True):
        least[min(a, b), max(a, b)] = min(length_m, least.get((min(a, b), max(a, b)), math.inf))
    pairs = np.array(list(least))
    matrix = csr_array((list(least.values()), (pairs[:, 0], pairs[:, 1])), shape=(n, n))
    ways: NDArray[np.float64] = dijkstra(matrix, directed=False, indices=sources)[:, sources]
    return ways


def _segments(
    ends: list[Edge], lengths: NDArray[np.float64], degrees: NDArray[np.int64]
) -> list[float]:
    """Return the ways from one node at which not just two links meet to the next [m]."""
    beside: dict[int, list[tuple[int, int]]] = {}
    for k, (a, b) in enumerate(ends):
        beside.setdefault(a, []).append((b, k))
        beside.setdefault(b, []).append((a, k))
    seen: set[int] = set()
    found = []
    for start in (k for k in beside if degrees[k] != 2):
        for first, link in beside[start]:
            at, by, way = first, link, float(lengths[link])
            if link in seen:
                continue
            seen.add(link)
            while degrees[at] == 2:
                at, by = next(one for one in beside[at] if one[1] != by)
                seen.add(by)
                way += float(lengths[by])
            found.append(way)
    return found


def _parts(ends: list[Edge], n: int) -> int:
    groups = Groups(n)
    return n - sum(groups.join(a, b) for a, b in ends)


def _failures(
    tables: Tables, facts: Facts, number: dict[str, int], single: dict[int, frozenset[int]]
) -> list[tuple[str, frozenset[str]]]:
    """Return the roads whose loss parts seats from the others, each road once."""
    seats = {number[seat_id(one.code)]: one.code for one in facts.townships}
    most = len(seats) / 2.0
    found: dict[tuple[str, frozenset[str]], None] = {}
    for link, side in sorted(single.items()):
        codes = frozenset(seats[k] for k in seats.keys() & side)
        if len(codes) > most:
            codes = frozenset(seats.values()) - codes
        if codes:
            found[tables.links[link].way.key, codes] = None
    return list(found)


def _known(layout: Layout, facts: Facts, tables: Tables, ways: NDArray[np.float64]) -> list[Known]:
    """Return what the roads of known length came to, as drawn and as the shortest way."""
    number = {one.code: k for k, one in enumerate(facts.townships)}
    of_way: dict[str, float] = {}
    for link, length_m in zip(tables.links, tables.lengths_m, strict=True):
        of_way[link.way.key] = of_way.get(link.way.key, 0.0) + length_m
    return [
        Known(
            name=road.name,
            known_km=road.length_m / 1000.0,
            chain_km=(streets_m + sum(of_way[key] for key in keys)) / 1000.0,
            shortest_km=float(ways[number[road.codes[0]], number[road.codes[-1]]]) / 1000.0,
        )
        for road, (streets_m, keys) in layout.known.items()
    ]
