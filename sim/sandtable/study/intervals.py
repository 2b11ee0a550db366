"""Confidence intervals: how far a number from few runs can be trusted (置信区间)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy  # loads its parts when they are asked for; its `stats` would take seconds
from numpy.typing import NDArray

ArrayLike = Sequence[float] | NDArray[np.float64] | NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Interval:
    """An estimate between the two ends of its interval, in the unit of what was estimated."""

    estimate: float
    low: float
    high: float


UNKNOWN = Interval(float("nan"), float("nan"), float("nan"))
"""Nothing was observed."""


def t_quantile(units: int, confidence: float) -> float:
    """Return the two-sided quantile of Student's t with ``units - 1`` degrees of freedom."""
    quantile: float = float(scipy.special.stdtrit(units - 1, 0.5 + 0.5 * confidence))
    return quantile


def t_interval(values: ArrayLike, confidence: float) -> Interval:
    """Return the mean of independent values and its interval by Student's t.

    Parameters
    ----------
    values
        One per unit, at least 2, shape ``(units,)``.
    confidence
        Of the two-sided interval, inside (0, 1).

    """
    array = np.asarray(values, dtype=np.float64)
    mean = float(array.mean())
    if bool(np.all(array == array[0])):
        return Interval(float(array[0]), float(array[0]), float(array[0]))
    half = t_quantile(array.size, confidence) * float(array.std(ddof=1)) / array.size**0.5
    return Interval(mean, mean - half, mean + half)


def residuals(sums: ArrayLike, counts: ArrayLike) -> NDArray[np.float64]:
    """Return what each unit adds to the error of a ratio of sums, shape ``(units,)``.

    With R = sum(k) / sum(n) and the mean count n', unit i has the residual (k_i - R n_i) / n'. The
    variance of R is that of the mean of the residuals.

    References
    ----------
    Cochran (1977), Sampling Techniques, 3rd ed., eq. 6.9 and 6.13.

    """
    k, n = np.asarray(sums, dtype=np.float64), np.asarray(counts, dtype=np.float64)
    share = k.sum() / n.sum()
    rest: NDArray[np.float64] = (k - share * n) / n.mean()
    return rest


def ratio_interval(sums: ArrayLike, counts: ArrayLike, confidence: float) -> Interval:
    """Return the ratio of two sums over units, its variance clustered by unit.

    R = sum(k_i) / sum(n_i), variance sum((k_i - R n_i)^2) / (m (m - 1) n'^2) with m units and the
    mean count n', Student's t with m - 1 degrees of freedom. It is not the mean of the ratios
    k_i / n_i, and a unit without cases stays in the sample.

    Parameters
    ----------
    sums, counts
        k and n of each unit, at least 2 units and one case, shape ``(units,)``.
    confidence
        Of the two-sided interval, inside (0, 1).

    """
    ratio = float(np.sum(sums)) / float(np.sum(counts))
    rest = residuals(sums, counts)
    error = float(np.sqrt(np.sum(rest * rest) / (rest.size * (rest.size - 1))))
    half = t_quantile(rest.size, confidence) * error
    return Interval(ratio, ratio - half, ratio + half)


def share_interval(hits: Sequence[float], cases: Sequence[float], confidence: float) -> Interval:
    """Return a share over units with its interval, as contracts §5 wants it.

    The ratio of sums with its variance clustered by unit; where all units agree, that variance is
    nil and says nothing, so the exact binomial interval over the units with cases takes its place.
    Units that agree on a share between 0 and 1 count as so many fractional successes.

    Parameters
    ----------
    hits, cases
        Of each unit, 0 <= hits <= cases, whole numbers or times [s]; something in all.
    confidence
        Of the two-sided interval, inside (0, 1).

    Returns
    -------
    Interval
        Cut to [0, 1]; from 0 to 1 where fewer than two units have cases.

    """
    all_hits, all_cases = sum(hits), sum(cases)
    share = all_hits / all_cases
    with_cases = sum(n > 0 for n in cases)
    if with_cases < 2:
        return Interval(share, 0.0, 1.0)
    if agree(hits, cases):
        return exact_interval(share * with_cases, with_cases, confidence)
    ratio = ratio_interval(np.asarray(hits), np.asarray(cases), confidence)
    return Interval(share, max(ratio.low, 0.0), min(ratio.high, 1.0))


def agree(hits: Sequence[float], cases: Sequence[float]) -> bool:
    """Say whether all units with cases have the very same share; whole numbers leave no doubt."""
    all_hits, all_cases = sum(hits), sum(cases)
    return all(k * all_cases == n * all_hits for k, n in zip(hits, cases, strict=True))


