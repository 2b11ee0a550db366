"""Needs met over time, by kind: how many persons had what they needed, and when (需求满足过程)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sandtable.report.html.bands import INSTANTS, quantiles
from sandtable.report.html.late_tables import LateTables, PointTables
from sandtable.study.case import Point


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedCourse:
    """The course of one kind of need at one design point.

    Parameters
    ----------
    persons
        Most persons in need at once, mean over the replications.
    time_s
        Instants, shape ``(n,)`` [s].
    mean, low, high
        Share of the persons in need whose need is met: mean, and the 10 and 90 % quantiles of the
        replications, nan = nobody in need yet, shape ``(n,)`` [0-1].

    """

    kind: str
    persons: float
    time_s: NDArray[np.float64]
    mean: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class PointNeeds:
    """The needs of one design point, by kind."""

    point: Point
    courses: tuple[NeedCourse, ...]


def needs_of(tables: PointTables, point: Point, seen: Sequence[int]) -> PointNeeds | None:
    """Return the course of the needs of a design point; None = it has none."""
    scenario = point.case.world.scenario
    if not scenario.needs and scenario.relief is None:
        return None
    inside = [one.id for one in point.case.world.place.facilities]
    kinds = scenario.relief.needs if scenario.relief is not None else ()
    runs = [_totals(steps_of(tables.run(replication), inside, kinds)) for replication in seen]
    courses = _courses(runs, scenario.horizon_s)
    return PointNeeds(point=point, courses=courses) if courses else None


def steps_of(run: LateTables, inside: Sequence[str], kinds: Sequence[str]) -> dict[str, Any]:
    """Return the steps of all needs of a run: those that the scenario states, and of its people.

    Each has a number: below 0 those stated, from 0 on the groups of people. The needs of people are
    told by group (table ``relief``) and arise when they leave home or the water comes; the rows of
    ``needs`` that count them by facility would count them twice.

    Parameters
    ----------
    inside
        Ids of the facilities.
    kinds
        What everybody needs who had to leave.

    """
    parts = [_stated(run["needs"], inside)]
    parts += [_arising(run["people"], kind) for kind in kinds]
    parts += [_met(run["relief"], run["people"])] if kinds else []
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def _stated(needs: Mapping[str, Any], inside: Sequence[str]) -> dict[str, Any]:
    mine = ~np.isin(needs["zone"], inside)
    found = {name: needs[name][mine] for name in ("need", "kind", "time_s", "in_need", "met")}
    _names, numbers = np.unique(found["need"], return_inverse=True)
    return found | {"need": -1 - numbers}


def _arising(people: Mapping[str, Any], kind: str) -> dict[str, Any]:
    """Return the first step of each group: it needs something and has nothing of it."""
    uprooted = np.fmin(people["left_s"], people["water_s"])
    mine = np.isfinite(uprooted)
    count = int(mine.sum())
    return {
        "need": np.flatnonzero(mine),
        "kind": np.full(count, kind),
        "time_s": uprooted[mine],
        "in_need": people["persons"][mine],
        "met": np.zeros(count, dtype=np.int64),
    }


def _met(relief: Mapping[str, Any], people: Mapping[str, Any]) -> dict[str, Any]:
    """Return the steps of each group that was given something."""
    numbers = {name: row for row, name in enumerate(people["group"].tolist())}
    group = np.array([numbers[name] for name in relief["group"].tolist()], dtype=np.int64)
    return {
        "need": group,
        "kind": relief["kind"],
        "time_s": relief["time_s"],
        "in_need": people["persons"][group],
        "met": relief["met"],
    }


Totals = dict[str, NDArray[np.float64]]
"""By kind of need: instants of change [s], and the persons in need and met from each on.

Shape ``(3, changes + 1)``; the first instant is before all.
"""


def _totals(steps: Mapping[str, Any]) -> Totals:
    """Add up the steps of all needs of a run, by kind: far fewer instants than steps."""
    kinds = np.unique(steps["kind"]).tolist()
    return {kind: _total(steps, np.flatnonzero(steps["kind"] == kind)) for kind in kinds}


def _total(steps: Mapping[str, Any], rows: NDArray[np.intp]) -> NDArray[np.float64]:
    need, when = steps["need"][rows], steps["time_s"][rows]
    order = np.lexsort((when, need))
    first = np.concatenate(([True], need[order][1:] != need[order][:-1]))
    in_time = np.argsort(when[order], kind="stable")
    instants = np.concatenate(([-np.inf], when[order][in_time]))
    last = np.concatenate((instants[1:] != instants[:-1], [True]))
    summed = [instants[last]]
    for column in ("in_need", "met"):
        values = np.asarray(steps[column], dtype=np.float64)[rows][order]
        rises = values - np.where(first, 0.0, np.concatenate(([0.0], values[:-1])))
        summed.append(np.concatenate(([0.0], np.cumsum(rises[in_time])))[last])
    return np.stack(summed)


def _courses(runs: Sequence[Totals], horizon_s: float) -> tuple[NeedCourse, ...]:
    kinds = sorted({kind for run in runs for kind in run})
    last = max((float(total[0, -1]) for run in runs for total in run.values()), default=0.0)
    time_s = np.linspace(0.0, min(horizon_s, 1.15 * last + 3600.0), INSTANTS)
    return tuple(_course(runs, kind, time_s) for kind in kinds)


def _course(runs: Sequence[Totals], kind: str, time_s: NDArray[np.float64]) -> NeedCourse:
    none = np.array([[-np.inf], [0.0], [0.0]])
    totals = [run.get(kind, none) for run in runs]
    at = [np.searchsorted(total[0], time_s, side="right") - 1 for total in totals]
    needed = np.stack([total[1, now] for total, now in zip(totals, at, strict=True)])
    met = np.stack([total[2, now] for total, now in zip(totals, at, strict=True)])
    share = np.full(met.shape, np.nan)
    np.divide(met, needed, out=share, where=needed > 0)
    mean = np.full(time_s.size, np.nan)
    anybody = np.isfinite(share).any(axis=0)
    mean[anybody] = np.nanmean(share[:, anybody], axis=0)
    _middle, low, high = quantiles(share)
    persons = float(needed.max(axis=1).mean())
    return NeedCourse(kind=kind, persons=persons, time_s=time_s, mean=mean, low=low, high=high)
