"""The farm loop: the only parallel code of the project (experiments §6).

Batches go to an executor a few at a time; what comes back is handed over in the calling process,
which alone writes. A worker that dies takes nothing with it: the batches that were under way are
tried again one at a time, and one that kills its worker whenever it is alone is halved until the
replication that does it is found. The order in which batches finish decides nothing.
"""

from __future__ import annotations

import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Future
from concurrent.futures import wait as wait_for
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType
from typing import Any

from sandtable.ground.language import _
from sandtable.study.engines import Engine
from sandtable.study.work import Batch, Failure, Harvest, work

BATCH_S = 2.0
"""A batch should take about this long: shorter costs overhead, longer is lost by a kill [s]."""

LONGEST_BATCH = 500
WINDOW_PER_WORKER = 3
SIDE_BY_SIDE = 4
"""Replications of one sample in a row; all samples have had theirs before the next ones come, so
that a study that is stopped has finished whole ensembles."""

TRIES = 3
"""So often a replication must break its worker alone before it is given up."""

MOST_FAILURES = 20
"""More replications than this that cannot be played are a fault of the program, not bad luck."""

GRACE_S = 2.0
"""After Ctrl-C, batches under way get this long to end [s]."""

STALLED_S = 600.0
"""At least so long without a result before the batches under way count as endless loops [s]."""

STALLED_FACTOR = 20.0

Wait = Callable[..., Any]


class StudyFailed(RuntimeError):
    """Too many replications could not be played; carries their failures."""

    def __init__(self, failures: Iterable[Failure]) -> None:
        self.failures = tuple(failures)
        super().__init__(self.failures)

    def __str__(self) -> str:
        """Tell the first of them."""
        first = self.failures[0]
        message = _(
            "{number} replications failed. The first, point {point}, replication {replication}, "
            "seed {seed}:"
        )
        told = message.format(
            number=len(self.failures),
            point=first.point,
            replication=first.replication,
            seed=first.seed,
        )
        return f"{told}\n{first.what}"


@dataclass(slots=True)
class Stop:
    """Whether somebody asked to stop."""

    asked: bool = False


@contextmanager
def stoppable() -> Iterator[Stop]:
    """Let the first Ctrl-C ask to stop while inside; the second stops at once."""
    stop = Stop()
    if threading.current_thread() is not threading.main_thread():
        yield stop
        return
    before = signal.getsignal(signal.SIGINT)

    def ask(_number: int, _frame: FrameType | None) -> None:
        if stop.asked:
            raise KeyboardInterrupt
        stop.asked = True

    signal.signal(signal.SIGINT, ask)
    try:
        yield stop
    finally:
        signal.signal(signal.SIGINT, before)


@dataclass(slots=True)
class Field:
    """Replications of one design point that are still to be played, and what one costs.

    Parameters
    ----------
    replications
        In the order of playing: those of one sample side by side.
    cost_s
        Mean time of one replication so far [s]; 0 = not known yet.

    """

    pack: str
    point: int
    replications: deque[int]
    cost_s: float = 0.0
    played: int = 0

    def batch(self, workers: int) -> Batch:
        """Take the next batch: about `BATCH_S` of work, and not so much that a worker waits."""
        size = 1
        if self.cost_s > 0.0:
            fair = len(self.replications) // (2 * workers)
            size = max(1, min(int(BATCH_S / self.cost_s), fair, LONGEST_BATCH))
        taken = [self.replications.popleft() for _ in range(min(size, len(self.replications)))]
        return Batch(self.pack, self.point, tuple(taken))

    def learn(self, replications: int, seconds: float) -> None:
        """Take the time of a batch into account."""
        self.cost_s = (self.cost_s * self.played + seconds) / (self.played + replications)
        self.played += replications


@dataclass(slots=True)
class _Suspect:
    """A batch that may have broken its worker."""

    batch: Batch
    tries: int = 0


