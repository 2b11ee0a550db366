"""A course over many runs: its median, and the band that holds most of them (中位数与区间带)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

INSTANTS = 240
"""Instants at which a course is read; finer than the eye."""

SPREAD = (0.5, 0.1, 0.9)
"""Quantiles of a band: its middle and its ends, which hold 80 % of the runs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """A course over time: median and the ends of its band, nan = unknown.

    Parameters
    ----------
    time_s
        Instants, shape ``(n,)`` [s].
    middle, low, high
        Median, 10 and 90 % quantile, shape ``(n,)``.

    """

    time_s: NDArray[np.float64]
    middle: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """One number over many runs: median and the ends that hold 80 % of them; nan = none."""

    middle: float
    low: float
    high: float


NO_SPREAD = Spread(middle=np.nan, low=np.nan, high=np.nan)


def band_of(time_s: NDArray[np.float64], runs: Sequence[NDArray[np.float64]]) -> Band:
    """Return the band of courses that are read at the same instants, each shape ``(n,)``."""
    middle, low, high = quantiles(np.stack(runs))
    return Band(time_s=time_s, middle=middle, low=low, high=high)


def spread_of(values: Sequence[float]) -> Spread:
    """Return the spread of the values that are known."""
    known = np.asarray(values, dtype=np.float64)
    known = known[np.isfinite(known)]
    if not known.size:
        return NO_SPREAD
    middle, low, high = np.quantile(known, SPREAD).tolist()
    return Spread(middle=middle, low=low, high=high)


def quantiles(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the quantiles of `SPREAD` over the known values of each column, nan = none is known.

    The same as `numpy.nanquantile`, for all columns at once.

    Parameters
    ----------
    values
        Shape ``(runs, n)``.

    """
    ordered = np.sort(values, axis=0)  # nan comes last
    last = np.isfinite(values).sum(axis=0) - 1
    found = np.full((len(SPREAD), values.shape[1]), np.nan)
    known = last >= 0
    columns = np.flatnonzero(known)
    for row, share in enumerate(SPREAD):
        at = share * last[known]
        below = np.floor(at).astype(np.intp)
        above = np.minimum(below + 1, last[known])
        low, high = ordered[below, columns], ordered[above, columns]
        found[row, known] = low + (at - below) * (high - low)
    return found


def passed(
    when_s: NDArray[np.float64], weight: NDArray[Any], time_s: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the weight whose instant has come by each time; nan = never, shape ``(n,)``."""
    order = np.argsort(when_s, kind="stable")  # nan comes last
    so_far = np.concatenate(([0.0], np.cumsum(weight[order], dtype=np.float64)))
    whens = np.nan_to_num(when_s[order], nan=np.inf)
    by: NDArray[np.float64] = so_far[np.searchsorted(whens, time_s, side="right")]
    return by
