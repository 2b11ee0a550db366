"""Curves that people write as a mapping: ``{0 h: 33.2 m, 40 h: 33.15 m}``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Annotated, Protocol, TypeVar

from pydantic import AfterValidator, BeforeValidator, Field

from sandtable.files.fields import LONGEST_HAZARD_S, Share, Text, Wrong
from sandtable.ground.language import _
from sandtable.ground.units import UnitFault, found, quantity, written


class Timed(Protocol):
    """A row of a course in time."""

    @property
    def at(self) -> float:
        """When [s]."""


_Row = TypeVar("_Row", bound=Timed)


def points(dimension: str, curve: Mapping[str, float]) -> tuple[tuple[float, float], ...]:
    """Return the points of a curve, rising, the keys in the base unit of their dimension."""
    return tuple(sorted((quantity(dimension, at), value) for at, value in curve.items()))


def keys_of(dimension: str, *, from_0: bool = False) -> Callable[[object], object]:
    """Return the check that the keys of a curve are quantities, each there once.

    Parameters
    ----------
    from_0
        Whether the first one must be 0.

    """

    def check(curve: object) -> object:
        if not isinstance(curve, dict):
            return curve  # told by its type
        first: dict[float, str] = {}
        for key in curve:
            at = _quantity(dimension, key)
            if at in first:
                expected = _("every point once; the first is '{key}'").format(key=first[at])
                repair = _("Take one of them out.")
                raise Wrong(found(key), expected, repair, code="curve", inside=(key,))
            first[at] = key
        if not first or (from_0 and min(first) > 0.0):
            expected, repair = _("a first point at 0"), _("Say what holds at the beginning.")
            shown = found(first[min(first)]) if first else _("nothing")
            raise Wrong(shown, expected, repair, code="curve")
        return curve

    return check


def check_rising(rows: Sequence[Timed], inside: tuple[str | int, ...] = ()) -> None:
    """Refuse rows whose times do not rise, or go on for years.

    Parameters
    ----------
    inside
        Path to the list of the rows in the part that is checked.

    """
    for number, (before, after) in enumerate(pairwise(rows), start=1):
        if after.at <= before.at:
            expected = _("more than the {time} before it")
            expected = expected.format(time=written("duration", before.at))
            repair = _("Put the points in order of time.")
            shown, where = written("duration", after.at), (*inside, number, "at")
            raise Wrong(shown, expected, repair, code="order", inside=where)
    if rows[-1].at > LONGEST_HAZARD_S:
        expected = _("at most {limit}").format(limit=written("duration", LONGEST_HAZARD_S))
        where = (*inside, len(rows) - 1, "at")
        shown, repair = written("duration", rows[-1].at), _("Correct the number.")
        raise Wrong(shown, expected, repair, code="limit", inside=where)


def _rising(rows: list[_Row]) -> list[_Row]:
    check_rising(rows)
    return rows


def _quantity(dimension: str, key: object) -> float:
    try:
        return quantity(dimension, key)
    except UnitFault as wrong:
        inside = (str(key),)
        raise Wrong(wrong.found, wrong.expected, wrong.repair, code="unit", inside=inside) from None


InTime = Annotated[list[_Row], Field(min_length=1), AfterValidator(_rising)]
"""Rows of a course, at least one, in order of their time ``at``."""
ShareByDepth = Annotated[dict[Text, Share], BeforeValidator(keys_of("distance", from_0=True))]
