"""Ensembles that are laid out: what files make of them, and what verdicts may say of them."""

import copy
from dataclasses import replace

import numpy as np
import pytest
from tests.files import sets
from tests.study.test_polders import FLOOD
from tests.study.worlds import calls, points, target

from sandtable.hazards.ensemble import Design
from sandtable.report.verdict_rows import verdict_rows
from sandtable.study import Stopping, load_run, run_study, serial
from sandtable.study.compare import difference
from sandtable.study.intervals import exact_interval, ratio_interval
from sandtable.study.tally import Tally
from sandtable.study.verdict import judge

LHS = {"kind": "lhs", "randomisations": 2}
SOBOL = {"kind": "sobol", "randomisations": 2, "dimensions": ["flood.outside"]}


def load(tmp_path, design, **polder):
    """Return the loaded scenario of a polder with eight samples that are laid out."""
    files, flood = sets.a_set(), copy.deepcopy(FLOOD)
    del flood["polder"]["samples"]
    flood["polder"] |= polder
    files["scenario.json"].pop("targets")  # one flood would be too few for them
    files["scenario.json"] |= {"impacts": [flood], "samples": 8}
    if design is not None:
        files["scenario.json"]["design"] = design
    sets.write(tmp_path, files)
    return load_run(tmp_path / "scenario.json", seed=5)


def shifts(loaded):
    """Return by how much the level outside is shifted, of -0.2 to 0.2 m, as a part of its range."""
    drawn = loaded.points[0].case.impacts["flood"]
    return np.array([float(one.series["outside"][1][0]) - 33.0 for one in drawn]) / 0.4


@pytest.mark.parametrize("design", [LHS, SOBOL])
def test_floods_are_laid_out(design, tmp_path):
    """Eight floods in two randomisations: four each, one in each quarter of the range."""
    loaded = load(tmp_path, design)
    assert loaded.points[0].case.world.scenario.points == 4
    for one in (shifts(loaded)[:4], shifts(loaded)[4:]):
        assert sorted(np.floor(4 * one).tolist()) == [0.0, 1.0, 2.0, 3.0]


def test_a_new_number_moves_no_other(tmp_path):
    """The ground becomes uncertain as well: the levels outside stay as they were."""
    for design in (LHS, SOBOL):
        before = shifts(load(tmp_path, design))
        after = shifts(load(tmp_path, design, ground_shift={"uniform": ["-0.1 m", "0.1 m"]}))
        assert np.array_equal(before, after)


def test_a_hazard_takes_the_samples_of_the_scenario(tmp_path):
    """Eight where it says nothing; one where it says so; without a design one, as ever."""
    assert shifts(load(tmp_path, LHS)).size == 8
    assert shifts(load(tmp_path, LHS, samples=1)).size == 1
    assert shifts(load(tmp_path, None)).size == 1


def test_independent_samples_are_those_without_a_design(tmp_path):
    """``kind: random`` makes of eight samples what the hazard itself makes of them, to the bit."""
    alone = load(tmp_path, None, samples=8)
    laid_out = load(tmp_path, {"kind": "random"})
    assert np.array_equal(shifts(laid_out), shifts(alone))
    assert laid_out.points[0].case.world.scenario.points == 1


def test_designs_do_not_meet_each_other_s_floods(tmp_path):
    """What was worked out for one design is not taken for another."""
    found = [shifts(load(tmp_path, one)) for one in (LHS, SOBOL, LHS | {"randomisations": 4})]
    assert len({tuple(one.tolist()) for one in found}) == 3


# Verdicts


def tallies(hits, cases=4):
    """Return tallies of a case each: so many hits of so many cases in replication i."""
    return {
        i: (Tally(cases=cases, hits=k, runs_with_cases=1, runs_kept=int(k == cases)),)
        for i, k in enumerate(hits)
    }


HITS = (4, 0, 3, 1, 2, 2, 4, 3)
"""Of eight runs; samples 0 to 3 are one randomisation, 4 to 7 the other."""


