import pytest

from sandtable.files.importing.minutes_sheet import HEADERS as LIST_HEADERS
from sandtable.files.importing.minutes_sheet import read_minutes_sheet
from sandtable.files.importing.village_sheet import HEADERS, read_village_sheet
from sandtable.files.table_reader import read_table


@pytest.fixture
def templates(project):
    """Return the folder of the templates that an office fills."""
    return project / "networks" / "templates"


def test_villages(templates):
    """The template of roads and its table of places are read whole, and nothing is odd in them."""
    path = templates / "village_roads.csv"
    draft = read_village_sheet(path, path.name, places=templates / "villages.csv", crs="CGCS2000")
    assert (draft.n_nodes, draft.n_links) == (5, 4)
    assert draft.bridge.sum() == draft.dike.sum() == 1
    assert draft.length_m.sum() == pytest.approx(18_100.0)
    assert not draft.told


@pytest.mark.parametrize(("name", "count"), [("minutes_list.csv", 5), ("minutes_square.csv", 5)])
def test_minutes(templates, name, count):
    """Both templates of minutes are read, each with one road that takes longer one way."""
    draft = read_minutes_sheet(templates / name, name)
    assert draft.n_links == count
    assert draft.one_way.sum() == 2
    assert sum(draft.length_m / draft.speed_mps) > 0.0


def test_headers_of_the_templates_are_known(templates):
    """Every header of a template means something to its reader."""
    for name, headers in (("village_roads.csv", HEADERS), ("minutes_list.csv", LIST_HEADERS)):
        table = read_table(templates / name, name, english=headers)
        assert set(table.headers) <= set(headers.values())


def test_spreadsheets_open_the_templates(templates):
    """They begin with the mark by which a spreadsheet program knows UTF-8."""
    paths = sorted(templates.glob("*.csv"))
    assert len(paths) == 4
    assert all(path.read_bytes().startswith(b"\xef\xbb\xbf") for path in paths)
