"""Replaying a run from its record."""

import shutil
from pathlib import Path

import pytest

from sandtable.study import load_study, open_results
from sandtable.study.replay import same_tables
from sandtable.study.store import STORED


@pytest.fixture
def results(played, tmp_path, monkeypatch):
    """Return the results folder of a study in a copy of everything, seen from above."""
    above, folder = played
    shutil.copytree(above, tmp_path / "copy")
    monkeypatch.chdir(tmp_path / "copy")
    return folder.relative_to(above)


def test_a_replay_gives_the_same_bytes(ask, ask_json, results):
    """Every table of every alternative comes out of the commands alone as it was recorded."""
    for point, alternative in enumerate(("present", "east")):
        code, found = ask_json("replay", results, "--point", point, "--replication", 2)
        assert code == 0
        assert found["equal"] is True
        assert found["tables"] == dict.fromkeys(STORED, True)
        assert (found["scenario"], found["alternative"]) == ("month", alternative)
        assert (found["point"], found["replication"], found["seed"]) == (point, 2, 2026)
    code, out, err = ask("replay", results)
    assert (code, err) == (0, "")
    assert "month under present, run 0:" in out
    assert out.endswith("The replay gives the same records, byte for byte.\n")


def test_a_replay_on_changed_files_is_refused(ask, results):
    """Each changed input is named; a comment changes nothing."""
    plan = results.absolute().parents[2] / "mytown" / "plan.yaml"
    text = plan.read_text("utf-8")
    plan.write_text(text.replace("# free as soon", "# idle as soon"), "utf-8")
    assert ask("replay", results)[0] == 0
    plan.write_text(text.replace("notification: 30 s", "notification: 40 s"), "utf-8")
    code, out, err = ask("replay", results)
    assert (code, out) == (2, "")
    first, last = err.splitlines()
    assert first.startswith("mytown/plan.yaml: found another content than when")
    assert last == "1 fault; nothing was run."


def test_a_replay_finds_its_files_from_elsewhere(ask, results, tmp_path, monkeypatch):
    """The manifest knows the folder in which the study was started."""
    monkeypatch.chdir(tmp_path)
    assert ask("replay", tmp_path / "copy" / results)[0] == 0


def test_a_replay_that_differs_is_told(ask, results, monkeypatch):
    """Records that the commands do not give again are named, exit 1."""
    monkeypatch.setattr(
        "sandtable.app.replay.same_tables",
        lambda *_all, **_options: dict.fromkeys(STORED, True) | {"missions": False},
    )
    code, out, err = ask("replay", results)
    assert code == 1
    assert "missions      DIFFERENT" in out
    assert "other records" in err


def test_other_luck_gives_other_tables(results):
    """The comparison can fail: the same commands under another seed meet other incidents."""
    store = open_results(results)
    point = load_study(Path("mytown/study.yaml"), sets=store.manifest["settings"]).points[0]
    asked = {"point": 0, "alternative": "present", "replication": 0}
    same = same_tables(store, point.case, seed=2027, **asked)
    assert not same["incidents"]
    assert not same["missions"]
    assert all(same_tables(store, point.case, seed=2026, **asked).values())


def test_what_is_not_there_cannot_be_replayed(ask, results):
    """A run or a design point that does not exist is named with those that do."""
    code, _out, err = ask("replay", results, "--replication", 3)
    assert code == 2
    assert "--replication: found 3, expected a run that was finished: there are 3" in err
    code, _out, err = ask("replay", results, "--point", 2)
    assert code == 2
    assert "expected one of 0 (month, present), 1 (month, east)" in err


def test_damaged_records_are_not_replayed(ask, results):
    """A file that is not what the manifest says is named, with what to do."""
    (results / "missions.parquet").write_bytes(b"damaged")
    code, _out, err = ask("replay", results)
    assert code == 2
    assert "missions.parquet: found a damaged or missing file" in err
    assert "Run the study again" in err
