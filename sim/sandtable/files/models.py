"""The five kinds of files as people write them, each key with what it may hold."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from sandtable.files.fields import (
    NO_NAME,
    NO_TIME,
    Area,
    Count,
    CountLaw,
    Distance,
    Duration,
    DurationLaw,
    Id,
    Ids,
    Mass,
    NameText,
    Number,
    Part,
    PositiveCount,
    PositiveNumber,
    RatePer,
    Ratio,
    Speed,
    TargetId,
    Text,
    Texts,
    Wrong,
)
from sandtable.ground.language import _
from sandtable.ground.laws import Law
from sandtable.ground.units import found
from sandtable.world.plan import Rules
from sandtable.world.scenario import GRADES
from sandtable.world.target import CLOCK_FROM, CLOCK_TO
