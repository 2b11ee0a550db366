"""The gamma function and the incomplete gamma function with its inverse, without libm."""

from __future__ import annotations

import math

from numba import njit

from sandtable.ground.elementary import exp, log
from sandtable.ground.normal import normal_quantile

_LOG_TURN = 1.8378770664093453  # log(2 pi)
_TURN = 6.283185307179586  # 2 pi
_LARGE = 12.0  # from here on Stirling's series is exact to the last digit

# B_2n / (2n (2n - 1)), highest power first: Abramowitz, Stegun (1964), 6.1.41.
_STIRLING = (
    -3617.0 / 122400.0,
    1.0 / 156.0,
    -691.0 / 360360.0,
    1.0 / 1188.0,
    -1.0 / 1680.0,
    1.0 / 1260.0,
    -1.0 / 360.0,
    1.0 / 12.0,
)
# Rational approximation of gamma(2 + x), 0 <= x < 1: Moshier (2000), Cephes 2.8, gamma.c.
_TOP = (
    1.60119522476751861407e-4,
    1.19135147006586384913e-3,
    1.04213797561761569935e-2,
    4.76367800457137231464e-2,
    2.07448227648435975150e-1,
    4.94214826801497100753e-1,
    9.99999999999999996796e-1,
)
_BOTTOM = (
    -2.31581873324120129819e-5,
    5.39605580493303397842e-4,
    -4.45641913851797240494e-3,
    1.18139785222060435552e-2,
    3.58236398605498653373e-2,
    -2.34591795718243348568e-1,
    7.14304917030273074085e-2,
    1.00000000000000000320e0,
)

_SMALLEST = 2.0**-52
_MOST_TERMS = 100_000  # a shape of 1e6 needs 10,000
_MOST_STEPS = 50
_SMALL_STEP = 1e-7  # the error after a step of Halley is its third power


@njit(cache=True)
def gamma(x: float) -> float:
    """Gamma function of 0 < x <= 170, relative error below 1e-14, above 12 below 1e-12."""
    if x >= _LARGE:
        return exp(_log_gamma_of_large(x))
    factor = 1.0
    while x >= 3.0:
        x -= 1.0
        factor *= x
    while x < 2.0:
        factor /= x
        x += 1.0
    top, bottom = 0.0, 0.0
    for coefficient in _TOP:
        top = top * (x - 2.0) + coefficient
    for coefficient in _BOTTOM:
        bottom = bottom * (x - 2.0) + coefficient
    return factor * top / bottom


@njit(cache=True)
def log_gamma(x: float) -> float:
    """Logarithm of the gamma function of x > 0, absolute error below 1e-15 max(1, result)."""
    if x < _LARGE:
        return log(gamma(x))
    return _log_gamma_of_large(x)


@njit(cache=True)
def _log_gamma_of_large(x: float) -> float:
    return (x - 0.5) * log(x) - x + 0.5 * _LOG_TURN + _stirling(x)


@njit(cache=True)
def _stirling(x: float) -> float:
    """Return what Stirling's formula for log gamma(x), x >= 12, leaves over."""
    z = 1.0 / (x * x)
    rest = 0.0
    for coefficient in _STIRLING:
        rest = rest * z + coefficient
    return rest / x


@njit(cache=True)
def _excess(x: float, a: float) -> float:
    """Return x/a - 1 - log(x/a) >= 0, without cancellation where x is near a.

    With m = x/a - 1 and s = m / (2 + m): log(1 + m) = 2 (s + s^3/3 + s^5/5 + ...) and
    m - 2 s = m s.
    """
    m = (x - a) / a
    if abs(m) > 0.5:
        return m - log(x / a)
    s = m / (2.0 + m)
    z = s * s
    rest = 0.0
    for n in range(12, 0, -1):
        rest = (rest + 1.0 / (2 * n + 1)) * z
    return s * (m - 2.0 * rest)


@njit(cache=True)
def _weight(a: float, log_x: float) -> float:
    """Return x^a exp(-x) / gamma(a + 1)."""
    x = exp(log_x)
    if a < _LARGE:
        return exp(a * log_x - x) / gamma(a + 1.0)
    return exp(-a * _excess(x, a) - _stirling(a)) / math.sqrt(_TURN * a)


