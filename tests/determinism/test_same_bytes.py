"""The same study gives the same bytes: on any engine, in any batches, after a stop, in any process.

On the real Operation, with samples that close different roads, so that whatever workers share
(travel tables above all) would show.
"""

import json
import os
import signal
import subprocess
import sys
from dataclasses import replace

import pytest
from tests.determinism.worlds import SAMPLES, parquet, points

from sandtable.study import Stopping, cores, open_results, run_study, serial
from sandtable.study import farm as farm_file
from sandtable.study.case import operate
from sandtable.study.columns import runs_of

REPLICATIONS = 3 * SAMPLES


def study(out, **fields):
    """Play the study of the small town."""
    usual = {"id": "abc", "seed": 2026, "engine": serial(), "out": out}
    usual["stopping"] = Stopping(most=REPLICATIONS)
    return run_study(points(), **(usual | fields))


def found(result):
    """Return what must not depend on how it was played."""
    return result.verdicts, result.differences, result.replications, parquet(result.folder)


@pytest.fixture(scope="module")
def reference(tmp_path_factory):
    """Return the study as one process plays it from beginning to end."""
    result = study(tmp_path_factory.mktemp("reference"))
    tables = open_results(result.folder)
    for name in ("incidents", "missions", "consignments", "needs", "messages", "roads"):
        assert tables.table(name).num_rows > 0, name
    return result


@pytest.mark.parametrize(
    ("processes", "method"), [(1, "fork"), (2, "fork"), (2, "forkserver"), (2, "spawn")]
)
def test_on_any_engine(tmp_path, reference, processes, method):
    """Forked, from a server, spawned; two workers and one."""
    assert found(study(tmp_path, engine=cores(processes, method))) == found(reference)


@pytest.mark.parametrize("longest", [1, 3])
def test_in_batches_of_any_size(tmp_path, reference, monkeypatch, longest):
    """One replication at a time, or several that cut the samples."""
    monkeypatch.setattr(farm_file, "LONGEST_BATCH", longest)
    assert found(study(tmp_path)) == found(reference)


@pytest.mark.parametrize("side_by_side", [1, 100])
def test_in_any_order(tmp_path, reference, monkeypatch, side_by_side):
    """All samples in turn, or all replications of a sample first."""
    monkeypatch.setattr(farm_file, "SIDE_BY_SIDE", side_by_side)
    assert found(study(tmp_path)) == found(reference)


def test_resumed_after_a_stop(tmp_path, reference):
    """Ctrl-C three times, after the first, the seventh and the fifteenth replication."""
    played = []
    for at in (1, 7, 15):

        def progress(done, _planned, at=at):
            if done == at:
                os.kill(os.getpid(), signal.SIGINT)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(farm_file, "LONGEST_BATCH", 1)
            stopped = study(tmp_path, progress=progress)
        assert stopped.interrupted
        played.append(stopped.played)
    last = study(tmp_path)
    assert sum(played) + last.played == 2 * REPLICATIONS
    assert found(last) == found(reference)


def test_in_two_steps(tmp_path, reference):
    """Two ensembles first, the third later."""
    study(tmp_path, stopping=Stopping(most=2 * SAMPLES))
    assert found(study(tmp_path)) == found(reference)


def test_a_replication_alone_is_the_same_as_among_others(reference):
    """Played first or last, with fresh travel tables or those of other samples."""
    store = open_results(reference.folder)
    replications = range(REPLICATIONS)
    for number, point in enumerate(points()):
        stored = runs_of(store.tables(number), replications)
        for replication, tables in zip(replications, stored, strict=True):
            alone = operate(point.case, 2026, replication)
            for name, table in tables.items():
                for column, values in table.items():
                    mine = alone[name][column]
                    same = repr(list(mine)) == repr(list(values))  # nan is nan here
                    assert same, (number, replication, name, column)


def test_samples_differ(reference):
    """Else all of this would prove little: each sample closes other roads."""
    roads = open_results(reference.folder).columns("roads")
    closed = {i: set() for i in range(SAMPLES)}
    for i, arc, factor in zip(roads["replication"], roads["arc"], roads["factor"], strict=True):
        if factor == 0.0:
            closed[int(i) % SAMPLES].add(int(arc))
    assert len({frozenset(arcs) for arcs in closed.values()}) == SAMPLES


def test_another_seed_is_another_study(tmp_path, reference):
    """The bytes are not the same for the wrong reason."""
    other = parquet(study(tmp_path, seed=2027).folder)
    assert other["incidents.parquet"] != parquet(reference.folder)["incidents.parquet"]


def test_two_hash_seeds(tmp_path, reference, project):
    """Python orders sets of texts by a number that changes with every process."""
    both = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.determinism.command", tmp_path / seed, "12", "0"],
            cwd=project,
            env=os.environ | {"PYTHONHASHSEED": seed},
            stdout=subprocess.PIPE,
            text=True,
        )
        for seed in ("1", "2")
    ]
    for seed, process in zip(("1", "2"), both, strict=True):
        told, _errors = process.communicate(timeout=60)
        assert json.loads(told)["played"] == 2 * REPLICATIONS
        assert parquet(tmp_path / seed / "study" / "abc") == parquet(reference.folder)


def test_the_order_of_alternatives_moves_no_record(tmp_path, reference):
    """The other way round: the same rows under the other number."""
    reverse = run_study(
        points()[::-1],
        id="abc",
        seed=2026,
        engine=serial(),
        out=tmp_path,
        stopping=Stopping(most=REPLICATIONS),
    )
    mine, theirs = open_results(reverse.folder), open_results(reference.folder)
    for name in ("incidents", "missions", "needs"):
        for number in (0, 1):
            tables = mine.tables(1 - number, [name])[name], theirs.tables(number, [name])[name]
            assert tables[0].drop(["point"]).equals(tables[1].drop(["point"]))
    by_name = {(one.target, one.alternative): one for one in reverse.verdicts}
    assert all(by_name[one.target, one.alternative] == one for one in reference.verdicts)
    swapped = {one.target: one for one in reverse.differences}
    for one in reference.differences:
        back = swapped[one.target]
        assert replace(back, estimate=0.0, low=0.0, high=0.0).alternative == "plan"
        assert back.estimate == pytest.approx(-one.estimate, abs=1e-9)
