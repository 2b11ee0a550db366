import math
import re
from decimal import Decimal, localcontext

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numba import njit
from scipy import special

from sandtable.ground import elementary, gamma, normal, philox, quantiles

DIGITS = 40
TURN = Decimal("6.2831853071795864769252867665590057683943387987502")
probabilities = st.floats(1e-15, 1.0 - 1e-15)


def units_off(found, exact):
    """Return the error in units of the last place of a float64; `exact` has many more digits."""
    return float(abs(Decimal(found) - exact) / Decimal(math.ulp(float(exact))))


def decimal(function, *arguments):
    """Evaluate a function of decimals with 40 digits."""
    with localcontext() as context:
        context.prec = DIGITS
        return function(*map(Decimal, arguments))


def decimal_sine_of_turn(turns):
    """Return sin(2 pi turns) by its series; an argument near a half turn is brought near 0."""
    part = turns - turns.to_integral_value()
    if abs(part) > Decimal("0.25"):
        part = Decimal("0.5").copy_sign(part) - part
    y = TURN * part
    term = total = y
    n = 1
    while abs(term) > abs(total) * Decimal(10) ** -DIGITS:
        term *= -y * y / ((n + 1) * (n + 2))
        total += term
        n += 2
    return total


@given(st.floats(5e-324, 1.7e308) | st.floats(0.5, 2.0))
def test_log_is_right_to_the_last_place(x):
    """From the smallest subnormal to the largest number, and near its zero."""
    exact = decimal(Decimal.ln, x)
    assert elementary.log(x) == 0.0 if exact == 0 else units_off(elementary.log(x), exact) <= 1.0


@given(st.floats(-708.0, 709.7) | st.floats(-1.0, 1.0) | st.floats(-1e-5, 1e-5))
def test_exp_is_right_to_the_last_place(x):
    """Over its whole range of normal results."""
    assert units_off(elementary.exp(x), decimal(Decimal.exp, x)) <= 1.0


@given(st.floats(-745.0, -708.0))
def test_exp_is_right_where_results_lose_digits(x):
    """Below 2^-1022 a place is 2^-1074."""
    assert units_off(elementary.exp(x), decimal(Decimal.exp, x)) <= 2.0


@given(st.floats(-1.0 + 2.0**-53, 1e300) | st.floats(-1e-3, 1e-3))
def test_log1p_is_right_to_three_places(x):
    """Also where 1 + x rounds to 1."""
    if x == 0.0:
        assert elementary.log1p(x) == 0.0
        return
    with localcontext() as context:
        context.prec = 400  # 1 + 1e-308 needs them
        exact = (1 + Decimal(x)).ln()
    if abs(x) >= 1e-290:
        assert units_off(elementary.log1p(x), exact) <= 3.0


@given(st.floats(-50.0, 700.0) | st.floats(-1e-3, 1e-3))
def test_expm1_is_right_to_three_places(x):
    """Also where exp(x) rounds to 1."""
    if abs(x) < 1e-290:
        assert elementary.expm1(x) == x
        return
    with localcontext() as context:
        context.prec = 400
        exact = Decimal(x).exp() - 1
    assert units_off(elementary.expm1(x), exact) <= 3.0


@given(st.floats(-1e6, 1e6) | st.floats(-1.0, 1.0) | st.floats(-1e-9, 1e-9))
def test_sine_of_a_turn_is_right_to_two_places(turns):
    """Relative to its own size, also beside its zeros."""
    if abs(turns) < 1e-290:
        assert elementary.sine_of_turn(turns) == pytest.approx(TURN_FLOAT * turns, rel=1e-15)
        return
    exact = decimal(decimal_sine_of_turn, turns)
    found = elementary.sine_of_turn(turns)
    assert found == 0.0 if exact == 0 else units_off(found, exact) <= 2.0


TURN_FLOAT = float(TURN)


@pytest.mark.parametrize("quarters", range(-9, 10))
def test_sine_is_exact_at_quarter_turns(quarters):
    """0, 1, 0, -1 and so on, without a trace of rounding."""
    assert elementary.sine_of_turn(quarters / 4) == (0.0, 1.0, 0.0, -1.0)[quarters % 4]


@given(st.lists(st.floats(-1e3, 1e3), max_size=8))
def test_sines_of_an_array_have_the_bits_of_single_sines(turns):
    """One function, two faces, any shape."""
    single = [elementary.sine_of_turn(one) for one in turns]
    assert elementary.sine_of_turn(np.array(turns)).tolist() == single
    assert elementary.sine_of_turn(np.array([turns]).T).tolist() == [[one] for one in single]


@given(st.floats(1e-300, 0.5) | st.floats(0.5, 1.0 - 2.0**-53))
def test_normal_quantile_agrees_with_scipys(u):
    """To 2e-15 of its own size, far into both tails."""
    assert normal.normal_quantile(u) == pytest.approx(special.ndtri(u), rel=2e-15, abs=0.0)


