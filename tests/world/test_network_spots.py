"""Places on a road: further nodes, and parts of the arcs that they stand on."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandtable.routing.trees import adjacency, tree
from sandtable.world.network import Network
from sandtable.world.network_spots import ACCESS_SPEED_MPS, Spot, way_back, with_spots


def road(**more):
    """Return nodes 0 and 1, a road of 1,000 m both ways (arcs 0 and 1) driven at 10 m/s."""
    usual = {
        "tail": [0, 1],
        "head": [1, 0],
        "length_m": [1000.0, 1000.0],
        "free_speed_mps": [10.0, 10.0],
        "road_ids": ["high", "high"],
        "x": [0.0, 1000.0],
        "y": [0.0, 0.0],
        "n_nodes": 2,
    }
    return Network.from_arrays(**usual | more)


def seconds(network, start):
    """Return the time from a node to every node."""
    times = network.length_m / network.free_speed_mps
    return tree(*adjacency(network), times, start, -1)[0]


def test_a_spot_is_reached_from_both_ends():
    """300 m from the beginning: 30 s from node 0, 70 s from node 1, and back."""
    found = with_spots(road(), [Spot(id="base", arc=0, offset_m=300.0)])
    assert found.node_ids.tolist() == ["n0", "n1", "base"]
    assert (found.x[2], found.y[2]) == (300.0, 0.0)
    assert seconds(found, 2).tolist() == [30.0, 70.0, 0.0]
    assert seconds(found, 0)[2] == 30.0
    assert seconds(found, 1)[2] == 70.0
    assert found.part_of.tolist() == [-1, -1, 0, 1, 0, 1]
    assert found.arc_ids[:2].tolist() == ["l0", "l1"]


def test_a_one_way_road_leads_to_a_spot_and_away_from_it_one_way():
    """From node 1 nothing leads to it, and from it nothing to node 0."""
    one_way = road(tail=[0], head=[1], length_m=[1000.0], free_speed_mps=[10.0], road_ids=["high"])
    found = with_spots(one_way, [Spot(id="base", arc=0, offset_m=300.0)])
    assert seconds(found, 2).tolist() == [math.inf, 70.0, 0.0]


def test_two_spots_on_one_road_are_joined_without_a_turn():
    """From 300 m to 450 m is 15 s, whichever direction named them."""
    spots = [Spot(id="a", arc=0, offset_m=300.0), Spot(id="b", arc=1, offset_m=550.0)]
    found = with_spots(road(), spots)
    assert seconds(found, 2)[3] == seconds(found, 3)[2] == 15.0


def test_what_stands_off_the_road_is_reached_at_walking_pace():
    """100 m beside the road: the way to it is no part of the road and has no limits."""
    spot = Spot(id="farm", arc=0, offset_m=300.0, access_m=100.0)
    found = with_spots(road(max_weight_kg=[5000.0] * 2), [spot])
    assert found.node_ids.tolist()[2:] == ["farm", "farm_road"]
    assert seconds(found, 0)[2] == pytest.approx(30.0 + 100.0 / ACCESS_SPEED_MPS)
    (there,) = np.flatnonzero((found.head == 2) & (found.facility_type == "access"))
    assert found.part_of[there] == -1
    assert math.isnan(found.max_weight_kg[there])
    assert found.road_ids[there] == "farm_access"


def test_a_spot_follows_the_course_of_the_road():
    """Half of a road that turns a corner lies at the corner."""
    bent = road(
        arc_shape=[1, -1],
        shape_first=[0, 3],
        shape_x=[0.0, 500.0, 500.0],
        shape_y=[0.0, 0.0, 500.0],
    )
    found = with_spots(bent, [Spot(id="corner", arc=0, offset_m=500.0)])
    assert (found.x[2], found.y[2]) == (500.0, 0.0)


def test_parts_belong_to_their_road():
    """Who closes the road or one of its arcs closes the parts with it."""
    found = with_spots(road(), [Spot(id="base", arc=0, offset_m=300.0)])
    assert found.with_parts([0]) == [0, 2, 4]
    assert found.arcs_of_road("high") == [0, 1, 2, 3, 4, 5]
    assert found.parts() == {0: [2, 4], 1: [3, 5]}
    assert road().with_parts([1]) == [1]


def test_without_spots_it_is_the_same_network():
    """Nothing is copied, so nothing is hashed anew."""
    network = road()
    assert with_spots(network, []) is network


@pytest.mark.parametrize(
    ("spot", "told"),
    [
        (Spot(id="s", arc=7, offset_m=0.0), "arc 7"),
        (Spot(id="s", arc=0, offset_m=1000.5), "offset"),
        (Spot(id="s", arc=0, offset_m=-1.0), "offset"),
        (Spot(id="s", arc=0, offset_m=1.0, access_m=-1.0), "offset"),
    ],
)
def test_a_spot_that_is_nowhere_is_refused(spot, told):
    """Arcs are those of the network, offsets lie on them."""
    with pytest.raises(ValueError, match=told):
        with_spots(road(), [spot])


def test_the_way_back_is_over_the_same_road():
    """Another road between the same nodes is not the way back."""
    network = road(
        tail=[0, 1, 1],
        head=[1, 0, 0],
        length_m=[1000.0] * 3,
        free_speed_mps=[10.0] * 3,
        road_ids=["high", "low", "high"],
    )
    assert way_back(network, 0) == 2
    assert way_back(network, 1) == -1


@st.composite
def networks(draw):
    """Return a network of some two-way and one-way roads between five nodes."""
    ends = draw(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=9))
    tail, head, names = [], [], []
    for number, (a, b) in enumerate(ends):
        tail.append(a), head.append(b), names.append(f"r{number}")
        if draw(st.booleans()):
            tail.append(b), head.append(a), names.append(f"r{number}")
    metres = {name: draw(st.integers(1, 40)) * 16.0 for name in names}
    return Network.from_arrays(
        tail=tail,
        head=head,
        length_m=[metres[name] for name in names],
        free_speed_mps=[16.0] * len(tail),
        road_ids=names,
        n_nodes=5,
    )


@settings(deadline=None, max_examples=150)
@given(networks(), st.data())
def test_times_are_those_of_the_roads(network, data):
    """Old nodes are as far apart as before; a spot is where the road leads past it."""
    spots = [
        Spot(
            id=f"s{number}",
            arc=(arc := data.draw(st.integers(0, network.n_arcs - 1))),
            offset_m=float(network.length_m[arc]) * data.draw(st.integers(0, 8)) / 8.0,
        )
        for number in range(data.draw(st.integers(1, 4)))
    ]
    found = with_spots(network, spots)
    at = {name: number for number, name in enumerate(found.node_ids.tolist())}
    for start in range(5):
        before, after = seconds(network, start), seconds(found, start)
        assert after[:5].tolist() == pytest.approx(before.tolist())
        for spot in spots:
            back = way_back(network, spot.arc)
            length_m = float(network.length_m[spot.arc])
            ways = [before[network.tail[spot.arc]] + spot.offset_m / 16.0]
            if back >= 0:
                ways.append(before[network.tail[back]] + (length_m - spot.offset_m) / 16.0)
            assert after[at[spot.id]] == pytest.approx(min(ways))
