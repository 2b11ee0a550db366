"""Roads from files of OpenStreetMap: cutting, direction, what is left out, what is told."""

import bz2
import gzip

import numpy as np
import pytest
from tests.files.importing.drafts import (
    broken_copies,
    osm_text,
    said,
    same,
    survives,
    whole,
    written,
)

from sandtable.files.importing import osm
from sandtable.files.importing.osm import read_osm

osmium = pytest.importorskip("osmium", reason="needs the extra gis (osmium)")

ROAD = {"highway": "residential"}
GRID = {one: (15.0 + one / 100, 48.0) for one in range(1, 10)}


@pytest.fixture
def read(tmp_path):
    """Return a function that reads ways: id -> (refs, tags), on nodes in a row."""

    def read_ways(ways, nodes=GRID, more="", **options):
        path = written(tmp_path / "a.osm", osm_text(nodes, ways, more))
        return whole(read_osm(path, "a.osm", **options))

    return read_ways


def road(read, **tags):
    """Return the draft of a single road with these tags, ``__`` written for a colon."""
    named = {key.replace("__", ":"): value for key, value in tags.items()}
    return read({1: ([1, 2], {"highway": "primary", **named}), 99: ([8, 9], ROAD)})


def told(draft):
    """Return what a draft tells, the first words of each sentence with how often."""
    return {" ".join(sentence.split()[:2]): count for sentence, count in draft.told.items()}


def links(draft):
    """Return of each link its id and its ends."""
    ends = zip(draft.tail.tolist(), draft.head.tolist(), strict=True)
    return {
        one: (draft.node_ids[tail], draft.node_ids[head])
        for one, (tail, head) in zip(draft.link_ids, ends, strict=True)
    }


def test_ways_are_cut_where_they_meet(read):
    """A crossing in mid-way makes links; a point that one way alone goes through is shape."""
    draft = read({10: ([1, 2, 3, 4, 5], ROAD), 20: ([6, 4, 7], ROAD)})
    assert links(draft) == {
        "l10_1": ("n1", "n4"),
        "l10_2": ("n4", "n5"),
        "l20_1": ("n6", "n4"),
        "l20_2": ("n4", "n7"),
    }
    assert draft.road_ids == ["r10_1", "r10_2", "r20_1", "r20_2"]
    assert draft.origins == ["10", "10", "20", "20"]
    assert draft.shape_first.tolist() == [0, 4, 4, 4, 4]
    assert draft.shape_x.tolist() == [15.01, 15.02, 15.03, 15.04]
    assert draft.x[draft.node_ids.index("n5")] == 15.05
    assert draft.crs == "EPSG:4326"
    assert draft.source == "a.osm (OpenStreetMap)"
    assert np.isnan(draft.length_m).all()
    assert not draft.one_way.any()
    assert dict(draft.told) == {}


def test_a_way_that_meets_itself_is_cut_there(read):
    """A lollipop is a stick and a loop; a ring that nothing meets is one loop."""
    draft = read({1: ([1, 2, 3, 4, 2], ROAD), 2: ([6, 7, 8, 6], ROAD)})
    assert links(draft) == {"l1_1": ("n1", "n2"), "l1_2": ("n2", "n2"), "l2_1": ("n6", "n6")}


def test_a_ring_met_once_is_cut_at_its_ends_too(read):
    """The end of a closed way is a node even where no other way meets it."""
    draft = read({1: ([1, 2, 3, 1], ROAD), 2: ([2, 9], ROAD)})
    assert links(draft) == {"l1_1": ("n1", "n2"), "l1_2": ("n2", "n1"), "l2_1": ("n2", "n9")}


def test_ways_left_out_cut_nothing(read):
    """A footpath across a road makes no node, nor does a point written twice in a row."""
    draft = read({1: ([1, 2, 2, 3], ROAD), 2: ([4, 2, 5], {"highway": "footway"})})
    assert links(draft) == {"l1_1": ("n1", "n3")}
    assert draft.shape_x.tolist() == [15.01, 15.02, 15.03]
    assert told(draft) == {"Ways for": 1}


