"""Laws as case files name them."""

import pytest

from sandtable.evidence.inputs import Inputs, UnknownInputs
from sandtable.evidence.named_laws import law_name, laws_of
from sandtable.ground.laws import Law

HOUR = 3600.0


def laws(said, mean_h=1.0, *, typical=False, **beside):
    """Return the laws of a text or object, mean in hours."""
    return laws_of(said, beside, mean_h * HOUR, typical=typical)


def test_a_word_is_a_law():
    """And its mean is the one of the case."""
    assert laws("exponential", 0.5) == (Law.exponential(mean=1800.0),)
    assert laws("deterministic") == (Law.constant(HOUR),)


def test_any_law_stands_for_the_two_extremes():
    """And for those that the sentence names besides."""
    said = "any distribution with this mean; run at least constant and exponential"
    assert [law.kind for law in laws(said)] == ["constant", "exponential"]
    more = "any distribution with this mean, also gamma (shape 3)"
    assert [law_name(law) for law in laws(more)] == ["constant", "exponential", "gamma 3"]


def test_each_law_of_a_sentence_has_its_own_form():
    """What stands behind a name belongs to it."""
    found = laws("constant, gamma with shape 4, or lognormal, sigma = 0.5")
    assert found == (
        Law.constant(HOUR),
        Law.gamma(shape=4.0, mean=HOUR),
        Law.lognormal(sigma=0.5, mean=HOUR),
    )


def test_objects_and_lists_say_the_same():
    """Durations of an object are in hours."""
    said = [{"distribution": "uniform", "low_h": 0.5, "high_h": 1.5}, "exponential"]
    assert laws(said) == (
        Law.uniform(low=1800.0, high=5400.0),
        Law.exponential(mean=HOUR),
    )
    choice = {"distribution": "choice", "values_h": [0.5, 1.5], "weights": [1, 1]}
    assert laws(choice)[0].mean == HOUR


@pytest.mark.parametrize(
    "kind", ["uniform", "triangular", "gamma", "lognormal", "weibull", "exponential", "constant"]
)
def test_a_typical_form_serves_where_any_will_do(kind):
    """Mean as stated; elsewhere the form must be said."""
    (law,) = laws(kind, 2.0, typical=True)
    assert law.mean == pytest.approx(2.0 * HOUR)
    assert law.kind == kind
    if kind in {"gamma", "lognormal", "weibull", "uniform", "triangular"}:
        with pytest.raises(ValueError, match=kind):
            laws(kind, 2.0)


def test_parameters_may_stand_beside_the_key():
    """`busy_time_shape` is meant for the law that has a shape."""
    given = Inputs({"busy_time": "gamma", "busy_time_mean_h": 1.0, "busy_time_shape": 4})
    assert given.laws("busy_time", 1.0) == (Law.gamma(shape=4.0, mean=HOUR),)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("hyperexponential", "hyperexponential"),
        ({"distribution": "uniform", "low_h": 0, "high_h": 1}, "mean 0.5 h"),
        ({"distribution": "gamma", "shape": 4, "colour": 1}, "colour"),
        ({"distribution": "gamma", "shape": "four"}, "gamma"),
        (3, "found 3"),
    ],
)
def test_what_is_not_understood_is_said(said, why):
    """Nothing is guessed."""
    with pytest.raises(UnknownInputs, match=why):
        Inputs({"service": said}).laws("service", 1.0)


@pytest.mark.parametrize(
    ("key", "value", "ask"),
    [
        ("units", 1.5, lambda given: given.whole("units")),
        ("units", True, lambda given: given.whole("units")),
        ("units", None, lambda given: given.whole("units")),
        ("rate", -1, lambda given: given.number("rate", above=0.0)),
        ("rate", "4", lambda given: given.number("rate")),
        ("rates", [], lambda given: given.numbers("rates")),
        ("classes", {}, lambda given: given.each("classes")),
        ("queue", "last come first served", lambda given: given.says("queue", "first come", "inf")),
    ],
)
def test_inputs_of_the_wrong_kind_are_said(key, value, ask):
    """With the key and what was found."""
    with pytest.raises(UnknownInputs, match=rf"inputs\.{key}"):
        ask(Inputs({key: value}))
