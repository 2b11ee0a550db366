"""The network: what it is made from, what it refuses, saving and opening, its hash."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.routing.networks import full_networks, networks

from sandtable.world.network import DEFAULT_SPEED_MPS, Network
from sandtable.world.network_columns import EXTRAS

SMALL = {"n_nodes": 3, "tail": [0, 1, 1], "head": [1, 0, 2], "length_m": [5.0, 5.0, 0.0]}


def test_what_is_missing_gets_its_default():
    """Ids by number, one road for both directions, 60 km/h, unknown limits and places."""
    network = Network.from_arrays(**SMALL)
    assert network.n_arcs == 3
    assert network.node_ids.tolist() == ["n0", "n1", "n2"]
    assert network.arc_ids.tolist() == ["l0", "l1", "l2"]
    assert network.road_ids.tolist() == ["r0_1", "r0_1", "r1_2"]
    assert network.free_speed_mps.tolist() == [DEFAULT_SPEED_MPS] * 3
    assert np.all(np.isnan([network.max_weight_kg, network.max_height_m, network.x]))
    assert network.kind == "schematic"


def test_parallel_arcs_self_loops_and_empty_networks_are_allowed():
    """An arc's number is its place in the arrays, whatever arcs lie beside it."""
    network = Network.from_arrays(n_nodes=2, tail=[0, 0, 1], head=[1, 1, 1], length_m=[1, 2, 3])
    assert network.length_m.tolist() == [1.0, 2.0, 3.0]
    assert network.arc_number("l1") == 1
    assert Network.from_arrays(n_nodes=0, tail=[], head=[], length_m=[]).n_arcs == 0


def test_arcs_are_found_by_id_and_by_road():
    """What is not there is -1, or no arcs."""
    network = Network.from_arrays(**SMALL)
    assert [network.arc_number(name) for name in ("l2", "l3", "")] == [2, -1, -1]
    assert network.arcs_of_road("r0_1") == [0, 1]
    assert network.arcs_of_road("r9") == []
    network.arcs_of_road("r0_1").append(7)  # a copy: nobody changes the network by it
    assert network.arcs_of_road("r0_1") == [0, 1]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"tail": [0, 1, 3]}, "tail: found a node outside 0..2"),
        ({"head": [0, -1, 2]}, "head: found a node outside 0..2"),
        ({"head": [1, 0]}, "head: found 2 arcs, expected 3"),
        ({"tail": [0.0, 1.0, 1.0]}, "tail: found float64"),
        ({"length_m": [5.0, 5.0]}, "length_m: found shape"),
        ({"length_m": [5.0, 5.0, -1.0]}, "length_m: found a negative"),
        ({"length_m": [5.0, 5.0, math.nan]}, "length_m: found a negative, infinite or missing"),
        ({"length_m": [5.0, 5.0, math.inf]}, "length_m: found a negative, infinite or missing"),
        ({"free_speed_mps": [1.0, 0.0, 1.0]}, "free_speed_mps: found a speed"),
        ({"free_speed_mps": [1.0, math.nan, 1.0]}, "free_speed_mps: found a speed"),
        ({"free_speed_mps": [1.0, math.inf, 1.0]}, "free_speed_mps: found a speed"),
        ({"arc_ids": ["a", "b", "a"]}, "arc_ids: found an id twice"),
        ({"node_ids": ["a", "a", "b"]}, "node_ids: found an id twice"),
        ({"node_ids": ["a", "b"]}, "node_ids: found 2 values, expected 3"),
        ({"road_ids": ["a"]}, "road_ids: found 1 values, expected 3"),
        ({"x": [1.0]}, "x: found shape"),
        ({"is_bridge": [True]}, "is_bridge: found shape"),
        ({"lanes": [1.0, -1.0, 1.0]}, "lanes: found a negative"),
        ({"road_z_m": [1.0, math.inf, 1.0]}, "road_z_m: found an infinite"),
        ({"arc_shape": [0, 0, 1]}, "arc_shape: found a shape outside 1..0"),
        ({"shape_first": [0, 1], "shape_x": [1.0], "shape_y": [1.0]}, "shape_first: expected"),
        ({"shape_first": [0, 2], "shape_x": [1.0, 2.0], "shape_y": [1.0]}, "shape_x, shape_y"),
    ],
)
def test_nonsense_is_refused(wrong, said):
    """Each column is checked, and the message names it."""
    with pytest.raises(ValueError, match=said.replace("..", r"\.\.")):
        Network.from_arrays(**SMALL | wrong)


