"""What every hazard states that reads a terrain: its file, and how it is looked at (地形)."""

from __future__ import annotations

from pydantic import Field

from sandtable.files.fields import Coordinate, FileNames, Part, PositiveDistance, Share, Text
from sandtable.files.hazard_part import HazardPart


class BoxPart(Part):
    """What part of the terrain is looked at, in the coordinates of the network's nodes."""

    west: Coordinate
    south: Coordinate
    east: Coordinate
    north: Coordinate


class GroundPart(HazardPart):
    """Heights of the ground, and the cells in which they are looked at (地面)."""

    terrain: FileNames = Field(default_factory=list)
    crs: Text = ""
    cell: PositiveDistance | None = None
    box: BoxPart | None = None
    most_outside: Share = 0.0
