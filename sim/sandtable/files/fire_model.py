"""A forest fire as people write it: where it begins, what burns, the weather (森林火灾)."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import ConfigDict, Field, model_validator

from sandtable.files.fields import (
    AirTemperature,
    Angle,
    Coordinate,
    CountLaw,
    Distance,
    Duration,
    FileName,
    Item,
    Part,
    PositiveCountLaw,
    PositiveDistance,
    PositiveDuration,
    PositiveNumber,
    Quantity,
    Share,
    Text,
    TurnLaw,
    Until,
    Wrong,
)
from sandtable.files.hazard_part import HazardPart, hazard_kind
from sandtable.ground.language import _
from sandtable.ground.laws import Law
from sandtable.ground.units import found, written

LONGEST_GAP_S = 6 * 3600.0
"""Rows of weather farther apart leave out how wind and moisture go through a day: a choice [s]."""

MOST_WIND_MPS = 113.0
"""The strongest gust ever measured: Barrow Island 1996, 408 km/h (WMO 2010, from memory) [m/s]."""

Moisture = Annotated[float, Quantity("ratio", most=3.0)]

_AS_STATED = Law.constant(1.0)
_NO_TURN = Law.constant(0.0)

Point = Annotated[list[Coordinate], Field(min_length=2, max_length=2)]


class CourseItem(Item):
    """A place on the ground: a node, a point, a line or an area, in the network's coordinates."""

    node: Text = ""
    point: Point | None = None
    line: Annotated[list[Point], Field(min_length=2)] | None = None
    area: Annotated[list[Point], Field(min_length=3)] | None = None

    @model_validator(mode="after")
    def one_place(self) -> Self:
        """Refuse none and several."""
        given = [name for name in ("node", "point", "line", "area") if getattr(self, name)]
        if len(given) != 1:
            shown = " + ".join(f"'{name}'" for name in given) or _("nothing")
            expected = _("one of {names}").format(names="'node', 'point', 'line', 'area'")
            repair = _("Say where it is, in the coordinates of the network's nodes.")
            raise Wrong(shown, expected, repair, code="place")
        return self


class IgnitionItem(CourseItem):
    """Where and when a fire is lit (起火点)."""

    start: Duration = 0.0


class BarrierItem(CourseItem):
    """What fire does not cross, from a time on: a river, a road, a finished fireline (阻隔)."""

    since: Duration = 0.0


class FuelPart(Part):
    """What burns: one fuel everywhere, or a grid of codes (可燃物)."""

    model_config = ConfigDict(
        json_schema_extra=lambda schema: schema.update(
            {"anyOf": [{"type": "integer", "minimum": 0}, {"type": "object", **schema}]}
        )
    )

    everywhere: int | None = Field(default=None, json_schema_extra={"minimum": 0})
    file: FileName | None = None
    codes: dict[Text, Annotated[int, Field(ge=0)]] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def of_a_number(cls, value: object) -> object:
        """Let a number alone be the fuel everywhere."""
        alone = isinstance(value, int) and not isinstance(value, bool)
        return {"everywhere": value} if alone else value

    @model_validator(mode="after")
    def one_way(self) -> Self:
        """Refuse none and two."""
        if (self.everywhere is None) == (self.file is None):
            shown = _("neither") if self.file is None else _("both")
            repair = _("Write 'fuel: 2', or name a grid under 'file'.")
            raise Wrong(shown, _("'everywhere' or 'file'"), repair, code="fuel")
        if self.everywhere is not None and self.everywhere < 0:
            expected, repair = _("at least 0"), _("Write 'fuel: 2', or name a grid under 'file'.")
            raise Wrong(found(self.everywhere), expected, repair, code="fuel")
        for key in self.codes:
            if not key.isdecimal():
                repair = _("The keys are the numbers of the grid, in quotes.")
                inside = ("codes", key)
                raise Wrong(found(key), _("a whole number"), repair, code="fuel", inside=inside)
        return self


class GroundItem(Item):
    """A fuel of the second law: its kind, and what of it burns [kg/m2] (可燃物)."""

    code: Annotated[int, Field(ge=0)]
    ground: Literal["needles", "leaves", "thatch", "sedge", "pasture", "korean_pine"]
    load: PositiveNumber


class MoisturePart(Part):
    """Moisture of fuel over its dry weight; what is left out is as usual (可燃物含水率)."""

    fine: Moisture | None = None
    medium: Moisture | None = None
    coarse: Moisture = 0.10
    herb: Moisture = 0.90
    woody: Moisture = 0.90


class FireWeatherItem(Item):
    """Wind, moisture and air from a time on, until the next row (逐时气象)."""

    at: Duration
    wind: Annotated[float, Quantity("speed", most=MOST_WIND_MPS)]
    wind_from: Angle
    moisture: MoisturePart = MoisturePart()
    temperature: AirTemperature | None = None
    humidity: Share | None = None

    HEADERS: ClassVar[dict[str, str]] = Item.HEADERS | {
        "时间": "at",
        "时间(小时)": "at_h",
        "风速": "wind",
        "风速(米/秒)": "wind_mps",
        "风向": "wind_from",
        "气温": "temperature",
        "相对湿度": "humidity",
    }

    @model_validator(mode="after")
    def moist_or_humid(self) -> Self:
        """Refuse weather in which nobody knows how moist fine fuel is."""
        air = self.temperature is not None and self.humidity is not None
        dead = (self.moisture.fine, self.moisture.medium)
        if not air and None in dead:
            expected = _("'moisture' of 'fine' and 'medium', or 'temperature' and 'humidity'")
            repair = _("State how moist the fuel is, or the air that dries it.")
            raise Wrong(_("neither"), expected, repair, code="moisture")
        return self


