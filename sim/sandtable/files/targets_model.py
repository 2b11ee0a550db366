"""``targets/1``: what a plan promises, as people write it."""

from __future__ import annotations

import re
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from sandtable.files.fields import (
    NO_NAME,
    AnyQuantity,
    Duration,
    FilePart,
    Id,
    Ids,
    Item,
    NameText,
    Part,
    Ratio,
    TargetId,
    Text,
    Wrong,
    or_text,
)
from sandtable.ground.language import _
from sandtable.ground.units import UnitFault, found, quantity

Grade = Literal["general", "considerable", "major", "particularly_major"]
ClockFrom = Literal["occurred", "exposed", "detected", "reported", "ordered"]
ClockTo = Literal[
    "first_arrival",
    "full_arrival",
    "controlled",
    "need_met",
    "link_up",
    "safe",
    "sheltered",
    "warned",
    "message_received",
]
_OF_PEOPLE = ("safe", "sheltered", "warned")
"""Clocks to what happens to people, not to incidents."""

Counted = Literal["missed", "excluded"]

_STATISTIC = re.compile(r"proportion|mean|max|p[1-9][0-9]?")


def _statistic(value: object) -> object:
    if isinstance(value, str) and not _STATISTIC.fullmatch(value):
        expected = _("proportion, mean, max or a quantile such as p90")
        raise Wrong(found(value), expected, _("Write one of them."), code="statistic")
    return value


def _one_grade(value: object) -> object:
    """Let a grade alone mean exactly this grade."""
    return {"exactly": value} if isinstance(value, str) else value


Statistic = Annotated[Text, BeforeValidator(_statistic), WithJsonSchema({"type": "string"})]


class GradeChoice(Part):
    """Which grades: one exactly, or one and all worse."""

    exactly: Grade | None = None
    at_least: Grade | None = None

    @model_validator(mode="after")
    def one_of_both(self) -> Self:
        """Refuse none and both."""
        if (self.exactly is None) == (self.at_least is None):
            shown = _("nothing") if self.exactly is None else _("both")
            repair = _("Write {{exactly: major}} or {{at_least: major}}.").format()
            raise Wrong(shown, _("'exactly' or 'at_least'"), repair, code="grade")
        return self


class AppliesToPart(Part):
    """Which incidents or people a target is about (适用范围)."""

    hazard: Id = ""
    incident_class: Annotated[Id, Field(alias="class")] = ""
    type: Id = ""
    grade: Annotated[
        GradeChoice | None, BeforeValidator(_one_grade), Field(json_schema_extra=or_text)
    ] = None
    area: Id = ""


class ClockPart(Part):
    """From when to when it counts (计时口径)."""

    start: Annotated[ClockFrom, Field(alias="from")]
    to: ClockTo


class QuantityPart(Part):
    """The share of what, or a rate of what over what."""

    share_of: Literal["incidents", "persons", "population", "area", "messages"] | None = None
    needs: Ids = Field(default_factory=list)
    mode: Literal["all", "each"] = "all"
    rate: Id = ""
    over: Id = ""
    period: Duration | None = None

    @model_validator(mode="after")
    def one_of_both(self) -> Self:
        """Refuse a share that is a rate too, and a rate of nothing."""
        if (self.share_of is None) == (not self.rate):
            shown = _("nothing") if self.share_of is None else _("both")
            repair = _(
                "Write {{share_of: incidents}} or {{rate: ..., over: ..., period: 1 year}}."
            ).format()
            raise Wrong(shown, _("'share_of' or 'rate'"), repair, code="quantity")
        if self.rate and not self.over:
            repair = _("Say what the rate is over.")
            raise Wrong(_("nothing"), "'over'", repair, code="quantity")
        return self


def _check_people(quantity: QuantityPart, clock: ClockPart, about: AppliesToPart) -> None:
    """Refuse a clock of people on something else, and a choice of incidents among people."""
    if quantity.share_of != "population":
        if clock.to in _OF_PEOPLE:
            repair = _("This clock is about people: write 'share_of: population'.")
            inside = ("quantity", "share_of")
            shown = found(quantity.share_of)
            raise Wrong(shown, "'population'", repair, code="quantity", inside=inside)
        return
    for path, value, choice in (
        (("clock", "from"), clock.start, ("occurred", "exposed", "ordered")),
        (("clock", "to"), clock.to, (*_OF_PEOPLE, "need_met")),
    ):
        if value not in choice:
            expected = _("a clock of people: {names}").format(names=", ".join(choice))
            repair = _("Incidents have this one: then write 'share_of: incidents'.")
            raise Wrong(found(value), expected, repair, code="clock", inside=path)
    chosen = {"class": about.incident_class, "type": about.type, "grade": about.grade}
    for key, choice_made in chosen.items():
        if choice_made:
            shown, expected = _("a choice of incidents"), _("'hazard' and 'area' only")
            repair = _("A share of the population counts people: take '{key}' out.").format(key=key)
            raise Wrong(shown, expected, repair, code="applies", inside=("applies_to", key))


