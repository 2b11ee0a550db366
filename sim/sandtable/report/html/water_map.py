"""Water on the map of a replay: how much of each zone is wet, how deep the roads lie (淹没)."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from sandtable.hazards.impact import Impact
from sandtable.hazards.rows import Exposure
from sandtable.report.html.drawn_network import DrawnNetwork
from sandtable.report.html.late_tables import LateTables
from sandtable.report.html.routes import Begun
from sandtable.world.world import World

DEEP_CM = (0, 30, 100)
"""A road under more water than this is drawn darker, step by step [cm]."""

_CORNERS = 40
_WIDER = 1.2
"""Areas are drawn so much wider than they are, so that neighbours touch: a sketch, not a survey."""

Window = tuple[float, float]
Rows = dict[str, list[list[int]]]


def began_s(tables: LateTables, entry: str) -> float:
    """Return when an entry began in a run [s], nan = never."""
    table = tables["hazards"]
    mine = (table["entry"] == entry) & (table["what"] == "activated")
    return float(np.min(table["time_s"][mine])) if np.any(mine) else math.nan


def controls_of(tables: LateTables, entry: str) -> dict[str, float]:
    """Return when each source of an entry was brought under control, since it began [s]."""
    table, since = tables["hazards"], began_s(tables, entry)
    mine = np.flatnonzero((table["entry"] == entry) & (table["what"] == "controlled"))
    return {str(table["source"][row]): float(table["time_s"][row]) - since for row in mine}


def begun_of(impacts: Mapping[str, Impact], tables: LateTables) -> list[Begun]:
    """Return the hazards that began in a run."""
    return [
        Begun(impact=impact, since_s=since, controls=controls_of(tables, entry))
        for entry, impact in impacts.items()
        if not math.isnan(since := began_s(tables, entry))
    ]


def wet_kinds(world: World, impact: Impact) -> list[str]:
    """Return the kinds of exposure that stand for water in a zone."""
    peril = world.scenario.peril
    wanted = {"water"} | ({peril.exposure} if peril is not None else set())
    return [kind for kind in impact.exposure_kinds if kind in wanted]


def calm_kinds(world: World) -> set[str]:
    """Return the kinds of exposure that are no danger but a sign for works (slow water)."""
    return {closing.calm for closing in world.plan.closings}


def exposures_of(
    world: World, impacts: Mapping[str, Impact], tables: LateTables, window: Window
) -> tuple[Rows, Rows]:
    """Return the water in each zone, and its other exposures, by zone.

    Rows of (from, to [s] from the beginning of the window, share [%]).

    """
    wet: Rows = {}
    other: Rows = {}
    for entry, impact in impacts.items():
        since, controls = began_s(tables, entry), controls_of(tables, entry)
        if math.isnan(since):
            continue
        watery, calm = wet_kinds(world, impact), calm_kinds(world)
        for kind in impact.exposure_kinds:
            if kind not in calm:
                rows = wet if kind in watery else other
                _add(rows, impact.exposures(kind, controls), since, window)
    return wet, other


def _add(rows: Rows, exposures: Iterable[Exposure], since: float, window: Window) -> None:
    for row in exposures:
        times = [row.from_s + since, row.to_s + since]
        if times[0] < window[1] and times[1] > window[0] and row.share > 0.0:
            inside = [round(min(time, window[1]) - window[0]) for time in times]
            rows.setdefault(row.zone, []).append([*inside, round(100 * row.share)])


def flooded_roads(
    impacts: Mapping[str, Impact], tables: LateTables, drawn: DrawnNetwork, window: Window
) -> list[list[int]]:
    """Return (instant from the beginning of the window [s], road, step of `DEEP_CM`) by time.

    Roads stay as deep as the hazard leaves them by itself: closing a breach dries none.

    """
    found: list[tuple[float, int, int]] = []
    for entry, impact in impacts.items():
        since = began_s(tables, entry)
        if not math.isnan(since) and "depth" in impact.kinds:
            found += [(since + at_s, road, step) for at_s, road, step in _depths(impact, drawn)]
    found.sort()
    return [
        [round(max(at_s, window[0]) - window[0]), road, step]
        for at_s, road, step in found
        if at_s <= window[1]
    ]


def _depths(impact: Impact, drawn: DrawnNetwork) -> Iterator[tuple[float, int, int]]:
    """Yield since when a road lies under how much water: instant, road, step."""
    roads = impact.roads
    deep = np.flatnonzero(roads.kind == impact.kinds.index("depth"))
    steps = np.searchsorted(np.array(DEEP_CM) / 100.0, roads.value[deep], side="left")
    last: dict[int, tuple[float, int]] = {}
    order = np.lexsort((roads.from_s[deep], drawn.road_of_arc[roads.arc[deep]]))
    for row in order.tolist():
        road, step = int(drawn.road_of_arc[roads.arc[deep[row]]]), int(steps[row])
        begin, end = float(roads.from_s[deep[row]]), float(roads.to_s[deep[row]])
        if road < 0:
            continue
        until, before = last.get(road, (-1.0, 0))
        if begin > until and before:
            yield until, road, 0  # it was dry for a while
            before = 0
        if step != before:
            yield begin, road, step
        last[road] = (max(end, until), step)
    for road, (until, _step) in last.items():
        if math.isfinite(until):
            yield until, road, 0


def areas_of(world: World, drawn: DrawnNetwork, zones: Sequence[str]) -> dict[str, list[int]]:
    """Return a schematic outline of some zones: corners x, y, x, y, ... on the page's square.

    A disc of the zone's area around its node, cut where a neighbour is nearer.

    """
    nodes = {zone.id: zone.node for zone in world.place.zones}
    spots = {id: np.array([drawn.x[node], drawn.y[node]], float) for id, node in nodes.items()}
    areas = {zone.id: zone.area_km2 for zone in world.place.zones}
    found = {}
    for id in zones:
        if id in spots:
            others = [spot for other, spot in spots.items() if other != id]
            radius = _radius(areas[id], drawn, spots[id], others)
            corners = _cut_disc(spots[id], radius, others)
            found[id] = [round(value) for corner in corners for value in corner.tolist()]
    return found


def _radius(area_km2: float, drawn: DrawnNetwork, spot: Any, others: list[Any]) -> float:  # noqa: ANN401  a point
    metres = float(drawn.data["metres"])
    if math.isfinite(area_km2) and area_km2 > 0.0 and metres > 0.0:
        return _WIDER * math.sqrt(1e6 * area_km2 / math.pi) / metres
    away = [float(np.hypot(*(other - spot))) for other in others]
    return 0.6 * min((one for one in away if one > 0.0), default=1000.0)


def _cut_disc(spot: Any, radius: float, others: list[Any]) -> list[Any]:  # noqa: ANN401  points
    """Return the corners of a disc without what lies nearer to another spot."""
    turn = np.arange(_CORNERS) * 2.0 * math.pi / _CORNERS
    corners = [spot + radius * np.array([math.cos(one), math.sin(one)]) for one in turn.tolist()]
    for other in others:
        away = other - spot
        length = float(np.hypot(*away))
        if 0.0 < length < 2.0 * radius:
            corners = _half(corners, spot, away / length, 0.5 * length)
    return corners


def _half(corners: list[Any], spot: Any, way: Any, limit: float) -> list[Any]:  # noqa: ANN401  points
    """Return the part of a polygon that lies no farther than a limit on a way from a spot."""
    kept = []
    for here, there in zip(corners, [*corners[1:], *corners[:1]], strict=True):
        a, b = float((here - spot) @ way) - limit, float((there - spot) @ way) - limit
        if a <= 0.0:
            kept.append(here)
        if a * b < 0.0:
            kept.append(here + (there - here) * a / (a - b))
    return kept
