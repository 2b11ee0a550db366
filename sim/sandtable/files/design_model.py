"""The design of an ensemble as people write it: how samples are laid out (样本设计)."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from sandtable.files.fields import Part, PositiveCount, Text, Wrong
from sandtable.files.hazard_part import HazardPart
from sandtable.ground.language import _


class DesignPart(Part):
    """Where the samples of all hazards that are worked out lie (样本设计)."""

    kind: Literal["random", "lhs", "sobol"]
    randomisations: PositiveCount | None = None
    dimensions: Annotated[list[Text], Field(default_factory=list)]

    @model_validator(mode="after")
    def fits(self) -> Self:
        """Refuse keys that do nothing, and a design whose error nobody could tell."""
        if self.kind == "random" and self.randomisations is not None:
            repair = _("Independent samples need none: take it out.")
            raise _wrong("randomisations", str(self.randomisations), _("no such key"), repair)
        if self.kind != "random" and (self.randomisations or 1) < 2:
            shown = _("nothing") if self.randomisations is None else str(self.randomisations)
            expected = _("at least 2 randomisations")
            repair = _("From one alone nobody can tell how much it errs; write 4 or more.")
            raise _wrong("randomisations", shown, expected, repair)
        if self.kind == "sobol" and not self.dimensions:
            expected = _("the uncertain numbers that matter most, as entry.number")
            repair = _("List them under 'dimensions', or take 'kind: lhs'.")
            raise _wrong("dimensions", _("nothing"), expected, repair)
        if self.kind != "sobol" and self.dimensions:
            repair = _("Only 'kind: sobol' has dimensions: take it out.")
            raise _wrong("dimensions", ", ".join(self.dimensions), _("no such key"), repair)
        return self

    def check(self, samples: int | None) -> None:
        """Refuse an ensemble that the design cannot have."""
        number = self.randomisations or 1
        if samples is None:
            repair = _("Add 'samples' to the scenario.")
            raise _wrong("samples", _("nothing"), _("the number of samples"), repair)
        if samples % number:
            expected = _("a multiple of the {number} randomisations").format(number=number)
            near = _("{samples} would do.").format(samples=-(-samples // number) * number)
            raise _wrong("samples", str(samples), expected, near)
        points = samples // number
        if self.kind == "sobol" and points & (points - 1):
            shown = _("{points} points in each randomisation").format(points=points)
            more = number * 2 ** points.bit_length()
            repair = _("{samples} would do.").format(samples=more)
            raise _wrong("samples", shown, _("a power of 2"), repair)


def samples_of(part: HazardPart, design: DesignPart | None, ensemble: int | None) -> int:
    """Return how many realisations of a hazard are worked out.

    Parameters
    ----------
    ensemble
        Samples of the scenario: under a design those of every hazard that states no other number.

    """
    if design is None or ensemble is None or "samples" in part.model_fields_set:
        return part.samples
    return ensemble


def _wrong(key: str, shown: str, expected: str, repair: str) -> Wrong:
    return Wrong(shown, expected, repair, code="design", inside=(key,))
