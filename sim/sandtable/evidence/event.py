"""A real event, simulated and held against its record and against counter-tests (实录核验)."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sandtable.evidence import tuanzhou
from sandtable.evidence.counter import Countered, Curve, as_json, countered, curve
from sandtable.evidence.rows import SCHEMA
from sandtable.evidence.variants import AS_IT_IS, Answers, answers, event_point
from sandtable.files.library import find
from sandtable.ground.language import _
from sandtable.study import Point
from sandtable.study.play import Progress
from sandtable.study.recorded import Compared, compare

EVENTS = ("tuanzhou",)
"""Real events that the program comes with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventReport:
    """What the simulation of a real event has shown (实录核验报告).

    Parameters
    ----------
    rows
        Every recorded number beside the runs. Only predicted ones are evidence and are judged.
    counters
        Counter-tests, each on the same luck as the event.
    patrol
        Probability of a second breach against the strength of the patrol.
    replications
        Runs of each variant.
    seconds
        Wall-clock time of the whole [s].

    """

    event: str
    seed: int
    replications: int
    seconds: float
    rows: tuple[Compared, ...]
    counters: tuple[Countered, ...]
    patrol: Curve

    @property
    def judged(self) -> dict[str, bool | None]:
        """Everything that is judged by its id; None = the runs cannot tell."""
        return {
            **{one.recorded.id: one.holds for one in self.rows if one.is_evidence},
            **{one.counter.id: one.ok for one in self.counters},
            "patrol": self.patrol.ok,
        }

    @property
    def failing(self) -> tuple[str, ...]:
        """Ids of what does not hold, or of what the runs cannot tell anything."""
        return tuple(id for id, ok in self.judged.items() if ok is not True)

    @property
    def failed(self) -> int:
        """How many do not hold."""
        return len(self.failing)

    @property
    def passed(self) -> int:
        """How many hold."""
        return len(self.judged) - self.failed

    def as_json(self) -> dict[str, Any]:
        """Return the report as programs read it."""
        return {
            "schema": SCHEMA,
            "room": self.event,
            "seed": self.seed,
            "seconds": round(self.seconds, 3),
            "replications": self.replications,
            "rows": [*map(_row, self.rows), *map(_counter, self.counters), _patrol(self.patrol)],
            "passed": self.passed,
            "failed": self.failed,
        }


def verify_event(
    event: str,
    study: Path | None = None,
    *,
    seed: int | None = None,
    replications: int = tuanzhou.REPLICATIONS,
    jobs: int | None = None,
    progress: Progress | None = None,
) -> EventReport:
    """Play a real event and its counter-tests, and hold them against the record.

    Parameters
    ----------
    event
        One of `EVENTS`.
    study
        Study file; None = the one that comes with the program.
    seed
        Root of all luck; None = that of the study.

    Raises
    ------
    UserFaults
        With everything that is wrong in the files.

    """
    assert event in EVENTS  # noqa: S101  the command line has asked
    began = time.monotonic()
    file = study or find("experiments", tuanzhou.STUDY) or Path(tuanzhou.STUDY)
    point, root = event_point(file, seed=seed)
    recorded = point.case.world.scenario.recorded
    asked = [*recorded, *(one.asked for one in tuanzhou.COUNTERS), tuanzhou.PATROL_ASKED]
    variants = {one.id: one.sets for one in (*tuanzhou.COUNTERS, *tuanzhou.PATROLS)}
    found = answers(
        point, variants, asked, seed=root, replications=replications, jobs=jobs, progress=progress
    )
    return report_of(event, point, root, found, time.monotonic() - began)


def report_of(event: str, point: Point, seed: int, found: Answers, seconds: float) -> EventReport:
    """Return the report from what every variant answered.

    Parameters
    ----------
    found
        Of the event and of each counter-test and strength: first the recorded numbers, then what
        the counter-tests ask, then what the curve asks.
    seconds
        Wall-clock time that it took [s].

    """
    scenario = point.case.world.scenario
    samples, here = scenario.samples, found[AS_IT_IS]
    first = len(scenario.recorded)
    return EventReport(
        event=event,
        seed=seed,
        replications=len(here[0]),
        seconds=seconds,
        rows=tuple(
            compare(one, values, samples)
            for one, values in zip(scenario.recorded, here, strict=False)
        ),
        counters=tuple(
            countered(one, here[first + number], found[one.id][first + number], samples)
            for number, one in enumerate(tuanzhou.COUNTERS)
        ),
        patrol=curve(
            lambda: _("A weaker patrol of the second line, more second breaches."),
            tuanzhou.PATROL_ASKED,
            tuanzhou.PATROLS,
            [found[one.id][-1] for one in tuanzhou.PATROLS],
            samples,
        ),
    )


# As programs read it


def _row(one: Compared) -> dict[str, Any]:
    recorded = one.recorded
    return {
        "id": recorded.id,
        "family": recorded.kind,
        "quantity": recorded.measure,
        "expected": [_finite(recorded.low), _finite(recorded.high)],
        "got": _finite(one.central.estimate),
        "ok": one.holds,
        "judged": one.is_evidence,
        "interval": as_json(one.central),
        "spread": [_finite(value) for value in one.spread],
        "within": _finite(one.within),
        "runs": one.runs,
        "silent": one.silent,
        "samples": one.units,
    }


def _counter(one: Countered) -> dict[str, Any]:
    return {
        "id": one.counter.id,
        "family": "counter-test",
        "quantity": one.counter.asked.measure,
        "expected": one.counter.sense,
        "got": _finite(one.difference.estimate),
        "ok": one.ok,
        "judged": True,
        "before": as_json(one.before),
        "after": as_json(one.after),
        "difference": as_json(one.difference),
    }


def _patrol(one: Curve) -> dict[str, Any]:
    return {
        "id": "patrol",
        "family": "counter-test",
        "quantity": one.asked.measure,
        "expected": "more",
        "got": _finite(one.whole.estimate),
        "ok": one.ok,
        "judged": True,
        "difference": as_json(one.whole),
        "curve": [{"strength": point.id, **as_json(value)} for point, value in one.points],
    }


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None
