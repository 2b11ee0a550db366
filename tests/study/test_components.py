"""Hazard or response, the two parts of the variance of single runs: by hand and by theory."""

import math
from dataclasses import replace

import numpy as np
import pytest
from tests.study.worlds import SAMPLES, calls, points, target

from sandtable.app.outcome import as_object
from sandtable.study import Stopping, open_results, run_study, serial
from sandtable.study.components import (
    VarianceParts,
    components,
    share_of_samples,
    variance_parts,
)
from sandtable.study.intervals import t_interval
from sandtable.study.tally import Tally


def arrays(*samples):
    """Return values by sample."""
    return [np.array(one, dtype=np.float64) for one in samples]


def test_two_samples_of_two_by_hand():
    """1 and 3, 7 and 9: within 4 / 2 = 2, between 2 (9 + 9) / 1 = 36, (36 - 2) / 2 = 17."""
    assert variance_parts(arrays([1, 3], [7, 9])) == VarianceParts(17.0, 2.0)


def test_unequal_samples_by_hand():
    """0, 2, 4 and 8: within (4 + 4) / 2 = 4; means 2 and 8 about 3.5: 3 · 2.25 + 20.25 = 27.

    c = 4 - 10 / 4 = 1.5, so (27 - 4) / 1.5 = 46 / 3.
    """
    found = variance_parts(arrays([0, 2, 4], [8]))
    assert (found.hazard, found.response) == (pytest.approx(46 / 3), 4.0)


def test_what_is_below_0_is_cut_and_said():
    """Both samples have the same mean: between 0, within 2; -1 is told as 0."""
    assert variance_parts(arrays([1, 3], [3, 1])) == VarianceParts(0.0, 2.0, cut=True)
    assert not variance_parts(arrays([2, 2], [2, 2])).cut


def test_what_cannot_be_told():
    """One run for each sample: neither. One sample: the response alone. Empty samples count not."""
    for one in (variance_parts(arrays([1], [3], [5])), variance_parts([])):
        assert (math.isnan(one.hazard), math.isnan(one.response)) == (True, True)
    alone = variance_parts(arrays([1, 3], []))
    assert (math.isnan(alone.hazard), alone.response) == (True, 2.0)


@pytest.mark.parametrize("sizes", [(5,) * 8, (1, 2, 9, 3, 1, 6, 8, 2)])
def test_both_parts_are_unbiased(sizes):
    """Skewed hazards of variance 1600, responses of variance 1: means of 4,000, by 99.9 %.

    A hazard so large is never cut, which would push the mean up.
    """
    rng, found = np.random.default_rng(20261126), []
    for _trial in range(4000):
        hazard = 50.0 + 40.0 * rng.exponential(size=len(sizes))
        found.append(
            variance_parts(
                [
                    at + math.sqrt(3) * rng.uniform(-1, 1, size)
                    for at, size in zip(hazard, sizes, strict=True)
                ]
            )
        )
    assert not any(one.cut for one in found)
    hazard = t_interval([one.hazard for one in found], 0.999)
    response = t_interval([one.response for one in found], 0.999)
    assert response.low <= 1.0 <= response.high < 1.1 * response.low
    assert hazard.low <= 1600.0 <= hazard.high < 1.2 * hazard.low


def test_the_interval_of_the_share_by_hand():
    """0 and 2, 4 and 6, 14 and 16: within 2, means 1, 5, 15, so between 2 · 104 / 2 = 104, c = 2.

    F = 52 of all. Without the first 2 · 50 / 2 = 50, without the second 2 · 49 · 2 = 196 / 2 = 98,
    without the third 8: F = 50, 98 and 4 with c = 2. Pseudo-values 3 ln 52 - 2 ln of each; t of 2
    degrees of freedom for 50 % is 0.8165.
    """
    samples = arrays([0, 2], [4, 6], [14, 16])
    pseudo = [3 * math.log(52) - 2 * math.log(between / 2) for between in (100, 196, 16)]
    mean = math.fsum(pseudo) / 3
    deviation = math.sqrt(sum((one - mean) ** 2 for one in pseudo) / 2)
    ends = [math.exp(mean + side * 0.81650 * deviation / math.sqrt(3)) for side in (-1, 1)]
    found = share_of_samples(samples, 0.5)
    assert found == pytest.approx([(end - 1) / (end + 1) for end in ends], rel=1e-4)
    assert 0.0 <= share_of_samples(samples, 0.99)[0] < found[0] < found[1]