class SpottingPart(Part):
    """Brands that fly ahead of the fire (飞火); all numbers are choices."""

    flame: Distance = 2.5
    chance: Share = 0.01
    distance: PositiveDistance = 100.0
    catches: Share = 0.3


@hazard_kind("fire")
class FirePart(HazardPart):
    """A fire that runs over a landscape; one realisation per sample (森林火灾蔓延)."""

    REFERENCES: ClassVar = (("ignition[].node", "nodes"), ("barriers[].node", "nodes"))
    FILES: ClassVar = ("fuel.file", "heights")

    ignition: Annotated[list[IgnitionItem], Field(min_length=1)]
    within: PositiveDistance = 5000.0
    cell: PositiveDistance = 30.0
    law: Literal["rothermel", "wang"] = "rothermel"
    fuel: FuelPart
    grounds: list[GroundItem] = Field(default_factory=list)
    sheltered: dict[Text, Share] = Field(default_factory=dict)
    heights: FileName | None = None
    crs: Text = ""
    barriers: list[BarrierItem] = Field(default_factory=list)
    weather: Annotated[list[FireWeatherItem], Field(min_length=1)]
    wind_at: Literal["10 m", "20 ft"] = "10 m"
    wind: CountLaw = _AS_STATED
    wind_turn: TurnLaw = _NO_TURN
    moisture: CountLaw = _AS_STATED
    rate: PositiveCountLaw = _AS_STATED
    wind_limit: bool = False
    spotting: SpottingPart | None = None
    until: Until
    burn_out: PositiveDuration = 1800.0
    smoke: Distance = 500.0
    smoke_drift: Distance = 0.0
    lead: Duration = 0.0
    spread: Distance = 0.0

    @model_validator(mode="after")
    def weather_in_time(self) -> Self:
        """Refuse weather that does not begin with the fire, does not go on in time, or has gaps."""
        first = self.weather[0].at
        if first > 0.0:
            expected, repair = _("a first row at 0 h"), _("Say what blows as it begins to burn.")
            _refuse(0, written("duration", first), expected, repair)
        for number, (before, after) in enumerate(pairwise(self.weather), start=1):
            shown = written("duration", after.at)
            if after.at <= before.at:
                expected = _("more than the {time} before it")
                expected = expected.format(time=written("duration", before.at))
                _refuse(number, shown, expected, _("Put the rows in order of time."))
            if after.at - before.at > LONGEST_GAP_S:
                shown = _("nothing between {first} and {last}")
                ends = {
                    "first": written("duration", before.at),
                    "last": written("duration", after.at),
                }
                expected = _("a row at least every {time}")
                expected = expected.format(time=written("duration", LONGEST_GAP_S))
                repair = _("Add the rows of the hours between, even if they are alike.")
                _refuse(number, shown.format(**ends), expected, repair)
        return self

    @model_validator(mode="after")
    def lit_before_the_end(self) -> Self:
        """Refuse a fire that is lit when nothing burns any more."""
        for number, one in enumerate(self.ignition):
            if one.start >= self.until:
                inside: tuple[Any, ...] = ("ignition", number, "start")
                expected = _("earlier than 'until', {time}")
                expected = expected.format(time=written("duration", self.until))
                repair = _("Correct one of the two.")
                shown = written("duration", one.start)
                raise Wrong(shown, expected, repair, code="until", inside=inside)
        return self

    @model_validator(mode="after")
    def what_a_law_asks_for(self) -> Self:
        """Refuse the second law without its fuels or its air, and what it does not know."""
        if self.law == "rothermel":
            if self.grounds:
                self._refuse("grounds", _("fuels of the second law"), _("nothing"))
            return self
        if not self.grounds:
            self._refuse("grounds", _("nothing"), _("the fuels of the second law"))
        for number, row in enumerate(self.weather):
            if row.temperature is None or row.humidity is None:
                expected = _("'temperature' and 'humidity'")
                repair = _("The second law reckons with the air.")
                raise Wrong(_("neither"), expected, repair, code="law", inside=("weather", number))
        for key in ("moisture", "wind_limit"):
            if key in self.model_fields_set:
                self._refuse(key, _("a key of the first law"), _("nothing"))
        return self

    @staticmethod
    def _refuse(key: str, shown: str, expected: str) -> None:
        repair = _("'law: rothermel' has fuel models by number, 'law: wang' has 'grounds'.")
        raise Wrong(shown, expected, repair, code="law", inside=(key,))


def _refuse(number: int, shown: str, expected: str, repair: str) -> None:
    # Steps of a path are texts here and numbers where lists are walked.
    inside: tuple[Any, ...] = ("weather", number, "at")
    raise Wrong(shown, expected, repair, code="weather", inside=inside)
