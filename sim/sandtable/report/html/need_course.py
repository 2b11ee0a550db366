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
    runs = [steps_of(tables.run(replication), inside, kinds) for replication in seen]
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


def _courses(runs: Sequence[Mapping[str, Any]], horizon_s: float) -> tuple[NeedCourse, ...]:
    kinds = sorted({kind for run in runs for kind in np.unique(run["kind"]).tolist()})
    last = max((float(run["time_s"].max()) for run in runs if run["time_s"].size), default=0.0)
    time_s = np.linspace(0.0, min(horizon_s, 1.15 * last + 3600.0), INSTANTS)
    return tuple(_course(runs, kind, time_s) for kind in kinds)


def _course(
    runs: Sequence[Mapping[str, Any]], kind: str, time_s: NDArray[np.float64]
) -> NeedCourse:
    pairs = [_summed(run, kind, time_s) for run in runs]
    needed = np.stack([pair[0] for pair in pairs])
    met = np.stack([pair[1] for pair in pairs])
    share = np.full(met.shape, np.nan)
    np.divide(met, needed, out=share, where=needed > 0)
    mean = np.full(time_s.size, np.nan)
    anybody = np.isfinite(share).any(axis=0)
    mean[anybody] = np.nanmean(share[:, anybody], axis=0)
    _middle, low, high = quantiles(share)
    persons = float(needed.max(axis=1).mean())
    return NeedCourse(kind=kind, persons=persons, time_s=time_s, mean=mean, low=low, high=high)


def _summed(
    run: Mapping[str, Any], kind: str, time_s: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return persons in need and met at each instant, over all needs of a kind."""
    rows = np.flatnonzero(run["kind"] == kind)
    if not rows.size:
        return np.zeros(time_s.size), np.zeros(time_s.size)
    need, when = run["need"][rows], run["time_s"][rows]
    order = np.lexsort((when, need))
    first = np.concatenate(([True], need[order][1:] != need[order][:-1]))
    summed = []
    for column in ("in_need", "met"):
        steps = np.asarray(run[column], dtype=np.float64)[rows][order]
        rises = steps - np.where(first, 0.0, np.concatenate(([0.0], steps[:-1])))
        in_time = np.argsort(when[order], kind="stable")
        so_far = np.concatenate(([0.0], np.cumsum(rises[in_time])))
        summed.append(so_far[np.searchsorted(when[order][in_time], time_s, side="right")])
    return summed[0], summed[1]
