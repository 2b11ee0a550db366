"""People in danger, works on dikes and what a real event recorded, as people write them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import BeforeValidator, ConfigDict, Field, WithJsonSchema, model_validator

from sandtable.files.curves import keys_of
from sandtable.files.fields import (
    NO_NAME,
    NO_TIME,
    AnyQuantity,
    Count,
    DurationLaw,
    Flow,
    Id,
    Ids,
    Item,
    NameText,
    Part,
    Share,
    Text,
    Wrong,
)
from sandtable.ground.language import _


class ResidentsItem(Item):
    """People of a zone (居民)."""

    id: Id
    zone: Id
    persons: Count
    cohort: Text = ""

    HEADERS: ClassVar[dict[str, str]] = Item.HEADERS | {
        "片区": "zone",
        "人数": "persons",
        "人群": "cohort",
    }


class PreventionItem(Item):
    """Early works that may keep an entry from beginning (险情抢护)."""

    id: Id
    name: NameText = NO_NAME
    entry: Id
    incident_type: Id
    outflow: Annotated[dict[Text, Flow], BeforeValidator(keys_of("duration", from_0=True))]
    success: Annotated[dict[Text, Share], BeforeValidator(keys_of("flow"))]
    fails: DurationLaw
    delay: DurationLaw = NO_TIME

    HEADERS: ClassVar[dict[str, str]] = Item.HEADERS | {
        "影响": "entry",
        "事件类型": "incident_type",
        "出流": "outflow",
        "成功率": "success",
        "失守": "fails",
        "延缓": "delay",
    }


class PerilPart(Part):
    """What water does to those whom it reaches (致死率)."""

    exposure: Id
    told: Share = 0.0
    untold: Share = 0.0


class ReliefPart(Part):
    """What people need who had to leave (生活救助)."""

    needs: Annotated[Ids, Field(min_length=1)] = Field(
        default_factory=lambda: ["food", "water", "clothing", "shelter", "medical"]
    )


_END = {"type": ["number", "string"], "examples": [4300, "95 %", "5 h"]}
End = Annotated[Any, AnyQuantity(), WithJsonSchema(_END)]


class RecordedItem(Item):
    """One number of a real event (实录指标); keys that it does not know are of its measure."""

    model_config = ConfigDict(extra="allow")

    id: Id
    name: NameText = NO_NAME
    measure: Id
    kind: Literal["input", "calibrated", "predicted"]
    low: End = None
    high: End = None
    source: Text = ""

    HEADERS: ClassVar[dict[str, str]] = Item.HEADERS | {
        "量": "measure",
        "类别": "kind",
        "低值": "low",
        "高值": "high",
        "出处": "source",
    }
    WORDS: ClassVar[dict[str, str]] = {
        "输入": "input",
        "率定": "calibrated",
        "预测": "predicted",
    }

    @property
    def arguments(self) -> Mapping[str, Any]:
        """What the measure is asked with."""
        return dict(self.model_extra or {})

    @model_validator(mode="after")
    def some_range(self) -> Self:
        """Refuse a number without any; its measure says in which unit it is."""
        if self.low is None and self.high is None:
            expected, repair = _("'low', 'high' or both"), _("Say what was recorded.")
            raise Wrong(_("nothing"), expected, repair, code="recorded")
        return self
