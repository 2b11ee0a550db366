"""Engines: where calls run, how workers settle, and that none stays behind."""

import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from sandtable.study.engines import (
    ONE_THREAD,
    SerialExecutor,
    available_cores,
    cores,
    given,
    one_thread_each,
    serial,
)


def about_me():
    """Return what a worker is like."""
    return {
        "pid": os.getpid(),
        "interrupt": signal.getsignal(signal.SIGINT) == signal.SIG_IGN,
        "threads": {os.environ.get(name) for name in ONE_THREAD},
    }


def test_serial_calls_run_here_and_now():
    """Futures are finished when they are returned, errors inside."""
    engine = serial()
    assert (engine.workers, engine.is_local, engine.can_reopen) == (1, True, True)
    assert engine.open().submit(os.getpid).result() == os.getpid()
    future = SerialExecutor().submit(divmod, 1, 0)
    assert isinstance(future.exception(), ZeroDivisionError)
    engine.close()
    assert engine.executor is None


def test_an_executor_of_the_callers_stays_open():
    """It is not ours to close or to replace."""
    with ThreadPoolExecutor(1) as mine:
        engine = given(mine, 5)
        assert (engine.open(), engine.workers, engine.can_reopen) == (mine, 5, False)
        engine.close(kill=True)
        assert mine.submit(int, "3").result() == 3


def test_one_core_needs_no_process():
    """Unless a start method is asked for."""
    assert cores(1).is_local
    assert not cores(1, "spawn").is_local
    assert cores(7).workers == 7
    assert cores().workers == available_cores() >= 1


@pytest.mark.parametrize("method", ["fork", "forkserver", "spawn"])
def test_workers_of_every_start_method(method):
    """Another process, deaf to Ctrl-C, with one thread each; gone when the engine is closed."""
    engine = cores(1, method)
    with one_thread_each():
        found = engine.open().submit(about_me).result(timeout=60)
    assert found["pid"] != os.getpid()
    assert found["interrupt"]
    assert found["threads"] == {"1"}
    engine.close()
    assert is_gone(found["pid"])


def test_a_busy_worker_is_ended_at_once():
    """After the second Ctrl-C nobody waits for a batch."""
    engine = cores(1, "fork")
    executor = engine.open()
    pid = executor.submit(os.getpid).result(timeout=60)
    executor.submit(time.sleep, 60.0)
    began = time.monotonic()
    engine.close(kill=True)
    assert time.monotonic() - began < 10.0
    assert is_gone(pid)
    assert engine.open() is not executor
    engine.close(kill=True)


def test_threads_are_given_back(monkeypatch):
    """What the user had set is as before."""
    monkeypatch.setenv("OMP_NUM_THREADS", "5")
    monkeypatch.delenv("MKL_NUM_THREADS", raising=False)
    with one_thread_each():
        assert os.environ["OMP_NUM_THREADS"] == os.environ["MKL_NUM_THREADS"] == "1"
    assert os.environ["OMP_NUM_THREADS"] == "5"
    assert "MKL_NUM_THREADS" not in os.environ


def is_gone(pid):
    """Say whether a process has ended."""
    until = time.monotonic() + 5.0
    while time.monotonic() < until:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.02)
    return False
