"""Intervals over runs that share a hazard sample."""

import math

import numpy as np
import pytest

from sandtable.study.clusters import (
    count_of,
    mean_of,
    median_of,
    paired,
    share_of,
    spread_of,
    units_of,
)
from sandtable.study.intervals import exact_interval, t_interval


def test_units_are_samples():
    """Replications 0, 2 and 1, 3 meet the same of two samples; what says nothing is left out."""
    found = units_of({0: 1.0, 1: 2.0, 2: 3.0, 3: math.nan}, samples=2)
    assert [one.tolist() for one in found] == [[1.0, 3.0], [2.0]]
    assert [one.tolist() for one in units_of({3: 4.0, 1: 2.0}, samples=1)] == [[2.0], [4.0]]


def test_a_mean_is_as_uncertain_as_its_samples():
    """With equal numbers of runs it is the t-interval of the means of the samples."""
    units = [np.array([1.0, 3.0]), np.array([5.0, 7.0]), np.array([4.0, 4.0])]
    found, plain = mean_of(units, 0.95), t_interval([2.0, 6.0, 4.0], 0.95)
    assert found.estimate == pytest.approx(4.0)
    assert (found.low, found.high) == pytest.approx((plain.low, plain.high))


def test_one_sample_has_no_interval():
    """A mean of one hazard course is a number without any."""
    found = mean_of([np.array([1.0, 2.0]), np.empty(0)], 0.95)
    assert found.estimate == 1.5
    assert math.isnan(found.low)
    assert math.isnan(mean_of([np.empty(0)], 0.95).estimate)
    assert math.isnan(median_of([np.empty(0)], 0.95).estimate)


def test_shares_that_agree_are_not_certain():
    """All safe in 20 samples: the interval is the exact one of 20 of 20, not a point."""
    found = share_of([np.ones(5)] * 20, 0.95)
    assert (found.low, found.high) == pytest.approx(
        (exact_interval(20, 20, 0.95).low, 1.0), abs=1e-12
    )
    assert found.low < 0.84


def test_shares_stay_shares():
    """An interval is cut to what a share can be."""
    found = share_of([np.array([1.0]), np.array([1.0]), np.array([0.5])], 0.95)
    assert found.high == 1.0


def test_counts_stay_counts():
    """One death in twenty runs: the interval ends at nobody; a mean of levels may go below 0."""
    units = [np.array([float(number == 0)]) for number in range(20)]
    assert count_of(units, 0.95).low == 0.0
    assert mean_of(units, 0.95).low < 0.0
    assert count_of([np.array([5.0]), np.array([6.0])], 0.5).low > 0.0


def test_the_median_may_be_infinite():
    """Three of five never happened: neither did the median; its upper end is open."""
    units = [np.array([one]) for one in (1.0, 2.0, math.inf, math.inf, math.inf)]
    found = median_of(units, 0.95)
    assert (found.estimate, found.high) == (math.inf, math.inf)
    assert found.low <= 2.0


def test_the_interval_of_a_median_covers():
    """20 samples of 5 correlated runs: 95 % of the intervals hold the true median, 0."""
    luck = np.random.default_rng(1)
    held = 0
    for _ in range(1000):
        shared, own = luck.normal(size=(20, 1)), luck.normal(size=(20, 5))
        found = median_of(list(shared + 0.5 * own), 0.95)
        held += found.low <= 0.0 <= found.high
    assert 930 <= held <= 985


def test_pooling_would_not_cover():
    """The same runs taken for a hundred independent ones are far too sure of themselves."""
    luck = np.random.default_rng(1)
    held = 0
    for _ in range(1000):
        runs = (luck.normal(size=(20, 1)) + 0.5 * luck.normal(size=(20, 5))).ravel()
        found = median_of([np.array([one]) for one in runs], 0.95)
        held += found.low <= 0.0 <= found.high
    assert held < 750


def test_the_spread_is_of_runs_that_were_seen():
    """5 and 95 % of 100 values are values among them, infinite ones too."""
    assert spread_of([np.arange(1.0, 101.0)]) == (5.0, 95.0)
    assert spread_of([np.array([1.0, math.inf])]) == (1.0, math.inf)
    assert math.isnan(spread_of([])[0])


def test_paired_differences():
    """Only what both ran; what happened in neither makes no difference."""
    before = {0: 1.0, 1: math.inf, 2: 5.0, 3: 2.0}
    after = {0: 4.0, 1: math.inf, 3: math.inf}
    assert paired(before, after) == {0: 3.0, 1: 0.0, 3: math.inf}
