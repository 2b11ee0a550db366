"""Counter-tests: what must change, or must not, when one thing is taken away (反证)."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal

from sandtable.study.clusters import mean_of, paired, units_of
from sandtable.study.intervals import Interval
from sandtable.study.measures import MEASURES, Measure
from sandtable.study.recorded import CONFIDENCE, centre
from sandtable.world.recorded import Recorded

Said = Callable[[], str]
"""A text in the language in force."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counter:
    """What must become of a measure under other settings, on the same luck (反证检验).

    Parameters
    ----------
    says
        What is claimed.
    sets
        What is set over the files, each as ``--set`` takes it.
    asked
        The measure with its arguments.
    sense
        It must become ``more`` or ``less``: the 95 % interval of the paired difference, by hazard
        sample, lies on that side of 0. Or it must stay the ``same``: it lies within ± `margin`.
    margin
        What counts as no change, in the unit of the measure.

    """

    id: str
    says: Said
    sets: tuple[str, ...]
    asked: Recorded
    sense: Literal["more", "less", "same"]
    margin: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Countered:
    """A counter-test that was played.

    Parameters
    ----------
    before, after
        The measure as it is and under the settings, as `study.recorded` tells it.
    difference
        Mean paired difference, of times the median.

    """

    counter: Counter
    before: Interval
    after: Interval
    difference: Interval

    @property
    def measure(self) -> Measure:
        """What was read."""
        return MEASURES[self.counter.asked.measure]

    @property
    def ok(self) -> bool | None:
        """Whether it came as claimed; None = the runs cannot tell."""
        low, high = self.difference.low, self.difference.high
        if math.isnan(low) or math.isnan(high):
            return None
        match self.counter.sense:
            case "more":
                return low > 0.0
            case "less":
                return high < 0.0
        return -self.counter.margin <= low and high <= self.counter.margin


def countered(
    counter: Counter, before: Mapping[int, float], after: Mapping[int, float], samples: int
) -> Countered:
    """Return a counter-test with its values by replication, before and after."""
    tell = centre(MEASURES[counter.asked.measure])
    return Countered(
        counter=counter,
        before=tell(units_of(before, samples), CONFIDENCE),
        after=tell(units_of(after, samples), CONFIDENCE),
        difference=_difference(MEASURES[counter.asked.measure], before, after, samples),
    )


def _difference(
    measure: Measure, before: Mapping[int, float], after: Mapping[int, float], samples: int
) -> Interval:
    # Not as a share: a difference of shares lies in [-1, 1], and may be 0 in all runs.
    tell = centre(measure) if measure.is_time else mean_of
    return tell(units_of(paired(before, after), samples), CONFIDENCE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Strength:
    """One strength of something, from the strongest to none (强度档)."""

    id: str
    says: Said
    sets: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """A measure against the strength of something (响应曲线).

    Parameters
    ----------
    points
        Strengths with the measure, the strongest first.
    steps
        Paired difference of each from the one before.
    whole
        Paired difference of the weakest from the strongest.

    """

    says: Said
    asked: Recorded
    points: tuple[tuple[Strength, Interval], ...]
    steps: tuple[Interval, ...]
    whole: Interval

    @property
    def measure(self) -> Measure:
        """What was read."""
        return MEASURES[self.asked.measure]

    @property
    def ok(self) -> bool | None:
        """Whether the measure rises as the strength falls: as a whole, and no step goes back."""
        if math.isnan(self.whole.low):
            return None
        return self.whole.low > 0.0 and not any(step.high < 0.0 for step in self.steps)


def curve(
    says: Said,
    asked: Recorded,
    strengths: Sequence[Strength],
    values: Sequence[Mapping[int, float]],
    samples: int,
) -> Curve:
    """Return a curve from the values by replication of each strength."""
    measure = MEASURES[asked.measure]
    tell = centre(measure)
    found = [tell(units_of(one, samples), CONFIDENCE) for one in values]
    return Curve(
        says=says,
        asked=asked,
        points=tuple(zip(strengths, found, strict=True)),
        steps=tuple(_difference(measure, one, other, samples) for one, other in pairwise(values)),
        whole=_difference(measure, values[0], values[-1], samples),
    )


def as_json(interval: Interval) -> dict[str, Any]:
    """Return an interval as programs read it: null for what is unknown or infinite."""
    return {
        name: value if math.isfinite(value := getattr(interval, name)) else None
        for name in ("estimate", "low", "high")
    }
