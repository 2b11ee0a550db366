"""What a simulated event is held against: what was really recorded (模拟与实录)."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from sandtable.ground.language import _
from sandtable.ground.names import Name
from sandtable.report.html.late_tables import PointTables
from sandtable.report.verdict_rows import NOTHING, duration, share, span
from sandtable.study.case import Point
from sandtable.study.measures import Measure
from sandtable.study.recorded import Compared, compared_of
from sandtable.world.recorded import Recorded


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedRow:
    """One number of a real event, simulated and recorded.

    Parameters
    ----------
    id
        Of the number in its scenario; empty = it comes from elsewhere.
    name
        What was measured, with its unit where it has one.
    simulated
        As it is to be printed, e.g. ``31.2``.
    interval
        Its interval over the replications, e.g. ``29.8 … 33.0``; empty = none.
    spread
        From 5 to 95 % of the runs, likewise.
    recorded
        Value or range that was recorded, e.g. ``30 … 33``.
    within
        Share of the runs inside that range, e.g. ``84 %``; empty = none.
    kind
        ``input`` was put in, ``calibrated`` was fitted to the record, ``predicted`` is neither:
        only predicted numbers are evidence.
    ok
        Whether the simulated value lies in the recorded range; None = not to be judged.
    note
        Source, or why it fails.

    """

    id: str = ""
    name: Name
    simulated: str
    interval: str = ""
    spread: str = ""
    recorded: str
    within: str = ""
    kind: Literal["input", "calibrated", "predicted"]
    ok: bool | None = None
    note: Name = Name()


def compared_of_point(
    tables: PointTables, point: Point, seen: Iterable[int]
) -> tuple[Compared, ...]:
    """Return every recorded number of the scenario of a design point beside its runs."""
    if not point.case.world.scenario.recorded:
        return ()
    return compared_of(point.case, ((number, tables.run(number)) for number in seen))


def recorded_rows(compared: Iterable[Compared]) -> list[RecordedRow]:
    """Return recorded numbers beside what the runs say, as they are printed in the language."""
    return [_row(one) for one in sorted(compared, key=lambda one: _KINDS[one.recorded.kind])]


_KINDS: Mapping[str, int] = {"predicted": 0, "calibrated": 1, "input": 2}
"""Evidence comes first."""


def _row(one: Compared) -> RecordedRow:
    recorded, measure = one.recorded, one.measure
    return RecordedRow(
        id=recorded.id,
        name=recorded.name if recorded.name != Name() else Name(zh=recorded.id),
        simulated=value_text(one.central.estimate, measure),
        interval=_between(one.central.low, one.central.high, measure),
        spread=_between(*one.spread, measure),
        recorded=range_text(recorded, measure),
        within="" if math.isnan(one.within) else share(one.within),
        kind=recorded.kind,
        ok=None if recorded.kind == "input" else one.holds,
        note=Name(zh="; ".join(filter(None, (recorded.source, _silent(one))))),
    )


def _silent(one: Compared) -> str:
    if not one.silent:
        return ""
    text = _("{silent} of {runs} runs say nothing: what it counts from did not happen")
    return text.format(silent=one.silent, runs=one.silent + one.runs)


def value_text(value: float, measure: Measure) -> str:
    """Return a number of a measure in its unit: times as they suit, shares in percent."""
    if math.isnan(value):
        return NOTHING
    match measure.dimension:
        case "duration":
            return duration(value)
        case "ratio":
            return share(value)
        case "area":
            return f"{_digits(100.0 * value)} ha"
        case "volume":
            return f"{_digits(1e-6 * value)} Mm³"
    unit = "" if measure.unit == "persons" else measure.unit.replace("m3", "m³")
    return f"{_digits(value)} {unit}".rstrip()


def range_text(recorded: Recorded, measure: Measure) -> str:
    """Return a recorded range in the unit of its measure; an open end is not told."""
    low, high = recorded.low, recorded.high
    if math.isnan(low):
        return f"≤ {value_text(high, measure)}"
    if math.isnan(high):
        return f"≥ {value_text(low, measure)}"
    if low == high:
        return value_text(low, measure)
    return span(value_text(low, measure), value_text(high, measure))


def _between(low: float, high: float, measure: Measure) -> str:
    if math.isnan(low) or math.isnan(high) or low == -math.inf:
        return ""  # too few samples to bound it
    if low == high:
        return value_text(low, measure)
    return span(value_text(low, measure), value_text(high, measure))


def _digits(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100.0 else f"{value:.3g}"
