"""Areas and public warnings as a scenario states them: the files, and what they do."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field, model_validator

from sandtable.files.fields import (
    Distance,
    FileName,
    FileNames,
    Id,
    Number,
    Part,
    PositiveDuration,
    Quantity,
    Share,
    Speed,
    Text,
)
from sandtable.files.hazard_part import HazardPart, hazard_kind
from sandtable.files.moments import Moment


class GivenPart(HazardPart):
    """A hazard that stands in files as it is: nothing is drawn, dates may be in it."""

    FILES: ClassVar[tuple[str, ...]] = ("file",)
    DATED: ClassVar[bool] = True

    time_zero_clock: Moment | None = None

    @model_validator(mode="before")
    @classmethod
    def one_sample(cls, value: object) -> object:
        """Let there be one sample unless it says otherwise, whatever other hazards have."""
        if not isinstance(value, dict) or "samples" in value:
            return value
        return value | {"samples": 1}


@hazard_kind("areas")
class AreasPart(GivenPart):
    """Polygons with times and what they do, from a file of a geographic system (影响区域)."""

    file: FileName
    layer: Text = ""
    crs: Text = ""
    columns: dict[Text, Text] = Field(default_factory=dict)
    constants: Annotated[dict[Text, Text], Field(alias="set", default_factory=dict)]
    unit: Text = ""


class EffectPart(Part):
    """What a warning does to roads and people; nothing stated = nothing (预警影响)."""

    speed_factor: Annotated[float, Field(ge=0, le=1)] | None = None
    depth: Distance | None = None
    velocity: Speed | None = None
    depth_velocity: Annotated[float, Quantity("depth_velocity")] | None = None
    fire: Annotated[float, Quantity("fireline")] | None = None
    smoke: Annotated[float, Quantity("extinction")] | None = None
    dose: Number | None = None
    visibility: Distance | None = None
    wind: Speed | None = None
    exposure: Id = ""
    share: Share = 1.0


class GeocodesPart(Part):
    """Districts by the codes that warnings name them with (行政区划代码)."""

    file: FileName
    column: Text
    name: Text = ""
    layer: Text = ""
    crs: Text = ""


@hazard_kind("alert")
class AlertPart(GivenPart):
    """Warnings that are issued, and what each severity does in their areas (预警信息)."""

    FILES: ClassVar[tuple[str, ...]] = ("file", "geocodes.file")

    file: FileNames
    geocodes: GeocodesPart | None = None
    severity: dict[Text, EffectPart]
    lasts: PositiveDuration | None = None
