"""``study/1``: a question, its scenarios and its alternatives as people write them."""

from __future__ import annotations

from typing import Annotated, ClassVar, Self

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from sandtable.files.fields import (
    NO_NAME,
    Count,
    FileNames,
    FilePart,
    Id,
    Item,
    NameText,
    PositiveCount,
    Text,
    Texts,
    Wrong,
)
from sandtable.ground.language import _
from sandtable.ground.units import UnitFault, found, quantity

DECIDED = "decided"
"""What ``precision`` says for: until every verdict stands."""

MOST = 2000
"""Replications at which a study without a stated end stops in any case: a choice of ours."""


def _precision(value: object) -> object:
    if value == DECIDED:
        return DECIDED
    try:
        wanted = quantity("ratio", value)
    except UnitFault as wrong:
        expected = _("'decided' or {quantity}").format(quantity=wrong.expected)
        raise Wrong(wrong.found, expected, wrong.repair, code="unit") from None
    if not 0.0 < wanted < 1.0:
        expected = _("above 0 % and below 100 %")
        raise Wrong(found(value), expected, _("Write for example 2 %."), code="precision")
    return value


Precision = Annotated[
    str, BeforeValidator(_precision), WithJsonSchema({"type": "string", "examples": ["2 %"]})
]
Seed = Annotated[int, Field(ge=0, lt=2**64)]


class AlternativeItem(Item):
    """An alternative: a plan of its own, settings of its own, or both (备选方案)."""

    id: Id
    name: NameText = NO_NAME
    plan: Text = ""
    settings: Annotated[Texts, Field(alias="set")] = Field(default_factory=list)

    HEADERS: ClassVar[dict[str, str]] = Item.HEADERS | {"预案": "plan"}


class StudyFile(FilePart):
    """A study file (研究)."""

    id: Id
    question: NameText = NO_NAME
    scenarios: Annotated[FileNames, Field(min_length=1)]
    alternatives: list[AlternativeItem] = Field(default_factory=list)
    replications: PositiveCount | None = None
    precision: Precision | None = None
    most: PositiveCount | None = None
    seed: Seed = 1
    sensitivity: Count = 0

    @model_validator(mode="after")
    def one_end(self) -> Self:
        """Refuse two ways to stop."""
        if self.replications is not None and self.precision is not None:
            expected, repair = _("'replications' or 'precision'"), _("Take one of them out.")
            raise Wrong(_("both"), expected, repair, code="stopping", inside=("precision",))
        if self.most is not None and self.precision is None:
            repair = _("Write 'replications' for a fixed number.")
            raise Wrong(_("'most' alone"), "'precision'", repair, code="stopping", inside=("most",))
        return self
