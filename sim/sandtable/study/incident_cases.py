"""Targets on incidents: which are cases, how long their clock ran, and why they missed."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sandtable.study.nothing import ALL_EXCLUDED
from sandtable.study.tally import CAUSES, Cases, Table, Tables
from sandtable.world.scenario import GRADES
from sandtable.world.target import AppliesTo, Target
from sandtable.world.world import World

_PARTS = (
    "detection",
    "reporting",
    "decision",
    "wait",
    "notification",
    "turnout",
    "free_flow",
    "slowed",
    "detour",
    "waiting",
    "on_scene_wait",
    "work",
)
"""Parts of the time from occurrence to control, in their order: the first of `CAUSES`."""

_FIRST_PART = {"occurred": 0, "detected": 1, "reported": 2, "ordered": 4}
_END_PART = {"first_arrival": 10, "full_arrival": 11, "controlled": 12, "link_up": 10}

CLOCKS_FROM = tuple(_FIRST_PART)
CLOCKS_TO = tuple(_END_PART)


def incident_cases(tables: Tables, target: Target, world: World) -> Cases:
    """Return the incidents that a target is about, with their clocks.

    A clock that never stops counts by what became of the incident: cancelled, censored (open when
    the horizon came before its limit had passed), or unreached (over, or beyond its limit). Beyond
    its limit it is missed whatever follows.

    """
    table = tables["incidents"]
    rows = np.flatnonzero(applies(table, target.applies_to, world))
    ordered = _ordered(tables)
    start = ordered if target.clock_from == "ordered" else _seconds(table, f"{target.clock_from}_s")
    start = start[rows]
    stop = _seconds(table, f"{target.clock_to}_s")[rows]
    outcome = _text(table, "outcome")[rows]
    horizon = horizon_of(tables, world)
    limit = math.inf if math.isnan(target.within_s) else target.within_s

    stopped = ~np.isnan(stop)
    took = stop - start
    cancelled = ~stopped & (outcome == "cancelled")
    open_ = ~stopped & (outcome == "censored")
    overdue = open_ & (start + limit <= horizon)  # nan, a clock that never began, is not overdue
    censored = open_ & ~overdue
    so_far = np.where(np.isnan(start), 0.0, horizon - start)
    excluded = (
        (cancelled & (target.cancelled == "excluded"))
        | (censored & (target.censored == "excluded"))
        | (~stopped & ~open_ & ~cancelled & (target.unreached == "excluded"))
    )
    return Cases(
        weight=_weight(table, target)[rows],
        low_s=np.where(stopped, took, np.where(open_, so_far, np.inf)),
        high_s=np.where(stopped, took, np.inf),
        hit=stopped & (took <= limit),
        counts=~excluded,
        censored=censored,
        cause=_causes(table, rows, target, stopped=stopped, ordered=ordered[rows]),
        row=rows,
        nothing=ALL_EXCLUDED if rows.size else "",
    )


def applies(table: Table, about: AppliesTo, world: World) -> NDArray[np.bool_]:
    """Say which incidents a target is about; the warm-up is never counted."""
    found = np.asarray(table["counted"], dtype=np.bool_)
    for column, wanted in (
        ("hazard", about.hazard),
        ("incident_class", about.incident_class),
        ("type", about.type),
    ):
        if wanted:
            found = found & (_text(table, column) == wanted)
    if about.grade:
        found = found & np.isin(_text(table, "grade"), _grades(about))
    if about.area:
        inside = [zone.id for zone in world.place.zones if about.area in zone.tags]
        found = found & np.isin(_text(table, "zone"), inside)
    return found


def _grades(about: AppliesTo) -> Sequence[str]:
    if about.grade_match == "exactly" or about.grade not in GRADES:
        return (about.grade,)
    return GRADES[GRADES.index(about.grade) :]


def horizon_of(tables: Tables, world: World) -> float:
    """Return the end of a run [s]: the horizon, or an earlier command to stop."""
    end = world.scenario.horizon_s
    commands = tables.get("commands")
    if commands is None or "stop" not in commands["kind"]:  # as in nearly all runs
        return end
    stops = [
        float(time)
        for time, kind, outcome in zip(
            commands["time_s"], commands["kind"], commands["outcome"], strict=True
        )
        if kind == "stop" and outcome == "accepted"
    ]
    return min([end, *stops])


def _ordered(tables: Tables) -> NDArray[np.float64]:
    """Return the instants of the order, nan = never, shape ``(rows,)`` [s].

    An incident's own order is that of the team that arrived first; where none has arrived, it is
    the first order given.

    """
    table = tables["incidents"]
    ordered = _seconds(table, "ordered_s").copy()
    lacking = np.flatnonzero(np.isnan(ordered)).tolist()
    if lacking and "missions" in tables:
        first = _first_orders(tables["missions"])
        ordered[lacking] = [first.get(table["incident"][row], math.nan) for row in lacking]
    return ordered


def _first_orders(missions: Table) -> dict[str, float]:
    first: dict[str, float] = {}
    for incident, ordered in zip(missions["incident"], missions["ordered_s"], strict=True):
        if incident and not math.isnan(ordered):
            first[incident] = min(first.get(incident, math.inf), float(ordered))
    return first


def _weight(table: Table, target: Target) -> NDArray[np.int64]:
    if target.quantity == "persons":
        return np.asarray(table["persons"], dtype=np.int64)
    return np.ones(len(table["incident"]), dtype=np.int64)


def _causes(
    table: Table,
    rows: NDArray[np.intp],
    target: Target,
    *,
    stopped: NDArray[np.bool_],
    ordered: NDArray[np.float64],
) -> NDArray[np.int64]:
    """Return the leading cause of each row: its longest part, or why the clock never stopped."""
    first, end = _FIRST_PART[target.clock_from], _END_PART[target.clock_to]
    names = _PARTS[first:end] + (("link_setup",) if target.clock_to == "link_up" else ())
    parts = np.stack([_part(table, name)[rows] for name in names])
    numbers = np.array([CAUSES.index(name) for name in names])
    cause = numbers[np.argmax(np.nan_to_num(parts), axis=0)]
    outcome = _text(table, "outcome")[rows]
    arrived = ~np.isnan(_seconds(table, "first_arrival_s")[rows])
    full = ~np.isnan(_seconds(table, "full_arrival_s")[rows])
    unreachable = np.asarray(table["unreachable"], dtype=np.bool_)[rows]
    for is_so, name in (  # the last that holds wins
        (np.isnan(ordered), "never_ordered"),
        (~np.isnan(ordered), "under_way"),
        (arrived, "never_full"),
        (full, "never_controlled"),
        (arrived & (target.clock_to == "link_up"), "no_link"),
        (~arrived & unreachable, "unreachable"),
        (outcome == "handed_over", "handed_over"),
        (outcome == "expired", "expired"),
        (outcome == "cancelled", "cancelled"),
    ):
        cause[~stopped & is_so] = CAUSES.index(name)
    return np.asarray(cause, dtype=np.int64)


def _part(table: Table, name: str) -> NDArray[np.float64]:
    if name == "work":
        return _seconds(table, "controlled_s") - _seconds(table, "full_arrival_s")
    if name == "link_setup":
        return _seconds(table, "link_up_s") - _seconds(table, "first_arrival_s")
    return _seconds(table, f"{name}_s")


def _seconds(table: Table, column: str) -> NDArray[np.float64]:
    return np.asarray(table[column], dtype=np.float64)


def _text(table: Table, column: str) -> NDArray[np.str_]:
    return np.asarray(table[column], dtype=np.str_)
