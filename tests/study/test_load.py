"""From files to design points: ids, stopping, alternatives, cases with other settings."""

import json
from pathlib import Path

import pytest
from tests.files import sets

from sandtable.ground.faults import UserFaults
from sandtable.study import load_run, load_study, run_study, serial
from sandtable.study.check import check_files

ROADS = "link_id,from_min,to,speed_factor,sample\nab,0,end,0,0\nab,0,end,0.5,1\n"


@pytest.fixture
def folder(tmp_path):
    """Return a folder with a scenario whose road closes, a second plan and a study."""
    files = sets.a_set()
    team = files["plan.json"]["teams"][0]
    team["turnout"] = {"value": "3 min", "low": "1 min", "high": "40 min", "confidence": "low"}
    files["other.json"] = {
        "schema": "plan/1",
        "extends": "plan.json",
        "id": "other",
        "overrides": {"teams[t1].base": "b2"},
    }
    files["scenario.json"]["impacts"] = [
        {"id": "flood", "activate_at": "1 h", "roads": {"table": "roads.csv"}}
    ]
    files["roads.csv"] = ROADS
    files["study.json"] = {
        "schema": "study/1",
        "id": "both",
        "question": "Which one?",
        "scenarios": ["scenario.json"],
        "alternatives": [
            {"id": "present", "name": {"zh": "现行"}},
            {"id": "other", "plan": "other.json"},
            {"id": "quick", "set": ["plan.teams[t1].turnout=1 min"]},
        ],
        "replications": 6,
        "seed": 5,
    }
    sets.write(tmp_path, files)
    return tmp_path


def change(folder, name, **keys):
    """Change keys of a file."""
    file = folder / name
    values = json.loads(file.read_text(encoding="utf-8"))
    file.write_text(json.dumps(values | keys), encoding="utf-8")


def test_a_run_is_one_point(folder):
    """Named after the scenario, under its own plan, with 20 replications: a whole ensemble each."""
    loaded = load_run(folder / "scenario.json")
    (point,) = loaded.points
    assert (loaded.name, point.scenario, point.alternative) == ("calls", "calls", "present")
    assert (loaded.seed, loaded.stopping.most, loaded.stopping.fixed) == (1, 20, True)
    assert point.case.world.scenario.samples == 2
    assert len(point.case.impacts["flood"]) == 2
    assert load_run(folder / "scenario.json", seed=9, replications=3).stopping.most == 3


def test_a_study_has_its_alternatives(folder):
    """A plan of its own, settings of its own, a name of its own."""
    loaded = load_study(folder / "study.json")
    assert [one.alternative for one in loaded.points] == ["present", "other", "quick"]
    plans = [one.case.world.plan for one in loaded.points]
    assert [plan.teams[0].base for plan in plans] == ["b1", "b2", "b1"]
    assert [plan.teams[0].turnout.mean for plan in plans] == [180.0, 180.0, 60.0]
    assert plans[0].name.zh == "现行"
    assert loaded.points[2].settings == ("plan.teams[t1].turnout=1 min",)
    assert (loaded.name, loaded.title.en, loaded.seed) == ("both", "Which one?", 5)


def test_networks_and_impacts_are_shared(folder):
    """One network and one set of realisations for all points and all their variants."""
    points = load_study(folder / "study.json").points
    varied = points[0].variant(("plan.teams[t1].turnout=40 min",))
    cases = [*(one.case for one in points), varied]
    assert len({id(case.world.network) for case in cases}) == 1
    assert len({id(case.impacts["flood"]) for case in cases}) == 1
    assert varied.world.plan.teams[0].turnout.mean == 2400.0
    assert varied.world.plan.name == points[0].case.world.plan.name


def test_impacts_are_read_again_where_they_differ(folder):
    """A setting that changes what a source does changes the realisations too."""
    (point,) = load_run(folder / "scenario.json").points
    sources = "scenario.impacts[flood].sources=[{id: flood, control: hold, recession: 1 h}]"
    varied = point.variant((sources,))
    hashes = [case.impacts["flood"][0].content_hash for case in (point.case, varied)]
    assert hashes[0] != hashes[1]


def test_the_id_is_that_of_the_content(folder):
    """Replications, precision and layout are no part of it; a value, a setting, a seed are."""
    study = folder / "study.json"
    first = load_study(study).id
    text = study.read_text(encoding="utf-8")
    study.write_text(json.dumps(json.loads(text), indent=4, sort_keys=False), encoding="utf-8")
    assert load_study(study).id == first
    change(folder, "study.json", replications=99, sensitivity=3)
    assert load_study(study, replications=7).id == first
    change(folder, "study.json", seed=6)
    assert load_study(study).id != first
    assert load_study(study, seed=5).id == first
    assert load_study(study, seed=5, sets=["plan.policy=assignment"]).id != first
    (folder / "roads.csv").write_text(ROADS.replace("0.5", "0.6"), encoding="utf-8")
    assert load_study(study, seed=5).id != first


