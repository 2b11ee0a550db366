"""What wakes a dormant hazard, as people write it: a rate, or another hazard (触发条件)."""

from __future__ import annotations

from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from sandtable.files.fields import (
    AnyQuantity,
    Duration,
    DurationLaw,
    Id,
    Part,
    Share,
    Text,
    Wrong,
    or_text,
)
from sandtable.files.plan_model import INTENSITIES
from sandtable.files.rate_model import RatePart, rate_alone
from sandtable.ground.language import _
from sandtable.ground.units import UnitFault, found, quantity
from sandtable.world.people import NO_TIME

SPEED_FACTOR = "speed_factor"

ROAD_KINDS = (SPEED_FACTOR, *INTENSITIES)
"""Kinds of intensity on roads; all others are kinds of exposure of people."""

Limit = Annotated[
    Any,
    AnyQuantity(),
    WithJsonSchema({"type": ["string", "number"], "examples": ["0.5 m", "30 %"]}),
]


class WhenPart(Part):
    """Another hazard passes a limit at a place (越限)."""

    entry: Id
    kind: Id
    at: Text
    above: Limit = None
    below: Limit = None
    lasting: Duration = 0.0

    @property
    def limit(self) -> float:
        """The limit in the base unit of its kind; a share of people or speed as a part of 1."""
        return self._read("above" if self.below is None else "below")

    def _read(self, key: str) -> float:
        value, dimension = getattr(self, key), INTENSITIES.get(self.kind, "ratio")
        if isinstance(value, int | float) and dimension in {"", "ratio"} and value >= 0:
            return float(value)
        if not dimension:
            said = (found(value), _("a number of at least 0"), _("Write a plain number."))
            raise Wrong(*said, code="unit", inside=(key,))
        try:
            return quantity(dimension, value)
        except UnitFault as wrong:
            said = (wrong.found, wrong.expected, wrong.repair)
            raise Wrong(*said, code="unit", inside=(key,)) from None

    @model_validator(mode="after")
    def one_limit(self) -> Self:
        """Refuse none and both, and one that nothing can pass."""
        if (self.above is None) == (self.below is None):
            shown = _("nothing") if self.above is None else _("both")
            repair = _("Write for example 'above: 0.5 m'.")
            raise Wrong(shown, _("'above' or 'below'"), repair, code="limit")
        limit, key = self.limit, "above" if self.below is None else "below"
        share = self.kind not in INTENSITIES
        if (share and limit > 1.0) or (key == "above" and share and limit >= 1.0):
            expected, repair = _("a share below 100 %"), _("Correct the number.")
            raise Wrong(found(getattr(self, key)), expected, repair, code="limit", inside=(key,))
        return self


class ActivatePart(Part):
    """What wakes an entry by itself (触发)."""

    rate: Annotated[
        RatePart | None, BeforeValidator(rate_alone), Field(json_schema_extra=or_text)
    ] = None
    start: Annotated[Duration, Field(alias="from")] = 0.0
    to: Duration | None = None
    when: WhenPart | None = None
    delay: DurationLaw = NO_TIME
    probability: Share = 1.0

    @model_validator(mode="after")
    def one_way(self) -> Self:
        """Refuse none and both ways, keys of the other way, and an empty window."""
        if (self.rate is None) == (self.when is None):
            shown = _("nothing") if self.rate is None else _("both")
            repair = _("Write 'rate: 0.2 per_d' or 'when: {{entry: ..., ...}}'.").format()
            raise Wrong(shown, _("'rate' or 'when'"), repair, code="activate")
        of = {"when": ("delay", "probability"), "rate": ("start", "to")}
        other = "when" if self.rate is not None else "rate"
        for key in of[other]:
            if key in self.model_fields_set:
                name = "from" if key == "start" else key
                expected = _("no such key beside '{key}'")
                expected = expected.format(key="rate" if other == "when" else "when")
                repair = _("Take it out.")
                raise Wrong(f"'{name}'", expected, repair, code="activate", inside=(name,))
        if self.to is not None and self.to <= self.start:
            expected, repair = _("an end after the beginning"), _("Correct 'from' or 'to'.")
            shown = _("an empty window")
            raise Wrong(shown, expected, repair, code="window", inside=("to",))
        return self
