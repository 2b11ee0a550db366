"""Designs of an ensemble: even in each number, nobody moves, means err less, and it is known."""

import math

import numpy as np
import pytest
import scipy
from hypothesis import given
from hypothesis import strategies as st

from sandtable.ground.luck import Luck
from sandtable.hazards.ensemble import Design, placed
from sandtable.study.intervals import t_interval

SEED = 20261126
X, Y, Z = ("flood_rain", "river"), ("flood_width", "river"), ("fire_wind", "wood")


def designs(samples=64, randomisations=4):
    """Return a design of each kind that spreads its points."""
    both = {"samples": samples, "randomisations": randomisations}
    return Design(kind="lhs", **both), Design(kind="sobol", dimensions=(X, Y), **both)


def drawn(design, of, seed=SEED):
    """Return the numbers of all samples, shape (randomisations, points)."""
    lucks = [design.luck(seed, sample) for sample in range(design.samples)]
    return np.array([one.uniform(*of) for one in lucks]).reshape(design.randomisations, -1)


# What lies where


def test_random_is_the_plain_luck_of_a_sample():
    """Without a design nothing changes, to the bit; shipped results stand."""
    design = Design(samples=5)
    for sample in range(5):
        plain = Luck.hazard(SEED, sample)
        assert design.luck(SEED, sample).uniform(*X) == plain.uniform(*X)


@given(st.integers(0, 2**64 - 1), st.integers(1, 5), st.integers(0, 6), st.sampled_from([X, Z]))
def test_each_part_of_the_range_is_met_once(seed, randomisations, log_points, of):
    """In every randomisation, for every number, whether it has a dimension of its own or not."""
    points = 2**log_points
    ends = np.arange(points + 1) / points
    for design in designs(randomisations * points, randomisations):
        for row in np.sort(drawn(design, of, seed)):
            assert np.all((ends[:-1] <= row) & (row < ends[1:]) & (row > 0.0))


def test_a_hypercube_has_any_number_of_points():
    """Seven points in each of three randomisations: no power of 2 is asked for."""
    design = Design(kind="lhs", samples=21, randomisations=3)
    parts = np.floor(np.sort(drawn(design, X)) * 7)
    assert parts.tolist() == [list(range(7))] * 3


def test_rounding_carries_no_point_over_the_end_of_its_part():
    """A draw next to 1 in the last of three parts stays below 1, next to 0 not below its part."""
    almost = 1.0 - 2.0**-53
    for part in range(3):
        assert part / 3 <= placed(part, 2.0**-53, 3) < placed(part, almost, 3) < (part + 1) / 3
    assert placed(10**9 - 1, almost, 10**9) < 1.0


def test_two_dimensions_are_a_net():
    """64 Sobol points fill every box of 1/64, of any shape, once: a (0, 6, 2)-net, scrambled."""
    _hypercube, sobol = designs(samples=256)
    for x, y in zip(drawn(sobol, X), drawn(sobol, Y), strict=True):
        for log in range(7):
            box = np.floor(x * 2**log) * 2 ** (6 - log) + np.floor(y * 2 ** (6 - log))
            assert sorted(box.tolist()) == list(range(64))


def test_a_number_is_placed_anew_in_each_randomisation():
    """No two of them have the same order, and no two numbers have."""
    for design in designs():
        orders = [tuple(design.parts(SEED, r, of).tolist()) for r in range(4) for of in (X, Y, Z)]
        assert len(set(orders)) == 12


def test_numbers_do_not_hang_together():
    """Rank correlation of two numbers of a hypercube has mean 0 and variance 1 / (n - 1)."""
    n, times = 8, 2000
    design = Design(kind="lhs", samples=n * times, randomisations=times)
    pairs = [(design.parts(SEED, r, X), design.parts(SEED, r, Z)) for r in range(times)]
    found = [float(np.corrcoef(x, z)[0, 1]) for x, z in pairs]
    interval = t_interval(found, 0.999)
    assert interval.low <= 0.0 <= interval.high
    assert np.var(found, ddof=1) == pytest.approx(1 / (n - 1), rel=0.15)


# Nobody moves


def test_nobody_moves_when_a_number_comes():
    """What one number has does not hang on which others are drawn, when, or whether at all."""
    for design in designs():
        alone = drawn(design, X)
        lucks = [design.luck(SEED, sample) for sample in reversed(range(design.samples))]
        after = [(one.uniform(*Z), one.uniform("new", "river"), one.uniform(*X)) for one in lucks]
        assert np.array([x for *_others, x in after])[::-1].tolist() == alone.ravel().tolist()


