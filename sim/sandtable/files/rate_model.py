"""How often something happens, as people write it (发生率)."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from sandtable.files.fields import Duration, Number, Part, PositiveDuration, RatePer, Wrong
from sandtable.ground.language import _
from sandtable.ground.units import written
from sandtable.world.rate import Rate


def rate_alone(value: object) -> object:
    """Let a rate alone be the same at all times."""
    return value if isinstance(value, dict) else {"mean": value}


class RatePart(Part):
    """How often incidents occur (发生率)."""

    mean: RatePer
    amplitude: RatePer = 0.0
    period: PositiveDuration = 86400.0
    phase: Duration = 0.0
    by_hour: Annotated[list[Number], Field(min_length=24, max_length=24)] | None = None

    @model_validator(mode="after")
    def one_shape(self) -> Self:
        """Refuse a cycle below zero, or beside factors by hour."""
        if self.by_hour is not None and self.amplitude > 0.0:
            expected, repair = _("'amplitude' or 'by_hour'"), _("Take one of them out.")
            raise Wrong(_("both"), expected, repair, code="rate", inside=("amplitude",))
        if self.amplitude > self.mean:
            expected = _("an amplitude of at most the mean")
            repair = _("A rate never falls below 0.")
            shown = written("rate", self.amplitude)
            raise Wrong(shown, expected, repair, code="rate", inside=("amplitude",))
        return self


def rate_of(one: RatePart) -> Rate:
    """Return the rate that a part states."""
    return Rate(
        mean_per_s=one.mean,
        amplitude_per_s=one.amplitude,
        period_s=one.period,
        phase_s=one.phase,
        by_hour=tuple(one.by_hour or ()),
    )
