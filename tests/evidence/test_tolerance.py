"""How near is near enough."""

import math

import pytest
from tests.evidence.cases import RULE

from sandtable.evidence.tolerance import (
    Sample,
    Tolerance,
    allowed,
    is_near,
    is_precise,
    rule_of,
    tolerance_of,
)

RULES = rule_of(RULE)


@pytest.mark.parametrize(
    ("form", "expected", "got", "holds"),
    [
        ({"relative": 0.01}, 200.0, 202.0, True),
        ({"relative": 0.01}, 200.0, 202.01, False),
        ({"relative": 0.01}, -200.0, -198.0, True),
        ({"absolute": 0.5}, 3.0, 3.5, True),
        ({"absolute": 0.5}, 3.0, 3.501, False),
        ({"absolute": 0.5}, 3.0, math.nan, False),
        ({"exact": True}, 59, 59, True),
        ({"exact": True}, 59, 60, False),
        ({"exact": True}, "3908", "3908", True),
        ({"exact": True}, None, None, True),
        ({"exact": True}, None, 72, False),
        ({"absolute": 0.5}, 3.0, None, False),
    ],
)
def test_each_form_holds_within_its_limit(form, expected, got, holds):
    """The limit itself still holds."""
    assert tolerance_of(form).holds(expected, got) is holds


def test_comparisons_leave_room_for_rounding():
    """0.3 - 0.1 exceeds 0.2 by its last digit only."""
    assert Tolerance("absolute", 0.2).holds(0.1, 0.3)


@pytest.mark.parametrize(
    "form", [{}, {"relative": -1}, {"near": 1}, {"relative": 1, "exact": True}]
)
def test_other_forms_are_refused(form):
    """Exactly one form, with a value that makes sense."""
    with pytest.raises(ValueError, match="expected a tolerance"):
        tolerance_of(form)


def test_a_sample_is_worked_out_by_hand():
    """1, 2, 3, 4: mean 2.5, s = 1.2910, error 0.6455; t(3, 95 %) = 3.1824."""
    sample = Sample.of([1.0, 2.0, 3.0, 4.0], 0.95)
    assert sample.mean == pytest.approx(2.5)
    assert sample.standard_error == pytest.approx(0.6454972)
    assert sample.half_width == pytest.approx(3.182446 * 0.6454972, rel=1e-6)


def sample(mean, error, replications=40):
    """Return a sample with a half-width of twice its error."""
    return Sample(mean=mean, standard_error=error, half_width=2 * error, replications=replications)


def test_near_means_three_and_a_half_standard_errors():
    """Whatever the half-width."""
    assert is_near(RULES, 1.0, sample(1.034, 0.01))
    assert not is_near(RULES, 1.0, sample(1.036, 0.01))
    assert allowed(RULES, 1.0, sample(1.0, 0.01)) == pytest.approx(0.035)


def test_precise_means_two_per_cent_or_the_floor_of_a_probability():
    """The floor of 0.0005 is for probabilities, fractions and shares alone."""
    assert is_precise(RULES, "mean_wait_h", 1.0, sample(1.0, 0.009))
    assert not is_precise(RULES, "mean_wait_h", 1.0, sample(1.0, 0.011))
    assert is_precise(RULES, "probability_of_loss", 0.001, sample(0.001, 0.0002))
    assert not is_precise(RULES, "mean_loss", 0.001, sample(0.001, 0.0002))


def test_replications_that_all_agree_prove_nothing():
    """The rule asks for a standard error above 0, and for 20 replications."""
    assert not is_precise(RULES, "mean_wait_h", 1.0, sample(1.0, 0.0))
    assert not is_precise(RULES, "mean_wait_h", 1.0, sample(1.0, 0.009, replications=19))


def test_an_expected_zero_asks_for_no_interval():
    """|got| up to the floor holds."""
    assert is_precise(RULES, "probability_of_loss", 0.0, sample(0.0, 0.0))
    assert is_near(RULES, 0.0, sample(0.0004, 0.1))
    assert not is_near(RULES, 0.0, sample(0.0006, 0.1))
