"""The report on a real event in words: what holds, what does not, and what changed what."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from sandtable.evidence.counter import Countered, Curve
from sandtable.evidence.event import EventReport
from sandtable.ground.language import _, language
from sandtable.report.html.recorded import RecordedRow, recorded_rows, value_text
from sandtable.report.verdict_rows import duration
from sandtable.study.intervals import Interval
from sandtable.study.measures import Measure


def event_lines(report: EventReport) -> list[str]:
    """Return the report as lines of text, each with its sign: ✓ holds, ✗ does not, – not judged."""
    return [
        *(_row_line(row) for row in recorded_rows(report.rows)),
        *map(_counter_line, report.counters),
        *_curve_lines(report.patrol),
        _sum(report),
    ]


def _row_line(row: RecordedRow) -> str:
    ok = row.ok if row.kind == "predicted" else None
    judged = row.kind == "predicted"
    text = _("{sign} {name}: {simulated} ({interval}), recorded {recorded}; {within} of the runs")
    line = text.format(
        sign=sign(ok, judged=judged),
        name=row.name.text(language()),
        simulated=row.simulated,
        interval=row.interval,
        recorded=row.recorded,
        within=row.within or "–",
    )
    return line if judged else f"{line} [{kind_word(row.kind)}]"


def _counter_line(one: Countered) -> str:
    text = _("{sign} {claim} {before} → {after}; difference {difference}")
    return text.format(
        sign=sign(one.ok),
        claim=one.counter.says(),
        before=value_text(one.before.estimate, one.measure),
        after=value_text(one.after.estimate, one.measure),
        difference=change_text(one.difference, one.measure),
    )


def _curve_lines(one: Curve) -> Iterator[str]:
    points = "; ".join(
        f"{point.says()} {value_text(value.estimate, one.measure)}" for point, value in one.points
    )
    yield f"{sign(one.ok)} {one.says()} {points}"


def _sum(report: EventReport) -> str:
    text = _("{passed} hold, {failed} do not; {runs} runs each, seed {seed}, {seconds:.0f} s")
    return text.format(
        passed=report.passed,
        failed=report.failed,
        runs=report.replications,
        seed=report.seed,
        seconds=report.seconds,
    )


def sign(ok: bool | None, *, judged: bool = True) -> str:  # noqa: FBT001  a verdict of three values
    """Return the sign of a verdict; what the runs cannot tell has its own."""
    if not judged:
        return "–"
    return {True: "✓", False: "✗", None: "?"}[ok]


def kind_word(kind: str) -> str:
    """Return what a number is that is no evidence."""
    words: Mapping[str, str] = {
        "input": _("input"),
        "calibrated": _("calibrated"),
        "predicted": _("predicted"),
    }
    return words[kind]


def change_text(change: Interval, measure: Measure) -> str:
    """Return a difference with its sign and interval, of shares in points."""
    ends = ", ".join(_signed(end, measure) for end in (change.low, change.high))
    return f"{_signed(change.estimate, measure)} [{ends}]"


def _signed(value: float, measure: Measure) -> str:
    if math.isnan(value):
        return "–"
    if math.isinf(value):
        return value_text(value, measure)
    before = "+" if value > 0.0 else "−" if value < 0.0 else "±"
    if measure.dimension == "duration":
        return before + duration(abs(value))
    if measure.dimension == "ratio":
        return before + _("{number} points").format(number=f"{100 * abs(value):.3g}")
    return before + value_text(abs(value), measure)
