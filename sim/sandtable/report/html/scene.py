"""One run of one design point, ready to be shown on the map of the page (一次推演)."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from sandtable.ground.names import Name
from sandtable.report.html.chosen_run import Chosen
from sandtable.report.html.drawn_network import DrawnNetwork
from sandtable.report.html.fleet_moves import fleets_of
from sandtable.report.html.happenings import happenings, road_changes
from sandtable.report.html.late_tables import LateTables
from sandtable.report.html.movements import Movements, cut
from sandtable.report.html.people_moves import people_of
from sandtable.report.html.reach import reach_s
from sandtable.report.html.routes import Begun, Routes
from sandtable.report.html.water_map import Rows, areas_of, begun_of, exposures_of, flooded_roads
from sandtable.study.answering import answerers
from sandtable.study.case import Point
from sandtable.world.world import World


def scene_of(
    tables: LateTables, point: Point, chosen: Chosen, drawn: DrawnNetwork
) -> dict[str, Any]:
    """Return everything that the page shows of a run, as plain data in whole numbers."""
    world = point.case.world
    window = (chosen.begin_s, min(chosen.end_s, world.scenario.horizon_s))
    impacts = point.case.impacts_of(chosen.replication)
    wet, other = exposures_of(world, impacts, tables, window)
    known = _incidents(world, tables, window)
    numbers = {id: place for place, (id, _shown) in enumerate(known)}
    return {
        "start": world.scenario.start,
        "begin": round(window[0]),
        "length": round(window[1] - window[0]),
        "replication": chosen.replication,
        "scenario": named(world.scenario.name, point.scenario),
        "plan": named(world.plan.name, point.alternative),
        "chosen_by": named(chosen.target, "") if chosen.target is not None else None,
        **_places(point, other),
        "water": _water(world, drawn, wet),
        "view": _view(world, drawn, sorted(wet)),
        "flooded": flooded_roads(impacts, tables, drawn, window),
        "reach": [_minutes(one) for one in reach_s(world).tolist()],
        "incidents": [shown for _id, shown in known],
        "opens": _opens(known, wet),
        "hazards": [named(one.name, one.id) for one in world.scenario.dormant],
        **_vehicles(world, tables, begun_of(impacts, tables), window),
        "roads": _road_states(tables, drawn, window),
        "happenings": happenings(world, tables, drawn, numbers, wet, window),
    }


def named(name: Name, id: str) -> list[str]:
    """Return a name as the page takes it: Chinese, English; the id where it has none."""
    return [name.text("zh") or id, name.text("en") or id]


def _water(world: World, drawn: DrawnNetwork, wet: Rows) -> list[dict[str, Any]]:
    """Return the zones that water comes to: number, outline, and how much of them is wet when."""
    numbers = {zone.id: number for number, zone in enumerate(world.place.zones)}
    outlines = areas_of(world, drawn, sorted(wet))
    return [
        {"zone": numbers[id], "outline": outline, "wet": wet[id]}
        for id, outline in outlines.items()
    ]


def _view(world: World, drawn: DrawnNetwork, zones: Sequence[str]) -> list[int]:
    """Return the corner and the opposite corner of what water comes to; empty = nothing."""
    outlines = areas_of(world, drawn, zones).values()
    corners = np.array([corner for one in outlines for corner in one]).reshape(-1, 2)
    if not len(corners):
        return []
    return [*corners.min(axis=0).tolist(), *corners.max(axis=0).tolist()]


def _minutes(seconds: float) -> int:
    """Return whole minutes, begun ones counted; -1 = no way."""
    return -1 if math.isinf(seconds) else math.ceil(seconds / 60.0 - 1e-9)


def _places(point: Point, exposed: dict[str, list[list[int]]]) -> dict[str, Any]:
    place = point.case.world.place
    return {
        "zones": [
            {
                "name": named(zone.name, zone.id),
                "node": zone.node,
                "persons": zone.population,
                "exposed": exposed.get(zone.id, []),
            }
            for zone in place.zones
        ],
        "bases": _sites(place.bases, own={one.team.base for one in answerers(point.case.world)}),
        "depots": [{"name": named(one.name, one.id), "node": one.node} for one in place.depots],
        "facilities": [
            {"name": named(one.name, one.id), "node": one.node, "kind": one.kind}
            for one in place.facilities
        ],
    }


def _sites(bases: Sequence[Any], own: set[str]) -> list[dict[str, Any]]:
    return [
        {"name": named(one.name, one.id), "node": one.node, "own": int(one.id in own)}
        for one in bases
    ]


def _incidents(
    world: World, tables: LateTables, window: tuple[float, float]
) -> list[tuple[str, dict[str, Any]]]:
    table = tables["incidents"]
    types = {one.id: one.name for one in world.scenario.types}
    zones = {one.id: one.name for one in world.place.zones}
    found = []
    columns = ("occurred_s", "reported_s", "first_arrival_s", "controlled_s", "closed_s")
    for row, id in enumerate(np.asarray(table["incident"]).tolist()):
        times = [float(table[column][row]) for column in columns]
        over = times[-1] if not math.isnan(times[-1]) else math.inf
        if times[0] > window[1] or over < window[0]:
            continue
        kind, zone = str(table["type"][row]), str(table["zone"][row])
        shown = {
            "node": int(table["node"][row]),
            "type": named(types.get(kind, Name()), kind),
            "zone": named(zones.get(zone, Name()), zone),
            "times": [None if math.isnan(t) else round(t - window[0]) for t in times],
            "outcome": str(table["outcome"][row]),
            "persons": int(table["persons"][row]),
        }
        found.append((id, shown))
    return found


def _opens(known: Sequence[tuple[str, dict[str, Any]]], wet: Rows) -> int:
    """Return the instant at which the page opens: an hour after the first water, or the busiest."""
    first = min((row[0] for rows in wet.values() for row in rows), default=None)
    if first is not None:
        return max(first, 0) + 3600
    return _busiest([shown["times"] for _id, shown in known])


def _busiest(incidents: Sequence[Sequence[int | None]]) -> int:
    """Return the instant at which most incidents wait or are worked on: the page opens there."""
    ends = [(times[1], times[3] or times[4]) for times in incidents]
    begun = sorted(begin for begin, _end in ends if begin is not None and begin >= 0)

    def at_once(instant: int) -> int:
        return sum(
            begin is not None and begin <= instant and (end is None or end > instant)
            for begin, end in ends
        )

    return max(begun, key=at_once, default=0)


def _vehicles(
    world: World, tables: LateTables, hazards: Sequence[Begun], window: tuple[float, float]
) -> dict[str, Any]:
    """Return teams and trucks with their legs; teams of an agreement bear its name, not theirs."""
    routes = Routes(world, tables["roads"], hazards)
    movements = Movements(world, tables, routes)
    agreements = {one.id: one.name for one in world.plan.agreements}
    teams = []
    for team in world.plan.teams:
        outside = agreements.get(team.agreement, Name())
        own = named(team.name, team.id)
        teams.append(
            {
                "name": named(outside, "") if team.agreement else own,
                "external": int(bool(team.agreement)),
                "legs": cut(movements.team(team), *window),
            }
        )
    trucks = [
        {
            "name": named(truck.name, truck.id),
            "truck": 1,
            "external": 0,
            "legs": cut(movements.truck(truck.id, truck.profile, truck.depot), *window),
        }
        for truck in world.plan.trucks
    ]
    people = people_of(world, tables, routes, window)
    fleets = fleets_of(world, tables, routes, window)
    return {
        "teams": teams + trucks,
        "people": people,
        "fleets": fleets,
        "routes": _used([*teams, *trucks, *people, *fleets], routes),
    }


def _used(vehicles: Sequence[dict[str, Any]], routes: Routes) -> list[list[list[int]]]:
    """Return the routes in use as nodes and thousandths, and number the legs by them."""
    numbers: dict[int, int] = {}
    for vehicle in vehicles:
        for leg in vehicle["legs"]:
            if leg[2] >= 0:
                leg[2] = numbers.setdefault(leg[2], len(numbers))
    return [list(routes.found[old]) for old in numbers]


def _road_states(
    tables: LateTables, drawn: DrawnNetwork, window: tuple[float, float]
) -> list[list[int]]:
    """Return (instant from the window's beginning [s], road, speed factor [%]) by time."""
    before: dict[int, int] = {}
    inside: list[list[int]] = []
    for at_s, road, factor, _cause in road_changes(tables, drawn):
        if at_s <= window[0]:
            before[road] = round(100 * factor)
        elif at_s <= window[1]:
            inside.append([round(at_s - window[0]), road, round(100 * factor)])
    return [[0, road, percent] for road, percent in before.items() if percent < 100] + inside


def compact(data: Any) -> bytes:  # noqa: ANN401  whatever JSON holds
    """Return data as JSON without blanks."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