@pytest.mark.parametrize(
    ("tags", "one_way"),
    [
        ({"oneway": "yes"}, True),
        ({"oneway": "true"}, True),
        ({"oneway": "1"}, True),
        ({"oneway": "no"}, False),
        ({}, False),
        ({"junction": "roundabout"}, True),
        ({"junction": "circular"}, True),
        ({"junction": "roundabout", "oneway": "no"}, False),
        ({"highway": "motorway"}, True),
        ({"highway": "motorway_link"}, True),
        ({"highway": "motorway", "oneway": "no"}, False),
        ({"highway": "trunk"}, False),
        ({"oneway": "reversible"}, False),
        ({"oneway": "alternating"}, False),
    ],
)
def test_directions(read, tags, one_way):
    """What is one-way, by its tag or by what it is."""
    draft = road(read, **tags)
    assert bool(draft.one_way[0]) is one_way
    assert links(draft)["l1_1"] == ("n1", "n2")
    assert ("Roads whose" in told(draft)) == (tags.get("oneway") in {"reversible", "alternating"})


@pytest.mark.parametrize("word", ["-1", "reverse"])
def test_one_way_against_the_points(read, word):
    """The link runs the other way round, and so does its shape; the numbers along a way stay."""
    tags = {**ROAD, "oneway": word}
    draft = read({1: ([1, 2, 3, 4], tags), 2: ([3, 9], ROAD)})
    assert links(draft) == {"l1_1": ("n3", "n1"), "l1_2": ("n4", "n3"), "l2_1": ("n3", "n9")}
    assert draft.shape_x.tolist() == [15.03, 15.02, 15.01]
    assert draft.one_way.tolist() == [True, True, False]
    assert told(draft) == {"One-way links": 2}


@pytest.mark.parametrize(
    ("tags", "is_there"),
    [
        ({"access": "no"}, False),
        ({"access": "private"}, False),
        ({"motor_vehicle": "no"}, False),
        ({"motor_vehicle": "private"}, False),
        ({"vehicle": "no"}, False),
        ({"access": "no", "motor_vehicle": "yes"}, True),
        ({"access": "yes", "motor_vehicle": "no"}, False),
        ({"vehicle": "no", "motor_vehicle": "destination"}, True),
        ({"access": "no", "emergency": "yes"}, True),
        ({"motor_vehicle": "no", "emergency": "designated"}, True),
        ({"access": "private", "emergency": "no"}, False),
        ({"access": "destination"}, True),
        ({"access": "permissive"}, True),
        ({"vehicle": "agricultural"}, True),
    ],
)
def test_closed_to_motor_vehicles(read, tags, is_there):
    """The narrowest group counts, and who is on duty where the tag says so."""
    draft = road(read, **tags)
    assert draft.n_links == 1 + is_there
    assert told(draft) == ({} if is_there else {"Roads closed": 1})
    both = road(lambda ways: read(ways, keep_closed=True), **tags)
    assert both.n_links == 2
    assert told(both) == ({} if is_there else {"Roads closed": 1})


def test_what_is_no_road_is_counted(read):
    """Ways on foot, roads not yet there, yards and unknown words are left out, each told."""
    words = ["footway", "path", "steps", "cycleway", "construction", "proposed", "raceway"]
    ways = {at: ([1, 2], {"highway": word}) for at, word in enumerate(words, start=1)}
    ways[50] = ([1, 2, 3, 1], {"highway": "service", "area": "yes"})
    ways[51] = ([1, 2], {"route": "bus"})
    ways[52] = ([1, 2], {"building": "yes"})
    draft = read({**ways, 99: ([8, 9], ROAD)})
    assert draft.link_ids == ["l99_1"]
    assert told(draft) == {"Ways for": 4, "Roads planned": 2, "Ways that": 1, "Squares and": 1}


def test_slip_roads_take_the_class_of_their_road(read):
    """trunk_link is trunk; a word with _link that is no slip road is left out."""
    draft = road(read, highway="trunk_link")
    assert draft.classes == ["trunk", "residential"]
    assert told(draft) == {"Slip roads": 1}
    assert road(read, highway="service_link").classes == ["residential"]


