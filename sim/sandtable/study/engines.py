"""Engines: the executors that a study may run on. No other file names one."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

StartMethod = Literal["fork", "forkserver", "spawn"]

ONE_THREAD = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
    "NUMEXPR_NUM_THREADS",
    "NUMBA_NUM_THREADS",
)
"""Set to 1 for workers: a process per core leaves nothing to share."""


class SerialExecutor(Executor):
    """Runs each call at once in the calling process: for one core, and to find mistakes."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Call `fn` and return its finished future."""
        future: Future[T] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001  the future carries it
            future.set_exception(error)
        return future


@dataclass(slots=True)
class Engine:
    """An executor that can be opened, opened again after a crash, and closed.

    Parameters
    ----------
    workers
        Processes that play at the same time, >= 1.
    is_local
        Whether calls run in this process, so that nothing has to be written for others.
    make
        Makes a new executor; None = the one given is all there is.

    """

    workers: int
    is_local: bool = False
    make: Callable[[], Executor] | None = None
    executor: Executor | None = None

    def open(self) -> Executor:
        """Return the executor, made where there is none."""
        if self.executor is None:
            assert self.make is not None  # noqa: S101  an engine has one or the other
            self.executor = self.make()
        return self.executor

    @property
    def can_reopen(self) -> bool:
        """Say whether a broken executor can be replaced."""
        return self.make is not None

    def close(self, *, kill: bool = False) -> None:
        """Close the executor if it was made here; with `kill` end its processes at once."""
        if self.executor is None or self.make is None:
            return
        executor, self.executor = self.executor, None
        if kill:
            _kill(executor)
        executor.shutdown(wait=True, cancel_futures=True)


def serial() -> Engine:
    """Return the engine of one core, in this process."""
    return Engine(workers=1, is_local=True, make=SerialExecutor)


def given(executor: Executor, workers: int) -> Engine:
    """Return the engine of an executor of the caller's, which stays open: that of a cluster."""
    return Engine(workers=workers, executor=executor)


def cores(workers: int | None = None, method: StartMethod | None = None) -> Engine:
    """Return the engine of so many processes of this machine; all its cores where None.

    Parameters
    ----------
    method
        How processes start; forkserver, or spawn where that does not exist.

    """
    number = workers or available_cores()
    if number == 1 and method is None:
        return serial()
    known = multiprocessing.get_all_start_methods()
    chosen = method or ("forkserver" if "forkserver" in known else "spawn")
    return Engine(workers=number, make=lambda: _pool(number, chosen))


def available_cores() -> int:
    """Return the cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextmanager
def one_thread_each() -> Iterator[None]:
    """Let processes that start while inside use one thread each for linear algebra and kernels."""
    before = {name: os.environ.get(name) for name in ONE_THREAD}
    os.environ.update(dict.fromkeys(ONE_THREAD, "1"))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _pool(workers: int, method: str) -> ProcessPoolExecutor:
    context: Any = multiprocessing.get_context(method)
    if method == "forkserver":
        context.set_forkserver_preload(["sandtable.study.work"])
    return ProcessPoolExecutor(workers, mp_context=context, initializer=_settle)


def _settle() -> None:
    """Settle a worker: Ctrl-C is the parent's affair, and without a parent there is no work."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_leave_with_parent, daemon=True).start()


def _leave_with_parent() -> None:
    # Not the process that forked it: a fork server stays for as long as its workers do.
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _kill(executor: Executor) -> None:
    """End the processes of a pool: before Python 3.14 it offers no way of its own."""
    processes: dict[int, Any] = getattr(executor, "_processes", None) or {}
    for process in list(processes.values()):
        process.kill()
