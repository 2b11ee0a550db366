"""Paired comparison: is plan B better than plan A, on the same luck (配对比较)."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sandtable.study.intervals import Interval, residuals, t_quantile
from sandtable.study.reading import Tallies
from sandtable.study.tally import Tally
from sandtable.study.verdict import Events, average, events_of, units_of
from sandtable.world.target import Target

NAN = math.nan


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """By how much an alternative changes what a target measures (差异).

    Parameters
    ----------
    estimate, low, high
        Alternative less baseline: share [-1, 1] or time [s]; nan where it cannot be told.
    units
        Units that are compared.
    only_baseline, only_alternative
        Replications that have cases under one of the two alone, because a plan prevented them or
        brought them about; they are left out, or the two would be about different events.
    correlation
        Of the two, unit by unit; what common random numbers achieve.
    variance_ratio
        Variance of the difference with independent runs over that with these paired runs.

    """

    target: str
    scenario: str
    baseline: str
    alternative: str
    estimate: float
    low: float
    high: float
    confidence: float
    units: int
    correlation: float
    variance_ratio: float
    only_baseline: int = 0
    only_alternative: int = 0

    def as_json(self) -> dict[str, Any]:
        """Return the fields; what is unknown is None."""
        found = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return {
            name: None if isinstance(value, float) and not math.isfinite(value) else value
            for name, value in found.items()
        }


def difference(
    target: Target,
    baseline: Mapping[int, Tallies],
    alternative: Mapping[int, Tallies],
    *,
    samples: int = 1,
    points: int = 1,
    names: tuple[str, str] = ("", ""),
    scenario: str = "",
    comparisons: int = 1,
) -> Difference:
    """Return the paired difference of two alternatives under a target.

    Both met the same luck, so their errors are paired by unit. For ratios of sums R the difference
    has the variance of the mean of the paired residuals (`intervals.residuals`) e'_i - e_i;
    Student's t with units - 1 degrees of freedom. A target that asks for each of several needs is
    compared by the need that the baseline serves worst.

    Parameters
    ----------
    baseline, alternative
        Tallies by replication; only replications that both have run, and in which both have cases
        or neither has, are compared.
    samples, points
        Ensemble size N of the scenario, and samples of a randomisation, as in `verdict.judge`.
    names
        Ids of the two alternatives.
    comparisons
        Number of comparisons made at once; their intervals hold together (Bonferroni).

    """
    both = sorted(baseline.keys() & alternative.keys())
    had = [{i for i in both if _has_cases(runs[i])} for runs in (baseline, alternative)]
    common = [i for i in both if (i in had[0]) == (i in had[1])]
    size = samples, points
    pair = [
        measured(target, {i: runs[i] for i in common}, size) for runs in (baseline, alternative)
    ]
    part = worst(target, pair[0])
    before, after = (measures[part] for measures in pair)
    interval, correlation, ratio = _paired(
        before, after, 1.0 - (1.0 - target.confidence) / comparisons
    )
    return Difference(
        target=target.id,
        scenario=scenario,
        baseline=names[0],
        alternative=names[1],
        estimate=interval.estimate,
        low=interval.low,
        high=interval.high,
        confidence=target.confidence,
        units=before.errors.size,
        correlation=correlation,
        variance_ratio=ratio,
        only_baseline=len(had[0] - had[1]),
        only_alternative=len(had[1] - had[0]),
    )


def _has_cases(run: Tallies) -> bool:
    return any(tally.cases for tally in run)


@dataclass(frozen=True, slots=True)
class Measure:
    """A value, and what each unit adds to its error, shape ``(units,)``."""

    value: float
    errors: NDArray[np.float64]


def measured(target: Target, runs: Mapping[int, Tallies], size: tuple[int, int]) -> list[Measure]:
    """Return what a target measures of some runs, part by part, over samples or randomisations."""
    parts = units_of(runs, *size)
    return [
        _measure(target, units, events)
        for units, events in zip(parts, events_of(runs, *size), strict=True)
    ]


def _measure(target: Target, units: Sequence[Tally], events: Events) -> Measure:
    """Return what the verdict estimates, with its residuals: always a ratio of sums over units."""
    sums: Sequence[float]
    counts: Sequence[float] = [int(unit.cases > 0) for unit in units]
    if target.over == "each_run":
        sums, counts = events
    elif target.quantity == "rate":
        sums, counts = [unit.low_s for unit in units], [unit.over_s for unit in units]
    elif target.statistic == "proportion":
        sums, counts = [unit.hits for unit in units], [unit.cases for unit in units]
    elif target.statistic == "mean":
        sums, counts = [unit.low_s for unit in units], [unit.cases for unit in units]
    else:
        sums = [average(unit.values_low_s) if unit.cases else 0.0 for unit in units]
    if not sum(counts) or not math.isfinite(sum(sums)):
        return Measure(NAN, np.full(len(units), NAN))
    return Measure(sum(sums) / sum(counts), residuals(sums, counts))


def worst(target: Target, measures: Sequence[Measure]) -> int:
    """Return the number of the part that is served worst."""
    sign = 1.0 if target.sense == "at_least" else -1.0
    good = [math.inf if math.isnan(one.value) else sign * one.value for one in measures]
    return good.index(min(good)) if good else 0


def _paired(before: Measure, after: Measure, confidence: float) -> tuple[Interval, float, float]:
    estimate = after.value - before.value
    units = before.errors.size
    if units < 2 or math.isnan(estimate):
        return Interval(estimate, NAN, NAN), NAN, NAN
    paired = _variance(after.errors - before.errors)
    apart = _variance(before.errors), _variance(after.errors)
    half = t_quantile(units, confidence) * math.sqrt(paired / units)
    both = math.sqrt(apart[0] * apart[1])
    covariance = 0.5 * (sum(apart) - paired)
    return (
        Interval(estimate, estimate - half, estimate + half),
        covariance / both if both > 0.0 else NAN,
        sum(apart) / paired if paired > 0.0 else NAN,
    )


def _variance(errors: NDArray[np.float64]) -> float:
    """Return the sample variance of residuals, whose mean is 0 by construction."""
    return float(errors @ errors) / (errors.size - 1)
