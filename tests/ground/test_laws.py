import contextlib
import dataclasses
import io
import math
import os
import pickle
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

import sandtable
from sandtable.ground import fitting
from sandtable.ground.laws import KINDS, Law, LawFault
from sandtable.ground.luck import Luck

TWINS = [
    # a law and the same law as scipy has it
    (Law.uniform(low=-3.0, high=5.0), stats.uniform(-3.0, 8.0)),
    (Law.triangular(low=2.0, mode=3.0, high=10.0), stats.triang(0.125, 2.0, 8.0)),
    (Law.triangular(low=2.0, mode=10.0, high=10.0), stats.triang(1.0, 2.0, 8.0)),
    (Law.exponential(mean=600.0), stats.expon(0.0, 600.0)),
    (Law.gamma(shape=0.3, mean=6.0), stats.gamma(0.3, 0.0, 20.0)),
    (Law.gamma(shape=4.0, mean=0.5), stats.gamma(4.0, 0.0, 0.125)),
    (Law.gamma(shape=400.0, mean=600.0), stats.gamma(400.0, 0.0, 1.5)),
    (Law.lognormal(median=720.0, sigma=0.6), stats.lognorm(0.6, 0.0, 720.0)),
    (Law.weibull(shape=0.7, scale=90.0), stats.weibull_min(0.7, 0.0, 90.0)),
    (Law.weibull(shape=3.0, scale=90.0), stats.weibull_min(3.0, 0.0, 90.0)),
]
TABLES = [
    Law.constant(12.0),
    Law.empirical([3.0, 1.0, 2.0, 2.0]),
    Law.choice([10.0, 20.0, 40.0], weights=[2.0, 5.0, 3.0]),
]
LAWS = [*(law for law, _ in TWINS), *TABLES]

by_law = pytest.mark.parametrize("law", LAWS, ids=lambda law: law.kind)
by_twin = pytest.mark.parametrize(("law", "twin"), TWINS, ids=[law.kind for law, _ in TWINS])
cells = st.integers(0, 2**52 - 1)


def lattice(cell):
    """Return the draw of a cell of (0, 1), as luck gives it."""
    return (cell + 0.5) * 2.0**-52


@by_twin
def test_quantiles_are_those_of_the_textbook_law(law, twin):
    """At 999 probabilities and in both tails down to 1e-12."""
    u = np.concatenate([np.arange(1, 1000) / 1000, 10.0 ** np.arange(-12, -3)])
    assert law.quantiles(u) == pytest.approx(twin.ppf(u), rel=1e-10, abs=1e-12)
    upper = 1.0 - u
    assert law.quantiles(upper) == pytest.approx(twin.isf(1.0 - upper), rel=1e-10, abs=1e-12)


@by_twin
def test_draws_follow_the_textbook_law(law, twin):
    """Kolmogorov and Smirnov see no difference in 20 000 draws at the level 0.001."""
    drawn = law.quantiles(Luck(2026, 0).series("law", law.kind, 20_000))
    assert stats.kstest(drawn, twin.cdf).pvalue > 0.001


@by_twin
def test_means_are_those_of_the_textbook_law(law, twin):
    """The mean is exact, not sampled."""
    assert law.mean == pytest.approx(twin.mean(), rel=1e-13)


def test_draws_of_a_table_come_as_often_as_their_weights():
    """Shares of 40 000 draws, within 4 sigma of 0.2, 0.5 and 0.3."""
    law = Law.choice([10.0, 20.0, 40.0], weights=[2.0, 5.0, 3.0])
    drawn = law.quantiles(Luck(2026, 0).series("law", "choice", 40_000))
    for value, share in [(10.0, 0.2), (20.0, 0.5), (40.0, 0.3)]:
        assert abs(np.mean(drawn == value) - share) < 4.0 * (share * (1.0 - share) / 40_000) ** 0.5


@pytest.mark.parametrize(
    ("u", "value"), [(0.1, 1.0), (0.25, 1.0), (0.26, 2.0), (0.75, 2.0), (0.76, 3.0), (0.99, 3.0)]
)
def test_observed_values_are_drawn_by_their_steps(u, value):
    """Of 1, 2, 2, 3 a quarter is 1 and three quarters are at most 2."""
    law = Law.empirical([3.0, 1.0, 2.0, 2.0])
    assert law.quantile(u) == value
    assert law.mean == 2.0