class DenominatorPart(Part):
    """How cases count that never reached the end of the clock."""

    unreached: Counted = "missed"
    cancelled: Counted = "excluded"
    censored: Counted = "missed"


class SourcePart(Part):
    """Where a promise comes from (出处)."""

    plan: Text = ""
    clause: Text = ""
    quote: Text = ""
    note: Text = ""
    confidence: Literal["", "high", "medium", "low"] = ""


Threshold = Annotated[
    Any, AnyQuantity(), WithJsonSchema({"type": "string", "examples": ["95 %", "12 min"]})
]


class TargetItem(Item):
    """A target (指标)."""

    id: TargetId
    name: NameText = NO_NAME
    reading: NameText = NO_NAME
    applies_to: AppliesToPart = AppliesToPart()
    clock: ClockPart | None = None
    quantity: QuantityPart = QuantityPart(share_of="incidents")
    within: Duration | None = None
    statistic: Statistic = "proportion"
    at_least: Threshold = None
    at_most: Threshold = None
    confidence: Ratio = 0.95
    over: Literal["pooled", "each_run"] = "pooled"
    denominator: DenominatorPart = DenominatorPart()
    source: SourcePart = SourcePart()

    HEADERS: ClassVar[dict[str, str]] = Item.HEADERS | {
        "口径": "reading",
        "时限": "within",
        "统计量": "statistic",
        "不低于": "at_least",
        "不超过": "at_most",
        "置信度": "confidence",
    }

    @property
    def sense(self) -> Literal["at_least", "at_most"]:
        """Which side of the threshold is good."""
        return "at_most" if self.at_least is None else "at_least"

    @property
    def threshold(self) -> float:
        """Fraction of a share or rate, seconds of a time."""
        text = self.at_most if self.at_least is None else self.at_least
        return quantity(self.dimension, text)

    @property
    def dimension(self) -> str:
        """Dimension of the threshold."""
        a_time = self.statistic != "proportion" and not self.quantity.rate
        return "duration" if a_time else "ratio"

    @model_validator(mode="after")
    def makes_sense(self) -> Self:
        """Refuse a promise that cannot be tested."""
        self._check_threshold()
        if self.quantity.rate:
            if self.clock is not None:
                repair = _("Take the clock out: a rate counts, it does not time.")
                raise Wrong(_("a clock"), _("no clock"), repair, code="clock", inside=("clock",))
            return self
        if self.clock is None:
            repair = _("Write for example {{from: reported, to: first_arrival}}.").format()
            raise Wrong(_("nothing"), _("a clock"), repair, code="clock", inside=("clock",))
        _check_people(self.quantity, self.clock, self.applies_to)
        self._check_needs(self.clock)
        if self.statistic == "proportion" and self.within is None:
            repair = _("A share needs a limit: write for example 'within: 60 min'.")
            raise Wrong(_("nothing"), "'within'", repair, code="within")
        if not 0.5 <= self.confidence < 1.0:
            expected, repair = _("50 % to 99.9 %"), _("Write for example 95 %.")
            shown = f"{100 * self.confidence:g} %"
            raise Wrong(shown, expected, repair, code="confidence", inside=("confidence",))
        return self

    def _check_threshold(self) -> None:
        if (self.at_least is None) == (self.at_most is None):
            shown = _("nothing") if self.at_least is None else _("both")
            repair = _("Write one of them, for example 'at_least: 95 %'.")
            raise Wrong(shown, _("'at_least' or 'at_most'"), repair, code="threshold")
        try:
            too_much = self.threshold > 1.0 and self.dimension == "ratio"
        except UnitFault as wrong:
            parts = (wrong.found, wrong.expected, wrong.repair)
            raise Wrong(*parts, code="unit", inside=(self.sense,)) from None
        if too_much and not self.quantity.rate:
            shown = found(self.at_most if self.at_least is None else self.at_least)
            repair = _("A share is never more than everything.")
            expected = _("at most {high}").format(high="100 %")
            raise Wrong(shown, expected, repair, code="threshold", inside=(self.sense,))

    def _check_needs(self, clock: ClockPart) -> None:
        asked = bool(self.quantity.needs)
        if asked == (clock.to == "need_met"):
            return
        if asked:
            repair = _("Needs are met: write 'to: need_met'.")
            raise Wrong(found(clock.to), "'need_met'", repair, code="clock", inside=("clock", "to"))
        repair = _("Say which needs: 'needs: [food, water]'.")
        raise Wrong(_("nothing"), "'needs'", repair, code="needs", inside=("quantity",))


class TargetsFile(FilePart):
    """A file of targets (指标)."""

    id: Id = ""
    name: NameText = NO_NAME
    targets: list[TargetItem]
