"""The page docs/evidence/tuanzhou.md: every recorded number with its range, and what fails, why."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence

from sandtable.evidence.counter import Countered
from sandtable.evidence.event import EventReport, verify_event
from sandtable.evidence.event_lines import change_text, sign
from sandtable.evidence.tuanzhou import KNOWN_TO_FAIL
from sandtable.ground.language import set_language
from sandtable.report.html.recorded import RecordedRow, recorded_rows, value_text

PAGE_REPLICATIONS = 100
"""Runs of each variant behind the page, where no other number is asked for."""

_INTRODUCTION = """\
# Evidence: the Tuanzhou breach of July 2024

The dike breach of the Tuanzhou polder (团洲垸) in Huarong county, played with the county's plan by
the study `huarong_flood` and held against what was recorded of it. This page is generated:
`python -m sandtable.evidence.tuanzhou_page > docs/evidence/tuanzhou.md`.

```
sandtable verify tuanzhou          # a short version: every row below, the counter-tests, the curve
sandtable verify tuanzhou --json   # the same for programs
```

It exits with 0 when every predicted row and every counter-test holds, else with 1.

**How a row is judged.** Each number is read off every run by a measure (`study/measures.py`).
Over the runs it is told by its mean, times by their median, because a time may be "never". The
row holds when that mean or median lies in the recorded range, ends included. The 95 % interval
counts hazard samples as the independent units (a mean: ratio of sums with clustered variance; a
share on which all runs agree: exact binomial over the samples; a median: Woodruff's interval with
clustered variance). The spread holds 90 % of the single runs, and the last number says how many
runs lie in the range themselves: the event happened once, as one run, not as a mean. Where
reports differ, the range spans both chronologies, as the hazard samples do.

**What counts.** An *input* was put in, a *calibrated* number was fitted to the record: neither
proves anything. Only *predicted* rows are evidence. Where a breach was prevented a run has
nothing to say about it and is left out of that row.

**How blind it was.** Not blind: the assumptions were written by people who knew the record. What
was chosen so that a number comes out, or hangs on what was, is called calibrated: the depth of the
breach (level at 09:00, peak inflow, first load), the way and the delay of help from off the map
(armed police, volunteers, rock convoy), when the safety zone leaves (shelters), berths and rock per
metre (closing), guards on the second line (`breaches in all`: 1.5 to 1.6 a run before there were
any). What is called predicted rests on estimates from practice (loudspeakers, knocks at doors,
getting ready) and on assumed shares of means of leaving, which were set knowing that most left by
road and few by boat; none was moved afterwards to bring a row into its range. `before_water` asks
who came out before the water or never met it; by the stricter target `template.before_water`, out
before any water stands in the village, it is 89 %.
"""


def page(report: EventReport) -> str:
    """Return the page in Markdown."""
    rows = recorded_rows(report.rows)
    return "\n".join(
        (
            _INTRODUCTION,
            _summary(report),
            "",
            *_recorded(row for row in rows if row.kind == "predicted"),
            *_failing(report),
            *_counters(report.counters),
            *_curve(report),
            *_no_evidence(row for row in rows if row.kind != "predicted"),
        )
    )


def _summary(report: EventReport) -> str:
    samples = max((one.units for one in report.rows), default=0)
    return (
        f"{report.replications} runs of each variant over {samples} hazard samples, seed "
        f"{report.seed}: **{report.passed} of {len(report.judged)} hold**."
    )


def _recorded(rows: Iterable[RecordedRow]) -> Iterator[str]:
    heads = ("", "what", "recorded", "simulated", "95 % interval", "90 % of runs", "runs within")
    yield "## Predicted by the simulation"
    yield ""
    yield from _table(
        (*heads, "note"),
        (
            (
                sign(row.ok),
                f"`{row.id}` {row.name.text('en')}",
                *(row.recorded, f"**{row.simulated}**", row.interval, row.spread, row.within),
                row.note.text("en"),
            )
            for row in rows
        ),
    )


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield _line(heads)
    yield "|" + "---|" * len(heads)
    yield from map(_line, rows)
    yield ""


def _line(cells: Sequence[str]) -> str:
    return "|" + "".join(f" {cell} |" if cell else " |" for cell in cells)


def _failing(report: EventReport) -> Iterator[str]:
    yield "## What does not hold, and why"
    yield ""
    if not report.failing:
        yield "Every predicted row and every counter-test holds."
    for id in report.failing:
        yield f"* `{id}`: {KNOWN_TO_FAIL.get(id, 'not explained yet')}"
    yield ""


def _counters(counters: Iterable[Countered]) -> Iterator[str]:
    yield "## Counter-tests"
    yield ""
    yield "Each on the same luck as the event; the interval is that of the paired difference, by"
    yield "hazard sample. *More* and *less* want it on one side of 0, *the same* within the margin."
    yield ""
    yield from _table(
        ("", "claim", "measure", "as it is", "then", "difference [95 %]", "set"),
        (
            (
                sign(one.ok),
                f"`{one.counter.id}` {one.counter.says()}",
                f"`{one.counter.asked.measure}`",
                value_text(one.before.estimate, one.measure),
                value_text(one.after.estimate, one.measure),
                change_text(one.difference, one.measure),
                ", ".join(f"`{setting}`" for setting in one.counter.sets),
            )
            for one in counters
        ),
    )


def _curve(report: EventReport) -> Iterator[str]:
    curve = report.patrol
    yield "## Probability of a second breach against the patrol of the second line"
    yield ""
    yield from _table(
        ("patrol", "P(second breach)", "95 % interval"),
        (
            (
                strength.says(),
                value_text(value.estimate, curve.measure),
                f"{value_text(value.low, curve.measure)} … {value_text(value.high, curve.measure)}",
            )
            for strength, value in curve.points
        ),
    )
    whole = change_text(curve.whole, curve.measure)
    yield f"{sign(curve.ok)} From the densest patrol to none: {whole}, paired."
    yield ""


def _no_evidence(rows: Iterable[RecordedRow]) -> Iterator[str]:
    judged = {True: "yes", False: "**no**", None: "not judged"}
    heads = ("what", "kind", "recorded", "simulated", "90 % of the runs", "in the range", "note")
    yield "## Inputs and calibrated numbers: no evidence"
    yield ""
    yield from _table(
        heads,
        (
            (
                row.name.text("en"),
                *(row.kind, row.recorded, row.simulated, row.spread, judged[row.ok]),
                row.note.text("en"),
            )
            for row in rows
        ),
    )


if __name__ == "__main__":
    set_language("en")
    asked = int(sys.argv[1]) if sys.argv[1:] else PAGE_REPLICATIONS
    sys.stdout.write(page(verify_event("tuanzhou", replications=asked)))
