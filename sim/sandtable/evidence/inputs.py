"""The inputs of a case, read with care: what is not understood is said, not guessed."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from functools import wraps
from typing import TYPE_CHECKING, Any

from sandtable.evidence.named_laws import HOUR_S, LawUnknown, laws_of
from sandtable.evidence.tolerance import is_number
from sandtable.ground.language import _
from sandtable.ground.laws import Law

if TYPE_CHECKING:
    from sandtable.evidence.case_files import Case
    from sandtable.evidence.model import Compute, Values


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

    def pairs(self, key: str) -> tuple[tuple[float, float], ...]:
        """Return a list of pairs of numbers of at least 0, at least one."""
        value = self._needed(key)
        if not isinstance(value, list) or not value:
            raise _unknown(key, value, _("a list of pairs"))
        for pair in value:
            if not isinstance(pair, list) or len(pair) != 2:
                raise _unknown(key, pair, _("two numbers"))
            if not all(is_number(one) and 0.0 <= one < math.inf for one in pair):
                raise _unknown(key, pair, _("two numbers of at least 0"))
        return tuple((float(first), float(second)) for first, second in value)

    def each(self, key: str) -> Iterator[Inputs]:
        """Yield the objects of a list, at least one."""
        value = self._needed(key)
        if not isinstance(value, list) or not value or not all(isinstance(v, dict) for v in value):
            raise _unknown(key, value, _("a list of objects"))
        return (Inputs(one) for one in value)

    def says(self, key: str, *words: str) -> None:
        """Insist that a text contains words; where it is absent, the family's meaning stands.

        Parameters
        ----------
        words
            Each a plain word, or several with ``|`` between them of which one will do.

        Raises
        ------
        UnknownInputs
            If the text says something else: another queue, another law of arrival.

        """
        text = str(self._values.get(key, " ".join(words))).lower().replace("_", " ")
        for word in words:
            if not any(one in text for one in word.split("|")):
                raise _unknown(key, self._values.get(key), repr(word))

    def laws(self, key: str, mean_h: float, *, typical: bool = False) -> tuple[Law, ...]:
        """Return the laws that a key names, with a given mean; their values in seconds.

        See `named_laws.laws_of` for how they may be written. Further parameters may stand beside
        the key: ``busy_time_shape``.

        Parameters
        ----------
        mean_h
            Mean of every law [h].
        typical
            Whether a law named without its form may take a typical one; only where the answer does
            not depend on it.

        """
        beside = {
            name.removeprefix(f"{key}_"): value
            for name, value in self._values.items()
            if name.startswith(f"{key}_")
        }
        try:
            return laws_of(self._needed(key), beside, mean_h * HOUR_S, typical=typical)
        except LawUnknown as error:
            raise UnknownInputs(f"inputs.{key}: {error}") from None

    def _needed(self, key: str) -> Any:  # noqa: ANN401
        if key not in self._values:
            raise _unknown(key, None, _("a value"))
        return self._values[key]


def of_inputs(compute: Callable[[Inputs], Values]) -> Compute:
    """Return the answer of a family; what its model refuses is the reason why there is none."""

    @wraps(compute)
    def answer(case: Case) -> Values:
        try:
            return compute(Inputs(case.inputs))
        except UnknownInputs:
            raise
        except ValueError as error:
            raise UnknownInputs(str(error)) from None

    return answer


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
