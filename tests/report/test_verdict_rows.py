import math
from dataclasses import replace

import pytest

from sandtable.ground.language import set_language
from sandtable.ground.names import Name
from sandtable.report.verdict_rows import (
    amount,
    cause_text,
    duration,
    for_all_plans,
    promise,
    verdict_rows,
)
from sandtable.study.tally import CAUSES
from sandtable.study.verdict import LowConfidenceInput, Verdict
from sandtable.world.target import Target

ARRIVAL = Target(
    id="town.arrive60",
    name=Name("1小时到达率", "arrival within 1 h"),
    clock_from="ordered",
    clock_to="first_arrival",
    within_s=3600.0,
    threshold=0.95,
    sense="at_least",
)


USUAL = Verdict(
    target="town.arrive60",
    alternative="present",
    scenario="flood",
    verdict="not_met",
    estimate=0.8125,
    low=0.79,
    high=0.835,
    confidence=0.95,
    units=50,
    replications=200,
    censored=3,
    more=None,
    cause="wait",
)


def test_a_row_says_what_was_promised_and_what_was_found():
    """Percentages carry one sign for both ends; samples stand beside runs where they differ."""
    (row,) = verdict_rows([USUAL], [ARRIVAL])
    assert row.target == "arrival within 1 h"
    assert row.promise == "at least 95 % within 60 min"
    assert row.word == "✗ not met"
    assert row.estimate == "81.25 %"
    assert row.interval == "79 … 83.5 %"
    assert row.sample == ("200 runs", "50 samples")
    assert row.remarks == ("main cause: waiting for a free team", "open at the end: 3")
    assert row.alternative == ""


def test_rows_speak_chinese():
    """Names, words and reasons change with the language; numbers do not."""
    set_language("zh")
    (row,) = verdict_rows([replace(USUAL, verdict="undecided", more=120)], [ARRIVAL])
    assert row.target == "1小时到达率"
    assert row.word == "? 未定"
    assert row.promise == "60 分钟内不低于 95 %"
    assert row.estimate == "81.25 %"
    assert row.remarks[0] == "主要原因：等待可派队伍"
    assert "120" in row.remarks[-1]


def test_alternatives_are_named_only_where_there_are_several():
    """A single plan needs no column for its name; two plans do, and an unnamed one shows its id."""
    both = [USUAL, replace(USUAL, alternative="forward")]
    rows = verdict_rows(both, [ARRIVAL], alternatives={"present": Name("现行", "present plan")})
    assert [row.alternative for row in rows] == ["present plan", "forward"]


@pytest.mark.parametrize("word", ["met", "not_met", "undecided", "no_case"])
def test_every_verdict_has_a_sign_and_a_word(word):
    """Colour never speaks alone: sign and word differ between verdicts in both languages."""
    seen = set()
    for language in ("en", "zh"):
        set_language(language)
        nothing = replace(USUAL, verdict=word, estimate=math.nan, low=math.nan, high=math.nan)
        (row,) = verdict_rows([nothing], [ARRIVAL])
        sign, text = row.word.split(" ", 1)
        assert len(sign) == 1
        seen.add(text)
        assert (row.estimate, row.interval) == ("–", "")
    assert len(seen) == 2


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.0, "0 s"), (119.0, "119 s"), (120.0, "2 min"), (5400.0, "90 min"), (43200.0, "12 h")],
)
def test_times_are_shown_in_the_unit_that_suits_them(seconds, text):
    """Seconds up to two minutes, minutes up to three hours, hours beyond."""
    assert duration(seconds) == text


def test_scenarios_are_named_only_where_there_are_several():
    """The same target in two scenarios is two lines that can be told apart."""
    both = [USUAL, replace(USUAL, scenario="fire")]
    rows = verdict_rows(both, [ARRIVAL], scenarios={"fire": Name("森林火灾", "forest fire")})
    assert [row.scenario for row in rows] == ["flood", "forest fire"]


def test_an_uncertain_number_that_turns_the_verdict_is_named():
    """The line says at which value of which input the verdict would be another."""
    turning = LowConfidenceInput("plan.hq.decision", "5 min", "9 min", "not_met")
    (row,) = verdict_rows([replace(USUAL, low_confidence_inputs=(turning,))], [ARRIVAL])
    assert row.remarks[-1] == "not met if plan.hq.decision is 9 min"


def test_a_promise_for_every_event_is_shown_as_a_share_of_events():
    """Though the target is a mean time, its estimate is the share of events that kept it."""
    every = replace(ARRIVAL, statistic="mean", over="each_run", threshold=900.0, sense="at_most")
    (row,) = verdict_rows([USUAL], [every])
    assert row.estimate == "81.25 %"


def test_what_never_happens_is_a_word():
    """Unreachable is a result, never a large number."""
    assert duration(math.inf) == "never"


def test_amounts_have_the_unit_of_their_target():
    """A mean is a time, a rate is per mille, a missing number is a dash."""
    mean = Target(id="a", statistic="mean", threshold=900.0, sense="at_most")
    rate = Target(id="b", quantity="rate", threshold=0.0009, sense="at_most")
    assert amount(754.0, mean) == "12.57 min"
    assert promise(mean) == "at most 15 min"
    assert promise(rate) == "at most 0.9 ‰"
    assert amount(math.nan, mean) == "–"


@pytest.mark.parametrize("cause", CAUSES)
def test_every_cause_has_words_in_both_languages(cause):
    """No bare identifier reaches a planner."""
    words = set()
    for language in ("en", "zh"):
        set_language(language)
        words.add(cause_text(cause))
    assert len(words) == 2
    assert not any("_" in word for word in words)


def test_a_cause_of_the_user_keeps_its_name():
    """Known parts of the response have words; what a file calls a cause stays as written."""
    assert cause_text("turnout") == "turnout"
    assert cause_text("n12_flooded") == "n12_flooded"


def test_no_case_of_all_plans_is_one_row():
    """Where every plan has no case for one reason it is said once; where one has a case, not."""
    nothing = replace(USUAL, verdict="no_case", cause="no_residents", censored=0)
    plans = [replace(nothing, alternative=name) for name in ("a", "b", "c")]
    (row,) = for_all_plans(verdict_rows(plans, [ARRIVAL]))
    assert row.alternative == "all plans"
    mixed = [*plans[:2], replace(USUAL, alternative="c")]
    rows = for_all_plans(verdict_rows(mixed, [ARRIVAL]))
    assert [row.alternative for row in rows] == ["a", "b", "c"]
