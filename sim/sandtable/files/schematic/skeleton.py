"""Which seats are joined by a road: named chains, relative neighbours, some Gabriel edges.

The recommended skeleton is RNG + chains; the expressways are no part of it, since they skip seats.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from sandtable.files.schematic.assumptions import RANK
from sandtable.files.schematic.facts import Facts, NamedRoad
from sandtable.files.schematic.graphs import (
    Edge,
    delaunay,
    gabriel,
    is_connected,
    relative_neighbours,
)
from sandtable.files.schematic.lines import Line, Lines
from sandtable.ground.luck import Luck, address

ON_THE_WAY = 1.05
"""A chain goes through a seat that makes it no longer than by this factor."""

APART_M = 8000.0
"""Two bridges that no chain wants lie so far apart along a river at least."""


@dataclass(frozen=True, slots=True)
class Joint:
    """How two seats are joined: class and name of the road, and whether a chain wants it."""

    kind: str
    name: str
    is_named: bool


@dataclass(frozen=True, slots=True)
class Chain:
    """A named road as the edges it takes, in the order of passage."""

    road: NamedRoad
    edges: tuple[Edge, ...]


def chains(facts: Facts, points: NDArray[np.float64]) -> list[Chain]:
    """Return the named roads as edges between seats; an expressway goes straight past others."""
    number = {one.code: k for k, one in enumerate(facts.townships)}
    found = []
    for road in facts.roads:
        stops = [number[code] for code in road.codes]
        if road.kind != "expressway":
            stops = [stops[0], *(s for a, b in pairwise(stops) for s in _by_way(a, b, points))]
        found.append(Chain(road, tuple(pairwise(stops))))
    return found


def _by_way(a: int, b: int, points: NDArray[np.float64]) -> list[int]:
    """Return the seats from one to another that hardly make the way longer, without the first."""
    whole = np.hypot(*(points[b] - points[a]))
    there, rest = np.hypot(*(points - points[a]).T), np.hypot(*(points - points[b]).T)
    longer = there + rest
    longer[(there >= whole) | (rest >= whole)] = math.inf  # not between them, or one of the two
    middle = int(np.argmin(longer))
    if longer[middle] > ON_THE_WAY * whole:
        return [b]
    return [*_by_way(a, middle, points), *_by_way(middle, b, points)]


def joints(
    points: NDArray[np.float64], named: list[Chain], codes: list[str], luck: Luck, share: float
) -> dict[Edge, Joint]:
    """Return all edges between seats with their class.

    Parameters
    ----------
    codes
        Of the seats.
    share
        Part of the further Gabriel edges that become township roads, 0 to 1.

    """
    found: dict[Edge, Joint] = {}
    for chain in named:
        if chain.road.kind == "expressway":
            continue
        for edge in map(_sorted, chain.edges):
            new = Joint(chain.road.kind, chain.road.name, is_named=True)
            found[edge] = min(found.get(edge, new), new, key=lambda one: (RANK[one.kind], one.name))
    triangles = delaunay(points)
    near = relative_neighbours(points, triangles)
    for edge in near:
        found.setdefault(edge, Joint("county", "", is_named=False))
    for a, b in gabriel(points, triangles) - near:
        if luck.uniform("schematic.gabriel", address(codes[a], codes[b])) < share:
            found.setdefault((a, b), Joint("township", "", is_named=False))
    return dict(sorted(found.items()))


def _sorted(edge: Edge) -> Edge:
    return min(edge), max(edge)


def thinned(
    found: dict[Edge, Joint], points: NDArray[np.float64], rivers: list[Line]
) -> dict[Edge, Joint]:
    """Return the edges without those that cross a river near another crossing.

    Chains keep theirs; of the others the shorter come first, and none goes whose loss would part
    the county.
    """
    index = Lines()
    for river in rivers:
        index.add(river)
    over = {edge: _crossed(points[list(edge)], index) for edge in found}
    taken = [at for edge, one in over.items() if found[edge].is_named for at in one]
    kept = dict(found)
    loose = [edge for edge in found if over[edge] and not found[edge].is_named]
    for edge in sorted(loose, key=lambda e: (float(np.hypot(*(points[e[1]] - points[e[0]]))), e)):
        beside = any(
            river == other and abs(way - there) < APART_M
            for river, way in over[edge]
            for other, there in taken
        )
        rest = [one for one in kept if one != edge]
        if beside and is_connected(len(points), rest):
            del kept[edge]
        else:
            taken += over[edge]
    return kept


def _crossed(line: Line, rivers: Lines) -> list[tuple[int, float]]:
    """Return river and way on it where a straight road must cross: an even number is none."""
    met: dict[int, list[float]] = {}
    for _here, river, there in rivers.crossings(line):
        met.setdefault(river, []).append(there)
    return [(river, ways[0]) for river, ways in sorted(met.items()) if len(ways) % 2]
