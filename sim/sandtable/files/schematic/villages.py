"""Villages around the seats and the village roads that join them to the roads that are there.

A tree of shortest roads reaches every village; of the further relative neighbours some are joined
too, so that there are loops, as there are in the country.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import ConvexHull, cKDTree

from sandtable.files.schematic.assumptions import Terrain
from sandtable.files.schematic.courses import Rivers
from sandtable.files.schematic.drawing import best_line, bridges_of
from sandtable.files.schematic.facts import Facts
from sandtable.files.schematic.graphs import (
    Edge,
    Groups,
    delaunay,
    relative_neighbours,
    shortest_tree,
)
from sandtable.files.schematic.layout import Layout, seat_id
from sandtable.files.schematic.lines import Line, Lines, cut, length, point_at
from sandtable.files.schematic.sketch import Link, Node, Sketch, Way
from sandtable.ground.luck import Luck, address

SPACING_M = 800.0
"""Villages lie so far from each other and from seats at least."""

FARTHEST_M = 12_000.0
"""No village lies farther from its seat."""

_OUTSIDE_M = 3000.0
_BANK_M = 150.0
_TRIES = 40
_BRIDGE_M = 6000.0
"""A village road makes this detour rather than cross a river."""

_AHEAD_M, _BESIDE_M = 100.0, 25.0
"""So far from its end a village road has no other road so near beside it."""

_LONGEST_M = 8000.0
"""No village road is longer, straight; a village that needs one is left out."""

_LOOPS = 0.4
_LOOP_M = 4000.0
"""Part of the further relative neighbours that are joined, and the longest such road [m]."""


def add_villages(layout: Layout, facts: Facts, rivers: Rivers, luck: Luck, terrain: Terrain) -> int:
    """Add villages and village roads to the sketch of a layout, and the ramps of dikes.

    Returns
    -------
    int
        How many villages found no room or no way to a road.

    """
    sketch = layout.sketch
    placed = list(_placed(layout, facts, rivers, luck))
    wanted = sum(one.villages for one in facts.townships)
    roads = Lines()
    for link in sketch.links:
        if not link.way.is_above:
            roads.add(link.line)
    below = [link for link in sketch.links if not link.way.is_above]
    old = sorted(
        {
            end
            for link in below
            if link.way.kind != "dike"
            for end in (link.start, link.end)
            if not (link.is_bridge and sketch.nodes[end].kind == "road")
        }
        | {node.id for node in sketch.nodes.values() if node.kind == "ramp"}
    )
    ids = [*old, *(sketch.add(node) for node in placed)]
    loose = [k for k, id in enumerate(ids) if sketch.nodes[id].kind in {"village", "ramp"}]
    edges = _joined(sketch, ids, set(loose), roads, rivers.lines, luck)
    joined = {end for edge in edges for end in edge}
    for lost in (k for k in loose if k not in joined and sketch.nodes[ids[k]].kind == "village"):
        del sketch.nodes[ids[lost]]
        placed = [node for node in placed if node.id != ids[lost]]
    _draw(sketch, [(ids[a], ids[b]) for a, b in edges], roads, rivers, luck, terrain)
    return wanted - len(placed)


def _placed(layout: Layout, facts: Facts, rivers: Rivers, luck: Luck) -> Iterator[Node]:
    """Yield the villages: in the cell of their seat, inside the county, apart from all others."""
    seats = cKDTree(layout.seats)
    inside = _Outline(layout, facts)
    taken = _Taken([node.at for node in layout.sketch.nodes.values() if node.kind != "road"])
    apart = np.asarray(seats.query(layout.seats, k=min(5, len(layout.seats)))[0])[:, -1]
    radius = np.minimum(apart, FARTHEST_M)
    for k, one in enumerate(facts.townships):
        for number in range(1, one.villages + 1):
            entity = address(one.code, str(number))
            draws = luck.series("schematic.village", entity, 2 * _TRIES).reshape(_TRIES, 2)
            for u, v in draws.tolist():
                angle, way = 2.0 * math.pi * u, float(radius[k]) * math.sqrt(v)
                at = layout.seats[k] + way * np.array([math.cos(angle), math.sin(angle)])
                mine = int(seats.query(at)[1]) == k
                if mine and inside.holds(at) and taken.is_free(at) and _is_dry(at, rivers):
                    taken.add(at)
                    yield Node(id=f"{seat_id(one.code)}_{number}", at=at, kind="village")
                    break


def _is_dry(at: NDArray[np.float64], rivers: Rivers) -> bool:
    """Tell whether no river is so near that a village would stand in it."""
    off = max(rivers.widths_m, default=0.0) / 2.0 + _BANK_M
    cross = ((off, 0.0), (0.0, off), (off * 0.7, off * 0.7), (off * 0.7, -off * 0.7))
    return not any(
        rivers.lines.crossings(np.vstack((at - one, at + one))) for one in np.array(cross)
    )


class _Outline:
    """The outline of a county: as stated, else the hull of its seats and a little more."""

    def __init__(self, layout: Layout, facts: Facts) -> None:
        self._corners: Line | None = None
        if facts.outline:
            self._corners = layout.plane.metres(np.array(facts.outline))
        elif len(layout.seats) >= 3:
            self._hull = ConvexHull(layout.seats, qhull_options="QJ").equations

    def holds(self, at: NDArray[np.float64]) -> bool:
        """Tell whether a place lies inside."""
        if self._corners is None:
            return bool(np.all(self._hull[:, :2] @ at + self._hull[:, 2] <= _OUTSIDE_M))
        a, b = self._corners, np.roll(self._corners, -1, axis=0)
        spans = (a[:, 1] > at[1]) != (b[:, 1] > at[1])
        a, b = a[spans], b[spans]
        where = a[:, 0] + (at[1] - a[:, 1]) / (b[:, 1] - a[:, 1]) * (b[:, 0] - a[:, 0])
        return bool(np.count_nonzero(at[0] < where) % 2)


class _Taken:
    """Places so far, found again by cell."""

    def __init__(self, places: list[NDArray[np.float64]]) -> None:
        self._cells: dict[tuple[int, int], list[NDArray[np.float64]]] = {}
        for at in places:
            self.add(at)

    def add(self, at: NDArray[np.float64]) -> None:
        """Take a place."""
        self._cells.setdefault(self._cell(at), []).append(at)

    def is_free(self, at: NDArray[np.float64]) -> bool:
        """Tell whether no place that is taken is near."""
        i, j = self._cell(at)
        near = (
            one
            for k in (i - 1, i, i + 1)
            for m in (j - 1, j, j + 1)
            for one in self._cells.get((k, m), ())
        )
        return all(math.dist(one, at) >= SPACING_M for one in near)

    def _cell(self, at: NDArray[np.float64]) -> tuple[int, int]:
        return math.floor(at[0] / SPACING_M), math.floor(at[1] / SPACING_M)


def _joined(
    sketch: Sketch, ids: list[str], loose: set[int], roads: Lines, rivers: Lines, luck: Luck
) -> list[Edge]:
    """Return the village roads: the shortest tree, then some of the other neighbours."""
    points = np.array([sketch.nodes[id].at for id in ids])
    near = sorted(edge for edge in delaunay(points) if loose & set(edge))
    free = [
        edge
        for edge in near
        if length(points[list(edge)]) < _LONGEST_M and _is_clear(points[list(edge)], roads)
    ]
    over = {edge: len(rivers.crossings(points[list(edge)])) for edge in free}
    groups = Groups(len(ids))
    fixed = [k for k in range(len(ids)) if k not in loose]
    for k in fixed:
        groups.join(fixed[0], k)
    straight = {(a, b): float(np.hypot(*(points[b] - points[a]))) for a, b in free}
    tree = shortest_tree(
        ((straight[edge] + _BRIDGE_M * over[edge], *edge) for edge in free), groups
    )
    whole = {k for k in loose if fixed and groups.of(k) == groups.of(fixed[0])}
    spare = [e for e in free if e not in tree and not over[e] and straight[e] < _LOOP_M]
    more = {
        (a, b)
        for a, b in relative_neighbours(points, spare)
        if luck.uniform("schematic.loop", address(ids[a], ids[b])) < _LOOPS
    }
    return sorted(edge for edge in tree | more if not (loose & set(edge)) - whole)


def _is_clear(line: Line, roads: Lines) -> bool:
    """Tell whether a road crosses no other and leaves none at too small an angle."""
    if roads.crossings(line):
        return False
    for end, way_m in ((line[0], _AHEAD_M), (line[-1], length(line) - _AHEAD_M)):
        ahead = point_at(line, way_m)
        along = (ahead - end) / max(1.0, float(np.hypot(*(ahead - end))))
        across = _BESIDE_M * np.array([-along[1], along[0]])
        if roads.crossings(np.vstack((ahead - across, ahead + across))):
            return False
    return True


def _draw(
    sketch: Sketch,
    pairs: list[tuple[str, str]],
    roads: Lines,
    rivers: Rivers,
    luck: Luck,
    terrain: Terrain,
) -> None:
    """Draw village roads, each clear of all others, and make links of them."""
    lines: dict[tuple[str, str], Line] = {}
    for start, end in pairs:
        lines[start, end] = np.vstack((sketch.nodes[start].at, sketch.nodes[end].at))
    straight = Lines()
    number = {pair: straight.add(line) for pair, line in lines.items()}
    for pair in pairs:
        way = _clear_way(sketch, pair, (roads, straight, number[pair]), rivers.lines, luck, terrain)
        assert way.line is not None  # noqa: S101  it was drawn just now
        roads.add(way.line)
        sketch.ways.append(way)
        sketch.links.extend(_links(sketch, way, bridges_of(way.line, rivers)))


def _clear_way(
    sketch: Sketch,
    pair: tuple[str, str],
    others: tuple[Lines, Lines, int],
    rivers: Lines,
    luck: Luck,
    terrain: Terrain,
) -> Way:
    """Return a village road that crosses nothing: the more it is in the way, the straighter."""
    roads, straight, own = others
    start, end = pair
    key = f"{_bare(start)}_{_bare(end)}"
    base = Way(key=key, start=start, end=end, kind="village")
    wet = len(rivers.crossings(np.vstack((sketch.nodes[start].at, sketch.nodes[end].at))))
    for part in (1.0, 0.5, 0.2, 0.05):
        factor = 1.0 + (terrain.detour - 1.0) * part
        way = replace(base, length_m=factor * sketch.straight_m(base))
        line = best_line(sketch, way, terrain, luck, ((roads, 1.0), (rivers, 2.0)))
        met = [one for one in straight.crossings(line) if one[1] != own]
        if not met and _is_clear(line, roads) and len(rivers.crossings(line)) == wet:
            break
    else:
        line = np.vstack((sketch.nodes[start].at, sketch.nodes[end].at))
    return replace(base, line=line)


def _bare(id: str) -> str:
    return id.removeprefix("v").removeprefix("n_")


def _links(sketch: Sketch, way: Way, bridges: list[tuple[float, float]]) -> Iterator[Link]:
    """Yield the links of a village road: one, or three where it has a bridge."""
    assert way.line is not None  # noqa: S101  it was drawn before
    whole = length(way.line)
    inner = sorted({at for pair in bridges for at in pair if 0.0 < at < whole})
    ids = [way.start]
    for k, at in enumerate(inner, 1):
        ids.append(sketch.add(Node(id=f"n_{way.key}_{k}", at=point_at(way.line, at), kind="road")))
    ids.append(way.end)
    stops = [0.0, *inner, whole]
    for k, part in enumerate(cut(way.line, inner)):
        middle = (stops[k] + stops[k + 1]) / 2.0
        yield Link(
            id=f"w_{way.key}" + (f"_{k + 1}" if inner else ""),
            start=ids[k],
            end=ids[k + 1],
            way=way,
            line=part,
            is_bridge=any(a <= middle <= b for a, b in bridges),
        )
