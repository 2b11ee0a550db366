"""The page docs/measures.md: what a recorded number of a real event may be held against."""

from __future__ import annotations

import inspect

from sandtable.study.measures import MEASURES, Measure

_INTRODUCTION = """\
# Measures: recorded numbers and what of a run answers to them

A scenario of a real event lists what was recorded of it (实录). Each entry names a measure, which
reads one number off every run, and the range that was recorded; the report shows both side by
side, and `sandtable verify tuanzhou` does the same for the event that comes with the program.

```yaml
recorded:
  - id: out_by_18
    name: {zh: 18时已撤出, en: out by 18:00}
    measure: persons_safe
    area: flood_area          # the measure's own arguments stand beside the others
    at_clock: "18:00"
    kind: predicted           # input | calibrated | predicted: only predicted numbers are evidence
    low: 3440
    high: 5160                # one of the two may be left out
    source: 4,300 of 5,445, within 20 %
```

* Over the runs a number is told by its mean, times by their median, with the 95 % interval by
  hazard sample. It *holds* when that mean or median lies in the range, ends included. Beside it
  stand the spread of the runs (5 to 95 %) and how many of them lie in the range.
* A run that cannot say anything is left out: with the breach prevented, nothing flowed in. What
  began and did not end within the run is *never*, which is later than any time.
* Instants: `at` is a time since `after`, `at_clock` a clock time of the scenario (`"18:00"`, or
  with its date). `after` is `start`, `alarm` (first report of an incident that threatens to
  become an entry), `order` (first order to leave), `breach` (first entry that began of those
  that preventions guard) or the id of an entry.
* People: `zones` lists ids of zones, `area` is a tag of zones; without both everybody counts.
* Where it says `a` or `b`, one of the two is needed. Ranges of times, shares, lengths,
  areas and volumes carry their unit (`2 h`, `95 %`, `30 ha`), the others are plain numbers.

| measure | must have | may have | unit | returns |
|---|---|---|---|---|
"""


def measure_page() -> str:
    """Return the Markdown page of all measures."""
    return _INTRODUCTION + "".join(_row(name, one) for name, one in MEASURES.items())


def _row(name: str, one: Measure) -> str:
    first = (
        (inspect.getdoc(one.read) or "")
        .split("\n\n", maxsplit=1)[0]
        .replace("\n", " ")
        .replace("``", "`")
    )
    said = first.removeprefix("Return ").rstrip(".").partition(" [")[0]
    unit = "%" if one.dimension == "ratio" else one.unit
    cells = (f"`{name}`", _names(one.required), _names(one.optional), unit, said)
    return f"| {' | '.join(cells)} |\n"


def _names(arguments: tuple[str, ...]) -> str:
    return ", ".join(f"`{one}`".replace("|", "` or `") for one in arguments)


if __name__ == "__main__":
    print(measure_page(), end="")  # noqa: T201  the one thing it is called for
