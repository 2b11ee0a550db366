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
from sandtable.files.hazard_part import HAZARD_KINDS, HazardPart
from sandtable.files.moments import ClockTime
from sandtable.files.onset_model import ActivatePart
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
    activate: ActivatePart | None = None
    roads: ImpactTablePart | None = None
    people: ImpactTablePart | None = None
    sources: list[HazardSourceItem] = Field(default_factory=list)
    polder: PolderPart | None = None

    @property
    def physics(self) -> tuple[str, HazardPart] | None:
        """The hazard that is worked out, under its key; None = there are tables."""
        return next(iter(self._physics()), None)

    def _physics(self) -> list[tuple[str, HazardPart]]:
        parts = [(key, getattr(self, key, None)) for key in HAZARD_KINDS]
        return [(key, part) for key, part in parts if isinstance(part, HazardPart)]

    @model_validator(mode="after")
    def something(self) -> Self:
        """Refuse an entry that does nothing, one in two ways, and two times."""
        tables = [key for key in ("roads", "people", "sources") if getattr(self, key)]
        worked_out = [key for key, _part in self._physics()]
        if not worked_out and tables in ([], ["sources"]):
            kinds = ", ".join(f"'{key}'" for key in ("roads", "people", *sorted(HAZARD_KINDS)))
            expected = _("one of {names}").format(names=kinds)
            repair = _("Name a table of the Impact, or state what is worked out.")
            raise Wrong(_("nothing"), expected, repair, code="impact")
        if worked_out and len(worked_out) + len(tables) > 1:
            expected = _("'{key}' alone").format(key=worked_out[0])
            inside = ([*tables, *worked_out[1:]][0],)
            repair = _("Take one of them out.")
            raise Wrong(_("both"), expected, repair, code="impact", inside=inside)
        keys = ("activate_at", "activate_at_clock", "activate")
        first, *more = [key for key in keys if getattr(self, key) is not None] or [""]
        if more:
            expected = _("'{first}' or '{second}'").format(first=first, second=more[0])
            repair = _("Take one of them out.")
            raise Wrong(_("both"), expected, repair, code="time", inside=(first,))
        return self
