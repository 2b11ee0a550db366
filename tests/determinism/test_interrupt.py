"""A study that somebody stops or kills: finished work is readable, the same command goes on."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest
from tests.determinism.worlds import parquet

from sandtable.study import open_results

REPLICATIONS = 60


@pytest.fixture
def command(project):
    """Return a function that starts the study in a session of its own, as a terminal would."""
    started = []

    def start(out, processes=2, replications=REPLICATIONS):
        process = subprocess.Popen(
            [
                *(sys.executable, "-m", "tests.determinism.command"),
                *(str(out), str(replications), str(processes)),
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


@pytest.fixture(scope="module")
def reference(tmp_path_factory, project):
    """Return the bytes of a study that nobody stopped."""
    out = tmp_path_factory.mktemp("reference")
    subprocess.run(
        [sys.executable, "-m", "tests.determinism.command", out, str(REPLICATIONS), "0"],
        cwd=project,
        check=True,
        capture_output=True,
    )
    return parquet(out / "study" / "abc")


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


def wait_for_work(out, batches=6):
    """Wait until some batches are on the disk; return the results folder."""
    folder, until = out / "study" / "abc", time.monotonic() + 60.0
    journal = folder / "shards" / "journal.txt"
    while time.monotonic() < until:
        if journal.exists() and journal.read_bytes().count(b'"number"') >= batches:
            return folder
        time.sleep(0.02)
    pytest.fail("the study did not get going")


def done(folder):
    """Return how many replications a results folder holds."""
    found = open_results(folder)
    return sum(len(found.done(point)) for point in found.points())


def goes_on(command, out, before, reference):
    """Give the same command again: it adds what is missing, and the bytes are as ever."""
    told, _errors = command(out).communicate(timeout=90)
    found = json.loads(told)
    assert found == {
        "interrupted": False,
        "adopted": before,
        "played": 2 * REPLICATIONS - before,
    }
    assert parquet(out / "study" / "abc") == reference


def test_interrupted_by_ctrl_c(tmp_path, command, reference):
    """The whole group gets the signal, as from a terminal; two workers are busy.

    It ends by itself, soon, without a traceback and with no process left behind.
    """
    process = command(tmp_path)
    folder = wait_for_work(tmp_path)
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
    goes_on(command, tmp_path, found["played"], reference)


def test_killed(tmp_path, command, reference):
    """SIGKILL to the parent: workers leave, the lock is taken over, nothing is lost."""
    process = command(tmp_path)
    folder = wait_for_work(tmp_path)
    process.kill()
    assert no_one_is_left(process.pid)
    process.communicate(timeout=30)
    assert (folder / "lock").exists()
    before = done(folder)
    assert before >= 6
    goes_on(command, tmp_path, before, reference)


def test_ctrl_c_twice(tmp_path, command):
    """The second one ends it at once; what was on the disk stays."""
    process = command(tmp_path, replications=2000)
    folder = wait_for_work(tmp_path)
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
