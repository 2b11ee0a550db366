"""Interleaved pairs, ours, theirs, ours, theirs ...: a machine that slows down slows both."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

PAIRS = 7


class Pair(NamedTuple):
    """What a comparison found: medians of CPU time [s], and of the ratios within the pairs."""

    ours_s: float
    theirs_s: float
    ratio: float
    """Our time by theirs."""
    low: float
    """The smallest ratio of a pair ..."""
    high: float
    """... and the largest: how much the machine disturbed."""


def seconds(work: Callable[[], object]) -> float:
    """Return the CPU time that one call takes [s], with sweeping up what it leaves behind."""
    begun = time.process_time()
    work()
    gc.collect()
    return time.process_time() - begun


@contextmanager
def swept() -> Iterator[None]:
    """Let the collector pass over what is there already, so that it is not swept in each call."""
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def alone(work: Callable[[], object], *, times: int = PAIRS) -> float:
    """Return the median CPU time of a call [s]; the first one is left out."""
    work()
    with swept():
        return statistics.median(seconds(work) for _ in range(times))


def compare(
    ours: Callable[[], object], theirs: Callable[[], object], *, pairs: int = PAIRS
) -> Pair:
    """Time two calls in turn; the first of each, which compiles and fills caches, is left out."""
    ours()
    theirs()
    with swept():
        times = [(seconds(ours), seconds(theirs)) for _ in range(pairs)]
    ratios = sorted(a / b for a, b in times)
    return Pair(
        statistics.median(a for a, _ in times),
        statistics.median(b for _, b in times),
        statistics.median(ratios),
        ratios[0],
        ratios[-1],
    )