@given(st.integers(0, 2**52 - 1))
def test_normal_quantile_is_odd_on_the_lattice_of_luck(cell):
    """A draw and its mirror image give opposite values, to the bit: antithetic pairs are exact."""
    u = (cell + 0.5) * 2.0**-52
    assert normal.normal_quantile(1.0 - u) == -normal.normal_quantile(u)


@given(st.floats(1e-3, 1e3), st.floats(-30.0, 30.0))
def test_power_is_right_as_far_as_its_size_allows(base, exponent):
    """The relative error is that of the logarithm times its size."""
    size = 1.0 + abs(exponent * math.log(base))
    assert elementary.power(base, exponent) == pytest.approx(base**exponent, rel=3e-16 * size)


def test_the_ends_of_the_range():
    """Infinities, zeros and what is no number come out as analysis has them."""
    log, exp = elementary.log, elementary.exp
    assert (log(0.0), log(-0.0), log(math.inf), log(1.0)) == (-math.inf, -math.inf, math.inf, 0.0)
    assert math.isnan(log(-1.0))
    assert math.isnan(log(math.nan))
    assert (exp(math.inf), exp(-math.inf), exp(0.0)) == (math.inf, 0.0, 1.0)
    assert (exp(709.79), exp(-745.2)) == (math.inf, 0.0)
    assert math.isnan(exp(math.nan))
    assert (elementary.log1p(-1.0), elementary.log1p(math.inf)) == (-math.inf, math.inf)
    assert (elementary.expm1(-math.inf), elementary.expm1(math.inf)) == (-1.0, math.inf)
    assert (elementary.power(0.0, 0.5), elementary.power(2.0, 0.0)) == (0.0, 1.0)
    assert elementary.power(0.1, 1.0) == 0.1


# ---- the gamma function


@given(st.floats(0.01, 12.0))
def test_gamma_agrees_with_scipys(x):
    """To 1e-14 where means of Weibull laws need it."""
    assert gamma.gamma(x) == pytest.approx(special.gamma(x), rel=1e-14)


@given(st.floats(12.0, 170.0))
def test_large_gamma_agrees_with_scipys(x):
    """To 1e-12 where it has up to 300 digits."""
    assert gamma.gamma(x) == pytest.approx(special.gamma(x), rel=1e-12)


@pytest.mark.parametrize("n", range(1, 12))
def test_gamma_of_a_whole_number_is_a_factorial(n):
    """Exactly, as the mean of a Weibull law with shape 1 or 1/2 should be."""
    assert gamma.gamma(float(n)) == math.factorial(n - 1)


@given(st.floats(0.01, 1e8))
def test_log_gamma_agrees_with_pythons(x):
    """To 1e-15 of its size, or absolutely near its zeros at 1 and 2."""
    assert gamma.log_gamma(x) == pytest.approx(math.lgamma(x), rel=2e-15, abs=2e-15)


@given(st.floats(-1.3, 4.0).map(lambda e: 10.0**e), probabilities)
def test_gamma_quantile_agrees_with_scipys(a, u):
    """Shapes 0.05 to 1e4, both tails down to 1e-15, to 1e-11."""
    exact = special.gammaincinv(a, u) if u <= 0.5 else special.gammainccinv(a, 1.0 - u)
    assert gamma.gamma_quantile(a, u) == pytest.approx(exact, rel=1e-11, abs=1e-300)


@given(st.floats(-2.0, 6.0).map(lambda e: 10.0**e), probabilities)
def test_gamma_quantile_undoes_the_incomplete_gamma_function(a, u):
    """P or Q, whichever is smaller, comes back to 1e-10 for shapes from 0.01 to 1e6."""
    x = gamma.gamma_quantile(a, u)
    if x < 1e-300:
        return  # it has left the range of a float64
    below, above, _ = gamma.incomplete_gamma(a, math.log(x))
    found, wanted = (below, u) if u <= 0.5 else (above, 1.0 - u)
    assert found == pytest.approx(wanted, rel=1e-10)


@pytest.mark.parametrize("x", [99_000.0, 99_900.0, 100_000.0, 101_000.0])
def test_incomplete_gamma_of_a_large_shape_is_its_series_in_40_digits(x):
    """P(1e5, x) in decimal arithmetic, Stirling's series for the factorial."""
    with localcontext() as context:
        context.prec = DIGITS
        a, argument = Decimal(100_000), Decimal(x)
        log_factorial = (a + Decimal("0.5")) * a.ln() - a + TURN.ln() / 2
        log_factorial += 1 / (12 * a) - 1 / (360 * a**3) + 1 / (1260 * a**5)
        term = total = n = Decimal(1)
        while term > total * Decimal("1e-25"):
            term *= argument / (a + n)
            total += term
            n += 1
        exact = (a * argument.ln() - argument - log_factorial).exp() * total
    below, above, _ = gamma.incomplete_gamma(1e5, math.log(x))
    assert below == pytest.approx(float(exact), rel=1e-10)
    assert above == pytest.approx(float(1 - exact), rel=1e-10)


