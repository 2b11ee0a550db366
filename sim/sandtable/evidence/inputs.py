"""The inputs of a case, read with care: what is not understood is said, not guessed."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from typing import Any

from sandtable.evidence.tolerance import is_number
from sandtable.ground import fitting
from sandtable.ground.language import _
from sandtable.ground.laws import KINDS, Law

HOUR_S = 3600.0


class UnknownInputs(ValueError):
    """Inputs of a case that the program cannot run; the text says which."""


class Inputs:
    """Values of a case by key; whoever asks says what he expects.

    Parameters
    ----------
    values
        As in the file.

    """

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = values

    def get(self, key: str, default: Any = None) -> Any:  # noqa: ANN401  as JSON has it
        """Return a value as it is written."""
        return self._values.get(key, default)

    def number(self, key: str, *, above: float = -math.inf) -> float:
        """Return a number greater than `above`."""
        return _number(key, self._needed(key), above)

    def whole(self, key: str) -> int:
        """Return a whole number of at least 1."""
        return _whole(key, self._needed(key))

    def numbers(self, key: str, *, above: float = -math.inf) -> tuple[float, ...]:
        """Return a list of numbers greater than `above`, at least one."""
        value = self._needed(key)
        if not isinstance(value, list) or not value:
            raise _unknown(key, value, _("a list of numbers"))
        return tuple(_number(key, one, above) for one in value)

    def each(self, key: str) -> Iterator[Inputs]:
        """Yield the objects of a list, at least one."""
        value = self._needed(key)
        if not isinstance(value, list) or not value or not all(isinstance(v, dict) for v in value):
            raise _unknown(key, value, _("a list of objects"))
        return (Inputs(one) for one in value)

    def says(self, key: str, *words: str) -> None:
        """Insist that a text contains words; where it is absent, the family's meaning stands.

        Raises
        ------
        UnknownInputs
            If the text says something else: another queue, another law of arrival.

        """
        text = str(self._values.get(key, " ".join(words))).lower().replace("_", " ")
        for word in words:
            if word not in text:
                raise _unknown(key, self._values.get(key), repr(word))

    def laws(self, key: str, mean_h: float) -> tuple[Law, ...]:
        """Return the laws that a key names, with a given mean; their values in seconds.

        A text that allows any law stands for two that differ most in practice: constant and
        exponential. Further parameters stand in the text (``gamma, shape 4``), in the object
        (``{"distribution": "gamma", "shape": 4}``) or beside the key (``busy_time_shape``).
        """
        said = self._needed(key)
        facts = {
            name.removeprefix(f"{key}_"): value
            for name, value in self._values.items()
            if name.startswith(f"{key}_")
        }
        if isinstance(said, Mapping):
            facts |= said
            said = str(facts.pop("distribution", ""))
        text = str(said).lower()
        if re.search(r"\bany (distribution|law)\b", text):
            kinds = ["constant", "exponential"]
        else:
            words = text.replace("deterministic", "constant").replace("log-normal", "lognormal")
            kinds = [kind for kind in KINDS if re.search(rf"\b{kind}\b", words)]
        if not kinds:
            raise _unknown(key, said, ", ".join(KINDS))
        return tuple(_law(kind, _facts(text) | facts, mean_h) for kind in kinds)

    def _needed(self, key: str) -> Any:  # noqa: ANN401
        if key not in self._values:
            raise _unknown(key, None, _("a value"))
        return self._values[key]


def _number(key: str, value: Any, above: float) -> float:  # noqa: ANN401
    if not is_number(value) or not math.isfinite(value) or value <= above:
        limit = "" if math.isinf(above) else f" > {above:g}"
        raise _unknown(key, value, _("a number") + limit)
    return float(value)


def _whole(key: str, value: Any) -> int:  # noqa: ANN401
    if not is_number(value) or value != int(value) or value < 1:
        raise _unknown(key, value, _("a whole number of at least 1"))
    return int(value)


def _unknown(key: str, found: object, expected: str) -> UnknownInputs:
    text = _("inputs.{key}: found {found}, expected {expected}")
    return UnknownInputs(text.format(key=key, found=found, expected=expected))


def _facts(text: str) -> dict[str, float]:
    """Return the parameters that a text names: ``shape 4``, ``sigma = 0.5``, ``p90 1.2``."""
    named = r"\b(shape|sigma|scale|low|mode|high|median|sd|p\d\d)\b\s*(?:of|is|=|:)?\s*(\d+\.?\d*)"
    return {name: float(value) for name, value in re.findall(named, text)}


def _law(kind: str, facts: Mapping[str, Any], mean_h: float) -> Law:
    """Return a law of seconds from facts in hours; its mean must be the one that is stated."""
    known = {
        name.removesuffix("_h"): value
        for name, value in facts.items()
        if name.removesuffix("_h") not in {"mean", "note"}
    }
    mean_s = mean_h * HOUR_S
    if kind == "constant":
        return Law.constant(mean_s)
    scaled = {
        name: value if name in fitting.NUMBERS_WITHOUT_UNIT else _scaled(value)
        for name, value in known.items()
    }
    try:
        law = _made(kind, scaled, mean_s)
    except (ValueError, TypeError) as error:
        raise UnknownInputs(f"{kind}: {error}") from None
    if not math.isclose(law.mean, mean_s, rel_tol=1e-6):
        text = _("the law {kind} has the mean {found} h, not {expected} h")
        raise UnknownInputs(text.format(kind=kind, found=law.mean / HOUR_S, expected=mean_h))
    return law


def _scaled(hours: Any) -> Any:  # noqa: ANN401  a number or a list of them
    return [one * HOUR_S for one in hours] if isinstance(hours, list) else hours * HOUR_S


def _made(kind: str, facts: dict[str, Any], mean_s: float) -> Law:
    if kind in {"empirical", "choice"}:
        return Law.of(kind, **facts)
    try:
        return Law.of(kind, **facts, mean=mean_s)
    except ValueError:
        if not facts:
            raise
        return Law.of(kind, **facts)  # they say all; the mean would be one fact too many
