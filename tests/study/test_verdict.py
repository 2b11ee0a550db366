"""Verdicts: the word is read from the interval, by contracts §5."""

import json
import math

import numpy as np
import pytest
from scipy.stats import t as student
from tests.study.worlds import NAN, target

from sandtable.study.intervals import exact_interval, share_interval, t_interval
from sandtable.study.tally import Tally
from sandtable.study.verdict import LowConfidenceInput, Verdict, judge

KEYS = [
    "target",
    "alternative",
    "verdict",
    "estimate",
    "low",
    "high",
    "confidence",
    "units",
    "replications",
    "censored",
    "more",
    "cause",
    "low_confidence_inputs",
]


def runs(*pairs):
    """Return the tallies of runs with (hits, cases)."""
    return {
        i: (
            Tally(
                runs_with_cases=int(cases > 0),
                runs_kept=int(cases > 0 and hits >= 0.95 * cases),
                cases=cases,
                hits=hits,
                causes=(("turnout", cases - hits),) if hits < cases else (),
            ),
        )
        for i, (hits, cases) in enumerate(pairs)
    }


def timed(*values_s):
    """Return the tallies of runs with one case each and its time [s]."""
    return {
        i: (
            Tally(
                runs_with_cases=1,
                cases=1,
                low_s=value,
                high_s=value,
                values_low_s=(value,),
                values_high_s=(value,),
            ),
        )
        for i, value in enumerate(values_s)
    }


def test_met_not_met_undecided():
    """The whole interval on the good side, on the bad side, or across the threshold."""
    good = judge(target(threshold=0.8), runs(*[(9, 10), (10, 10)] * 20))
    assert (good.verdict, good.estimate, good.more) == ("met", 0.95, None)
    bad = judge(target(threshold=0.99), runs(*[(9, 10), (10, 10)] * 20))
    assert bad.verdict == "not_met"
    open_ = judge(target(threshold=0.95), runs(*[(9, 10), (10, 10)] * 20))
    assert (open_.verdict, open_.more) == ("undecided", None)  # exactly on the threshold: for ever


def test_at_most_reads_the_other_end():
    """A share that shall stay low."""
    usual = {"threshold": 0.1, "sense": "at_most"}
    assert judge(target(**usual), runs(*[(0, 10)] * 60)).verdict == "met"
    assert judge(target(**usual), runs(*[(4, 10), (5, 10)] * 10)).verdict == "not_met"


def test_no_case_is_no_number():
    """No such incident in any run."""
    got = judge(target(), runs((0, 0), (0, 0), (0, 0)))
    assert (got.verdict, got.units, got.replications) == ("no_case", 3, 3)
    assert math.isnan(got.estimate)
    assert judge(target(), {}).verdict == "no_case"


def test_a_reason_stands_in_place_of_the_cause():
    """What the records cannot tell is no case, and says why."""
    got = judge(target(), runs((0, 0)), unanswerable="not recorded")
    assert (got.verdict, got.cause) == ("no_case", "not recorded")


def test_one_unit_decides_nothing():
    """A single run, or a single sample with many runs, has no spread."""
    assert judge(target(), runs((10, 10))).verdict == "undecided"
    assert judge(target(), runs((0, 10))).verdict == "undecided"
    one_sample = {4 * i: tallies for i, tallies in runs(*[(0, 10)] * 50).items()}
    got = judge(target(), one_sample, samples=4)
    assert (got.verdict, got.units, got.replications) == ("undecided", 1, 50)


def test_the_unit_is_the_sample():
    """Replication mod 2: samples (9 of 10) and (5 of 10), two runs each, are two units."""
    tallies = runs((9, 10), (5, 10), (9, 10), (5, 10))
    got = judge(target(), tallies, samples=2)
    assert (got.units, got.replications) == (2, 4)
    expected = share_interval([18, 10], [20, 20], 0.95)
    assert (got.low, got.high) == (expected.low, expected.high)
    single = judge(target(), tallies)
    assert single.units == 4
    assert single.high - single.low < got.high - got.low


def test_runs_that_agree_take_the_exact_interval():
    """71 runs without a miss do not prove 95 %, 72 do; 40 runs say that 32 more would."""
    assert judge(target(), runs(*[(7, 7)] * 71)).verdict == "undecided"
    assert judge(target(), runs(*[(7, 7)] * 72)).verdict == "met"
    got = judge(target(), runs(*[(7, 7)] * 40))
    assert (got.verdict, got.more) == ("undecided", 32)
    assert got.low == exact_interval(40, 40, 0.95).low


def test_more_counts_runs_without_cases_too():
    """Every second run has a case: twice as many further runs."""
    assert judge(target(), runs(*[(7, 7), (0, 0)] * 40)).more == 64