# ---- what makes the bits the same everywhere

KERNELS = [
    elementary.log,
    elementary.log1p,
    elementary.exp,
    elementary.expm1,
    elementary._sine,
    normal.normal_quantile,
    gamma.gamma,
    gamma.log_gamma,
    quantiles.quantile,
    quantiles.mean,
    quantiles.relative_sd,
    quantiles.quantile_each,
    philox.draw_series,
]

ARGUMENTS = {
    "quantile": (0, 1.0, 1.0, 1.0, 0.5),
    "mean": (0, 1.0, 1.0, 1.0),
    "relative_sd": (0, 1.0),
    "quantile_each": (0, 1.0, 1.0, 1.0, np.array([0.5])),
    "draw_series": (1, 2, np.array([3, 4]), 0, 0, 4),
}


def compiled_anew(kernel):
    """Compile a kernel with the options of the package, but without the cache, and call it."""
    fresh = njit(kernel.py_func)
    fresh(*ARGUMENTS.get(kernel.__name__, (0.5,)))
    return fresh


def library_calls(compiled):
    """Return the calls of functions that a mathematical library may round as it likes."""
    (text,) = compiled.inspect_llvm().values()
    names = "log|log2|log10|log1p|exp|exp2|expm1|pow|powi|sin|cos|tan|tgamma|lgamma|fma|fmuladd"
    return re.findall(rf"@\"?(?:llvm\.|numba_)?(?:{names})f?(?:\.\w+)?\"?\(", text)


def fused_steps(compiled):
    """Return the instructions of x86 (vfmadd ...) and ARM (fmadd, fmla ...) that fuse two steps."""
    (text,) = compiled.inspect_asm().values()
    return re.findall(r"\bv?fn?m(?:add|sub|la|ls)\w*", text)


@pytest.mark.parametrize("kernel", KERNELS, ids=lambda kernel: kernel.__name__)
def test_kernels_call_no_mathematical_library(kernel):
    """The compiled text knows square root and floor, which are exact, and no other function."""
    assert library_calls(compiled_anew(kernel)) == []


@pytest.mark.parametrize("function", [math.log, math.exp, math.sin, math.lgamma])
def test_a_call_of_the_mathematical_library_would_be_seen(function):
    """The search above finds what it looks for."""
    compiled = njit(lambda x: function(x))  # noqa: PLW0108  numba compiles a caller only
    compiled(0.5)
    assert library_calls(compiled) != []


@pytest.mark.parametrize("kernel", KERNELS, ids=lambda kernel: kernel.__name__)
def test_kernels_fuse_no_product_with_a_sum(kernel):
    """Neither x86 (vfmadd ...) nor ARM (fmadd, fmla ...) contracts; no option allows it."""
    assert "fastmath" not in kernel.targetoptions
    assert fused_steps(compiled_anew(kernel)) == []


@given(st.floats(-1e3, 1e3), st.floats(-1e3, 1e3), st.floats(-1e6, 1e6))
def test_products_are_rounded_before_they_are_added(a, b, c):
    """Compiled a * b + c is what Python's two separate operations give."""
    assert multiply_add(a, b, c) == a * b + c
    assert multiply_add(1.0 + 2.0**-30, 1.0 - 2.0**-30, -1.0) == 0.0  # fused: -2^-60


@njit
def multiply_add(a, b, c):
    """Return a * b + c, as a compiler might be tempted to fuse it."""
    return a * b + c


PINNED = [
    (elementary.log, 0.3, "-0x1.34378fcbda721p+0"),
    (elementary.log, 1e-300, "-0x1.5963447f87fb5p+9"),
    (elementary.exp, -0.7, "0x1.fc80db9dd5542p-2"),
    (elementary.exp, 300.1, "0x1.ef839024b01d6p+432"),
    (elementary.log1p, -0.999, "-0x1.ba18a998fff9fp+2"),
    (elementary.expm1, 0.01, "0x1.4952e9791133ep-7"),
    (elementary.sine_of_turn, 0.3, "0x1.e6f0e13445500p-1"),
    (normal.normal_quantile, 0.3, "-0x1.0c7e39582c5fap-1"),
    (normal.normal_quantile, 0.999, "0x1.8b8cbb7204470p+1"),
    (normal.normal_quantile, 1e-13, "-0x1.d652ace3a0130p+2"),
    (gamma.gamma, 4.6, "0x1.ac337e6d429d7p+3"),
    (gamma.log_gamma, 100.5, "0x1.696f7f9481307p+8"),
]


@pytest.mark.parametrize(("kernel", "x", "value"), PINNED)
def test_values_are_pinned(kernel, x, value):
    """A platform that moves a bit of a kernel must fail the build."""
    assert kernel(x).hex() == value
