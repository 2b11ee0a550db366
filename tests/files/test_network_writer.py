"""Networks written as GMNS tables and read again: the same to the last digit."""

import csv

import numpy as np
from hypothesis import given
from tests.routing.networks import full_networks

from sandtable.files.importing.as_network import draft_of_network, network_of_draft
from sandtable.files.network_reader import read_network
from sandtable.files.network_writer import Origin, write_gmns
from sandtable.world.network import Network


@given(full_networks())
def test_written_and_read_it_is_the_same(tmp_path_factory, network):
    """The hash says that every column came back: ids, limits, names, courses, where it is from."""
    folder = tmp_path_factory.mktemp("network")
    write_gmns(network, folder)
    assert read_network(folder, "n").content_hash == network.content_hash


@given(full_networks())
def test_a_draft_holds_all_of_a_network(network):
    """As a draft and back it is the same, without a file between."""
    back = network_of_draft(
        draft_of_network(network), kind=network.kind, attribution=network.attribution
    )
    assert back.content_hash == network.content_hash


def test_shipped_networks_survive(project, tmp_path):
    """Huarong, its polder and the network on paper, with Chinese names and lines of README."""
    for name in ("four_nodes", "huarong", "huarong_polder"):
        network = read_network(project / "networks" / name, name)
        write_gmns(network, tmp_path / name)
        assert read_network(tmp_path / name, name).content_hash == network.content_hash


def rows(path):
    """Return the rows of a CSV file by header."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_two_directions_are_one_row_and_one_course(tmp_path):
    """Arcs ab and ab_r become a row of directed 0; others share their points by dir_flag."""
    network = Network.from_arrays(
        n_nodes=2,
        node_ids=["a", "b"],
        x=[0.0, 1.0],
        y=[0.0, 0.0],
        tail=[0, 1, 0, 1],
        head=[1, 0, 1, 0],
        length_m=[5.0, 5.0, 7.0, 7.0],
        free_speed_mps=[10.0] * 4,
        arc_ids=["ab", "ab_r", "c", "d"],
        road_ids=["ab", "ab", "c", "c"],
        max_weight_kg=[20_000.0, 20_000.0, np.nan, np.nan],
        arc_shape=[0, 0, 1, -1],
        shape_first=[0, 3],
        shape_x=[0.0, 0.5, 1.0],
        shape_y=[0.0, 0.1, 0.0],
    )
    write_gmns(network, tmp_path)
    links = rows(tmp_path / "link.csv")
    assert [(one["link_id"], one["directed"]) for one in links] == [
        ("ab", "0"),
        ("c", "1"),
        ("d", "1"),
    ]
    assert [one["max_weight_t"] for one in links] == ["20.0", "", ""]
    assert [(one["geometry_id"], one["dir_flag"]) for one in links] == [
        ("", ""),
        ("c", ""),
        ("c", "-1"),
    ]
    assert rows(tmp_path / "geometry.csv") == [
        {"geometry_id": "c", "geometry": "LINESTRING (0.0 0.0, 0.5 0.1, 1.0 0.0)"}
    ]
    assert "lanes" not in links[0]  # what says nothing is not written


def test_the_readme_says_where_it_comes_from(tmp_path):
    """Attribution, licence, source, reference system, what was filled, and who made it."""
    network = Network.from_arrays(
        n_nodes=1, tail=[0], head=[0], length_m=[1.0], x=[0.0], y=[0.0], crs="EPSG:4326"
    )
    origin = Origin(
        name="Qinghe 清河",
        kind="schematic",
        attribution="us\nand others",
        licence="ODbL 1.0",
        source="roads.osm",
        notes=["speeds filled by class: 12 %"],
    )
    write_gmns(network, tmp_path, origin)
    text = (tmp_path / "README.md").read_text("utf-8")
    for said in ("# Qinghe 清河", "Attribution: us and others", "ODbL 1.0", "roads.osm", "12 %"):
        assert said in text
    assert "EPSG:4326" in text
    assert "Schematic, not a map" in text
    assert "Made by sandtable" in text
    again = read_network(tmp_path, "n")
    assert (again.attribution, again.kind) == ("us and others", "schematic")


def test_an_older_course_does_not_stay(tmp_path):
    """Writing a straight network over a bent one takes the geometry away."""
    (tmp_path / "geometry.csv").write_text("geometry_id,geometry\n", "utf-8")
    network = Network.from_arrays(n_nodes=1, tail=[0], head=[0], length_m=[1.0], x=[0.0], y=[0.0])
    write_gmns(network, tmp_path)
    assert not (tmp_path / "geometry.csv").exists()
