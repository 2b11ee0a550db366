"""The report in words: what failed and why, and how each family did."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sandtable.evidence.rows import Report, Row
from sandtable.evidence.tolerance import is_number
from sandtable.ground.language import _


def lines(report: Report) -> list[str]:
    """Return the report as text: what did not pass, each family with its sources, the sum."""
    skipped = [_("skipped: {case}").format(case=case) for case in report.skipped]
    return [*_troubles(report), *skipped, *_families(report), _sum(report)]


def _troubles(report: Report) -> Iterator[str]:
    for row in report.rows:
        if row.ok is not True:
            yield _trouble(row)


def _trouble(row: Row) -> str:
    where = row.id if row.quantity is None else f"{row.id} {row.quantity}"
    if row.ok is None and row.got is None:
        return _("{where}: cannot say: {reason}").format(where=where, reason=row.reason)
    text = _("{where}: got {got}, expected {expected} within {limit}")
    line = text.format(
        where=where,
        got=_number(row.got),
        expected=_number(row.expected),
        limit=_number(row.limit),
    )
    return f"{line}; {row.reason}" if row.reason else line


def _families(report: Report) -> Iterator[str]:
    families = list(dict.fromkeys(row.family for row in report.rows))
    for family in families:
        rows = [row for row in report.rows if row.family == family]
        passed = sum(row.ok is True for row in rows)
        text = _("{family}: {passed} of {number} numbers hold")
        line = text.format(family=family, passed=passed, number=len(rows))
        yield "; ".join([line, *report.sources.get(family, ())])


def _sum(report: Report) -> str:
    wrong = report.failed - report.unsaid
    held = _("{passed} hold, {failed} do not").format(passed=report.passed, failed=wrong)
    if report.unsaid:
        held += _(", {unsaid} cannot be said").format(unsaid=report.unsaid)
    line = _("{held}; seed {seed}, {seconds:.0f} s").format(
        held=held, seed=report.seed, seconds=report.seconds
    )
    if not report.incidents:
        return line
    text = _("{incidents} incidents simulated in {cpu:.0f} CPU-seconds")
    return f"{line}, {text.format(incidents=f'{report.incidents:,}', cpu=report.cpu_seconds)}"


def _number(value: Any) -> str:  # noqa: ANN401  number, text or None
    return f"{value:.6g}" if is_number(value) else str(value)
