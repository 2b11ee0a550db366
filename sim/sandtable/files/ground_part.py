"""What every hazard states that reads a terrain: its file, and how it is looked at (地形)."""

from __future__ import annotations

from typing import ClassVar, Self

from pydantic import Field, model_validator

from sandtable.files.fields import (
    Coordinate,
    FileNames,
    Part,
    PositiveDistance,
    Share,
    Text,
    Wrong,
)
from sandtable.files.hazard_part import HazardPart
from sandtable.ground.language import _


class BoxPart(Part):
    """What part of the terrain is looked at, in the coordinates of the network's nodes."""

    west: Coordinate
    south: Coordinate
    east: Coordinate
    north: Coordinate


class GroundPart(HazardPart):
    """Heights of the ground, and the cells in which they are looked at (地面).

    `OF_TERRAIN` are the keys that say nothing without a terrain.
    """

    OF_TERRAIN: ClassVar[frozenset[str]] = frozenset({"crs", "cell", "box", "most_outside"})

    terrain: FileNames = Field(default_factory=list)
    crs: Text = ""
    cell: PositiveDistance | None = None
    box: BoxPart | None = None
    most_outside: Share = 0.0

    @model_validator(mode="after")
    def on_a_terrain(self) -> Self:
        """Refuse what says how a terrain is looked at where there is none."""
        stated = sorted(self.OF_TERRAIN & self.model_fields_set)
        if stated and not self.terrain:
            repair = _("Name a raster of heights, or take '{key}' out.").format(key=stated[0])
            shown, inside = _("no terrain"), (stated[0],)
            raise Wrong(shown, _("'terrain'"), repair, code="terrain", inside=inside)
        return self
