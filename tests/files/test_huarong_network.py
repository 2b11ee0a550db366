"""The shipped county: built by a script, the same bytes each time, and what it promises."""

import csv
import runpy

import networkx as nx
import numpy as np
import pytest

from sandtable.files.network_reader import read_network
from sandtable.world.interop import to_networkx


@pytest.fixture(scope="module")
def folder(project):
    """Return the folder of the network."""
    return project / "networks" / "huarong"


@pytest.fixture(scope="module")
def network(folder):
    """Return the network."""
    return read_network(folder, "networks/huarong")


@pytest.fixture(scope="module")
def seats(network):
    """Return the ids of the township seats."""
    return [node for node in network.node_ids.tolist() if node.startswith("v430623")]


def test_a_rebuild_gives_the_same_bytes(project, shared, tmp_path, monkeypatch):
    """The files that are shipped are those that the script makes of the tables."""
    monkeypatch.syspath_prepend(str(project / "networks"))
    script = runpy.run_path(str(project / "networks" / "build_huarong.py"))
    script["build"](shared / "places", tmp_path / "networks", tmp_path / "scenarios")
    made = sorted(path for path in tmp_path.rglob("*") if path.is_file())
    assert len(made) == 9
    for path in made:
        assert path.read_bytes() == (project / path.relative_to(tmp_path)).read_bytes(), path.name


def test_it_says_what_it_is(network):
    """Schematic, with the attribution that every picture needs."""
    assert network.kind == "schematic"
    assert network.attribution.startswith("Schematic network, not a map.")
    assert "CC BY 4.0" in network.attribution


def test_the_one_known_length_is_right(network):
    """42 km by road from Zhanghua to Tuanzhou; no piece is shorter than the straight line."""
    ways = nx.single_source_dijkstra_path_length(
        to_networkx(network), "v430623114", weight="length_m"
    )
    assert ways["v430623207"] == pytest.approx(42_000.0, abs=5.0)
    east = (network.x[network.head] - network.x[network.tail]) * np.cos(np.radians(29.456))
    north = network.y[network.head] - network.y[network.tail]
    assert np.all(network.length_m >= 0.999 * 111_320.0 * np.hypot(east, north))
    assert network.length_m.max() < 2000.0


def test_only_the_polder_hangs_on_one_road(network, seats):
    """Close any road: every township but Tuanzhou can still be reached from every other."""
    graph = nx.Graph(to_networkx(network))
    assert len(seats) == 14
    assert nx.is_connected(graph)
    for one in list(nx.bridges(graph)):
        assert graph.edges[one]["facility_type"] == "dike"
    graph.remove_node("v430623207")
    graph.remove_nodes_from([node for node in list(graph) if node.startswith("county_zhuzikou_")])
    assert not nx.has_bridges(graph)


def test_both_directions_share_a_road(network):
    """One closure closes both."""
    for road in set(network.road_ids.tolist()):
        there, back = network.arcs_of_road(road)
        assert (network.tail[there], network.head[there]) == (
            network.head[back],
            network.tail[back],
        )
        assert network.length_m[there] == network.length_m[back]


def test_tanker_sites_lie_on_main_roads(project, network, seats):
    """Their weights are kilometres of expressway and national road, and add up to all of it."""
    with (project / "scenarios" / "huarong" / "tanker_sites.csv").open(encoding="utf-8") as file:
        sites = list(csv.DictReader(file))
    main = np.isin(network.facility_type, ["expressway", "national"])
    nodes = set(network.node_ids[network.tail[main]].tolist())
    assert {site["node"] for site in sites} == nodes
    assert {site["zone"] for site in sites} <= set(seats)
    total_km = network.length_m[main].sum() / 2000.0
    assert sum(float(site["weight"]) for site in sites) == pytest.approx(total_km, abs=0.05)


def test_residents_add_up_to_the_census(project, shared, seats):
    """The zones of the place hold the county's total of 2020, each at its seat."""
    text = (project / "scenarios" / "huarong" / "place.yaml").read_text("utf-8")
    zones = [line for line in text.splitlines() if "population:" in line]
    numbers = [int(line.split("population: ")[1].split(",")[0].rstrip("}")) for line in zones]
    assert sum(numbers) == 553_800
    assert [line.split("node: ")[1].split(",")[0] for line in zones] == seats
    with (shared / "places" / "places.csv").open(encoding="utf-8") as file:
        (county,) = [row for row in csv.DictReader(file) if row["place"] == "huarong"]
    assert int(county["population_census_2020"]) == sum(numbers)


@pytest.fixture(scope="module")
def polder(project):
    """Return the network with the polder."""
    return read_network(project / "networks" / "huarong_polder", "networks/huarong_polder")


def test_the_polder_is_the_county_and_more(network, polder):
    """Every node and arc of the county is there, and 25 nodes and 78 arcs more."""
    assert set(network.node_ids.tolist()) < set(polder.node_ids.tolist())
    assert set(network.arc_ids.tolist()) < set(polder.arc_ids.tolist())
    assert polder.n_nodes - network.n_nodes == 25
    assert polder.n_arcs - network.n_arcs == 78


def test_the_polder_has_the_area_that_was_flooded(project):
    """Seven cells and three of no size are 47.64 km2 and 0.03; the safety zone is 2.7 and dry."""
    file = project / "scenarios" / "huarong_flood" / "polder_cells.csv"
    with file.open(encoding="utf-8", newline="") as table:
        cells = list(csv.DictReader(table))
    wet = [float(cell["area_km2"]) for cell in cells if cell["dry"] == "false"]
    assert sum(wet) == pytest.approx(47.67)
    assert [cell["area_km2"] for cell in cells if cell["dry"] == "true"] == ["2.7"]


def test_every_village_has_two_ways_up_or_out(polder):
    """A village leaves by the street or up a crown: no village hangs on one road."""
    graph = nx.Graph(to_networkx(polder))
    villages = [node for node in graph if node.startswith("tz_village_") or node == "tz_tuanbei"]
    assert len(villages) == 6
    assert all(graph.degree(node) >= 2 for node in villages)
