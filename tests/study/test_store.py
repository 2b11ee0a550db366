"""The result store: nothing that was finished is lost, and nothing damaged is taken for whole."""

import errno
import json
import os
from pathlib import Path

import pytest
from tests.study.worlds import calls, points

from sandtable.study import store as store_file
from sandtable.study.disk import append_line
from sandtable.study.lock import FolderInUse
from sandtable.study.pack import Pack, packed
from sandtable.study.store import DamagedResults, open_results, open_store
from sandtable.study.work import Batch, work

FIRST = ((0, (0, 4, 1)), (1, (2, 0)), (0, (2,)))
"""Batches (design point, replications) of a first run, as three workers may bring them."""

SECOND = ((1, (1, 5)), (0, (3, 5)))
"""Batches of a run that asks for more."""


@pytest.fixture(scope="module")
def harvests():
    """Return what each batch yields, by (design point, replications)."""
    both = points()
    pack = Pack(
        cases=tuple(point.case for point in both),
        alternatives=tuple(point.alternative for point in both),
        seed=2026,
        run=calls,
    )
    found = {}

    def harvest(point, replications):
        if (point, replications) not in found:
            with packed(pack, on_disk=False) as key:
                batch = Batch(key, point, replications)
                found[point, replications] = batch, work(batch)
        return found[point, replications]

    return harvest


def fill(store, harvests, batches, finished=None):
    """Add batches; those that are on the disk for sure are noted in `finished`."""
    for point, replications in batches:
        missing = tuple(i for i in replications if i not in store.done(point))
        if missing:
            store.add(*harvests(point, missing))
        if finished is not None:
            finished.update((point, i) for i in replications)


def play(folder, harvests, batches, finished=None):
    """Run a study of these batches from its beginning to its end."""
    with open_store(folder) as store:
        store.begin({"seed": 2026})
        fill(store, harvests, batches, finished)
        store.finish({"seed": 2026})


def contents(folder):
    """Return the bytes of all tables of a finished folder, and what the manifest says of them."""
    found = {file.name: file.read_bytes() for file in sorted(folder.glob("*.parquet"))}
    return found, json.loads((folder / "manifest.json").read_text("utf-8"))["tables"]


def done(store):
    """Return the pairs (design point, replication) that a store holds."""
    return {(point, i) for point in store.points() for i in store.done(point)}


ALL = {(point, i) for point, numbers in (*FIRST, *SECOND) for i in numbers}


def test_shards_and_journal_while_it_runs(tmp_path, harvests):
    """Before the end each batch is a shard and a line; a reader sees what is done so far."""
    with open_store(tmp_path) as store:
        store.begin({"seed": 2026})
        fill(store, harvests, FIRST)
        assert len(list((tmp_path / "shards").glob("incidents-*.parquet"))) == 3
        seen = open_results(tmp_path)
        assert done(seen) == {(point, i) for point, numbers in FIRST for i in numbers}
        assert seen.table("incidents").equals(store.table("incidents"))
        assert seen.manifest["seed"] == 2026
    assert not list(tmp_path.glob("*.parquet"))


def test_tables_are_sorted_by_design_point_and_replication(tmp_path, harvests):
    """Afterwards there is one file per table, and no shard."""
    play(tmp_path, harvests, FIRST)
    assert not (tmp_path / "shards").exists()
    assert not list(tmp_path.glob("*.draft"))
    found = open_results(tmp_path)
    table = found.columns("incidents")
    keys = list(zip(table["point"].tolist(), table["replication"].tolist(), strict=True))
    assert keys == sorted(keys)
    assert set(keys) <= done(found)
    names = set(zip(table["point"].tolist(), table["alternative"], strict=True))
    assert names == {(0, "plan"), (1, "forward")}
    assert found.table("needs").num_rows == 0
    assert found.manifest["replications"] == {"0": [[0, 2], [4, 4]], "1": [[0, 0], [2, 2]]}


