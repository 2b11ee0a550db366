"""Logarithm, exponential and sine from + - * / and square root alone.

The mathematical library of a machine may round the last digit as it likes, so results through it
differ between machines. These kernels use only operations that IEEE 754 rounds in one way, plus
exact moves of bits; numba without ``fastmath`` neither reorders them nor fuses a product with a
sum. So a draw has the same bits on every machine (contracts §1). The tests measure the errors.
"""

from __future__ import annotations

import math
from typing import overload

import numpy as np
from numba import njit
from numpy.typing import NDArray

_SQRT_2 = 1.4142135623730951
_PER_LN_2 = 1.4426950408889634
# ln 2 in two parts; the first ends in 32 zero bits, so its product with an exponent is exact.
_LN_2_HIGH = float.fromhex("0x1.62e42fee00000p-1")
_LN_2_LOW = float.fromhex("0x1.a39ef35793c76p-33")
_TURN = 6.283185307179586  # 2 pi

_MANTISSA = np.int64(0x000F_FFFF_FFFF_FFFF)
_ONE = np.int64(0x3FF0_0000_0000_0000)
_SMALLEST_NORMAL = 2.0**-1022
_LARGEST_EXP = 709.782712893384  # exp of more overflows
_SMALLEST_EXP = -745.1332191019412  # exp of less is 0

# Highest power first, as Horner's rule reads them.
_ATANH = tuple(2.0 / (2 * n + 1) for n in range(10, 0, -1))
_EXP = tuple(1.0 / math.factorial(n) for n in range(14, 1, -1))
_SIN = tuple((-1) ** n / math.factorial(2 * n + 1) for n in range(8, 0, -1))
_COS = tuple((-1) ** n / math.factorial(2 * n) for n in range(8, 1, -1))


@njit(cache=True)
def log(x: float) -> float:
    """Natural logarithm, within 1 unit in the last place; -inf at 0, nan below.

    x = 2^k (1 + f) with 1 + f near 1, and log(1 + f) = 2 artanh(s) with s = f / (2 + f).

    References
    ----------
    Sun Microsystems (1993), fdlibm, e_log.c: the order of summation. The coefficients are Taylor's.

    """
    if not x > 0.0:
        return -np.inf if x == 0.0 else np.nan
    if x == np.inf:
        return x
    k = np.int64(-1023)
    if x < _SMALLEST_NORMAL:
        x *= 2.0**54
        k -= 54
    bits = np.float64(x).view(np.int64)
    k += bits >> 52
    f = np.int64((bits & _MANTISSA) | _ONE).view(np.float64)
    if f > _SQRT_2:
        f *= 0.5
        k += 1
    f -= 1.0
    s = f / (2.0 + f)
    z = s * s
    rest = 0.0
    for coefficient in _ATANH:
        rest = (rest + coefficient) * z
    half_square = 0.5 * f * f
    low = s * (half_square + rest) + k * _LN_2_LOW
    return k * _LN_2_HIGH - ((half_square - low) - f)


@njit(cache=True)
def log1p(x: float) -> float:
    """Logarithm of 1 + x, within 3 units in the last place, also where 1 + x rounds to 1.

    References
    ----------
    Goldberg (1991), What every computer scientist should know about floating-point arithmetic,
    ACM Computing Surveys 23, theorem 4 (after Kahan).

    """
    rounded = 1.0 + x
    if rounded == 1.0:
        return x
    if rounded in (np.inf, 0.0):
        return log(rounded)
    return log(rounded) * (x / (rounded - 1.0))


@njit(cache=True)
def exp(x: float) -> float:
    """Exponential, within 1 unit in the last place (2 below 1e-308).

    x = k ln 2 + r with abs(r) <= ln 2 / 2, and exp(r) by Taylor's series.

    References
    ----------
    Cody, Waite (1980), Software manual for the elementary functions, chapter 6: the reduction.

    """
    if not x <= _LARGEST_EXP:
        return x if np.isnan(x) else np.inf
    if x < _SMALLEST_EXP:
        return 0.0
    k = math.floor(x * _PER_LN_2 + 0.5)
    high = x - k * _LN_2_HIGH
    low = k * _LN_2_LOW
    r = high - low
    lost = (high - r) - low
    rest = 0.0
    for coefficient in _EXP:
        rest = rest * r + coefficient
    power = 1.0 + (r + (lost + r * r * rest))
    half = k >> 1  # two steps, since 2^k itself may lie outside the normal range
    return power * _two_to(half) * _two_to(k - half)


@njit(cache=True)
def expm1(x: float) -> float:
    """Exponential of x less 1, accurate also where exp(x) rounds to 1.

    References
    ----------
    Higham (2002), Accuracy and stability of numerical algorithms, section 1.14.1 (after Kahan).

    """
    rounded = exp(x)
    if rounded == 1.0:
        return x
    if rounded == np.inf or rounded < 0.1:
        return rounded - 1.0
    return (rounded - 1.0) * (x / log(rounded))


@njit(cache=True)
def _two_to(k: int) -> float:
    """Return 2^k, -1022 <= k <= 1023, by its exponent bits."""
    value: float = np.int64((k + 1023) << 52).view(np.float64)
    return value


@njit(cache=True)
def power(base: float, exponent: float) -> float:
    """Return base^exponent for a base >= 0; the relative error grows as abs(exponent log base)."""
    if exponent == 0.0:
        return 1.0
    if exponent == 1.0:
        return base
    return exp(exponent * log(base))


@njit(cache=True)
def _sine(turns: float) -> float:
    """Return sin(2 pi `turns`), exact at quarter turns.

    The nearest quarter turn is taken away exactly; the rest, at most an eighth, goes by Taylor's
    series.
    """
    part = turns - math.floor(turns + 0.5)
    quarter = math.floor(4.0 * part + 0.5)
    y = _TURN * (part - 0.25 * quarter)
    z = y * y
    if quarter & 1:
        even = 0.0
        for coefficient in _COS:
            even = (even + coefficient) * z
        size = 1.0 - z * (0.5 - even)
        return size if quarter > 0 else -size
    odd = 0.0
    for coefficient in _SIN:
        odd = (odd + coefficient) * z
    size = y + y * odd
    return size if quarter == 0 else -size


@njit(cache=True)
def _sines(turns: NDArray[np.float64]) -> NDArray[np.float64]:
    found = np.empty(turns.size)
    for i in range(turns.size):
        found[i] = _sine(turns[i])
    return found


@overload
def sine_of_turn(turns: float) -> float: ...


@overload
def sine_of_turn(turns: NDArray[np.float64]) -> NDArray[np.float64]: ...


def sine_of_turn(turns: float | NDArray[np.float64]) -> float | NDArray[np.float64]:
    """Return sin(2 pi `turns`) of a number or of each number of an array, the same bits.

    Within 2 units in the last place of its own size; exact at quarter turns.
    """
    if isinstance(turns, np.ndarray):
        flat = np.ascontiguousarray(turns, dtype=np.float64).reshape(-1)
        return _sines(flat).reshape(turns.shape)
    return _sine(float(turns))
