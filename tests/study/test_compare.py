"""Paired differences: by hand, against simulation, and what common luck is worth."""

import json
import math

import numpy as np
import pytest
from tests.study.worlds import NAN, calls, case, target

from sandtable.ground.luck import Luck
from sandtable.study.compare import difference
from sandtable.study.intervals import t_quantile
from sandtable.study.tally import Tally
from sandtable.study.verdict import judge
from sandtable.study.work import tallies


def shares(*pairs):
    """Return the tallies of runs with (hits, cases)."""
    return {
        i: (
            Tally(
                runs_with_cases=int(cases > 0),
                runs_kept=int(cases > 0 and hits == cases),
                cases=cases,
                hits=hits,
            ),
        )
        for i, (hits, cases) in enumerate(pairs)
    }


def times(*runs):
    """Return the tallies of runs with the seconds of each of their cases."""
    return {
        i: (
            Tally(
                runs_with_cases=int(bool(seconds)),
                cases=len(seconds),
                low_s=sum(seconds),
                high_s=sum(seconds),
                values_low_s=(max(seconds),) if seconds else (),
                values_high_s=(max(seconds),) if seconds else (),
            ),
        )
        for i, seconds in enumerate(runs)
    }


def test_a_difference_by_hand():
    """Runs of ten calls each: 6, 7, 8 hits before, 8, 7, 9 after.

    Shares 0.7 and 0.8. Residuals of the runs -0.1, 0, 0.1 and 0, -0.1, 0.1; paired 0.1, -0.1, 0:
    variance (0.01 + 0.01) / 2 = 0.01, standard error 0.1 / sqrt(3), t(2; .975) = 4.302653.
    Apart, each has the variance 0.01: ratio 0.02 / 0.01 = 2, correlation (0.01 - 0.005) / 0.01.
    """
    got = difference(target(), shares((6, 10), (7, 10), (8, 10)), shares((8, 10), (7, 10), (9, 10)))
    half = 4.302653 * 0.1 / math.sqrt(3)
    assert got.estimate == pytest.approx(0.1)
    assert (got.low, got.high) == pytest.approx((0.1 - half, 0.1 + half), abs=1e-6)
    assert (got.correlation, got.variance_ratio) == pytest.approx((0.5, 2.0))
    assert (got.units, got.confidence) == (3, 0.95)


def test_a_difference_of_means_by_hand():
    """Means over cases: (100 + 200 + 300) / 3 = 200 s before, 150 s after; units differ in cases.

    Residuals with mean count 1.5: before (300 - 2 * 200) / 1.5 = -66.7, (300 - 200) / 1.5 = 66.7;
    after (200 - 300) / 1.5 = -66.7 and 66.7: what is left of the pair is nothing.
    """
    aim = target(statistic="mean", within_s=NAN, threshold=600.0, sense="at_most")
    got = difference(aim, times([100.0, 200.0], [300.0]), times([80.0, 120.0], [250.0]))
    assert got.estimate == pytest.approx(-50.0)
    assert (got.low, got.high) == pytest.approx((-50.0, -50.0))
    assert got.correlation == pytest.approx(1.0)


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"over": "each_run"},
        {"statistic": "mean", "within_s": NAN, "threshold": 300.0, "sense": "at_most"},
        {"statistic": "p90", "within_s": NAN, "threshold": 300.0, "sense": "at_most"},
        {"statistic": "max", "within_s": NAN, "threshold": 300.0, "sense": "at_most"},
    ],
)
@pytest.mark.parametrize("samples", [1, 4])
def test_it_is_the_difference_of_what_the_verdicts_say(fields, samples):
    """Whatever the statistic and the unit, also where units differ in cases and in runs."""
    aim = target(**fields)
    seen = [
        {i: tallies(about, calls(about, 7, i))[0] for i in range(37)}
        for about in (case(aim), case(aim, plan="forward"))
    ]
    before, after = (judge(aim, one, samples=samples) for one in seen)
    got = difference(aim, *seen, samples=samples)
    assert got.estimate == pytest.approx(after.estimate - before.estimate, abs=1e-12)
    assert got.units == before.units
    assert got.low <= got.estimate <= got.high


def test_only_what_both_have_run_is_compared():
    """The second plan has lost replication 0 and has one more."""
    before = shares((0, 10), (6, 10), (7, 10))
    after = {i: v for i, v in shares((0, 0), (7, 10), (9, 10), (0, 10)).items() if i}
    got = difference(target(), before, after)
    assert (got.units, got.estimate) == (2, pytest.approx(0.15))


def test_runs_in_which_one_plan_has_no_case_are_left_out():
    """Of four runs the second plan prevents the two easy ones: in the others nothing has changed.

    With all of them the second plan would look worse: 0.5 beside 0.75.
    """
    before = shares((10, 10), (10, 10), (4, 10), (6, 10))
    after = shares((0, 0), (0, 0), (4, 10), (6, 10))
    got = difference(target(), before, after)
    assert (got.units, got.estimate, got.low, got.high) == (2, 0.0, 0.0, 0.0)
    assert (got.only_baseline, got.only_alternative) == (2, 0)
    back = difference(target(), after, before)
    assert (back.only_baseline, back.only_alternative) == (0, 2)


