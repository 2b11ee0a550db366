"""A hazard out of rasters of other programs, as people write it (栅格灾害场)."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from sandtable.files.fields import (
    FileNames,
    Id,
    Part,
    PositiveDuration,
    Quantity,
    Share,
    Text,
    Wrong,
)
from sandtable.files.hazard_part import hazard_kind
from sandtable.files.moments import Moment
from sandtable.files.population_model import PeopledPart
from sandtable.files.water_model import LiftedItem
from sandtable.ground.language import _
from sandtable.ground.units import found

Kind = Literal[
    "depth",
    "velocity",
    "depth_velocity",
    "fire",
    "smoke",
    "dose",
    "visibility",
    "wind",
    "speed_factor",
]
"""Kinds of intensity, as `hazards.intensity.KINDS` has them."""

SignedDuration = Annotated[float, Quantity("duration", signed=True)]


def _nodata(value: object) -> object:
    """Read a number or the word for "there is none"."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if value == "none" or is_number:
        return value
    repair = _("Write the number that the files have where nothing is known, or none.")
    raise Wrong(found(value), _("a number, or none"), repair, code="nodata")


Nodata = Annotated[
    Any,
    BeforeValidator(_nodata),
    WithJsonSchema({"anyOf": [{"type": "number"}, {"const": "none"}]}),
]


class ExposurePart(Part):
    """Who is exposed to what: people where the intensity is worse than a limit (暴露判据)."""

    kind: Id
    above: Text = ""
    below: Text = ""


class MemberPart(Part):
    """The files of one sample (集合成员)."""

    files: Annotated[FileNames, Field(min_length=1)]


class LayerPart(Part):
    """One more kind of intensity on the same raster at the same times (另一强度图层)."""

    kind: Kind
    unit: Text = ""
    files: FileNames = Field(default_factory=list)
    variable: Text = ""
    nodata: Nodata = None


@hazard_kind("field")
class FieldPart(PeopledPart):
    """Rasters in time of any kind of intensity; one realisation, or one per member (栅格灾害场)."""

    REFERENCES: ClassVar = (("lifted[].link_id", "arcs"),)
    FILES: ClassVar = ("files", "members[].files", "also[].files", "population.file")

    kind: Kind
    unit: Text = ""
    files: FileNames = Field(default_factory=list)
    members: list[MemberPart] = Field(default_factory=list)
    variable: Text = ""
    also: list[LayerPart] = Field(default_factory=list)
    crs: Text = ""
    time_zero: SignedDuration | None = None
    time_zero_clock: Moment | None = None
    times: list[SignedDuration] | None = None
    every: PositiveDuration | None = None
    nodata: Nodata = None
    accept_interpolation: bool = False
    exposure: ExposurePart | None = None
    lifted: list[LiftedItem] = Field(default_factory=list)
    most_outside: Share = 0.0

    @model_validator(mode="before")
    @classmethod
    def sample_for_each_member(cls, value: object) -> object:
        """Let there be as many samples as members, whatever a scenario has of other hazards."""
        if not isinstance(value, dict) or "samples" in value:
            return value
        members = value.get("members")
        return value | {"samples": len(members) if isinstance(members, list) and members else 1}

    @model_validator(mode="after")
    def each_kind_once(self) -> Self:
        """Refuse a kind that is there twice, and layers in files of their own beside members."""
        kinds = [self.kind]
        for number, layer in enumerate(self.also):
            if layer.kind in kinds:
                expected, repair = _("each kind once"), _("Take one of them out.")
                inside: tuple[str | int, ...] = ("also", number, "kind")
                raise Wrong(found(layer.kind), expected, repair, code="field", inside=inside)
            if layer.files and self.members:
                expected = _("a variable in the files of the members")
                repair = _("Name the variable, and take the files out.")
                inside = ("also", number, "files")
                raise Wrong(_("files"), expected, repair, code="field", inside=inside)
            kinds.append(layer.kind)
        return self

    @model_validator(mode="after")
    def one_way(self) -> Self:
        """Refuse no files, files in two ways, two times zero, samples without a member."""
        if bool(self.files) == bool(self.members):
            shown = _("both") if self.files else _("nothing")
            repair = _("Name the files of the one course, or those of each member.")
            raise Wrong(shown, _("'files' or 'members'"), repair, code="field")
        if self.time_zero is not None and self.time_zero_clock is not None:
            expected = _("'time_zero' or 'time_zero_clock'")
            inside = ("time_zero_clock",)
            raise Wrong(_("both"), expected, _("Take one of them out."), code="time", inside=inside)
        members = max(1, len(self.members))
        if self.samples != members:
            expected = _("{number}, one for each member").format(number=members)
            repair = _("Give each sample its files under 'members'.")
            inside = ("samples",)
            raise Wrong(str(self.samples), expected, repair, code="samples", inside=inside)
        return self
