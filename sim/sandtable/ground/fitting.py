"""Laws from what people know of them: a mean, a median, two quantiles (contracts §1).

A planner says "twelve minutes, in one case of ten more than twenty-five"; the kernels want a median
and a sigma. This file turns the first into the second, or says what does not fit together.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sandtable.ground import quantiles
from sandtable.ground.language import _

QUANTILE_NAME = re.compile(r"p([0-9]{1,2})(?:_([0-9]+))?")
"""``p90`` is the value that 90 % stay below; ``p99_9`` the same for 99.9 %."""


class LawFault(ValueError):
    """A law that makes no sense, in parts that a reader of files can put in its place.

    Parameters
    ----------
    parameter
        Name of the wrong parameter, or the kind of law where several do not fit together.
    found
        What was found.
    expected
        What was expected.

    """

    def __init__(self, parameter: str, found: str, expected: str) -> None:
        super().__init__(parameter, found, expected)
        self.parameter, self.found, self.expected = parameter, found, expected

    def __str__(self) -> str:
        """Say what was found and what was expected."""
        text = _("{parameter}: found {found}, expected {expected}")
        return text.format(parameter=self.parameter, found=self.found, expected=self.expected)


@dataclass(frozen=True, slots=True)
class Family:
    """Laws of one form number and one size: multiply the size and every value is multiplied.

    Parameters
    ----------
    number
        Number of the law in `quantiles`.
    form, size
        Names of the form (shape, sigma) and of the size (mean, median, scale).
    smallest, largest
        Range of the form: beyond it the law is a constant, or has no mean that a computer can hold.
    form_first
        Whether the kernels take the form before the size.

    """

    number: int
    form: str
    size: str
    smallest: float
    largest: float
    form_first: bool = True

    def parameters(self, form: float, size: float) -> tuple[float, float]:
        """Return form and size as the kernels take them."""
        return (form, size) if self.form_first else (size, form)

    def fact(self, name: str, form: float) -> float:
        """Return mean, sd, scale or a quantile of the member with this form and size 1."""
        a, b = self.parameters(form, 1.0)
        if name == "scale":  # only the gamma law can be asked: the Weibull law's is its size
            return 1.0 if self.size == "scale" else 1.0 / form
        if name in {"mean", "sd"}:
            mean: float = quantiles.mean(self.number, a, b, 0.0)
            return mean * quantiles.relative_sd(self.number, form) if name == "sd" else mean
        value: float = quantiles.quantile(self.number, a, b, 0.0, probability(name))
        return value


FAMILIES = {
    "gamma": Family(quantiles.GAMMA, "shape", "mean", 0.01, 1e6),
    "lognormal": Family(quantiles.LOGNORMAL, "sigma", "median", 1e-6, 20.0, form_first=False),
    "weibull": Family(quantiles.WEIBULL, "shape", "scale", 0.05, 1e3),
}

NUMBERS_WITHOUT_UNIT = frozenset({"shape", "sigma", "weights"})
"""Parameters that are pure numbers; all others have the unit of the values."""


def names(kind: str) -> tuple[str, ...]:
    """Return the parameters that a kind of law understands; ``pNN`` stands for any quantile."""
    return _NAMES[kind]


_NAMES = {
    "constant": ("value",),
    "uniform": ("low", "high", "mean", "median", "half_width", "sd", "pNN"),
    "triangular": ("low", "mode", "high", "mean", "median"),
    "exponential": ("mean", "median", "pNN"),
    "gamma": ("shape", "scale", "mean", "median", "sd", "pNN"),
    "lognormal": ("sigma", "mean", "median", "sd", "pNN"),
    "weibull": ("shape", "scale", "mean", "median", "sd", "pNN"),
    "empirical": ("values", "weights"),
    "choice": ("values", "weights"),
}


def probability(name: str) -> float:
    """Return the probability that a quantile's name speaks of; nan if it is no such name."""
    if name == "median":
        return 0.5
    match = QUANTILE_NAME.fullmatch(name)
    if match is None:
        return math.nan
    digits = match.group(1) + (match.group(2) or "")
    hundred: int = 10 ** (len(match.group(2) or "") + 2)
    return int(digits) / hundred


