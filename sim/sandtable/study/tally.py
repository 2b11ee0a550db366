"""A tally: what one replication says about one target, as numbers that add up (计数)."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import reduce
from operator import add
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from sandtable.world.target import Target

Table = Mapping[str, Any]
"""Column name -> numpy array, or list of str for text (see `world.records`)."""

Tables = Mapping[str, Table]

NOBODY_AFFECTED = "nobody_affected"

CAUSES = (
    "detection",
    "reporting",
    "decision",
    "wait",
    "notification",
    "turnout",
    "free_flow",
    "slowed",
    "detour",
    "waiting",
    "on_scene_wait",
    "work",
    "unreachable",
    "never_ordered",
    "under_way",
    "never_full",
    "never_controlled",
    "handed_over",
    "expired",
    "cancelled",
    "need_open",
    "link_setup",
    "no_link",
    "not_told",
    "mobilising",
    "waiting_for_bus",
    "on_the_way",
    "trapped",
    "no_room",
    "refused",
    "lost",
    "in_the_hazard",
)
"""Why a case missed its target: a part of the response time, or what kept it from ending at all;
of people, what they were doing when the time was up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What some replications say about a target (计数). Tallies of the same target add up.

    A case is what the target counts: an incident, or each person of one. Where a clock has not
    stopped by the horizon its time is known from below only, so times are kept twice.

    Parameters
    ----------
    runs, runs_with_cases
        Replications in all, and those with at least one case.
    runs_kept
        Replications with cases that kept the promise by themselves.
    cases, hits
        Cases, and those of them within the limit.
    censored
        Cases that the horizon cut before their limit had passed, excluded ones too.
    low_s, high_s
        Sum of the times of all cases [s]: open ones with the time so far, and with infinity.
    values_low_s, values_high_s
        Quantile or maximum of each replication with cases, likewise [s].
    causes
        Missed cases by leading cause, in the order of `CAUSES`.
    over_s
        What a rate of times is over [s]; its numerator is `low_s`.
    nothing
        Why there is no case: a word of `sandtable.study.nothing`; empty = nothing happened at all.

    """

    runs: int = 1
    runs_with_cases: int = 0
    runs_kept: int = 0
    cases: int = 0
    hits: int = 0
    censored: int = 0
    low_s: float = 0.0
    high_s: float = 0.0
    values_low_s: tuple[float, ...] = ()
    values_high_s: tuple[float, ...] = ()
    causes: tuple[tuple[str, int], ...] = ()
    over_s: float = 0.0
    nothing: str = ""

    @property
    def kept(self) -> bool:
        """Say whether all replications with cases kept the promise by themselves."""
        return self.runs_kept == self.runs_with_cases

    def __add__(self, other: Self) -> Self:
        """Return the tally of the replications of both."""
        return type(self)(
            runs=self.runs + other.runs,
            runs_with_cases=self.runs_with_cases + other.runs_with_cases,
            runs_kept=self.runs_kept + other.runs_kept,
            cases=self.cases + other.cases,
            hits=self.hits + other.hits,
            censored=self.censored + other.censored,
            low_s=self.low_s + other.low_s,
            high_s=self.high_s + other.high_s,
            values_low_s=self.values_low_s + other.values_low_s,
            values_high_s=self.values_high_s + other.values_high_s,
            causes=_merged(self.causes, other.causes),
            over_s=self.over_s + other.over_s,
            nothing=_either(self.nothing, other.nothing),
        )


NOTHING = Tally(runs=0)
"""The tally of no replication."""


def total(tallies: Iterable[Tally]) -> Tally:
    """Return the sum of tallies of one target."""
    return reduce(add, tallies, NOTHING)


def leading_cause(tally: Tally) -> str:
    """Return the cause of most misses, the earliest in `CAUSES` of equals; empty without misses."""
    return max(tally.causes, key=lambda pair: pair[1], default=("", 0))[0]


def _merged(
    mine: tuple[tuple[str, int], ...], theirs: tuple[tuple[str, int], ...]
) -> tuple[tuple[str, int], ...]:
    if not mine or not theirs:
        return mine or theirs
    first, second = dict(mine), dict(theirs)
    both = {cause: first.get(cause, 0) + second.get(cause, 0) for cause in CAUSES}
    return tuple((cause, count) for cause, count in both.items() if count)


def _either(mine: str, theirs: str) -> str:
    """Return why two runs have no case; where they differ, what holds of both."""
    if mine == theirs or not theirs:
        return mine
    return theirs if not mine else NOBODY_AFFECTED


@dataclass(frozen=True, slots=True, kw_only=True)
class Cases:
    """The cases of one replication, row by row, before they are added up.

    Parameters
    ----------
    weight
        Cases that a row stands for, >= 0, shape ``(rows,)``.
    low_s, high_s
        Time on the clock [s]; where they differ the clock had not stopped, shape ``(rows,)``.
    hit
        Within the limit, shape ``(rows,)``; all false where the target has none.
    counts
        Belongs to the denominator, shape ``(rows,)``.
    censored
        The horizon came before the limit, shape ``(rows,)``.
    cause
        Number of the leading cause in `CAUSES`, shape ``(rows,)``.
    row
        Row of the table that the case stands in (``incidents``, ``people``), shape ``(rows,)``;
        empty for needs, which are steps.
    over_s
        What a rate of times is over [s], shape ``(rows,)``; empty where the target is none.
    nothing
        Why there is no case, if there is none.

    """

    weight: NDArray[np.int64]
    low_s: NDArray[np.float64]
    high_s: NDArray[np.float64]
    hit: NDArray[np.bool_]
    counts: NDArray[np.bool_]
    censored: NDArray[np.bool_]
    cause: NDArray[np.int64]
    row: NDArray[np.intp] = field(default_factory=lambda: np.zeros(0, dtype=np.intp))
    over_s: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
    nothing: str = ""


def tally_of(cases: Cases, target: Target) -> Tally:
    """Add up the cases of one replication."""
    counted = cases.counts & (cases.weight > 0)
    weight = cases.weight[counted]
    number = int(weight.sum())
    censored = int(cases.weight[cases.censored].sum())
    if not number:
        return Tally(censored=censored, nothing=cases.nothing)
    low, high = cases.low_s[counted], cases.high_s[counted]
    hits = int(weight[cases.hit[counted]].sum())
    missed = counted & ~kept(cases, target)
    tally = Tally(
        runs_with_cases=1,
        cases=number,
        hits=hits,
        censored=censored,
        causes=_causes(cases.cause[missed], cases.weight[missed]),
        over_s=float(cases.over_s[counted].sum()) if cases.over_s.size else 0.0,
    )
    return _with_times(tally, target, (low, high), weight)


def _with_times(
    tally: Tally,
    target: Target,
    times: tuple[NDArray[np.float64], NDArray[np.float64]],
    weight: NDArray[np.int64],
) -> Tally:
    """Complete a tally by what its statistic makes of the times of its cases."""
    low, high = times
    if target.quantity == "rate":
        tally = replace(tally, low_s=float(low.sum()), high_s=float(high.sum()))
        own = (tally.low_s / tally.over_s, tally.high_s / tally.over_s)
    elif target.statistic == "proportion":
        own = (tally.hits / tally.cases,) * 2
    elif target.statistic == "mean":
        tally = replace(tally, low_s=float(low @ weight), high_s=float(high @ weight))
        own = (tally.low_s / tally.cases, tally.high_s / tally.cases)
    else:
        percent = 100 if target.statistic == "max" else int(target.statistic.removeprefix("p"))
        own = percentile(low, weight, percent), percentile(high, weight, percent)
        tally = replace(tally, values_low_s=own[:1], values_high_s=own[1:])
    return replace(tally, runs_kept=int(all(keeps(value, target) for value in own)))


def keeps(value: float, target: Target) -> bool:
    """Say whether a value is on the good side of the threshold of a target."""
    if target.sense == "at_least":
        return value >= target.threshold
    return value <= target.threshold


def percentile(values: NDArray[np.float64], weight: NDArray[np.int64], percent: int) -> float:
    """Return the smallest value that at least so many percent of the weight do not exceed.

    Parameters
    ----------
    values, weight
        Values, infinity allowed, and whole weights > 0, shape ``(rows,)``.
    percent
        1 to 100; 100 is the maximum.

    """
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(weight[order])
    value: float = values[order][int(np.searchsorted(100 * reached, percent * reached[-1]))]
    return float(value)


def kept(cases: Cases, target: Target) -> NDArray[np.bool_]:
    """Say which rows are no miss: within the limit, or by the threshold where there is no limit."""
    a_share = target.statistic == "proportion" or target.quantity == "rate"
    if a_share or not math.isnan(target.within_s):
        return cases.hit
    return (
        cases.high_s <= target.threshold
        if target.sense == "at_most"
        else cases.low_s >= target.threshold
    )


def _causes(cause: NDArray[np.int64], weight: NDArray[np.int64]) -> tuple[tuple[str, int], ...]:
    counts = np.bincount(cause, weights=weight, minlength=len(CAUSES)).astype(np.int64)
    return tuple((CAUSES[i], int(counts[i])) for i in np.flatnonzero(counts))
