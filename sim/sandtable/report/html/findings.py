"""What the records say about each target: cases, causes and places of misses, time by part."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sandtable.report.html.late_tables import LateTables, PointTables
from sandtable.study.case import Point
from sandtable.study.reading import cases_of, has_times, subject, unanswerable
from sandtable.study.tally import CAUSES, Cases, Tally, kept, tally_of, total
from sandtable.study.verdict import Verdict
from sandtable.world.target import Target
from sandtable.world.world import World

PARTS = CAUSES[:12]
"""Parts of the time from occurrence to control, in their order."""

_FIRST = {"occurred": 0, "detected": 1, "reported": 2, "ordered": 4}
_END = {"first_arrival": 10, "full_arrival": 11, "controlled": 12, "link_up": 10}


@dataclass(slots=True)
class Minutes:
    """Sum of each part of the time over some cases: where the minutes went (耗时分解).

    Parameters
    ----------
    cases
        Cases behind it; of persons each counts.
    seconds
        Sum by part, in the order of `parts_of` the target, shape ``(parts,)`` [s].

    """

    cases: int
    seconds: NDArray[np.float64]

    def mean_min(self) -> list[float]:
        """Return the mean of each part [min]."""
        return [float(one) / 60 / max(self.cases, 1) for one in self.seconds]


@dataclass(slots=True, kw_only=True)
class Finding:
    """One target at one design point, as the records tell it.

    Parameters
    ----------
    number
        Of the design point.
    reason
        Whether the records cannot answer the target (`unanswerable` says why).
    runs
        Tally of each replication that the verdict rests on.
    time_s, weight
        Time on the clock of each case, inf = never, and what it counts; shape ``(cases,)``.
    missed_zones
        Missed cases by zone id, empty id = on the road.
    in_time, late
        Where the minutes of the cases went whose clock stopped.

    """

    number: int
    point: Point
    target: Target
    verdict: Verdict
    runs: dict[int, Tally] = field(default_factory=dict)
    time_s: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
    weight: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
    missed_zones: Counter[str] = field(default_factory=Counter)
    in_time: Minutes = field(default_factory=lambda: Minutes(0, np.zeros(0)))
    late: Minutes = field(default_factory=lambda: Minutes(0, np.zeros(0)))

    @property
    def world(self) -> World:
        """The world of the design point."""
        return self.point.case.world

    def causes(self) -> list[tuple[str, float]]:
        """Return the causes of the misses with their shares [0-1], the largest first."""
        found = dict(total(self.runs.values()).causes)
        misses = sum(found.values())
        ordered = sorted(found, key=lambda cause: (-found[cause], CAUSES.index(cause)))
        return [(cause, found[cause] / misses) for cause in ordered]


def parts_of(target: Target) -> tuple[str, ...]:
    """Return the parts of the time that lie on a target's clock; of people there are none."""
    if subject(target) != "incidents":
        return ()
    return PARTS[_FIRST.get(target.clock_from, 0) : _END.get(target.clock_to, 0)]


def findings_of(
    tables: PointTables,
    number: int,
    point: Point,
    verdicts: Iterable[Verdict],
    seen: Sequence[int],
) -> list[Finding]:
    """Return what the records of a design point say, by target.

    Parameters
    ----------
    number
        Of the design point.
    verdicts
        Of the study; those of other points are passed over.
    seen
        Replications that the verdicts rest on.

    """
    mine = {
        one.target: one
        for one in verdicts
        if (one.scenario, one.alternative) == (point.scenario, point.alternative)
    }
    found = [
        Finding(number=number, point=point, target=target, verdict=mine[target.id])
        for target in point.case.world.targets
        if target.id in mine
    ]
    for one in found:
        if not unanswerable(one.target, one.world):
            _fill(one, {replication: tables.judged(replication) for replication in seen})
    return found


def _fill(finding: Finding, runs: Mapping[int, LateTables]) -> None:
    """Complete a finding by its runs."""
    times, weights = [finding.time_s], [finding.weight]
    target, kind = finding.target, subject(finding.target)
    table_name = "people" if kind == "people" else "incidents"
    for replication, tables in runs.items():
        each = cases_of(tables, target, finding.world)
        finding.runs[replication] = total(tally_of(one, target) for one in each)
        if kind == "needs":
            continue
        for cases in each:
            counted = cases.counts & (cases.weight > 0)
            if has_times(target):
                times.append(cases.high_s[counted])
                weights.append(cases.weight[counted].astype(np.float64))
            missed = counted & ~kept(cases, target)
            zones = np.asarray(tables[table_name]["zone"])[cases.row[missed]]
            _count_zones(finding, zones, cases.weight[missed])
            if kind == "incidents":
                _add_minutes(finding, tables["incidents"], cases.row, cases, missed)
    finding.time_s, finding.weight = np.concatenate(times), np.concatenate(weights)


def _count_zones(finding: Finding, zones: NDArray[np.str_], weight: NDArray[np.int64]) -> None:
    for zone, count in zip(zones.tolist(), weight.tolist(), strict=True):
        finding.missed_zones[zone] += count


def _add_minutes(
    finding: Finding,
    table: Mapping[str, Any],
    rows: NDArray[np.intp],
    cases: Cases,
    missed: NDArray[np.bool_],
) -> None:
    parts = parts_of(finding.target)
    stopped = cases.counts & (cases.weight > 0) & np.isfinite(cases.high_s)
    seconds = np.stack([_part(table, name)[rows] for name in parts])
    finding.in_time = _sum(finding.in_time, seconds, cases.weight, stopped & ~missed)
    finding.late = _sum(finding.late, seconds, cases.weight, stopped & missed)


def _sum(
    before: Minutes,
    seconds: NDArray[np.float64],
    weight: NDArray[np.int64],
    chosen: NDArray[np.bool_],
) -> Minutes:
    own = np.nan_to_num(seconds[:, chosen]) @ weight[chosen]
    so_far = before.seconds if before.seconds.size else np.zeros(own.size)
    return Minutes(before.cases + int(weight[chosen].sum()), so_far + own)


def _part(table: Mapping[str, Any], name: str) -> NDArray[np.float64]:
    if name == "work":
        return np.asarray(table["controlled_s"] - table["full_arrival_s"], dtype=np.float64)
    return np.asarray(table[f"{name}_s"], dtype=np.float64)
