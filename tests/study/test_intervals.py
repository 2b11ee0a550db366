"""Intervals: published numbers, exact coverage, and what clustering is worth."""

import json

import numpy as np
import pytest
from scipy.special import bdtr
from scipy.stats import binom, binomtest, quantile_test

from sandtable.study.intervals import (
    exact_interval,
    quantile_interval,
    quantile_ranks,
    rank_coverage,
    ratio_interval,
    share_interval,
    t_interval,
    wilson_interval,
)


def ends(interval):
    """Return both ends."""
    return interval.low, interval.high


@pytest.fixture(scope="module")
def cases(shared):
    """Return the published cases of `cases/statistics.json` by id, or skip."""
    file = json.loads((shared / "cases" / "statistics.json").read_text(encoding="utf-8"))
    return {case["id"]: case for case in file["cases"]}


def test_t_interval_of_three_values():
    """1, 2, 3: mean 2, standard error 1/sqrt(3), t(2; .975) = 4.302653."""
    interval = t_interval([1.0, 2.0, 3.0], 0.95)
    assert interval.estimate == 2.0
    assert ends(interval) == pytest.approx((2 - 4.302653 / 3**0.5, 2 + 4.302653 / 3**0.5), abs=1e-6)


def test_equal_values_leave_no_width():
    """Rounding in the mean must not open an interval around a constant."""
    assert ends(t_interval([0.1] * 7, 0.95)) == (0.1, 0.1)


def test_ratio_of_sums_is_no_mean_of_shares():
    """1 of 1, 0 of 3: R = 1/4; e = (3/4, -3/4), n' = 2; variance 2 (9/16) / (2 * 1 * 4) = 9/64."""
    interval = ratio_interval([1, 0], [1, 3], 0.95)
    assert interval.estimate == 0.25
    half = 12.706205 * (9 / 64) ** 0.5
    assert ends(interval) == pytest.approx((0.25 - half, 0.25 + half), abs=1e-5)


def test_a_unit_without_cases_stays_in_the_sample():
    """An empty unit adds no residual but a degree of freedom: m / (m - 1) falls from 2 to 3/2."""
    two = ratio_interval([1, 0], [1, 3], 0.95)
    three = ratio_interval([1, 0, 0], [1, 3, 0], 0.95)
    assert three.estimate == two.estimate
    half = 4.302653 * (2 * (9 / 16) / (16 * 2 / 3)) ** 0.5
    assert three.high - three.estimate == pytest.approx(half, abs=1e-5)


def test_units_that_agree_take_the_exact_interval_over_units():
    """59 of 59 runs: the lower end is (a/2)^(1/59), however many incidents each run had."""
    interval = share_interval([40] * 59, [40] * 59, 0.95)
    assert interval.low == pytest.approx(0.025 ** (1 / 59), rel=1e-12)
    assert interval.high == 1.0
    one_sided = share_interval([40] * 59, [40] * 59, 0.90)
    assert one_sided.low == pytest.approx(0.9505, abs=5e-5)


def test_units_that_agree_on_a_fraction():
    """Every run 3 of 5: the interval is that of 6 successes among 10 units."""
    assert share_interval([3] * 10, [5] * 10, 0.95) == exact_interval(6.0, 10, 0.95)


def test_one_unit_says_nothing():
    """A single unit has no spread, whatever its share; empty units do not help."""
    assert ends(share_interval([3, 0], [5, 0], 0.95)) == (0.0, 1.0)


def test_a_share_stays_between_0_and_1():
    """The t interval is cut at certainty."""
    interval = share_interval([9, 10, 10], [10, 10, 10], 0.95)
    assert interval.low < interval.estimate < interval.high == 1.0


@pytest.mark.parametrize(("k", "n"), [(0, 5), (5, 5), (81, 263), (15, 148), (95, 100)])
@pytest.mark.parametrize("confidence", [0.9, 0.95, 0.99])
def test_proportions_equal_those_of_scipy(k, n, confidence):
    """`scipy.stats.binomtest` is the oracle, at the ends too."""
    peer = binomtest(k, n)
    for mine, method in (
        (exact_interval(k, n, confidence), "exact"),
        (wilson_interval(k, n, confidence), "wilson"),
        (wilson_interval(k, n, confidence, continuity=True), "wilsoncc"),
    ):
        theirs = peer.proportion_ci(confidence, method=method)
        assert ends(mine) == pytest.approx((theirs.low, theirs.high), abs=1e-9), method


def test_published_proportions():
    """Newcombe 1998, Table I: 81 of 263, Wilson .2553-.3662, exact .2527-.3676."""
    assert ends(wilson_interval(81, 263, 0.95)) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert ends(exact_interval(81, 263, 0.95)) == pytest.approx((0.2527, 0.3676), abs=5e-5)


