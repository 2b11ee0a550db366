"""The five shipped schematic places: built by a script, read without a fault, as they promise."""

import csv
import runpy

import networkx as nx
import numpy as np
import pytest

from sandtable.files.network_reader import read_network
from sandtable.files.schematic.lines import Lines
from sandtable.ground.plane import Plane
from sandtable.world.interop import to_networkx

SEATS = {
    "huarong_villages": 14,
    "ningxiang": 29,
    "shaoxing": 103,
    "shiyan": 119,
    "shufu": 10,
}
PLACE_OF = {"huarong_villages": "huarong"}


def rows(path):
    """Return the rows of a table."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("name", SEATS)
def test_a_place_is_read_and_hangs_together(name, project):
    """No fault; strongly connected; schematic and with its sources; a node at each seat."""
    folder = project / "networks" / name
    network = read_network(folder, name)
    assert nx.is_strongly_connected(nx.DiGraph(to_networkx(network)))
    assert network.kind == "schematic"
    assert network.attribution.startswith("Schematic network, not a map.")
    assert "CC BY 4.0" in network.attribution
    nodes = rows(folder / "node.csv")
    seats = {row["node_id"] for row in nodes if row["node_type"] == "seat"}
    assert len(seats) == SEATS[name]
    assert {f"v{row['zone_id']}" for row in nodes} == seats
    text = (folder / "README.md").read_text("utf-8")
    assert "not a map" in text
    assert "seed 2026" in text
    assert "leiii/census, Copyright (c) 2022 Lei Dong, MIT License." in text


@pytest.mark.parametrize("name", SEATS)
def test_roads_of_a_place_cross_only_at_nodes(name, project):
    """Below the expressways, and among them, no line passes through another."""
    folder = project / "networks" / name
    kinds = {row["geometry_id"]: row["facility_type"] for row in rows(folder / "link.csv")}
    shapes = {}
    for row in rows(folder / "geometry.csv"):
        inside = row["geometry"].removeprefix("LINESTRING (").removesuffix(")")
        shapes[row["geometry_id"]] = np.array(
            [tuple(map(float, place.split())) for place in inside.split(", ")]
        )
    plane = Plane(*np.mean([shape[0] for shape in shapes.values()], axis=0).tolist())
    seen = {True: Lines(), False: Lines()}
    for id, shape in shapes.items():
        line = plane.metres(shape)
        level = seen[kinds[id] == "expressway"]
        assert level.crossings(line) == [], id
        level.add(line)


@pytest.mark.parametrize(("name", "known"), [("huarong_villages", 42.0), ("shiyan", 76.0)])
def test_the_known_lengths(name, known, project):
    """42 km by road from Zhanghua to Tuanzhou; 76 km of G4213 in Fangxian; to 50 m."""
    links = rows(project / "networks" / name / "link.csv")
    if name == "huarong_villages":
        graph = nx.Graph(to_networkx(read_network(project / "networks" / name, name)))
        way = nx.dijkstra_path_length(graph, "v430623114", "v430623207", weight="length_m")
    else:
        way = sum(float(r["length"]) for r in links if r["name"] == "G4213 谷竹高速(房县段)")
    assert way == pytest.approx(1000.0 * known, abs=50.0)


def test_all_together_are_small(project):
    """Five places with their geometry stay below three million bytes."""
    files = (path for name in SEATS for path in (project / "networks" / name).iterdir())
    assert sum(path.stat().st_size for path in files) < 3_000_000


@pytest.mark.parametrize("name", ["huarong_villages", "shufu"])
def test_a_rebuild_gives_the_same_bytes(name, project, shared, tmp_path):
    """What is shipped is what the script makes of the tables (the two that are quick to make)."""
    script = runpy.run_path(str(project / "networks" / "build_places.py"))
    script["build"](shared / "places", tmp_path, (PLACE_OF.get(name, name),))
    made = sorted((tmp_path / name).iterdir())
    assert len(made) == 6
    for path in made:
        assert path.read_bytes() == (project / "networks" / name / path.name).read_bytes()
