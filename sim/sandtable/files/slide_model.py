"""Landslides as people write them: rain, slopes above roads and houses, terrain (滑坡)."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, Self

from pydantic import BeforeValidator, model_validator

from sandtable.files.curves import InTime, keys_of
from sandtable.files.fields import (
    Distance,
    Duration,
    DurationLaw,
    FactorFrom1,
    Id,
    Item,
    Items,
    Number,
    Part,
    PositiveCountLaw,
    PositiveDistance,
    PositiveDuration,
    PositiveFlowLaw,
    PositiveNumber,
    PositiveVolumeLaw,
    Share,
    Text,
    Wrong,
)
from sandtable.files.ground_part import GroundPart
from sandtable.files.hazard_part import SourcePart, hazard_kind
from sandtable.ground.language import _
from sandtable.ground.laws import Law
from sandtable.ground.units import written

_PER_KM = {"low": 0.01, "moderate": 0.05, "high": 0.2, "very_high": 0.5}
_BY_SLOPE = {"10 deg": "low", "15 deg": "moderate", "20 deg": "high", "30 deg": "very_high"}


class RainItem(Item):
    """Rain in the time up to an instant, as a station reports it (降雨)."""

    at: PositiveDuration
    rain: Distance

    HEADERS: ClassVar[dict[str, str]] = Item.HEADERS | {
        "时间": "at",
        "时间(小时)": "at_h",
        "降雨量": "rain",
        "降雨量(毫米)": "rain_mm",
    }


_WORDS = {"低": "low", "中": "moderate", "高": "high", "极高": "very_high"}


class SlideRoadItem(Item):
    """A road below or on a slope, in both directions (易滑路段)."""

    link_id: Text
    susceptibility: Text

    HEADERS: ClassVar[dict[str, str]] = Item.HEADERS | {
        "路段编号": "link_id",
        "易发程度": "susceptibility",
    }
    WORDS: ClassVar[dict[str, str]] = _WORDS


class SlideZoneItem(Item):
    """Houses below a slope (受威胁房屋)."""

    zone: Id
    susceptibility: Text
    share: Share
    length: PositiveDistance = 1000.0

    HEADERS: ClassVar[dict[str, str]] = Item.HEADERS | {
        "片区": "zone",
        "易发程度": "susceptibility",
        "比例": "share",
        "坡长": "length",
        "坡长(米)": "length_m",
    }
    WORDS: ClassVar[dict[str, str]] = _WORDS


class SlideSourcePart(SourcePart):
    """Where slides come from: each is a source of its own, which clearing controls (滑坡体)."""

    control: Literal["void", "hold"] = "hold"
    recession: Duration | None = 0.0


class ThresholdPart(Part):
    """A threshold of the region: rain of ``alpha D^-beta`` mm/h over D hours (本地降雨阈值)."""

    alpha: PositiveNumber
    beta: Number
    shortest: PositiveDuration
    longest: PositiveDuration

    @model_validator(mode="after")
    def in_order(self) -> Self:
        """Refuse durations among which there is none."""
        if self.longest < self.shortest:
            shown, least = (written("duration", one) for one in (self.longest, self.shortest))
            expected = _("at least the {time} of 'shortest'").format(time=least)
            inside, repair = ("longest",), _("Put the two in order.")
            raise Wrong(shown, expected, repair, code="order", inside=inside)
        return self


class SlideClearingPart(Part):
    """How a road is cleared when nobody of the plan comes to do it (清障)."""

    delay: DurationLaw
    rate: PositiveFlowLaw


@hazard_kind("slide")
class SlidePart(GroundPart):
    """Landslides that rain sets off (降雨滑坡)."""

    REFERENCES: ClassVar = (
        ("rain_of", "impacts"),
        ("roads[].link_id", "arcs"),
        ("zones[].zone", "zones"),
        ("facility_types[]", "facility_types"),
    )
    FILES: ClassVar = ("terrain",)
    ENTRIES: ClassVar = ("rain_of",)
    OF_TERRAIN: ClassVar = GroundPart.OF_TERRAIN | {
        *("facility_types", "above", "steepness", "by_slope")
    }

    source: SlideSourcePart
    rain: InTime[RainItem] | None = None
    rain_of: Id = ""
    begins: Duration = 0.0
    threshold: Literal["caine_1980", "guzzetti_2008"] = "caine_1980"
    own_threshold: ThresholdPart | None = None
    full: FactorFrom1 = 3.0
    per_km: dict[Text, Number] = _PER_KM
    roads: Items[SlideRoadItem]
    facility_types: Items[Text]
    above: Distance = 100.0
    steepness: Literal["worst", "mean"] = "worst"
    by_slope: Annotated[dict[Text, Text], BeforeValidator(keys_of("angle"))] = _BY_SLOPE
    zones: Items[SlideZoneItem]
    volume: PositiveVolumeLaw = Law.of("lognormal", median=100.0, p90=1000.0)
    clearing: SlideClearingPart | None = None
    rain_factor: PositiveCountLaw = Law.constant(1.0)
    threshold_factor: PositiveCountLaw = Law.constant(1.0)

    @property
    def exposes(self) -> tuple[str, ...]:
        """Kinds of exposure that it tells of."""
        return ("slide", "slide_threat") if self.zones else ()

    @model_validator(mode="after")
    def one_rain(self) -> Self:
        """Refuse no rain, and rain that is stated twice."""
        if (self.rain is None) == (not self.rain_of):
            shown = _("neither") if self.rain is None else _("both")
            repair = _("State the rain, or name the entry whose rain it is.")
            raise Wrong(shown, _("'rain' or 'rain_of'"), repair, code="rain")
        if self.rain_of and "rain_factor" in self.model_fields_set:
            expected, repair = _("that of the entry whose rain it is"), _("Take it out here.")
            shown, inside = _("a factor of its own"), ("rain_factor",)
            raise Wrong(shown, expected, repair, code="rain", inside=inside)
        return self
