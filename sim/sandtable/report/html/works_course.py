"""Works on the dike over the runs: what was prevented, what was closed, how fast (险情与堵口)."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sandtable.report.html.bands import INSTANTS, Band, Spread, band_of, spread_of
from sandtable.report.html.late_tables import LateTables, PointTables
from sandtable.report.html.water_map import began_s
from sandtable.study.case import Point
from sandtable.world.works import Closing, Prevention


@dataclass(frozen=True, slots=True, kw_only=True)
class Threats:
    """Incidents that threatened to become an entry, over the runs.

    Parameters
    ----------
    runs, threatened, begun
        Runs; those with such an incident; those of them in which the entry began.
    began_s
        When it began, over the runs in which it did [s].
    held
        Incidents that works held, and all.
    fails_alone_s, fails_worked_s
        Time from occurrence to failure of those that failed: without works, and in spite of works
        that had begun [s]. The second is longer by what works gain.

    """

    prevention: Prevention
    runs: int
    threatened: int
    begun: int
    began_s: Spread
    held: tuple[int, int]
    fails_alone_s: Spread
    fails_worked_s: Spread


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosingCourse:
    """A closing over the runs in which its entry began.

    Parameters
    ----------
    closed_m
        Metres closed over time.
    first_truck_s, first_load_s, done_s
        When the first truck was there, the first load was tipped, the last metre closed [s].
    rate_mph
        Metres closed per hour from the first metre to the last [m/h].
    runs, done
        Runs in which it was begun, and those in which it was finished.

    """

    closing: Closing
    closed_m: Band
    first_truck_s: Spread
    first_load_s: Spread
    done_s: Spread
    rate_mph: Spread
    runs: int
    done: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PointWorks:
    """All works of one design point."""

    point: Point
    threats: tuple[Threats, ...]
    closings: tuple[ClosingCourse, ...]


def works_of(tables: PointTables, point: Point, seen: Sequence[int]) -> PointWorks | None:
    """Return the works of a design point; None = it has none."""
    world = point.case.world
    runs = [tables.run(replication) for replication in seen]
    if not runs or not (world.scenario.preventions or world.plan.closings):
        return None
    horizon_s = world.scenario.horizon_s
    threats = [_threats(one, runs) for one in world.scenario.preventions]
    closings = [_closing(one, runs, horizon_s) for one in world.plan.closings]
    begun = tuple(one for one in closings if one is not None)
    if not any(one.threatened for one in threats) and not begun:
        return None  # a plan knows works, but this scenario never asks for them
    return PointWorks(point=point, threats=tuple(threats), closings=begun)


def _threats(plan: Prevention, runs: Sequence[LateTables]) -> Threats:
    begun, threatened, held, all_ = [], 0, 0, 0
    alone: list[float] = []
    worked: list[float] = []
    for run in runs:
        table = run["incidents"]
        mine = table["type"] == plan.incident_type
        threatened += bool(np.any(mine))
        begun.append(began_s(run, plan.entry) if np.any(mine) else np.nan)
        all_ += int(np.sum(mine))
        failed = mine & (table["outcome"] == "failed")
        closed = int(np.sum(mine & np.isin(table["outcome"], ("closed", "handed_over"))))
        # Works may be finished before what they did not hold gives way: it then began all the same.
        unseen = math.isfinite(begun[-1]) and not np.any(failed)
        held += closed - int(unseen)
        lasted = table["closed_s"] - table["occurred_s"]
        with_works = failed & _worked(run, table)
        worked += lasted[with_works].tolist()
        alone += lasted[failed & ~with_works].tolist()
    return Threats(
        prevention=plan,
        runs=len(runs),
        threatened=threatened,
        begun=int(np.isfinite(begun).sum()),
        began_s=spread_of(begun),
        held=(held, all_),
        fails_alone_s=spread_of(alone),
        fails_worked_s=spread_of(worked),
    )


def _worked(run: LateTables, table: Mapping[str, Any]) -> Any:  # noqa: ANN401  an array of booleans
    """Say of each incident whether works on it had begun."""
    missions = run["missions"]
    began = np.isfinite(missions["work_began_s"])
    return np.isin(table["incident"], np.unique(missions["incident"][began]))


def _closing(plan: Closing, runs: Sequence[LateTables], horizon_s: float) -> ClosingCourse | None:
    works = [_rows(run["works"], plan.id) for run in runs]
    trucks = [_rows(run["trucks"], plan.id) for run in runs]
    works = [rows for rows, called in zip(works, trucks, strict=True) if len(called["first_s"])]
    if not works:
        return None
    last = max((float(rows["time_s"].max()) for rows in works if rows["time_s"].size), default=0.0)
    time_s = np.linspace(0.0, min(horizon_s, 1.05 * last + 3600.0), INSTANTS)
    each = [_steps(rows, time_s) for rows in works]
    done = [_reached(rows, plan.width_m) for rows in works]
    firsts = [float(np.nanmin(one["first_s"], initial=np.inf)) for one in trucks]
    return ClosingCourse(
        closing=plan,
        closed_m=band_of(time_s, each),
        first_truck_s=spread_of(firsts),
        first_load_s=spread_of([float(np.min(one["time_s"], initial=np.inf)) for one in works]),
        done_s=spread_of(done),
        rate_mph=spread_of([_rate(rows, plan.width_m) for rows in works]),
        runs=len(works),
        done=int(np.isfinite(done).sum()),
    )


def _rows(table: Mapping[str, Any], closing: str) -> dict[str, Any]:
    mine = table["closing"] == closing
    return {name: table[name][mine] for name in table if name != "replication"}


def _steps(rows: Mapping[str, Any], time_s: Any) -> Any:  # noqa: ANN401  arrays
    metres = np.concatenate(([0.0], rows["closed_m"]))
    return metres[np.searchsorted(rows["time_s"], time_s, side="right")]


def _reached(rows: Mapping[str, Any], width_m: float) -> float:
    there = rows["closed_m"] >= width_m
    return float(rows["time_s"][there][0]) if np.any(there) else np.nan


def _rate(rows: Mapping[str, Any], width_m: float) -> float:
    """Return metres per hour from the first metre to the last, or to the end of the run."""
    metres = rows["closed_m"]
    begun = np.flatnonzero(metres > 0.0)
    if begun.size < 2:
        return np.nan
    end = min(int(np.searchsorted(metres, width_m)), metres.size - 1)
    hours = (rows["time_s"][end] - rows["time_s"][begun[0]]) / 3600.0
    return float((metres[end] - metres[begun[0]]) / hours) if hours > 0.0 else np.nan
