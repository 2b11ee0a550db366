"""Records: the flat tables of a run, computed once it is over (记录)."""

from __future__ import annotations

import gc
import math
from contextlib import contextmanager
from itertools import chain, count
from operator import attrgetter, itemgetter
from struct import Struct
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np

from sandtable.dispatch.civil_records import civil_rows
from sandtable.dispatch.commands import canonical
from sandtable.dispatch.delays import delay_rows
from sandtable.dispatch.drives import NO_TRIP
from sandtable.dispatch.eventlog import event_rows
from sandtable.dispatch.threats import threat_rows
from sandtable.dispatch.ways_taken import asks_for_ways
from sandtable.world.records import ON_REQUEST, TABLES, Column

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from sandtable.dispatch.commands import Outcome
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
        incidents = incident_table(op)
        made = {
            "incidents": incidents,
            "missions": mission_table(op),
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
_FOUND = ("served", "unreachable", "outcome", "first_team")
_INSTANTS = ("first_arrival_s", "full_arrival_s", "controlled_s", "closed_s")
_FIRST = ("ordered_s", "alerted_s", "departed_s")
_DELAYS = ("free_flow_s", "slowed_s", "detour_s", "waiting_s")
_TRIP = (*_DELAYS, "distance_m")
"""The numbers of a trip, which are its first fields."""

_NOBODY = SimpleNamespace(**dict.fromkeys(_FIRST, NAN), trip=NO_TRIP, team=SimpleNamespace(id=""))
"""In place of the mission that arrives first where none does."""
_UNKNOWN = SimpleNamespace(
    **dict.fromkeys(_INSTANTS, NAN), first=None, served=0, unreachable=False, outcome="censored"
)
"""In place of an incident that nobody knows of yet."""


def incident_table(op: Operation) -> Table:
    """Return one row per incident that occurs before the end of the run, by instant and id."""
    parts = [_of_source(op, drawn) for drawn in op.timeline.drawn]
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


def _of_source(op: Operation, drawn: Drawn) -> Table:
    known = op.timeline.known[id(drawn)]
    happens = drawn.occurred_s < op.horizon_s
    if drawn.cause:
        prevented = [op.timeline.prevented(drawn, row) for row in range(len(drawn))]
        happens &= ~np.array(prevented)
    rows = np.flatnonzero(happens).tolist()
    if len(rows) == len(drawn):
        return _columns_of(op, drawn, known, None)
    return _columns_of(op, drawn, [known[row] for row in rows], rows)


def _columns_of(
    op: Operation, drawn: Drawn, known: Sequence[Incident | None], rows: list[int] | None
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
    outcome = found["outcome"]
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
        "first_team": found["first_team"],
        "unreachable": np.array(found["unreachable"], dtype=np.bool_),
        "link_up_s": _link_up(op, seen, count),
        **_decomposition(table, numbers),
    }


def _read_incidents(seen: Sequence[Any]) -> tuple[dict[str, list[Any]], Table]:
    """Read incidents, each once with who was there first: they lie far apart in memory."""
    found: list[Any] = []
    numbers = bytearray()
    pack = Struct("12d").pack
    for one in seen:
        first = one.first or _NOBODY
        found += (one.served, one.unreachable, one.outcome, first.team.id)
        numbers += pack(
            one.first_arrival_s,
            one.full_arrival_s,
            one.controlled_s,
            one.closed_s,
            first.ordered_s,
            first.alerted_s,
            first.departed_s,
            *first.trip[:5],
        )
    return _lists(found, _FOUND), _numbers(numbers, (*_INSTANTS, *_FIRST, *_TRIP))


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
        "mission": [f"{team}#{next(counts[team])}" for team in teams],
        "team": teams,
        "incident": ["" if incident is None else incident.id for incident in incidents],
        "skill": skills,
        "visit": np.array(texts["visit"], dtype=np.int64),
        "from_node": np.array(texts["from_node"], dtype=np.int64),
        "closures_met": [" ".join(met) if met else "" for met in texts["closures"]],
    }
    made["alerted_s"] = _until(made["alerted_s"], op.horizon_s)
    return {column.name: made[column.name] for column in TABLES["missions"]}


_MISSION = (
    *("team", "incident", "need", "task", "reason", "facility", "outcome", "ended_by"),
    *("visit", "from_node", "closures"),
)
_MISSION_INSTANTS = (
    *("ordered_s", "alerted_s", "departed_s", "arrived_s", "work_began_s"),
    *("released_s", "at_facility_s", "at_base_s"),
)


def _read_missions(missions: Sequence[Mission]) -> tuple[dict[str, list[Any]], Table]:
    """Read missions, each once: they lie far apart in memory."""
    texts: list[Any] = []
    numbers = bytearray()
    pack = Struct("13d").pack
    for one in missions:
        trip = one.trip
        texts += (one.team.id, one.incident, one.need, one.task, one.reason, one.facility)
        texts += (one.outcome, one.ended_by, one.visit, one.from_node, trip[5])
        numbers += pack(
            one.ordered_s,
            one.alerted_s,
            one.departed_s,
            one.arrived_s,
            one.work_began_s,
            one.released_s,
            one.at_facility_s,
            one.at_base_s,
            *trip[:5],
        )
    return _lists(texts, _MISSION), _numbers(numbers, (*_MISSION_INSTANTS, *_TRIP))


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
    rows = np.flatnonzero(noticed).tolist()
    names = [incidents["incident"][row] for row in rows]
    sent = from_rows("messages", op.desks.rows)
    table: Table = {
        "message": [f"{name}_report" for name in names] + sent["message"],
        "sent_s": np.concatenate((incidents["detected_s"][noticed], sent["sent_s"])),
        "delivered_s": np.concatenate(
            (incidents["reported_s"][noticed], _until(sent["delivered_s"], op.horizon_s))
        ),
        "sender": names + sent["sender"],
        "headquarters": [incidents["headquarters"][row] for row in rows] + sent["headquarters"],
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
    return {
        "seq": np.arange(len(commands)),
        "time_s": np.array(instants),
        "round": np.array(rounds),
        "headquarters": list(desks),
        "kind": list(kinds),
        "arguments": list(map(_arguments, kinds, arguments, outcomes)),
        "source": list(sources),
        "outcome": ["accepted" if accepted else "refused" for accepted, _ in outcomes],
        "reason": [reason for _, reason in outcomes],
    }


def _arguments(kind: str, given: Any, outcome: Outcome) -> str:  # noqa: ANN401  a mapping
    """Return canonical JSON; accepted orders are the bulk, and their ids need no quoting."""
    if kind == "order" and outcome.accepted and len(given) == 3:
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
    "incidents": incident_table,
    "missions": mission_table,
    "consignments": consignment_table,
    "needs": need_table,
    "delays": delay_table,
    "threats": threat_table,
}
"""Tables that can be made without the others."""
