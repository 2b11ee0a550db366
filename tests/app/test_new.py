"""A new folder: the example, ready to be run and changed."""

import re

import pytest

FILES = {
    "README.md",
    "place.yaml",
    "plan.yaml",
    "plan-east.yaml",
    "targets.yaml",
    "scenario.yaml",
    "study.yaml",
    "teams.csv",
    "network/config.csv",
    "network/node.csv",
    "network/link.csv",
}


def test_the_folder_holds_one_file_of_each_kind(ask_json, tmp_path, monkeypatch):
    """What is copied is what the README of the project says, with the network beside it."""
    monkeypatch.chdir(tmp_path)
    code, found = ask_json("new", "mytown")
    assert code == 0
    assert found["folder"] == "mytown"
    assert set(found["files"]) == FILES
    there = (tmp_path / "mytown").rglob("*")
    assert {
        one.relative_to(tmp_path / "mytown").as_posix() for one in there if one.is_file()
    } == FILES


def test_every_file_is_valid_at_once(ask, town):
    """Checking all YAML files of a fresh folder finds nothing to repair and nothing odd."""
    files = sorted(town.glob("*.yaml"))
    assert len(files) == 6
    assert ask("check", *files) == (0, "6 files checked; nothing is wrong.\n", "")


def test_the_place_is_changed_without_the_library(ask, town):
    """The network is that of the folder: who closes a road there has closed it."""
    links = town / "network" / "link.csv"
    links.write_text(links.read_text("utf-8").replace("mountain_road", "mountain,road"), "utf-8")
    code, _out, err = ask("check", town / "scenario.yaml")
    assert code == 2
    assert "link.csv" in err


def test_the_comments_speak_both_languages(town):
    """Whoever opens a file finds it explained in the language that he reads."""
    for file in (*town.glob("*.yaml"), town / "README.md"):
        text = file.read_text("utf-8")
        assert re.search(r"[\u4e00-\u9fff]", text), file.name
        assert re.search(r"[A-Za-z]{4,} [a-z]{2,} ", text), file.name


def test_the_teams_are_a_table_that_a_spreadsheet_reads(town):
    """Excel takes a CSV for UTF-8 only if it begins with a byte order mark."""
    assert (town / "teams.csv").read_bytes().startswith("\ufeff编号,中文名称".encode())


@pytest.mark.parametrize("kind", ["file", "folder"])
def test_what_is_there_is_left_alone(ask, tmp_path, monkeypatch, kind):
    """Neither a file of that name nor a folder with something in it is touched."""
    monkeypatch.chdir(tmp_path)
    if kind == "file":
        (tmp_path / "mytown").write_text("mine")
    else:
        (tmp_path / "mytown").mkdir()
        (tmp_path / "mytown" / "mine.txt").write_text("mine")
    before = sorted(tmp_path.rglob("*"))
    code, out, err = ask("new", "mytown")
    assert (code, out) == (2, "")
    assert f"command line: DIR: found the {kind} 'mytown'" in err
    assert sorted(tmp_path.rglob("*")) == before


def test_an_empty_folder_will_do(ask, tmp_path):
    """A folder that somebody made beforehand is filled."""
    assert ask("new", tmp_path, "--quiet")[0] == 0
    assert (tmp_path / "study.yaml").is_file()


def test_what_comes_next_is_said(ask, tmp_path, monkeypatch):
    """The two commands that come next can be copied from the screen; --quiet leaves them out."""
    monkeypatch.chdir(tmp_path)
    _code, out, _err = ask("new", "mytown")
    assert "  sandtable check mytown/*.yaml\n  sandtable study mytown/study.yaml\n" in out
    _code, out, _err = ask("new", "other", "--quiet")
    assert "sandtable" not in out
