"""Records: the flat tables of a run, computed once it is over (记录)."""

from __future__ import annotations

import gc
import math
from contextlib import contextmanager
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import numpy as np

from sandtable.dispatch.commands import canonical
from sandtable.dispatch.eventlog import event_rows
from sandtable.world.records import TABLES, Column

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

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
        }
        if events:
            made["events"] = from_rows("events", event_rows(made, op))
        return made


def from_rows(name: str, rows: Sequence[Sequence[Any]]) -> Table:
    """Make a table from rows in the order of its columns."""
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(TABLES[name])
    return {
        column.name: _column(column, values)
        for column, values in zip(TABLES[name], columns, strict=True)
    }


def _column(column: Column, values: Iterable[Any]) -> Any:  # noqa: ANN401  array or list
    if column.kind == "text":
        return list(values)
    return np.array(list(values), dtype=_TYPES[column.kind])


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


def incident_table(op: Operation) -> Table:
    """Return one row per incident that occurs before the end of the run, by instant and id."""
    parts = [_of_source(op, drawn) for drawn in op.timeline.drawn]
    names = [column.name for column in TABLES["incidents"]]
    if not parts:
        return from_rows("incidents", [])
    table: Table = {
        name: np.concatenate([part[name] for part in parts])
        if isinstance(parts[0][name], np.ndarray)
        else [value for part in parts for value in part[name]]
        for name in names
    }
    return _sorted(table, table["occurred_s"], table["incident"])


def _sorted(table: Table, instants: NDArray[np.float64], names: list[str]) -> Table:
    """Sort a table by instant, then by id."""
    order = np.argsort(instants, kind="stable")
    ties = np.flatnonzero(np.diff(instants[order]) == 0.0)
    if ties.size:
        order = np.array(sorted(order.tolist(), key=lambda row: (instants[row], names[row])))
    if np.array_equal(order, np.arange(order.size)):
        return table
    rows = order.tolist()
    return {
        name: values[order] if isinstance(values, np.ndarray) else [values[row] for row in rows]
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
    table: Table = {name: _until(chosen(getattr(drawn, name)), end) for name in _DRAWN}
    table |= {
        name: _attribute(known, name)
        for name in ("first_arrival_s", "full_arrival_s", "controlled_s", "closed_s")
    }
    unknown = np.array([one is None for one in known], dtype=np.bool_)
    expired = unknown & (chosen(drawn.expires_s) < end)
    table["closed_s"] = np.where(expired, chosen(drawn.expires_s), table["closed_s"])
    first = [one.first if one is not None else None for one in known]
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
        "outcome": [
            one.outcome if one is not None else ("expired" if late else "censored")
            for one, late in zip(known, expired.tolist(), strict=True)
        ],
        "teams_needed": np.array(
            [one.served if one is not None else 0 for one in known], dtype=np.int64
        ),
        "first_team": [mission.team.id if mission is not None else "" for mission in first],
        "unreachable": np.array(
            [one is not None and one.unreachable for one in known], dtype=np.bool_
        ),
        **_decomposition(table, first),
    }


def _attribute(known: Sequence[Incident | None], name: str) -> NDArray[np.float64]:
    get = attrgetter(name)
    return np.array([NAN if one is None else get(one) for one in known], dtype=np.float64)


def _until(instants: NDArray[np.float64], end: float) -> NDArray[np.float64]:
    """Return instants as recorded: null where they lie beyond the end of the run."""
    return np.where(instants < end, instants, np.nan)


def _decomposition(table: Table, first: Sequence[Mission | None]) -> Table:
    """Split occurred -> full arrival into differences of instants, which sum exactly."""

    def of_first(name: str) -> NDArray[np.float64]:
        get = attrgetter(name)
        return np.array([NAN if one is None else get(one) for one in first], dtype=np.float64)

    ordered, alerted, departed = (
        of_first("ordered_s"),
        of_first("alerted_s"),
        of_first("departed_s"),
    )
    return {
        "ordered_s": ordered,
        "detection_s": table["detected_s"] - table["occurred_s"],
        "reporting_s": table["reported_s"] - table["detected_s"],
        "decision_s": table["graded_s"] - table["reported_s"],
        "wait_s": ordered - table["graded_s"],
        "notification_s": alerted - ordered,
        "turnout_s": departed - alerted,
        "free_flow_s": of_first("trip.free_flow_s"),
        "slowed_s": of_first("trip.slowed_s"),
        "detour_s": of_first("trip.detour_s"),
        "waiting_s": of_first("trip.waiting_s"),
        "on_scene_wait_s": table["full_arrival_s"] - table["first_arrival_s"],
    }


# Missions, goods, messages, commands


def mission_table(op: Operation) -> Table:
    """Return one row per mission, in the order of the orders."""
    end = op.horizon_s
    counts: dict[str, int] = {}
    names = []
    for mission in op.missions:
        counts[mission.team.id] = number = counts.get(mission.team.id, 0) + 1
        names.append(f"{mission.team.id}#{number}")
    table = _gather(
        "missions",
        op.missions,
        {
            "mission": lambda _: "",
            "team": lambda one: one.team.id,
            "incident": lambda one: one.incident.id if one.incident is not None else "",
            "skill": lambda one: (
                one.incident.type.needs[one.need].skill if one.incident is not None else ""
            ),
            "closures_met": lambda one: " ".join(one.trip.closures),
            "distance_m": attrgetter("trip.distance_m"),
            "free_flow_s": attrgetter("trip.free_flow_s"),
            "slowed_s": attrgetter("trip.slowed_s"),
            "detour_s": attrgetter("trip.detour_s"),
            "waiting_s": attrgetter("trip.waiting_s"),
        },
    )
    table["mission"] = names
    table["alerted_s"] = _until(table["alerted_s"], end)
    return table


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
        "delivered_s": np.concatenate((incidents["reported_s"][noticed], sent["delivered_s"])),
        "sender": names + sent["sender"],
        "headquarters": [incidents["headquarters"][row] for row in rows] + sent["headquarters"],
        "about": ["report"] * len(names) + sent["about"],
        "subject": names + sent["subject"],
        "lost": np.concatenate((np.zeros(len(names), dtype=np.bool_), sent["lost"])),
    }
    return _sorted(table, table["sent_s"], table["message"])


def command_table(op: Operation) -> Table:
    """Return all commands in the order in which they were carried out."""
    rows = [
        (
            seq,
            now,
            round_,
            command.headquarters,
            command.kind,
            _arguments(command.kind, command.arguments),
            command.source,
            "accepted" if outcome.accepted else "refused",
            outcome.reason,
        )
        for seq, (now, round_, command, outcome) in enumerate(op.command_rows)
    ]
    return from_rows("commands", rows)


def _arguments(kind: str, arguments: Any) -> str:  # noqa: ANN401  a mapping
    """Return canonical JSON; orders are the bulk, and their ids need no quoting."""
    if kind == "order" and len(arguments) == 3:
        try:
            text = '{"incident":"%s","skill":"%s","team":"%s"}'
            return text % (arguments["incident"], arguments["skill"], arguments["team"])
        except KeyError:
            pass
    return canonical(arguments)