def test_the_id_does_not_know_where_files_lie(folder, tmp_path_factory):
    """The same files in another folder are the same study."""
    other = tmp_path_factory.mktemp("else")
    for file in folder.iterdir():
        (other / file.name).write_bytes(file.read_bytes())
    assert load_study(other / "study.json").id == load_study(folder / "study.json").id


def test_what_was_read_stands_in_the_manifest(folder, monkeypatch):
    """Every file with its kind and hash, in the order of reading, and the settings."""
    monkeypatch.chdir(folder)
    about = load_study(Path("study.json"), sets=["plan.policy=assignment"]).about
    assert [(one["file"], one["kind"]) for one in about["inputs"]] == [
        ("study.json", "study"),
        ("scenario.json", "scenario"),
        ("place.json", "place"),
        ("plan.json", "plan"),
        ("targets.json", "targets"),
        ("networks/four_nodes", "network"),
        ("roads.csv", "table"),
        ("other.json", "plan"),
    ]
    assert all(len(one["hash"]) == 32 for one in about["inputs"])
    assert about["settings"] == ["plan.policy=assignment"]


def test_how_a_study_stops(folder):
    """A precision or the wish for a decision, at most so many; a number of runs goes first."""
    for precision, expected in (("2 %", 0.02), ("decided", None)):
        values = json.loads((folder / "study.json").read_text(encoding="utf-8"))
        del values["replications"]
        sets.write(folder, {"free.json": values | {"precision": precision, "most": 300}})
        stopping = load_study(folder / "free.json").stopping
        assert (stopping.most, stopping.fixed) == (300, False)
        assert stopping.precision == expected or expected is None
        assert load_study(folder / "free.json", replications=4).stopping.fixed


def test_a_loaded_study_is_played(folder):
    """Files to verdicts, with the number of low confidence tried at both ends."""
    change(folder, "study.json", sensitivity=2)
    loaded = load_study(folder / "study.json", replications=4)
    result = run_study(
        loaded.points,
        id=loaded.id,
        seed=loaded.seed,
        stopping=loaded.stopping,
        sensitivity=loaded.sensitivity,
        engine=serial(),
    )
    assert [one.alternative for one in result.verdicts] == ["present", "other", "quick"]
    assert result.failures == ()
    assert all(one.verdict in ("met", "not_met", "undecided") for one in result.verdicts)


def test_two_scenarios_of_one_id_are_a_fault(folder):
    """Their results could not be told apart."""
    (folder / "again.json").write_bytes((folder / "scenario.json").read_bytes())
    change(folder, "study.json", scenarios=["scenario.json", "again.json"])
    with pytest.raises(UserFaults, match="different ids"):
        load_study(folder / "study.json")


def test_a_study_file_is_no_scenario(folder):
    """And a setting of a study has no place in a single run."""
    with pytest.raises(UserFaults, match="a file of kind study"):
        load_run(folder / "study.json")
    with pytest.raises(UserFaults, match=r"study\.seed"):
        load_run(folder / "scenario.json", sets=["study.seed=3"])


def test_a_plan_is_checked_where_it_is_used(folder, monkeypatch):
    """Its base is missing in the place that the scenario beside it names."""
    monkeypatch.chdir(folder)
    change(folder, "plan.json", stocks=[{"id": "s", "depot": "d9", "item": "i", "quantity": 1}])
    faults, _remarks = check_files([Path("plan.json")])
    assert [(one.file, one.field) for one in faults] == [
        ("plan.json", "stocks[s].depot"),
        ("plan.json", "stocks[s].item"),
    ]


def test_a_plan_that_extends_the_used_one_is_checked_in_its_place(folder, monkeypatch):
    """No scenario names it, but it could take the place of one that is named."""
    monkeypatch.chdir(folder)
    change(folder, "other.json", overrides={"teams[t1].base": "b9"})
    faults, _remarks = check_files([Path("other.json")])
    assert [(one.file, one.field) for one in faults] == [("other.json", "teams[t1].base")]


def test_a_file_that_nobody_uses_is_checked_alone(tmp_path):
    """What other files would tell stays open; its own names are checked."""
    plan = sets.a_set()["plan.json"]
    plan["teams"][0] |= {"profile": "engin", "base": "nowhere"}
    sets.write(tmp_path, {"plan.json": plan})
    faults, _remarks = check_files([tmp_path / "plan.json"])
    assert [one.field for one in faults] == ["teams[t1].profile"]
