"""A season of forest fires as people write it: days, danger, where forest is (火险期)."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from sandtable.files.fields import (
    FactorFrom1,
    Id,
    Item,
    Number,
    PositiveArea,
    PositiveDuration,
    Quantity,
    Share,
    Speed,
    Temperature,
    Text,
    Wrong,
    closest,
)
from sandtable.ground.language import _
from sandtable.world.fire_danger import danger_class, danger_index

Danger = Literal["low", "moderate", "high", "very_high", "extreme"]


MOST_FIRES_PER_S = 1000.0 / 86400.0
"""Nobody means more fires a day in the forest of one place: a slip of the unit [1/s]."""


class SeasonDayItem(Item):
    """A day: its danger, or the early afternoon's weather that makes it (逐日火险)."""

    danger: Literal["", "low", "moderate", "high", "very_high", "extreme"] = ""
    temperature: Temperature | None = None
    humidity: Share | None = None
    wind: Speed | None = None
    drought: Annotated[Number, Field(gt=0, le=10)] | None = None

    HEADERS: ClassVar[dict[str, str]] = {
        "火险等级": "danger",
        "气温": "temperature",
        "气温(度)": "temperature_c",
        "相对湿度": "humidity",
        "风速": "wind",
        "风速(米/秒)": "wind_mps",
        "干旱因子": "drought",
    }
    WORDS: ClassVar[dict[str, str]] = {
        "一级": "low",
        "二级": "moderate",
        "三级": "high",
        "四级": "very_high",
        "五级": "extreme",
    }

    @model_validator(mode="after")
    def danger_or_weather(self) -> Self:
        """Refuse a day whose danger nobody knows, and one that is told twice."""
        stated = [one is not None for one in self._weather]
        if bool(self.danger) == any(stated) or not (self.danger or all(stated)):
            shown = _("both") if self.danger and any(stated) else _("neither")
            expected = _("'danger', or 'temperature', 'humidity', 'wind' and 'drought'")
            repair = _("State the class of the day, or all four of its weather.")
            raise Wrong(shown, expected, repair, code="danger")
        return self

    @property
    def _weather(self) -> tuple[float | None, ...]:
        return (self.temperature, self.humidity, self.wind, self.drought)

    @property
    def klass(self) -> str:
        """Class of danger, one of `fire_danger.CLASSES`."""
        warm, humid, wind, drought = self._weather
        if warm is None or humid is None or wind is None or drought is None:
            return self.danger
        return danger_class(float(danger_index(warm, 100.0 * humid, 3.6 * wind, drought)))


class SeasonClassItem(Item):
    """What days of a class of danger bring: fires, and how fast they run (火险等级)."""

    danger: Danger
    fires: Annotated[float, Quantity("rate", most=MOST_FIRES_PER_S)]
    head: Speed

    HEADERS: ClassVar[dict[str, str]] = {
        "火险等级": "danger",
        "起火率": "fires",
        "火头速度": "head",
    }
    WORDS: ClassVar[dict[str, str]] = SeasonDayItem.WORDS


class ForestItem(Item):
    """Forest around a zone or node, where fires are lit by its area (林区)."""

    zone: Id = ""
    node: Text = ""
    forest: PositiveArea

    HEADERS: ClassVar[dict[str, str]] = {
        "片区": "zone",
        "节点": "node",
        "森林面积": "forest",
        "森林面积(公顷)": "forest_ha",
    }

    @model_validator(mode="after")
    def one_place(self) -> Self:
        """Refuse nowhere and two places."""
        if bool(self.zone) == bool(self.node):
            shown = _("both") if self.zone else _("nothing")
            repair = _("Say where: 'zone: ...' or 'node: ...'.")
            raise Wrong(shown, _("'zone' or 'node'"), repair, code="place")
        return self


class SeasonItem(Item):
    """Forest fires of many days (火险期)."""

    id: Id
    type: Id
    days: Annotated[list[SeasonDayItem], Field(min_length=1)]
    classes: Annotated[list[SeasonClassItem], Field(min_length=1)]
    where: Annotated[list[ForestItem], Field(min_length=1)]
    prevented: Share = 0.0
    length_to_width: FactorFrom1 = 2.0
    burns: PositiveDuration = 86400.0
    stands_for: PositiveDuration | None = None

    @model_validator(mode="after")
    def every_class(self) -> Self:
        """Refuse a class twice, and a day of a class that is not stated."""
        known = [one.danger for one in self.classes]
        for number, name in enumerate(known):
            if name in known[:number]:
                shown = _("'{key}' a second time").format(key=name)
                inside: tuple[str | int, ...] = ("classes", number, "danger")
                repair = _("Take one of them out.")
                raise Wrong(shown, _("each class once"), repair, code="twice", inside=inside)
        for number, day in enumerate(self.days):
            if day.klass not in known:
                expected = _("one of {names}").format(names=", ".join(known))
                repair = closest(day.klass, known) or _("State its fires under 'classes'.")
                inside = ("days", number)
                raise Wrong(f"'{day.klass}'", expected, repair, code="danger", inside=inside)
        return self
