"""The road book: tables by state of the roads, routes, and what is computed only once."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.routing.networks import by_scipy, check_route, networks
from tests.routing.roads_that_change import KINDS, random_roads

from sandtable.files.network_reader import read_network
from sandtable.ground.clock import TICK_S
from sandtable.routing import RoadBook, free_flow_s
from sandtable.routing.roadbook import HUBS_AT_ONCE, ROUTES_KEPT, TREES_KEPT
from sandtable.routing.trees import tree
from sandtable.world.network import Network
from sandtable.world.plan import Profile

CAR = Profile(id="car")


@st.composite
def cases(draw):
    """Draw a network, hubs, points and speed factors with closures."""
    network = draw(networks())
    nodes = st.lists(st.integers(0, network.n_nodes - 1), unique=True, max_size=4)
    factor = st.one_of(st.sampled_from([0.0, 0.5, 1.0]), st.floats(0.01, 1.0))
    factors = draw(st.lists(factor, min_size=network.n_arcs, max_size=network.n_arcs))
    return network, draw(nodes), draw(nodes), np.array(factors)


@given(cases())
def test_every_question_has_the_answer_of_scipy(case):
    """Hub, point or neither: the same times, and routes that take them in travel order."""
    network, hubs, points, factors = case
    free = free_flow_s(network, CAR)
    seconds = np.full(free.shape, np.inf)
    np.divide(free, factors, out=seconds, where=factors > 0.0)
    state = RoadBook(network, [CAR], hubs, points).state("car", ("shut",), lambda: factors)
    exact = by_scipy(network, seconds, range(network.n_nodes))
    for start in range(network.n_nodes):
        times = exact[hubs, start].tolist()
        assert state.from_hubs(start) == pytest.approx(times, rel=1e-9)
        # Times to compare by are rounded to the clock grid, by half a tick at most.
        assert state.ranked_from_hubs(start) == pytest.approx(times, rel=1e-9, abs=TICK_S / 2)
        assert all(math.isinf(one) or one % TICK_S == 0.0 for one in state.ranked_from_hubs(start))
        by_time = state.hubs_by_time(start)
        assert by_time == sorted(by_time)
        assert [time_s for _, time_s in sorted((hub, time_s) for time_s, hub in by_time)] == (
            state.ranked_from_hubs(start)
        )
        for node in range(network.n_nodes):
            assert state.eta(start, node) == pytest.approx(exact[start, node], rel=1e-9)
            route = state.route(start, node)
            if math.isinf(exact[start, node]):
                assert route is None
                assert math.isnan(state.metres(start, node))
            else:
                check_route(network, seconds, route, start, node, exact[start, node])
                assert state.metres(start, node) == network.length_m[route].sum()


@pytest.fixture
def network(four_nodes):
    """Return the network of four nodes, numbered a, b, c, d."""
    return read_network(four_nodes, "four_nodes")


def shut(network, *roads):
    """Return factors with some roads closed."""
    factors = np.ones(network.n_arcs)
    for road in roads:
        factors[network.arcs_of_road(road)] = 0.0
    return factors


def test_a_closure_causes_the_detour_on_paper(network):
    """Without the market a to b takes 7 min over the ring; without the east road d is cut off."""
    book = RoadBook(network, [CAR], [0], [3])
    open_, market = (
        book.state("car", (), None),
        book.state("car", 1, lambda: shut(network, "market")),
    )
    east = book.state("car", 2, lambda: shut(network, "east"))
    assert open_.eta(0, 1) == pytest.approx(60.0)
    assert market.eta(0, 1) == pytest.approx(420.0)
    assert network.arc_ids[market.route(0, 1)].tolist() == ["ac", "cb"]
    assert market.metres(0, 1) == 7000.0
    assert east.eta(0, 3) == math.inf
    assert east.route(0, 3) is None


def test_a_closed_road_of_no_length_is_closed():
    """Nought divided by nought is no time: the arc stays shut."""
    network = Network.from_arrays(n_nodes=2, tail=[0], head=[1], length_m=[0.0])
    state = RoadBook(network, [CAR], [0], []).state("car", 1, lambda: np.array([0.0]))
    assert state.eta(0, 1) == math.inf
    assert state.route(0, 1) is None


def test_a_state_is_made_once_and_its_table_once(network):
    """Equal keys share a state; a thousand questions at points cost one pair of tables."""
    book = RoadBook(network, [CAR], [0, 3], [1])
    asked = []
    states = [book.state("car", 1, lambda: asked.append(1) or shut(network, "mill")) for _ in "ab"]
    assert states[0] is states[1]
    assert asked == [1]
    for _ in range(1000):
        states[0].eta(0, 1)
        states[0].eta(1, 3)
        states[0].from_hubs(1)
    assert (book.computed, book.loaded) == (1, 0)
    book.state("car", (), None).eta(0, 1)
    assert book.computed == 2


def test_saved_tables_are_opened_and_not_computed(network, tmp_path):
    """A second process finds what the first has saved, also the answers."""
    first = RoadBook(network, [CAR], [0, 3], [1])
    times = first.state("car", 1, lambda: shut(network, "mill")).from_hubs(1)
    first.save(tmp_path / "tables")
    first.save(tmp_path / "tables")  # once more: what is there is the same
    second = RoadBook.open(tmp_path / "tables", network, [CAR], [0, 3], [1])
    assert second.state("car", 1, lambda: shut(network, "mill")).from_hubs(1) == times
    assert (second.computed, second.loaded) == (0, 1)
    second.state("car", 2, lambda: shut(network, "ring")).from_hubs(1)
    assert (second.computed, second.loaded) == (1, 1)


def test_tables_of_another_book_are_not_taken(network, tmp_path):
    """Other vehicles, hubs, points or key: another name on disk."""
    first = RoadBook(network, [CAR], [0], [1])
    first.state("car", 1, lambda: shut(network)).eta(0, 1)
    first.save(tmp_path)
    slow = Profile(id="car", max_speed_mps=5.0)
    others = [
        (RoadBook.open(tmp_path, network, [slow], [0], [1]), 1),
        (RoadBook.open(tmp_path, network, [CAR], [1], [0]), 1),
        (RoadBook.open(tmp_path, network, [CAR], [0], [2]), 1),
        (RoadBook.open(tmp_path, network, [CAR], [0], [1]), 2),
    ]
    for book, key in others:
        book.state("car", key, lambda: shut(network)).from_hubs(0)
        assert (book.computed, book.loaded) == (1, 0)


def test_a_file_of_the_wrong_shape_is_computed_anew(network, tmp_path):
    """A table that does not fit is left alone."""
    first = RoadBook(network, [CAR], [0], [1])
    first.state("car", 1, lambda: shut(network)).eta(0, 1)
    first.save(tmp_path)
    (path,) = tmp_path.glob("*.npy")
    np.save(path, np.zeros((2, 9, 9)))
    second = RoadBook.open(tmp_path, network, [CAR], [0], [1])
    assert second.state("car", 1, lambda: shut(network)).eta(0, 1) == pytest.approx(60.0)
    assert (second.computed, second.loaded) == (1, 0)


def test_states_forget_the_oldest_trees_and_routes_only():
    """Places that are no hub keep a bounded number of trees and routes; the answers stay right."""
    n = TREES_KEPT + 8
    network = Network.from_arrays(
        n_nodes=n, tail=range(n - 1), head=range(1, n), length_m=[60.0] * (n - 1)
    )
    state = RoadBook(network, [CAR], [], []).state("car", (), None)
    for node in range(n):
        assert state.eta(0, node) == pytest.approx(node * 3.6)
        for start in range(n):
            state.route(start, node)
    assert len(state._trees) == TREES_KEPT
    assert len(state._routes) == ROUTES_KEPT
    assert state.route(0, n - 1).tolist() == list(range(n - 1))


def test_vehicles_meet_their_limits():
    """Too heavy, high or wide: no way; an unknown limit is none; a class has its own speed."""
    network = Network.from_arrays(
        n_nodes=2,
        tail=[0] * 5,
        head=[1] * 5,
        length_m=[100.0] * 5,
        free_speed_mps=[10.0] * 5,
        facility_type=["county", "county", "county", "county", "track"],
        max_weight_kg=[10_000, math.nan, math.nan, math.nan, math.nan],
        max_height_m=[math.nan, 3.0, math.nan, math.nan, math.nan],
        max_width_m=[math.nan, math.nan, 2.0, math.nan, math.nan],
    )
    truck = Profile(
        id="truck",
        weight_kg=16_000.0,
        height_m=3.5,
        width_m=2.5,
        speed_factor=2.0,
        max_speed_mps=16.0,
        speed_by_class_mps=(("track", 4.0),),
    )
    expected = [math.inf, math.inf, math.inf, 100.0 / 16.0, 25.0]
    assert free_flow_s(network, truck).tolist() == expected
    light = Profile(id="light", weight_kg=10_000.0, height_m=3.0, width_m=2.0)
    assert free_flow_s(network, light).tolist() == [10.0] * 5


@given(seed=st.integers(0, 2**32 - 1), kind=st.sampled_from(KINDS))
def test_tables_are_those_of_single_trees_to_the_last_bit(seed, kind):
    """Both directions, more hubs than are grown in one go: records keep their bytes."""
    network, seconds = random_roads(seed, kind)
    hubs = [number % network.n_nodes for number in range(HUBS_AT_ONCE + 3)]
    book = RoadBook(network, [], hubs, range(network.n_nodes))
    sides = (book.onward, book.backward)
    for side, table in zip(sides, book.tables(seconds, ""), strict=True):
        for row, hub in zip(table, hubs, strict=True):
            np.testing.assert_array_equal(row, tree(*side, seconds, hub, -1)[0])