def test_numbers_and_words(read):
    """What tags say arrives in base units; a number of two-way lanes is halved."""
    draft = road(
        read,
        maxspeed="30 mph",
        maxweight="7.5",
        maxheight="12'6\"",
        maxwidth="2.5 m",
        lanes="3",
        surface="Gravel",
        name="Main Street",
    )
    assert draft.speed_mps[0] == pytest.approx(30 * 1609.344 / 3600, rel=1e-15)
    assert draft.max_weight_kg[0] == 7500.0
    assert draft.max_height_m[0] == pytest.approx(3.81, rel=1e-12)
    assert draft.max_width_m[0] == 2.5
    assert draft.lanes[0] == 1.5
    assert road(read, lanes="3", oneway="yes").lanes[0] == 3.0
    assert draft.surfaces == ["gravel", ""]
    assert draft.names == ["Main Street", ""]
    for column in ("speed_mps", "max_weight_kg", "max_height_m", "max_width_m", "lanes"):
        assert np.isnan(getattr(draft, column)[1])


def test_what_cannot_be_read_is_left_open_and_told(read):
    """No number is guessed from words: none, signals, default."""
    draft = road(
        read,
        maxspeed="signals",
        maxweight="none",
        maxheight="default",
        maxwidth="narrow",
        lanes="many",
        oneway="yes",
    )
    assert told(draft) == {"Speed limits": 1, "Limits of": 3, "Numbers of": 1}
    assert np.isnan([draft.speed_mps[0], draft.max_weight_kg[0], draft.lanes[0]]).all()


def test_rules_by_hour_and_direction(read):
    """Conditional rules are told; of two speeds the lower holds, the plain one before both."""
    tags = {"maxspeed__forward": "60", "maxspeed__backward": "40"}
    draft = road(read, **tags, access__conditional="no @ (Sa 07:00-12:30)", maxaxleload="4")
    assert draft.speed_mps[0] == 40 / 3.6
    assert sorted(draft.told.values()) == [1, 1, 1]
    assert road(read, maxspeed="50", **tags).speed_mps[0] == 50 / 3.6


@pytest.mark.parametrize(
    ("tags", "column"),
    [
        ({"bridge": "yes"}, "bridge"),
        ({"bridge": "viaduct"}, "bridge"),
        ({"tunnel": "yes"}, "tunnel"),
        ({"tunnel": "building_passage"}, "tunnel"),
        ({"ford": "yes"}, "ford"),
        ({"ford": "stepping_stones"}, "ford"),
        ({"embankment": "dyke"}, "dike"),
        ({"man_made": "dyke"}, "dike"),
        ({"bridge": "no", "tunnel": "no", "ford": "no", "embankment": "yes"}, ""),
    ],
)
def test_what_carries_a_road(read, tags, column):
    """Any word but no is a yes."""
    draft = road(read, **tags)
    carriers = ("bridge", "tunnel", "ford", "dike")
    assert [one for one in carriers if getattr(draft, one)[0]] == ([column] if column else [])
    assert not any(getattr(draft, one)[1] for one in carriers)


def test_water_across_at_a_point(read):
    """A ford is often a point of the road: the link that holds it is one, others are not."""
    nodes = {**GRID, 2: (15.02, 48.0, {"ford": "yes"}), 4: (15.04, 48.0, {"barrier": "gate"})}
    nodes[9] = (15.09, 48.0, {"barrier": "wall"})  # on no road
    draft = read({1: ([1, 2, 3, 4], ROAD), 2: ([5, 3, 6], ROAD)}, nodes)
    assert dict(zip(draft.link_ids, draft.ford.tolist(), strict=True)) == {
        "l1_1": True,
        "l1_2": False,
        "l2_1": False,
        "l2_2": False,
    }
    assert told(draft) == {"Barriers (gates,": 1}


