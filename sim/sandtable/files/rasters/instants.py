"""When the frames of a stack are, on the clock of the hazard."""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise
from typing import NamedTuple

from sandtable.files.rasters.stated import Opened, Stated
from sandtable.ground.language import _
from sandtable.world.raster import RasterFault


class Instants(NamedTuple):
    """Instants since the hazard began [s], and of each frame its file and number in it."""

    times_s: tuple[float, ...]
    numbers: tuple[tuple[int, int], ...]


def instants(opened: list[Opened], stated: Stated, faults: list[RasterFault]) -> Instants | None:
    """Return when the frames are; what is before the hazard begins is left out.

    The last frame at or before the beginning holds from it on.
    """
    before = len(faults)
    clock = _own_clock(opened, stated, faults)
    zero_s = _zero(opened, stated, faults)
    if clock is None or zero_s is None or len(faults) > before:
        return None
    numbers = [(file, k) for file, one in enumerate(opened) for k in range(one.count)]
    times = [time_s - zero_s for time_s in clock]
    if any(after <= before for before, after in pairwise(times)):
        shown = _("a frame that is not after the one before it")
        repair = _("Put the files in order of time.")
        faults.append(RasterFault("times", shown, _("times that increase"), repair))
        return None
    first = max((k for k, time_s in enumerate(times) if time_s <= 0.0), default=0)
    if len(times) > 1 and times[-1] < 0.0:
        shown = _("frames until {time:g} s before time zero").format(time=-times[-1])
        repair = _("Check time zero and the times of the files.")
        faults.append(RasterFault("time_zero", shown, _("frames after it"), repair))
        return None
    kept = (max(times[first], 0.0), *times[first + 1 :])
    return Instants(kept, tuple(numbers[first:]))


def _own_clock(
    opened: list[Opened], stated: Stated, faults: list[RasterFault]
) -> list[float] | None:
    """Return the instants of all frames on their own clock [s]."""
    count = sum(one.count for one in opened)
    told = [one for one in opened if one.times_s is not None]
    if told:
        if stated.times_s is not None or stated.every_s is not None or len(told) < len(opened):
            shown = _("times, and times in '{file}'").format(file=told[0].name)
            repair = _("Take 'times' and 'every' out.")
            faults.append(RasterFault("times", shown, _("one of them"), repair))
            return None
        since = _since(opened)
        return [
            since_s + time_s
            for one, since_s in zip(opened, since, strict=True)
            for time_s in one.times_s or ()
        ]
    if (stated.times_s is None) == (stated.every_s is None):
        shown = _("nothing") if stated.times_s is None else _("both")
        repair = _("State 'times' of all frames, or 'every' as the step between them.")
        faults.append(RasterFault("times", shown, _("'times' or 'every'"), repair))
        return None
    if stated.every_s is not None:
        return [k * stated.every_s for k in range(count)]
    times = list(stated.times_s or ())
    if len(times) != count:
        shown = _("{number} times").format(number=len(times))
        expected = _("{number}, as many as there are frames").format(number=count)
        repair = _("State a time for each frame.")
        faults.append(RasterFault("times", shown, expected, repair))
        return None
    return times


def _since(opened: list[Opened]) -> list[float]:
    """Return by how much the clock of each file is later than that of the first [s]."""
    first = opened[0].clock
    return [
        (one.clock - first).total_seconds() if first is not None and one.clock is not None else 0.0
        for one in opened
    ]


def _zero(opened: list[Opened], stated: Stated, faults: list[RasterFault]) -> float | None:
    """Return the time on the clock of the frames at which the hazard begins [s]."""
    clock: datetime | None = opened[0].clock
    if stated.zero_s is not None:
        return stated.zero_s
    if stated.zero_clock is None:
        expected = _("the time on the clock of the frames at which the hazard begins")
        repair = _("Write 'time_zero: 0 h' if it begins with that clock.")
        faults.append(RasterFault("time_zero", _("nothing"), expected, repair))
        return None
    if clock is None:
        shown = _("a date, and frames without dates")
        repair = _("Write 'time_zero' as a duration on the clock of the frames.")
        faults.append(RasterFault("time_zero_clock", shown, _("'time_zero'"), repair))
        return None
    return (stated.zero_clock - clock).total_seconds()
