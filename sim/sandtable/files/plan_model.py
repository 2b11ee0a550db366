"""``plan/1``: forces, stocks, agreements and rules as people write them."""

from __future__ import annotations

import dataclasses
import math
from contextlib import suppress
from typing import Annotated, Any, ClassVar, Literal, Self, get_type_hints

from pydantic import BeforeValidator, Field, WithJsonSchema, create_model, model_validator

from sandtable.files.attack_model import AttackItem
from sandtable.files.bears_model import BearsPart
from sandtable.files.civil_model import (
    EvacuationItem,
    FleetItem,
    LevelItem,
    LinkItem,
    PatrolItem,
)
from sandtable.files.closing_model import ClosingItem
from sandtable.files.fields import (
    NO_NAME,
    NO_TIME,
    Count,
    Distance,
    Duration,
    DurationLaw,
    FilePart,
    Id,
    Ids,
    Item,
    Mass,
    NameText,
    Part,
    PositiveCount,
    PositiveDistance,
    PositiveDuration,
    PositiveMass,
    PositiveNumber,
    PositiveSpeed,
    Quantity,
    Share,
    Text,
    Wrong,
    closest,
)
from sandtable.ground.language import _
from sandtable.ground.units import UnitFault, found, quantity
from sandtable.world.plan import Curve, Rules
from sandtable.world.water_limits import named_curve, names_for

INTENSITIES = {
    "depth": "distance",
    "velocity": "speed",
    "depth_velocity": "depth_velocity",
    "fire": "fireline",
    "smoke": "extinction",
    "dose": "",
    "visibility": "distance",
    "wind": "speed",
}
"""Kinds of intensity that slow vehicles, and their dimension; empty = a plain number."""


def _factors(value: object) -> tuple[tuple[str, Curve], ...]:
    """Read ``{depth: {0.1 m: 100 %, 0.5 m: 0 %}}`` as curves by kind of intensity."""
    if not isinstance(value, dict):
        expected = _("a mapping from a kind of intensity to its curve")
        repair = _("Write for example {{depth: {{0.1 m: 100 %, 0.5 m: 0 %}}}}.").format()
        raise Wrong(found(value), expected, repair, code="curve")
    return tuple(sorted((kind, _curve(kind, points)) for kind, points in value.items()))


def _curve(kind: str, points: object) -> Curve:
    if kind not in INTENSITIES:
        expected = _("one of {names}").format(names=", ".join(INTENSITIES))
        repair = closest(kind, INTENSITIES) or _("Correct the name.")
        raise Wrong(found(kind), expected, repair, code="curve", inside=(kind,))
    if isinstance(points, str):
        return _named_curve(kind, points)
    if not isinstance(points, dict) or not points:
        expected = _("a mapping from intensity to speed factor")
        repair = _("Write for example {{0.1 m: 100 %, 0.5 m: 0 %}}.").format()
        raise Wrong(found(points), expected, repair, code="curve", inside=(kind,))
    read = sorted((_intensity(kind, at), _factor(kind, at, y)) for at, y in points.items())
    x = tuple(point[0] for point in read)
    if len(set(x)) < len(x):
        expected = _("every intensity once")
        repair = _("Take one of them out.")
        raise Wrong(_("one intensity twice"), expected, repair, code="curve", inside=(kind,))
    return Curve(x=x, y=tuple(point[1] for point in read))


def _named_curve(kind: str, name: str) -> Curve:
    """Return a curve that is named instead of written."""
    curve, names = named_curve(kind, name), names_for(kind)
    if curve is None:
        expected = _("a curve, or one of {names}").format(names=", ".join(names) or _("none"))
        example = _("Write for example {{0.1 m: 100 %, 0.5 m: 0 %}}.").format()
        repair = closest(name, names) or example
        raise Wrong(found(name), expected, repair, code="curve", inside=(kind,))
    return curve


def _intensity(kind: str, text: str) -> float:
    dimension = INTENSITIES[kind]
    try:
        return quantity(dimension, text) if dimension else _plain(text)
    except UnitFault as wrong:
        raise Wrong(
            wrong.found, wrong.expected, wrong.repair, code="unit", inside=(kind, text)
        ) from None