def fit(kind: str, facts: Mapping[str, float]) -> tuple[float, ...]:
    """Return the parameters of a law as `Law` keeps them.

    Parameters
    ----------
    kind
        A continuous law or ``"constant"``.
    facts
        Finite numbers under names that the kind understands.

    Raises
    ------
    LawFault
        If there are too few or too many facts, or no such law has them.

    """
    if kind in FAMILIES:
        return _fit_family(kind, facts)
    if kind == "constant":
        return (_only(kind, facts, {"value"}),)
    if kind == "exponential":
        return (_exponential_mean(facts),)
    return _uniform(facts) if kind == "uniform" else _triangular(facts)


def _only(kind: str, facts: Mapping[str, float], wanted: set[str]) -> float:
    if set(facts) != wanted:
        raise _wrong_facts(kind, facts)
    return facts[next(iter(wanted))]


def _wrong_facts(kind: str, facts: Mapping[str, float]) -> LawFault:
    return LawFault(kind, ", ".join(facts) or _("nothing"), _expected_facts(kind))


def _expected_facts(kind: str) -> str:
    """Say which parameters make a law of this kind."""
    two = _("or two of mean, median and sd, or two quantiles")
    texts = {
        "constant": _("value"),
        "uniform": _("low and high, or mean with half_width or sd, or two quantiles"),
        "triangular": _("low and high with mode, mean or median"),
        "exponential": _("one of mean, median or a quantile such as p90"),
        "gamma": _("shape with mean, median, sd, scale or a quantile,") + " " + two,
        "lognormal": _("sigma with median, mean, sd or a quantile,") + " " + two,
        "weibull": _("shape with scale, mean, median, sd or a quantile, or two quantiles"),
    }
    return texts[kind]


def _positive(facts: Mapping[str, float]) -> None:
    for name, value in facts.items():
        if value <= 0.0:
            raise LawFault(name, number(value), _("a number above 0"))


def number(value: float) -> str:
    """Write a number as a person would."""
    return f"{value:.15g}"


def _exponential_mean(facts: Mapping[str, float]) -> float:
    if len(facts) != 1:
        raise _wrong_facts("exponential", facts)
    _positive(facts)
    ((name, value),) = facts.items()
    if name == "mean":
        return value
    unit: float = quantiles.quantile(quantiles.EXPONENTIAL, 1.0, 0.0, 0.0, probability(name))
    return value / unit


def _uniform(facts: Mapping[str, float]) -> tuple[float, float]:
    widths = [name for name in facts if name in {"half_width", "sd"}]
    where = {"low": 0.0, "high": 1.0, "mean": 0.5}
    points = [(where.get(name, probability(name)), name) for name in facts if name not in widths]
    if len(points) + len(widths) != 2 or len(widths) > 1:
        raise _wrong_facts("uniform", facts)
    if widths:
        (at, centre), width = points[0], widths[0]
        if at != 0.5:
            raise _wrong_facts("uniform", facts)
        if facts[width] < 0.0:
            raise LawFault(width, number(facts[width]), _("a number of at least 0"))
        half = facts[width] * (math.sqrt(3.0) if width == "sd" else 1.0)
        return facts[centre] - half, facts[centre] + half
    (p_low, first), (p_high, second) = sorted(points)
    if p_low == p_high:
        raise _wrong_facts("uniform", facts)
    if facts[first] > facts[second]:
        raise _wrong_order(facts, first, second)
    width_all = (facts[second] - facts[first]) / (p_high - p_low)
    low = facts.get("low", facts[first] - p_low * width_all)
    return low, facts.get("high", low + width_all)


def _wrong_order(facts: Mapping[str, float], first: str, second: str) -> LawFault:
    expected = _("at least {name} = {value}").format(name=first, value=number(facts[first]))
    return LawFault(second, number(facts[second]), expected)


