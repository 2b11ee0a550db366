"""A study from its design points to its verdicts and records."""

import json
import os
import signal
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from tests.study import worlds
from tests.study.test_sensitivity import AIM, TURNOUT, town, turnout_only, varied
from tests.study.worlds import POISON, SAMPLES, calls, points, target

from sandtable.study import (
    FolderInUse,
    Stopping,
    StudyFailed,
    cores,
    open_results,
    run_study,
    serial,
)
from sandtable.study.lock import locked

FIXED = Stopping(most=12)


def study(out=None, **fields):
    """Run a study of the stand-ins in this process."""
    usual = {
        "points": points(),
        "id": "abc",
        "seed": 2026,
        "stopping": FIXED,
        "engine": serial(),
        "run": calls,
    }
    usual |= fields
    return run_study(usual.pop("points"), out=out, **usual)


def parquet(folder):
    """Return the bytes of all tables."""
    return {file.name: file.read_bytes() for file in sorted(folder.glob("*.parquet"))}


def manifest(folder):
    """Return what a folder says about itself."""
    return json.loads((folder / "manifest.json").read_text("utf-8"))


def plain(result):
    """Return what a study has found, without how it came to it."""
    return replace(result, folder=None, played=0, adopted=0)


def test_without_a_folder_nothing_is_written(tmp_path, monkeypatch):
    """Verdicts are there all the same."""
    monkeypatch.chdir(tmp_path)
    got = study()
    assert (got.folder, got.played, got.adopted) == (None, 24, 0)
    assert (got.replications, got.interrupted, got.failures) == ({"calm": 12}, False, ())
    assert [(one.alternative, one.units) for one in got.verdicts] == [
        ("plan", SAMPLES),
        ("forward", SAMPLES),
    ]
    assert [one.alternative for one in got.differences] == ["forward"]
    assert not list(tmp_path.iterdir())


def test_with_a_folder_it_keeps_the_records(tmp_path):
    """Under the name of the study and its id; the verdicts are those without a folder."""
    got = study(tmp_path, name="calm_days")
    assert got.folder == tmp_path / "calm_days" / "abc"
    assert plain(got) == plain(study())
    found = open_results(got.folder)
    assert {(p, i) for p in found.points() for i in found.done(p)} == {
        (p, i) for p in (0, 1) for i in range(12)
    }
    table = found.columns("incidents")
    assert table["point"].tolist() == sorted(table["point"].tolist())
    assert not np.isnan(table["first_arrival_s"]).any()


def test_the_manifest_says_what_was_run_and_found(tmp_path):
    """Before the end it says `running`, afterwards everything."""
    said = []

    def look(_done, _planned):
        said.append(manifest(tmp_path / "study" / "abc")["state"])

    got = study(tmp_path, about={"inputs": {"plan.yaml": "0f"}}, progress=look)
    assert set(said) == {"running"}
    found = manifest(got.folder)
    assert (found["state"], found["seed"], found["id"]) == ("finished", 2026, "abc")
    assert found["inputs"] == {"plan.yaml": "0f"}
    assert [one["alternative"] for one in found["points"]] == ["plan", "forward"]
    assert found["points"][0]["samples"] == SAMPLES
    assert found["looked_at"] == {"calm": 12}
    assert [one["verdict"] for one in found["verdicts"]] == [one.verdict for one in got.verdicts]
    assert found["differences"][0]["units"] == SAMPLES
    assert found["environment"]["workers"] == 1
    rows = open_results(got.folder).table("incidents").num_rows
    assert found["tables"]["incidents"]["rows"] == rows


def test_the_same_study_again_is_already_done(tmp_path):
    """Nothing is played, the bytes stay, the verdicts are read from the records again."""
    first = study(tmp_path)
    before = parquet(first.folder)
    again = study(tmp_path)
    assert (again.played, again.adopted) == (0, 24)
    assert plain(again) == plain(first)
    assert parquet(first.folder) == before


def test_more_replications_extend_the_folder(tmp_path):
    """12, then 20: eight more of each; as if it had been 20 from the start."""
    study(tmp_path / "a")
    more = study(tmp_path / "a", stopping=Stopping(most=20))
    assert (more.played, more.adopted) == (16, 24)
    fresh = study(tmp_path / "b", stopping=Stopping(most=20))
    assert parquet(more.folder) == parquet(fresh.folder)
    assert plain(more) == plain(fresh)
    fewer = study(tmp_path / "a")
    assert fewer.replications == {"calm": 12}
    assert plain(fewer) == plain(study())


def interrupting(at):
    """Return a progress call that is as Ctrl-C once so many replications are done."""
    pressed = []

    def progress(done, _planned):
        if done >= at and not pressed:
            pressed.append(done)
            os.kill(os.getpid(), signal.SIGINT)

    return progress


def test_an_interrupted_study_goes_on_where_it_was(tmp_path):
    """What was finished is readable; the same command plays only what is missing."""
    long = {"stopping": Stopping(most=40), "run": worlds.slow}
    stopped = study(tmp_path / "a", progress=interrupting(9), **long)
    assert stopped.interrupted
    assert manifest(stopped.folder)["state"] == "interrupted"
    found = open_results(stopped.folder)
    assert sum(len(found.done(p)) for p in found.points()) == stopped.played < 80
    again = study(tmp_path / "a", **long)
    assert (again.adopted, again.played) == (stopped.played, 80 - stopped.played)
    fresh = study(tmp_path / "b", **long)
    assert parquet(again.folder) == parquet(fresh.folder)
    assert plain(again) == plain(fresh)