def test_the_order_of_a_table_is_irrelevant():
    """Rows may be shuffled, values repeated, weights scaled by a power of two, nothings added."""
    law = Law.choice([1.0, 2.0, 5.0], weights=[0.25, 0.5, 0.25])
    assert Law.choice([5, 2, 1], weights=[2, 4, 2]) == law
    assert Law.choice([5.0, 2.0, 7.0, 1.0, 2.0], weights=[1.0, 1.0, 0.0, 1.0, 1.0]) == law


@by_law
@given(st.lists(cells, max_size=6))
def test_arrays_have_the_bits_of_single_quantiles(law, cells):
    """One function, two faces."""
    u = [lattice(cell) for cell in cells]
    assert law.quantiles(np.array(u)).tolist() == [law.quantile(one) for one in u]


@by_law
def test_arrays_keep_their_shape(law):
    """A column of draws, a table of draws, no draws; also where memory is not contiguous."""
    u = Luck(1, 0).series("law", "shape", 12).reshape(3, 4)
    found = law.quantiles(u)
    assert found.shape == (3, 4)
    assert law.quantiles(u[:, 1]).tolist() == found[:, 1].tolist()
    assert law.quantiles(u[:0]).shape == (0, 4)


@by_law
@given(cells, cells)
def test_values_do_not_fall_as_luck_rises(law, one, other):
    """Between any two draws, but for rounding in the last digits."""
    low, high = (law.quantile(lattice(cell)) for cell in sorted((one, other)))
    assert high >= low - 1e-12 * abs(low)


@by_law
@given(cells)
def test_values_do_not_fall_from_cell_to_cell(law, cell):
    """Between neighbouring draws, where a kernel may go from one formula to the next."""
    low, high = law.quantile(lattice(cell)), law.quantile(lattice(min(cell + 1, 2**52 - 1)))
    assert high >= low - 1e-12 * abs(low)


@by_law
def test_the_luckiest_and_unluckiest_draws_are_finite(law):
    """No infinity ever enters the heap."""
    ends = [law.quantile(2.0**-53), law.quantile(1.0 - 2.0**-53)]
    assert all(math.isfinite(value) for value in [*ends, law.mean])
    assert ends[0] <= law.mean <= ends[1]


@by_law
def test_laws_are_values(law):
    """Frozen, equal by content, hashable, and the same after a way through another process."""
    again = pickle.loads(pickle.dumps(law))  # noqa: S301  our own bytes
    assert (again, hash(again)) == (law, hash(law))
    assert again.quantile(0.3) == law.quantile(0.3)
    assert (again.mean, again.is_constant) == (law.mean, law.is_constant)
    with pytest.raises(dataclasses.FrozenInstanceError):
        law.kind = "other"


@pytest.mark.parametrize(
    ("law", "answer"),
    [
        (Law.constant(3.0), True),
        (Law.uniform(low=3.0, high=3.0), True),
        (Law.triangular(low=3.0, mode=3.0, high=3.0), True),
        (Law.choice([3.0, 3.0]), True),
        (Law.uniform(low=3.0, high=4.0), False),
        (Law.triangular(low=3.0, mode=3.0, high=4.0), False),
        (Law.choice([3.0, 4.0]), False),
        (Law.exponential(mean=3.0), False),
    ],
)
def test_a_law_of_one_value_is_known_as_constant(law, answer):
    """Then nobody spends luck on it, and its mean is the value."""
    assert law.is_constant is answer
    if answer:
        assert law.mean == law.quantile(0.1) == law.quantile(0.9) == 3.0


# ---- laws by what people know of them

