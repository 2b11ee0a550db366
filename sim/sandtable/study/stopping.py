"""When to stop: looks at complete prefixes of the replication index (停止规则), contracts §5."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sandtable.study.nothing import MAY_YET_HAPPEN
from sandtable.study.verdict import Verdict
from sandtable.world.target import Target

FIRST_LOOK = 20
"""Fewer runs are never judged: early looks cost coverage (experiments §4)."""

GROWTH = 1.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Stopping:
    """How many replications a study runs (停止规则).

    Parameters
    ----------
    most
        Replications at which it ends in any case, >= 1; beyond N rounded up to whole ensembles.
    fixed
        Run all of them and look once; else stop at the first look that suffices.
    precision
        Half-width of the intervals at which a look suffices: of shares as it is [0-1], of times
        relative to the estimate; nan = a look suffices once every verdict is decided.

    """

    most: int
    fixed: bool = True
    precision: float = float("nan")

    def looks(self, samples: int) -> Iterator[int]:
        """Return the numbers of replications at which to look, in rising order."""
        last = self.last(samples)
        if not self.fixed:
            for look in look_numbers(samples):
                if look >= last:
                    break
                yield look
        yield last

    def last(self, samples: int) -> int:
        """Return the number of replications of the last look."""
        return -(-self.most // _block(self.most, samples)) * _block(self.most, samples)

    def suffices(self, judged: Iterable[tuple[Target, Verdict]]) -> bool:
        """Say whether a look at all verdicts of a scenario ends it."""
        if self.fixed:
            return True
        if math.isnan(self.precision):
            return all(_decided(verdict) for _target, verdict in judged)
        return all(_precise(target, verdict, self.precision) for target, verdict in judged)


def look_numbers(samples: int) -> Iterator[int]:
    """Return 20, 30, 45, 67 ...: each 1.5 times the one before, whole ensembles beyond the first.

    Parameters
    ----------
    samples
        Ensemble size N: past N, a look rounds up to a multiple of it.

    """
    exact, before = FIRST_LOOK, 0
    while True:
        look = -(-exact // _block(exact, samples)) * _block(exact, samples)
        if look > before:
            yield look
        before, exact = look, int(exact * GROWTH)


def whole(replications: int, samples: int) -> int:
    """Return how many of the first replications may be looked at: beyond N, whole ensembles."""
    return replications - replications % _block(replications, samples)


def _block(replications: int, samples: int) -> int:
    """Return of what the number of replications must be a multiple."""
    return samples if 1 < samples < replications else 1


def _decided(verdict: Verdict) -> bool:
    """Say whether more runs cannot help; a case may still turn up unless none ever can."""
    if verdict.verdict == "no_case":
        return _is_final(verdict)
    return verdict.verdict != "undecided"


def _is_final(verdict: Verdict) -> bool:
    return bool(verdict.cause) and verdict.cause not in MAY_YET_HAPPEN


def _precise(target: Target, verdict: Verdict, precision: float) -> bool:
    if verdict.verdict == "no_case":
        return _is_final(verdict)
    is_share = (
        target.statistic == "proportion" or target.quantity == "rate" or target.over == "each_run"
    )
    wanted = precision if is_share else precision * abs(verdict.estimate)
    return 0.5 * (verdict.high - verdict.low) <= wanted