def test_the_verdicts_of_an_interrupted_study_rest_on_whole_ensembles(tmp_path):
    """What all alternatives have finished in an unbroken row, past N a multiple of N."""
    long = {"stopping": Stopping(most=200), "run": worlds.slow}
    first = study(tmp_path, **long, progress=interrupting(240))
    assert first.interrupted
    upto = first.replications["calm"]
    assert upto % SAMPLES == 0
    assert {one.replications for one in first.verdicts} == {upto}
    assert upto >= 4 * SAMPLES
    assert first.verdicts == study(stopping=Stopping(most=upto)).verdicts


def test_progress_rises_to_what_was_planned():
    """It never passes the plan, and both are the same in the end."""
    told = []
    study(progress=lambda done, planned: told.append((done, planned)))
    assert told[0] == (0, 24)
    assert told[-1] == (24, 24)
    assert all(a[0] <= b[0] <= b[1] for a, b in pairwise(told))


def test_it_stops_once_everything_is_decided():
    """An easy target is decided at the first look, a hard one never; both share the look."""
    easy = target(threshold=0.2)
    stopping = Stopping(most=2000, fixed=False)
    assert study(points=points(easy, samples=1), stopping=stopping).replications == {"calm": 20}
    share = study(points=points(samples=1), stopping=Stopping(most=50)).verdicts[0].estimate
    hard = target(threshold=share)
    got = study(points=points(easy, hard, samples=1), stopping=replace(stopping, most=90))
    assert got.replications == {"calm": 90}


def test_each_scenario_has_its_own_looks():
    """The second is decided late; the first is not played on with it."""
    first = points(target(threshold=0.2), samples=1)
    second = [replace(one, scenario="storm") for one in points(samples=1)]
    got = study(points=[*first, *second], stopping=Stopping(most=60, fixed=False))
    assert got.replications["calm"] == 20
    assert got.replications["storm"] > 20
    assert {one.scenario: one.replications for one in got.verdicts} == got.replications


def test_a_failed_replication_is_missing_and_named(tmp_path):
    """It is told in the result and in the manifest, and tried again the next time."""
    got = study(tmp_path, run=worlds.failing)
    assert [(one.point, one.replication) for one in got.failures] == [(0, POISON), (1, POISON)]
    assert {one.replications for one in got.verdicts} == {11}
    assert len(manifest(got.folder)["failures"]) == 2
    again = study(tmp_path)
    assert (again.played, again.failures) == (2, ())
    assert parquet(again.folder) == parquet(study(tmp_path / "fresh").folder)


def test_too_many_failures_end_it_and_keep_what_was_done(tmp_path):
    """Our bug; what was finished before is there, and the folder is free again."""
    study(tmp_path)
    with pytest.raises(StudyFailed):
        study(tmp_path, run=worlds.always_failing, stopping=Stopping(most=60))
    folder = tmp_path / "study" / "abc"
    assert manifest(folder)["state"] == "running"
    assert len(open_results(folder).done(0)) == 12
    assert study(tmp_path).played == 0


def test_damage_is_told_and_mended(tmp_path):
    """A table that is not what it was is played again."""
    first = study(tmp_path)
    table, before = first.folder / "incidents.parquet", parquet(first.folder)
    table.write_bytes(table.read_bytes()[:-7])
    again = study(tmp_path)
    assert (again.damaged, again.played) == ((table,), 24)
    assert parquet(first.folder) == before


def test_two_studies_do_not_write_into_one_folder(tmp_path):
    """The second is refused before it plays anything."""
    folder = tmp_path / "study" / "abc"
    folder.mkdir(parents=True)
    with locked(folder), pytest.raises(FolderInUse):
        study(tmp_path, run=worlds.always_failing)


def test_processes_find_the_same(tmp_path):
    """Two workers and this process: verdicts, differences and bytes."""
    alone = study(tmp_path / "a")
    engine = cores(2, "fork")
    both = study(tmp_path / "b", engine=engine)
    assert engine.executor is None
    assert plain(both) == plain(alone)
    assert parquet(both.folder) == parquet(alone.folder)


def test_numbers_of_low_confidence_reach_the_verdict():
    """The verdict line can say: met, but not if turnout takes 15 min."""
    point = replace(points()[0], case=town(), variant=varied)
    got = study(points=[point], run=turnout_only, stopping=Stopping(most=40), sensitivity=40)
    turning = {one.target: one.low_confidence_inputs for one in got.verdicts}
    assert [(one.at, one.verdict) for one in turning[AIM.id]] == [("15 min", "not_met")]
    assert turning["t.hour"] == ()
    off = study(points=[point], run=turnout_only, stopping=Stopping(most=40))
    assert off.verdicts[0].low_confidence_inputs == ()


def test_a_range_that_cannot_be_set_is_said_before_any_run(tmp_path):
    """Nobody waits for hours to hear of a typing error."""

    def refusing(_settings):
        raise ValueError(TURNOUT.path)

    point = replace(points()[0], case=town(), variant=refusing)
    with pytest.raises(ValueError, match="turnout"):
        study(tmp_path, points=[point], run=turnout_only, sensitivity=5)
    assert not list(tmp_path.iterdir())