@pytest.mark.parametrize(
    "samples",
    [
        arrays([1, 3], [2, 9]),
        arrays([1], [3], [5], [7]),
        arrays([1, 1], [3, 3], [5, 5]),
        arrays([2, 2], [2, 2], [2, 9]),
        [],
    ],
    ids=["two", "one run each", "no response", "one sample alone differs", "nothing"],
)
def test_where_there_is_no_interval(samples):
    """Two samples, one run for each, or nothing left when one is left out: not told."""
    assert all(map(math.isnan, share_of_samples(samples)))


@pytest.mark.parametrize(
    ("law", "inner", "truth"),
    [
        (lambda rng: math.sqrt(0.3) * rng.normal(size=20), 4, 0.3),
        (lambda rng: math.sqrt(3.0) * rng.normal(size=20), 2, 3.0 / 3.7),
        (lambda _rng: np.zeros(20), 4, 0.0),
    ],
    ids=["a third", "most", "none"],
)
def test_the_interval_of_the_share_covers(law, inner, truth):
    """1,000 ensembles of 20 samples, responses of variance 0.7: 95 % holds 93 % at least.

    Where the hazard has no part the interval is cut at 0 and misses on one side alone, 2.5 %.
    """
    rng, held = np.random.default_rng(20261126), 0
    for _trial in range(1000):
        samples = [at + math.sqrt(0.7) * rng.normal(size=inner) for at in law(rng)]
        low, high = share_of_samples(samples)
        held += low <= truth <= high
    assert 0.93 <= held / 1000 <= (0.97 if truth else 0.99)


def test_shares_of_calls_are_covered_too():
    """Hits of 5 calls, shares of samples by Beta(3, 2): var 0.04 of 0.08 is the hazard's.

    A run's share has the variance 0.04 + (0.24 - 0.04) / 5; a tenth of 1,000 tries in unequal
    groups, as when runs stop in the middle of a round.
    """
    rng, held = np.random.default_rng(20261127), 0
    for trial in range(1000):
        runs = 8 + np.arange(20) % 2 * (trial % 10 == 0)
        shares_of = zip(rng.beta(3.0, 2.0, size=20), runs.tolist(), strict=True)
        samples = [rng.binomial(5, share, size=n) / 5.0 for share, n in shares_of]
        low, high = share_of_samples(samples)
        held += low <= 0.5 <= high
    assert 0.92 <= held / 1000 <= 0.97


def shares(hits, cases):
    """Return tallies of calls in replications."""
    return {
        i: (Tally(hits=k, cases=n, runs_with_cases=int(n > 0), runs_kept=int(k == n > 0)),)
        for i, (k, n) in enumerate(zip(hits, cases, strict=True))
    }


def test_shares_of_runs_with_the_same_number_of_cases():
    """Replication i meets sample i mod 2: 2 and 4 of 10, 8 and 10 of 10.

    As shares 0.2, 0.4 and 0.8, 1.0: within 0.02, between 2 (0.3^2 + 0.3^2) = 0.36, so 0.17.
    """
    found = components(target(), shares([2, 8, 4, 10], [10] * 4), samples=2)
    assert found.response_sd == pytest.approx(math.sqrt(0.02))
    assert found.hazard_sd == pytest.approx(math.sqrt(0.17))
    assert found.hazard_share == pytest.approx(0.17 / 0.19)
    assert (found.samples, found.replications, found.cut) == (2, 4, False)


