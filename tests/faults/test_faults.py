"""Every fault and remark as a pair: the smallest wrong set of files, and what is said of it."""

from pathlib import Path

import pytest

from sandtable.study import check_files

HERE = Path(__file__).resolve().parent
PAIRS = sorted(path.parent for path in HERE.glob("*/*/expected.txt"))
LAYERS = {"shape", "reference", "sense", "tables"}


def said(folder):
    """Return what a check of all files of a folder prints: faults, or else remarks, one a line."""
    files = sorted(path for path in Path().iterdir() if path.suffix in {".yaml", ".json"})
    settings = folder / "set.txt"
    sets = settings.read_text(encoding="utf-8").splitlines() if settings.is_file() else ()
    faults, remarks = check_files(files, sets)
    return "".join(f"{one}\n" for one in faults or remarks)


@pytest.mark.parametrize("folder", PAIRS, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_files_and_what_is_said_of_them(folder, monkeypatch):
    """The text is exactly that of the pair: where, found, expected, what to do."""
    monkeypatch.chdir(folder)
    assert said(folder) == (folder / "expected.txt").read_text(encoding="utf-8")


def test_every_layer_has_its_pairs():
    """No pair is forgotten: a folder without its text, or a layer without pairs."""
    assert {path.parent.name for path in PAIRS} == LAYERS
    assert len(PAIRS) >= 45
    without = [
        path
        for layer in LAYERS
        for path in (HERE / layer).iterdir()
        if not (path / "expected.txt").is_file()
    ]
    assert without == []


def test_the_right_set_is_right():
    """What the pairs change has neither fault nor remark itself."""
    for folder in (HERE / "ok", HERE / "ok" / "breach"):
        assert check_files(sorted(folder.glob("*.yaml"))) == ((), ())
