"""Defaults that are told as data: each with a source, and tests that are there."""

from sandtable.hazards.fire.constants import CONSTANTS


def test_every_default_says_where_it_comes_from(project):
    """A source and a unit; a test that is named exists."""
    assert len({one.name for one in CONSTANTS}) == len(CONSTANTS)
    for one in CONSTANTS:
        assert one.source
        assert one.unit
        file, _colons, name = one.test.partition("::")
        if file:
            assert f"def {name}" in (project / file).read_text("utf-8"), one.name
