"""What the machine has and lacks."""

import importlib
import json

import pytest

from sandtable import __version__
from sandtable.hazards.cache import MOST_BYTES, OFF, VARIABLE, Cache

doctor = importlib.import_module("sandtable.app.doctor")  # the function has the same name


def test_everything_that_is_required_is_told(ask_json):
    """Versions of all packages, the font, cores, folders: what a report of a fault needs."""
    code, found = ask_json("doctor")
    assert code == 0
    assert found["sandtable"] == __version__
    assert {"numpy", "simpy", "typer", "pyarrow"} <= set(found["packages"])
    assert None not in found["packages"].values()
    assert found["cores"] >= 1
    assert found["library"]


def test_what_is_missing_is_told_with_what_to_do(ask, monkeypatch):
    """A missing package, font or folder has its remedy beside it."""
    monkeypatch.setattr(doctor, "chinese_font", lambda: None)
    monkeypatch.setattr(doctor, "compiled_cache", lambda: None)
    monkeypatch.setattr(doctor, "packages", lambda: {"numpy": "2", "rich": None})
    code, out, _err = ask("doctor")
    words = " ".join(out.split())
    assert code == 0
    assert "rich missing: install it again with make" in words
    assert "Install one of Noto Sans CJK SC" in words
    assert "Set NUMBA_CACHE_DIR" in words


@pytest.mark.parametrize(
    ("requirement", "name"), [("numpy>=2.1", "numpy"), ("PyYAML", "PyYAML"), ("a-b_c==1", "a-b_c")]
)
def test_the_name_of_a_requirement(requirement, name):
    """Whatever version is asked for, the name stands before it."""
    assert doctor._bare(requirement) == name


def test_a_font_that_is_there_is_named(ask, monkeypatch):
    """The font that figures will use stands in the table, in both languages."""
    monkeypatch.setattr(doctor, "chinese_font", lambda: "SimHei")
    assert "SimHei" in ask("doctor")[1]
    assert "SimHei" in ask("doctor", "--lang", "zh")[1]
    assert json.loads(ask("doctor", "--json")[1])["chinese_font"] == "SimHei"


def test_the_cache_of_hazards_is_told_and_emptied(ask, ask_json, tmp_path, monkeypatch):
    """Where it is, how large it is, and that nothing is in it afterwards."""
    monkeypatch.setenv(VARIABLE, str(tmp_path / "kept"))
    Cache.of_user().put("0" * 32, lambda folder: (folder / "one.npy").write_bytes(b"x" * 5000))
    told = ask_json("doctor")[1]["hazard_cache"]
    assert told == {
        "folder": str(tmp_path / "kept" / "hazards"),
        "writable": True,
        "entries": 1,
        "bytes": 3 * 4096,
        "most_bytes": MOST_BYTES,
    }
    code, out, _err = ask("doctor", "--empty-cache")
    words = " ".join(out.split())
    assert code == 0
    assert "taken out of the cache of hazards: 1 entries, 0.0 MB" in words
    assert "0 entries, 0.0 of 1000 MB" in words
    assert ask_json("doctor")[1]["hazard_cache"]["entries"] == 0


def test_where_nothing_is_kept_it_says_so(ask, ask_json, tmp_path, monkeypatch):
    """Switched off, or in a folder that nobody can make: each with what to do."""
    monkeypatch.setenv(VARIABLE, OFF)
    assert ask_json("doctor")[1]["hazard_cache"] is None
    assert "Set SANDTABLE_CACHE to a folder" in " ".join(ask("doctor")[1].split())
    assert ask("doctor", "--empty-cache")[0] == 0
    (tmp_path / "file").write_text("")
    monkeypatch.setattr(doctor, "_is_writable", lambda _folder: False)
    monkeypatch.setenv(VARIABLE, str(tmp_path / "file"))
    assert ask_json("doctor")[1]["hazard_cache"]["writable"] is False
    assert "set SANDTABLE_CACHE to another folder" in " ".join(ask("doctor")[1].split())
