"""The event log: every instant of the records in the order in which things happened (事件日志)."""

from __future__ import annotations

import math
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sandtable.ground.clock import Rank, ticks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sandtable.dispatch.operation import Operation

    Table = dict[str, Any]


class EventKind(StrEnum):
    """What can happen, in a planner's words: the vocabulary of log, tests and replay."""

    INCIDENT_OCCURRED = "INCIDENT_OCCURRED"
    INCIDENT_DETECTED = "INCIDENT_DETECTED"
    INCIDENT_REPORTED = "INCIDENT_REPORTED"
    INCIDENT_GRADED = "INCIDENT_GRADED"
    INCIDENT_FULL_FORCE = "INCIDENT_FULL_FORCE"
    INCIDENT_CONTROLLED = "INCIDENT_CONTROLLED"
    INCIDENT_ENDED = "INCIDENT_ENDED"
    TEAM_ORDERED = "TEAM_ORDERED"
    TEAM_ALERTED = "TEAM_ALERTED"
    TEAM_DEPARTED = "TEAM_DEPARTED"
    TEAM_ARRIVED = "TEAM_ARRIVED"
    TEAM_BEGAN_WORK = "TEAM_BEGAN_WORK"
    TEAM_AT_FACILITY = "TEAM_AT_FACILITY"
    TEAM_RELEASED = "TEAM_RELEASED"
    TEAM_AT_BASE = "TEAM_AT_BASE"
    GOODS_ORDERED = "GOODS_ORDERED"
    GOODS_RELEASED = "GOODS_RELEASED"
    TRUCK_LOADING = "TRUCK_LOADING"
    TRUCK_DEPARTED = "TRUCK_DEPARTED"
    TRUCK_ARRIVED = "TRUCK_ARRIVED"
    GOODS_HANDED_OUT = "GOODS_HANDED_OUT"
    TRUCK_BACK = "TRUCK_BACK"
    NEED_CHANGED = "NEED_CHANGED"
    LEVEL_CHANGED = "LEVEL_CHANGED"
    ROAD_CLOSED = "ROAD_CLOSED"
    ROAD_SLOWED = "ROAD_SLOWED"
    ROAD_OPENED = "ROAD_OPENED"
    COMMAND_GIVEN = "COMMAND_GIVEN"


_KINDS: dict[str, tuple[str, str, tuple[tuple[str, Rank, EventKind], ...]]] = {
    "incidents": (
        "incident",
        "zone",
        (
            ("occurred_s", Rank.MESSAGE, EventKind.INCIDENT_OCCURRED),
            ("detected_s", Rank.MESSAGE, EventKind.INCIDENT_DETECTED),
            ("reported_s", Rank.MESSAGE, EventKind.INCIDENT_REPORTED),
            ("graded_s", Rank.MESSAGE, EventKind.INCIDENT_GRADED),
            ("full_arrival_s", Rank.ARRIVAL, EventKind.INCIDENT_FULL_FORCE),
            ("controlled_s", Rank.ARRIVAL, EventKind.INCIDENT_CONTROLLED),
            ("closed_s", Rank.ARRIVAL, EventKind.INCIDENT_ENDED),
        ),
    ),
    "missions": (
        "team",
        "incident",
        (
            ("ordered_s", Rank.DECISION, EventKind.TEAM_ORDERED),
            ("alerted_s", Rank.ARRIVAL, EventKind.TEAM_ALERTED),
            ("departed_s", Rank.ARRIVAL, EventKind.TEAM_DEPARTED),
            ("arrived_s", Rank.ARRIVAL, EventKind.TEAM_ARRIVED),
            ("work_began_s", Rank.ARRIVAL, EventKind.TEAM_BEGAN_WORK),
            ("at_facility_s", Rank.ARRIVAL, EventKind.TEAM_AT_FACILITY),
            ("released_s", Rank.ARRIVAL, EventKind.TEAM_RELEASED),
            ("at_base_s", Rank.ARRIVAL, EventKind.TEAM_AT_BASE),
        ),
    ),
    "consignments": (
        "truck",
        "zone",
        (
            ("ordered_s", Rank.DECISION, EventKind.GOODS_ORDERED),
            ("released_s", Rank.ARRIVAL, EventKind.GOODS_RELEASED),
            ("loading_s", Rank.ARRIVAL, EventKind.TRUCK_LOADING),
            ("loaded_s", Rank.ARRIVAL, EventKind.TRUCK_DEPARTED),
            ("arrived_s", Rank.ARRIVAL, EventKind.TRUCK_ARRIVED),
            ("handed_out_s", Rank.ARRIVAL, EventKind.GOODS_HANDED_OUT),
            ("truck_back_s", Rank.ARRIVAL, EventKind.TRUCK_BACK),
        ),
    ),
}


def event_rows(tables: dict[str, Table], op: Operation) -> list[tuple[int, int, str, str, str]]:
    """Return the event log (tick, rank, id, kind, subject) in the order of contracts §1.

    Events of one instant, rank and id stand in the order of their phases.
    """
    rows = [*_instants(tables), *_roads(tables["roads"], op), *_steps(tables)]
    rows.sort(key=lambda row: row[:4])
    return [(tick, rank, name, kind, subject) for tick, rank, name, _, kind, subject in rows]


def _instants(tables: dict[str, Table]) -> Iterator[tuple[int, int, str, int, str, str]]:
    for table_name, (id_column, subject_column, columns) in _KINDS.items():
        table = tables[table_name]
        for step, (column, rank, kind) in enumerate(columns):
            for name, subject, instant in zip(
                table[id_column], table[subject_column], table[column].tolist(), strict=True
            ):
                if not math.isnan(instant):
                    yield ticks(instant), int(rank), name, step, kind.value, subject


def _roads(table: Table, op: Operation) -> Iterator[tuple[int, int, str, int, str, str]]:
    arc_ids = op.world.network.arc_ids
    for time_s, arc, factor, cause in zip(
        table["time_s"].tolist(),
        table["arc"].tolist(),
        table["factor"].tolist(),
        table["cause"],
        strict=True,
    ):
        kind = EventKind.ROAD_CLOSED if factor == 0.0 else EventKind.ROAD_SLOWED
        kind = EventKind.ROAD_OPENED if factor == 1.0 else kind
        yield ticks(time_s), int(Rank.ROAD), str(arc_ids[arc]), 0, kind.value, cause


def _steps(tables: dict[str, Table]) -> Iterator[tuple[int, int, str, int, str, str]]:
    needs, levels, commands = tables["needs"], tables["levels"], tables["commands"]
    for time_s, name, zone in zip(
        needs["time_s"].tolist(), needs["need"], needs["zone"], strict=True
    ):
        yield ticks(time_s), int(Rank.ARRIVAL), name, 0, EventKind.NEED_CHANGED.value, zone
    for time_s, desk, hazard in zip(
        levels["time_s"].tolist(), levels["headquarters"], levels["hazard"], strict=True
    ):
        yield ticks(time_s), int(Rank.DECISION), desk, 0, EventKind.LEVEL_CHANGED.value, hazard
    for seq, time_s, round_, desk, kind in zip(
        commands["seq"].tolist(),
        commands["time_s"].tolist(),
        commands["round"].tolist(),
        commands["headquarters"],
        commands["kind"],
        strict=True,
    ):
        rank = Rank.DECISION if round_ else Rank.COMMAND
        yield ticks(time_s), int(rank), desk, seq, EventKind.COMMAND_GIVEN.value, kind
