"""One study writes into a folder at a time, and a dead one does not hold it."""

import json
import os
import socket
import subprocess
import sys
import threading
import time

import pytest

from sandtable.study import lock
from sandtable.study.lock import FolderInUse, locked


@pytest.fixture
def dead():
    """Return the number of a process that is gone."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def leave_lock(folder, **about):
    """Leave a lock as a process that died would."""
    usual = {"pid": os.getpid(), "host": socket.gethostname(), "since": "2026-01-01T00:00:00"}
    (folder / "lock").write_text(json.dumps(usual | about))


def test_a_second_writer_is_refused(tmp_path):
    """It is told who holds the folder and what to do."""
    with locked(tmp_path):
        with pytest.raises(FolderInUse) as refused, locked(tmp_path):
            pass
        assert (tmp_path / "lock").exists()
    for word in (str(os.getpid()), socket.gethostname(), str(tmp_path / "lock")):
        assert word in str(refused.value)
    with locked(tmp_path):
        pass


def test_it_is_given_back_whatever_happens(tmp_path):
    """After an error too."""
    with pytest.raises(ZeroDivisionError), locked(tmp_path):
        raise ZeroDivisionError
    assert not list(tmp_path.iterdir())


def test_the_lock_of_a_dead_process_is_taken_over(tmp_path, dead):
    """It was killed and could not give it back."""
    leave_lock(tmp_path, pid=dead)
    with locked(tmp_path):
        assert json.loads((tmp_path / "lock").read_text())["pid"] == os.getpid()
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"pid": "x"}'])
def test_an_unreadable_lock_holds(tmp_path, text):
    """Who holds it cannot be known: only a person may take it away."""
    (tmp_path / "lock").write_text(text)
    with pytest.raises(FolderInUse), locked(tmp_path):
        pass


def test_the_lock_of_another_machine_holds(tmp_path, dead):
    """Whether its process lives cannot be seen from here."""
    leave_lock(tmp_path, pid=dead, host="another-machine")
    with pytest.raises(FolderInUse, match="another-machine"), locked(tmp_path):
        pass


def test_who_comes_late_to_a_stale_lock_does_not_take_that_of_the_first(tmp_path, dead):
    """Both found it stale; the first holds it by now, or is just taking it."""
    leave_lock(tmp_path)
    lock._clear(tmp_path / "lock")
    assert (tmp_path / "lock").exists()
    leave_lock(tmp_path, pid=dead)
    (tmp_path / "lock.stale").mkdir()  # the first is about to take it away
    with pytest.raises(FolderInUse), locked(tmp_path):
        pass


def test_many_at_once_take_turns(tmp_path, dead):
    """Twelve threads find a stale lock at the same moment: never two are inside."""
    leave_lock(tmp_path, pid=dead)
    start, inside, most, entered = threading.Barrier(12), [], [], []

    def enter():
        start.wait()
        try:
            with locked(tmp_path):
                inside.append(1)
                most.append(len(inside))
                time.sleep(0.01)
                inside.pop()
            entered.append(1)
        except FolderInUse:
            pass

    threads = [threading.Thread(target=enter) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert entered
    assert max(most) == 1