FACTS = [
    ("uniform", {"low": 3.0, "high": 9.0}),
    ("uniform", {"mean": 10.0, "half_width": 4.0}),
    ("uniform", {"median": 10.0, "sd": 2.0}),
    ("uniform", {"p10": 3.0, "p95": 9.0}),
    ("uniform", {"low": 3.0, "mean": 9.0}),
    ("triangular", {"low": 1.0, "mode": 2.0, "high": 7.0}),
    ("triangular", {"low": 1.0, "mean": 3.5, "high": 7.0}),
    ("triangular", {"low": 1.0, "median": 3.0, "high": 7.0}),
    ("triangular", {"low": 1.0, "median": 5.0, "high": 7.0}),
    ("exponential", {"mean": 40.0}),
    ("exponential", {"median": 40.0}),
    ("exponential", {"p99_9": 40.0}),
    ("gamma", {"shape": 2.5, "mean": 40.0}),
    ("gamma", {"shape": 2.5, "scale": 40.0}),
    ("gamma", {"shape": 2.5, "median": 40.0}),
    ("gamma", {"shape": 2.5, "sd": 40.0}),
    ("gamma", {"shape": 2.5, "p90": 40.0}),
    ("gamma", {"mean": 40.0, "sd": 3.0}),
    ("gamma", {"mean": 40.0, "median": 30.0}),
    ("gamma", {"median": 40.0, "sd": 60.0}),
    ("gamma", {"p10": 10.0, "p90": 80.0}),
    ("lognormal", {"median": 40.0, "sigma": 0.7}),
    ("lognormal", {"mean": 40.0, "sigma": 0.7}),
    ("lognormal", {"p95": 40.0, "sigma": 0.7}),
    ("lognormal", {"median": 720.0, "p90": 1500.0}),
    ("lognormal", {"p10": 300.0, "p50": 720.0}),
    ("lognormal", {"p10": 300.0, "p90": 1500.0}),
    ("lognormal", {"mean": 720.0, "sd": 0.9}),
    ("lognormal", {"mean": 720.0, "median": 600.0}),
    ("lognormal", {"median": 720.0, "sd": 600.0}),
    ("weibull", {"shape": 1.8, "scale": 40.0}),
    ("weibull", {"shape": 1.8, "mean": 40.0}),
    ("weibull", {"shape": 1.8, "median": 40.0}),
    ("weibull", {"shape": 1.8, "sd": 40.0}),
    ("weibull", {"p5": 10.0, "p95": 80.0}),
    ("weibull", {"mean": 40.0, "sd": 60.0}),
    ("weibull", {"median": 40.0, "sd": 20.0}),
]


def twin_of(law):
    """Return the law as scipy has it, from its canonical parameters."""
    first, *others = law.parameters
    match law.kind:
        case "uniform":
            return stats.uniform(first, others[0] - first)
        case "triangular":
            width = others[1] - first
            return stats.triang((others[0] - first) / width, first, width)
        case "exponential":
            return stats.expon(0.0, first)
        case "gamma":
            return stats.gamma(first, 0.0, others[0] / first)
        case "lognormal":
            return stats.lognorm(others[0], 0.0, first)
        case _:
            return stats.weibull_min(first, 0.0, others[0])


def measured(twin, law, name):
    """Return what scipy says a fact of a law is; facts that are parameters are read off."""
    places = {"high": -1, "mode": 1, "sigma": 1, "low": 0, "shape": 0}
    if name in places:
        return law.parameters[places[name]]
    if name in {"mean", "median"}:
        return getattr(twin, name)()
    if name == "sd":
        return twin.std()
    if name == "half_width":
        return (law.parameters[1] - law.parameters[0]) / 2.0
    if name == "scale":
        return law.parameters[1] / (law.parameters[0] if law.kind == "gamma" else 1.0)
    return twin.ppf(float(name[1:].replace("_", ".")) / 100.0)


@pytest.mark.parametrize(("kind", "facts"), FACTS)
def test_a_law_has_the_facts_it_was_made_of(kind, facts):
    """Mean, median, quantiles and spread come back as given, in scipy's own reckoning."""
    law = Law.of(kind, **facts)
    twin = twin_of(law)
    assert {name: measured(twin, law, name) for name in facts} == pytest.approx(facts, rel=1e-9)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_says_what_it_understands(kind):
    """The reader of files lists these names and finds misspellings by them."""
    assert fitting.names(kind)
    made = {known for known, _ in FACTS} | {"constant", "empirical", "choice"}
    assert kind in made


@pytest.mark.parametrize(
    ("name", "share"),
    [("p5", 0.05), ("p05", 0.05), ("p90", 0.9), ("p99_9", 0.999), ("p0_5", 0.005), ("median", 0.5)],
)
def test_quantiles_are_named_by_their_percentage(name, share):
    """A p, up to two digits, and after an underscore the digits behind the point."""
    assert fitting.probability(name) == share


