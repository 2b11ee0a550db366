"""A schematic county from the facts of an invented one: the folder, and what must hold in it."""

import csv

import networkx as nx
import numpy as np
import pytest
from tests.files.counties import ROADS, TOWNSHIPS, write_county

from sandtable.files.network_reader import read_network
from sandtable.files.schematic.build import Wishes, build_schematic
from sandtable.files.schematic.lines import Lines, length
from sandtable.files.schematic.skeleton import _by_way
from sandtable.ground.plane import Plane
from sandtable.world.interop import to_networkx

FILES = ["README.md", "config.csv", "facility.csv", "geometry.csv", "link.csv", "node.csv"]


def rows(folder, name):
    """Return the rows of a table of a network."""
    with (folder / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def bytes_of(folder):
    """Return every file of a folder with its bytes."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture(scope="module")
def county(tmp_path_factory):
    """Return the folder of the network, its measures and the network as it is read."""
    folder = tmp_path_factory.mktemp("county")
    facts = write_county(folder / "facts")
    measures = build_schematic(facts, "facts", folder / "made")
    return folder / "made", measures, read_network(folder / "made", "made")


def test_it_is_read_without_a_fault_and_hangs_together(county):
    """Every node can be reached from every other, and it says that it is schematic."""
    folder, measures, network = county
    assert sorted(path.name for path in folder.iterdir()) == FILES
    assert nx.is_strongly_connected(nx.DiGraph(to_networkx(network)))
    assert network.kind == "schematic"
    assert network.attribution == "Schematic network, not a map. Invented."
    assert (measures.n_nodes, 2 * measures.n_links) == (network.n_nodes, network.n_arcs)
    assert measures.n_parts == 1


def test_same_facts_and_seed_same_bytes_in_any_order(county, tmp_path):
    """The rows of all tables shuffled: nothing moves. Another seed: the roads do."""
    folder, _measures, _network = county
    mixed = write_county(tmp_path / "facts")
    for path in mixed.glob("*.csv"):
        head, *lines = path.read_text("utf-8").splitlines()
        np.random.default_rng(3).shuffle(lines)
        path.write_text("\n".join((head, *lines)), encoding="utf-8")
    build_schematic(mixed, "facts", tmp_path / "made")
    assert bytes_of(tmp_path / "made") == bytes_of(folder)
    build_schematic(mixed, "facts", tmp_path / "other" / "made", Wishes(seed=7))
    assert bytes_of(tmp_path / "other" / "made")["link.csv"] != bytes_of(folder)["link.csv"]


def test_known_lengths_are_right(county):
    """20.5 km along the national road, through streets; 32 km of expressway; to 20 m."""
    _folder, measures, _network = county
    found = {one.name: one for one in measures.known}
    assert found["G900 东西线"].chain_km == pytest.approx(20.5, abs=0.02)
    assert found["G9 高速"].chain_km == pytest.approx(32.0, abs=0.02)
    assert found["G900 东西线"].shortest_km <= found["G900 东西线"].chain_km + 0.001


def lines_of(folder):
    """Return the links of a network with their lines in metres."""
    shapes = {}
    for row in rows(folder, "geometry.csv"):
        text = row["geometry"].removeprefix("LINESTRING (").removesuffix(")")
        places = [tuple(map(float, one.split())) for one in text.split(", ")]
        shapes[row["geometry_id"]] = np.array(places)
    plane = Plane(*np.mean(np.vstack(list(shapes.values())), axis=0).tolist())
    links = {row["link_id"]: row for row in rows(folder, "link.csv")}
    return {id: (links[id], plane.metres(shapes[links[id]["geometry_id"]])) for id in links}


def test_the_geometry_is_that_long_and_begins_at_its_nodes(county):
    """Each line has the length of its link to a decimetre, and the ends of its nodes exactly."""
    folder, _measures, _network = county
    at = {row["node_id"]: f"{row['x_coord']} {row['y_coord']}" for row in rows(folder, "node.csv")}
    shapes = {row["geometry_id"]: row["geometry"] for row in rows(folder, "geometry.csv")}
    for row, line in lines_of(folder).values():
        assert length(line) == pytest.approx(float(row["length"]), abs=0.2)
        inside = shapes[row["geometry_id"]].removeprefix("LINESTRING (").removesuffix(")")
        places = inside.split(", ")
        assert (places[0], places[-1]) == (at[row["from_node_id"]], at[row["to_node_id"]])


def test_roads_of_one_level_cross_only_at_nodes(county):
    """Below the expressways, and among them, no line passes through another."""
    folder, _measures, _network = county
    for above in (False, True):
        seen = Lines()
        for row, line in lines_of(folder).values():
            if (row["facility_type"] == "expressway") == above:
                assert seen.crossings(line) == [], row["link_id"]
                seen.add(line)
        assert len(seen) > 0


def test_bridges_lie_on_the_river_and_have_limits(county):
    """The county road over the river is a bridge of 40 t above the ground; others have no limit."""
    folder, measures, _network = county
    bridges = [row for row in rows(folder, "link.csv") if row["is_bridge"] == "1"]
    assert measures.n_bridges == len(bridges) > 0
    limits = {
        "expressway": "",
        "national": "",
        "county": "40",
        "township": "30",
        "village": "15",
        "dike": "20",
    }
    for row in bridges:
        assert row["max_weight_t"] == limits.get(row["facility_type"], "")
        assert float(row["length"]) >= 200.0
        assert float(row["road_z_m"]) > 33.0
    plain = [r for r in rows(folder, "link.csv") if r["is_bridge"] == r["is_dike_road"] == "0"]
    assert {row["max_weight_t"] for row in plain} == {""}


def test_the_dike_carries_a_road_with_ramps(county):
    """Crest and limit as stated, one lane, and at least two ways down from it."""
    folder, _measures, _network = county
    links = rows(folder, "link.csv")
    dike = [row for row in links if row["is_dike_road"] == "1"]
    assert {(row["road_z_m"], row["max_weight_t"], row["lanes"]) for row in dike} == {
        ("36", "20", "1")
    }
    on = {row[end] for row in dike for end in ("from_node_id", "to_node_id")}
    down = [r for r in links if r not in dike and {r["from_node_id"], r["to_node_id"]} & on]
    assert len(down) >= 2


def test_villages_stand_apart_in_the_cell_of_their_seat(county):
    """56 are stated, one has no room; each is nearest its own seat, 800 m from all others."""
    folder, _measures, _network = county
    nodes = rows(folder, "node.csv")
    villages = [row for row in nodes if row["node_type"] == "village"]
    assert len(villages) == 55
    assert "| 56 villages stated, 1 found no room:" in (folder / "README.md").read_text("utf-8")
    assert {row["node_id"].split("_")[0] for row in villages} == {
        f"v{row['zone_id']}" for row in villages
    }
    for row in villages:
        assert row["node_id"].startswith(f"v{row['zone_id']}_")
    kept = [row for row in nodes if row["node_type"] in {"village", "seat"}]
    places = np.array([(float(row["x_coord"]), float(row["y_coord"])) for row in kept])
    at = Plane(*places.mean(axis=0).tolist()).metres(places)
    apart = np.hypot(*(at[:, None] - at[None]).transpose(2, 0, 1))
    assert apart[np.triu_indices(len(at), 1)].min() > 797.0  # written to a metre


def test_without_villages_there_are_none(tmp_path):
    """The roads between the seats and the streets remain, and hang together."""
    facts = write_county(tmp_path / "facts")
    measures = build_schematic(facts, "facts", tmp_path / "made", Wishes(villages=False))
    kinds = {row["node_type"] for row in rows(tmp_path / "made", "node.csv")}
    assert "village" not in kinds
    assert measures.n_parts == 1


def test_facilities_are_fictitious_and_stand_on_nodes(county):
    """Three for the county, two for each seat."""
    folder, _measures, network = county
    made = rows(folder, "facility.csv")
    assert len(made) == 3 + 2 * 7
    assert {row["fictitious"] for row in made} == {"1"}
    assert all("虚构" in row["name"] for row in made)
    assert {row["node"] for row in made} <= set(network.node_ids.tolist())


def test_a_longer_detour_makes_longer_roads(tmp_path):
    """The same county at 1.1 and at 1.6: unnamed roads grow, the known lengths do not."""
    facts = write_county(tmp_path / "facts")
    short, long = (
        build_schematic(facts, "facts", tmp_path / str(one), Wishes(detour=one, villages=False))
        for one in (1.1, 1.6)
    )
    assert long.km["county"] > 1.3 * short.km["county"]
    for one in (*short.known, *long.known):
        assert one.chain_km == pytest.approx(one.known_km, abs=0.03)


def test_single_points_of_failure_are_named(tmp_path):
    """A township at the end of one road is cut off by it, and nothing else cuts off a seat."""
    far = "430001900,远乡,Yuan Township,112.9000,29.5100,3000,0,,\n"
    facts = write_county(tmp_path / "facts", townships=TOWNSHIPS + far, roads=ROADS)
    measures = build_schematic(
        facts, "facts", tmp_path / "made", Wishes(villages=False, gabriel_share=0.0)
    )
    assert ("101_900", frozenset({"430001900"})) in measures.failures
    text = (tmp_path / "made" / "README.md").read_text("utf-8")
    assert "* `101_900`: 远乡" in text


def test_an_outline_keeps_villages_inside(tmp_path):
    """A narrow outline around the middle: whoever lives outside has no village node."""
    facts = write_county(tmp_path / "facts")
    corners = "lon,lat\n112.44,29.44\n112.56,29.44\n112.56,29.56\n112.44,29.56\n"
    (facts / "outline.csv").write_text(corners, encoding="utf-8")
    build_schematic(facts, "facts", tmp_path / "made")
    made = [r for r in rows(tmp_path / "made", "node.csv") if r["node_type"] == "village"]
    assert made
    for row in made:
        assert 112.44 <= float(row["x_coord"]) <= 112.56
        assert 29.44 <= float(row["y_coord"]) <= 29.56


def test_seats_on_one_line(tmp_path):
    """No triangulation exists; the county is a street of towns all the same."""
    text = "code,lon,lat\n1,112.1,29.1\n2,112.2,29.2\n3,112.3,29.3\n4,112.5,29.5\n"
    facts = write_county(tmp_path / "facts", townships=text, roads=None, rivers=None, dikes=None)
    measures = build_schematic(facts, "facts", tmp_path / "made")
    assert measures.n_parts == 1
    assert len(measures.failures) == 3


def test_a_seat_just_behind_the_end_is_not_on_the_way():
    """Seat 2 lies behind seat 1, seat 3 between 0 and 1: only the latter is passed."""
    points = np.array([(0.0, 0.0), (10.0, 0.0), (10.1, 0.0), (4.0, 0.5)])
    assert _by_way(0, 1, points) == [3, 1]


def test_a_part_of_an_expressway_in_two_rows_is_there_once(tmp_path):
    """The second row goes back over the same interchanges and on: no id occurs twice."""
    more = "G9 高速,expressway,430001200>430001100>430001104,\n"
    facts = write_county(tmp_path / "facts", roads=ROADS + more)
    build_schematic(facts, "facts", tmp_path / "made", Wishes(villages=False))
    read_network(tmp_path / "made", "made")
    links = rows(tmp_path / "made", "link.csv")
    fast = [row for row in links if row["facility_type"] == "expressway"]
    between = {row["link_id"].rsplit("_", 1)[0] for row in fast}
    assert between == {"r_g9_201_100", "r_g9_100_200", "r_g9_100_104"}
