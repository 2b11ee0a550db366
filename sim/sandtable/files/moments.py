"""Dates and clock times as people write them: ``2026-07-05 06:00``, ``08:30``."""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, WithJsonSchema

from sandtable.files.fields import Wrong
from sandtable.ground.language import _
from sandtable.ground.units import found

_MOMENT = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d(:\d\d)?")
FIRST_YEAR, LAST_YEAR = 1900, 2200
"""Before there were no time zones, and nobody plans for later: a choice of ours."""

_DAY = dt.timedelta(days=1)
_CLOCK = re.compile(r"(\d{4}-\d\d-\d\d )?\d\d:\d\d(:\d\d)?")


def _start(value: object) -> object:
    return _moment(value, _MOMENT, _("a date and time"), "2026-07-05 06:00")


def _at_clock(value: object) -> object:
    return _moment(value, _CLOCK, _("a clock time"), "08:30")


def _moment(value: object, pattern: re.Pattern[str], expected: str, example: str) -> object:
    if isinstance(value, str) and pattern.fullmatch(value):
        text = value if len(value) > len("00:00:00") else f"2000-01-01 {value}"
        try:
            year = dt.datetime.fromisoformat(text).year
        except ValueError:
            pass
        else:
            if FIRST_YEAR <= year <= LAST_YEAR:
                return value
            expected = _("a date of the years {first} to {last}")
            expected = expected.format(first=FIRST_YEAR, last=LAST_YEAR)
            raise Wrong(found(value), expected, _("Correct the year."), code="moment")
    repair = _('Write for example "{first}".').format(first=example)
    raise Wrong(found(value), expected, repair, code="moment")


_MOMENT_SCHEMA = {"type": "string", "pattern": f"^{_MOMENT.pattern}$"}
_CLOCK_SCHEMA = {"type": "string", "pattern": f"^({_CLOCK.pattern})$"}
Moment = Annotated[str, BeforeValidator(_start), WithJsonSchema(_MOMENT_SCHEMA)]
ClockTime = Annotated[str, BeforeValidator(_at_clock), WithJsonSchema(_CLOCK_SCHEMA)]


def moment_in(moment: str, zone: str) -> dt.datetime:
    """Return a local date and time of a time zone with its offset."""
    return dt.datetime.fromisoformat(moment).replace(tzinfo=ZoneInfo(zone))


def seconds_until(start: str, clock: str) -> float:
    """Return when a clock first shows a time at or after the start [s]; negative = it never does.

    Parameters
    ----------
    start
        Date and time of model time 0.
    clock
        A time of day, or a date and time.

    """
    begin = dt.datetime.fromisoformat(start)
    if " " in clock:
        return (dt.datetime.fromisoformat(clock) - begin).total_seconds()
    moment = dt.datetime.combine(begin.date(), dt.time.fromisoformat(clock))
    return (moment - begin + (_DAY if moment < begin else 0 * _DAY)).total_seconds()