TWO = " or two of mean, median and sd, or two quantiles"
FAULTS = [
    ("gama", {"mean": 1.0}, "law", "'gama'", "one of " + ", ".join(KINDS)),
    ("constant", {}, "constant", "nothing", "value"),
    ("constant", {"value": math.nan}, "value", "nan", "a finite number"),
    ("constant", {"value": -math.inf}, "value", "-inf", "a finite number"),
    ("constant", {"value": "12"}, "value", "'12'", "a finite number"),
    ("constant", {"value": True}, "value", "True", "a finite number"),
    ("uniform", {"low": 5.0, "high": 3.0}, "high", "3", "at least low = 5"),
    ("uniform", {"mean": 5.0, "half_width": -1.0}, "half_width", "-1", "a number of at least 0"),
    (
        "uniform",
        {"low": 0.0, "half_width": 1.0},
        "uniform",
        "low, half_width",
        "low and high, or mean with half_width or sd, or two quantiles",
    ),
    (
        "uniform",
        {"mean": 1e308, "half_width": 1e308},
        "uniform",
        "mean, half_width",
        "parameters that a float64 can hold",
    ),
    ("triangular", {"low": 0.0, "mode": 6.0, "high": 5.0}, "mode", "6", "between 0 and 5"),
    ("triangular", {"low": 0.0, "mean": 5.0, "high": 6.0}, "mean", "5", "between 2 and 4"),
    (
        "triangular",
        {"low": 0.0, "median": 9.0, "high": 8.0},
        "median",
        "9",
        "between 2.34314575050762 and 5.65685424949238",
    ),
    ("triangular", {"low": 7.0, "mode": 6.0, "high": 5.0}, "high", "5", "at least low = 7"),
    ("exponential", {"mean": 0.0}, "mean", "0", "a number above 0"),
    (
        "exponential",
        {"mean": 1.0, "p90": 3.0},
        "exponential",
        "mean, p90",
        "one of mean, median or a quantile such as p90",
    ),
    ("exponential", {"p0": 3.0}, "exponential", "p0", "parameters among mean, median, pNN"),
    ("exponential", {"p100": 3.0}, "exponential", "p100", "parameters among mean, median, pNN"),
    (
        "gamma",
        {"mean": 1.0, "p90": 3.0},
        "gamma",
        "mean, p90",
        "shape with mean, median, sd, scale or a quantile," + TWO,
    ),
    ("gamma", {"mean": 1.0, "sd": -1.0}, "sd", "-1", "a number above 0"),
    (
        "gamma",
        {"mean": 1.0, "median": 2.0},
        "gamma",
        "mean / median = 0.5",
        "mean / median between 1 and 2.239e+28",
    ),
    ("lognormal", {"median": 10.0, "p90": 5.0}, "p90", "5", "more than median = 10"),
    ("lognormal", {"p90": 5.0, "p10": 5.0}, "p90", "5", "more than p10 = 5"),
    ("lognormal", {"median": 1.0, "sigma": 50.0}, "sigma", "50", "between 1e-06 and 20"),
    (
        "lognormal",
        {"median": 1.0, "p50": 1.0},
        "lognormal",
        "median, p50",
        "sigma with median, mean, sd or a quantile," + TWO,
    ),
    (
        "lognormal",
        {"meadian": 1.0, "p90": 2.0},
        "lognormal",
        "meadian",
        "parameters among sigma, mean, median, sd, pNN",
    ),
    ("weibull", {"shape": 0.0, "scale": 1.0}, "shape", "0", "a number above 0"),
    ("weibull", {"shape": 0.01, "scale": 1.0}, "shape", "0.01", "between 0.05 and 1000"),
    (
        "weibull",
        {"mean": 1.0, "median": 1.0},
        "weibull",
        "mean, median",
        "shape with scale, mean, median, sd or a quantile, or two quantiles",
    ),
    ("empirical", {}, "empirical", "nothing", "values"),
    ("empirical", {"values": []}, "values", "nothing", "a list of numbers"),
    ("empirical", {"values": 3.0}, "values", "3.0", "a list of numbers"),
    ("empirical", {"values": "12"}, "values", "'12'", "a list of numbers"),
    ("empirical", {"values": [1.0, math.inf]}, "values", "inf", "a finite number"),
    (
        "choice",
        {"values": [1.0, 2.0], "weights": [0.0, 0.0]},
        "weights",
        "0",
        "a finite sum above 0",
    ),
    (
        "choice",
        {"values": [1.0, 2.0], "weights": [3.0, -1.0]},
        "weights",
        "-1",
        "numbers of at least 0",
    ),
    (
        "choice",
        {"values": [1.0, 2.0], "weights": [3.0]},
        "weights",
        "1",
        "2 numbers, one for each value",
    ),
]


