"""The page of the file formats: its examples are one set of files, and it names every key."""

import re

import pytest

from sandtable.files.models import MODELS
from sandtable.files.shapes import shapes_of
from sandtable.study import check_files, load_study

_BLOCK = re.compile(r"^```(?:yaml|csv) (\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.fixture
def page(project):
    """Return the text of the page."""
    return (project / "docs" / "files.md").read_text(encoding="utf-8")


@pytest.fixture
def folder(page, tmp_path):
    """Return a folder with all examples of the page as files."""
    for name, text in _BLOCK.findall(page):
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_every_example_is_a_file(page):
    """No example of the page is left out of the set."""
    assert page.count("```yaml") + page.count("```csv") == len(_BLOCK.findall(page))


def test_the_examples_are_right(folder):
    """All examples together pass the reader without a fault or a remark."""
    faults, remarks = check_files(sorted(folder.glob("*.yaml")))
    assert [str(one) for one in (*faults, *remarks)] == []


def test_the_example_study_can_be_played(folder):
    """It becomes three design points, one for each alternative."""
    loaded = load_study(folder / "study.yaml")
    assert [point.alternative for point in loaded.points] == ["present", "slow", "near"]
    teams = [{team.id: team for team in p.case.world.plan.teams} for p in loaded.points]
    assert [one["t1"].turnout.mean for one in teams] == [65.0, 600.0, 65.0]
    assert [one["t2"].turnout.mean for one in teams] == [120.0, 120.0, 60.0]


@pytest.mark.parametrize("kind", list(MODELS))
def test_every_key_is_named(kind, page):
    """A key that a file may hold stands on the page."""
    for key in _keys(MODELS[kind]):
        assert re.search(rf"\b{key}\b", page), f"{kind}: {key}"


def _keys(model):
    found = set()
    for key, shape in shapes_of(model).items():
        part = shape.part or (shape.item.part if shape.item else None)
        if key != "rules":  # docs/rules.md
            found |= {key} | (_keys(part) if part else set())
    return found
