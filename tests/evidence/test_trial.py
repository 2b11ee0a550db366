"""How long a case is watched, and that only half-widths decide it."""

from dataclasses import replace

import numpy as np
import pytest
from tests.evidence.cases import MMC, RULE

from sandtable.evidence import queues
from sandtable.evidence.case_files import Case
from sandtable.evidence.model import Model, Plan
from sandtable.evidence.runs import Run, play
from sandtable.evidence.setting import Calls, Setting, Span
from sandtable.evidence.tolerance import Tolerance, rule_of
from sandtable.evidence.trial import Trial
from sandtable.ground.laws import Law

SETTING = Setting(name="one", units=1, calls=(Calls(rate_per_h=1.0),), work=Law.constant(60.0))
MODEL = Model(
    settings=(SETTING,),
    plans=(Plan(start_up_h=10.0, watch_h=40 * 1000.0),),
    values=lambda tally: {"mean_wait_h": tally.queue_h / tally.window_h},
)


@pytest.fixture(scope="module")
def tally():
    """Return the tally of a very short run, whose queue the tests then make up."""
    return play(Run(SETTING, Span(from_h=0.0, to_h=2.0, run_out_h=10.0), 1, 0)).tally


def trial(expected=1.0, *, most=10**9, tolerance=None):
    """Return a trial of one number."""
    case = Case(
        id="a",
        family="mmc",
        inputs={},
        expected={"mean_wait_h": expected},
        tolerances={"mean_wait_h": tolerance or rule_of(RULE)},
    )
    return Trial(case, MODEL, 0, seed=1, most_incidents=most)


def feed(one, runs, tally, spread, mean=1.0):
    """Let runs show a queue of this mean, spread evenly over replications."""
    for run in runs:
        share = (run.replication % one.replications) / (one.replications - 1) - 0.5
        queue_h = (mean + spread * share) * tally.window_h
        one.take(run, replace(tally, queue_h=queue_h))


def test_forty_replications_of_equal_length():
    """1,000 h each, behind a start-up phase of 10 h; every run has its own luck."""
    one = trial()
    runs = one.begin()
    assert len(runs) == 40
    assert [run.replication for run in runs] == list(range(40))
    assert {run.span for run in runs} == {one.span}
    assert one.span.from_h == 10.0
    assert one.span.to_h == 1010.0


def test_a_long_replication_is_split_into_runs():
    """2,000,000 incidents in all are 50,000 each: three runs of a replication."""
    long = replace(MODEL, plans=(Plan(start_up_h=10.0, watch_h=2e6),))
    one = Trial(trial().case, long, 0, seed=1, most_incidents=10**9)
    runs = one.begin()
    assert len(runs) == 120
    assert sorted(run.replication for run in runs) == list(range(120))


def test_enough_is_enough(tally):
    """A narrow interval around what is expected ends the trial."""
    one = trial()
    feed(one, one.begin(), tally, spread=0.05)
    assert one.is_due
    assert one.look() == []


def test_too_wide_asks_for_as_much_more_as_it_takes(tally):
    """Half-width 3.36 %: (3.36 / 2)^2 times 1.1 are 3.1 runs in all, so three more."""
    one = trial()
    feed(one, one.begin(), tally, spread=0.35)
    assert one.samples()["mean_wait_h"].half_width == pytest.approx(0.0336, rel=0.01)
    assert len(one.look()) == 3 * 40


@pytest.mark.parametrize("mean", [1.0, 1.005, 5.0])
def test_a_look_does_not_see_how_near_a_mean_is(tally, mean):
    """While intervals are too wide, the same spread asks for the same runs, right or wrong."""
    one = trial()
    feed(one, one.begin(), tally, spread=0.35, mean=mean)
    assert len(one.look()) == 3 * 40


def test_what_fails_is_watched_once_more_and_then_no_more(tally):
    """Four times as long in all; the verdict is final, the seed the same."""
    one = trial()
    first = one.begin()
    feed(one, first, tally, spread=0.01, mean=1.5)
    again = one.look()
    assert len(again) == 3 * len(first)
    assert {run.seed for run in again} == {1}
    assert not {run.replication for run in again} & {run.replication for run in first}
    feed(one, again, tally, spread=0.01, mean=1.5)
    assert one.look() == []


def test_no_run_is_planned_beyond_the_limit(tally):
    """What is still too wide then stays so."""
    one = trial(most=41_000)
    feed(one, one.begin(), tally, spread=3.0)
    assert one.look() == []


def test_replications_that_agree_ask_for_no_more(tally):
    """More of the same would show no more."""
    one = trial()
    feed(one, one.begin(), tally, spread=0.0)
    assert one.look() == []


def test_a_plain_tolerance_asks_for_half_of_it(tally):
    """A number stated to 10 % is watched until the half-width is 5 %."""
    one = trial(tolerance=Tolerance("relative", 0.1))
    feed(one, one.begin(), tally, spread=0.35)
    assert one.look() == []


def test_more_replications_where_the_rule_asks_for_them():
    """The rule of a file may ask for more than forty."""
    one = trial(tolerance=rule_of(RULE | {"min_replications": 64}))
    assert len(one.begin()) == 64


def test_the_planned_length_is_the_one_that_it_takes():
    """For mmc with load 0.5 the first look is precise, and not by a factor."""
    case = Case(
        id="a",
        family="mmc",
        inputs=MMC["inputs"],
        expected={"mean_wait_h": 1 / 3},
        tolerances={"mean_wait_h": rule_of(RULE | {"max_relative_half_width": 0.12})},
    )
    one = Trial(case, queues.mmc(case), 0, seed=2026, most_incidents=10**6)
    for run in one.begin():
        one.take(run, play(run).tally)
    relative = one.samples()["mean_wait_h"].half_width * 3.0
    assert 0.06 < relative < 0.12
    assert np.isfinite(relative)