def _triangular(facts: Mapping[str, float]) -> tuple[float, float, float]:
    if len(facts) != 3 or not {"low", "high"} <= set(facts):
        raise _wrong_facts("triangular", facts)
    low, high = facts["low"], facts["high"]
    if low > high:
        raise _wrong_order(facts, "low", "high")
    (name,) = set(facts) - {"low", "high"}
    mode = _mode(name, low, facts[name], high)
    if not low <= mode <= high:
        bounds = [_mean_or_median(name, low, edge, high) for edge in (low, high)]
        expected = _("between {low} and {high}").format(
            low=number(bounds[0]), high=number(bounds[1])
        )
        raise LawFault(name, number(facts[name]), expected)
    return low, mode, high


def _mode(name: str, low: float, value: float, high: float) -> float:
    """Return the mode of a triangular law with this mode, mean or median; nan if impossible."""
    if name == "mode" or low == high:
        return value
    if name == "mean":
        return 3.0 * value - low - high
    if not low <= value <= high:
        return math.nan
    width = high - low
    if value >= 0.5 * (low + high):
        return low + 2.0 * (value - low) * ((value - low) / width)
    return high - 2.0 * (high - value) * ((high - value) / width)


def _mean_or_median(name: str, low: float, mode: float, high: float) -> float:
    if name == "mode":
        return mode
    if name == "mean":
        return (low + mode + high) / 3.0
    median: float = quantiles.quantile(quantiles.TRIANGULAR, low, mode, high, 0.5)
    return median


def _fit_family(kind: str, facts: Mapping[str, float]) -> tuple[float, float]:
    family = FAMILIES[kind]
    if len(facts) != 2 or (family.form not in facts and not _two_facts_fit(kind, set(facts))):
        raise _wrong_facts(kind, facts)
    _positive(facts)
    form = facts[family.form] if family.form in facts else _solved_form(kind, family, facts)
    if not family.smallest <= form <= family.largest:
        expected = _("between {low} and {high}").format(
            low=number(family.smallest), high=number(family.largest)
        )
        raise LawFault(family.form, number(form), expected)
    anchor = min(set(facts) - {family.form}, key=lambda name: (name != family.size, name))
    return family.parameters(form, facts[anchor] / family.fact(anchor, form))


def _two_facts_fit(kind: str, two: set[str]) -> bool:
    """Say whether two facts decide the form: their ratio must rise or fall with it throughout.

    The mean over a quantile does not, nor does the Weibull law's mean over its median.
    """
    at = {probability(name) for name in two}
    if len(at) == 2 and not any(math.isnan(p) for p in at):
        return True
    pairs = [{"mean", "sd"}, {"median", "sd"}]
    return two in pairs or (two == {"mean", "median"} and kind != "weibull")


def _solved_form(kind: str, family: Family, facts: Mapping[str, float]) -> float:
    first, second = sorted(
        facts, key=lambda name: (name in {"mean", "sd"}, name == "sd", probability(name))
    )
    wanted = facts[second] / facts[first]
    if probability(first) < probability(second) and wanted <= 1.0:
        expected = _("more than {name} = {value}")
        expected = expected.format(name=first, value=number(facts[first]))
        raise LawFault(second, number(facts[second]), expected)

    def ratio(form: float) -> float:
        return family.fact(second, form) / family.fact(first, form)

    form = _bisected(ratio, wanted, family.smallest, family.largest)
    if math.isnan(form):
        low, high = sorted((ratio(family.smallest), ratio(family.largest)))
        expected = _("{second} / {first} between {low} and {high}").format(
            second=second, first=first, low=f"{low:.4g}", high=f"{high:.4g}"
        )
        raise LawFault(kind, f"{second} / {first} = {wanted:.4g}", expected)
    return form


def _bisected(ratio: Callable[[float], float], wanted: float, low: float, high: float) -> float:
    """Return where a monotone ratio takes a value, to the last digit; nan if it is nowhere.

    The middle is geometric: forms range over many powers of ten.
    """
    rising = ratio(low) < ratio(high)
    if not min(ratio(low), ratio(high)) <= wanted <= max(ratio(low), ratio(high)):
        return math.nan
    while low < (middle := math.sqrt(low * high)) < high:
        if (ratio(middle) < wanted) == rising:
            low = middle
        else:
            high = middle
    return middle
