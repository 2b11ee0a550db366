"""Which reader takes which file, and what it is told: by the file's name, and by --with."""

import inspect

import numpy as np
import pytest
from tests.files.importing.drafts import said, whole, written

from sandtable.files.importing import read
from sandtable.files.importing.read import ENDINGS, FORMATS, read_draft

ROADS = "from,to,km\na,b,2\nb,c,3\n"


@pytest.fixture
def readers(monkeypatch):
    """Return a list that fills with the formats asked for, in place of their readers."""
    asked = []
    monkeypatch.setattr(read, "_reader", lambda form, _name: lambda *_path: asked.append(form))
    return asked


@pytest.mark.parametrize("ending", ENDINGS)
def test_the_end_of_a_name_speaks_for_a_format(readers, tmp_path, ending):
    """Small or large letters, and the longest ending that fits counts."""
    read_draft(tmp_path / f"Roads.v2{ending.upper()}", "r")
    assert readers == [ENDINGS[ending]]


def test_a_stated_format_wins_and_a_folder_is_gmns(readers, tmp_path):
    """What --format says counts more than the name."""
    read_draft(tmp_path / "roads.csv", "r", form="minutes")
    read_draft(tmp_path, "r")
    assert readers == ["minutes", "gmns"]


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_has_its_reader(form):
    """A function of a path and a name; what else it takes has a default, for --with."""
    more = [*inspect.signature(read._reader(form, "r")).parameters.values()]
    assert [one.name for one in more[:2]] == ["path", "name"]
    assert all(one.default is not one.empty for one in more[2:])


def test_words_reach_the_reader(tmp_path):
    """A second table by the name of its file, and the reference system of its places."""
    roads = written(tmp_path / "roads.csv", ROADS)
    places = written(tmp_path / "p.csv", "place,longitude,latitude\na,113,29\nb,113.1,29\n")
    draft = whole(read_draft(roads, "roads.csv", crs="GCJ-02", options={"places": str(places)}))
    assert draft.crs == "GCJ-02"
    assert draft.x[:2].tolist() == [113.0, 113.1]


def test_yes_and_numbers_reach_the_reader(monkeypatch, tmp_path):
    """1 and true are yes, 0 and nothing are no; a number comes as one."""
    given = {}

    def reader(path, name, *, keep_closed=True, snap_m=2.0):
        given.update(keep_closed=keep_closed, snap_m=snap_m)

    monkeypatch.setattr(read, "_reader", lambda _form, _name: reader)
    for text, value in (("1", True), ("TRUE", True), ("0", False), ("", False)):
        read_draft(tmp_path, "r", options={"keep_closed": text, "snap_m": "0.5"})
        assert given == {"keep_closed": value, "snap_m": 0.5}


@pytest.mark.parametrize(
    ("name", "options", "message"),
    [
        ("x.osm", {"keep_closed": "maybe"}, "keep_closed: found 'maybe', expected 1 for yes, or 0"),
        ("x.shp", {"snap_m": "wide"}, "snap_m: found 'wide', expected a number above 0."),
        ("x.shp", {"snap_m": "0"}, "snap_m: found '0', expected a number above 0."),
        ("x.shp", {"snap_m": "nan"}, "snap_m: found 'nan', expected a number above 0."),
        ("x.shp", {"snap_m": "inf"}, "snap_m: found 'inf', expected a number above 0."),
        ("x.shp", {"mapping": "no.csv"}, "no.csv: found no such file"),
        ("x.csv", {"places": "no.csv"}, "no.csv: found no such file"),
        ("x.shp", {"unit": "m"}, "found 'unit', expected one of layer, mapping, snap_m."),
        ("x.gr", {"unit": "m"}, "found 'unit', expected no option: dimacs has none."),
        ("x.txt", {}, "x.txt: found '.txt', expected a file that ends with one of .osm.pbf"),
    ],
)
def test_what_no_reader_understands(tmp_path, monkeypatch, name, options, message):
    """A word that is none, a value that is none, a name that says no format."""
    monkeypatch.chdir(tmp_path)
    path = written(tmp_path / name, ROADS)
    assert message in said(read_draft, path, name, options=options)


def test_all_that_is_wrong_with_words_is_said_at_once(tmp_path):
    """Two options that nobody knows and a bad value are three faults."""
    options = {"one": "1", "two": "2", "snap_m": "0"}
    assert len(said(read_draft, tmp_path / "x.shp", "x.shp", options=options).splitlines()) == 3
    assert "found 'gpx', expected one of gmns, osm" in said(read_draft, tmp_path, "r", form="gpx")


def test_what_tables_do_not_state_is_not_stated_in_the_draft(tmp_path):
    """Speed and class that a network has by assumption are open again; a length in degrees, too."""
    links = (
        "link_id,from_node_id,to_node_id,directed,length,free_speed,facility_type,filled\n"
        "ab,a,b,0,100,,county,\nba,b,a,1,200,36,,length\n"
    )
    written(tmp_path / "link.csv", links)
    written(tmp_path / "node.csv", "node_id,x_coord,y_coord\na,112,29\nb,112.001,29\n")
    for crs, length_m in (("EPSG:4326", np.nan), ("", 200.0)):
        written(tmp_path / "config.csv", f"dataset_name,crs\nd,{crs}\n")
        draft = whole(read_draft(tmp_path, "n"))
        assert draft.source == "n (GMNS)"
        assert draft.link_ids == ["ab", "ba"]
        assert draft.one_way.tolist() == [False, True]
        assert draft.speed_mps == pytest.approx([np.nan, 10.0], nan_ok=True)
        assert draft.classes == ["county", ""]
        assert draft.length_m == pytest.approx([100.0, length_m], nan_ok=True)
