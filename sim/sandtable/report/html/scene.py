"""One run of one design point, ready to be shown on the map of the page (一次推演)."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sandtable.ground.names import Name
from sandtable.report.html.drawn_network import DrawnNetwork
from sandtable.report.html.findings import Finding
from sandtable.report.html.happenings import happenings, road_changes
from sandtable.report.html.late_tables import LateTables, PointTables
from sandtable.report.html.movements import Movements, cut
from sandtable.report.html.people_moves import people_of
from sandtable.report.html.reach import own_teams, reach_s
from sandtable.report.html.routes import Routes
from sandtable.study.case import Point
from sandtable.study.incident_cases import applies, incident_cases
from sandtable.study.reading import unanswerable
from sandtable.study.tally import Tally
from sandtable.world.world import World

WHOLE_S = 3 * 86400.0
"""A run no longer than this is shown whole; of a longer one a day [s]."""
WINDOW_S = 86400.0
_AHEAD_S = 2 * 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """Which run is shown, and which part of it.

    Parameters
    ----------
    target
        Target by which it was chosen; None = there was nothing to choose by.

    """

    replication: int
    begin_s: float
    end_s: float
    target: Name | None = None


def chosen_run(
    tables: PointTables, findings: Sequence[Finding], done: Sequence[int]
) -> Chosen | None:
    """Choose the run whose share of misses is nearest to the mean, by the first target with cases.

    Of a long run the day around the slowest case is shown. None = no run has been played.

    Parameters
    ----------
    done
        Replications that are there.

    """
    with_cases = (one for one in findings if any(tally.cases for tally in one.runs.values()))
    leading = next(with_cases, None)
    if leading is None:
        first = min(done, default=None)
        return None if first is None else Chosen(replication=first, begin_s=0.0, end_s=WHOLE_S)
    shares = {i: _share(tally) for i, tally in leading.runs.items() if tally.cases}
    middle = sum(shares.values()) / len(shares)
    replication = min(shares, key=lambda i: (abs(shares[i] - middle), i))
    begin_s, end_s = _window(leading, tables.run(replication))
    return Chosen(replication=replication, begin_s=begin_s, end_s=end_s, target=leading.target.name)


def _share(tally: Tally) -> float:
    missed = sum(count for _cause, count in tally.causes)
    return missed / tally.cases


def _window(finding: Finding, tables: LateTables) -> tuple[float, float]:
    world, target = finding.world, finding.target
    horizon = world.scenario.horizon_s
    if horizon <= WHOLE_S:
        return 0.0, horizon
    begin = 0.0
    if target.clock_to != "need_met" and not unanswerable(target, world):
        cases = incident_cases(tables, target, world)
        rows = np.flatnonzero(applies(tables["incidents"], target.applies_to, world))
        slowest = int(np.argmax(np.where(cases.counts, cases.low_s, -1.0)))
        begin = float(tables["incidents"]["occurred_s"][rows[slowest]]) - _AHEAD_S
    begin = max(0.0, min(math.floor(begin / 3600.0) * 3600.0, horizon - WINDOW_S))
    return begin, begin + WINDOW_S


def scene_of(
    tables: LateTables, point: Point, chosen: Chosen, drawn: DrawnNetwork
) -> dict[str, Any]:
    """Return everything that the page shows of a run, as plain data in whole numbers."""
    world = point.case.world
    window = (chosen.begin_s, min(chosen.end_s, world.scenario.horizon_s))
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
        **_places(point, _exposures(point, chosen, tables, window)),
        "reach": [_minutes(one) for one in reach_s(world).tolist()],
        "incidents": [shown for _id, shown in known],
        "opens": _busiest([shown["times"] for _id, shown in known]),
        **_vehicles(world, tables, window),
        "roads": _road_states(tables, drawn, window),
        "happenings": happenings(world, tables, drawn, numbers, window),
    }


def named(name: Name, id: str) -> list[str]:
    """Return a name as the page takes it: Chinese, English; the id where it has none."""
    return [name.text("zh") or id, name.text("en") or id]


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
        "bases": _sites(place.bases, own={team.base for team in own_teams(point.case.world)}),
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


def _exposures(
    point: Point, chosen: Chosen, tables: LateTables, window: tuple[float, float]
) -> dict[str, list[list[int]]]:
    """Return when people of each zone are exposed, as it would be without control of the source.

    Rows of (from, to [s] from the beginning of the window, share [%]).

    """
    found: dict[str, list[list[int]]] = {}
    impacts = point.case.impacts_of(chosen.replication)
    for entry, impact in impacts.items():
        since = activated_s(point.case.world, tables, entry)
        for kind in impact.exposure_kinds if since is not None else ():
            for row in impact.exposures(kind):
                times = [row.from_s + (since or 0.0), row.to_s + (since or 0.0)]
                if times[0] < window[1] and times[1] > window[0] and row.share > 0.0:
                    inside = [round(min(time, window[1]) - window[0]) for time in times]
                    found.setdefault(row.zone, []).append([*inside, round(100 * row.share)])
    return found


def activated_s(world: World, tables: LateTables, entry: str) -> float | None:
    """Return when an entry became active in a run [s], None = never.

    At its stated time, by a command, or when works failed to hold an incident that threatened it.

    """
    stated = [one.activate_at_s for one in world.scenario.dormant if one.id == entry]
    found = [time for time in stated if not math.isnan(time)]
    commands, incidents = tables["commands"], tables["incidents"]
    for row in np.flatnonzero(commands["kind"] == "activate").tolist():
        asked = json.loads(commands["arguments"][row]).get("entry")
        if asked == entry and commands["outcome"][row] == "accepted":
            found.append(float(commands["time_s"][row]))
    threats = {one.incident_type for one in world.scenario.preventions if one.entry == entry}
    failed = (incidents["outcome"] == "failed") & np.isin(incidents["type"], sorted(threats))
    found += incidents["closed_s"][failed].tolist()
    return min((time for time in found if not math.isnan(time)), default=None)


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


def _vehicles(world: World, tables: LateTables, window: tuple[float, float]) -> dict[str, Any]:
    """Return teams and trucks with their legs; teams of an agreement bear its name, not theirs."""
    routes = Routes(world, tables["roads"])
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
    return {
        "teams": teams + trucks,
        "people": people,
        "routes": _used([*teams, *trucks, *people], routes),
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