@dataclass(slots=True)
class Farm:
    """Plays batches on an engine until there are none left.

    Parameters
    ----------
    seed
        For the address of replications that fail.
    on_harvest
        Called in this process with each batch and what it yielded.
    wait
        `concurrent.futures.wait`, or a test's own.
    patience_s
        At least so long without a result before batches count as endless loops [s].

    """

    engine: Engine
    seed: int
    on_harvest: Callable[[Batch, Harvest], None]
    stop: Stop = field(default_factory=Stop)
    work: Callable[[Batch], Harvest] = work
    wait: Wait = wait_for
    patience_s: float = STALLED_S
    failures: list[Failure] = field(default_factory=list)
    _under_way: dict[Future[Harvest], Batch] = field(default_factory=dict)
    _suspects: deque[_Suspect] = field(default_factory=deque)
    _alone: _Suspect | None = None
    _longest_s: float = 0.0
    _heard_s: float = 0.0

    def run(self, fields: Iterable[Field]) -> None:
        """Play all replications of some fields.

        Raises
        ------
        StudyFailed
            If more than `MOST_FAILURES` replications cannot be played.

        """
        left = {(one.pack, one.point): one for one in fields if one.replications}
        self._heard_s = time.monotonic()
        while not self.stop.asked:
            if not self._submit(left):
                break
            done, _rest = self.wait(self._under_way, timeout=0.2, return_when=FIRST_COMPLETED)
            if done:
                self._collect(done, left)
            elif self._is_stalled():
                self._give_up_pool(left, kill=True)
        self._drain(left)

    def _submit(self, left: Mapping[tuple[str, int], Field]) -> bool:
        """Send what there is to send; return whether anything is under way."""
        while not self.stop.asked:
            batch = self._next(left)
            if batch is None:
                break
            executor = self.engine.open()
            try:
                self._under_way[executor.submit(self.work, batch)] = batch
            except BrokenExecutor:
                if not self.engine.can_reopen:
                    raise
                self._suspect(batch)
                self._give_up_pool(left)
        return bool(self._under_way)

    def _next(self, left: Mapping[tuple[str, int], Field]) -> Batch | None:
        if self._suspects or self._alone is not None:
            if self._under_way or not self._suspects:
                return None  # suspects are tried when nobody else can be blamed
            self._alone = self._suspects.popleft()
            return self._alone.batch
        if len(self._under_way) >= self._window():
            return None
        # Alternatives advance side by side: who stops early can still compare them.
        ready = max(left.values(), key=lambda one: len(one.replications), default=None)
        if ready is None or not ready.replications:
            return None
        return ready.batch(self.engine.workers)

    def _window(self) -> int:
        return 1 if self.engine.is_local else WINDOW_PER_WORKER * self.engine.workers

    def _collect(
        self, done: Iterable[Future[Harvest]], left: Mapping[tuple[str, int], Field]
    ) -> None:
        broken = False
        for future in done:
            batch = self._under_way.pop(future)
            error = future.exception()
            if error is None:
                self._take(batch, future.result(), left)
            elif self.engine.can_reopen and not isinstance(error, BrokenExecutor):
                raise error  # a fault of ours: it keeps its traceback
            else:
                self._suspect(batch, error)
                broken = True
        if broken and self.engine.can_reopen:
            self._give_up_pool(left)

    def _take(self, batch: Batch, harvest: Harvest, left: Mapping[tuple[str, int], Field]) -> None:
        self._alone = None
        self._heard_s = time.monotonic()
        self._longest_s = max(self._longest_s, harvest.seconds)
        left[batch.pack, batch.point].learn(len(batch.replications), harvest.seconds)
        for failure in harvest.failures:
            self._fail(failure)
        self.on_harvest(batch, harvest)

    def _suspect(self, batch: Batch, error: BaseException | None = None) -> None:
        """Put a batch that did not come back aside; alone it was, it is guilty."""
        alone, self._alone = self._alone, None
        if alone is None or alone.batch is not batch:
            self._suspects.append(_Suspect(batch))
            return
        tries = alone.tries + 1
        if len(batch.replications) > 1 and tries > 1:
            half = len(batch.replications) // 2
            for part in (batch.replications[:half], batch.replications[half:]):
                self._suspects.appendleft(_Suspect(Batch(batch.pack, batch.point, part)))
        elif tries < TRIES:
            self._suspects.appendleft(_Suspect(batch, tries))
        else:
            what = repr(error) if error is not None else "the worker did not come back"
            self._fail(Failure(batch.point, batch.replications[0], self.seed, what))

    def _fail(self, failure: Failure) -> None:
        self.failures.append(failure)
        if len(self.failures) > MOST_FAILURES:
            self.engine.close(kill=True)
            raise StudyFailed(self.failures)

    def _give_up_pool(self, left: Mapping[tuple[str, int], Field], *, kill: bool = False) -> None:
        """Close a broken pool; the next submission opens another."""
        for future, batch in list(self._under_way.items()):
            if future.done() and not future.cancelled() and future.exception() is None:
                self._take(batch, future.result(), left)
            else:
                self._suspect(batch)
        self._under_way.clear()
        self._heard_s = time.monotonic()
        self.engine.close(kill=kill)

    def _is_stalled(self) -> bool:
        if self.engine.is_local or not self.engine.can_reopen:
            return False
        patience = max(self.patience_s, STALLED_FACTOR * self._longest_s)
        return time.monotonic() - self._heard_s > patience

    def _drain(self, left: Mapping[tuple[str, int], Field]) -> None:
        """Let what is under way end, for a while, and close the engine if it was stopped."""
        if not self.stop.asked:
            return
        for future in self._under_way:
            future.cancel()
        until = time.monotonic() + GRACE_S
        while self._under_way and time.monotonic() < until:
            done, _rest = self.wait(self._under_way, timeout=0.2, return_when=FIRST_COMPLETED)
            for future in done:
                batch = self._under_way.pop(future)
                if not future.cancelled() and future.exception() is None:
                    self._take(batch, future.result(), left)
        self._under_way.clear()
        self.engine.close(kill=True)


def field_of(pack: str, point: int, replications: Iterable[int], samples: int) -> Field:
    """Return the field of a design point: a few replications of one sample side by side.

    Parameters
    ----------
    samples
        Ensemble size N; a worker that stays with one sample finds its travel tables at hand.

    """
    size = max(samples, 1)
    block = size * SIDE_BY_SIDE if size > 1 else 1
    ordered = sorted(replications, key=lambda i: (i // block, i % size, i))
    return Field(pack, point, deque(ordered))
