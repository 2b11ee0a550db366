"""Looks: at complete prefixes, whole ensembles once past the first, and enough is enough."""

import math
from itertools import islice, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.study.worlds import NAN, target

from sandtable.study.stopping import FIRST_LOOK, Stopping, look_numbers, whole
from sandtable.study.tally import Tally
from sandtable.study.verdict import judge


@pytest.mark.parametrize(
    ("samples", "looks"),
    [
        (0, [20, 30, 45, 67, 100, 150]),
        (1, [20, 30, 45, 67, 100, 150]),
        (7, [21, 35, 49, 70, 105, 154]),
        (20, [20, 40, 60, 80, 100, 160]),
        (30, [20, 30, 60, 90, 120, 150]),
        (1000, [20, 30, 45, 67, 100, 150, 225, 337, 505, 757, 2000]),
    ],
)
def test_looks_grow_by_half_in_whole_ensembles(samples, looks):
    """20, 30, 45 ..., each rounded up once it is past N."""
    assert list(islice(look_numbers(samples), len(looks))) == looks


@given(st.integers(0, 500), st.integers(1, 5000), st.booleans())
def test_every_look_is_a_multiple_of_n_past_n(samples, most, fixed):
    """Contracts §5, the last look included; looks rise, and the last is the one that was asked."""
    stopping = Stopping(most=most, fixed=fixed)
    looks = list(stopping.looks(samples))
    assert all(b > a for a, b in pairwise(looks))
    assert looks[-1] == stopping.last(samples)
    assert most <= looks[-1] < most + max(samples, 1)
    for look in looks:
        assert samples <= 1 or look <= samples or look % samples == 0
        assert look >= min(FIRST_LOOK, most)
    assert not fixed or len(looks) == 1


@given(st.integers(0, 500), st.integers(0, 5000))
def test_an_interrupted_study_is_judged_by_whole_ensembles(samples, finished):
    """Never by more than was finished, and past N by a multiple of N."""
    found = whole(finished, samples)
    assert finished - max(samples, 1) < found <= finished
    assert samples <= 1 or found <= samples or found % samples == 0


def verdict(hits, cases, runs, **fields):
    """Return a target and the verdict on runs that all say the same, but for the first."""
    aim = target(**fields)
    seen = {
        i: (Tally(cases=cases, runs_with_cases=int(cases > 0), hits=hits - (i == 0)),)
        for i in range(runs)
    }
    return aim, judge(aim, seen)


MET = verdict(10, 10, 40, threshold=0.9)
UNDECIDED = verdict(10, 10, 40, threshold=0.9975)
NO_CASE = verdict(1, 0, 3)
NEVER_A_CASE = (target(), judge(target(), {0: (Tally(),)}, unanswerable="not recorded"))


def test_a_reason_of_the_runs_is_no_end():
    """Nothing yet: play on; nothing ever, by the files: that is decided."""
    for why, enough in (("none_happened", False), ("no_such_incident", True)):
        found = judge(target(), {0: (Tally(),)}, nothing=why)
        for precision in (NAN, 0.5):
            stopping = Stopping(most=1, fixed=False, precision=precision)
            assert stopping.suffices([(target(), found)]) == enough


def test_a_fixed_number_looks_once():
    """Whatever it finds."""
    assert Stopping(most=9).suffices([UNDECIDED])


def test_decided_means_every_verdict():
    """No case may still turn up, unless the records cannot tell it at all."""
    stopping = Stopping(most=1000, fixed=False)
    assert MET[1].verdict == "met"
    assert UNDECIDED[1].verdict == "undecided"
    assert stopping.suffices([MET, NEVER_A_CASE])
    assert not stopping.suffices([MET, UNDECIDED])
    assert not stopping.suffices([MET, NO_CASE])


def test_precision_is_absolute_for_shares():
    """Half the width of the interval, whatever the word."""
    aim, found = UNDECIDED
    half = 0.5 * (found.high - found.low)
    assert Stopping(most=1, fixed=False, precision=1.01 * half).suffices([(aim, found)])
    assert not Stopping(most=1, fixed=False, precision=0.99 * half).suffices([(aim, found)])


def timed(*seconds):
    """Return a target on the mean time and the verdict on runs of one case each."""
    aim = target(statistic="mean", within_s=NAN, threshold=600.0, sense="at_most")
    seen = {
        i: (Tally(cases=1, runs_with_cases=1, low_s=s, high_s=s),) for i, s in enumerate(seconds)
    }
    return aim, judge(aim, seen)


def test_precision_is_relative_for_times():
    """5 % of a mean of 600 s is half a minute."""
    aim, found = timed(590.0, 600.0, 610.0)
    relative = 0.5 * (found.high - found.low) / 600.0
    assert Stopping(most=1, fixed=False, precision=1.01 * relative).suffices([(aim, found)])
    assert not Stopping(most=1, fixed=False, precision=0.99 * relative).suffices([(aim, found)])


def test_precision_of_a_rate_is_that_of_a_share():
    """Half-widths of 0.1 and more, whatever the estimate."""
    aim = target(quantity="rate", statistic="mean", rate_of="linked_time")
    seen = {
        i: (Tally(cases=1, runs_with_cases=1, low_s=s, high_s=s, over_s=100.0),)
        for i, s in enumerate((40.0, 50.0, 60.0))
    }
    found = judge(aim, seen)
    half = 0.5 * (found.high - found.low)
    assert Stopping(most=1, fixed=False, precision=1.01 * half).suffices([(aim, found)])
    assert not Stopping(most=1, fixed=False, precision=0.99 * half).suffices([(aim, found)])


def test_what_is_not_known_is_never_precise():
    """An infinite mean, a single run, no case yet."""
    stopping = Stopping(most=1, fixed=False, precision=0.5)
    assert not stopping.suffices([timed(590.0, math.inf)])
    assert not stopping.suffices([timed(590.0)])
    assert not stopping.suffices([NO_CASE])
    assert stopping.suffices([NEVER_A_CASE])
