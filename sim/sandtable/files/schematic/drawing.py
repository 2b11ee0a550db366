"""Ways becoming lines, and lines becoming links between junctions, bridges and places on them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

import numpy as np

from sandtable.files.schematic.assumptions import RANK, Terrain
from sandtable.files.schematic.courses import Rivers
from sandtable.files.schematic.lines import Line, Lines, bent, cut, length, point_at
from sandtable.files.schematic.sketch import Link, Node, Sketch, Way
from sandtable.ground.luck import Luck

_TRIES = 18
"""So many lines are tried for a way that crosses others; the later swing faster and less wide."""

_SWAY = 0.08
_BANK_M = 20.0
_LEAST_M = 40.0
"""A bridge, or a piece between two cuts, is so long at least where there is room [m]."""


def draw(sketch: Sketch, rivers: Rivers, terrain: Terrain, luck: Luck) -> None:
    """Draw every way that has no line yet, each where it crosses least.

    The greater roads come first; but expressways last, since they bridge what is below.
    """
    ground, above = Lines(), Lines()
    done = [way for way in sketch.ways if way.line is not None]
    for way in done:
        ground.add(_line(way))
    blank = [way for way in sketch.ways if way.line is None]
    for way in sorted(blank, key=lambda one: (one.is_above, RANK[one.kind], one.key)):
        costs = ((above, 1.0), (ground, 0.1)) if way.is_above else ((ground, 1.0),)
        line = best_line(sketch, way, terrain, luck, (*costs, (rivers.lines, 2.0)))
        (above if way.is_above else ground).add(line)
        done.append(replace(way, line=line))
    sketch.ways = sorted(done, key=lambda one: one.key)


def _line(way: Way) -> Line:
    assert way.line is not None  # noqa: S101  it was drawn before
    return way.line


def best_line(
    sketch: Sketch, way: Way, terrain: Terrain, luck: Luck, costs: Sequence[tuple[Lines, float]]
) -> Line:
    """Return the cheapest of some lines of a way that are drawn by luck.

    Parameters
    ----------
    costs
        Lines, and what each crossing of one costs.

    """
    start, end = sketch.nodes[way.start].at, sketch.nodes[way.end].at
    base = max(1, round(float(np.hypot(*(end - start))) / terrain.swing_m))
    best, least = None, math.inf
    for k in range(_TRIES):
        swings = base * (1 + k // 6)
        draws = luck.series("schematic.bend", way.key, 2 * swings + 1, visit=k)
        sway = 0.0 if way.kind == "village" else _SWAY * (2.0 * float(draws[-1]) - 1.0)
        shape = draws[:-1].reshape(swings, 2)
        line = bent(start, end, way.length_m, swings=shape, sway=sway)
        cost = sum(each * len(lines.crossings(line)) for lines, each in costs)
        if cost < least:
            best, least = line, cost
        if not cost:
            break
    assert best is not None  # noqa: S101  the first is better than nothing
    return best


@dataclass(slots=True)
class _Stops:
    """Where a way is cut: the way along it and the node there, and the parts that are bridges."""

    at: list[tuple[float, str]] = field(default_factory=list)
    bridges: list[tuple[float, float]] = field(default_factory=list)


def make_links(sketch: Sketch, rivers: Rivers, step_m: float) -> dict[str, int]:
    """Cut all ways into links: at junctions, at both ends of bridges, and every so far.

    Parameters
    ----------
    step_m
        Longest piece of road without a place on it [m].

    Returns
    -------
    dict
        How many junctions were made where ways cross, and how many bridges.

    """
    stops = {way.key: _Stops() for way in sketch.ways}
    junctions = 0
    for above in (False, True):
        ways = [way for way in sketch.ways if way.is_above == above]
        junctions += _junctions(sketch, ways, stops, begun=junctions)
    bridges = 0
    for way in sketch.ways:
        own = stops[way.key]
        own.bridges = bridges_of(_line(way), rivers)
        bridges += len(own.bridges)
        sketch.links.extend(_cut_way(sketch, way, own, step_m))
    return {"junctions": junctions, "bridges": bridges}


def _junctions(sketch: Sketch, ways: list[Way], stops: dict[str, _Stops], *, begun: int) -> int:
    """Make a junction of every crossing of ways of one level; return how many."""
    index = Lines()
    found: list[tuple[tuple[float, ...], Way, float, Way, float]] = []
    for way in ways:
        line = _line(way)
        for here, number, there in index.crossings(line):
            found.append((tuple(point_at(line, here).tolist()), way, here, ways[number], there))
        index.add(line)
    made = 0
    for place, way, here, other, there in sorted(found, key=lambda one: one[0]):
        id = _end_at(way, here) or _end_at(other, there)
        if not id:
            made += 1
            id = sketch.add(Node(id=f"j{begun + made}", at=np.array(place), kind="junction"))
        for one, at in ((way, here), (other, there)):
            if not _end_at(one, at):
                stops[one.key].at.append((at, id))
    return made


def _end_at(way: Way, way_m: float) -> str:
    """Return the node at an end of a way, if a place on it is that near; else nothing."""
    if way_m < _LEAST_M:
        return way.start
    return way.end if way_m > length(_line(way)) - _LEAST_M else ""


def bridges_of(line: Line, rivers: Rivers) -> list[tuple[float, float]]:
    """Return from where to where a line is a bridge, in its order [m]."""
    whole = length(line)
    found: list[tuple[float, float]] = []
    for here, river, _there in rivers.lines.crossings(line):
        half = rivers.widths_m[river] / 2.0 + _BANK_M
        begin, end = max(0.0, here - half), min(whole, here + half)
        if found and begin < found[-1][1] + _LEAST_M:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((begin, end))
    return [(0.0 if a < _LEAST_M else a, whole if b > whole - _LEAST_M else b) for a, b in found]


def _cut_way(sketch: Sketch, way: Way, stops: _Stops, step_m: float) -> Iterator[Link]:
    """Yield the links of a way, adding the places between them."""
    line = _line(way)
    whole = length(line)
    fixed = {0.0: way.start, whole: way.end} | dict(sorted(stops.at))
    for begin, end in stops.bridges:
        for at in (begin, end):
            if min(abs(at - one) for one in fixed) > _LEAST_M:
                fixed[at] = ""
    cuts = [*_between(sorted(fixed), step_m, stops.bridges), whole]
    number = 0
    ids: list[str] = []
    for way_m in cuts:
        id = fixed.get(way_m, "")
        if not id:
            number += 1
            id = f"n_{way.key}_{number}"
            sketch.add(Node(id=id, at=point_at(line, way_m), kind="road"))
        ids.append(id)
    for k, part in enumerate(cut(line, cuts[1:-1])):
        middle = (cuts[k] + cuts[k + 1]) / 2.0
        yield Link(
            id=f"r_{way.key}_{k + 1}",
            start=ids[k],
            end=ids[k + 1],
            way=way,
            line=_from_to(part, sketch.nodes[ids[k]], sketch.nodes[ids[k + 1]]),
            is_bridge=any(begin <= middle <= end for begin, end in stops.bridges),
        )


def _from_to(line: Line, start: Node, end: Node) -> Line:
    """Return a line that begins and ends at two nodes, which may lie a little beside its ends."""
    whole = line.copy()
    whole[0], whole[-1] = start.at, end.at
    return whole


def _between(
    ways: list[float], step_m: float, bridges: Iterable[tuple[float, float]]
) -> Iterator[float]:
    """Yield all cuts but the last: those that are fixed, and equal steps between them."""
    over = list(bridges)
    for begin, end in pairwise(ways):
        middle = (begin + end) / 2.0
        on_bridge = any(a <= middle <= b for a, b in over)
        count = 1 if on_bridge else math.ceil((end - begin) / step_m)
        for k in range(max(1, count)):
            yield begin + (end - begin) * k / count if k else begin