def exact_interval(successes: float, trials: float, confidence: float) -> Interval:
    """Return a proportion with its exact interval.

    Parameters
    ----------
    successes, trials
        0 <= successes <= trials, trials > 0; successes may be fractional (Korn, Graubard 1998,
        Survey Methodology 24, 193-201).
    confidence
        Of the two-sided interval, inside (0, 1).

    References
    ----------
    Clopper, Pearson (1934), Biometrika 26, 404-413.

    """
    k, n, tail = successes, trials, 0.5 - 0.5 * confidence
    low = float(scipy.special.betaincinv(k, n - k + 1, tail)) if k > 0 else 0.0
    high = float(scipy.special.betaincinv(k + 1, n - k, 1 - tail)) if k < n else 1.0
    return Interval(k / n, low, high)


def wilson_interval(
    successes: float, trials: float, confidence: float, *, continuity: bool = False
) -> Interval:
    """Return a proportion with its score interval: for display, never for a verdict.

    Parameters
    ----------
    successes, trials
        0 <= successes <= trials, trials > 0.
    confidence
        Of the two-sided interval, inside (0, 1).
    continuity
        Apply the correction for continuity.

    References
    ----------
    Wilson (1927), Journal of the American Statistical Association 22, 209-212; with continuity
    Newcombe (1998), Statistics in Medicine 17, 857-872, method 4.

    """
    n, p = trials, successes / trials
    z = float(scipy.special.ndtri(0.5 + 0.5 * confidence))
    centre, scale = 2 * n * p + z * z, 2 * (n + z * z)
    if not continuity:
        half = z * (z * z + 4 * n * p * (1 - p)) ** 0.5
        return Interval(p, (centre - half) / scale, (centre + half) / scale)
    below = z * (z * z - 2 - 1 / n + 4 * p * (n * (1 - p) + 1)) ** 0.5
    above = z * (z * z + 2 - 1 / n + 4 * p * (n * (1 - p) - 1)) ** 0.5
    low = max(0.0, (centre - 1 - below) / scale) if successes > 0 else 0.0
    high = min(1.0, (centre + 1 + above) / scale) if successes < trials else 1.0
    return Interval(p, low, high)


def quantile_ranks(n: int, p: float, confidence: float) -> tuple[int | None, int | None]:
    """Return the ranks of the order statistics that enclose the p-quantile.

    With B ~ Binomial(n, p): the largest l with P(B <= l - 1) <= a/2 and the smallest u with
    P(B <= u - 1) >= 1 - a/2, where a = 1 - confidence.

    Parameters
    ----------
    n
        Number of independent values, >= 1.
    p
        Which quantile, inside (0, 1).

    Returns
    -------
    tuple
        Ranks from 1; None where no value bounds it at this confidence.

    References
    ----------
    David, Nagaraja (2003), Order Statistics, 3rd ed., sec. 7.1.

    """
    tail = 0.5 - 0.5 * confidence
    below = scipy.special.bdtr(np.arange(n), n, p)  # P(B <= 0) ... P(B <= n - 1)
    lower = int(np.count_nonzero(below <= tail))
    upper = int(np.searchsorted(below, 1 - tail)) + 1
    return lower or None, upper if upper <= n else None


def rank_coverage(n: int, p: float, ranks: tuple[int | None, int | None]) -> float:
    """Return how surely order statistics enclose the p-quantile of a continuous law [0-1]."""
    lower, upper = ranks
    above = 1.0 if upper is None else float(scipy.special.bdtr(upper - 1, n, p))
    return above - (0.0 if lower is None else float(scipy.special.bdtr(lower - 1, n, p)))


def quantile_interval(values: ArrayLike, p: float, confidence: float) -> Interval:
    """Return a quantile of independent values with its interval by order statistics.

    Not for incidents pooled from several replications: they are not independent.

    Parameters
    ----------
    values
        Independent values, at least 1, shape ``(n,)``.
    p
        Which quantile, inside (0, 1).

    Returns
    -------
    Interval
        An end is infinite where the values do not bound it.

    """
    ordered = np.sort(np.asarray(values, dtype=np.float64))
    lower, upper = quantile_ranks(ordered.size, p, confidence)
    low = -np.inf if lower is None else float(ordered[lower - 1])
    high = np.inf if upper is None else float(ordered[upper - 1])
    rank = max(int(np.ceil(p * ordered.size - 1e-9)), 1)
    return Interval(float(ordered[rank - 1]), low, high)
