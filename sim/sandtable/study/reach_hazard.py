"""How what is reached shrinks and grows while a hazard takes its course (灾中可达)."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sandtable.hazards import Impact
from sandtable.study.demand import Demand
from sandtable.study.reach import LIMITS_S, Share, TeamTimes, shares
from sandtable.world.scenario import Requirement


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """What is reached from an instant on, until the roads change again.

    Parameters
    ----------
    since_s
        Time since the activation of the hazard [s].

    """

    since_s: float
    shares: tuple[Share, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """What is reached at an instant, over all samples of a hazard.

    Parameters
    ----------
    mean, worst
        Of the samples, as `Share` has it: the least reached, the most unreachable [0-1].
    worst_sample
        The sample with the least reached, the first of equals; -1 = none has such a demand.
    mean_cut_off, worst_cut_off
        Weight to which no way is open: its mean over samples, and the most of any of them
        [persons, km2, incidents].
    total
        Weight of the whole demand, its mean over samples [persons, km2, incidents].

    """

    since_s: float
    of: str
    clock: str
    limit_s: float
    mean: float
    worst: float
    worst_sample: int
    mean_unreachable: float
    worst_unreachable: float
    mean_cut_off: float
    worst_cut_off: float
    total: float


def course(
    reach: TeamTimes,
    impact: Impact,
    demands: Sequence[Demand],
    limits_s: Sequence[float] = LIMITS_S,
    *,
    at_s: Iterable[float] | None = None,
    needs: Sequence[Requirement] = (),
) -> list[Moment]:
    """Return what is reached at each epoch of a realisation that nobody controls.

    Parameters
    ----------
    at_s
        Times since activation, instead of all epochs [s].

    """
    times = impact.epochs.tolist() if at_s is None else sorted(set(at_s))
    moments = []
    for since_s in times:
        reach.lay(impact.natural, since_s)
        found = shares(reach, demands, limits_s, needs=needs)
        moments.append(Moment(since_s=since_s, shares=tuple(found)))
    reach.lay()
    return moments


def spread(courses: Mapping[int, Sequence[Moment]]) -> list[Spread]:
    """Return mean and worst over samples, at each instant at which any of them changes.

    Samples without a demand of a kind, because nobody is exposed in them, have no share of it.

    Parameters
    ----------
    courses
        By sample, see `course`; between two moments the earlier one holds.

    """
    starts = {sample: [one.since_s for one in moments] for sample, moments in courses.items()}
    samples = sorted(courses)
    found = []
    for since_s in sorted({time for times in starts.values() for time in times}):
        then = [
            courses[sample][max(bisect_right(starts[sample], since_s) - 1, 0)].shares
            for sample in samples
        ]
        found += [
            _spread(since_s, samples, [one[place] for one in then]) for place in range(len(then[0]))
        ]
    return found


def _spread(since_s: float, samples: Sequence[int], of: Sequence[Share]) -> Spread:
    there = [number for number, one in enumerate(of) if one.total > 0.0]
    reached = np.array([of[number].share for number in there])
    lost = np.array([of[number].unreachable for number in there])
    cut_off = [of[number].unreachable * of[number].total for number in there]
    any_at_all = bool(there)
    return Spread(
        since_s=since_s,
        of=of[0].of,
        clock=of[0].clock,
        limit_s=of[0].limit_s,
        mean=float(reached.mean()) if any_at_all else math.nan,
        worst=float(reached.min()) if any_at_all else math.nan,
        worst_sample=samples[there[int(np.argmin(reached))]] if any_at_all else -1,
        mean_unreachable=float(lost.mean()) if any_at_all else math.nan,
        worst_unreachable=float(lost.max()) if any_at_all else math.nan,
        mean_cut_off=math.fsum(cut_off) / len(of),
        worst_cut_off=max(cut_off, default=0.0),
        total=math.fsum(one.total for one in of) / len(of),
    )