def test_columns_are_copied_and_read_only():
    """Neither the caller's arrays nor anybody else can change a network."""
    lengths = np.array([5.0, 5.0, 0.0])
    network = Network.from_arrays(**SMALL | {"length_m": lengths})
    lengths[0] = 9.0
    assert network.length_m[0] == 5.0
    with pytest.raises(ValueError, match="read-only"):
        network.length_m[0] = 9.0
    with pytest.raises(AttributeError):
        network.crs = "EPSG:4326"


@given(networks())
def test_a_saved_network_opens_the_same(tmp_path_factory, network):
    """Every column, every id and the hash come back from disk."""
    folder = tmp_path_factory.mktemp("network")
    network.save(folder)
    again = Network.open(folder)
    assert again.content_hash == network.content_hash
    assert again.arc_ids.tolist() == network.arc_ids.tolist()
    for name in ("tail", "head", "length_m", "free_speed_mps", "max_weight_kg", "x"):
        np.testing.assert_array_equal(getattr(again, name), getattr(network, name))


@given(full_networks())
def test_columns_that_may_be_left_out_open_the_same(tmp_path_factory, network):
    """Bridges, names, heights and courses come back from disk, and the hash with them."""
    folder = tmp_path_factory.mktemp("network")
    network.save(folder)
    again = Network.open(folder)
    assert again.content_hash == network.content_hash
    for name in EXTRAS:
        np.testing.assert_array_equal(getattr(again, name), getattr(network, name))


def test_what_says_nothing_costs_nothing(tmp_path):
    """A column of defaults is neither stored nor hashed, and takes no memory for its arcs."""
    nothing = {"is_bridge": [False] * 3, "names": [""] * 3, "lanes": [math.nan] * 3}
    network = Network.from_arrays(**SMALL, **nothing)
    assert network.content_hash == Network.from_arrays(**SMALL).content_hash
    # The hash that this network had before there were columns to leave out.
    assert network.content_hash == "3ea1062c51671d1df18e9015399baab0"
    assert network.lanes.strides == (0,)
    assert network.extras() == []
    network.save(tmp_path)
    assert not (tmp_path / "lanes.npy").exists()


def test_saving_over_a_richer_network_leaves_nothing_of_it(tmp_path):
    """A column that only the former network had is not opened with the next one."""
    Network.from_arrays(**SMALL, is_bridge=[True, True, False]).save(tmp_path)
    poor = Network.from_arrays(**SMALL)
    poor.save(tmp_path)
    assert Network.open(tmp_path).content_hash == poor.content_hash


def test_both_directions_share_their_course():
    """The way back runs through the same points from the other end; a straight arc has two."""
    network = Network.from_arrays(
        **SMALL,
        x=[0.0, 2.0, 5.0],
        y=[0.0, 0.0, 1.0],
        arc_shape=[-1, 1, 0],
        shape_first=[0, 3],
        shape_x=[2.0, 1.0, 0.0],
        shape_y=[0.0, 7.0, 0.0],
    )
    assert network.arc_shape.tolist() == [1, -1, 0]  # along the first arc that uses it
    assert [network.points(arc)[0].tolist() for arc in range(3)] == [[0, 1, 2], [2, 1, 0], [2, 5]]
    assert network.points(1)[1].tolist() == [0, 7, 0]


def test_equal_courses_are_one():
    """Twice the same points, once backwards, and a shape that nobody uses: the same network."""
    once = {
        "arc_shape": [1, -1, 0],
        "shape_first": [0, 2],
        "shape_x": [0.0, 1.0],
        "shape_y": [0, 0],
    }
    twice = {
        "arc_shape": [2, 3, 0],
        "shape_first": [0, 2, 4, 6],
        "shape_x": [9.0, 9.0, 0.0, 1.0, 1.0, -0.0],
        "shape_y": [0] * 6,
    }
    hashes = {Network.from_arrays(**SMALL, **shapes).content_hash for shapes in (once, twice)}
    assert len(hashes) == 1


