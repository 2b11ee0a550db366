"""A study that somebody stops or kills: finished work is readable, the same command goes on."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest
from tests.determinism.worlds import parquet, points

from sandtable.study import Stopping, open_results, run_study, serial

REPLICATIONS = 40


@pytest.fixture
def command(project):
    """Return a function that starts the study in a session of its own, as a terminal would."""
    started = []

    def start(out, processes=2, replications=REPLICATIONS, method="forkserver"):
        process = subprocess.Popen(
            [
                *(sys.executable, "-m", "tests.determinism.command"),
                *(str(out), str(replications), str(processes), method),
            ],
            cwd=project,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        if members(process.pid):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def here(out):
    """Play the same study in this process, without its pauses."""
    stopping = Stopping(most=REPLICATIONS)
    return run_study(points(), id="abc", seed=2026, stopping=stopping, engine=serial(), out=out)


@pytest.fixture(scope="module")
def reference(tmp_path_factory):
    """Return the bytes of a study that nobody stopped."""
    return parquet(here(tmp_path_factory.mktemp("reference")).folder)


def members(group):
    """Return the processes of a group that are alive."""
    found = []
    for entry in os.listdir("/proc") if os.path.isdir("/proc") else []:  # noqa: PTH112, PTH208
        if entry.isdigit():
            try:
                with open(f"/proc/{entry}/stat") as file:  # noqa: PTH123  thousands of small reads
                    fields = file.read().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[2]) == group and fields[0] != "Z":
                found.append(int(entry))
    return found


def wait_for_work(process, out, batches=6):
    """Wait until some batches are on the disk; return the results folder."""
    folder, until = out / "study" / "abc", time.monotonic() + 60.0
    journal = folder / "shards" / "journal.txt"
    while time.monotonic() < until:
        if journal.exists() and journal.read_bytes().count(b'"number"') >= batches:
            return folder
        assert process.poll() is None, process.stderr.read()
        time.sleep(0.02)
    pytest.fail("the study did not get going")


def done(folder):
    """Return how many replications a results folder holds."""
    found = open_results(folder)
    return sum(len(found.done(point)) for point in found.points())


def test_interrupted_by_ctrl_c(tmp_path, command, reference):
    """The whole group gets the signal, as from a terminal; two workers are busy.

    It ends by itself, soon, without a traceback and with no process left behind.
    """
    process = command(tmp_path)
    folder = wait_for_work(process, tmp_path)
    began = time.monotonic()
    os.killpg(process.pid, signal.SIGINT)
    told, errors = process.communicate(timeout=30)
    assert time.monotonic() - began < 6.0
    assert process.returncode == 0
    assert errors == ""
    found = json.loads(told)
    assert found["interrupted"]
    assert 6 <= found["played"] == done(folder) < 2 * REPLICATIONS
    assert not (folder / "shards").exists()
    assert no_one_is_left(process.pid)
    again, _errors = command(tmp_path, processes=0).communicate(timeout=60)
    missing = 2 * REPLICATIONS - found["played"]
    assert json.loads(again) == {
        "interrupted": False,
        "adopted": found["played"],
        "played": missing,
    }
    assert parquet(folder) == reference


def test_killed(tmp_path, command, reference):
    """SIGKILL to the parent: workers leave, the lock is taken over, nothing is lost."""
    process = command(tmp_path)
    folder = wait_for_work(process, tmp_path)
    process.kill()
    assert no_one_is_left(process.pid)
    process.communicate(timeout=30)
    assert (folder / "lock").exists()
    before = done(folder)
    assert before >= 6
    again = here(tmp_path)
    assert (again.adopted, again.played) == (before, 2 * REPLICATIONS - before)
    assert parquet(folder) == reference


def test_ctrl_c_twice(tmp_path, command):
    """The second one ends it at once; what was on the disk stays."""
    process = command(tmp_path, replications=2000, method="fork")
    folder = wait_for_work(process, tmp_path)
    os.killpg(process.pid, signal.SIGINT)
    time.sleep(0.05)
    began = time.monotonic()
    os.killpg(process.pid, signal.SIGINT)
    process.communicate(timeout=30)
    assert time.monotonic() - began < 4.0
    assert no_one_is_left(process.pid)
    assert done(folder) >= 6
    assert not (folder / "lock").exists()


def no_one_is_left(group):
    """Say whether all processes of a group are gone within five seconds."""
    until = time.monotonic() + 5.0
    while time.monotonic() < until:
        if not members(group):
            return True
        time.sleep(0.05)
    return False
