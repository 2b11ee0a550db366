"""A polder as people write it: cells, roads, the water outside, the breach (圩垸)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, ClassVar, Self

from pydantic import BeforeValidator, Field, model_validator

from sandtable.files.curves import check_rising, keys_of
from sandtable.files.fields import (
    Distance,
    Duration,
    Height,
    Id,
    Item,
    PositiveArea,
    PositiveCountLaw,
    PositiveDistance,
    PositiveDuration,
    PositiveSpeedLaw,
    ShiftLaw,
    Text,
    Wrong,
)
from sandtable.files.hazard_part import HazardPart, WaterSourcePart, hazard_kind
from sandtable.ground.language import _
from sandtable.ground.laws import Law
from sandtable.ground.units import written

THEORETICAL = Law.constant(1.705)
"""Discharge coefficient of a broad-crested weir without losses [m^0.5/s]."""

_NO_SHIFT = Law.constant(0.0)
_AS_STATED = Law.constant(1.0)


class CellItem(Item):
    """A part of the polder, most often a village (村片)."""

    zone: Id
    ground: Height
    relief: Distance = 0.0
    area: PositiveArea
    near: Distance = 0.0
    far: Distance = 0.0
    dry: bool = False

    HEADERS: ClassVar[dict[str, str]] = Item.HEADERS | {
        "片区": "zone",
        "地面高程": "ground",
        "地面高程(米)": "ground_m",
        "起伏": "relief",
        "起伏(米)": "relief_m",
        "面积": "area",
        "面积(平方公里)": "area_km2",
        "近边": "near",
        "近边(米)": "near_m",
        "远边": "far",
        "远边(米)": "far_m",
        "不进水": "dry",
    }

    @model_validator(mode="after")
    def near_before_far(self) -> Self:
        """Refuse a far edge that is nearer than the near one."""
        if self.far < self.near:
            expected = _("at least 'near', {distance}")
            expected = expected.format(distance=written("distance", self.near))
            repair = _("The water comes to the near edge first.")
            shown = written("distance", self.far)
            raise Wrong(shown, expected, repair, code="cell", inside=("far",))
        return self


class PolderArcItem(Item):
    """A road in the polder: an arc, the zone it lies in, its lowest point (垸内路段)."""

    link_id: Text
    zone: Id
    deck: Height

    HEADERS: ClassVar[dict[str, str]] = Item.HEADERS | {
        "路段编号": "link_id",
        "片区": "zone",
        "路面高程": "deck",
        "路面高程(米)": "deck_m",
    }


class GrowthPoint(Item):
    """A breach at a time since it opened (溃口发展)."""

    at: Duration
    width: PositiveDistance
    bottom: Height

    HEADERS: ClassVar[dict[str, str]] = Item.HEADERS | {
        "时间": "at",
        "时间(小时)": "at_h",
        "宽度": "width",
        "宽度(米)": "width_m",
        "底高程": "bottom",
        "底高程(米)": "bottom_m",
    }


@hazard_kind("polder")
class PolderPart(HazardPart):
    """A polder that fills through a breach; one realisation per sample (圩垸溃决)."""

    REFERENCES: ClassVar = (
        ("cells[].zone", "zones"),
        ("arcs[].zone", "zones"),
        ("arcs[].link_id", "arcs"),
    )

    source: WaterSourcePart
    cells: Annotated[list[CellItem], Field(min_length=1)]
    arcs: list[PolderArcItem] = Field(default_factory=list)
    front: PositiveSpeedLaw
    outside: Annotated[dict[Text, Height], BeforeValidator(keys_of("duration", from_0=True))]
    outside_shift: ShiftLaw = _NO_SHIFT
    ground_shift: ShiftLaw = _NO_SHIFT
    bottom_shift: ShiftLaw = _NO_SHIFT
    width_factor: PositiveCountLaw = _AS_STATED
    discharge: PositiveCountLaw = THEORETICAL
    growth: Annotated[list[Annotated[list[GrowthPoint], Field(min_length=1)]], Field(min_length=1)]
    depth: PositiveDistance = 0.3
    calm: PositiveDistance = 0.2
    duration: PositiveDuration = 5 * 86400.0

    @model_validator(mode="after")
    def growth_in_time(self) -> Self:
        """Refuse a growth that does not begin with the breach or does not go on in time."""
        for number, one in enumerate(self.growth):
            _check_times(number, one)
        return self


def _check_times(number: int, growth: Sequence[GrowthPoint]) -> None:
    # Steps of a path are texts here and numbers where lists are walked.
    inside: tuple[str | int, ...] = ("growth", number)
    first = growth[0].at
    if first > 0.0:
        expected, repair = _("a first point at 0 h"), _("Say how wide the breach opens.")
        shown, where = written("duration", first), (*inside, 0, "at")
        raise Wrong(shown, expected, repair, code="growth", inside=where)
    check_rising(growth, inside)
