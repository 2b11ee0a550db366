"""Every default has its source, and a test that is there."""

import pytest

from sandtable.hazards.chemical.citations import CITED


@pytest.mark.parametrize("one", CITED, ids=lambda one: one.name)
def test_the_test_that_is_named_exists(project, one):
    """File and function, and no empty word about source and validity."""
    file, name = one.test.split("::")
    assert f"def {name}(" in (project / file).read_text("utf-8")
    assert one.source
    assert one.validity


def test_what_nobody_has_read_is_low():
    """A source that was not read never counts as high."""
    for one in CITED:
        if "not read" in one.source:
            assert one.confidence == "low", one.name


def test_the_page_tells_every_default(project):
    """docs/hazards/chemical.md has a row for each, with its confidence and its test."""
    page = (project / "docs" / "hazards" / "chemical.md").read_text("utf-8")
    for one in CITED:
        row = next(line for line in page.splitlines() if line.startswith(f"| {one.name} |"))
        assert f"| {one.confidence} |" in row
        assert one.test.split("::")[1] in row