@pytest.mark.parametrize(
    ("tags", "name"),
    [
        ({"name": "中山路", "name__zh": "中山路"}, "中山路"),
        ({"name": "Zhongshan Lu", "name__zh": "中山路"}, "Zhongshan Lu (中山路)"),
        ({"name__zh": "中山路"}, "中山路"),
        ({"name__en": "Main"}, "Main"),
        ({"ref": "B 3"}, "B 3"),
        ({}, ""),
    ],
)
def test_names(read, tags, name):
    """The name as it stands there, the Chinese one with it, else the number of the road."""
    assert road(read, **tags).names[0] == name


def test_ferries(read):
    """A ferry is a road where it is said that it takes motor vehicles; others are told."""
    ferry = {"route": "ferry"}
    draft = read(
        {
            1: ([1, 2], {**ferry, "motor_vehicle": "yes"}),
            2: ([2, 3], ferry),
            3: ([3, 4], {**ferry, "motor_vehicle": "no", "foot": "yes"}),
            4: ([4, 5], {**ferry, "motorcar": "yes", "access": "private"}),
            5: ([5, 6], ROAD),
        }
    )
    assert draft.classes == ["ferry", "residential"]
    assert sorted(draft.told.values()) == [1, 3]


def test_points_outside_the_file_break_a_road(read):
    """What is there of a way stays, in stretches; a single point is no stretch."""
    draft = read({1: ([1, 2, 77, 3, 78, 4, 5, 6], ROAD)})
    assert links(draft) == {"l1_1": ("n1", "n2"), "l1_2": ("n4", "n6")}
    assert draft.told.total() == 2


def test_ids_of_an_editor(read, tmp_path):
    """What an editor has not yet uploaded has negative numbers: ways may, points may not."""
    draft = read({-5: ([1, 2], ROAD), 5: ([1, 2], ROAD)})
    assert sorted(draft.link_ids) == ["l5_1", "l_5_1"]
    nodes = {-1: (15.0, 48.0), 1: (15.1, 48.0)}
    path = written(tmp_path / "b.osm", osm_text(nodes, {1: ([-1, 1], ROAD)}))
    assert said(read_osm, path, "b.osm") == (
        "b.osm: found points with numbers below 0, as editors give them before they upload,"
        " expected numbers of OpenStreetMap, from 1. Number the file anew: osmium renumber."
    )


def test_a_way_given_twice_is_read_once(read):
    """Two extracts put together hold ways of their common edge twice."""
    again = "<way id='1'><nd ref='1'/><nd ref='3'/><tag k='highway' v='track'/></way>"
    draft = read({1: ([1, 2], ROAD)}, more=again)
    assert draft.classes == ["residential"]
    assert list(draft.told.values()) == [1]


def test_turn_bans_are_told(read):
    """Relations are not read, and that is said."""
    ban = "<relation id='1'><tag k='restriction' v='no_left_turn'/></relation>"
    assert list(read({1: ([1, 2], ROAD)}, more=ban).told.values()) == [1]


def test_who_edited_stays_unknown(read):
    """No user name of the file is in what is read of it."""
    draft = read({1: ([1, 2, 3], ROAD)})
    columns = (getattr(draft, name) for name in draft.__dataclass_fields__)
    assert "Mallory" not in repr(list(columns))


def test_every_packing_is_the_same_network(read, tmp_path):
    """Text, gzip, bzip2 and the binary form that osmium writes hold the same roads."""
    ways = {1: ([1, 2, 3], {**ROAD, "name": "渡口路"}), 2: ([2, 4], {**ROAD, "oneway": "-1"})}
    plain = read(ways)
    text = osm_text(GRID, ways).encode()
    for name, content in (
        ("b.osm.gz", gzip.compress(text, mtime=0)),
        ("b.osm.bz2", bz2.compress(text)),
    ):
        (tmp_path / name).write_bytes(content)
        assert same(whole(read_osm(tmp_path / name, name)), plain)
    with osmium.SimpleWriter(str(tmp_path / "b.osm.pbf")) as writer:
        for one, (lon, lat) in GRID.items():
            writer.add_node(osmium.osm.mutable.Node(id=one, location=(lon, lat)))
        for one, (refs, tags) in ways.items():
            writer.add_way(osmium.osm.mutable.Way(id=one, nodes=refs, tags=tags))
    assert same(whole(read_osm(tmp_path / "b.osm.pbf", "b.osm.pbf")), plain)