@pytest.mark.parametrize(("kind", "facts", "parameter", "found", "expected"), FAULTS)
def test_nonsense_is_named(kind, facts, parameter, found, expected):
    """Each fault says which parameter, what was found and what was expected."""
    with pytest.raises(LawFault) as caught:
        Law.of(kind, **facts)
    fault = caught.value
    assert (fault.parameter, fault.found, fault.expected) == (parameter, found, expected)
    assert str(fault) == f"{parameter}: found {found}, expected {expected}"
    assert isinstance(fault, ValueError)
    again = pickle.loads(pickle.dumps(fault))  # noqa: S301  our own bytes
    assert str(again) == str(fault)


PINNED = [
    (Law.uniform(low=-3.0, high=5.0), "0x1.0000000000000p+0", "0x1.315709190f85dp+2"),
    (Law.triangular(low=2.0, mode=3.0, high=10.0), "0x1.4000000000000p+2", "0x1.68c723e3e455ap+2"),
    (Law.exponential(mean=600.0), "0x1.2c00000000000p+9", "0x1.9e76e63b376e8p+4"),
    (Law.gamma(shape=0.3, mean=6.0), "0x1.8000000000000p+2", "0x1.82e1da4716c24p+1"),
    (Law.gamma(shape=40.0, mean=600.0), "0x1.2c00000000000p+9", "0x1.370171625d2d3p+9"),
    (Law.gamma(p10=300.0, p90=900.0), "0x1.215db7f451a94p+9", "0x1.32f58e0b51915p+9"),
    (Law.lognormal(median=720.0, sigma=0.6), "0x1.aeff8d5c0426bp+9", "0x1.ce09cc17424a0p+7"),
    (Law.lognormal(median=720.0, p90=1500.0), "0x1.a828a04434fdbp+9", "0x1.e68c08b5ecd09p+7"),
    (Law.weibull(shape=0.7, scale=90.0), "0x1.c7b24b5870ac3p+6", "0x1.2ab05e4d11e88p+4"),
    (Law.weibull(mean=90.0, sd=30.0), "0x1.6800000000000p+6", "0x1.1f8eba5da1bfcp+6"),
    (
        Law.choice([1.0, 2.0, 4.0], weights=[1.0, 1.0, 1.0]),
        "0x1.2aaaaaaaaaaaap+1",
        "0x1.0000000000000p+2",
    ),
]


@pytest.mark.parametrize(("law", "mean", "value"), PINNED)
def test_values_are_pinned(law, mean, value):
    """A platform that moves a bit of a mean or a duration must fail the build."""
    drawn = law.quantile(Luck(2026, 7).uniform("pinned", law.kind))
    assert (law.mean.hex(), drawn.hex()) == (mean, value)


IN_ANOTHER_PROCESS = """
from sandtable.ground.laws import Law
from sandtable.ground.luck import Luck
u = Luck(2026, 7).uniforms("other", ["a", "b", "c"])
laws = [Law.gamma(mean=600.0, sd=300.0), Law.weibull(mean=90.0, sd=30.0)]
laws += [Law.lognormal(median=720.0, p90=1500.0), Law.triangular(low=1.0, mode=2.0, high=5.0)]
print([value.hex() for law in laws for value in law.quantiles(u).tolist()])
"""


def test_compiled_and_cached_kernels_have_the_same_bits(tmp_path):
    """A process that compiles, one that reads the cache, and this one agree.

    A kernel that calls itself in a circle crashes when read from numba's cache: this would see it.
    """
    here = io.StringIO()
    with contextlib.redirect_stdout(here):
        exec(IN_ANOTHER_PROCESS, {})  # noqa: S102  the text above
    command = [sys.executable, "-c", IN_ANOTHER_PROCESS]
    package = Path(sandtable.__file__).parent.parent
    environment = os.environ | {"NUMBA_CACHE_DIR": str(tmp_path), "PYTHONPATH": str(package)}
    for _ in range(2):
        there = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
        assert there.stdout == here.getvalue()
    assert list(tmp_path.rglob("*.nbi"))