def test_bytes_depend_on_the_inputs_only(tmp_path, harvests):
    """Other batches, another order, two runs instead of one: the same files."""
    play(tmp_path / "a", harvests, (*FIRST, *SECOND))
    single = [(point, (i,)) for point, i in sorted(ALL, reverse=True)]
    play(tmp_path / "b", harvests, single)
    play(tmp_path / "c", harvests, FIRST)
    play(tmp_path / "c", harvests, SECOND)
    assert contents(tmp_path / "a") == contents(tmp_path / "b") == contents(tmp_path / "c")
    assert done(open_results(tmp_path / "c")) == ALL


def test_single_columns_say_what_the_table_says(tmp_path, harvests):
    """From shards, from whole tables, and from both at once; texts come as codes."""
    play(tmp_path, harvests, FIRST)
    with open_store(tmp_path) as store:
        fill(store, harvests, SECOND)
        for seen in (store, open_results(tmp_path)):
            whole = seen.tables(0, ["incidents"])["incidents"]
            for name in ("replication", "incident", "node", "occurred_s"):
                column = seen.column(0, "incidents", name)
                assert column.to_pylist() == whole.column(name).to_pylist()
        assert seen.column(1, "needs", "zone").to_pylist() == []


def test_compaction_holds_only_shards_that_interleave(tmp_path, harvests, monkeypatch):
    """Shards of 0, 1, 4, of 2 and of 3: each is read when all that comes before it is written."""
    told = []
    real = store_file.by_replication

    def read(name, table):
        found = real(name, table)
        told.append(("read", *found))
        return found

    def write(_writer, tables):
        for one in tables:
            (number,) = set(one.column("replication").to_pylist())
            told.append(("written", number))
        return 0

    monkeypatch.setattr(store_file, "STORED", ("incidents",))
    monkeypatch.setattr(store_file, "by_replication", read)
    monkeypatch.setattr(store_file, "write_groups", write)
    with open_store(tmp_path) as store:
        fill(store, harvests, ((0, (3,)), (0, (0, 1, 4)), (0, (2,))))
        store.finish({})
    assert told == [
        ("read", 0, 1, 4),
        *(("written", 0), ("written", 1)),
        *(("read", 2), ("written", 2)),
        *(("read", 3), ("written", 3), ("written", 4)),
    ]


def test_finishing_again_changes_no_table(tmp_path, harvests):
    """The same study once more: already done."""
    play(tmp_path, harvests, FIRST)
    before = contents(tmp_path)
    times = {file: file.stat().st_mtime_ns for file in tmp_path.glob("*.parquet")}
    play(tmp_path, harvests, FIRST)
    assert contents(tmp_path) == before
    assert {file: file.stat().st_mtime_ns for file in tmp_path.glob("*.parquet")} == times


def test_a_replication_without_rows_is_done_all_the_same(tmp_path, harvests):
    """It had no incident; it must not be played again, and it counts."""
    empty = next(i for i in range(50) if not harvests(0, (i,))[1].shards)
    play(tmp_path, harvests, [(0, (empty,))])
    assert done(open_results(tmp_path)) == {(0, empty)}


def test_one_writer(tmp_path, harvests):
    """A reader comes in while a study runs, a second study does not."""
    with open_store(tmp_path) as store:
        store.begin({})
        with pytest.raises(FolderInUse), open_store(tmp_path):
            pass
        assert done(open_results(tmp_path)) == set()


def test_no_results(tmp_path):
    """A folder without a manifest is no results folder, and says so."""
    with pytest.raises(FileNotFoundError, match=r"manifest\.json"):
        open_results(tmp_path)


# Damage


def spoil(file, at=0.5):
    """Turn one bit of a file over."""
    data = bytearray(file.read_bytes())
    data[int(at * len(data))] ^= 16
    file.write_bytes(bytes(data))


def interrupted(folder, harvests):
    """Leave a study as a kill would: shards and journal, no tables."""
    with open_store(folder) as store:
        store.begin({"seed": 2026})
        fill(store, harvests, FIRST)
    return sorted((folder / "shards").glob("*.parquet"))


def recovers(folder, harvests, reference):
    """Play what is missing and compare with a study that nothing befell."""
    play(folder, harvests, (*FIRST, *SECOND))
    play(reference, harvests, (*FIRST, *SECOND))
    return contents(folder) == contents(reference)