WHOLE = "expected a whole file in the format that its name says. Fetch the file again."


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        (
            "a.osm.pbf",
            b"",
            "a.osm.pbf: found an empty file, expected a road network. Fetch the file again.",
        ),
        (
            "a.osm.pbf",
            b"x" * 100,
            (
                "a.osm.pbf: found a broken file (PBF error: invalid BlobHeader size"
                f" (> max_blob_header_size)), {WHOLE}"
            ),
        ),
        (
            "a.osm",
            b"<osm version='0.6'>\n<node id='1' ",
            (
                "a.osm: found a broken file (XML parsing error at line 2, column 0: unclosed"
                f" token), {WHOLE}"
            ),
        ),
        (
            "a.osm.gz",
            gzip.compress(osm_text(GRID, {1: ([1, 2], ROAD)}).encode() * 50, mtime=0)[:80],
            f"a.osm.gz: found a broken file (gzip error: read close failed), {WHOLE}",
        ),
        (
            "a.osm",
            osm_text(GRID, {1: ([1, 2], {"highway": "path"})}).encode(),
            (
                "a.osm: found no road that motor vehicles may drive on, expected ways with the tag"
                " highway, such as highway=residential. Fetch an extract that holds the roads of"
                " your area."
            ),
        ),
        (
            "a.osm",
            osm_text({}, {1: ([1, 2], ROAD)}).encode(),
            (
                "a.osm: found roads whose points have no coordinates, expected nodes with"
                " coordinates before the ways that use them. Sort the file (osmium sort), or"
                " fetch a whole extract."
            ),
        ),
        (
            "a.txt",
            b"x",
            (
                "a.txt: found a name that says no format, expected one that ends in .pbf, .osm,"
                " .osm.gz, .osm.bz2. Give the file the ending of its format."
            ),
        ),
    ],
)
def test_what_is_said_of_broken_files(tmp_path, name, content, message):
    """One line that says what is wrong and what to do."""
    (tmp_path / name).write_bytes(content)
    assert said(read_osm, tmp_path / name, name) == message


def test_no_file_and_no_package(tmp_path, monkeypatch):
    """A wrong name, a folder, and an installation without the extra."""
    message = "x.osm: found {}, expected a file. Correct the name."
    assert said(read_osm, tmp_path / "x.osm", "x.osm") == message.format("no such file")
    assert said(read_osm, tmp_path, "x.osm") == message.format("a folder")
    monkeypatch.setattr(osm, "find_spec", lambda _name: None)
    assert said(read_osm, tmp_path / "x.osm", "x.osm") == (
        "x.osm: found a file of OpenStreetMap, expected the libraries that read it."
        ' Install them: pip install "sandtable[gis]", or in a checkout: '
        "python requirements/install.py core build gis."
    )


@pytest.mark.parametrize("name", ["a.osm", "a.osm.gz", "a.osm.pbf"])
def test_broken_files_are_refused_or_read(tmp_path, name):
    """A hundred broken copies of each form: a fault or a network, never anything else."""
    ways = {1: ([1, 2, 3], {**ROAD, "maxspeed": "50"}), 2: ([2, 4], {"highway": "track"})}
    text = osm_text(GRID, ways).encode()
    path = tmp_path / name
    if name.endswith("pbf"):
        written(tmp_path / "b.osm", text.decode())
        with osmium.SimpleWriter(str(path)) as writer:
            for item in osmium.FileProcessor(str(tmp_path / "b.osm")):
                writer.add(item)
        content = path.read_bytes()
    else:
        content = gzip.compress(text, mtime=0) if name.endswith("gz") else text
    results = [survives(read_osm, path, name, copy) for copy in broken_copies(content, 100, 4)]
    assert not all(results)
