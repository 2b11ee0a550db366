"""How near is near enough: the forms of tolerance of a case file."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from sandtable.study.intervals import t_quantile

ROUNDING = 1.0 + 1e-9
"""Comparisons leave room for the rounding of the last digit."""


@dataclass(frozen=True, slots=True)
class Tolerance:
    """An allowed difference: ``relative`` to the expected value, ``absolute``, or ``exact``."""

    form: Literal["relative", "absolute", "exact"]
    value: float = 0.0

    def limit(self, expected: Any) -> float | None:  # noqa: ANN401  number, text or null
        """Return the allowed absolute difference; None = equality of what is no number."""
        if not is_number(expected):
            return None
        return self.value * (abs(expected) if self.form == "relative" else 1.0)

    def holds(self, expected: Any, got: Any) -> bool:  # noqa: ANN401
        """Say whether a value is near enough; nan never is."""
        limit = self.limit(expected)
        if limit is None or not is_number(got):
            same: bool = expected == got
            return same
        off: float = abs(got - expected)
        return off <= limit * ROUNDING


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What independent replications must show: a mean that is near, and near enough to tell.

    Parameters
    ----------
    min_replications
        At least so many.
    max_standard_errors
        Largest difference, in standard errors of the mean of the replications.
    max_relative_half_width
        The half-width of the interval lies below this share of the expected value.
    confidence
        Of the two-sided t-interval.
    probability_half_width_floor
        For keys that contain one of `probability_key_contains` a half-width below this will also
        do; 0 = no floor. An expected value of 0 is met by anything up to it.

    """

    min_replications: int
    max_standard_errors: float
    max_relative_half_width: float
    confidence: float
    probability_half_width_floor: float = 0.0
    probability_key_contains: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """What replications say about one quantity.

    Parameters
    ----------
    half_width
        Of the two-sided t-interval of the mean.

    """

    mean: float
    standard_error: float
    half_width: float
    replications: int

    @classmethod
    def of(cls, values: Sequence[float] | NDArray[np.float64], confidence: float) -> Sample:
        """Return mean and errors of independent values, one per replication, shape ``(n,)``."""
        array = np.asarray(values, dtype=np.float64)
        n, mean = array.size, float(array.mean())
        if n < 2:
            return cls(mean=mean, standard_error=math.nan, half_width=math.nan, replications=n)
        error = float(array.std(ddof=1)) / math.sqrt(n)
        half = t_quantile(n, confidence) * error
        return cls(mean=mean, standard_error=error, half_width=half, replications=n)


def widest(rule: Rule, key: str, expected: float) -> float:
    """Return the half-width below which a sample can tell; inf where none is asked."""
    if expected == 0.0:
        return math.inf
    relative = rule.max_relative_half_width * abs(expected)
    if any(word in key for word in rule.probability_key_contains):
        return max(relative, rule.probability_half_width_floor)
    return relative


def allowed(rule: Rule, expected: float, sample: Sample) -> float:
    """Return the allowed difference between the mean and the expected value."""
    if expected == 0.0:
        return rule.probability_half_width_floor
    return rule.max_standard_errors * sample.standard_error


def is_near(rule: Rule, expected: float, sample: Sample) -> bool:
    """Say whether the mean is as near to the expected value as chance explains."""
    return abs(sample.mean - expected) <= allowed(rule, expected, sample) * ROUNDING


def is_precise(rule: Rule, key: str, expected: float, sample: Sample) -> bool:
    """Say whether there are enough replications, and they agree well enough to tell."""
    if sample.replications < rule.min_replications:
        return False
    if expected == 0.0:
        return True
    return sample.standard_error > 0.0 and sample.half_width < widest(rule, key, expected)


def rule_of(written: Mapping[str, Any]) -> Rule:
    """Return a rule from the ``rules`` of a case file.

    Raises
    ------
    KeyError, TypeError, ValueError
        If a number is missing or is none.

    """
    return Rule(
        min_replications=int(written["min_replications"]),
        max_standard_errors=float(written["max_standard_errors"]),
        max_relative_half_width=float(written["max_relative_half_width"]),
        confidence=float(written["confidence"]),
        probability_half_width_floor=float(written.get("probability_half_width_floor", 0.0)),
        probability_key_contains=tuple(written.get("probability_key_contains", ())),
    )


def tolerance_of(written: Any) -> Tolerance:  # noqa: ANN401  as JSON has it
    """Return a tolerance from its object of exactly one key.

    Raises
    ------
    ValueError
        If it is no tolerance.

    """
    if isinstance(written, dict) and len(written) == 1:
        ((form, value),) = written.items()
        if form == "exact" and value is True:
            return Tolerance("exact")
        if form in {"relative", "absolute"} and is_number(value) and value >= 0.0:
            return Tolerance(form, float(value))
    message = f"found {written!r}, expected a tolerance"
    raise ValueError(message)


def is_number(value: object) -> bool:
    """Say whether a value of a case file is a number; true and false are none."""
    return isinstance(value, int | float) and not isinstance(value, bool)