@pytest.mark.parametrize("how", ["bit", "truncated", "missing"])
def test_a_damaged_shard_is_recognised_and_played_again(tmp_path, harvests, how):
    """Only its replications are; the other shards hold."""
    shard = interrupted(tmp_path / "a", harvests)[0]
    if how == "bit":
        spoil(shard)
    elif how == "truncated":
        shard.write_bytes(shard.read_bytes()[:-20])
    else:
        shard.unlink()
    with pytest.raises(DamagedResults, match=shard.name):
        open_results(tmp_path / "a")
    with open_store(tmp_path / "a") as store:
        assert store.damaged == [shard]
        assert done(store) == {(1, 2), (1, 0), (0, 2)}
    assert recovers(tmp_path / "a", harvests, tmp_path / "b")


def test_two_shards_in_each_others_place(tmp_path, harvests):
    """Both are whole, neither is what the journal says."""
    first, second = interrupted(tmp_path / "a", harvests)[:2]
    data = first.read_bytes(), second.read_bytes()
    first.write_bytes(data[1])
    second.write_bytes(data[0])
    with open_store(tmp_path / "a") as store:
        assert sorted(store.damaged) == sorted([first, second])
    assert recovers(tmp_path / "a", harvests, tmp_path / "b")


def test_a_shard_that_no_line_knows_is_dropped(tmp_path, harvests):
    """It was written, its line was torn: nobody can tell whether it is whole."""
    interrupted(tmp_path / "a", harvests)
    journal = tmp_path / "a" / "shards" / "journal.txt"
    journal.write_bytes(journal.read_bytes()[:-9])
    with open_store(tmp_path / "a") as store:
        assert done(store) == {(point, i) for point, numbers in FIRST[:2] for i in numbers}
        assert store.damaged == []
        assert len(list((tmp_path / "a" / "shards").glob("*.parquet"))) == 2
    assert recovers(tmp_path / "a", harvests, tmp_path / "b")


def test_a_lost_line_gives_its_number_to_nobody_who_is_there(tmp_path, harvests):
    """The first line is spoilt; the next shard must not be written over the third."""
    shards = interrupted(tmp_path / "a", harvests)
    journal = tmp_path / "a" / "shards" / "journal.txt"
    spoil(journal, at=0.2)
    with open_store(tmp_path / "a") as store:
        assert (0, 2) in done(store)
        assert (0, 0) not in done(store)
        store.add(*harvests(0, (0, 4, 1)))
        assert len(list((tmp_path / "a" / "shards").glob("*.parquet"))) == len(shards)
    assert open_results(tmp_path / "a").done(0) == {0, 1, 2, 4}
    assert recovers(tmp_path / "a", harvests, tmp_path / "b")


@pytest.mark.parametrize("at", [0.02, 0.4, 0.9])
def test_a_damaged_table_is_recognised_and_made_anew(tmp_path, harvests, at):
    """In its head, its pages, its foot."""
    play(tmp_path / "a", harvests, FIRST)
    table = tmp_path / "a" / "incidents.parquet"
    spoil(table, at)
    with pytest.raises(DamagedResults, match=r"incidents\.parquet"):
        open_results(tmp_path / "a")
    with open_store(tmp_path / "a") as store:
        assert (store.damaged, done(store)) == ([table], set())
    assert recovers(tmp_path / "a", harvests, tmp_path / "b")


def test_a_page_damaged_after_opening_is_noticed_when_it_is_read(tmp_path, harvests):
    """The checksum of the page tells."""
    play(tmp_path, harvests, FIRST)
    found = open_results(tmp_path)
    file = tmp_path / "incidents.parquet"
    file.write_bytes(file.read_bytes()[:100])
    with pytest.raises(DamagedResults, match=r"incidents\.parquet"):
        found.table("incidents")


@pytest.mark.parametrize("text", [b"", b"{", b"[]", b'{"schema": "results/1"}', None])
def test_a_damaged_manifest_vouches_for_nothing(tmp_path, harvests, text):
    """Its tables may be anything: all is played again, and the reader is told."""
    play(tmp_path / "a", harvests, FIRST)
    manifest = tmp_path / "a" / "manifest.json"
    if text is None:  # valid JSON that claims replications it never held
        manifest.write_text(manifest.read_text("utf-8").replace("[\n    4,\n", "[\n    3,\n"))
    else:
        manifest.write_bytes(text)
    with pytest.raises(DamagedResults, match=r"manifest\.json"):
        open_results(tmp_path / "a")
    with open_store(tmp_path / "a") as store:
        assert (store.damaged, done(store)) == ([manifest], set())
    assert recovers(tmp_path / "a", harvests, tmp_path / "b")


