"""What happened in a run, line by line, for the list beside the map (大事记)."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from sandtable.report.html.drawn_network import DrawnNetwork
from sandtable.report.html.late_tables import LateTables
from sandtable.world.world import World

MOST_LINES = 3000

Happening = tuple[float, str, int, str]
"""Instant [s], key of the text, number of the incident, zone or level, or of roads, and cause."""

_INCIDENT = (
    ("occurred_s", "occurred"),
    ("reported_s", "reported"),
    ("first_arrival_s", "first_arrival"),
    ("controlled_s", "controlled"),
)


def happenings(
    world: World,
    tables: LateTables,
    drawn: DrawnNetwork,
    incidents: Mapping[str, int],
    wet: Mapping[str, Sequence[Sequence[int]]],
    window: tuple[float, float],
) -> list[list[Any]]:
    """Return the lines of a window by time, in whole seconds from its beginning.

    Parameters
    ----------
    incidents
        Number of each incident that the page knows, by id.
    wet
        By zone when water is there, from the beginning of the window [s].

    """
    found = [
        *_of_incidents(tables, incidents),
        *_of_roads(tables, drawn),
        *_of_levels(tables),
        *_of_warnings(world, tables),
        *_of_water(world, wet, window[0]),
        *_of_works(tables),
        *_of_hazards(world, tables),
        *_of_shelters(world, tables),
    ]
    inside = [one for one in found if window[0] <= one[0] <= window[1]]
    inside.sort(key=lambda one: one[0])
    return [[round(one[0] - window[0]), *one[1:]] for one in inside[:MOST_LINES]]


def _of_incidents(tables: LateTables, numbers: Mapping[str, int]) -> Iterator[Happening]:
    table = tables["incidents"]
    for row, id in enumerate(np.asarray(table["incident"]).tolist()):
        if id not in numbers:
            continue
        for column, key in _INCIDENT:
            at_s = float(table[column][row])
            if not math.isnan(at_s):
                yield at_s, key, numbers[id], ""


def _of_roads(tables: LateTables, drawn: DrawnNetwork) -> Iterator[Happening]:
    """Count the roads that close and open again at each instant, by cause."""
    shut: set[int] = set()
    count: dict[tuple[float, str, str], int] = {}
    for at_s, road, factor, cause in road_changes(tables, drawn):
        if factor == 0.0 and road not in shut:
            shut.add(road)
            key = (at_s, "closed", cause)
        elif factor > 0.0 and road in shut:
            shut.remove(road)
            key = (at_s, "opened", "")
        else:
            continue
        count[key] = count.get(key, 0) + 1
    for (at_s, word, cause), roads in count.items():
        yield at_s, word, roads, cause


def road_changes(
    tables: LateTables, drawn: DrawnNetwork
) -> Iterator[tuple[float, int, float, str]]:
    """Yield instant [s], road, speed factor of its slower direction [0-1] and cause."""
    table = tables["roads"]
    factors: dict[int, float] = {}
    columns = (np.asarray(table[name]).tolist() for name in ("time_s", "arc", "factor", "cause"))
    for at_s, arc, factor, cause in zip(*columns, strict=True):
        factors[arc] = factor
        road = int(drawn.road_of_arc[arc])
        if road >= 0:
            slower = min(factors.get(other, 1.0) for other in drawn.arcs_of_road[road])
            yield at_s, road, slower, cause


def _of_levels(tables: LateTables) -> Iterator[Happening]:
    table = tables["levels"]
    for at_s, level in zip(table["time_s"].tolist(), table["level"].tolist(), strict=True):
        yield at_s, "level", level, ""


def _of_warnings(world: World, tables: LateTables) -> Iterator[Happening]:
    table = tables["warnings"]
    zones = {zone.id: number for number, zone in enumerate(world.place.zones)}
    for row, zone in enumerate(np.asarray(table["zone"]).tolist()):
        for column, key in _TOLD:
            at_s = float(table[column][row])
            if zone in zones and not math.isnan(at_s):
                yield at_s, key, zones[zone], ""


_TOLD = (
    ("warned_s", "told_to_get_ready"),
    ("ordered_s", "told_to_leave"),
    ("acknowledged_s", "acknowledged"),
)


def _of_water(
    world: World, wet: Mapping[str, Sequence[Sequence[int]]], begin_s: float
) -> Iterator[Happening]:
    """Say when the first water comes to each zone."""
    for number, zone in enumerate(world.place.zones):
        first = min((row[0] for row in wet.get(zone.id, ())), default=None)
        if first is not None:
            yield begin_s + first, "water_reaches", number, ""


def _of_works(tables: LateTables) -> Iterator[Happening]:
    """Say when the first rock is tipped, and when a source of a hazard is under control."""
    works, hazards = tables["works"], tables["hazards"]
    for closing in np.unique(works["closing"]).tolist():
        yield float(np.min(works["time_s"][works["closing"] == closing])), "first_load", 0, ""
    for at_s in hazards["time_s"][hazards["what"] == "controlled"].tolist():
        yield at_s, "source_controlled", 0, ""


def _of_hazards(world: World, tables: LateTables) -> Iterator[Happening]:
    """Say when hazards begin, and which of them follow another."""
    table = tables["hazards"]
    numbers = {one.id: number for number, one in enumerate(world.scenario.dormant)}
    for row in np.flatnonzero(table["what"] == "activated").tolist():
        entry, by = str(table["entry"][row]), str(table["by"][row])
        if entry in numbers:
            key = "hazard_follows" if by == "trigger" else "hazard_begins"
            yield float(table["time_s"][row]), key, numbers[entry], ""


def _of_shelters(world: World, tables: LateTables) -> Iterator[Happening]:
    commands = tables["commands"]
    numbers = {one.id: number for number, one in enumerate(world.place.facilities)}
    for row in np.flatnonzero(commands["kind"] == "open_shelter").tolist():
        shelter = json.loads(commands["arguments"][row]).get("shelter")
        if commands["outcome"][row] == "accepted" and shelter in numbers:
            yield float(commands["time_s"][row]), "shelter_opens", numbers[shelter], ""
