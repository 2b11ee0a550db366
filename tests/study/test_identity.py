"""The id of a study: everything that moves its records, and nothing else."""

import inspect
import os
import subprocess
import sys

import pytest

import sandtable
from sandtable.study import identity
from sandtable.study.identity import source_hash, study_id

FILES = (b"schema: scenario/1\n", b"schema: plan/1\n")


@pytest.mark.parametrize(
    "other",
    [
        {"contents": (FILES[0], b"schema: plan/1 \n")},
        {"contents": FILES[::-1]},
        {"contents": FILES[:1]},
        {"contents": (FILES[0] + FILES[1],)},
        {"settings": ("plan.policy=assignment",)},
        {"settings": ("plan.policy=nearest_able",)},
        {"seed": 2027},
    ],
)
def test_what_moves_records_moves_the_id(other):
    """A byte of a file, a setting, the seed."""
    usual = {"contents": FILES, "settings": (), "seed": 2026}
    assert found(**usual) == found(**usual)
    assert found(**(usual | other)) != found(**usual)


def found(contents, settings, seed):
    """Return the id of a study."""
    return study_id(contents, settings=settings, seed=seed)


def test_the_sources_of_the_package_are_part_of_it(monkeypatch):
    """Another model is another study: nobody has to remember to raise a number."""
    before = study_id(FILES, seed=1)
    monkeypatch.setattr(identity, "source_hash", lambda: "another")
    assert study_id(FILES, seed=1) != before


def test_every_source_counts(tmp_path, monkeypatch):
    """A changed line, a new file and a renamed one; line ends and the folder do not."""
    root = tmp_path / "sandtable"
    (root / "ground").mkdir(parents=True)
    (root / "__init__.py").write_bytes(b"a = 1\nb = 2\n")
    (root / "ground" / "luck.py").write_bytes(b"")
    monkeypatch.setattr(sandtable, "__file__", str(root / "__init__.py"))

    def now():
        source_hash.cache_clear()
        return source_hash()

    before = now()
    (root / "__init__.py").write_bytes(b"a = 1\r\nb = 2\r\n")
    (root / "notes.txt").write_text("no source")
    assert now() == before
    (root / "__init__.py").write_bytes(b"a = 1\nb = 3\n")
    changed = now()
    (root / "ground" / "more.py").write_bytes(b"")
    more = now()
    (root / "ground" / "more.py").rename(root / "ground" / "less.py")
    assert len({before, changed, more, now()}) == 4
    source_hash.cache_clear()


def test_nothing_else_can_move_it():
    """Replications, jobs, language, paths and clock are not even asked for."""
    assert set(inspect.signature(study_id).parameters) == {"contents", "settings", "seed"}


def test_it_is_the_same_in_every_process(tmp_path):
    """Whatever Python's hash seed, folder or language."""
    code = "from sandtable.study import study_id; print(study_id([b'a', b'b'], seed=7))"
    told = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"PYTHONHASHSEED": "1", "LANG": "zh_CN.UTF-8"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout == f"{study_id([b'a', b'b'], seed=7)}\n"
