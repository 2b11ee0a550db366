"""Seats, towns, interchanges and the ways between them, not drawn yet but with their lengths."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from sandtable.files.schematic.assumptions import Terrain
from sandtable.files.schematic.courses import course, plain_course
from sandtable.files.schematic.facts import Facts, NamedRoad
from sandtable.files.schematic.graphs import Edge
from sandtable.files.schematic.lines import Line, cut, length
from sandtable.files.schematic.skeleton import Chain, Joint, chains, joints, thinned
from sandtable.files.schematic.sketch import Node, Sketch, Way
from sandtable.files.schematic.towns import STREET_M, Town, county_seats, lay_streets, town_of
from sandtable.ground.luck import Luck
from sandtable.ground.names import Name
from sandtable.ground.plane import Plane

_NUMBERED = re.compile(r"[GSX]\d+")
_RAMPS_AT = (0.15, 0.5, 0.85)
_OFF_SEAT_M = (600.0, 1800.0)
_WITHIN = 0.3
"""An interchange lies so far from its seat, as a part of the way to the nearest other seat."""

_BANK_M = 600.0
_SPREAD = 0.06


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """A county before its roads are drawn.

    Parameters
    ----------
    plane
        Where its metres are.
    seats
        Places of the seats, in the order of the townships, shape ``(n, 2)`` [m].
    shorts
        Short name of each seat by its code, as ids of links and places use it.
    towns
        Streets around a seat, by its number.
    named
        The named roads as edges between seats.
    edges
        How seats are joined.
    rivers
        Courses, in the order of the facts.
    sketch
        Nodes and ways.
    known
        Of each road of known length how far it runs along streets [m], and the keys of its ways.

    """

    plane: Plane
    seats: NDArray[np.float64]
    shorts: dict[str, str]
    towns: dict[int, Town]
    named: list[Chain]
    edges: dict[Edge, Joint]
    rivers: list[Line]
    sketch: Sketch
    known: dict[NamedRoad, tuple[float, list[str]]] = field(default_factory=dict)


def laid_out(facts: Facts, luck: Luck, terrain: Terrain, *, gabriel_share: float) -> Layout:
    """Return seats, towns, interchanges, dikes and the ways between them."""
    degrees = np.array([(one.lon, one.lat) for one in facts.townships])
    plane = Plane(*np.round((degrees.min(axis=0) + degrees.max(axis=0)) / 2.0, 2).tolist())
    seats = plane.metres(degrees)
    codes = [one.code for one in facts.townships]
    named = chains(facts, seats)
    towns = _towns(facts, seats, luck)
    rivers = _rivers(facts, seats, towns, plane, luck)
    edges = thinned(joints(seats, named, codes, luck, gabriel_share), seats, rivers)
    layout = Layout(
        plane=plane,
        seats=seats,
        shorts=_shorts(codes),
        towns=towns,
        named=named,
        edges=edges,
        rivers=rivers,
        sketch=Sketch(),
    )
    _add_seats(layout, facts)
    _add_roads(layout, facts, luck, terrain)
    _add_expressways(layout, facts, luck, terrain)
    _add_dikes(layout, facts)
    return layout


def seat_id(code: str) -> str:
    """Return the id of the node at a seat."""
    return f"v{code}"


def _shorts(codes: list[str]) -> dict[str, str]:
    """Return the codes without what all begin with."""
    same = 0
    while same < len(codes[0]) - 1 and len({code[: same + 1] for code in codes}) == 1:
        same += 1
    return {code: code[same:] for code in codes}


def _nearest_other(seats: NDArray[np.float64]) -> NDArray[np.float64]:
    distance, _near = cKDTree(seats).query(seats, k=2)
    return np.asarray(distance)[:, 1]


def _towns(facts: Facts, seats: NDArray[np.float64], luck: Luck) -> dict[int, Town]:
    wanted, free = set(county_seats(facts.townships).values()), _nearest_other(seats)
    found = {
        k: town_of(one, seat_id(one.code), seats[k], float(free[k]), luck)
        for k, one in enumerate(facts.townships)
        if one.code in wanted
    }
    return {k: town for k, town in found.items() if town}


def _rivers(
    facts: Facts,
    seats: NDArray[np.float64],
    towns: dict[int, Town],
    plane: Plane,
    luck: Luck,
) -> list[Line]:
    at = {one.code: seats[k] for k, one in enumerate(facts.townships)}
    rim = {one.code: 0.0 for one in facts.townships} | {
        facts.townships[k].code: 1.45 * STREET_M * town.half for k, town in towns.items()
    }
    return [
        course(
            one.name,
            one.course,
            at,
            {code: _BANK_M + one.width_m / 2.0 + far for code, far in rim.items()},
            plane,
            luck,
        )
        for one in facts.rivers
    ]


def _add_seats(layout: Layout, facts: Facts) -> None:
    for k, one in enumerate(facts.townships):
        layout.sketch.add(
            Node(id=seat_id(one.code), at=layout.seats[k], kind="seat", name=one.name)
        )
    for k, town in layout.towns.items():
        lay_streets(layout.sketch, town, layout.shorts[facts.townships[k].code])


def _gate(layout: Layout, facts: Facts, seat: int, other: int) -> tuple[str, float]:
    """Return the node at which a road toward another seat begins, and the streets to it [m]."""
    code = facts.townships[seat].code
    town = layout.towns.get(seat)
    if town is None:
        return seat_id(code), 0.0
    i, j = town.gate(layout.seats[other])
    return town.node(i, j, layout.shorts[code]), STREET_M * (abs(i) + abs(j))


def _add_roads(layout: Layout, facts: Facts, luck: Luck, terrain: Terrain) -> None:
    """Add the ways between seats, those of a known length with their part of it."""
    codes = [one.code for one in facts.townships]
    ways: dict[Edge, Way] = {}
    for (a, b), joint in layout.edges.items():
        key = f"{layout.shorts[codes[a]]}_{layout.shorts[codes[b]]}"
        start, end = (_gate(layout, facts, *pair)[0] for pair in ((a, b), (b, a)))
        way = Way(key=key, start=start, end=end, kind=joint.kind, name=joint.name)
        ways[a, b] = replace(
            way, length_m=_detour(luck, key, terrain) * layout.sketch.straight_m(way)
        )
    fixed: set[Edge] = set()
    for chain in layout.named:
        if chain.road.kind == "expressway" or math.isnan(chain.road.length_m):
            continue
        streets = _streets_m(layout, facts, chain)
        edges = [(min(edge), max(edge)) for edge in chain.edges]
        _scale(layout, ways, edges, chain.road.length_m - streets, fixed)
        layout.known[chain.road] = streets, [ways[edge].key for edge in edges]
    layout.sketch.ways.extend(ways.values())


def _detour(luck: Luck, key: str, terrain: Terrain) -> float:
    """Return the length of a way over the straight distance, a little different for each."""
    return terrain.detour * (1.0 + _SPREAD * (luck.uniform("schematic.detour", key) - 0.5))


def _streets_m(layout: Layout, facts: Facts, chain: Chain) -> float:
    """Return how far a chain runs along streets: to its end seats, and through towns [m]."""
    (a, b), (y, z) = chain.edges[0], chain.edges[-1]
    total = _gate(layout, facts, a, b)[1] + _gate(layout, facts, z, y)[1]
    for (before, town), (_same, after) in zip(chain.edges, chain.edges[1:], strict=False):
        if town in layout.towns:
            one, two = (layout.towns[town].gate(layout.seats[k]) for k in (before, after))
            total += STREET_M * (abs(one[0] - two[0]) + abs(one[1] - two[1]))
    return total


def _scale(
    layout: Layout,
    ways: dict[Edge, Way],
    edges: list[Edge],
    length_m: float,
    fixed: set[Edge],
) -> None:
    """Give the ways of a chain that are not fixed yet one factor, so that its length is right."""
    open_ = [edge for edge in edges if edge not in fixed]
    rest = length_m - sum(ways[edge].length_m for edge in edges if edge in fixed)
    straight = sum(layout.sketch.straight_m(ways[edge]) for edge in open_)
    for edge in open_:
        part = layout.sketch.straight_m(ways[edge]) / straight
        ways[edge] = replace(ways[edge], length_m=rest * part)
    fixed.update(open_)


def _add_expressways(layout: Layout, facts: Facts, luck: Luck, terrain: Terrain) -> None:
    """Add interchanges, the expressways between them, and the ramps to the seats."""
    fast = [chain for chain in layout.named if chain.road.kind == "expressway"]
    bends = replace(terrain, detour=1.0 + (terrain.detour - 1.0) / 2.0)
    drawn: dict[frozenset[str], Way] = {}
    known_first = sorted(enumerate(fast, 1), key=lambda one: math.isnan(one[1].road.length_m))
    for number, chain in known_first:
        slug = _slug(chain.road.name, number)
        stops = [chain.edges[0][0], *(edge[1] for edge in chain.edges)]
        ids = [_interchange(layout, facts, slug, stops, k, luck) for k in range(len(stops))]
        ways: dict[Edge, Way] = {}
        fixed: set[Edge] = set()
        for k, (a, b) in enumerate(chain.edges):
            pair = frozenset(ids[k : k + 2])
            if pair in drawn:  # two rows may share a part of a road: it is there once
                ways[k, k + 1] = drawn[pair]
                fixed.add((k, k + 1))
                continue
            short = [layout.shorts[facts.townships[one].code] for one in (a, b)]
            key = f"{slug}_{short[0]}_{short[1]}"
            way = Way(
                key=key, start=ids[k], end=ids[k + 1], kind="expressway", name=chain.road.name
            )
            length_m = _detour(luck, key, bends) * layout.sketch.straight_m(way)
            ways[k, k + 1] = drawn[pair] = replace(way, length_m=length_m)
        new = [edge for edge in ways if edge not in fixed]
        if not math.isnan(chain.road.length_m):
            _scale(layout, ways, list(ways), chain.road.length_m, fixed)
            layout.known[chain.road] = 0.0, [way.key for way in ways.values()]
        drawn |= {frozenset((ways[edge].start, ways[edge].end)): ways[edge] for edge in new}
    layout.sketch.ways.extend(drawn.values())


def _slug(name: str, number: int) -> str:
    """Return the official number at the beginning of a name, else one of ours."""
    found = _NUMBERED.match(name)
    return found[0].lower() if found else f"e{number}"


def _interchange(
    layout: Layout,
    facts: Facts,
    slug: str,
    stops: list[int],
    k: int,
    luck: Luck,
) -> str:
    """Add the interchange beside a seat and its ramp, unless they are there; return its id."""
    seat = stops[k]
    one = facts.townships[seat]
    short = layout.shorts[one.code]
    id = f"ic_{slug}_{short}"
    if id in layout.sketch.nodes:
        return id
    ahead = layout.seats[stops[min(k + 1, len(stops) - 1)]] - layout.seats[stops[max(k - 1, 0)]]
    side = 1.0 if luck.uniform("schematic.interchange", slug) < 0.5 else -1.0
    across = side * np.array([-ahead[1], ahead[0]]) / float(np.hypot(*ahead))
    off = min(
        max(_WITHIN * float(_nearest_other(layout.seats)[seat]), _OFF_SEAT_M[0]), _OFF_SEAT_M[1]
    )
    town = layout.towns.get(seat)
    at = layout.seats[seat] + (off + (1.45 * STREET_M * town.half if town else 0.0)) * across
    name = Name(f"{one.name.zh}互通", f"{one.name.en} interchange")
    layout.sketch.add(Node(id=id, at=at, kind="interchange", name=name))
    gate = seat_id(one.code) if town is None else town.node(*town.gate(at), short)
    ramp = Way(key=f"ramp_{slug}_{short}", start=gate, end=id, kind="county")
    layout.sketch.ways.append(replace(ramp, length_m=1.1 * layout.sketch.straight_m(ramp)))
    return id


def _add_dikes(layout: Layout, facts: Facts) -> None:
    """Add the roads on dikes, parted where ramps will reach them."""
    at = {one.code: layout.seats[k] for k, one in enumerate(facts.townships)}
    for number, dike in enumerate(facts.dikes, 1):
        line = plain_course(dike.course, at, layout.plane)
        parts = cut(line, [share * length(line) for share in _RAMPS_AT])
        ends = [line[0], *(part[-1] for part in parts)]
        codes = [dike.course[0][0], *("" for _ in _RAMPS_AT), dike.course[-1][0]]
        loop = np.array_equal(line[0], line[-1])
        ids: list[str] = []
        for k, (place, code) in enumerate(zip(ends, codes, strict=True)):
            id = seat_id(code) if code else f"dike{number}_end{k}"
            id = ids[0] if loop and k == len(parts) else id
            if id not in layout.sketch.nodes:
                kind = "ramp" if 0 < k < len(parts) else "road"
                layout.sketch.add(Node(id=id, at=place, kind=kind, name=Name()))
            ids.append(id)
        layout.sketch.ways.extend(
            Way(
                key=f"dike{number}_{k + 1}",
                start=ids[k],
                end=ids[k + 1],
                kind="dike",
                name=dike.name,
                line=part,
                max_weight_t=dike.max_weight_t,
                crest_m=dike.crest_m,
            )
            for k, part in enumerate(parts)
        )
