"""Where the groups of people of a run were, for the map (人员转移轨迹)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from sandtable.report.html.late_tables import LateTables
from sandtable.report.html.movements import Leg, State, cut
from sandtable.report.html.routes import Routes
from sandtable.world.people import Evacuation, Means
from sandtable.world.world import World

MOST_GROUPS = 4000
"""Of more groups the smallest are not drawn; tables and curves count them all."""

_TIMES = ("told_s", "left_s", "safe_s", "arrived_s", "water_s")


def people_of(
    world: World, tables: LateTables, routes: Routes, window: tuple[float, float]
) -> list[dict[str, Any]]:
    """Return the groups that were told or left: persons, instants, legs, number of their shelter.

    A group drives from its zone to its shelter; with relatives, or where it got no further, to the
    exit of its evacuation, and is not drawn from then on. On foot it goes to the nearest refuge.
    Instants are in whole seconds from the beginning of the window.

    """
    table = tables["people"]
    order = (-table["persons"]).argsort(kind="stable")[:MOST_GROUPS].tolist()
    places = {one.id: number for number, one in enumerate(world.place.facilities)}
    zones = {one.id: number for number, one in enumerate(world.place.zones)}
    found = []
    for row in order:
        times = [float(table[name][row]) for name in _TIMES]
        if all(math.isnan(times[number]) for number in (0, 1, 4)):
            continue  # nobody told them, they stayed, and no water came
        shelter = places.get(str(table["destination"][row]), -1)
        found.append(
            {
                "persons": int(table["persons"][row]),
                "zone": zones.get(str(table["zone"][row]), 0),
                "lost": int(table["outcome"][row] == "lost"),
                "times": [None if math.isnan(t) else round(t - window[0]) for t in times],
                "shelter": shelter,
                "legs": cut(_legs(world, table, row, shelter, routes), *window),
            }
        )
    return found


def _legs(
    world: World, table: Mapping[str, Any], row: int, shelter: int, routes: Routes
) -> list[Leg]:
    """Return the way of a group that goes by itself; who is carried is seen in the vehicle."""
    zone = next((one for one in world.place.zones if one.id == str(table["zone"][row])), None)
    plan = None if zone is None else _evacuation(world, zone.id)
    left, water = float(table["left_s"][row]), float(table["water_s"][row])
    if zone is None or plan is None or math.isnan(left):
        return []
    way = next((one for one in plan.means if one.id == str(table["means"][row])), plan.means[0])
    on_foot = way.kind == "foot"
    if way.kind == "bus" or (str(table["by"][row]) == "boat" and not water >= left):
        return []
    columns = ("safe_s",) if on_foot else ("arrived_s", "safe_s")
    ends = [float(table[name][row]) for name in columns]
    end = next((one for one in ends if not math.isnan(one)), math.nan)
    goal = _goal(world, plan, shelter)
    if on_foot:
        goal = _nearest(world, way, zone.node, left, routes)
    if goal < 0 or not way.profile:
        return []
    route = routes.between(way.profile, zone.node, goal, left)
    if math.isnan(end) or water < end:  # it does not arrive, or not by itself
        end = left + (routes.seconds[route] if route >= 0 else 0.0)
    gone = min(end, water) if water >= left else end
    return [(left, end, route, goal, State.GOING), (gone, gone, -1, goal, State.ABSENT)]


def _goal(world: World, plan: Evacuation, shelter: int) -> int:
    """Return the node a group drives to: its shelter, or the way out of danger; -1 = not known."""
    facilities = world.place.facilities
    if shelter >= 0:
        return facilities[shelter].node
    exits = [one.node for one in facilities if one.id == plan.exit]
    return exits[0] if exits else -1


def _nearest(world: World, way: Means, start: int, at_s: float, routes: Routes) -> int:
    """Return the node of the refuge to which the walk is shortest, -1 = none."""
    places = {one.id: one.node for one in world.place.facilities}
    nodes = [places[id] for id in way.refuges if id in places]
    if start in nodes:
        return start
    ways = [(routes.between(way.profile, start, node, at_s), node) for node in nodes]
    known = [(routes.seconds[number], node) for number, node in ways if number >= 0]
    return min(known, default=(0.0, -1))[1]


def _evacuation(world: World, zone: str) -> Evacuation | None:
    return next((one for one in world.plan.evacuations if not one.zones or zone in one.zones), None)
