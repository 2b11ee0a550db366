"""Where people live by a raster, as a hazard states it (人口栅格)."""

from __future__ import annotations

from typing import Self

from pydantic import model_validator

from sandtable.files.fields import Distance, FileName, Part, PositiveDistance, Text, Wrong
from sandtable.files.hazard_part import HazardPart
from sandtable.ground.language import _


class PopulationPart(Part):
    """Persons in the cells of a raster; they belong to the nearest zone (人口栅格)."""

    file: FileName
    within: PositiveDistance
    crs: Text = ""


class PeopledPart(HazardPart):
    """What all hazards state that reach people in the cells of a raster (人口分布)."""

    spread: Distance = 0.0
    population: PopulationPart | None = None

    @model_validator(mode="after")
    def lives_one_way(self) -> Self:
        """Refuse people who live in two ways."""
        if self.population is not None and self.spread > 0.0:
            expected, repair = _("'spread' or 'population'"), _("Take one of them out.")
            raise Wrong(_("both"), expected, repair, code="people", inside=("population",))
        return self
