"""Every default of a hazard says where it comes from, and its test and its page say the same."""

from importlib import import_module
from pkgutil import iter_modules
from typing import get_args

import pytest

from sandtable.hazards import kinds
from sandtable.hazards.chemical.citations import CITED as CHEMICAL
from sandtable.hazards.citation import Confidence
from sandtable.hazards.fire.citations import CITED as FIRE
from sandtable.hazards.flood.citations import CITED as FLOOD

FAMILIES = {"chemical": CHEMICAL, "fire": FIRE, "flood": FLOOD}
MODULES = [import_module(f"{kinds.__name__}.{one.name}") for one in iter_modules(kinds.__path__)]
PAGES = FAMILIES | {
    module.__name__.rpartition(".")[2]: module.CITED
    for module in MODULES
    if hasattr(module, "CITED") and module.CITED not in FAMILIES.values()
}
ALL = [pytest.param(page, one, id=one.name) for page, rows in PAGES.items() for one in rows]
UNREAD = ("not read", "own choice", "our choice", "unverified", "from memory", "none found")


@pytest.mark.parametrize(("page", "one"), ALL)
def test_a_default_has_a_source_a_test_and_a_row(project, page, one):
    """No empty word; the test of that id exists; the page of the hazard has just this row."""
    assert all((one.name, one.value, one.source, one.validity))
    assert one.confidence in get_args(Confidence)
    file, name = one.test.split("::")
    assert f"\ndef {name}(" in (project / file).read_text("utf-8")
    row = (one.name, one.value, one.source, one.validity, one.confidence, f"`{one.test}`")
    text = (project / "docs" / "hazards" / f"{page}.md").read_text("utf-8")
    assert f"\n| {' | '.join(row)} |\n" in text


@pytest.mark.parametrize(("page", "one"), ALL)
def test_what_nobody_has_read_is_low(page, one):
    """A choice of ours, and a source that was not read, never counts for more."""
    if any(word in f"{one.source} {one.validity}" for word in UNREAD):
        assert one.confidence == "low", page


@pytest.mark.parametrize("page", PAGES)
def test_a_page_tells_each_default_once(project, page):
    """Names are used once, and no row of the page is missing in the data."""
    names = [one.name for one in PAGES[page]]
    assert len(set(names)) == len(names)
    lines = (project / "docs" / "hazards" / f"{page}.md").read_text("utf-8").splitlines()
    assert sum("| `tests/" in line for line in lines) == len(names)
