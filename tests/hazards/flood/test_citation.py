"""Constants as data: each has a test that exists and a row in the page of floods."""

import pytest

from sandtable.hazards.flood.citation import CONSTANTS


@pytest.mark.parametrize("one", CONSTANTS, ids=lambda one: one.name)
def test_constants_are_tested_and_documented(project, one):
    """The test is there under its name, and the page names source and constant."""
    file, _, name = one.test.partition("::")
    text = (project / "tests" / "hazards" / "flood" / file).read_text("utf-8")
    assert f"def {name}" in text
    page = (project / "docs" / "hazards" / "flood.md").read_text("utf-8").replace("`", "")
    assert one.name in page
    assert one.source in page


def test_what_is_unverified_is_low():
    """Choices of ours and laws from one copy have low confidence."""
    low = {one.name for one in CONSTANTS if one.confidence == "low"}
    assert {"boats", "deaths", "breach, Froehlich", "people who walk"} <= low
