"""A simulated event held against what was really recorded of it (模拟与实录对照).

What a run answers to a recorded number is read off its records by a measure. Over the runs it is
told by its mean, for times by its median, with the 95 % interval by hazard sample, and by the
spread from 5 to 95 % of the runs. A recorded number *holds* when that mean or median lies in the
recorded range, ends included. The share of single runs within the range is told beside it: an event
that happened once is one run, not a mean.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sandtable.study.case import Case
from sandtable.study.clusters import (
    Units,
    count_of,
    mean_of,
    median_of,
    share_of,
    spread_of,
    units_of,
)
from sandtable.study.columns import runs_of
from sandtable.study.intervals import Interval
from sandtable.study.measures import MEASURES, Measure
from sandtable.study.played import Played
from sandtable.study.store import Store
from sandtable.study.tally import Tables
from sandtable.world.recorded import Recorded

CONFIDENCE = 0.95

NEEDED = (
    *("incidents", "missions", "people", "warnings"),
    *("works", "attacks", "trucks", "hazards", "threats", "vehicles"),
)
"""Tables that measures read."""

Runs = Iterable[tuple[int, Tables]]
"""Replications with their tables."""

Values = Mapping[int, float]
"""By replication: what a measure reads; nan = nothing to say, inf = never in the run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """A recorded number beside what the runs say (对照结果).

    Parameters
    ----------
    central
        Mean over the runs, of times the median, with its interval at `CONFIDENCE` by sample; nan
        where no run has anything to say.
    spread
        5 and 95 % quantile of the runs.
    within
        Share of the runs inside the recorded range [0-1]; nan where none has anything to say.
    runs, silent
        Runs with a number, and those without: where a breach was prevented, nothing flowed in.
    units
        Independent units with a number: hazard samples.

    """

    recorded: Recorded
    central: Interval
    spread: tuple[float, float]
    within: float
    runs: int
    silent: int
    units: int

    @property
    def measure(self) -> Measure:
        """How the number was read."""
        return MEASURES[self.recorded.measure]

    @property
    def holds(self) -> bool | None:
        """Whether mean or median lies in the recorded range; None = no run says anything."""
        if math.isnan(self.central.estimate):
            return None
        return is_within(self.central.estimate, self.recorded)

    @property
    def is_evidence(self) -> bool:
        """Whether the number was neither put in nor fitted."""
        return self.recorded.kind == "predicted"


def is_within(value: float, recorded: Recorded) -> bool:
    """Say whether a value lies in a recorded range, ends included; an end that is nan is open."""
    # A mean of equal numbers may miss them by the last digit.
    slack = 1e-12 * abs(value) if math.isfinite(value) else 0.0
    above = math.isnan(recorded.low) or value >= recorded.low - slack
    return above and (math.isnan(recorded.high) or value <= recorded.high + slack)


def values_of(case: Case, recorded: Sequence[Recorded], runs: Runs) -> list[dict[int, float]]:
    """Return what the runs answer to each recorded number.

    Parameters
    ----------
    case
        What was played, with the realisations that it met.

    """
    found: list[dict[int, float]] = [{} for _one in recorded]
    for replication, tables in runs:
        run = Played(tables=tables, world=case.world, impacts=case.impacts_of(replication))
        for one, values in zip(recorded, found, strict=True):
            values[replication] = float(MEASURES[one.measure].read(run, one.arguments))
    return found


def compare(recorded: Recorded, values: Values, samples: int, points: int = 1) -> Compared:
    """Return a recorded number beside what the runs answer to it.

    Parameters
    ----------
    values
        By replication.
    samples
        Ensemble size N of the scenario.

    """
    units, measure = units_of(values, samples, points), MEASURES[recorded.measure]
    central = centre(measure)(units, CONFIDENCE)
    said = [value for value in values.values() if not math.isnan(value)]
    inside = sum(is_within(value, recorded) for value in said)
    return Compared(
        recorded=recorded,
        central=central,
        spread=spread_of(units),
        within=inside / len(said) if said else math.nan,
        runs=len(said),
        silent=len(values) - len(said),
        units=sum(one.size > 0 for one in units),
    )


def centre(measure: Measure) -> Callable[[Units, float], Interval]:
    """Return what tells a measure over the runs: the median of times, else the mean."""
    if measure.is_time:
        return median_of
    if measure.dimension == "ratio":
        return share_of
    return count_of if measure.unit in ("", "persons") else mean_of


def compared_of(case: Case, runs: Runs) -> tuple[Compared, ...]:
    """Return every recorded number of a scenario beside what the runs answer to it."""
    scenario = case.world.scenario
    return tuple(
        compare(one, values, scenario.samples, scenario.points)
        for one, values in zip(
            scenario.recorded, values_of(case, scenario.recorded, runs), strict=True
        )
    )


def stored_runs(
    store: Store, point: int, replications: Sequence[int]
) -> Iterator[tuple[int, Tables]]:
    """Yield replications of a design point with the tables that measures read."""
    tables = store.tables(point, NEEDED)
    yield from zip(replications, runs_of(tables, replications), strict=True)
