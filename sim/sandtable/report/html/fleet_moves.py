"""Where buses, boats and rock trucks of a run were, for the map (客车、冲锋舟、石料车轨迹)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from sandtable.ground.names import Name
from sandtable.report.html.late_tables import LateTables
from sandtable.report.html.movements import State
from sandtable.report.html.routes import Routes
from sandtable.world.world import World

MOST_TRIPS = 30_000
"""Of more trips the last ones are not drawn."""

_LOADED = ("deliver", "boat", "rock")

Carrier = dict[str, Any]


def fleets_of(
    world: World, tables: LateTables, routes: Routes, window: tuple[float, float]
) -> list[dict[str, Any]]:
    """Return each vehicle that made a trip: its kind, the name of its fleet, and its trips.

    A trip is (from, to [s] from the beginning of the window, route, node where it ends, state,
    persons on board). Those of an agreement bear its name, never their own.

    """
    table = tables["vehicles"]
    known = _carriers(world)
    by_vehicle: dict[str, list[int]] = {}
    for row in table["left_s"].argsort(kind="stable")[:MOST_TRIPS].tolist():
        if str(table["fleet"][row]) in known:
            by_vehicle.setdefault(str(table["vehicle"][row]), []).append(row)
    found = []
    for _vehicle, rows in sorted(by_vehicle.items()):
        carrier = known[str(table["fleet"][rows[0]])]
        legs = [_leg(table, row, carrier, routes, window) for row in rows]
        inside = _within(legs, window[1] - window[0])
        if inside:
            shown = {key: carrier[key] for key in ("kind", "name", "external")}
            found.append({**shown, "legs": inside})
    return found


def _carriers(world: World) -> dict[str, Carrier]:
    """Return kind, names and profile of every fleet and convoy by id."""
    agreements = {one.id: one.name for one in world.plan.agreements}
    found: dict[str, Carrier] = {}
    for fleet in world.plan.fleets:
        name = agreements.get(fleet.agreement, Name()) if fleet.agreement else fleet.name
        found[fleet.id] = {
            "kind": fleet.kind,
            "name": _both(name, "" if fleet.agreement else fleet.id),
            "external": int(bool(fleet.agreement)),
            "profile": fleet.profile,
        }
    for closing in world.plan.closings:
        for convoy in closing.convoys:
            found[convoy.id] = {
                "kind": "rock",
                "name": _both(convoy.name, convoy.id),
                "external": 0,
                "profile": convoy.profile,
            }
    return found


def _both(name: Name, id: str) -> list[str]:
    return [name.text("zh") or id, name.text("en") or id]


def _leg(
    table: Mapping[str, Any],
    row: int,
    carrier: Carrier,
    routes: Routes,
    window: tuple[float, float],
) -> list[int]:
    begin, end = float(table["left_s"][row]), float(table["arrived_s"][row])
    ends = int(table["from_node"][row]), int(table["to_node"][row])
    if carrier["kind"] == "boat":
        route = routes.straight(*ends)
    else:
        route = routes.between(carrier["profile"], *ends, begin)
    if math.isnan(end):  # still under way, or the road was cut before it
        end = begin + (routes.seconds[route] if route >= 0 else 0.0)
    loaded = str(table["why"][row]) in _LOADED
    state = State.GOING if loaded else State.RETURNING
    times = [round(begin - window[0]), round(end - window[0])]
    return [*times, route, ends[1], int(state), int(table["persons"][row])]


def _within(legs: list[list[int]], length: float) -> list[list[int]]:
    """Return the trips of a window; the last one before it tells where the vehicle stands."""
    before = [leg for leg in legs if leg[0] <= 0]
    inside = [leg for leg in legs if 0 < leg[0] <= length]
    return [*before[-1:], *inside]
