"""Civil protection of a plan as people write it: who leaves, buses, boats, levels, patrols."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import Field, WithJsonSchema, model_validator

from sandtable.files.fields import (
    NO_NAME,
    NO_TIME,
    Count,
    CountLaw,
    Duration,
    DurationLaw,
    FactorFrom1,
    Id,
    Ids,
    Item,
    NameText,
    Part,
    PositiveCount,
    PositiveDurationLaw,
    PositiveNumber,
    Share,
    Text,
    Wrong,
)
from sandtable.ground.language import _

_SHARES_AGREE = 1e-9
"""Shares that people write with three decimals add up to 1 within this."""

LevelNumber = Annotated[
    int, Field(ge=1, le=4), WithJsonSchema({"type": "integer", "minimum": 1, "maximum": 4})
]


class MeansItem(Item):
    """A way in which people leave (转移方式)."""

    id: Id
    kind: Literal["own", "foot", "bus"]
    share: Share
    persons_per_vehicle: PositiveNumber = 2.5
    profile: Id = ""
    relatives: Share = 0.0
    refuges: Ids = Field(default_factory=list)

    HEADERS: ClassVar[dict[str, str]] = Item.HEADERS | {
        "方式": "kind",
        "比例": "share",
        "每车人数": "persons_per_vehicle",
        "车辆类型": "profile",
        "投亲靠友": "relatives",
        "避险点": "refuges",
    }
    WORDS: ClassVar[dict[str, str]] = {"自驾": "own", "步行": "foot", "客车": "bus"}

    @model_validator(mode="after")
    def some_way(self) -> Self:
        """Refuse drivers without a vehicle, and walkers who have nowhere to go."""
        if self.kind != "bus" and not self.profile:
            expected, repair = _("a vehicle profile"), _("Say how fast they are: 'profile'.")
            raise Wrong(_("nothing"), expected, repair, code="means", inside=("profile",))
        if self.kind == "foot" and not self.refuges:
            expected = _("a facility or more that people reach on foot")
            repair = _("Name safe places under 'refuges': a dike crown, a safety zone.")
            raise Wrong(_("nothing"), expected, repair, code="means", inside=("refuges",))
        return self


class EvacuationItem(Item):
    """How an order to leave reaches households, and how they go (人员转移安置)."""

    id: Id
    name: NameText = NO_NAME
    zones: Ids = Field(default_factory=list)
    exit: Id
    shelters: Annotated[Ids, Field(min_length=1)]
    broadcast: DurationLaw = NO_TIME
    acknowledge: DurationLaw = NO_TIME
    heed: Share = 0.0
    pairs: Count = 0
    households_per_hour: CountLaw = NO_TIME
    household_size: PositiveNumber = 2.8
    mobilise: DurationLaw = NO_TIME
    refuse: Share = 0.0
    means: Annotated[list[MeansItem], Field(min_length=1)]

    HEADERS: ClassVar[dict[str, str]] = Item.HEADERS | {
        "片区": "zones",
        "出口": "exit",
        "安置点": "shelters",
        "广播": "broadcast",
        "叫应": "acknowledge",
        "听广播即走": "heed",
        "敲门组数": "pairs",
        "每小时户数": "households_per_hour",
        "户均人数": "household_size",
        "动身准备": "mobilise",
        "拒绝转移": "refuse",
        "转移方式": "means",
    }

    @model_validator(mode="after")
    def everybody(self) -> Self:
        """Refuse shares that are not all people."""
        total = sum(one.share for one in self.means)
        if abs(total - 1.0) > _SHARES_AGREE:
            expected = _("shares that add up to 100 %")
            repair = _("Correct 'share' of the means.")
            raise Wrong(f"{100.0 * total:.6g} %", expected, repair, code="share", inside=("means",))
        return self


class FleetItem(Item):
    """Buses that fetch people, or boats for those whom the water has cut off (客车、冲锋舟)."""

    id: Id
    name: NameText = NO_NAME
    kind: Literal["bus", "boat"]
    count: Count
    capacity: PositiveCount
    base: Id
    profile: Id = ""
    call_out: DurationLaw = NO_TIME
    load: DurationLaw = NO_TIME
    trip: DurationLaw = NO_TIME
    night_factor: FactorFrom1 = 1.0
    agreement: Id = ""

    HEADERS: ClassVar[dict[str, str]] = Item.HEADERS | {
        "类型": "kind",
        "数量": "count",
        "载客": "capacity",
        "驻地": "base",
        "车辆类型": "profile",
        "到位": "call_out",
        "上下客": "load",
        "往返": "trip",
        "夜间系数": "night_factor",
        "增援协议": "agreement",
    }
    WORDS: ClassVar[dict[str, str]] = {"客车": "bus", "冲锋舟": "boat"}

    @model_validator(mode="after")
    def some_speed(self) -> Self:
        """Refuse buses without a profile, and boats that take no time."""
        if self.kind == "bus" and not self.profile:
            expected, repair = _("a vehicle profile"), _("Say how fast they are: 'profile'.")
            raise Wrong(_("nothing"), expected, repair, code="fleet", inside=("profile",))
        if self.kind == "boat" and self.trip.mean <= 0.0:
            expected = _("the time of a boat's trip there and back")
            repair = _("Write for example 'trip: 40 min'.")
            raise Wrong(_("nothing"), expected, repair, code="fleet", inside=("trip",))
        return self


class TriggerPart(Part):
    """What raises a level (启动条件)."""

    incident_type: Id = ""
    entry: Id = ""
    at: Duration | None = None

    @model_validator(mode="after")
    def exactly_one(self) -> Self:
        """Refuse none and several."""
        given = [name for name in TriggerPart.model_fields if name in self.model_fields_set]
        if len(given) != 1:
            expected = _("exactly one of {names}")
            expected = expected.format(names=", ".join(TriggerPart.model_fields))
            repair = _("For two triggers write two levels.")
            if not given:
                repair = _("Say what raises the level.")
            raise Wrong(", ".join(given) or _("nothing"), expected, repair, code="trigger")
        return self


class ActionItem(Item):
    """A command that a level brings (响应措施)."""

    kind: Id
    arguments: dict[Text, Any] = Field(default_factory=dict)

    HEADERS: ClassVar[dict[str, str]] = {"类型": "kind", "参数": "arguments"}


class LevelItem(Item):
    """A response level of a headquarters (响应级别)."""

    id: Id
    name: NameText = NO_NAME
    headquarters: Id = ""
    level: LevelNumber
    hazard: Text = ""
    trigger: TriggerPart
    signature: DurationLaw = NO_TIME
    actions: list[ActionItem] = Field(default_factory=list)

    HEADERS: ClassVar[dict[str, str]] = Item.HEADERS | {
        "指挥部": "headquarters",
        "级别": "level",
        "灾种": "hazard",
        "启动条件": "trigger",
        "会商签发": "signature",
        "响应措施": "actions",
    }


class PatrolItem(Item):
    """Who walks a dike and how often (巡堤查险)."""

    id: Id
    name: NameText = NO_NAME
    incident_type: Id
    zones: Ids = Field(default_factory=list)
    every: PositiveDurationLaw
    sees: Share = 1.0

    HEADERS: ClassVar[dict[str, str]] = Item.HEADERS | {
        "事件类型": "incident_type",
        "片区": "zones",
        "巡查间隔": "every",
        "发现概率": "sees",
    }


class LinkItem(Item):
    """A live link from the scene (现场信息接入)."""

    id: Id
    name: NameText = NO_NAME
    skill: Id
    setup: DurationLaw = NO_TIME
    available: Share = 1.0

    HEADERS: ClassVar[dict[str, str]] = Item.HEADERS | {
        "能力": "skill",
        "架设": "setup",
        "可用概率": "available",
    }
