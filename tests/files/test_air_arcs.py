"""Flights between the landing sites of a place."""

import numpy as np
import pyproj
import pytest

from sandtable.study import load_run
from sandtable.world.going import AIR

NODES = "node_id,x_coord,y_coord\na,112.0,29.0\nb,112.5,29.5\nc,113.0,29.0\nd,112.0,30.0\n"
LINKS = (
    "link_id,from_node_id,to_node_id,directed,length,free_speed,facility_type,max_depth_m\n"
    "zz,a,b,0,80000,40,county,0.3\nzy,b,c,0,80000,40,county,\n"
)
PLACE = """schema: place/1
id: p
network: roads
zones: [{id: z, node: b, population: 10}]
bases: [{id: base, node: a}]
facilities:
  - {id: field, node: a, kind: landing_site}
  - {id: clinic, node: c, kind: landing_site}
  - {id: seat, node: d, kind: landing_site}
  - {id: ward, node: b}
"""
PLAN = """schema: plan/1
id: q
headquarters: [{id: hq}]
profiles: [{id: helicopter, on: air, max_speed: 200 km/h}]
teams: [{id: crew, base: base, skills: [rescue], profile: helicopter}]
"""
SCENARIO = """schema: scenario/1
id: s
place: place.yaml
plan: plan.yaml
horizon: 1 d
types: [{id: call, needs: [{skill: rescue, teams: 1}]}]
incidents: [{id: one, type: call, at: 12 h, node: d}]
"""


@pytest.fixture
def written(tmp_path):
    """Return a function that writes the files and loads them."""

    def write(links=LINKS, crs="EPSG:4326", place=PLACE):
        roads = tmp_path / "roads"
        roads.mkdir(exist_ok=True)
        (roads / "node.csv").write_text(NODES)
        (roads / "link.csv").write_text(links)
        (roads / "config.csv").write_text(f"long_length,speed,crs\nm,km/h,{crs}\n")
        for name, text in (("place", place), ("plan", PLAN), ("scenario", SCENARIO)):
            (tmp_path / f"{name}.yaml").write_text(text)
        return load_run(tmp_path / "scenario.yaml").points[0].case.world.network

    return write


def test_flights_come_after_the_arcs_of_the_files(written):
    """Three sites: six flights behind the four arcs, whose numbers and columns stay."""
    network = written()
    assert network.arc_ids.tolist() == [
        "zy", "zy_r", "zz", "zz_r",
        "air_clinic_field", "air_clinic_seat", "air_field_clinic",
        "air_field_seat", "air_seat_clinic", "air_seat_field",
    ]  # fmt: skip
    assert (network.facility_type == AIR).tolist() == [False] * 4 + [True] * 6
    assert network.arcs_of_road("air_clinic_field") == [4, 6]
    assert network.max_depth_m[2:4].tolist() == [0.3, 0.3]
    assert np.isnan(network.max_depth_m[4:]).all()
    assert network.node_ids[network.head[9]] == "a"


def test_they_are_as_long_as_the_geodesic(written):
    """Within a ten-thousandth of `pyproj.Geod` at some 100 km."""
    network = written()
    geod = pyproj.Geod(ellps="WGS84")
    for arc in range(4, 10):
        ends = [
            (network.x[node], network.y[node]) for node in (network.tail[arc], network.head[arc])
        ]
        exact = geod.inv(*ends[0], *ends[1])[2]
        assert network.length_m[arc] == pytest.approx(exact, rel=1e-4)


def test_a_flight_that_the_file_has_stays_alone(written):
    """The file's own flight a-d keeps its length; the others are added."""
    own = LINKS + "sky,a,d,0,150000,200,air,\n"
    network = written(own)
    between = [
        arc
        for arc in np.flatnonzero(network.facility_type == AIR).tolist()
        if {*network.node_ids[[network.tail[arc], network.head[arc]]].tolist()} == {"a", "d"}
    ]
    assert network.arc_ids[between].tolist() == ["sky", "sky_r"]


def test_without_degrees_or_sites_there_are_none(written):
    """A projected network, and a place with one landing site, stay as they are."""
    assert written(crs="EPSG:32649").n_arcs == 4
    assert written(place=PLACE.replace("landing_site", "shelter", 2)).n_arcs == 4
