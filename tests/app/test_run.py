"""Playing scenarios and studies from the command line."""

import json

import pytest
from tests.app.conftest import SHORT

VERDICT = {
    *("target", "alternative", "verdict", "estimate", "low", "high", "confidence", "units"),
    *("replications", "censored", "more", "cause", "low_confidence_inputs"),
}
"""Keys of a verdict (contracts §7)."""

ALWAYS_LATE = ("--set", "targets[liuwan.first15].within=1 s")


def test_run_gives_the_object_of_the_contract(ask_json, town):
    """Exactly these keys; the records lie where it says; the seed is the one asked for."""
    code, found = ask_json("run", "mytown/scenario.yaml", *SHORT, "--seed", "7", "--out", "there")
    assert code == 0
    assert set(found) == {"id", "seed", "replications", "verdicts", "out"}
    assert (found["seed"], found["replications"]) == (7, 3)
    assert found["out"] == f"there/month/{found['id']}"
    assert (town.parent / found["out"] / "incidents.parquet").is_file()
    assert [set(verdict) for verdict in found["verdicts"]] == [VERDICT] * 3
    assert {verdict["alternative"] for verdict in found["verdicts"]} == {"present"}
    assert {verdict["verdict"] for verdict in found["verdicts"]} <= {
        *("met", "not_met", "undecided", "no_case")
    }


SNOW = """schema: scenario/1
extends: scenario.yaml
add:
  impacts:
    - id: cold
      activate_at: 1 h
      snow: {source: sky, weather: [{at: 6 h, fall: 4 mm, temperature: -2 °C}]}
"""


def test_constants_that_nobody_has_verified_go_with_the_verdicts(ask, ask_json, town):
    """Ice and bridges of a snowfall are choices: told below the verdicts, in both forms."""
    (town / "snowy.yaml").write_text(SNOW, "utf-8")
    command = ("run", "mytown/snowy.yaml", *SHORT)
    _code, found = ask_json(*command)
    told = {one["path"]: one for one in found["unverified"]}
    assert told["hazard.snow.ice"]["value"] == "0.5"
    assert "own choice" in told["hazard.snow.ice"]["source"]
    assert "hazard.snow.colder with height" not in told  # known well
    manifest = json.loads((town.parent / found["out"] / "manifest.json").read_text("utf-8"))
    assert manifest["unverified"] == found["unverified"]
    _code, out, _err = ask(*command)
    assert "Not verified, behind all verdicts:" in out
    assert "snow.ice" in out


def test_study_adds_its_alternatives(ask_json, town):
    """The alternatives in their order, each but the first with what it changes."""
    code, found = ask_json("study", "mytown/study.yaml", *SHORT)
    assert code == 0
    assert set(found) == {"id", "seed", "replications", "verdicts", "out", "alternatives"}
    assert (found["seed"], found["replications"]) == (2026, 3)
    assert [set(verdict) for verdict in found["verdicts"]] == [VERDICT] * 6
    first, second = found["alternatives"]
    assert (first["alternative"], first["differences"]) == ("present", [])
    assert second["alternative"] == "east"
    assert second["name"] == {"zh": "前置东湾", "en": "east"}
    assert {one["target"] for one in second["differences"]} == {
        *("liuwan.first15", "liuwan.full15", "liuwan.ambulance")
    }


def test_verdicts_name_their_scenario_where_there_are_several(ask_json, town):
    """A study over two scenarios judges a target twice; what tells them apart is added."""
    study, other = town / "study.yaml", town / "other.yaml"
    other.write_text((town / "scenario.yaml").read_text("utf-8").replace("id: month", "id: other"))
    listed = study.read_text("utf-8").replace("[scenario.yaml]", "[scenario.yaml, other.yaml]")
    study.write_text(listed, "utf-8")
    _code, found = ask_json("study", study, *SHORT)
    assert [set(verdict) for verdict in found["verdicts"]] == [VERDICT | {"scenario"}] * 12
    assert {verdict["scenario"] for verdict in found["verdicts"]} == {"month", "other"}


def test_the_same_command_finds_its_records_again(ask, ask_json, town):
    """Run twice, nothing is played twice, and the verdicts are the same; another seed is new."""
    command = ("run", "mytown/scenario.yaml", *SHORT)
    _code, first = ask_json(*command)
    _code, out, _err = ask(*command)
    assert "3 runs were there from before." in out
    assert ask_json(*command)[1] == first
    assert ask_json(*command, "--seed", "8")[1]["id"] != first["id"]


def test_what_a_person_reads(ask, town, figures):
    """Verdicts, comparison, figure and records, on lines that fit 80 columns."""
    code, out, err = ask("study", "mytown/study.yaml", *SHORT)
    assert code == 0
    assert [line[:8] for line in err.splitlines()] == ["remark: "] * 2  # a bridge of later days
    assert out.startswith("Is it better to station one fire crew and one ambulance at Dongwan?\n")
    assert "Verdict" in out
    assert "at least 90 % within 15 min · present" in out
    assert "Each alternative beside the first, on the same luck" in out
    (folder,) = (town.parent / "results" / "liuwan").iterdir()
    assert f"figure: results/liuwan/{folder.name}/response.png" in out
    assert out.rstrip().endswith(f"records: results/liuwan/{folder.name}")
    assert {"response.png", "response.svg", "manifest.json"} <= {f.name for f in folder.iterdir()}
    assert max(map(len, out.splitlines())) <= 80
    assert not any(line != line.rstrip() for line in out.splitlines())