@njit(cache=True)
def _below(a: float, x: float) -> float:
    """Return P(a, x) / weight by its series: Abramowitz, Stegun (1964), 6.5.29."""
    term, total, n = 1.0, 1.0, a
    while term > total * _SMALLEST:
        n += 1.0
        term *= x / n
        total += term
    return total


@njit(cache=True)
def _above(a: float, x: float) -> float:
    """Return Q(a, x) / weight by its continued fraction: Abramowitz, Stegun (1964), 6.5.31.

    Evaluated by the modified method of Lentz (Press et al. 2007, Numerical recipes, section 5.2).
    """
    b = x + 1.0 - a
    c, d = 1e300, 1.0 / b
    fraction = d
    for n in range(1, _MOST_TERMS):
        numerator = n * (a - n)
        b += 2.0
        d = 1.0 / (b + numerator * d)
        c = b + numerator / c
        change = c * d
        fraction *= change
        if abs(change - 1.0) <= 4.0 * _SMALLEST:
            break
    return a * fraction


@njit(cache=True)
def incomplete_gamma(a: float, log_x: float) -> tuple[float, float, float]:
    """Return P(a, x), Q(a, x) = 1 - P and the slope dP / d log x.

    Parameters
    ----------
    a
        Shape, > 0.
    log_x
        Logarithm of the argument: x itself underflows for small shapes.

    References
    ----------
    Press, Teukolsky, Vetterling, Flannery (2007), Numerical recipes, 3rd edition, section 6.2:
    the series below a + 1, the continued fraction above.

    """
    x = exp(log_x)
    weight = _weight(a, log_x)
    if x < a + 1.0:
        below = weight * _below(a, x)
        return below, 1.0 - below, weight * a
    above = weight * _above(a, x)
    return 1.0 - above, above, weight * a


@njit(cache=True)
def _first_guess(a: float, u: float) -> float:
    """Return a first logarithm of the gamma quantile.

    P(a, x) <= x^a / gamma(a + 1) gives a lower bound, sharp in the lower tail. Elsewhere the cube
    of Wilson and Hilferty (1931, Proceedings of the National Academy of Sciences 17, 684-688), or
    for a < 1 the exponential tail (Numerical recipes, section 6.2.1).
    """
    lower = (log(u) + log_gamma(a + 1.0)) / a
    if a < 1.0:
        turn = 1.0 - a * (0.253 + a * 0.12)
        return lower if u < turn else log(1.0 - log((1.0 - u) / (1.0 - turn)))
    root = 1.0 - 1.0 / (9.0 * a) + normal_quantile(u) / (3.0 * math.sqrt(a))
    return lower if root < 0.1 else max(lower, log(a) + 3.0 * log(root))


@njit(cache=True)
def gamma_quantile(a: float, u: float) -> float:
    """Return the x with P(a, x) = u: the quantile of the gamma law with shape `a` and scale 1.

    Halley's steps in log x on log P (lower half) or log Q (upper half), so that both tails keep
    their relative accuracy. Both are concave in log x, as the density of log x is log-concave:
    a step of Newton from anywhere ends on the safe side of the root, and Halley's is at most
    twice as long, so no bracket is needed.

    Parameters
    ----------
    a
        Shape, > 0; relative error below 1e-12 for 0.05 <= a <= 1e4.
    u
        Probability, in (0, 1).

    """
    upper = u > 0.5
    goal = log(1.0 - u) if upper else log(u)
    log_x = _first_guess(a, u)
    for _ in range(_MOST_STEPS):
        below, above, slope = incomplete_gamma(a, log_x)
        rate = -slope / above if upper else slope / below
        off = (log(above) if upper else log(below)) - goal
        newton = off / rate
        bend = (a - exp(log_x)) - rate  # second derivative over the first
        step = newton / max(0.5, 1.0 - 0.5 * newton * bend)
        log_x -= step
        if abs(step) <= _SMALL_STEP:
            break
    return exp(log_x)
