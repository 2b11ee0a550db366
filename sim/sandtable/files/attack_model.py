"""Fighting a fire with line around it, as people write it (扑救)."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from sandtable.files.fields import (
    NO_NAME,
    Distance,
    Id,
    Item,
    NameText,
    SpeedLaw,
)


class LineItem(Item):
    """Line that teams with a skill build (开设隔离带能力)."""

    skill: Id
    force: Literal["hand_crew", "machine"]
    rate: SpeedLaw
    unit: Literal["teams", "persons"] = "teams"

    HEADERS: ClassVar[dict[str, str]] = Item.HEADERS | {
        "技能": "skill",
        "力量": "force",
        "速度": "rate",
        "单位": "unit",
    }
    WORDS: ClassVar[dict[str, str]] = {
        "扑火队员": "hand_crew",
        "机械": "machine",
        "队": "teams",
        "人": "persons",
    }


class AttackItem(Item):
    """Who fights a fire, and how (扑救)."""

    id: Id
    name: NameText = NO_NAME
    entry: Id
    source: Id
    incident_type: Id
    tactic: Literal["head", "rear"] = "rear"
    distance: Distance = 0.0
    lines: Annotated[list[LineItem], Field(min_length=1)]

    HEADERS: ClassVar[dict[str, str]] = Item.HEADERS | {
        "影响": "entry",
        "源": "source",
        "事件类型": "incident_type",
        "战术": "tactic",
        "距火线": "distance",
        "开设能力": "lines",
    }
