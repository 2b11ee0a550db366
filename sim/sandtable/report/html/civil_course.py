"""People and shelters of a design point over its runs, for the figures of the report (转移安置)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sandtable.report.html.bands import (
    NO_SPREAD,
    Band,
    Spread,
    band_of,
    passed,
    spread_of,
)
from sandtable.report.html.late_tables import PointTables
from sandtable.report.html.people_course import instants_of
from sandtable.report.html.people_states import STATES, states_over
from sandtable.study.case import Point

NEARLY_ALL = 0.9
"""A village has been told, has left, is safe when this part of its residents has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Village:
    """A zone against its water, over the runs.

    Parameters
    ----------
    persons
        Its residents.
    told, left, safe
        When nearly all of them had been told, had left, were safe [s]; nan where in half of the
        runs or more this was never so.
    water
        When the water came to the zone, over the runs in which it came [s].
    wet_runs
        Part of the runs in which it came [0-1].
    ahead
        Part of the residents who were safe before it, mean over these runs [0-1], nan = none.

    """

    zone: str
    persons: int
    told: float
    left: float
    safe: float
    water: Spread
    wet_runs: float
    ahead: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CivilCourse:
    """What became of the residents of a design point.

    Parameters
    ----------
    states
        Residents in each state of `people_states.STATES` over time, mean over the runs: these add
        up to all of them, as medians would not. Shape ``(n,)`` each.
    shelters
        Persons in each shelter over time, by id.
    lost
        Lives lost in each run.
    carried
        By what carried people (means, fleet): part of all who left or were taken out in each run
        [0-1].

    """

    point: Point
    runs: int
    time_s: NDArray[np.float64]
    states: dict[str, NDArray[np.float64]]
    shelters: dict[str, Band]
    villages: tuple[Village, ...]
    lost: tuple[int, ...]
    carried: dict[str, tuple[float, ...]]


def civil_of(tables: PointTables, point: Point, seen: Sequence[int]) -> CivilCourse | None:
    """Return what became of the residents of a design point; None = its scenario has none."""
    if not point.case.world.scenario.residents:
        return None
    runs = [tables.run(replication)["people"] for replication in seen]
    runs = [run for run in runs if len(run["persons"])]
    if not runs:
        return None
    time_s = instants_of(runs, point.case.world.scenario.horizon_s)
    each = [states_over(run, time_s) for run in runs]
    return CivilCourse(
        point=point,
        runs=len(runs),
        time_s=time_s,
        states={name: np.mean([one[name] for one in each], axis=0) for name in STATES},
        shelters=_shelters(runs, time_s),
        villages=_villages(runs),
        lost=tuple(int(run["persons"][run["outcome"] == "lost"].sum()) for run in runs),
        carried=_carried(runs),
    )


def _shelters(runs: Sequence[Mapping[str, Any]], time_s: NDArray[np.float64]) -> dict[str, Band]:
    known = {id for run in runs for id in np.unique(run["destination"]).tolist()}
    found = {}
    for id in sorted(known - {"", "relatives"}):
        inside = []
        for run in runs:
            mine = run["destination"] == id
            inside.append(passed(run["arrived_s"][mine], run["persons"][mine], time_s))
        if max(float(one[-1]) for one in inside) > 0.0:
            found[id] = band_of(time_s, inside)
    return found


def _carried(runs: Sequence[Mapping[str, Any]]) -> dict[str, tuple[float, ...]]:
    counts: list[Counter[str]] = []
    for run in runs:
        found: Counter[str] = Counter()
        for by in np.unique(run["by"]).tolist():
            if by:
                found[by] += int(run["persons"][run["by"] == by].sum())
        counts.append(found)
    names = sorted({by for found in counts for by in found})
    return {by: tuple(one[by] / max(sum(one.values()), 1) for one in counts) for by in names}


def _villages(runs: Sequence[Mapping[str, Any]]) -> tuple[Village, ...]:
    zones = sorted({zone for run in runs for zone in np.unique(run["zone"]).tolist()})
    return tuple(_village(runs, zone) for zone in zones)


def _village(runs: Sequence[Mapping[str, Any]], zone: str) -> Village:
    clocks: dict[str, list[float]] = {name: [] for name in ("told_s", "left_s", "safe_s")}
    water, ahead, most = [], [], 0.0
    for run in runs:
        mine = run["zone"] == zone
        persons = np.asarray(run["persons"][mine], dtype=np.float64)
        most = max(most, float(persons.sum()))
        for name, times in clocks.items():
            times.append(when_nearly_all(run[name][mine], persons))
        came = float(np.nanmin(run["zone_water_s"][mine], initial=np.inf))
        if np.isfinite(came):
            water.append(came)
            safe = np.nan_to_num(run["safe_s"][mine], nan=np.inf)
            ahead.append(float(persons[safe <= came].sum() / max(persons.sum(), 1.0)))
    return Village(
        zone=zone,
        persons=round(most),
        told=_median(clocks["told_s"]),
        left=_median(clocks["left_s"]),
        safe=_median(clocks["safe_s"]),
        water=spread_of(water) if water else NO_SPREAD,
        wet_runs=len(water) / len(runs),
        ahead=float(np.mean(ahead)) if ahead else np.nan,
    )


def _median(times: Sequence[float]) -> float:
    middle = float(np.median(times))
    return middle if np.isfinite(middle) else np.nan


def when_nearly_all(when_s: NDArray[np.float64], persons: NDArray[np.float64]) -> float:
    """Return when the step of nearly all persons had come [s], inf = never."""
    order = np.argsort(when_s, kind="stable")
    so_far = np.cumsum(persons[order])
    if not so_far.size:
        return np.inf
    at = int(np.searchsorted(so_far, NEARLY_ALL * so_far[-1] - 1e-9))
    return float(np.nan_to_num(when_s[order][at], nan=np.inf))
