"""Quantiles of the continuous laws by one kernel, with a scalar and an array face."""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

from sandtable.ground.elementary import exp, expm1, log1p, power
from sandtable.ground.gamma import gamma, gamma_quantile
from sandtable.ground.normal import normal_quantile

UNIFORM, TRIANGULAR, EXPONENTIAL, GAMMA, LOGNORMAL, WEIBULL = range(6)
"""Numbers of the laws, as the kernels know them."""


@njit(cache=True)
def quantile(law: int, a: float, b: float, c: float, u: float) -> float:
    """Return the value that a law stays below with probability `u`.

    Parameters
    ----------
    law
        ``UNIFORM`` (a low, b high), ``TRIANGULAR`` (a low, b mode, c high), ``EXPONENTIAL``
        (a mean), ``GAMMA`` (a shape, b mean), ``LOGNORMAL`` (a median, b sigma of the logarithm) or
        ``WEIBULL`` (a shape, b scale). What a law does not name is ignored.
    u
        Probability, in (0, 1).

    """
    if law == LOGNORMAL:
        return a * exp(b * normal_quantile(u))
    if law == EXPONENTIAL:
        return -a * log1p(-u)
    if law == GAMMA:
        return gamma_quantile(a, u) * (b / a)
    if law == WEIBULL:
        return b * power(-log1p(-u), 1.0 / a)
    if law == UNIFORM:
        return min(a + u * (b - a), b)
    return _triangular(a, b, c, u)


@njit(cache=True)
def _triangular(low: float, mode: float, high: float, u: float) -> float:
    width = high - low
    if u * width < mode - low:
        return min(low + math.sqrt(u * width * (mode - low)), mode)
    return max(high - math.sqrt((1.0 - u) * width * (high - mode)), mode)


@njit(cache=True)
def quantile_each(
    law: int, a: float, b: float, c: float, u: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the quantiles at many probabilities: the same function, so the same bits."""
    found = np.empty(u.size)
    for i in range(u.size):
        found[i] = quantile(law, a, b, c, u[i])
    return found


@njit(cache=True)
def mean(law: int, a: float, b: float, c: float) -> float:
    """Return the mean of a law, parameters as in `quantile`."""
    if law == LOGNORMAL:
        return a * exp(0.5 * b * b)
    if law == EXPONENTIAL:
        return a
    if law == GAMMA:
        return b
    if law == WEIBULL:
        return b * gamma(1.0 + 1.0 / a)
    if law == UNIFORM:
        return 0.5 * a + 0.5 * b
    return (a + b + c) / 3.0


@njit(cache=True)
def relative_sd(law: int, form: float) -> float:
    """Return the standard deviation over the mean of a gamma, lognormal or Weibull law.

    Parameters
    ----------
    form
        Shape, or sigma of the logarithm.

    """
    if law == GAMMA:
        return 1.0 / math.sqrt(form)
    if law == LOGNORMAL:
        return math.sqrt(expm1(form * form))
    first = gamma(1.0 + 1.0 / form)
    return math.sqrt(max(gamma(1.0 + 2.0 / form) / (first * first) - 1.0, 0.0))
