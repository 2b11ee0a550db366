"""Closing a breach with rock that trucks bring, as people write it (封堵决口)."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from sandtable.files.fields import (
    NO_NAME,
    NO_TIME,
    DurationLaw,
    Id,
    Item,
    Mass,
    NameText,
    PositiveCount,
    PositiveDistance,
    PositiveMass,
)


class ConvoyItem(Item):
    """Rock trucks that shuttle between a quarry and a closing site (石料车队)."""

    id: Id
    name: NameText = NO_NAME
    trucks: PositiveCount
    payload: PositiveMass
    start: Annotated[Id, Field(alias="from")]
    profile: Id
    ready: DurationLaw = NO_TIME
    load: DurationLaw = NO_TIME

    HEADERS: ClassVar[dict[str, str]] = Item.HEADERS | {
        "车辆数": "trucks",
        "载重": "payload",
        "装石地点": "from",
        "车辆类型": "profile",
        "集结": "ready",
        "装车": "load",
    }


class ClosingItem(Item):
    """Closing a breach (封堵决口)."""

    id: Id
    name: NameText = NO_NAME
    entry: Id
    source: Id
    site: Id = ""
    """Where trucks tip; whether it is there at all is told by `civil_references`."""
    width: PositiveDistance
    calm: Id = "slow_water"
    platform: Mass = 0.0
    berths: PositiveCount = 1
    tip: DurationLaw
    rock_per_m: PositiveMass
    convoys: Annotated[list[ConvoyItem], Field(min_length=1)]

    HEADERS: ClassVar[dict[str, str]] = Item.HEADERS | {
        "影响": "entry",
        "源": "source",
        "抛石点": "site",
        "宽度": "width",
        "缓流暴露": "calm",
        "作业平台": "platform",
        "卸车位": "berths",
        "卸车": "tip",
        "每米石料": "rock_per_m",
        "石料车队": "convoys",
    }
