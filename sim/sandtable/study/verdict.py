"""Verdicts: a target against the tallies of many replications (判定), contracts §5."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sandtable.study.clusters import unit_of
from sandtable.study.intervals import (
    UNKNOWN,
    Interval,
    agree,
    exact_interval,
    ratio_interval,
    share_interval,
    t_interval,
    t_quantile,
)
from sandtable.study.reading import Tallies
from sandtable.study.tally import NOTHING, Tally, leading_cause, total
from sandtable.world.target import Target

Word = Literal["met", "not_met", "undecided", "no_case"]

MOST_UNITS = 10_000_000
"""Whoever needs more units than this to decide will not decide by simulation."""


@dataclass(frozen=True, slots=True)
class LowConfidenceInput:
    """A number of low confidence that turns a verdict within its plausible range.

    Parameters
    ----------
    path
        As ``--set`` takes it.
    value
        As it stands in the file.
    at
        End of the range at which the verdict is another.
    verdict
        The verdict there.

    """

    path: str
    value: str
    at: str
    verdict: Word

    def __str__(self) -> str:
        """Say which number, and where it turns the verdict into what."""
        return f"{self.path} = {self.at}: {self.verdict}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether a plan keeps a promise, how surely, and why not (判定).

    Parameters
    ----------
    estimate, low, high
        Share [0-1] or time [s] with its interval; nan where nothing is known. For a promise that
        must hold in every event: the share of events in which it held.
    confidence
        Of the two-sided interval.
    units
        Independent units: randomisations of the design of the ensemble, where there are several;
        else hazard samples, where there are several; else replications.
    samples
        Hazard samples behind it, 0 = the unit is the replication.
    replications
        Replications behind it.
    censored
        Cases that the horizon cut before their limit had passed.
    more
        Further units that would decide, at the present estimate and spread; None where the verdict
        stands or where no number would do.
    cause
        Leading cause of the misses, why there is no case (a word of `sandtable.study.nothing`), or
        in plain text why the records cannot answer.

    """

    target: str
    alternative: str
    scenario: str = ""
    verdict: Word
    estimate: float
    low: float
    high: float
    confidence: float
    units: int
    samples: int = 0
    replications: int
    censored: int
    more: int | None
    cause: str
    low_confidence_inputs: tuple[LowConfidenceInput, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return exactly the keys of contracts §7; what is unknown or infinite is None."""
        keys = (
            *("target", "alternative", "verdict", "estimate", "low", "high", "confidence"),
            *("units", "replications", "censored", "more", "cause"),
        )
        found = {key: getattr(self, key) for key in keys}
        for key in ("estimate", "low", "high"):
            found[key] = found[key] if math.isfinite(found[key]) else None
        inputs = [
            {"path": one.path, "value": one.value, "at": one.at, "verdict": one.verdict}
            for one in self.low_confidence_inputs
        ]
        return found | {"low_confidence_inputs": inputs}


def judge(
    target: Target,
    tallies: Mapping[int, Tallies],
    *,
    samples: int = 1,
    points: int = 1,
    alternative: str = "",
    scenario: str = "",
    unanswerable: str = "",
    nothing: str = "",
) -> Verdict:
    """Return the verdict on a target.

    Parameters
    ----------
    tallies
        By replication.
    samples
        Ensemble size N of the scenario; with N > 1 the unit is the sample, replication mod N.
    points
        Samples of a randomisation of the ensemble's design, in a row; where these are several, the
        unit is the randomisation: its samples hang together.
    unanswerable
        Why the records cannot answer it: there is no case then.
    nothing
        Why there is no case, where the runs themselves do not say.

    """
    parts = units_of(tallies, samples, points)
    events = events_of(tallies, samples, points)
    judged = min(
        (_judge(target, part, kept) for part, kept in zip(parts, events, strict=True)),
        key=lambda one: one.order(target),
    )
    cause = judged.cause or (nothing if judged.word == "no_case" else "")
    return Verdict(
        target=target.id,
        alternative=alternative,
        scenario=scenario,
        verdict=judged.word,
        estimate=judged.interval.estimate,
        low=judged.interval.low,
        high=judged.interval.high,
        confidence=target.confidence,
        units=len(parts[0]),
        samples=len({i % samples for i in tallies}) if samples > 1 else 0,
        replications=len(tallies),
        censored=judged.censored,
        more=judged.more,
        cause=unanswerable or cause,
    )


def units_of(tallies: Mapping[int, Tallies], samples: int, points: int = 1) -> list[list[Tally]]:
    """Return the tallies of the independent units, in their order, for each part of the target."""
    n_parts = max((len(parts) for parts in tallies.values()), default=1)
    units: list[dict[int, Tally]] = [{} for _part in range(n_parts)]
    for replication in sorted(tallies):
        unit = unit_of(replication, samples, points)
        for known, tally in zip(units, tallies[replication], strict=True):
            known[unit] = known.get(unit, NOTHING) + tally
    return [[known[unit] for unit in sorted(known)] for known in units]


Events = tuple[Sequence[int], Sequence[int]]
"""Of each unit: events that kept a promise, and events with cases."""


def events_of(tallies: Mapping[int, Tallies], samples: int, points: int = 1) -> list[Events]:
    """Return the events of each unit, in their order, for each part of the target.

    An event is a hazard sample with all its replications; with N <= 1 it is the replication. A unit
    is one event, or the events of one randomisation.
    """
    found: list[Events] = []
    n_parts = max((len(parts) for parts in tallies.values()), default=1)
    for part in range(n_parts):
        kept: dict[int, dict[int, bool]] = {}
        for replication in sorted(tallies):
            event = unit_of(replication, samples)
            unit = kept.setdefault(unit_of(replication, samples, points), {})
            tally = tallies[replication][part]
            if tally.cases:
                unit[event] = unit.get(event, True) and tally.kept
        units = [kept[unit] for unit in sorted(kept)]
        found.append(([sum(unit.values()) for unit in units], [len(unit) for unit in units]))
    return found


@dataclass(frozen=True, slots=True)
class _Judged:
    """The verdict on one part of a target."""

    word: Word
    interval: Interval
    more: int | None
    censored: int
    cause: str

    def order(self, target: Target) -> tuple[int, float]:
        """Return a key: a target with several parts is what its worst part is."""
        rank = ("not_met", "undecided", "met", "no_case").index(self.word)
        good = self.interval.estimate if target.sense == "at_least" else -self.interval.estimate
        return rank, -math.inf if math.isnan(good) else good


def _judge(target: Target, units: Sequence[Tally], events: Events) -> _Judged:
    """Judge one part of a target: the interval, the word that it gives, how many more units."""
    whole = total(units)
    with_cases = [unit for unit in units if unit.cases]
    if not with_cases:
        return _Judged("no_case", UNKNOWN, None, whole.censored, whole.nothing)
    if target.over == "each_run":
        word, interval, wanted = _every_event(target, units, events)
    elif target.quantity == "rate":
        spent = [unit.low_s for unit in units], [unit.over_s for unit in units]
        word, interval, wanted = _long_run_share(target, *spent)
    elif target.statistic == "proportion":
        hits = [unit.hits for unit in units], [unit.cases for unit in units]
        word, interval, wanted = _long_run_share(target, *hits)
    else:
        word, interval, wanted = _times(target, units, with_cases)
    more = None
    if word == "undecided" and wanted is not None:
        more = max(wanted - len(units), 1)
    return _Judged(word, interval, more, whole.censored, leading_cause(whole))


_Part = tuple[Word, Interval, int | None]
"""Word, interval, and units wanted in all."""


def _every_event(target: Target, units: Sequence[Tally], events: Events) -> _Part:
    """Judge a promise that must hold in every event.

    One event that breaks it refutes it. "Every" is never proved by runs: it counts as met once the
    exact interval over the units says, at the target's confidence c, that it holds in at least the
    share c of the events (72 units without a miss for c = 95 %). A unit of several events keeps it
    if all of them do, which is no more likely than that one of them does: so the lower end holds
    for events, too.

    """
    kept, with_cases = sum(events[0]), sum(number > 0 for number in events[1])
    if max(events[1]) > 1:
        interval = share_interval(*events, target.confidence)
    else:
        interval = exact_interval(kept, with_cases, target.confidence)
    if kept < sum(events[1]):
        return "not_met", interval, None
    if interval.low >= target.confidence:
        return "met", interval, None
    wanted = math.log(0.5 - 0.5 * target.confidence) / math.log(target.confidence)
    return "undecided", interval, _in_all(math.ceil(wanted), len(units), with_cases)


def _in_all(wanted: int, units: int, with_cases: int) -> int:
    """Return how many units to play so that so many have cases, at the present share of those."""
    return -(-wanted * units // with_cases)


def _long_run_share(target: Target, hits: Sequence[float], cases: Sequence[float]) -> _Part:
    """Judge a share of cases, or of time, by the sums of each unit."""
    interval = share_interval(hits, cases, target.confidence)
    with_cases = sum(n > 0 for n in cases)
    if with_cases < 2:
        return "undecided", interval, None
    word = _word(target, interval)
    if not agree(hits, cases):
        plain = ratio_interval(hits, cases, target.confidence)
        return word, interval, _units_wanted(target, plain, plain, len(cases))

    def clears(n: int) -> bool:
        share = interval.estimate
        return _word(target, exact_interval(share * n, n, target.confidence)) != "undecided"

    wanted = _smallest(clears, with_cases)
    return word, interval, None if wanted is None else _in_all(wanted, len(cases), with_cases)


def _times(target: Target, units: Sequence[Tally], with_cases: Sequence[Tally]) -> _Part:
    """Judge a mean, quantile or maximum of times; open clocks widen the interval upwards."""
    if len(with_cases) < 2:
        value = _measured(target, with_cases[0])
        return "undecided", Interval(value, math.nan, math.nan), None
    if target.statistic == "mean":
        n, cases = len(units), [unit.cases for unit in units]
        low = _ratio([unit.low_s for unit in units], cases, target.confidence)
        high = _ratio([unit.high_s for unit in units], cases, target.confidence)
    else:
        n = len(with_cases)
        low = _mean([average(unit.values_low_s) for unit in with_cases], target.confidence)
        high = _mean([average(unit.values_high_s) for unit in with_cases], target.confidence)
    interval = Interval(low.estimate, low.low, high.high)
    wanted = _units_wanted(target, low, high, n)
    in_all = None if wanted is None else _in_all(wanted, len(units), n)
    return _word(target, interval), interval, in_all


def _measured(target: Target, unit: Tally) -> float:
    """Return what one unit alone says; it has no spread, so there is no interval."""
    return unit.low_s / unit.cases if target.statistic == "mean" else average(unit.values_low_s)


_NEVER = Interval(math.inf, math.inf, math.inf)
"""A time that is infinite in one unit is infinite on average."""


def _ratio(sums: Sequence[float], counts: Sequence[int], confidence: float) -> Interval:
    return ratio_interval(sums, counts, confidence) if math.isfinite(sum(sums)) else _NEVER


def _mean(values: Sequence[float], confidence: float) -> Interval:
    return t_interval(values, confidence) if math.isfinite(sum(values)) else _NEVER


def average(values: Sequence[float]) -> float:
    """Return the mean of what the replications of one unit say, at least one."""
    return sum(values) / len(values)


def _word(target: Target, interval: Interval) -> Word:
    """Read the verdict from the interval: met if all of it is good, not met if all of it is bad."""
    if target.sense == "at_least":
        is_met, is_missed = interval.low >= target.threshold, interval.high < target.threshold
    else:
        is_met, is_missed = interval.high <= target.threshold, interval.low > target.threshold
    return "met" if is_met else "not_met" if is_missed else "undecided"


def _units_wanted(target: Target, low: Interval, high: Interval, units: int) -> int | None:
    """Return with how many units Student's interval would clear the threshold, None = with none.

    The half-width t(n - 1) s / sqrt(n) must fit between the present estimate and the threshold.

    """
    if low.estimate > target.threshold:
        distance, half = low.estimate - target.threshold, low.estimate - low.low
    elif high.estimate < target.threshold:
        distance, half = target.threshold - high.estimate, high.high - high.estimate
    else:
        return None
    if not math.isfinite(half):
        return None
    spread = half * math.sqrt(units) / t_quantile(units, target.confidence)

    def clears(n: int) -> bool:
        return t_quantile(n, target.confidence) * spread / math.sqrt(n) < distance

    return _smallest(clears, units)


def _smallest(clears: Callable[[int], bool], above: int) -> int | None:
    """Return the smallest number above a given one that clears, None beyond `MOST_UNITS`."""
    low, high = above, above + 1
    while not clears(high):
        if high > MOST_UNITS:
            return None
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if clears(middle) else (middle, high)
    return high
