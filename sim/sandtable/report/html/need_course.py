"""Needs met over time, by kind: how many persons had what they needed, and when (需求满足过程)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sandtable.report.html.late_tables import PointTables
from sandtable.study.case import Point

INSTANTS = 240
"""Instants at which the course is read; finer than the eye."""


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
    if not point.case.world.scenario.needs:
        return None
    runs = [tables.run(replication)["needs"] for replication in seen]
    courses = _courses(runs, point.case.world.scenario.horizon_s)
    return PointNeeds(point=point, courses=courses) if courses else None


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
    anybody = np.isfinite(share).any(axis=0)
    mean, low, high = (np.full(time_s.size, np.nan) for _number in range(3))
    mean[anybody] = np.nanmean(share[:, anybody], axis=0)
    low[anybody] = np.nanquantile(share[:, anybody], 0.1, axis=0)
    high[anybody] = np.nanquantile(share[:, anybody], 0.9, axis=0)
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