@pytest.mark.parametrize(
    ("n", "ranks", "coverage"),
    [
        (50, (44, None), 0.9882),
        (60, (53, None), 0.9902),
        (72, (64, 72), 0.9655),
        (100, (90, 100), 0.9826),
        (200, (184, 197), 0.9672),
        (500, (465, 485), 0.9605),
    ],
)
def test_quantile_ranks(n, ranks, coverage):
    """95 % interval of the 95 % quantile; below 72 values nothing bounds it from above."""
    assert quantile_ranks(n, 0.95, 0.95) == ranks
    assert rank_coverage(n, 0.95, ranks) == pytest.approx(coverage, abs=5e-5)


def test_quantile_interval_equals_that_of_scipy():
    """`scipy.stats.quantile_test`, two-sided, is the oracle."""
    values = np.random.default_rng(7).lognormal(size=150)
    theirs = quantile_test(values, p=0.9).confidence_interval(0.95)
    mine = quantile_interval(values, 0.9, 0.95)
    assert ends(mine) == (theirs.low, theirs.high)
    assert mine.estimate == np.sort(values)[134]


def test_quantile_without_an_end():
    """Five values do not bound the 95 % quantile; nor do two the median from below."""
    assert quantile_interval([3.0, 1.0, 2.0, 5.0, 4.0], 0.95, 0.95).high == np.inf
    assert quantile_interval([3.0, 1.0], 0.5, 0.95).low == -np.inf


def test_cases_of_the_family_interval(cases):
    """Every compared number of the published cases."""
    case = cases["proportion-interval-1"]
    pairs = case["inputs"]["successes_trials"]
    level = case["inputs"]["confidence"]
    for i, (k, n) in enumerate(pairs):
        got = {
            "wilson": wilson_interval(k, n, level),
            "wilson_continuity": wilson_interval(k, n, level, continuity=True),
            "clopper_pearson": exact_interval(k, n, level),
        }
        for method, interval in got.items():
            assert ends(interval) == pytest.approx(case["expected"][method][i], abs=5e-5)
    case = cases["proportion-coverage-1"]
    for i, (n, p) in enumerate(case["inputs"]["n_p"]):
        for method, interval in (("wilson", wilson_interval), ("clopper_pearson", exact_interval)):
            covered = sum(
                binom.pmf(k, n, p)
                for k in range(n + 1)
                if interval(k, n, 0.95).low <= p <= interval(k, n, 0.95).high
            )
            assert covered == pytest.approx(case["expected"][f"coverage_{method}"][i], abs=5e-5)


def test_cases_of_the_family_quantile(cases):
    """Ranks, their exact coverage and the smallest sample with a finite upper end."""
    case = cases["quantile-interval-1"]
    p, level, expected = case["inputs"]["p"], case["inputs"]["confidence"], case["expected"]
    for i, n in enumerate(case["inputs"]["n"]):
        ranks = quantile_ranks(n, p, level)
        assert ranks == (expected["lower_rank"][i], expected["upper_rank"][i])
        assert rank_coverage(n, p, ranks) == pytest.approx(expected["coverage"][i], abs=5e-5)
    smallest = next(n for n in range(1, 200) if quantile_ranks(n, p, level)[1] is not None)
    assert smallest == expected["smallest_n_with_finite_upper_end"]


def clustered_runs(rng, runs, incidents):
    """Return hits and cases of runs whose incidents share the weather of the day."""
    cases = rng.poisson(incidents, size=runs)
    # a Beta(3, 2) day: correlation of two incidents of a day 1 / (3 + 2 + 1) = 1/6, mean share 0.6
    return rng.binomial(cases, rng.beta(3.0, 2.0, size=runs)), cases


def test_clustering_covers_and_naive_pooling_does_not():
    """2,500 trials of 30 runs with 12 incidents on average: nominal 95 % must cover 93 to 97 %."""
    rng, trials = np.random.default_rng(20261124), 2500
    clustered = pooled = 0
    for _ in range(trials):
        hits, cases = clustered_runs(rng, 30, 12.0)
        mine = share_interval(hits.tolist(), cases.tolist(), 0.95)
        clustered += mine.low <= 0.6 <= mine.high
        naive = wilson_interval(int(hits.sum()), int(cases.sum()), 0.95)
        pooled += naive.low <= 0.6 <= naive.high
    assert 0.93 <= clustered / trials <= 0.97
    assert pooled / trials < 0.80


def test_the_exact_interval_never_covers_less_than_it_says():
    """Over all outcomes of 40 runs, at every true share of a grid."""
    n = 40
    intervals = [exact_interval(k, n, 0.95) for k in range(n + 1)]
    for p in np.linspace(0.02, 0.98, 49):
        mass = np.diff(np.concatenate([[0.0], bdtr(np.arange(n + 1), n, p)]))
        covered = sum(m for m, one in zip(mass, intervals, strict=True) if one.low <= p <= one.high)
        assert covered >= 0.95 - 1e-9