def test_a_dimension_at_the_end_of_the_list_moves_no_other():
    """It moves itself: it was as in a hypercube before. One put in between moves what follows."""
    both = {"kind": "sobol", "samples": 64, "randomisations": 4}
    two, three = Design(dimensions=(X, Y), **both), Design(dimensions=(X, Y, Z), **both)
    between = Design(dimensions=(X, Z, Y), **both)
    for of in (X, Y):
        assert np.array_equal(drawn(two, of), drawn(three, of))
    hypercube = Design(kind="lhs", samples=64, randomisations=4)
    assert np.array_equal(drawn(two, Z), drawn(hypercube, Z))
    assert not np.array_equal(drawn(three, Z), drawn(two, Z))
    assert np.array_equal(drawn(between, X), drawn(two, X))
    assert not np.array_equal(drawn(between, Y), drawn(two, Y))


def test_further_draws_are_as_random_as_without_a_design():
    """A field of numbers, one per cell, lies in no part."""
    for design in designs():
        luck, plain = design.luck(SEED, 3), Luck.hazard(SEED, 3)
        assert luck.series("cells", "wood", 9).tolist() == plain.series("cells", "wood", 9).tolist()
        assert luck.uniform(*X, visit=1) == plain.uniform(*X, visit=1)
        assert luck.uniform(*X, k=2) == plain.uniform(*X, k=2)


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "lhs", "samples": 20, "randomisations": 3},
        {"kind": "sobol", "samples": 20, "randomisations": 2},
        {"samples": 0},
        {"samples": 4, "randomisations": 0},
    ],
)
def test_what_does_not_fit_is_refused(wrong):
    """Samples that the randomisations do not divide, Sobol points that are no power of 2."""
    with pytest.raises(ValueError, match=r"samples|points"):
        Design(**wrong)


# What it is good for


def smooth(x, y):
    """Return a smooth function with an interaction; its mean is (e - 1)^2."""
    return np.exp(x) * np.exp(y)


SMOOTH_MEAN = (math.e - 1.0) ** 2
SMOOTH_VARIANCE = ((math.e**2 - 1.0) / 2.0) ** 2 - SMOOTH_MEAN**2
NOT_ADDITIVE = ((math.e**2 - 1.0) / 2.0 - (math.e - 1.0) ** 2) ** 2
"""Variance of what is left of it by the best sum of a function of x and one of y."""


def means(design, seed=SEED):
    """Return the mean of the smooth function over each randomisation."""
    return smooth(drawn(design, X, seed), drawn(design, Y, seed)).mean(axis=1)


def variance(values):
    """Return the variance of values with its 99.9 % interval, by their fourth moment."""
    centred = (values - values.mean()) ** 2
    return t_interval(centred * values.size / (values.size - 1), 0.999)


def test_means_are_unbiased_and_err_less():
    """1,000 randomisations of 16 points, against theory, each bound at 99.9 %.

    Independent points: variance 1/16 of that of the function. A hypercube: what is not additive is
    as random as before (Stein 1987), the rest all but gone. Sobol points: less than that.
    """
    n, times = 16, 1000
    lhs, sobol = (means(one) for one in designs(n * times, times))
    plain = means(Design(samples=n * times, randomisations=times))
    for found in (lhs, sobol, plain):
        interval = t_interval(found, 0.999)
        assert interval.low <= SMOOTH_MEAN <= interval.high
    random = variance(plain)
    assert random.low < SMOOTH_VARIANCE / n < random.high < 1.5 * random.low
    assert NOT_ADDITIVE / n < variance(lhs).high < 0.2 * SMOOTH_VARIANCE / n
    assert variance(sobol).high < 0.5 * NOT_ADDITIVE / n


def test_a_sum_errs_as_theory_says():
    """The mean of x over a hypercube of n points errs inside the parts alone: 1 / (12 n^3)."""
    n, times = 8, 2000
    design = Design(kind="lhs", samples=n * times, randomisations=times)
    found = drawn(design, X).mean(axis=1).var(ddof=1) * 12 * n**3
    low, high = scipy.special.chdtri(times - 1, [0.9995, 0.0005]) / (times - 1)
    assert low < found < high


def test_randomisations_tell_how_much_a_mean_errs():
    """500 studies of 8 randomisations of 8 points: 95 % intervals cover 92 to 98 %.

    Points taken as independent would say so much more than is true that all of them cover.
    """
    trials, covered, naive = 500, np.zeros(2), np.zeros(2)
    for trial in range(trials):
        for kind, design in enumerate(designs(64, 8)):
            values = smooth(drawn(design, X, trial), drawn(design, Y, trial))
            own, plain = t_interval(values.mean(axis=1), 0.95), t_interval(values.ravel(), 0.95)
            covered[kind] += own.low <= SMOOTH_MEAN <= own.high
            naive[kind] += plain.low <= SMOOTH_MEAN <= plain.high
    assert np.all((covered / trials >= 0.92) & (covered / trials <= 0.98))
    assert np.all(naive / trials > 0.995)
