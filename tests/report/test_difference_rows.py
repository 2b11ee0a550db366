import math
from dataclasses import replace

import pytest

from sandtable.ground.language import set_language
from sandtable.ground.names import Name
from sandtable.report.difference_rows import change, difference_rows
from sandtable.study.compare import Difference
from sandtable.world.target import Target

NAMES = {
    "alternatives": {"east": Name("前置东湾", "east")},
    "scenarios": {"month": Name("一个月", "a month")},
}


def target(statistic="proportion", **fields):
    """Return a target named arrival."""
    usual = {"clock_from": "reported", "clock_to": "first_arrival", "threshold": 0.9}
    limits = {"within_s": 900.0, "sense": "at_least"}
    return Target(
        id="a", name=Name("到场", "arrival"), statistic=statistic, **usual, **limits, **fields
    )


def found(estimate, low, high):
    """Return a difference with its interval."""
    return Difference(
        target="a",
        scenario="month",
        baseline="present",
        alternative="east",
        estimate=estimate,
        low=low,
        high=high,
        confidence=0.95,
        units=40,
        correlation=0.9,
        variance_ratio=10.0,
    )


def test_shares_differ_by_points_and_the_unit_is_said_once():
    """A change from 90 to 92 % is two percentage points, never 2 %."""
    heads, rows = difference_rows([found(0.02, -0.01, 0.05)], [target()], **NAMES)
    assert heads == ("Target", "Alternative", "Difference", "Interval")
    assert rows == [("arrival", "east", "+2 points", "−1 … +5 points")]


def test_runs_that_are_not_compared_are_counted():
    """A breach that one plan prevents is no case of it: the row counts such runs."""
    one = replace(found(0.02, -0.01, 0.05), only_baseline=22, only_alternative=1)
    _heads, rows = difference_rows([one], [target()], **NAMES)
    assert rows[0][-1].endswith("\nwithout 23 runs in which only one of the two plans has a case")


def test_times_differ_by_time_with_a_sign():
    """Of a quantile it is seconds or minutes, whichever suits; faster is minus."""
    slower = difference_rows([found(-90.0, -300.0, 30.0)], [target("p90")], **NAMES)[1]
    assert slower == [("arrival", "east", "−90 s", "−5 min … +30 s")]


def test_what_cannot_be_told_has_no_row():
    """A target without any case cannot be compared; a row of dashes would say no more."""
    assert difference_rows([found(math.nan, math.nan, math.nan)], [target()], **NAMES)[1] == []


def test_several_scenarios_are_told_apart():
    """With two scenarios the row says which one it is about, in the language in force."""
    names = NAMES | {"scenarios": NAMES["scenarios"] | {"year": Name("一年", "a year")}}
    set_language("zh")
    ((first, *_rest),) = difference_rows([found(0.0, 0.0, 0.0)], [target()], **names)[1]
    assert first == "到场 / 一个月"


@pytest.mark.parametrize(("value", "said"), [(0.0, "±0 points"), (0.1, "+10 points")])
def test_no_change_is_neither_plus_nor_minus(value, said):
    """Nothing changed is said with a sign of its own."""
    assert change(value, target()) == said
