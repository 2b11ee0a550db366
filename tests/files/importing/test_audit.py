"""The audit: every number on a network small enough to count by hand."""

import numpy as np
import pytest

from sandtable.files.importing.audit import audit
from sandtable.files.importing.facilities import road_distances_m
from sandtable.files.importing.folder_audit import audit_folder
from sandtable.world.network import Network

DEGREE_M = 6_378_137.0 * np.pi / 180.0


def network(**more):
    """Return a ring of three nodes on the equator, a one-way spur to d, and e beside all roads."""
    columns = {
        "n_nodes": 5,
        "x": [0.0, 0.001, 0.002, 0.003, 9.0],
        "y": [0.0] * 5,
        "crs": "EPSG:4326",
        "tail": [0, 1, 1, 2, 2, 0, 0],
        "head": [1, 0, 2, 0, 3, 1, 0],
        "length_m": [111.32, 111.32, 0.5, 300.0, 120.0, 112.0, 7.0],
        "road_ids": ["ab", "ab", "bc", "ca", "cd", "ab2", "loop"],
        "facility_type": ["county"] * 2 + ["village"] * 5,
        "free_speed_mps": [10.0, 10.0, 10.0, 40.0, 130.0 / 3.6, 10.0, 10.0],
    }
    return Network.from_arrays(**columns | more)


def looked_at(made, **more):
    """Return the audit of a network of which nothing is assumed."""
    return audit(made, "n", filled={}, **more)


def test_components_and_dead_ends():
    """Weak: a to d, and e; strong: the ring, d, e. Nobody gets out of d."""
    found = looked_at(network())
    assert (found.nodes, found.arcs, found.roads) == (5, 7, 6)
    assert (found.weak, found.strong) == ([4, 1], [3, 1, 1])
    assert found.outside == pytest.approx(0.4)
    assert (found.no_way_out, found.no_way_in) == (1, 0)
    assert (found.parallel, found.loops) == (1, 1)


def test_lengths_count_each_direction_once():
    """The two directions of ab are one road of 111 m; the parallel road counts for itself."""
    found = looked_at(network())
    assert found.length_m == pytest.approx(111.32 + 0.5 + 300.0 + 120.0 + 112.0 + 7.0)
    assert found.classes == pytest.approx({"village": 539.5, "county": 111.32})


def test_what_is_worth_a_look_has_its_ids():
    """Shorter than 1 m, shorter than the straight line, faster than 130 km/h."""
    found = looked_at(network())
    assert (found.short, found.below_straight, found.fast) == (1, 1, 1)
    assert found.examples == {"short": ["l2"], "below_straight": ["l2"], "fast": ["l3"]}
    assert found.suspect == pytest.approx(3 / 7)


def test_how_a_source_measures_is_no_fault():
    """A sphere of 6367 km at 60 N, 1 m of rounding: no fault; half a per cent and 1 m more is."""
    parallel_m = np.pi / 1800.0 * 6_394_209.0 * 0.5  # 0.1 deg: N(60) cos(60) of WGS 84
    sphere_m = np.pi / 1800.0 * 6_367_000.0 * 0.5
    lengths = [
        sphere_m,
        sphere_m - 0.9,
        0.995 * parallel_m - 1.1,
        *[2.0 * parallel_m, parallel_m, parallel_m],
        7.0,
    ]
    places = {"x": [0.0, 0.1, 0.2, 0.3, 9.0], "y": [60.0] * 5}
    found = looked_at(network(**places, length_m=lengths, free_speed_mps=[10.0] * 7))
    assert found.examples == {"below_straight": ["l2"]}


def test_bridges_and_heights():
    """Two arcs of a bridge, one of a known limit; one void; a rise of 30 m on 120 m is steep."""
    found = looked_at(
        network(
            is_bridge=[True, True] + [False] * 5,
            max_weight_kg=[9e3] + [np.nan] * 6,
            is_tunnel=[False] * 6 + [True],
            z_m=[0.0, 5.0, 0.0, 30.0, np.nan],
        )
    )
    assert (found.bridges, found.bridges_without_limit, found.tunnels) == (2, 1, 1)
    assert (found.nodes_without_height, found.steep) == (1, 2)
    assert found.examples["steep"] == ["l2", "l4"]
    assert looked_at(network()).nodes_without_height == 0


def test_what_is_not_known_is_not_doubted():
    """Without a datum no straight line is measured; an empty network has an audit too."""
    found = looked_at(network(crs="", x=None, y=None))
    assert (found.below_straight, found.extent) == (0, None)
    empty = Network.from_arrays(n_nodes=0, tail=[], head=[], length_m=[])
    assert (looked_at(empty).nodes, looked_at(empty).weak, looked_at(empty).suspect) == (0, [], 0.0)


def test_the_distance_to_a_road_follows_its_course():
    """To a straight piece, past its end, and to the bend of a road that is not straight."""
    made = network(
        arc_shape=[0, 0, 0, 1, 0, 0, 0],
        shape_first=[0, 3],
        shape_x=[0.002, 0.001, 0.0],
        shape_y=[0.0, 0.01, 0.0],
    )
    x, y = np.array([0.0005, -0.001, 0.001]), np.array([-0.001, 0.0, 0.011])
    north_m = DEGREE_M * (1 - 6.69437999014e-3)
    exact = [0.001 * north_m, 0.001 * DEGREE_M, 0.001 * north_m]
    assert road_distances_m(made, x, y) == pytest.approx(exact, rel=1e-3)


def test_every_shipped_network_has_an_audit(project):
    """One part, nothing assumed, and all bridges have a limit."""
    for name in ("four_nodes", "huarong", "huarong_polder"):
        found = audit_folder(project / "networks" / name, name)
        assert len(found.strong) == 1
        assert found.most_filled == 0.0
        assert found.bridges_without_limit == 0
        assert found.kind == "schematic"


def test_lithgow_is_as_its_readme_says(shared):
    """6,502 nodes, 14,919 arcs, 7,924 roads, 2,339 km, 215 parallel arcs, one component."""
    found = audit_folder(shared / "networks" / "lithgow", "lithgow")
    assert (found.nodes, found.arcs, found.roads) == (6502, 14_919, 7924)
    assert found.length_m == pytest.approx(2_339_000, rel=5e-4)
    assert (found.parallel, found.loops, found.strong) == (215, 0, [6502])