def test_certainty_is_never_proved():
    """A threshold of 100 % with no miss yet: undecided, and no number of runs would do."""
    got = judge(target(threshold=1.0), runs(*[(7, 7)] * 500))
    assert (got.verdict, got.more) == ("undecided", None)


@pytest.mark.parametrize("threshold", [0.92, 0.95])
def test_more_is_what_would_decide(threshold):
    """With so many units of the same spread the interval clears the threshold, not with fewer."""
    pairs = [(9, 10), (10, 10), (9, 10), (10, 10), (8, 10), (10, 10)] * 4
    share = np.mean([hits / cases for hits, cases in pairs])
    got = judge(target(threshold=threshold), runs(*pairs))
    assert got.verdict == "undecided"
    spread = np.std([hits / cases for hits, cases in pairs], ddof=1)

    def half_width(units):
        return student.ppf(0.975, units - 1) * spread / units**0.5

    assert half_width(24 + got.more) < abs(share - threshold)
    assert half_width(24 + got.more - 1) >= abs(share - threshold)


def test_every_event_must_keep_the_promise():
    """`each_run`: one broken event refutes; 72 kept ones are taken as proof at 95 %."""
    aim = target(over="each_run")
    broken = judge(aim, runs(*[(20, 20)] * 99, (18, 20)))
    assert (broken.verdict, broken.estimate) == ("not_met", 0.99)
    assert broken.high < 1.0
    kept = judge(aim, runs(*[(20, 20)] * 71, (19, 20)))
    assert (kept.verdict, kept.estimate, kept.high) == ("met", 1.0, 1.0)
    early = judge(aim, runs(*[(20, 20)] * 30))
    assert (early.verdict, early.more) == ("undecided", 42)
    assert judge(target(), runs(*[(20, 20)] * 98, (18, 20), (20, 20))).verdict == "met"  # pooled


def test_one_broken_event_refutes_every_event():
    """A counterexample is one, though there is a single run; one that kept it proves nothing."""
    aim = target(over="each_run")
    assert judge(aim, runs((0, 9))).verdict == "not_met"
    kept = judge(aim, runs((9, 9)))
    assert (kept.verdict, kept.more) == ("undecided", 71)


def test_more_for_every_event_counts_runs_without_cases_too():
    """30 events in 90 runs: the 42 that are lacking take 126 more runs."""
    pairs = [(20, 20), (0, 0), (0, 0)] * 30
    assert judge(target(over="each_run"), runs(*pairs)).more == 126
    assert judge(target(), runs(*pairs)).more == 126
    uneven = [(7, 7)] * 67 + [(0, 0)] * 33  # 72 of 67 %: 107.5 runs, so 108
    assert judge(target(), runs(*uneven)).more == 8


def test_more_counts_samples_where_they_are_the_unit():
    """Forty samples of five runs without a miss: 32 more samples, not 160 runs."""
    got = judge(target(), runs(*[(7, 7)] * 200), samples=40)
    assert (got.units, got.replications, got.more) == (40, 200, 32)


@pytest.mark.parametrize("samples", [0, 1])
def test_without_an_ensemble_the_run_is_the_unit(samples):
    """N <= 1, contracts §5."""
    got = judge(target(), runs(*[(9, 10), (8, 10)] * 10), samples=samples)
    assert (got.units, got.replications) == (20, 20)


def test_degrees_of_freedom_are_units_less_one():
    """Shares 0.5, 0.6, 0.7 of ten calls each: t(2) = 4.302653 times 0.1 / sqrt(3)."""
    got = judge(target(), runs((5, 10), (6, 10), (7, 10)))
    half = 4.302653 * 0.1 / math.sqrt(3)
    assert (got.low, got.high) == pytest.approx((0.6 - half, 0.6 + half), abs=1e-6)
    wide = judge(target(confidence=0.99), runs((5, 10), (6, 10), (7, 10)))
    assert wide.low == pytest.approx(0.6 - 9.924843 * 0.1 / math.sqrt(3), abs=1e-6)
    assert wide.high == 1.0


def test_a_failed_run_is_no_run():
    """What could not be played is neither a unit nor a replication behind the verdict."""
    seen = {i: tallies for i, tallies in runs(*[(9, 10)] * 12).items() if i != 5}
    got = judge(target(), seen)
    assert (got.units, got.replications) == (11, 11)


def test_one_run_shows_its_time_without_an_interval():
    """What it measured is said, how surely is not."""
    aim = target(statistic="mean", within_s=NAN, threshold=600.0, sense="at_most")
    got = judge(aim, timed(480.0))
    assert (got.verdict, got.estimate, got.more) == ("undecided", 480.0, None)
    assert got.as_json()["low"] is got.as_json()["high"] is None
    assert judge(target(statistic="p90", within_s=NAN), timed(480.0)).estimate == 480.0