def test_what_a_person_reads_in_chinese(ask, town):
    """Titles, names, verdicts and units are those of the other language."""
    _code, out, _err = ask("run", "mytown/scenario.yaml", *SHORT, "--lang", "zh")
    assert out.startswith("柳湾一个月\n判定")
    assert "15分钟到场" in out
    assert "15 分钟内不低于 90 %" in out
    assert "not met" not in out


def test_quiet_leaves_only_the_verdicts(ask, town):
    """No title, no paths, no progress: the table alone."""
    _code, out, err = ask("run", "mytown/scenario.yaml", *SHORT, "--quiet")
    assert out.startswith("Verdict")
    assert "records:" not in out
    assert err == ""


def test_check_tells_a_missed_target_by_its_exit_code(ask, town):
    """Exit 1 where a target is not met and --check was given; 0 without it, or where all are."""
    command = ("run", "mytown/scenario.yaml", *SHORT, *ALWAYS_LATE, "--quiet")
    assert ask(*command)[0] == 0
    code, out, _err = ask(*command, "--check")
    assert code == 1
    assert "✗ not met" in out


def test_faults_keep_anything_from_being_run(ask, town):
    """A study with a fault in any file plays nothing and writes nothing."""
    code, out, err = ask("study", "mytown/study.yaml", "--set", "plan.rules.response=sometimes")
    assert (code, out) == (2, "")
    assert err.endswith("nothing was run.\n")
    assert not (town.parent / "results").exists()


def test_a_folder_in_use_is_told_with_what_to_do(ask, town):
    """Two studies never write into one folder; the second hears which file holds it."""
    command = ("run", "mytown/scenario.yaml", *SHORT)
    ask(*command)
    (folder,) = (town.parent / "results" / "month").iterdir()
    (folder / "lock").write_text('{"pid": 1, "host": "another"}', "utf-8")
    code, out, err = ask(*command)
    assert (code, out) == (2, "")
    assert f"delete results/month/{folder.name}/lock if no study is running" in err
    assert "Traceback" not in err


@pytest.mark.parametrize("damage", ["incidents.parquet", "manifest.json"])
def test_damaged_records_are_made_anew(ask, town, damage):
    """A file that is not what it was is named, and the verdicts do not rest on it."""
    command = ("run", "mytown/scenario.yaml", *SHORT)
    before = ask(*command)[1]
    (folder,) = (town.parent / "results" / "month").iterdir()
    (folder / damage).write_bytes(b"damaged")
    code, out, err = ask(*command)
    assert code == 0
    assert f"damaged, made anew: results/month/{folder.name}/{damage}" in err
    assert out == before


def test_runs_that_fail_are_exit_3_and_told_in_a_line(ask, ask_json, town):
    """A policy that breaks down breaks its runs; nobody gets a traceback on the screen."""
    file = town / "bad.py"
    file.write_text(
        "from sandtable.dispatch import POLICIES, register\n"
        "class Bad(POLICIES['nearest_able']):\n"
        "    def decide(self, *_all):\n"
        "        raise RuntimeError('no idea')\n"
        "register('bad', Bad)\n",
        "utf-8",
    )
    chosen = ("--policy-file", file, "--set", "plan.policy=bad")
    code, _out, err = ask("run", "mytown/scenario.yaml", *SHORT, *chosen)
    assert code == 3
    assert "3 runs failed" in err
    assert "RuntimeError: no idea" in err
    assert "Traceback" not in err
    many = ("--jobs", "1", "--replications", "30")
    code, found = ask_json("run", "mytown/scenario.yaml", *many, *chosen)
    assert code == 3
    assert "RuntimeError: no idea" in found["error"]


def test_policies_of_ones_own_are_part_of_the_id(ask_json, town):
    """Who changes the policy gets other results, and the manifest says which source it was."""
    file = town / "mine.py"
    ids = set()
    for remark in ("first", "second"):
        file.write_text(
            f"from sandtable.dispatch import POLICIES, register  # {remark}\n"
            "register('mine', POLICIES['nearest_able'])\n",
            "utf-8",
        )
        chosen = ("--policy-file", file, "--set", "plan.policy=mine")
        _code, found = ask_json("run", "mytown/scenario.yaml", *SHORT, *chosen)
        manifest = json.loads((town.parent / found["out"] / "manifest.json").read_text("utf-8"))
        (source,) = [one["hash"] for one in manifest["inputs"] if one["kind"] == "policy"]
        ids |= {found["id"], source}
    assert len(ids) == 4


def test_library_names_will_do_for_files(ask_json, tmp_path, monkeypatch):
    """A scenario of the library is called by its folder and name."""
    monkeypatch.chdir(tmp_path)
    code, found = ask_json("run", "example/scenario", *SHORT)
    assert code == 0
    assert found["out"].startswith("results/month/")
