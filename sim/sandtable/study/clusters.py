"""Means, medians and differences of single runs, with intervals by hazard sample (聚类区间).

The independent unit is the hazard sample, replication mod N; with N <= 1 it is the replication
(contracts §5), and where a design lays the samples out, its randomisation. Runs that have nothing
to say are left out.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from sandtable.study.intervals import (
    UNKNOWN,
    Interval,
    exact_interval,
    ratio_interval,
    residuals,
    t_quantile,
)

Units = Sequence[NDArray[np.float64]]
"""Values of each independent unit, nan left out; a unit may have none."""

NAN = math.nan


def unit_of(replication: int, samples: int, points: int = 1) -> int:
    """Return the independent unit that a replication belongs to.

    Parameters
    ----------
    samples
        Ensemble size N of the scenario.
    points
        Samples of one unit: those of a randomisation of the design, in a row.

    """
    return replication % samples // points if samples > 1 else replication


def units_of(values: Mapping[int, float], samples: int, points: int = 1) -> Units:
    """Return the values of the independent units, in their order.

    Parameters
    ----------
    values
        By replication; nan = the run has nothing to say, inf = it never happened.
    samples, points
        As in `unit_of`.

    """
    known: dict[int, list[float]] = {}
    for replication in sorted(values):
        unit = known.setdefault(unit_of(replication, samples, points), [])
        if not math.isnan(values[replication]):
            unit.append(values[replication])
    return [np.array(known[unit]) for unit in sorted(known)]


def mean_of(units: Units, confidence: float) -> Interval:
    """Return the mean over all runs with its interval by unit (`intervals.ratio_interval`)."""
    sums, counts = [float(one.sum()) for one in units], [one.size for one in units]
    if not sum(counts):
        return UNKNOWN
    if _with_values(units) < 2:
        return Interval(sum(sums) / sum(counts), NAN, NAN)
    found = ratio_interval(sums, counts, confidence)
    return _equal(units) or found


def share_of(units: Units, confidence: float) -> Interval:
    """Return the mean of shares, cut to [0, 1].

    Where all runs agree, their variance says nothing: the exact binomial interval over the units
    takes its place, as for verdicts (`intervals.share_interval`).

    """
    number, same = _with_values(units), _equal(units)
    if same is not None and number >= 2:
        return exact_interval(same.estimate * number, number, confidence)
    found = mean_of(units, confidence)
    return Interval(found.estimate, max(found.low, 0.0), min(found.high, 1.0))


def count_of(units: Units, confidence: float) -> Interval:
    """Return the mean of counts, its interval cut at 0: nobody counts less."""
    found = mean_of(units, confidence)
    return replace(found, low=max(found.low, 0.0)) if found.low < 0.0 else found


def median_of(units: Units, confidence: float) -> Interval:
    """Return the median over all runs with its interval by unit; values may be infinite.

    The share p of runs that do not exceed the median has a variance clustered by unit; the ends are
    the quantiles at 0.5 ± t s(p). Where all units agree in p, s is nil and says nothing, and the
    exact binomial interval over the units takes its place.

    References
    ----------
    Woodruff (1952), Confidence intervals for medians and other position measures, Journal of the
    American Statistical Association 47, 635-646.

    """
    pooled = np.sort(np.concatenate(units)) if units else np.empty(0)
    if not pooled.size:
        return UNKNOWN
    median = float(pooled[math.ceil(0.5 * pooled.size) - 1])
    number = _with_values(units)
    if number < 2:
        return Interval(median, NAN, NAN)
    errors = residuals(
        [float(np.count_nonzero(one <= median)) for one in units], [one.size for one in units]
    )
    half = t_quantile(errors.size, confidence) * math.sqrt(
        float(errors @ errors) / (errors.size * (errors.size - 1))
    )
    if not half:
        half = 0.5 - exact_interval(0.5 * number, number, confidence).low
    low, high = math.ceil((0.5 - half) * pooled.size), math.floor((0.5 + half) * pooled.size) + 1
    return Interval(
        median,
        float(pooled[low - 1]) if low >= 1 else -math.inf,
        float(pooled[high - 1]) if high <= pooled.size else math.inf,
    )


def spread_of(units: Units) -> tuple[float, float]:
    """Return the 5 and 95 % quantile of the runs: values that were seen, nothing between them."""
    pooled = np.concatenate(units) if units else np.empty(0)
    if not pooled.size:
        return NAN, NAN
    low, high = np.quantile(pooled, (0.05, 0.95), method="inverted_cdf").tolist()
    return low, high


def paired(before: Mapping[int, float], after: Mapping[int, float]) -> dict[int, float]:
    """Return after less before for the replications that both have: they met the same luck.

    What happened in neither run makes no difference.

    """
    return {
        i: 0.0 if before[i] == after[i] else after[i] - before[i]
        for i in sorted(before.keys() & after.keys())
    }


def _with_values(units: Units) -> int:
    return sum(one.size > 0 for one in units)


def _equal(units: Units) -> Interval | None:
    """Return the value that all runs agree in to the last digit, as a mean; None = they do not."""
    pooled = np.concatenate(units) if units else np.empty(0)
    if not pooled.size or np.any(pooled != pooled[0]):
        return None
    value = float(pooled[0])
    return Interval(value, value, value)