def test_a_sample_is_kept_if_all_its_runs_are():
    """Two samples of 36 runs; one run of sample 1 breaks the promise."""
    pairs = [(20, 20)] * 72
    pairs[1] = (0, 20)
    got = judge(target(over="each_run"), runs(*pairs), samples=2)
    assert (got.verdict, got.estimate, got.units) == ("not_met", 0.5, 2)


def test_mean_time():
    """Runs of one case each: 100, 200, 300 s, twice over."""
    values = [100.0, 200.0, 300.0] * 2
    expected = t_interval(values, 0.95)
    got = judge(
        target(statistic="mean", within_s=NAN, threshold=300.0, sense="at_most"), timed(*values)
    )
    assert (got.verdict, got.estimate) == ("met", 200.0)
    assert (got.low, got.high) == pytest.approx((expected.low, expected.high))


def test_mean_is_over_cases_not_over_runs():
    """A run with nine cases of 100 s and a run with one of 300 s: 120 s, not 200 s."""
    tallies = {
        0: (Tally(runs_with_cases=1, cases=9, low_s=900.0, high_s=900.0),),
        1: (Tally(runs_with_cases=1, cases=1, low_s=300.0, high_s=300.0),),
    }
    aim = target(statistic="mean", within_s=NAN, threshold=1e6, sense="at_most")
    assert judge(aim, tallies).estimate == 120.0


def test_quantile_per_run_averaged():
    """p90 of each run, then Student's t over runs."""
    values = [500.0, 700.0, 600.0, 640.0]
    expected = t_interval(values, 0.95)
    got = judge(
        target(statistic="p90", within_s=NAN, threshold=550.0, sense="at_most"), timed(*values)
    )
    assert (got.estimate, got.low, got.high) == (expected.estimate, expected.low, expected.high)
    assert got.verdict == "undecided"
    assert got.more > 0


def test_never_reached_makes_a_mean_infinite_and_an_open_clock_makes_it_unsure():
    """Handed over: not met. Still open at the horizon: known from below only, so never met."""
    aim = target(statistic="mean", within_s=NAN, threshold=600.0, sense="at_most")
    lost = judge(aim, timed(100.0, 110.0, math.inf))
    assert (lost.verdict, lost.estimate, lost.as_json()["estimate"]) == ("not_met", math.inf, None)
    known = timed(100.0, 110.0, 120.0)
    open_ = {3: (Tally(runs_with_cases=1, cases=1, censored=1, low_s=90.0, high_s=math.inf),)}
    got = judge(aim, known | open_)
    assert (got.verdict, got.estimate, got.high, got.censored) == ("undecided", 105.0, math.inf, 1)
    assert got.more is None
    late = {3: (Tally(runs_with_cases=1, cases=1, censored=1, low_s=9e5, high_s=math.inf),)}
    many = timed(*[1000.0 + i for i in range(9)])
    assert judge(aim, many).verdict == "not_met"
    assert judge(aim, many | {9: late[3]}).verdict == "undecided"  # one huge value, wide interval


def test_each_need_is_as_good_as_the_worst():
    """Food met, water not: the target is not met, and its numbers are those of water."""
    good, bad = runs(*[(10, 10)] * 80), runs(*[(2, 10), (3, 10)] * 40)
    both = {i: good[i] + bad[i] for i in good}
    got = judge(target(), both)
    assert (got.verdict, got.estimate, got.units) == ("not_met", 0.25, 80)
    assert judge(target(), {i: good[i] + good[i] for i in good}).verdict == "met"


def test_the_leading_cause_is_that_of_most_misses():
    """Ties go to the earliest part of the response."""
    tallies = {
        0: (Tally(cases=9, runs_with_cases=1, causes=(("turnout", 3), ("detour", 2))),),
        1: (Tally(cases=9, runs_with_cases=1, causes=(("turnout", 1), ("detour", 2))),),
    }
    assert judge(target(), tallies).cause == "turnout"


def test_json_has_exactly_the_keys_of_the_contract():
    """And nothing that JSON cannot hold."""
    got = judge(target(), runs((0, 0)), alternative="plan_b", scenario="calm").as_json()
    assert list(got) == KEYS
    assert (got["alternative"], got["low"], got["low_confidence_inputs"]) == ("plan_b", None, [])
    json.dumps(got, allow_nan=False)


def test_low_confidence_inputs_in_words_and_in_json():
    """The verdict line names the number and where it turns the verdict."""
    one = LowConfidenceInput("plan.teams[a].turnout", "9 min", "12 min", "not_met")
    assert str(one) == "plan.teams[a].turnout = 12 min: not_met"
    fields = dict.fromkeys(Verdict.__dataclass_fields__, 0) | {"low_confidence_inputs": (one,)}
    assert Verdict(**fields).as_json()["low_confidence_inputs"] == [
        {"path": "plan.teams[a].turnout", "value": "9 min", "at": "12 min", "verdict": "not_met"}
    ]
