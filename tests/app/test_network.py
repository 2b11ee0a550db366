"""``sandtable network``: import, audit and draw, as a county office types them."""

import json

import pytest
from PIL import Image

from sandtable.files.network_reader import read_network

LINKS = (
    "link_id,from_node_id,to_node_id,directed,length,free_speed,facility_type,is_bridge\n"
    "ab,a,b,0,120,,county,\n"
    "bc,b,c,0,120,36,county,\n"
    "cd,c,d,0,50,150,county,1\n"
    "xy,x,y,0,111.32,36,,\n"
)
NODES = (
    "node_id,x_coord,y_coord\na,112.5,29.5\nb,112.501,29.5\nc,112.502,29.5\nd,112.503,29.5\n"
    "x,112.6,29.6\ny,112.6,29.601\n"
)


@pytest.fixture
def roads(tmp_path, monkeypatch):
    """Return a folder of GMNS tables with two parts, seen from the folder above it."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "roads"
    folder.mkdir()
    (folder / "node.csv").write_text(NODES, "utf-8")
    (folder / "link.csv").write_text(LINKS, "utf-8")
    (folder / "config.csv").write_text("crs\nEPSG:4326\n", "utf-8")
    return folder


def test_an_audit_tells_what_is_worth_a_look(ask, ask_json, roads):
    """Two components, a speed of 150 km/h, a bridge without limit, what is assumed."""
    code, out, err = ask("network", "audit", "roads")
    assert (code, err) == (0, "")
    for said in (
        "nodes, arcs, roads    6, 8, 4",
        "speed 25.0 %",
        "class 25.0 %",
        "2 apart, 2 with ways there and back",
        "33.3 % of the nodes are outside",
        "arcs faster than 130 km/h",
        "bridges without a weight limit",
        "arcs shorter than the straight line",
        "nobody is named whose data these are",
    ):
        assert said in out, said
    code, told = ask_json("network", "audit", "roads")
    assert code == 0
    assert (told["nodes"], told["arcs"], told["weak"], told["strong"]) == (6, 8, [4, 2], [4, 2])
    assert told["filled"] == {"length": 0.0, "speed": 0.25, "class": 0.25}
    assert told["examples"]["fast"] == ["cd", "cd_r"]
    assert told["broken"] == []


@pytest.mark.parametrize(
    ("limit", "code"),
    [
        ("--max-filled=30%", 0),
        ("--max-filled=20%", 1),
        ("--max-outside=30 %", 1),
        ("--max-outside=34%", 0),
        ("--max-suspect=60%", 0),
        ("--max-suspect=10%", 1),
    ],
)
def test_a_broken_limit_ends_with_1(ask_json, roads, limit, code):
    """A share above a stated limit is named, and the exit code says so."""
    found, told = ask_json("network", "audit", "roads", limit)
    assert found == code
    assert len(told["broken"]) == code


def test_a_share_needs_its_percent_sign(ask, roads):
    """Neither 0.3 nor 30 is guessed; a network that is not there is a fault as well."""
    for text in ("0.3", "30", "much"):
        code, _out, err = ask("network", "audit", "roads", "--max-filled", text)
        assert code == 2
        assert "expected a share such as 30%" in err
    code, _out, err = ask("network", "audit", "nowhere")
    assert code == 2
    assert "four_nodes" in err


def test_a_facility_far_from_any_road_is_a_remark(ask_json, roads):
    """One 2 km to the north is listed with its distance; one beside the road is not."""
    text = "id,name,kind,x,y\nfar,Far,depot,112.5005,29.518\nnear,Near,base,112.5005,29.5001\n"
    (roads / "facility.csv").write_text(text, "utf-8")
    code, told = ask_json("network", "audit", "roads")
    assert code == 0
    ((far),) = told["far"]
    assert far["facility"] == "far"
    assert far["distance_m"] == pytest.approx(1995, abs=5)


def test_an_import_writes_a_network_and_its_audit(ask_json, ask, roads):
    """The larger part, its two like pieces merged; what was assumed stays known."""
    arguments = ("--attribution", "County roads office, 2026", "--name", "Qinghe")
    code, told = ask_json("network", "import", "roads", "--to", "networks/qinghe", *arguments)
    assert code == 0
    assert (told["folder"], told["nodes"], told["arcs"]) == ("networks/qinghe", 4, 6)
    ((part),) = told["parts"]
    assert (part["nodes"], part["links"]) == (2, 1)
    network = read_network(roads.parent / "networks" / "qinghe", "n")
    assert network.arc_ids.tolist() == ["ab", "ab_r", "bc", "bc_r", "cd", "cd_r"]
    assert network.attribution == "County roads office, 2026"
    assert "speed 0.0 %" not in ask("network", "audit", "qinghe")[1]
    readme = (roads.parent / "networks" / "qinghe" / "README.md").read_text("utf-8")
    assert "# Qinghe" in readme
    assert "Parts without a way there and back left out: 1, 2 nodes" in readme


def test_an_import_may_clip_and_keep(ask_json, ask, roads):
    """A box, the polygons of a file, all parts, unmerged."""
    told = ask_json("network", "import", "roads", "--to", "o", "--box", "112.55,29,113,30")[1]
    assert told["arcs"] == 2
    ring = [[112.4, 29.4], [112.5015, 29.4], [112.5015, 29.6], [112.4, 29.6]]
    text = json.dumps({"type": "Polygon", "coordinates": [ring]})
    (roads.parent / "o.geojson").write_text(text, "utf-8")
    told = ask_json("network", "import", "roads", "--to", "o", "--clip", "o.geojson")[1]
    assert told["arcs"] == 2
    told = ask_json("network", "import", "roads", "--to", "o", "--keep-parts", "--no-merge")[1]
    assert told["arcs"] == 8
    code, out, _err = ask("network", "import", "roads", "--to", "o", "--max-filled", "1%")
    assert code == 1
    assert "limit broken: assumed values: 33.3 %, at most 1.0 % allowed" in out
    assert "part left out: x" in out


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ("roads --to o --box 1,2,3", "--box: found '1,2,3', expected west,south,east,north"),
        ("roads --to o --box 2,2,1,3", "West before east"),
        ("roads --to o --box 1,1,2,2", "found no roads inside the extent"),
        ("roads --to o --crs EPSG:4490", "--crs: found 'EPSG:4490', expected EPSG:4326, as the"),
        ("roads --to o --format gpx", "--format: found 'gpx', expected one of gmns, osm"),
        ("roads --to o --with length_unit=km", "--with: found 'length_unit', expected no option"),
        ("roads --to o --with km", "--with: found 'km', expected KEY=VALUE"),
        ("roads/README.md --to o", "found '.md', expected a file that ends with one of .osm.pbf"),
        ("roads --to roads/node.csv", "--to: found the file 'roads/node.csv', expected a folder"),
        ("roads --to o --clip roads/node.csv", "roads/node.csv: found no polygon"),
        ("roads --to o --clip nothing.json", "nothing.json: found no such file"),
    ],
)
def test_what_cannot_be_imported_is_a_fault(ask, roads, arguments, told):
    """Exit code 2, one line that says what to do, and nothing written."""
    code, _out, err = ask("network", "import", *arguments.split())
    assert code == 2
    assert told in err
    assert not (roads.parent / "o").exists()


def test_a_network_becomes_a_picture(ask, ask_json, roads):
    """PNG by name of the network, or SVG; nothing else, and no picture without places."""
    assert ask("network", "draw", "roads")[:2] == (0, "roads.png\n")
    with Image.open("roads.png") as picture:
        assert picture.width == 1800
    assert ask_json("network", "draw", "roads", "--out", "out/a.svg")[1] == {"file": "out/a.svg"}
    code, _out, err = ask("network", "draw", "roads", "--out", "a.pdf")
    assert (code, "expected a file that ends with .png, .svg" in err) == (2, True)
    (roads / "node.csv").write_text("node_id,x_coord,y_coord\na,,\nb,,\nc,,\nd,,\nx,,\ny,,\n")
    code, _out, err = ask("network", "draw", "roads")
    assert (code, "expected a network whose nodes have coordinates" in err) == (2, True)
