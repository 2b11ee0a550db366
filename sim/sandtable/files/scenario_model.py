"""``scenario/1``: horizon, incidents, hazards and injects as people write them."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Self

from pydantic import BeforeValidator, ConfigDict, Field, model_validator

from sandtable.files.design_model import DesignPart
from sandtable.files.fields import (
    NO_NAME,
    NO_TIME,
    Count,
    CountLaw,
    Duration,
    DurationLaw,
    FileName,
    FilePart,
    Id,
    Ids,
    Item,
    NameText,
    Number,
    Part,
    PositiveCount,
    PositiveDuration,
    PositiveNumber,
    Samples,
    Share,
    Text,
    Wrong,
    closest,
    or_text,
)
from sandtable.files.impact_model import ImpactItem
from sandtable.files.moments import ClockTime, Moment
from sandtable.files.people_model import (
    PerilPart,
    PreventionItem,
    RecordedItem,
    ReliefPart,
    ResidentsItem,
)
from sandtable.files.placed import Placed
from sandtable.files.rate_model import RatePart, rate_alone
from sandtable.files.report_errors import ReportErrorsPart
from sandtable.files.season_model import SeasonItem
from sandtable.ground.language import _
from sandtable.ground.laws import Law
from sandtable.ground.units import found, written
from sandtable.world.scenario import GRADES

EVERYWHERE = "population"
"""What ``where`` says for: at all zones, by their residents."""


class Timed(Item):
    """What happens at a time: an offset from the start, or a clock time."""

    at: Duration | None = None
    at_clock: ClockTime | None = None

    HEADERS: ClassVar[dict[str, str]] = Item.HEADERS | {"时间": "at", "时刻": "at_clock"}

    @model_validator(mode="after")
    def one_time(self) -> Self:
        """Refuse two times."""
        if self.at is not None and self.at_clock is not None:
            repair = _("Take one of them out.")
            raise Wrong(_("both"), _("'at' or 'at_clock'"), repair, code="time", inside=("at",))
        return self

    def need_time(self) -> None:
        """Refuse none."""
        if self.at is None and self.at_clock is None:
            repair = _("Write for example 'at: 35 min'.")
            raise Wrong(_("nothing"), _("'at' or 'at_clock'"), repair, code="time")


class RequirementItem(Item):
    """Force that an incident needs (力量需求)."""

    skill: Id
    teams: PositiveCount | None = None
    persons: PositiveCount | None = None

    HEADERS: ClassVar[dict[str, str]] = {"能力": "skill", "队数": "teams", "人数": "persons"}

    @model_validator(mode="after")
    def one_unit(self) -> Self:
        """Refuse teams and persons at once."""
        if self.teams is not None and self.persons is not None:
            expected, repair = _("'teams' or 'persons'"), _("Write two needs to ask for both.")
            raise Wrong(_("both"), expected, repair, code="unit-of-need", inside=("persons",))
        return self


class TransportPart(Part):
    """Taking persons to a facility (转送)."""

    kind: Id = "hospital"
    probability: Share = 1.0
    handover: DurationLaw = NO_TIME


class ControlsPart(Part):
    """The source of a hazard that the work on scene brings under control (控制险情)."""

    entry: Id
    source: Id


class ControlsSomePart(Part):
    """The source that an incident controls; without one, an incident for each of its sources."""

    entry: Id
    source: Id = ""


def _grades(value: object) -> object:
    """Let a grade alone mean that all incidents are of it, and hold the others to the list."""
    if isinstance(value, str):
        value = {value: 1.0}
    if not isinstance(value, dict):
        return value
    for grade in value:
        if grade not in GRADES:
            expected = _("one of {names}").format(names=", ".join(GRADES))
            repair = closest(grade, GRADES) or _("Correct the name.")
            raise Wrong(found(grade), expected, repair, code="grade", inside=(grade,))
    return value


class IncidentTypeItem(Item):
    """A class of incidents that need the same response (事件类型)."""

    id: Id
    name: NameText = NO_NAME
    hazard: Id = ""
    incident_class: Annotated[Id, Field(alias="class")] = ""
    grades: Annotated[dict[str, Number], BeforeValidator(_grades)] = Field(
        default_factory=lambda: {"general": 1.0}, json_schema_extra=or_text
    )
    priority: Count = 0
    needs: Annotated[list[RequirementItem], Field(min_length=1)]
    detection: DurationLaw = NO_TIME
    reporting: DurationLaw = NO_TIME
    work: DurationLaw = NO_TIME
    persons: CountLaw = Law.constant(1.0)
    transport: TransportPart | None = None
    expires: DurationLaw | None = None
    controls: ControlsPart | None = None
    report_errors: ReportErrorsPart | None = None

    HEADERS: ClassVar[dict[str, str]] = Item.HEADERS | {
        "灾种": "hazard",
        "类别": "class",
        "等级": "grades",
        "优先级": "priority",
        "力量需求": "needs",
        "发现": "detection",
        "报告": "reporting",
        "现场处置": "work",
        "涉及人数": "persons",
        "时效": "expires",
        "控制": "controls",
        "初报误差": "report_errors",
    }

    @model_validator(mode="after")
    def some_grade(self) -> Self:
        """Refuse weights that leave no grade to draw."""
        if sum(self.grades.values()) <= 0.0:
            expected, repair = _("weights above 0"), _("Give one grade a weight.")
            raise Wrong(_("weights of sum 0"), expected, repair, code="weights", inside=("grades",))
        return self


class IncidentItem(Timed, Placed):
    """An incident at a stated time and place (给定事件)."""

    id: Id
    type: Id
    zone: Id = ""
    controls: ControlsSomePart | None = None

    HEADERS: ClassVar[dict[str, str]] = (
        Timed.HEADERS | Placed.HEADERS | {"类型": "type", "片区": "zone", "控制": "controls"}
    )

    @model_validator(mode="after")
    def somewhere_sometime(self) -> Self:
        """Refuse an incident without place, or without time where it waits for no source."""
        if self.controls is None:
            self.need_time()
        self.check_place(may_be_nowhere=True)
        if self.is_each:
            self._nowhere()
            return self
        _need_place(self.zone, self.stands_at(self.id))
        return self

    @property
    def is_each(self) -> bool:
        """Whether there is one for each source of its entry, where and when that acts on a road."""
        return self.controls is not None and not self.controls.source

    def _nowhere(self) -> None:
        """Refuse a time or a place for what occurs wherever a source acts."""
        stated = {
            "at": self.at is not None,
            "at_clock": self.at_clock is not None,
            "zone": bool(self.zone),
            "node": bool(self.node),
            "link": bool(self.link),
            "lon": self.lon is not None,
        }
        for key in [key for key, there in stated.items() if there][:1]:
            expected = _("no time and no place without 'controls.source'")
            repair = _("Name the source, or take '{key}' out: each road that closes has its own.")
            repair = repair.format(key=key)
            raise Wrong(f"'{key}'", expected, repair, code="each", inside=(key,))


def _need_place(zone: str, node: str) -> None:
    if not zone and not node:
        repair = _("Say where: 'zone: ...' or 'node: ...'.")
        raise Wrong(_("nothing"), _("'zone' or 'node'"), repair, code="place")


def _one_place(value: object) -> object:
    """Let a word alone be a zone."""
    return {"zone": value} if isinstance(value, str) else value


class PlaceWeight(Item):
    """A zone or node where incidents occur, and how often among others."""

    model_config = ConfigDict(json_schema_extra=or_text)

    zone: Id = ""
    node: Text = ""
    weight: Number = 1.0

    HEADERS: ClassVar[dict[str, str]] = {"片区": "zone", "节点": "node", "权重": "weight"}

    @model_validator(mode="before")
    @classmethod
    def of_a_word(cls, value: object) -> object:
        """Let a word alone be a zone."""
        return _one_place(value)

    @model_validator(mode="after")
    def somewhere(self) -> Self:
        """Refuse nowhere."""
        _need_place(self.zone, self.node)
        return self


def _where(value: object) -> object:
    if value == EVERYWHERE:
        return []
    if isinstance(value, list) and value:
        return value
    expected = _("'population', a list of zones and nodes, or a table")
    repair = _("Write for example [{{zone: z1, weight: 2}}, {{node: n7, weight: 1}}].").format()
    raise Wrong(found(value), expected, repair, code="where")


class ArrivalsItem(Item):
    """Incidents at random in time (随机事件)."""

    id: Id
    type: Id
    rate: Annotated[RatePart, BeforeValidator(rate_alone), Field(json_schema_extra=or_text)]
    where: Annotated[list[PlaceWeight], BeforeValidator(_where), Field(json_schema_extra=or_text)]
    start: Annotated[Duration, Field(alias="from")] = 0.0
    to: Duration | None = None

    HEADERS: ClassVar[dict[str, str]] = Item.HEADERS | {
        "类型": "type",
        "发生率": "rate",
        "地点": "where",
        "开始": "from",
        "结束": "to",
    }

    @model_validator(mode="after")
    def some_time(self) -> Self:
        """Refuse an empty window."""
        if self.to is not None and self.to <= self.start:
            expected, repair = _("an end after the beginning"), _("Correct 'from' or 'to'.")
            shown = _("an empty window")
            raise Wrong(shown, expected, repair, code="window", inside=("to",))
        return self


class ExposedItem(Item):
    """Incidents born of exposure (受困)."""

    id: Id
    type: Id
    exposure: Id
    zones: Ids = Field(default_factory=list)
    per_person: PositiveNumber
    probability: Share = 1.0
    lead: DurationLaw = NO_TIME

    HEADERS: ClassVar[dict[str, str]] = Item.HEADERS | {
        "类型": "type",
        "暴露": "exposure",
        "片区": "zones",
        "每人候选数": "per_person",
        "概率": "probability",
        "滞后": "lead",
    }


class NeedItem(Timed):
    """People of a zone who come to need something (需求)."""

    id: Id
    zone: Id
    cohort: Text = ""
    kind: Id
    persons: Count

    HEADERS: ClassVar[dict[str, str]] = Timed.HEADERS | {
        "片区": "zone",
        "人群": "cohort",
        "类型": "kind",
        "人数": "persons",
    }


class InjectItem(Timed):
    """A command put in by the designer (情景注入)."""

    id: Id
    kind: Id
    arguments: dict[Text, Any] = Field(default_factory=dict)
    text: NameText = NO_NAME

    HEADERS: ClassVar[dict[str, str]] = Timed.HEADERS | {
        "类型": "kind",
        "参数": "arguments",
        "内容": "text",
    }

    @model_validator(mode="after")
    def sometime(self) -> Self:
        """Refuse an inject without time."""
        self.need_time()
        return self


class ScenarioFile(FilePart):
    """A scenario file (情景)."""

    id: Id
    name: NameText = NO_NAME
    place: FileName
    plan: FileName
    targets: Text = ""
    start: Moment = "2026-01-01 00:00"
    horizon: PositiveDuration
    warm_up: Duration = 0.0
    samples: Samples | None = None
    design: DesignPart | None = None
    types: list[IncidentTypeItem] = Field(default_factory=list)
    incidents: list[IncidentItem] = Field(default_factory=list)
    arrivals: list[ArrivalsItem] = Field(default_factory=list)
    seasons: list[SeasonItem] = Field(default_factory=list)
    exposed: list[ExposedItem] = Field(default_factory=list)
    needs: list[NeedItem] = Field(default_factory=list)
    impacts: list[ImpactItem] = Field(default_factory=list)
    preventions: list[PreventionItem] = Field(default_factory=list)
    residents: list[ResidentsItem] = Field(default_factory=list)
    peril: PerilPart | None = None
    relief: ReliefPart | None = None
    recorded: list[RecordedItem] = Field(default_factory=list)
    injects: list[InjectItem] = Field(default_factory=list)

    @model_validator(mode="after")
    def some_time(self) -> Self:
        """Refuse a run that ends before it counts."""
        if self.warm_up >= self.horizon:
            expected = _("a warm-up shorter than the horizon")
            repair = _("Nothing would be counted.")
            shown = written("duration", self.warm_up)
            raise Wrong(shown, expected, repair, code="horizon", inside=("warm_up",))
        return self

    @model_validator(mode="after")
    def some_design(self) -> Self:
        """Refuse an ensemble that its design cannot have."""
        if self.design is not None:
            self.design.check(self.samples)
        return self
