"""Records: the flat tables of a run, computed once it is over (记录)."""

from __future__ import annotations

import gc
import math
from contextlib import contextmanager
from itertools import chain, compress, count
from operator import attrgetter, itemgetter
from struct import Struct
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np

from sandtable.dispatch.civil_records import civil_rows
from sandtable.dispatch.commands import canonical
from sandtable.dispatch.delays import delay_rows
from sandtable.dispatch.eventlog import event_rows
from sandtable.dispatch.threats import threat_rows
from sandtable.dispatch.ways_taken import asks_for_ways
from sandtable.world.records import ON_REQUEST, TABLES, Column

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from sandtable.dispatch.incidents import Drawn, Incident
    from sandtable.dispatch.operation import Operation
    from sandtable.dispatch.teams import Mission

NAN = math.nan
Table = dict[str, Any]
"""A table in memory: column name -> numpy array, or list of str for text."""

_TYPES = {"seconds": np.float64, "number": np.float64, "integer": np.int64, "boolean": np.bool_}


@contextmanager
def collector_at_rest() -> Iterator[None]:
    """Keep the garbage collector from searching what only grows: a run, and its tables."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


class Records:
    """The records of one run; tables are made when they are asked for."""

    def __init__(self, op: Operation) -> None:
        self._op = op

    def tables(self, *, events: bool = False) -> dict[str, Table]:
        """Return all tables by name, with the columns of `world.records`.

        Parameters
        ----------
        events
            Also the full ordered event log; it is derived from the other records.

        """
        with collector_at_rest():
            return self._made(events=events)

    def table(self, name: str) -> Table:
        """Return one table by name: for who reads no other, or asks for ``delays``."""
        with collector_at_rest():
            made = _ALONE.get(name)
            return self.tables(events=name == "events")[name] if made is None else made(self._op)

    def _made(self, *, events: bool) -> dict[str, Table]:
        op = self._op
        missions = mission_table(op)
        incidents = incident_table(op, missions)
        made = {
            "incidents": incidents,
            "missions": missions,
            "consignments": consignment_table(op),
            "needs": need_table(op),
            "messages": message_table(op, incidents),
            "levels": from_rows("levels", op.level_rows),
            "commands": command_table(op),
            "roads": from_rows("roads", op.road_rows),
            "hazards": from_rows("hazards", op.hazards.rows),
            "reports": from_rows("reports", op.reports.rows()),
            "threats": threat_table(op),
            **{name: from_rows(name, rows) for name, rows in civil_rows(op.civil).items()},
        }
        if events:
            made["events"] = from_rows("events", event_rows(made, op))
        return made


def from_rows(name: str, rows: Sequence[Sequence[Any]]) -> Table:
    """Make a table from rows in the order of its columns."""
    described = TABLES.get(name) or ON_REQUEST[name]
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(described)
    return {
        column.name: _column(column, values)
        for column, values in zip(described, columns, strict=True)
    }


def _column(column: Column, values: Iterable[Any]) -> Any:  # noqa: ANN401  array or list
    if column.kind == "text":
        return list(values)
    return np.array(list(values), dtype=_TYPES[column.kind])


def _lists(flat: list[Any], names: Sequence[str]) -> dict[str, list[Any]]:
    """Return columns of anything out of rows that lie one behind the other."""
    return {name: flat[at :: len(names)] for at, name in enumerate(names)}


def _numbers(flat: bytearray, names: Sequence[str]) -> Table:
    """Return columns of float64 out of rows that lie one behind the other."""
    columns = np.frombuffer(flat).reshape(-1, len(names)).T.copy()
    return dict(zip(names, columns, strict=True))


def _gather(name: str, objects: Sequence[Any], getters: dict[str, Callable[[Any], Any]]) -> Table:
    """Make a table, one row per object; a column without a getter is an attribute."""
    return {
        column.name: _column(
            column, map(getters.get(column.name) or attrgetter(column.name), objects)
        )
        for column in TABLES[name]
    }


# Incidents

_DRAWN = ("occurred_s", "detected_s", "reported_s", "graded_s")
_FOUND = ("served", "unreachable", "outcome", "first")
_INSTANTS = ("first_arrival_s", "full_arrival_s", "controlled_s", "closed_s")
_FIRST = ("ordered_s", "alerted_s", "departed_s")
_DELAYS = ("free_flow_s", "slowed_s", "detour_s", "waiting_s")
_TRIP = (*_DELAYS, "distance_m")
"""The numbers of a trip, which are its first fields."""
_UNKNOWN = SimpleNamespace(
    **dict.fromkeys(_INSTANTS, NAN), first=-1, served=0, unreachable=False, outcome="censored"
)
"""In place of an incident that nobody knows of yet."""


def incident_table(op: Operation, missions: Table) -> Table:
    """Return one row per incident that occurs before the end of the run, by instant and id.

    Parameters
    ----------
    missions
        The table of the missions, from which that of each first arrival is read.

    """
    # The last row is that of the incidents to which nobody came.
    firsts: Table = {name: np.append(missions[name], NAN) for name in (*_FIRST, *_DELAYS)}
    firsts["team"] = [*missions["team"], ""]
    parts = [_of_source(op, drawn, firsts) for drawn in op.timeline.drawn]
    if not parts:
        return from_rows("incidents", [])
    table: Table = {
        column.name: _joined([part[column.name] for part in parts])
        for column in TABLES["incidents"]
    }
    return _sorted(table, table["occurred_s"], table["incident"])


def _joined(parts: Sequence[Any]) -> Any:  # noqa: ANN401  arrays or lists
    if len(parts) == 1:
        return parts[0]
    return np.concatenate(parts) if isinstance(parts[0], np.ndarray) else list(chain(*parts))


def _sorted(table: Table, instants: NDArray[np.float64], names: list[str]) -> Table:
    """Sort a table by instant, then by id."""
    order = np.argsort(instants, kind="stable")
    ties = np.flatnonzero(np.diff(instants[order]) == 0.0)
    if ties.size:
        order = np.array(sorted(order.tolist(), key=lambda row: (instants[row], names[row])))
    if np.array_equal(order, np.arange(order.size)):
        return table
    chosen = itemgetter(*order.tolist())  # of two rows or more
    return {
        name: values[order] if isinstance(values, np.ndarray) else list(chosen(values))
        for name, values in table.items()
    }


def _of_source(op: Operation, drawn: Drawn, firsts: Table) -> Table:
    known = op.timeline.known[id(drawn)]
    happens = drawn.occurred_s < op.horizon_s
    if drawn.cause:
        prevented = [op.timeline.prevented(drawn, row) for row in range(len(drawn))]
        happens &= ~np.array(prevented)
    rows = np.flatnonzero(happens).tolist()
    if len(rows) == len(drawn):
        return _columns_of(op, drawn, known, None, firsts)
    return _columns_of(op, drawn, [known[row] for row in rows], rows, firsts)


def _columns_of(
    op: Operation,
    drawn: Drawn,
    known: Sequence[Incident | None],
    rows: list[int] | None,
    firsts: Table,
) -> Table:
    def chosen(values: Any) -> Any:  # noqa: ANN401  array or list
        if rows is None:
            return values
        return values[rows] if isinstance(values, np.ndarray) else [values[row] for row in rows]

    count, kind, end = len(known), drawn.type, op.horizon_s
    unknown = np.array([one is None for one in known], dtype=np.bool_)
    seen = [one or _UNKNOWN for one in known]
    table: Table = {name: _until(chosen(getattr(drawn, name)), end) for name in _DRAWN}
    found, numbers = _read_incidents(seen)
    table |= {name: numbers[name] for name in _INSTANTS}
    expired = unknown & (chosen(drawn.expires_s) < end)
    table["closed_s"] = np.where(expired, chosen(drawn.expires_s), table["closed_s"])
    outcome, first = found["outcome"], np.array(found["first"], dtype=np.int64)
    for row in np.flatnonzero(expired).tolist():
        outcome[row] = "expired"
    return table | {
        "incident": chosen(drawn.ids),
        "type": [kind.id] * count,
        "source": [drawn.source] * count,
        "hazard": [kind.hazard] * count,
        "incident_class": [kind.incident_class] * count,
        "grade": chosen(drawn.grade),
        "priority": np.full(count, kind.priority, dtype=np.int64),
        "headquarters": chosen(drawn.headquarters),
        "zone": chosen(drawn.zone),
        "node": np.array(chosen(drawn.node), dtype=np.int64),
        "persons": np.array(chosen(drawn.persons), dtype=np.int64),
        "counted": table["occurred_s"] >= op.world.scenario.warm_up_s,
        "outcome": outcome,
        "teams_needed": np.array(found["served"], dtype=np.int64),
        "first_team": [firsts["team"][row] for row in found["first"]],
        "unreachable": np.array(found["unreachable"], dtype=np.bool_),
        "link_up_s": _link_up(op, seen, count),
        **_decomposition(table, {name: firsts[name][first] for name in (*_FIRST, *_DELAYS)}),
    }


def _read_incidents(seen: Sequence[Any]) -> tuple[dict[str, list[Any]], Table]:
    """Read incidents, each once: they lie far apart in memory."""
    found: list[Any] = []
    numbers = bytearray()
    pack = Struct("4d").pack
    for one in seen:
        found += (one.served, one.unreachable, one.outcome, one.first)
        numbers += pack(one.first_arrival_s, one.full_arrival_s, one.controlled_s, one.closed_s)
    return _lists(found, _FOUND), _numbers(numbers, _INSTANTS)


def _link_up(op: Operation, seen: Sequence[Any], count: int) -> NDArray[np.float64]:
    """Return from when on each incident has a live link."""
    links = op.scene.links
    if links is None:
        return np.full(count, NAN)
    return np.array([NAN if one is _UNKNOWN else links.of(one) for one in seen], dtype=np.float64)


def _until(instants: NDArray[np.float64], end: float) -> NDArray[np.float64]:
    """Return instants as recorded: null where they lie beyond the end of the run."""
    return np.where(instants < end, instants, np.nan)


def _decomposition(table: Table, first: Table) -> Table:
    """Split occurred -> full arrival into differences of instants, which sum exactly."""
    ordered, alerted, departed = (first[name] for name in _FIRST)
    return {
        "ordered_s": ordered,
        "detection_s": table["detected_s"] - table["occurred_s"],
        "reporting_s": table["reported_s"] - table["detected_s"],
        "decision_s": table["graded_s"] - table["reported_s"],
        "wait_s": ordered - table["graded_s"],
        "notification_s": alerted - ordered,
        "turnout_s": departed - alerted,
        **{name: first[name] for name in _DELAYS},
        "on_scene_wait_s": table["full_arrival_s"] - table["first_arrival_s"],
    }


# Missions, goods, messages, commands


def mission_table(op: Operation) -> Table:
    """Return one row per mission, in the order of the orders."""
    texts, numbers = _read_missions(op.missions)
    teams, incidents = texts["team"], texts["incident"]
    skills = [
        "" if incident is None else incident.type.needs[need].skill
        for incident, need in zip(incidents, texts["need"], strict=True)
    ]
    counts: dict[str, Iterator[int]] = {team: count(1) for team in op.teams}
    made: Table = {
        **{name: texts[name] for name in ("task", "reason", "facility", "outcome", "ended_by")},
        **numbers,
        **_trips(op, texts, numbers),
        "mission": [f"{team}#{next(counts[team])}" for team in teams],
        "team": teams,
        "incident": ["" if incident is None else incident.id for incident in incidents],
        "skill": skills,
        "visit": np.array(texts["visit"], dtype=np.int64),
        "from_node": np.array(texts["from_node"], dtype=np.int64),
    }
    for name in ("alerted_s", "departed_s", "at_facility_s"):  # written down beforehand
        made[name] = _until(made[name], op.horizon_s)
    return {column.name: made[column.name] for column in TABLES["missions"]}


_MISSION = (
    *("team", "incident", "need", "task", "reason", "facility", "outcome", "ended_by"),
    *("visit", "from_node", "profile", "trip"),
)
_MISSION_INSTANTS = (
    *("ordered_s", "alerted_s", "departed_s", "arrived_s", "work_began_s"),
    *("released_s", "at_facility_s", "at_base_s"),
)


def _read_missions(missions: Sequence[Mission]) -> tuple[dict[str, list[Any]], Table]:
    """Read missions, each once: they lie far apart in memory."""
    texts: list[Any] = []
    numbers = bytearray()
    pack = Struct("8d").pack
    for one in missions:
        texts += (one.team.id, one.incident, one.need, one.task, one.reason, one.facility)
        texts += (one.outcome, one.ended_by, one.visit, one.from_node, one.profile, one.trip)
        numbers += pack(
            one.ordered_s,
            one.alerted_s,
            one.departed_s,
            one.arrived_s,
            one.work_began_s,
            one.released_s,
            one.at_facility_s,
            one.at_base_s,
        )
    return _lists(texts, _MISSION), _numbers(numbers, _MISSION_INSTANTS)


def _trips(op: Operation, texts: Mapping[str, list[Any]], numbers: Table) -> Table:
    """Return how the ways to incidents went: on calm roads as foreseen, else as was noted."""
    trips = texts["trip"]
    noted = [row for row, trip in enumerate(trips) if trip is not None]
    calm = ~np.isnan(numbers["arrived_s"]) & (np.array(texts["need"], dtype=np.int64) >= 0)
    calm[noted] = False
    ways = zip(texts["profile"], texts["from_node"], texts["incident"], calm.tolist(), strict=True)
    free = op.roads.free
    made: Table = {name: np.where(calm, 0.0, NAN) for name in _DELAYS}
    made["free_flow_s"] += numbers["arrived_s"] - numbers["departed_s"]
    made["distance_m"] = np.array(
        [free[name].metres(start, one.node) if was else NAN for name, start, one, was in ways]
    )
    made["closures_met"] = [""] * len(trips)
    for name in _TRIP:
        made[name][noted] = [getattr(trips[row], name) for row in noted]
    for row in noted:
        made["closures_met"][row] = " ".join(trips[row].closures)
    return made


def consignment_table(op: Operation) -> Table:
    """Return one row per consignment, in the order of the orders."""
    table = _gather(
        "consignments",
        op.supply.consignments,
        {
            "consignment": attrgetter("id"),
            "depot": lambda one: one.depot.data.id,
            "stock": lambda one: one.stock.data.id,
            "form": lambda one: one.stock.data.form,
            "item": lambda one: one.stock.item.id,
            "need": lambda one: one.need.data.id if one.need is not None else "",
            "truck": lambda one: one.truck.data.id if one.truck is not None else "",
            "distance_m": attrgetter("trip_m"),
        },
    )
    for name in ("released_s", "truck_ready_s"):
        table[name] = _until(table[name], op.horizon_s)
    return table


def need_table(op: Operation) -> Table:
    """Return the steps of every need, by need and time."""
    warm_up_s = op.world.scenario.warm_up_s
    rows = [
        (
            need.data.id,
            need.data.zone,
            need.data.cohort,
            need.data.kind,
            *step,
            need.steps[0][0] >= warm_up_s,
        )
        for need in op.supply.needs.values()
        for step in need.steps
    ]
    return from_rows("needs", rows)


def message_table(op: Operation, incidents: Table) -> Table:
    """Return all messages: the reports of incidents, and what teams and headquarters sent."""
    noticed = ~np.isnan(incidents["detected_s"])
    names, desks = (
        list(compress(incidents[name], noticed.tolist())) for name in ("incident", "headquarters")
    )
    sent = from_rows("messages", op.desks.rows)
    table: Table = {
        "message": [f"{name}_report" for name in names] + sent["message"],
        "sent_s": np.concatenate((incidents["detected_s"][noticed], sent["sent_s"])),
        "delivered_s": np.concatenate(
            (incidents["reported_s"][noticed], _until(sent["delivered_s"], op.horizon_s))
        ),
        "sender": names + sent["sender"],
        "headquarters": desks + sent["headquarters"],
        "about": ["report"] * len(names) + sent["about"],
        "subject": names + sent["subject"],
        "lost": np.concatenate((np.zeros(len(names), dtype=np.bool_), sent["lost"])),
    }
    return _sorted(table, table["sent_s"], table["message"])


def command_table(op: Operation) -> Table:
    """Return all commands in the order in which they were carried out."""
    if not op.command_rows:
        return from_rows("commands", [])
    instants, rounds, commands, outcomes = zip(*op.command_rows, strict=True)
    _, desks, kinds, arguments, sources = zip(*commands, strict=True)
    accepted, reasons = zip(*outcomes, strict=True)
    return {
        "seq": np.arange(len(commands)),
        "time_s": np.array(instants),
        "round": np.array(rounds),
        "headquarters": list(desks),
        "kind": list(kinds),
        "arguments": list(map(_arguments, kinds, arguments, accepted)),
        "source": list(sources),
        "outcome": ["accepted" if one else "refused" for one in accepted],
        "reason": list(reasons),
    }


def _arguments(kind: str, given: Any, accepted: bool) -> str:  # noqa: ANN401, FBT001  as mapped
    """Return canonical JSON; accepted orders are the bulk, and their ids need no quoting."""
    if accepted and kind == "order" and len(given) == 3:
        try:
            incident, skill, team = given["incident"], given["skill"], given["team"]
        except KeyError:
            pass
        else:
            return f'{{"incident":"{incident}","skill":"{skill}","team":"{team}"}}'
    return canonical(given)


def delay_table(op: Operation) -> Table:
    """Return what closures did to trips; only when asked for, since each trip is driven again."""
    return from_rows("delays", delay_rows(op, mission_table(op)["mission"]))


def threat_table(op: Operation) -> Table:
    """Return when teams were in what they cannot bear, by mission, place, entry and time."""
    if not asks_for_ways(op.world.plan):
        return from_rows("threats", [])
    return from_rows("threats", threat_rows(op, mission_table(op)["mission"]))


_ALONE: dict[str, Callable[[Operation], Table]] = {
    "incidents": lambda op: incident_table(op, mission_table(op)),
    "missions": mission_table,
    "consignments": consignment_table,
    "needs": need_table,
    "delays": delay_table,
    "threats": threat_table,
}
"""Tables that can be made without the others."""