@given(st.lists(st.lists(st.integers(0, 2), min_size=2, max_size=4), min_size=1, max_size=6))
def test_courses_stay_what_they_are_and_each_is_kept_once(lines):
    """Whatever ends courses share: points stay, and equal ones are one."""
    n = len(lines)
    network = Network.from_arrays(
        n_nodes=1,
        tail=[0] * n,
        head=[0] * n,
        length_m=[1.0] * n,
        arc_shape=range(1, n + 1),
        shape_first=np.cumsum([0, *map(len, lines)]),
        shape_x=np.concatenate(lines),
        shape_y=np.ones(sum(map(len, lines))),
    )
    assert [network.points(arc)[0].tolist() for arc in range(n)] == lines
    assert network.shape_first.size - 1 == len({min(tuple(x), tuple(x[::-1])) for x in lines})


def test_an_unknown_column_is_a_slip():
    """A misspelt column is refused rather than left out in silence."""
    with pytest.raises(TypeError, match="is_brigde"):
        Network.from_arrays(**SMALL, is_brigde=[True] * 3)


def test_an_opened_network_is_mapped_and_not_read(tmp_path):
    """Columns of an opened network are read-only memory maps, so that processes share them."""
    Network.from_arrays(**SMALL).save(tmp_path)
    network = Network.open(tmp_path)
    assert isinstance(network.length_m, np.memmap)
    assert not network.length_m.flags.writeable


def test_a_changed_file_is_noticed(tmp_path):
    """One metre more in a saved column is a damaged network, and so is another format."""
    Network.from_arrays(**SMALL).save(tmp_path)
    np.save(tmp_path / "length_m.npy", np.array([5.0, 6.0, 0.0]))
    with pytest.raises(ValueError, match="damaged"):
        Network.open(tmp_path)


def test_no_pickle_is_opened(tmp_path):
    """A column that would have to be unpickled is refused: no data file runs code."""
    Network.from_arrays(**SMALL).save(tmp_path)
    np.save(tmp_path / "tail.npy", np.array([{}, [], "x"], dtype=object), allow_pickle=True)
    with pytest.raises(ValueError, match="Python objects"):
        Network.open(tmp_path)


@pytest.mark.parametrize(
    "other",
    [
        {"length_m": [5.0, 5.0, 1.0]},
        {"tail": [0, 1, 0]},
        {"free_speed_mps": [1.0, 1.0, 1.0]},
        {"facility_type": ["county", "", ""]},
        {"road_ids": ["a", "b", "c"]},
        {"arc_ids": ["a", "b", "c"]},
        {"max_weight_kg": [1.0, math.nan, math.nan]},
        {"x": [0.0, 1.0, 2.0]},
        {"crs": "EPSG:4326"},
        {"kind": "imported"},
        {"attribution": "somebody"},
        {"n_nodes": 4},
        {"z_m": [math.nan, 3.0, math.nan]},
        {"is_bridge": [True, False, False]},
        {"is_tunnel": [True, False, False]},
        {"names": ["a", "", ""]},
        {"origins": ["a", "", ""]},
        {
            "arc_shape": [1, 0, 0],
            "shape_first": [0, 2],
            "shape_x": [0.0, 1.0],
            "shape_y": [0.0, 1.0],
        },
    ],
    ids=lambda other: next(iter(other)),
)
def test_any_difference_makes_another_hash(other):
    """The hash names the content: it moves with every column and stays for the same network."""
    same = Network.from_arrays(**SMALL).content_hash
    assert Network.from_arrays(**SMALL).content_hash == same
    assert Network.from_arrays(**SMALL | other).content_hash != same


def test_texts_cannot_slip_from_one_cell_into_the_next():
    """Ids 'a', 'bc' and 'ab', 'c' are different networks."""
    hashes = {
        Network.from_arrays(**SMALL, road_ids=roads).content_hash
        for roads in (["a", "bc", "d"], ["ab", "c", "d"])
    }
    assert len(hashes) == 2
