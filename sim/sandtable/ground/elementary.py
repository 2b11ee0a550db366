"""Logarithm, exponential, sine and normal quantile from + - * / and square root alone.

The mathematical library of a machine may round the last digit as it likes, so results through it
differ between machines. These kernels use only operations that IEEE 754 rounds in one way, plus
exact moves of bits; numba without ``fastmath`` neither reorders them nor fuses a product with a
sum. So a draw has the same bits on every machine (contracts §1). The tests measure the errors.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit

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
def sine_of_turn(turns: float) -> float:
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


# Wichura's rational approximations, highest power first.
_NEAR_TOP = (
    2.5090809287301226727e3,
    3.3430575583588128105e4,
    6.7265770927008700853e4,
    4.5921953931549871457e4,
    1.3731693765509461125e4,
    1.9715909503065514427e3,
    1.3314166789178437745e2,
    3.3871328727963666080e0,
)
_NEAR_BOTTOM = (
    5.2264952788528545610e3,
    2.8729085735721942674e4,
    3.9307895800092710610e4,
    2.1213794301586595867e4,
    5.3941960214247511077e3,
    6.8718700749205790830e2,
    4.2313330701600911252e1,
    1.0,
)
_FAR_TOP = (
    7.74545014278341407640e-4,
    2.27238449892691845833e-2,
    2.41780725177450611770e-1,
    1.27045825245236838258e0,
    3.64784832476320460504e0,
    5.76949722146069140550e0,
    4.63033784615654529590e0,
    1.42343711074968357734e0,
)
_FAR_BOTTOM = (
    1.05075007164441684324e-9,
    5.47593808499534494600e-4,
    1.51986665636164571966e-2,
    1.48103976427480074590e-1,
    6.89767334985100004550e-1,
    1.67638483018380384940e0,
    2.05319162663775882187e0,
    1.0,
)
_OUTER_TOP = (
    2.01033439929228813265e-7,
    2.71155556874348757815e-5,
    1.24266094738807843860e-3,
    2.65321895265761230930e-2,
    2.96560571828504891230e-1,
    1.78482653991729133580e0,
    5.46378491116411436990e0,
    6.65790464350110377720e0,
)
_OUTER_BOTTOM = (
    2.04426310338993978564e-15,
    1.42151175831644588870e-7,
    1.84631831751005468180e-5,
    7.86869131145613259100e-4,
    1.48753612908506148525e-2,
    1.36929880922735805310e-1,
    5.99832206555887937690e-1,
    1.0,
)


@njit(cache=True)
def _horner(coefficients: tuple[float, ...], x: float) -> float:
    """Return the value of a polynomial, highest power first."""
    value = 0.0
    for coefficient in coefficients:
        value = value * x + coefficient
    return value


@njit(cache=True)
def normal_quantile(u: float) -> float:
    """Return the value that a standard normal variable stays below with probability `u` in (0, 1).

    References
    ----------
    Wichura (1988), Algorithm AS 241: the percentage points of the normal distribution, Applied
    Statistics 37, 477-484: PPND16, relative accuracy about 1e-16.

    """
    q = u - 0.5
    if abs(q) <= 0.425:
        r = 0.180625 - q * q
        return q * _horner(_NEAR_TOP, r) / _horner(_NEAR_BOTTOM, r)
    tail = u if q < 0.0 else 1.0 - u
    r = math.sqrt(-log(tail))
    if r <= 5.0:
        size = _horner(_FAR_TOP, r - 1.6) / _horner(_FAR_BOTTOM, r - 1.6)
    else:
        size = _horner(_OUTER_TOP, r - 5.0) / _horner(_OUTER_BOTTOM, r - 5.0)
    return -size if q < 0.0 else size
