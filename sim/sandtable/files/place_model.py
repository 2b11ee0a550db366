"""``place/1``: zones, bases, depots, facilities and lanes as people write them."""

from __future__ import annotations

from functools import cache
from typing import Annotated, ClassVar, Self
from zoneinfo import available_timezones

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from sandtable.files.fields import (
    NO_NAME,
    Area,
    Count,
    FileName,
    FilePart,
    Id,
    Ids,
    Item,
    NameText,
    PositiveDuration,
    Text,
    Texts,
    Wrong,
    closest,
)
from sandtable.files.placed import Placed
from sandtable.ground.language import _
from sandtable.ground.units import found


@cache
def _known_timezones() -> frozenset[str]:
    """Return the time zones of this machine; empty where it has no list of them (Windows)."""
    return frozenset(available_timezones())


def _timezone(value: object) -> object:
    known = _known_timezones()
    if not isinstance(value, str) or value in known or not known:
        return value
    repair = closest(value, sorted(known)) or _("Write for example Asia/Shanghai.")
    raise Wrong(found(value), _("a time zone as Region/City"), repair, code="timezone")


TimeZone = Annotated[Text, BeforeValidator(_timezone), WithJsonSchema({"type": "string"})]


class SiteItem(Placed):
    """What stands at a node of the network, on a road, or beside one."""

    id: Id
    name: NameText = NO_NAME

    @model_validator(mode="after")
    def in_one_place(self) -> Self:
        """Refuse a site that is nowhere, or in two places."""
        self.check_place()
        return self


class ZoneItem(SiteItem):
    """A zone (片区)."""

    population: Count = 0
    area: Area | None = None
    tags: Ids = Field(default_factory=list)
    headquarters: Id = ""

    HEADERS: ClassVar[dict[str, str]] = SiteItem.HEADERS | {
        "人口": "population",
        "常住人口": "population",
        "面积": "area",
        "面积(平方公里)": "area_km2",
        "标签": "tags",
        "指挥部": "headquarters",
    }


class BaseItem(SiteItem):
    """A base (驻地)."""


class DepotItem(SiteItem):
    """A depot (储备库)."""

    bays: Count = 0

    HEADERS: ClassVar[dict[str, str]] = SiteItem.HEADERS | {"装车位": "bays"}


class FacilityItem(SiteItem):
    """A hospital, shelter, landing site or the like (医院、安置点、起降点)."""

    kind: Id = "hospital"
    capacity: Count = 0
    provides: Ids = Field(default_factory=list)

    HEADERS: ClassVar[dict[str, str]] = SiteItem.HEADERS | {
        "类型": "kind",
        "容量": "capacity",
        "提供": "provides",
    }


class LaneItem(Item):
    """A stretch that lets one vehicle pass at a time (单车道、桥梁)."""

    id: Id
    name: NameText = NO_NAME
    arcs: Texts = Field(default_factory=list)
    roads: Texts = Field(default_factory=list)
    headway: PositiveDuration

    HEADERS: ClassVar[dict[str, str]] = Item.HEADERS | {
        "路段": "arcs",
        "道路": "roads",
        "车头时距": "headway",
    }

    @model_validator(mode="after")
    def somewhere(self) -> Self:
        """Refuse a lane that is nowhere."""
        if not self.arcs and not self.roads:
            expected = _("'arcs', 'roads' or both")
            repair = _("Name links of the network, or roads with both directions.")
            raise Wrong(_("nothing"), expected, repair, code="lane")
        return self


class PlaceFile(FilePart):
    """A place file (辖区)."""

    id: Id
    name: NameText = NO_NAME
    timezone: TimeZone = "Asia/Shanghai"
    network: FileName
    zones: list[ZoneItem] = Field(default_factory=list)
    bases: list[BaseItem] = Field(default_factory=list)
    depots: list[DepotItem] = Field(default_factory=list)
    facilities: list[FacilityItem] = Field(default_factory=list)
    lanes: list[LaneItem] = Field(default_factory=list)