def test_the_unit_of_a_pair_is_the_sample():
    """Four runs of two samples are two units."""
    before, after = shares((6, 10), (2, 10), (8, 10), (4, 10)), shares(*[(9, 10)] * 4)
    got = difference(target(), before, after, samples=2)
    assert (got.units, got.estimate) == (2, pytest.approx(0.4))


def test_what_cannot_be_told_is_not_told():
    """No case, a single unit, a mean that is infinite."""
    none = difference(target(), shares((0, 0), (0, 0)), shares((1, 1), (1, 1)))
    assert math.isnan(none.estimate)
    one = difference(target(), shares((1, 2)), shares((2, 2)))
    assert (one.estimate, one.units) == (0.5, 1)
    assert math.isnan(one.low)
    aim = target(statistic="mean", within_s=NAN, threshold=600.0, sense="at_most")
    never = difference(aim, times([100.0], [math.inf]), times([100.0], [100.0]))
    assert math.isnan(never.estimate)
    nothing = difference(target(), {}, {})
    assert nothing.units == 0
    for got in (none, one, never, nothing):
        json.dumps(got.as_json(), allow_nan=False)


def test_several_comparisons_share_the_error():
    """Five at once: each at 99 %."""
    before, after = shares((6, 10), (7, 10), (8, 10)), shares((8, 10), (7, 10), (9, 10))
    one, five = (difference(target(), before, after, comparisons=n) for n in (1, 5))
    ratio = t_quantile(3, 0.99) / t_quantile(3, 0.95)
    assert five.high - five.estimate == pytest.approx(ratio * (one.high - one.estimate))
    assert five.confidence == 0.95  # of all five together


def test_each_need_is_compared_by_the_worst():
    """Food is worse than water before: food is what is compared, also where water got worse."""
    before = {i: shares((5, 10))[0] + shares((9, 10))[0] for i in range(3)}
    after = {i: shares((8, 10))[0] + shares((1, 10))[0] for i in range(3)}
    assert difference(target(), before, after).estimate == pytest.approx(0.3)
    aim = target(sense="at_most", threshold=0.1)
    assert difference(aim, before, after).estimate == pytest.approx(-0.8)


def test_the_variance_of_a_paired_ratio_is_that_of_simulation():
    """20,000 studies of 40 runs: random numbers of cases, hits that share the weather of a run.

    The standard error of the difference of two ratios, estimated from one study, is on average
    that which the differences of all studies show, within 3 %; as if incidents were independent
    it would be less than three quarters of it.
    """
    rng = np.random.default_rng(20261126)
    studies, runs = 20_000, 40
    cases = rng.poisson(8.0, size=(studies, runs))
    weather = rng.beta(3.0, 2.0, size=(studies, runs))
    before = rng.binomial(cases, weather)
    after = before + rng.binomial(cases - before, 0.4)
    n = cases.sum(axis=1)
    found = (after - before).sum(axis=1) / n
    spread = found.std()
    estimated, pooled = [], []
    for study in range(0, studies, 40):
        pair = [
            shares(*zip(one[study].tolist(), cases[study].tolist(), strict=True))
            for one in (before, after)
        ]
        got = difference(target(), *pair)
        estimated.append(((got.high - got.low) / (2 * t_quantile(runs, 0.95))) ** 2)
        gained = found[study]
        pooled.append(gained * (1 - gained) / n[study])
    assert math.sqrt(np.mean(estimated)) == pytest.approx(spread, rel=0.03)
    assert math.sqrt(np.mean(pooled)) < 0.9 * spread


def test_common_luck_narrows_the_difference():
    """The faster plan on the same 200 runs and on 200 others: the paired interval is narrower.

    Measured on both: variance of the difference with independent luck over that with common luck.
    """
    aim = target(statistic="mean", within_s=NAN, threshold=600.0, sense="at_most")
    plain, forward = case(aim, samples=1), case(aim, plan="forward", samples=1)
    runs = range(200)
    before = {i: tallies(plain, calls(plain, 3, i))[0] for i in runs}
    common = {i: tallies(forward, calls(forward, 3, i))[0] for i in runs}
    apart = {i: tallies(forward, calls(forward, 3, 200 + i))[0] for i in runs}
    paired, unpaired = difference(aim, before, common), difference(aim, before, apart)
    assert paired.estimate == pytest.approx(-60.0)  # every call of every run is a minute sooner
    assert paired.correlation == pytest.approx(1.0)
    assert unpaired.low < -60.0 < unpaired.high
    assert abs(unpaired.correlation) < 0.2
    assert unpaired.variance_ratio == pytest.approx(1.0, abs=0.2)
    aim = target(within_s=330.0)
    plain, forward = case(aim, samples=1), case(aim, plan="forward", samples=1)
    before = {i: tallies(plain, calls(plain, 3, i))[0] for i in runs}
    common = {i: tallies(forward, calls(forward, 3, i))[0] for i in runs}
    assert difference(aim, before, common).variance_ratio > 2.0


def test_the_stand_in_meets_the_same_luck():
    """Its calls are those of the address, whatever the plan; that is what the pairs rest on."""
    before, after = (calls(case(plan=plan), 3, 8)["incidents"] for plan in ("plan", "forward"))
    assert before["incident"] == after["incident"]
    np.testing.assert_allclose(before["first_arrival_s"] - after["first_arrival_s"], 60.0)
    assert Luck(3, 8).uniform("calls", "z1") == Luck(3, 8).uniform("calls", "z1")
