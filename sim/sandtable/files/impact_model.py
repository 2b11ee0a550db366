"""Impacts of a scenario as people write them: tables, sources, when they begin."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from sandtable.files.fields import (
    NO_NAME,
    Duration,
    FileName,
    Id,
    Item,
    NameText,
    Part,
    Text,
    Wrong,
)
from sandtable.files.moments import ClockTime
from sandtable.files.polder_model import PolderPart
from sandtable.ground.language import _


class ImpactTablePart(Part):
    """A table of an Impact, of its own or made for something else (docs/impact.md)."""

    table: FileName
    sheet: Text = ""
    columns: dict[Text, Text] = Field(default_factory=dict)
    constants: Annotated[dict[Text, Text], Field(alias="set", default_factory=dict)]
    earlier: Duration = 0.0

    @model_validator(mode="after")
    def earlier_has_a_column(self) -> Self:
        """Refuse to move a beginning that is in no column in seconds."""
        if self.earlier > 0.0 and "from_s" not in self.columns:
            expected, repair = _("a column for 'from_s'"), _("Name it under 'columns'.")
            raise Wrong(_("nothing"), expected, repair, code="earlier", inside=("columns",))
        return self


class HazardSourceItem(Item):
    """Where a hazard comes from and what controlling it does (危险源)."""

    id: Id
    control: Literal["void", "hold"] = "void"
    recession: Duration = 0.0

    HEADERS: ClassVar[dict[str, str]] = Item.HEADERS | {"控制": "control", "退落": "recession"}


class ImpactItem(Item):
    """A dormant realisation of a hazard (潜在情景实现)."""

    id: Id
    name: NameText = NO_NAME
    hazard: Id = ""
    site: Text = ""
    activate_at: Duration | None = None
    activate_at_clock: ClockTime | None = None
    roads: ImpactTablePart | None = None
    people: ImpactTablePart | None = None
    sources: list[HazardSourceItem] = Field(default_factory=list)
    polder: PolderPart | None = None

    @model_validator(mode="after")
    def something(self) -> Self:
        """Refuse an entry that does nothing, one in two ways, and two times."""
        tables = [key for key in ("roads", "people", "sources") if getattr(self, key)]
        if self.polder is None and tables in ([], ["sources"]):
            expected, repair = _("'roads', 'people' or 'polder'"), _("Name a table of the Impact.")
            raise Wrong(_("nothing"), expected, repair, code="impact")
        if self.polder is not None and tables:
            expected, repair = _("'polder' alone"), _("Take one of them out.")
            raise Wrong(_("both"), expected, repair, code="impact", inside=(tables[0],))
        if self.activate_at is not None and self.activate_at_clock is not None:
            expected, repair = _("'activate_at' or 'activate_at_clock'"), _("Take one of them out.")
            raise Wrong(_("both"), expected, repair, code="time", inside=("activate_at",))
        return self