def test_the_hazard_alone_and_the_response_alone():
    """Floods that decide all: 100 %. Floods that decide nothing: about 0, and cut where below."""
    flood = components(target(), shares([1, 5, 1, 5, 1, 5], [9] * 6), samples=2)
    assert (flood.hazard_share, flood.response_sd) == (1.0, 0.0)
    luck = components(target(), shares([1, 1, 5, 5, 9, 9], [9] * 6), samples=2)
    assert (luck.hazard_share, luck.cut) == (0.0, True)


SUMS = ("low_s", "high_s")


@pytest.mark.parametrize(("hits", "cases", "runs", "samples"), [(106, 195, 56, 5), (1, 3, 9, 3)])
def test_rounding_makes_no_share(hits, cases, runs, samples):
    """All runs say the same: neither part is there, whatever the last digits of a sum are."""
    found = components(target(), shares([hits] * runs, [cases] * runs), samples=samples)
    assert (found.hazard_sd, found.response_sd, found.cut) == (0.0, 0.0, False)
    assert math.isnan(found.hazard_share)


def test_rounding_makes_no_response():
    """Runs of one sample say the same, in thirds: the response has no part, to the bit."""
    found = components(target(), shares([1, 5, 2] * 3, [9, 7, 6] * 3), samples=3)
    assert (found.response_sd, found.hazard_share) == (0.0, 1.0)


def same(seconds):
    """Return the quantile of a run of one case."""
    return dict.fromkeys(("values_low_s", "values_high_s"), (seconds,))


@pytest.mark.parametrize(
    ("aim", "variance"),
    [
        ({"statistic": "mean", "threshold": 600.0, "sense": "at_most"}, 7175.0),
        ({"statistic": "p90", "threshold": 600.0, "sense": "at_most"}, 7175.0),
        ({"over": "each_run"}, 0.0),
    ],
)
def test_times_and_promises_for_every_event(aim, variance):
    """Seconds of a run: 100 and 110, 220 and 230 by sample; none is kept, so nothing differs.

    Within 100 / 2 = 50, between 2 · 2 · 60^2 = 14400, (14400 - 50) / 2 = 7175.
    """
    seconds = (100.0, 220.0, 110.0, 230.0)
    runs = {
        i: (replace(Tally(cases=1, runs_with_cases=1), **dict.fromkeys(SUMS, s), **same(s)),)
        for i, s in enumerate(seconds)
    }
    found = components(target(**aim), runs, samples=2)
    assert found.hazard_sd == pytest.approx(math.sqrt(variance))


def test_what_is_unknown_has_no_number_in_json():
    """Nothing happened at all, or each sample was met once: null, not nan."""
    never = components(target(), shares([0, 0], [0, 0]), samples=2).as_json()
    once = components(target(), shares([1, 2], [2, 2]), samples=2).as_json()
    for found in (never, once):
        assert (found["hazard_sd"], found["hazard_share"]) == (None, None)
    assert once["samples"] == 2


def test_a_study_tells_it_by_plan_and_target(tmp_path):
    """In the result, the manifest and the object for programs; the road is the hazard's alone."""
    mean = replace(target(), id="mean", statistic="mean", threshold=900.0, sense="at_most")
    found = run_study(
        points(target(), mean),
        id="abc",
        seed=2026,
        stopping=Stopping(most=40),
        engine=serial(),
        run=calls,
        out=tmp_path,
    )
    keys = {(one.alternative, one.target) for one in found.components}
    assert keys == {(p, t) for p in ("plan", "forward") for t in ("county.arrive10", "mean")}
    plan, forward = (one for one in found.components if one.target == "mean")
    assert plan.hazard_sd == pytest.approx(forward.hazard_sd)  # a minute sooner in every run
    assert (plan.samples, plan.replications) == (SAMPLES, 40)
    said = open_results(found.folder).manifest["variance"]
    assert said == [one.as_json() for one in found.components]
    assert as_object(found)["variance"] == said


def test_without_an_ensemble_there_is_nothing_to_split():
    """One sample: no table, and no key for programs."""
    alone = run_study(
        points(samples=1),
        id="abc",
        seed=2026,
        stopping=Stopping(most=4),
        engine=serial(),
        run=calls,
    )
    assert alone.components == ()
    assert "variance" not in as_object(alone)
