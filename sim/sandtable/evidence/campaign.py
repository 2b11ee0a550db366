"""All trials of a report, on all cores: whoever is free plays the next run."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import replace

from sandtable.evidence.runs import Played, Run, play
from sandtable.evidence.setting import Span
from sandtable.evidence.trial import Trial
from sandtable.study.engines import Engine, cores, one_thread_each

Progress = Callable[[int, int], None]
"""Called with the runs done and the runs planned so far."""

_AHEAD = 2
"""Runs handed out per worker, so that none waits for its next one."""


def play_all(
    trials: Sequence[Trial], *, jobs: int | None, until: float, progress: Progress
) -> float:
    """Play trials until each has seen enough; return what that cost [CPU s].

    What is played, and what it shows, does not depend on the number of workers or on which is
    first; only the limit of time does.

    Parameters
    ----------
    jobs
        Processes; None = all cores.
    until
        No run begins after this reading of the monotonic clock [s].

    """
    if not trials:
        return 0.0
    _compile(trials)
    engine = cores(jobs)
    try:
        with one_thread_each():
            return _Round(trials, engine, until, progress).play()
    finally:
        engine.close(kill=True)


def _compile(trials: Sequence[Trial]) -> None:
    """Play a few incidents of each trial, so that kernels are compiled before workers start."""
    for trial in trials:
        hours = 5.0 / trial.setting.rate_per_h
        span = Span(from_h=0.0, to_h=hours, run_out_h=trial.span.run_out_h)
        play(replace(trial.first(), span=span))


class _Round:
    """The runs that wait and those that are being played."""

    def __init__(
        self, trials: Sequence[Trial], engine: Engine, until: float, progress: Progress
    ) -> None:
        self._engine = engine
        self._until = until
        self._progress = progress
        # The short ones first, so that a limit of time costs as few cases as possible.
        rising = sorted(trials, key=lambda trial: trial.expected_incidents)
        self._waiting = deque((trial, run) for trial in rising for run in trial.begin())
        self._played: dict[Future[Played], tuple[Trial, Run]] = {}
        self._done, self._planned = 0, len(self._waiting)
        self._cpu_s = 0.0

    def play(self) -> float:
        """Play until nothing is left to do, or time is up."""
        while self._waiting or self._played:
            self._hand_out()
            done, _ = wait(self._played, return_when=FIRST_COMPLETED)
            for future in done:
                self._take(future)
            self._progress(self._done, self._planned)
            if time.monotonic() >= self._until:
                self._waiting.clear()
        return self._cpu_s

    def _hand_out(self) -> None:
        executor = self._engine.open()
        while self._waiting and len(self._played) < _AHEAD * self._engine.workers:
            trial, run = self._waiting.popleft()
            self._played[executor.submit(play, run)] = trial, run

    def _take(self, future: Future[Played]) -> None:
        trial, run = self._played.pop(future)
        played = future.result()
        trial.take(run, played.tally)
        self._done += 1
        self._cpu_s += played.cpu_s
        if trial.is_due and time.monotonic() < self._until:
            more = trial.look()
            self._planned += len(more)
            self._waiting.extendleft((trial, one) for one in reversed(more))  # finish it first
