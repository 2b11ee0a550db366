"""A leak of a dangerous substance as people write it: site, vessel or rate, weather (泄漏)."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, ClassVar, Literal, Self

from pydantic import ConfigDict, Field, model_validator

from sandtable.files.fields import (
    AirTemperature,
    AngleLaw,
    Distance,
    Duration,
    Item,
    MassFlowLaw,
    Part,
    PositiveArea,
    PositiveCountLaw,
    PositiveDistance,
    PositiveDistanceLaw,
    PositiveDuration,
    PositiveDurationLaw,
    PositiveSpeedLaw,
    PositiveVolume,
    Pressure,
    ShareLaw,
    Temperature,
    Text,
    Wrong,
    or_text,
)
from sandtable.files.hazard_part import HazardPart, hazard_kind
from sandtable.files.placed import Placed
from sandtable.ground.language import _
from sandtable.ground.laws import Law
from sandtable.ground.units import written

Stability = Literal["A", "B", "C", "D", "E", "F"]
Sky = Literal["strong", "moderate", "slight", "overcast", "night_cloudy", "night_clear"]
GroundKind = Literal["soil", "concrete"]

_NOBODY = Law.constant(0.0)
_CLOSED = Law.constant(0.5)
_ALL = Law.constant(1.0)


class SitePart(Placed):
    """Where it leaks: a node, a place on a link, or degrees (泄漏点)."""

    model_config = ConfigDict(json_schema_extra=or_text)

    @model_validator(mode="before")
    @classmethod
    def of_a_word(cls, value: object) -> object:
        """Let a word alone be a node."""
        return {"node": value} if isinstance(value, str) else value

    @model_validator(mode="after")
    def somewhere(self) -> Self:
        """Refuse nowhere and two places; a leak need not be near a road."""
        self.check_place()
        if self.within is not None:
            repair = _("A leak may be as far from roads as it likes.")
            raise Wrong("'within'", _("nothing"), repair, code="site", inside=("within",))
        return self


class VesselPart(Part):
    """The vessel that leaks (容器)."""

    volume: PositiveVolume
    height: PositiveDistance | None = None
    fill: ShareLaw = _NOBODY
    temperature: Temperature = 20.0
    pressure: Pressure | None = None


class HolePart(Part):
    """The hole in it (泄漏口)."""

    diameter: PositiveDistanceLaw
    height: Distance = 0.0
    pipe: Distance = 0.0


class SteadyPart(Part):
    """A release that is stated itself (给定源强)."""

    rate: MassFlowLaw
    duration: PositiveDurationLaw


class GroundPart(Part):
    """What spilled liquid falls on (地面、围堰)."""

    kind: GroundKind = "soil"
    temperature: Temperature | None = None
    bund: PositiveArea | None = None


class AirItem(Item):
    """The weather from a time on (天气时段)."""

    at: Duration = 0.0
    wind: PositiveSpeedLaw
    wind_from: Annotated[AngleLaw, Field(alias="from")]
    stability: Stability | None = None
    sky: Sky | None = None

    HEADERS: ClassVar[dict[str, str]] = Item.HEADERS | {
        "时间": "at",
        "风速": "wind",
        "风向": "from",
        "稳定度": "stability",
        "天空": "sky",
    }

    @model_validator(mode="after")
    def one_class(self) -> Self:
        """Refuse a row whose class nobody can tell."""
        if (self.stability is None) == (self.sky is None):
            shown = _("nothing") if self.sky is None else _("both")
            repair = _("Write 'stability: D', or how the sun shines: 'sky: slight'.")
            raise Wrong(shown, _("'stability' or 'sky'"), repair, code="stability")
        return self


class WeatherPart(Part):
    """The weather at the site (天气)."""

    course: Annotated[list[AirItem], Field(min_length=1)]
    temperature: AirTemperature = 20.0
    terrain: Literal["rural", "urban"] = "rural"
    lid: PositiveDistance | None = None

    @model_validator(mode="after")
    def in_time(self) -> Self:
        """Refuse weather that does not begin with the leak or does not go on in time."""
        if self.course[0].at > 0.0:
            shown = written("duration", self.course[0].at)
            expected, repair = _("a first row at 0 h"), _("Say what blows as it begins to leak.")
            raise Wrong(shown, expected, repair, code="weather", inside=("course", 0, "at"))
        for number, (before, after) in enumerate(pairwise(self.course), start=1):
            if after.at <= before.at:
                expected = _("more than the {time} before it")
                expected = expected.format(time=written("duration", before.at))
                shown, repair = written("duration", after.at), _("Put the rows in order of time.")
                inside = ("course", number, "at")
                raise Wrong(shown, expected, repair, code="weather", inside=inside)
        return self


class ExposedPart(Part):
    """Who is harmed by what, and where they are meanwhile (人员与判据)."""

    levels: Annotated[list[Annotated[int, Field(ge=1, le=3)]], Field(min_length=1)] = Field(
        default_factory=lambda: [2, 3]
    )
    time: PositiveDuration = 3600.0
    probit: Text = ""
    indoor: ShareLaw = _NOBODY
    air_changes: PositiveCountLaw = _CLOSED
    spread: Distance = 0.0


@hazard_kind("leak")
class LeakPart(HazardPart):
    """A leak of a dangerous substance (危险化学品泄漏)."""

    REFERENCES: ClassVar = (("site", "nodes"), ("site.node", "nodes"), ("site.link", "arcs"))

    site: SitePart
    substance: Text
    vessel: VesselPart | None = None
    hole: HolePart | None = None
    release: SteadyPart | None = None
    ground: GroundPart = Field(default_factory=GroundPart)
    height: Distance = 0.0
    weather: WeatherPart
    people: ExposedPart = Field(default_factory=ExposedPart)
    isolation: PositiveDistance | None = None
    hot_zone: Literal["closed", "by_profile"] = "closed"
    zone_levels: Literal["aegl", "erpg"] = "aegl"
    followed: PositiveDuration = 7200.0

    @property
    def exposes(self) -> tuple[str, ...]:
        """Levels that are told, and deaths."""
        return (*(f"aegl_{level}" for level in self.people.levels), "lethal")

    @model_validator(mode="after")
    def one_origin(self) -> Self:
        """Refuse a leak without a rate and without a hole in a vessel, or with both."""
        given = [name for name in ("vessel", "hole", "release") if getattr(self, name) is not None]
        if given not in (["vessel", "hole"], ["release"]):
            shown = " + ".join(f"'{name}'" for name in given) or _("nothing")
            expected = _("'vessel' and 'hole', or 'release'")
            repair = _("Say what leaks, in one way.")
            inside = (given[-1],) if len(given) > 1 else ()
            raise Wrong(shown, expected, repair, code="leak", inside=inside)
        return self
