"""Targets on needs: how many persons had what they needed in time (需求满足)."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sandtable.study.disaster import activated_s
from sandtable.study.incident_cases import horizon_of
from sandtable.study.tally import CAUSES, Cases, Table, Tables
from sandtable.world.target import Target
from sandtable.world.world import World


@dataclass(frozen=True, slots=True)
class _Steps:
    """One need of one cohort over time."""

    time_s: NDArray[np.float64]
    in_need: NDArray[np.int64]
    met: NDArray[np.int64]

    @property
    def persons(self) -> int:
        """Return the most persons that ever needed it."""
        return int(self.in_need.max())

    @property
    def arose_s(self) -> float:
        """Return the instant at which the need arose [s]."""
        return float(self.time_s[0])

    def met_by(self, instant_s: float) -> int:
        """Return the persons whose need is met at an instant [s]."""
        last = int(np.searchsorted(self.time_s, instant_s, side="right")) - 1
        return min(int(self.met[last]), self.persons) if last >= 0 else 0


Cohort = dict[str, list[_Steps]]
"""Kind of need -> its steps, one list per relief need."""


def need_cases(tables: Tables, target: Target, world: World) -> tuple[Cases, ...]:
    """Return the persons in need that a target is about.

    The clock of a cohort starts when its first need arises (``exposed``) or at the start of the
    disaster (``occurred``). With ``all`` needs a person is a hit if all the needs asked for are met
    at the limit; records count persons but do not name them, so those with most needs met are taken
    to be the same persons: the share is the largest that the records allow. With ``each`` there is
    one set of cases per kind.

    """
    cohorts = list(_cohorts(tables["needs"], target, world))
    horizon = horizon_of(tables, world)
    start = disaster_start(tables, target, world) if target.clock_from == "occurred" else math.nan
    groups = [target.needs] if target.needs_mode == "all" else [(kind,) for kind in target.needs]
    return tuple(
        _cases((_count(one, kinds, start, target, horizon) for one in cohorts), target)
        for kinds in groups
    )


def disaster_start(tables: Tables, target: Target, world: World) -> float:
    """Return when the disaster occurred [s].

    The first activation of an impact in the run (of the hazard asked for, if any), else the first
    that the scenario states; where there is none, the instant at which the first need arises.

    """
    begun = activated_s(tables, target, world)
    if not math.isnan(begun):
        return begun
    stated = [
        entry.activate_at_s
        for entry in world.scenario.dormant
        if not math.isnan(entry.activate_at_s) and target.applies_to.hazard in ("", entry.hazard)
    ]
    times = stated or np.asarray(tables["needs"]["time_s"], dtype=np.float64).tolist()
    return min(times, default=math.nan)


def _cohorts(table: Table, target: Target, world: World) -> Iterable[Cohort]:
    area = target.applies_to.area
    inside = {zone.id for zone in world.place.zones if not area or area in zone.tags}
    rows: dict[tuple[str, str], dict[tuple[str, str], list[int]]] = {}
    names = zip(table["zone"], table["cohort"], table["kind"], table["need"], strict=True)
    for row, (zone, cohort, kind, need) in enumerate(names):
        if table["counted"][row] and kind in target.needs and (not area or zone in inside):
            rows.setdefault((zone, cohort), {}).setdefault((kind, need), []).append(row)
    for needs in rows.values():
        found: Cohort = {}
        for (kind, _need), steps in needs.items():
            found.setdefault(kind, []).append(_steps(table, steps))
        yield found


def _steps(table: Table, rows: Sequence[int]) -> _Steps:
    return _Steps(
        np.asarray(table["time_s"], dtype=np.float64)[rows],
        np.asarray(table["in_need"], dtype=np.int64)[rows],
        np.asarray(table["met"], dtype=np.int64)[rows],
    )


@dataclass(frozen=True, slots=True)
class _Count:
    """Persons of one cohort: hits, those still open, and whether the horizon cut the limit."""

    hits: int
    open: int
    cut: bool


def _count(
    cohort: Cohort, kinds: Sequence[str], start: float, target: Target, horizon: float
) -> _Count:
    needs = [steps for kind in kinds for steps in cohort.get(kind, [])]
    if not needs:
        return _Count(0, 0, cut=False)
    begin = min(one.arose_s for one in needs) if math.isnan(start) else start
    limit = begin + target.within_s
    arisen = [kind for kind in kinds if _persons(cohort.get(kind, []), limit)]
    if not arisen:  # nobody needed it by then
        return _Count(0, 0, cut=False)
    at = min(limit, horizon)
    persons = max(_persons(cohort[kind], limit) for kind in arisen)
    hits = persons
    for kind in arisen:
        lacking = _persons(cohort[kind], limit) - sum(one.met_by(at) for one in cohort[kind])
        hits = min(hits, persons - lacking)
    return _Count(hits, persons - hits, cut=limit > horizon)


def _persons(needs: Sequence[_Steps], limit: float) -> int:
    """Return the persons whose need of a kind arose before the limit."""
    return sum(one.persons for one in needs if one.arose_s <= limit)


def _cases(counts: Iterable[_Count], target: Target) -> Cases:
    """Return two rows per cohort: the persons who have it in time, and the others."""
    rows = [
        (persons, hit, one.cut and not hit)
        for one in counts
        for persons, hit in ((one.hits, True), (one.open, False))
    ]
    weight = np.array([row[0] for row in rows], dtype=np.int64)
    hit = np.array([row[1] for row in rows], dtype=np.bool_)
    censored = np.array([row[2] for row in rows], dtype=np.bool_)
    return Cases(
        weight=weight,
        low_s=np.zeros(weight.size),
        high_s=np.full(weight.size, np.inf),
        hit=hit,
        counts=~(censored & (target.censored == "excluded")),
        censored=censored,
        cause=np.full(weight.size, CAUSES.index("need_open"), dtype=np.int64),
    )