def test_the_unit_is_the_randomisation():
    """8 of 16 and 11 of 16: two units, and Student's interval between them."""
    found = judge(target(), tallies(HITS), samples=8, points=4)
    interval = ratio_interval([8, 11], [16, 16], 0.95)
    assert (found.estimate, found.low, found.high) == (19 / 32, 0.0, 1.0)
    assert interval.low < 0.0
    assert interval.high > 1.0
    assert (found.units, found.samples, found.replications) == (2, 8, 8)
    twice = judge(target(), tallies(HITS * 2), samples=8, points=2)
    assert (twice.units, twice.samples, twice.replications) == (4, 8, 16)
    interval = ratio_interval([8, 8, 8, 14], [16] * 4, 0.95)
    assert (twice.low, twice.high) == (max(interval.low, 0.0), min(interval.high, 1.0))


def test_every_event_is_told_by_sample_and_proved_by_randomisation():
    """Six of eight keep it: 75 %. If all do, two randomisations say what two events would."""
    every = target(over="each_run", threshold=1.0)
    found = judge(every, tallies((4, 0, 4, 4, 3, 4, 4, 4)), samples=8, points=4)
    assert (found.verdict, found.estimate) == ("not_met", 0.75)
    kept = judge(every, tallies((4,) * 8), samples=8, points=4)
    assert (kept.verdict, kept.estimate) == ("undecided", 1.0)
    assert kept.low == exact_interval(2, 2, 0.95).low
    many = judge(every, tallies((4,) * 144), samples=144, points=2)
    assert many.verdict == "met"


def test_two_plans_are_compared_by_randomisation():
    """The same events under both; the share of events that keep it falls by a quarter."""
    every = target(over="each_run", threshold=1.0)
    before, after = tallies((4,) * 8), tallies((4, 0, 4, 4, 3, 4, 4, 4))
    found = difference(every, before, after, samples=8, points=4)
    assert (found.estimate, found.units) == (-0.25, 2)
    share = difference(target(), before, after, samples=8, points=2)
    assert share.units == 4


def test_a_study_judges_by_the_randomisations_of_its_scenario():
    """Four samples in two randomisations: two units behind every verdict, in the manifest too."""
    laid_out = [
        replace(point, case=replace(point.case, world=replace(world, scenario=scenario)))
        for point in points(target(), target(id="every", over="each_run", threshold=1.0))
        for world in [point.case.world]
        for scenario in [replace(world.scenario, randomisations=2)]
    ]
    found = run_study(
        laid_out, id="x", seed=1, stopping=Stopping(most=12), engine=serial(), run=calls
    )
    assert [(one.units, one.samples) for one in found.verdicts] == [(2, 4)] * 4
    assert [one.units for one in found.differences] == [2, 2]
    assert {one.samples for one in found.components} == {4}


def test_runs_samples_and_randomisations_stand_beside_a_verdict():
    """Each by its own number; runs alone where each is a sample and a unit."""
    asked = target(threshold=0.5)
    (row,) = verdict_rows([judge(asked, tallies(HITS), samples=8, points=4)], [asked])
    assert row.sample == ("8 runs", "8 samples", "2 randomisations")
    assert any("more randomisations needed" in remark for remark in row.remarks)
    (row,) = verdict_rows([judge(asked, tallies(HITS), samples=8)], [asked])
    assert row.sample == ("8 runs",)


def test_verdicts_over_a_design_cover_and_are_narrow():
    """200 studies of 8 randomisations of 8 samples: a call is late where rain and wind are high.

    The probability that a call is in time is 1 - x y, whose mean is 3/4. Nominal 95 % over
    randomisations covers 92 to 98 %; with samples as if independent, more than 99 %, and the
    interval is wider by half.
    """
    covered, widths = np.zeros(2), np.zeros(2)
    trials = 200
    for trial in range(trials):
        design = Design(kind="lhs", samples=64, randomisations=8)
        lucks = [design.luck(trial, sample) for sample in range(64)]
        late = [one.uniform("rain", "a") * one.uniform("wind", "a") for one in lucks]
        hits = np.random.default_rng(trial).binomial(400, 1.0 - np.array(late))
        runs = tallies(hits.tolist(), 400)
        for place, number in enumerate((8, 1)):
            found = judge(target(), runs, samples=64, points=number)
            covered[place] += found.low <= 0.75 <= found.high
            widths[place] += found.high - found.low
    assert 0.92 <= covered[0] / trials <= 0.98
    assert covered[1] / trials > 0.99
    assert widths[1] > 1.5 * widths[0]
