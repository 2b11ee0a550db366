"""Counter-tests: when a paired difference bears a claim out, and when nobody can tell."""

import math

import pytest

from sandtable.evidence.counter import Counter, Strength, as_json, countered, curve
from sandtable.study.intervals import Interval
from sandtable.world.recorded import Recorded

DEATHS = Recorded(id="deaths", measure="deaths", kind="predicted")
LATE = Recorded(id="late", measure="time_safe", kind="predicted")


def claim(sense, asked=DEATHS, margin=0.0):
    """Return a counter-test that sets nothing."""
    return Counter(id="c", says=str, sets=(), asked=asked, sense=sense, margin=margin)


def by_number(*values):
    """Return values by replication."""
    return dict(enumerate(map(float, values)))


def test_more_must_be_more_for_sure():
    """Three runs, each with 4 to 6 deaths more: more. Each way by turns: not shown."""
    before = by_number(0, 1, 2)
    found = countered(claim("more"), before, by_number(4, 6, 8), samples=1)
    assert found.difference.estimate == 5.0
    assert found.ok is True
    assert (found.before.estimate, found.after.estimate) == (1.0, 6.0)
    assert countered(claim("less"), before, by_number(4, 6, 8), samples=1).ok is False
    assert countered(claim("more"), before, by_number(1, 0, 4), samples=1).ok is False


def test_pairs_tell_what_apart_would_not():
    """One second later in every run: sure by pairs, though runs differ by hours."""
    before, after = by_number(100, 5000, 90000), by_number(101, 5001, 90001)
    found = countered(claim("more", LATE), before, after, samples=1)
    assert found.difference.estimate == 1.0
    assert found.before.low < 0.0


def test_the_same_is_within_the_margin():
    """Within ± 1 it is the same, whole interval and all; a wide interval is no sameness."""
    before = by_number(5, 6, 7, 8)
    assert countered(claim("same", margin=1.0), before, before, samples=1).ok is True
    close, wide = by_number(5, 6, 7, 8.4), by_number(8, 6, 7, 5)
    assert countered(claim("same", margin=1.0), before, close, samples=1).ok is True
    assert countered(claim("same", margin=1.0), before, wide, samples=1).ok is False


def test_the_unit_of_a_difference_is_the_sample():
    """Of two samples one tells against it: forty runs do not outvote it."""
    before = by_number(*[0.0] * 40)
    after = by_number(*[9.0 if number % 2 else -1.0 for number in range(40)])
    assert countered(claim("more"), before, after, samples=2).ok is False
    assert countered(claim("more"), before, after, samples=1).ok is True


def test_one_sample_tells_nothing():
    """Without a second one there is no interval."""
    found = countered(claim("more"), by_number(1), by_number(2), samples=1)
    assert found.ok is None
    nothing = by_number(math.nan, math.nan)
    assert countered(claim("more"), nothing, nothing, samples=1).ok is None


STRENGTHS = tuple(Strength(id=name, says=str, sets=()) for name in ("dense", "thin", "none"))


def drawn(*values):
    """Return the curve of three strengths; each value is a probability of two runs or more."""
    return curve(str, Recorded(id="p", measure="entry_began", arguments={"entry": "b"},
                 kind="predicted"), STRENGTHS, values, samples=1)  # fmt: skip


def test_a_curve_rises_as_the_strength_falls():
    """0, a quarter, all of them: it rises; a step back for sure is told."""
    rising = drawn(by_number(0, 0, 0, 0), by_number(1, 0, 0, 0), by_number(1, 1, 1, 1))
    assert [value.estimate for _strength, value in rising.points] == [0.0, 0.25, 1.0]
    assert rising.ok is True
    assert drawn(by_number(0, 0), by_number(1, 1), by_number(0, 0)).ok is False
    back = drawn(by_number(0, 0, 0, 0), by_number(2, 2, 2, 2), by_number(1, 1, 1, 1))
    assert back.whole.low > 0.0
    assert back.ok is False


def test_a_flat_curve_says_nothing():
    """What no strength changes is no curve."""
    flat = by_number(1, 0, 0, 0)
    assert drawn(flat, flat, flat).ok is False


def test_programs_read_null_for_what_is_unknown():
    """JSON has neither nan nor infinity."""
    assert as_json(Interval(1.0, math.nan, math.inf)) == {
        "estimate": 1.0,
        "low": None,
        "high": None,
    }
    assert as_json(Interval(1.0, 0.5, 2.0))["high"] == pytest.approx(2.0)
