"""Dates and clock times as people write them: ``2026-07-05 06:00``, ``08:30``."""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated

from pydantic import BeforeValidator, WithJsonSchema

from sandtable.files.fields import Wrong
from sandtable.ground.language import _
from sandtable.ground.units import found

_MOMENT = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d(:\d\d)?")
_CLOCK = re.compile(r"(\d{4}-\d\d-\d\d )?\d\d:\d\d(:\d\d)?")


def _start(value: object) -> object:
    return _moment(value, _MOMENT, _("a date and time"), "2026-07-05 06:00")


def _at_clock(value: object) -> object:
    return _moment(value, _CLOCK, _("a clock time"), "08:30")


def _moment(value: object, pattern: re.Pattern[str], expected: str, example: str) -> object:
    if isinstance(value, str) and pattern.fullmatch(value):
        text = value if len(value) > len("00:00:00") else f"2000-01-01 {value}"
        try:
            dt.datetime.fromisoformat(text)
        except ValueError:
            pass
        else:
            return value
    repair = _('Write for example "{first}".').format(first=example)
    raise Wrong(found(value), expected, repair, code="moment")


_MOMENT_SCHEMA = {"type": "string", "pattern": f"^{_MOMENT.pattern}$"}
_CLOCK_SCHEMA = {"type": "string", "pattern": f"^({_CLOCK.pattern})$"}
Moment = Annotated[str, BeforeValidator(_start), WithJsonSchema(_MOMENT_SCHEMA)]
ClockTime = Annotated[str, BeforeValidator(_at_clock), WithJsonSchema(_CLOCK_SCHEMA)]
