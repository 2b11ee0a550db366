"""Where the groups of people of a run were, for the map (人员转移轨迹)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from sandtable.report.html.late_tables import LateTables
from sandtable.report.html.movements import Leg, State, cut
from sandtable.report.html.routes import Routes
from sandtable.world.people import Evacuation
from sandtable.world.world import World

MOST_GROUPS = 4000
"""Of more groups the smallest are not drawn; tables and curves count them all."""

_TIMES = ("told_s", "left_s", "safe_s", "arrived_s", "water_s")


def people_of(
    world: World, tables: LateTables, routes: Routes, window: tuple[float, float]
) -> list[dict[str, Any]]:
    """Return the groups that were told or left: persons, instants, legs, number of their shelter.

    A group drives from its zone to its shelter; with relatives, or where it got no further, to the
    exit of its evacuation, and is not drawn from then on. Instants are in whole seconds from the
    beginning of the window.

    """
    table = tables["people"]
    order = (-table["persons"]).argsort(kind="stable")[:MOST_GROUPS].tolist()
    places = {one.id: number for number, one in enumerate(world.place.facilities)}
    found = []
    for row in order:
        times = [float(table[name][row]) for name in _TIMES]
        if math.isnan(times[0]) and math.isnan(times[1]):
            continue
        shelter = places.get(str(table["destination"][row]), -1)
        found.append(
            {
                "persons": int(table["persons"][row]),
                "times": [None if math.isnan(t) else round(t - window[0]) for t in times],
                "shelter": shelter,
                "legs": cut(_legs(world, table, row, shelter, routes), *window),
            }
        )
    return found


def _legs(
    world: World, table: Mapping[str, Any], row: int, shelter: int, routes: Routes
) -> list[Leg]:
    zone = next((one for one in world.place.zones if one.id == str(table["zone"][row])), None)
    left = float(table["left_s"][row])
    if zone is None or math.isnan(left):
        return []
    goal, profile = _goal(world, zone.id, str(table["means"][row]), shelter)
    ends = [float(table[name][row]) for name in ("arrived_s", "safe_s")]
    end = next((one for one in ends if not math.isnan(one)), math.nan)
    if goal < 0 or not profile:
        return []
    route = routes.between(profile, zone.node, goal, left)
    if math.isnan(end):
        end = left + (routes.seconds[route] if route >= 0 else 0.0)
    return [
        (left, end, route, goal, State.GOING),
        (end, end, -1, goal, State.ABSENT),
    ]


def _goal(world: World, zone: str, means: str, shelter: int) -> tuple[int, str]:
    """Return the node a group goes to and the profile it goes with; -1 = not known."""
    facilities = world.place.facilities
    plan = _evacuation(world, zone)
    if plan is None:
        return -1, ""
    way = next((one for one in plan.means if one.id == means), plan.means[0])
    if shelter >= 0:
        return facilities[shelter].node, way.profile
    exits = [one.node for one in facilities if one.id == plan.exit]
    return (exits[0] if exits else -1), way.profile


def _evacuation(world: World, zone: str) -> Evacuation | None:
    return next((one for one in world.plan.evacuations if not one.zones or zone in one.zones), None)