# Killed or failing at every step


class Killed(BaseException):
    """Stands for SIGKILL: nothing of ours catches it."""


class Steps:
    """Counts what changes the disk, and stops before one of these steps."""

    def __init__(self, patch, at, error):
        self.count, self._at, self._error = 0, at, error
        for owner, name in (
            (os, "fsync"),
            (Path, "replace"),
            (Path, "unlink"),
            (Path, "mkdir"),
            (store_file, "append_line"),
            (store_file, "write_groups"),
        ):
            patch.setattr(owner, name, self._counted(getattr(owner, name)))

    def _counted(self, act):
        def step(*args, **kwargs):
            self.count += 1
            if self.count == self._at:
                raise self._error
            return act(*args, **kwargs)

        return step


def until_stopped(folder, harvests, monkeypatch, at, error):
    """Play two runs and stop before a step; return the steps gone and what was finished."""
    finished = set()
    with monkeypatch.context() as patch:
        steps = Steps(patch, at, error)
        try:
            for batches in (FIRST, SECOND):
                play(folder, harvests, batches, finished)
        except (Killed, OSError):
            # Stopped just before giving the lock back, which a dead process does not hold.
            patch.undo()
            (folder / "lock").unlink(missing_ok=True)
            return steps.count, finished
    return None, finished


@pytest.mark.parametrize("error", [Killed(), OSError(errno.ENOSPC, "no space left")])
def test_stopped_before_any_step_nothing_finished_is_lost(tmp_path, harvests, monkeypatch, error):
    """Some 80 steps in turn: what was on the disk is there, playing on gives the same bytes."""
    monkeypatch.setattr(store_file, "STORED", ("incidents", "needs"))  # the others are no different
    for point, numbers in (*FIRST, *SECOND):
        harvests(point, numbers)
    play(tmp_path / "reference", harvests, (*FIRST, *SECOND))
    reference = contents(tmp_path / "reference")
    step, at = 0, 1
    while step is not None:
        folder = tmp_path / f"at{at}"
        step, finished = until_stopped(folder, harvests, monkeypatch, at, error)
        if (folder / "manifest.json").exists():
            assert finished <= done(open_results(folder)), at
        with open_store(folder) as store:
            assert finished <= done(store), at
            assert store.damaged == [], at
        play(folder, harvests, (*FIRST, *SECOND))
        assert contents(folder) == reference, at
        at += 3 if isinstance(error, OSError) else 1
    assert at > 60


def test_a_next_manifest_that_is_damaged_is_no_manifest(tmp_path, harvests, monkeypatch):
    """The compaction is made again from the shards that are still there."""

    def killed(_folder):
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(store_file, "_roll_forward", lambda _folder: None)
        with open_store(tmp_path / "a") as store:
            store.begin({"seed": 2026})
            fill(store, harvests, FIRST)
            patch.setattr(store_file, "_roll_forward", killed)
            with pytest.raises(Killed):
                store.finish({"seed": 2026})
    spoil(tmp_path / "a" / "manifest.next.json")
    with open_store(tmp_path / "a") as store:
        assert done(store) == {(point, i) for point, numbers in FIRST for i in numbers}
        assert store.damaged == []
    assert recovers(tmp_path / "a", harvests, tmp_path / "b")


def test_journal_lines_name_their_files(tmp_path):
    """A line of another point with an unknown file is damage, not a crash."""
    with open_store(tmp_path) as store:
        store.begin({})
        line = {"number": 7, "point": 0, "replications": [1], "files": {"incidents": ["x", "0"]}}
        append_line(tmp_path / "shards" / "journal.txt", line)
    with open_store(tmp_path) as store:
        assert store.damaged == [tmp_path / "shards" / "x"]
        assert done(store) == set()