def _plain(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not 0.0 <= value < math.inf:
        raise UnitFault(found(text), _("a number of at least 0"), _("Write a plain number."))
    return value


def _factor(kind: str, at: str, value: object) -> float:
    number = math.nan
    if isinstance(value, str):
        with suppress(UnitFault):
            number = quantity("ratio", value)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        number = float(value)
    if 0.0 <= number <= 1.0:
        return number
    expected, repair = _("a speed factor from 0 to 1"), _("Write 0.4 or 40 % for 40 %.")
    raise Wrong(found(value), expected, repair, code="curve", inside=(kind, at))


_CURVES = {
    "type": "object",
    "properties": {
        kind: {
            "anyOf": [
                {"type": "object", "additionalProperties": {"type": ["number", "string"]}},
                *([{"enum": list(names_for(kind))}] if names_for(kind) else []),
            ]
        }
        for kind in INTENSITIES
    },
    "additionalProperties": False,
}
Factors = Annotated[Any, BeforeValidator(_factors), WithJsonSchema(_CURVES)]


class HeadquartersItem(Item):
    """A headquarters (指挥部、值班室)."""

    id: Id
    name: NameText = NO_NAME
    decision: DurationLaw = NO_TIME
    notification: DurationLaw = NO_TIME
    message_delay: DurationLaw = NO_TIME
    message_loss: Annotated[float, Quantity("ratio", below_1=True)] = 0.0
    message_repeat: PositiveDuration = 600.0
    road_report_delay: Duration | None = None

    HEADERS: ClassVar[dict[str, str]] = Item.HEADERS | {
        "研判决策": "decision",
        "通知队伍": "notification",
        "信息延迟": "message_delay",
        "信息丢失率": "message_loss",
        "重发间隔": "message_repeat",
        "路况滞后": "road_report_delay",
    }


_KEYS_OF = {
    "wading": ("road", "foot", "water"),
    "draft": ("water",),
    "launch": ("water",),
    "start_up": ("air",),
    "flies_at_night": ("air",),
}
"""Keys of a profile that mean something only for what goes on some things."""


class ProfileItem(Item):
    """A kind of vehicle (车辆类型)."""

    id: Id
    name: NameText = NO_NAME
    on: Literal["road", "foot", "water", "air"] = "road"
    speed_factor: PositiveNumber = 1.0
    max_speed: PositiveSpeed = math.inf
    speed_by_class: dict[Text, PositiveSpeed] = Field(default_factory=dict)
    weight: Mass = 0.0
    height: Distance = 0.0
    width: Distance = 0.0
    wading: Distance = math.inf
    draft: PositiveDistance | None = None
    launch: Duration = 0.0
    start_up: Duration = 0.0
    flies_at_night: bool = False
    factors: Factors = ()

    HEADERS: ClassVar[dict[str, str]] = Item.HEADERS | {
        "通行方式": "on",
        "速度系数": "speed_factor",
        "最高车速": "max_speed",
        "总质量": "weight",
        "车高": "height",
        "车宽": "width",
        "涉水深度": "wading",
        "吃水": "draft",
        "下水时间": "launch",
        "起飞准备": "start_up",
        "夜间飞行": "flies_at_night",
    }
    WORDS: ClassVar[dict[str, str]] = {
        "道路": "road",
        "步行": "foot",
        "水上": "water",
        "空中": "air",
    }

    @model_validator(mode="after")
    def fits_what_it_goes_on(self) -> Self:
        """Refuse keys that mean nothing to it, and miss those that it cannot do without."""
        for key, means in _KEYS_OF.items():
            if key in self.model_fields_set and self.on not in means:
                expected = _("'on: {names}' beside '{key}'")
                expected = expected.format(names=", ".join(means), key=key)
                repair = _("Take it out, or correct 'on'.")
                raise Wrong(f"'on: {self.on}'", expected, repair, code="on", inside=(key,))
        if self.on == "water" and self.draft is None:
            expected, repair = (
                _("the depth that the boat needs"),
                _("Add for example 'draft: 50 cm'."),
            )
            raise Wrong(_("nothing"), expected, repair, code="on", inside=("draft",))
        if self.on == "water" and "depth" in dict(self.factors):
            expected = _("no curve of depth for a boat")
            repair = _("Write 'wading' for its way on roads and 'draft' for the water.")
            raise Wrong(_("a curve"), expected, repair, code="on", inside=("factors", "depth"))
        if self.on in ("foot", "air") and math.isinf(self.max_speed):
            expected = _("its speed, since no road gives it one")
            repair = _("Add for example 'max_speed: 4 km/h'.")
            raise Wrong(_("nothing"), expected, repair, code="on", inside=("max_speed",))
        return self


class TeamItem(Item):
    """A team (队伍)."""

    id: Id
    name: NameText = NO_NAME
    base: Id
    headquarters: Id = ""
    skills: Annotated[Ids, Field(min_length=1)]
    headcount: PositiveCount = 1
    profile: Id
    turnout: DurationLaw = NO_TIME
    tier: Literal["main", "supporting", "auxiliary"] = "main"
    territory: Ids = Field(default_factory=list)
    agreement: Id = ""
    bears: BearsPart | None = None

    HEADERS: ClassVar[dict[str, str]] = Item.HEADERS | {
        "驻地": "base",
        "指挥部": "headquarters",
        "能力": "skills",
        "人数": "headcount",
        "车辆类型": "profile",
        "出动准备": "turnout",
        "层级": "tier",
        "责任区": "territory",
        "增援协议": "agreement",
    }
    WORDS: ClassVar[dict[str, str]] = {
        "主力": "main",
        "协同": "supporting",
        "辅助": "auxiliary",
    }


class ItemItem(Item):
    """A kind of goods (物资品类)."""

    id: Id
    name: NameText = NO_NAME
    need: Id
    unit: Mass = 0.0
    persons_per_unit: PositiveNumber = 1.0

    HEADERS: ClassVar[dict[str, str]] = Item.HEADERS | {
        "需求": "need",
        "单件质量": "unit",
        "单件质量(公斤)": "unit_kg",
        "单件人数": "persons_per_unit",
    }


class StockItem(Item):
    """Goods at a depot (储备)."""

    id: Id
    name: NameText = NO_NAME
    depot: Id
    item: Id
    quantity: Count
    form: Literal["physical", "agreement", "capacity"] = "physical"
    custodian: Text = ""
    release: DurationLaw = NO_TIME

    HEADERS: ClassVar[dict[str, str]] = Item.HEADERS | {
        "储备库": "depot",
        "物资": "item",
        "数量": "quantity",
        "储备形式": "form",
        "代储单位": "custodian",
        "出库": "release",
    }
    WORDS: ClassVar[dict[str, str]] = {
        "实物": "physical",
        "协议": "agreement",
        "产能": "capacity",
    }


class TruckItem(Item):
    """A vehicle that carries goods (运输车辆)."""

    id: Id
    name: NameText = NO_NAME
    depot: Id
    profile: Id
    capacity: PositiveMass = math.inf
    call_out: DurationLaw = NO_TIME
    load: DurationLaw = NO_TIME
    unload: DurationLaw = NO_TIME

    HEADERS: ClassVar[dict[str, str]] = Item.HEADERS | {
        "储备库": "depot",
        "车辆类型": "profile",
        "载重": "capacity",
        "载重(公斤)": "capacity_kg",
        "到库": "call_out",
        "装车": "load",
        "卸车": "unload",
    }


class AgreementItem(Item):
    """Help from outside (增援协议)."""

    id: Id
    name: NameText = NO_NAME
    delay: DurationLaw = NO_TIME
    refusal: Share = 0.0
    requested_via: Text = ""
    approved_by: Text = ""

    HEADERS: ClassVar[dict[str, str]] = Item.HEADERS | {
        "延迟": "delay",
        "拒绝概率": "refusal",
        "请求渠道": "requested_via",
        "批准单位": "approved_by",
    }


def _rules_part() -> type[Part]:
    """Return the model of the switches: the positions stand once, in `world.plan.Rules`."""
    hints, fields = get_type_hints(Rules), dataclasses.fields(Rules)
    switches: dict[str, Any] = {
        field.name: (hints[field.name], field.default)
        for field in fields
        if hints[field.name] is not float
    }
    return create_model(
        "RulesPart",
        __base__=Part,
        __doc__="Named switches of meaning (规则); docs/rules.md says what each decides.",
        road_report_delay=(Duration, 0.0),
        **switches,
    )


RulesPart = _rules_part()


class PlanFile(FilePart):
    """A plan file (预案)."""

    id: Id
    name: NameText = NO_NAME
    headquarters: Annotated[list[HeadquartersItem], Field(min_length=1)]
    profiles: Annotated[list[ProfileItem], Field(min_length=1)]
    teams: list[TeamItem] = Field(default_factory=list)
    items: list[ItemItem] = Field(default_factory=list)
    stocks: list[StockItem] = Field(default_factory=list)
    trucks: list[TruckItem] = Field(default_factory=list)
    agreements: list[AgreementItem] = Field(default_factory=list)
    evacuations: list[EvacuationItem] = Field(default_factory=list)
    fleets: list[FleetItem] = Field(default_factory=list)
    levels: list[LevelItem] = Field(default_factory=list)
    closings: list[ClosingItem] = Field(default_factory=list)
    attacks: list[AttackItem] = Field(default_factory=list)
    patrols: list[PatrolItem] = Field(default_factory=list)
    links: list[LinkItem] = Field(default_factory=list)
    rules: RulesPart = RulesPart()  # type: ignore[valid-type] # made from the dataclass
    policy: Text = "nearest_able"
