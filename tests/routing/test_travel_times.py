"""Travel times under changing roads (contracts §8)."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.routing.networks import by_scipy, check_route, networks, times

from sandtable.files.network_reader import read_network
from sandtable.routing import TravelTimes
from sandtable.world.network import Network


@st.composite
def changing_roads(draw):
    """Draw a network, first times, sources and a few rounds of changes."""
    network = draw(networks())
    node = st.integers(0, network.n_nodes - 1)
    sources = draw(st.lists(node, max_size=4))
    numbers = st.lists(st.integers(0, network.n_arcs - 1), unique=True, max_size=6)
    rounds = draw(st.lists(numbers, max_size=6)) if network.n_arcs else []
    changes = [(arcs, draw(times(len(arcs)))) for arcs in rounds]
    return network, draw(times(network.n_arcs)), sources, changes


@given(changing_roads())
def test_times_and_routes_follow_every_change(case):
    """After any mix of closing, slowing and reopening equal to SciPy; routes take that time."""
    network, seconds, sources, changes = case
    now = seconds.copy()
    found = TravelTimes(network, seconds, np.array(sources, dtype=int))
    view = found.seconds
    for arcs, new in [([], []), *changes]:
        found.update(np.array(arcs, dtype=int), new)
        now[np.array(arcs, dtype=int)] = new
        exact = by_scipy(network, now, sources) if sources else np.empty((0, network.n_nodes))
        np.testing.assert_allclose(view, exact, rtol=1e-9)
        for row, source in enumerate(sources):
            for node in range(network.n_nodes):
                route = found.route(row, node)
                if math.isinf(exact[row, node]):
                    assert route is None
                else:
                    check_route(network, now, route, source, node, exact[row, node])


@pytest.fixture
def on_paper(four_nodes):
    """Return the network of four nodes, its arc numbers and times from a and d."""
    network = read_network(four_nodes, "four_nodes")
    seconds = network.length_m / network.free_speed_mps
    return network, network.arc_number, TravelTimes(network, seconds, [0, 3])


def test_the_table_on_paper(on_paper):
    """The minutes that networks/four_nodes/README.md tells, open and with roads closed."""
    network, _number, times_ = on_paper
    free = (network.length_m / network.free_speed_mps).copy()
    minutes = times_.seconds / 60
    assert minutes.tolist() == [pytest.approx([0, 1, 3, 6]), pytest.approx([6, 5, 3, 0])]
    rows = {"market": [0, 7, 5, 8], "mill": [0, 1, 5, 8], "ring": [0, 1, 3, 6]}
    rows["east"] = [0, 1, 3, math.inf]
    for road, row in rows.items():
        arcs = network.arcs_of_road(road)
        times_.update(arcs, [math.inf] * len(arcs))
        assert (times_.seconds[0] / 60).tolist() == pytest.approx(row), road
        times_.update(arcs, free[arcs])
        assert (times_.seconds[0] / 60).tolist() == pytest.approx([0, 1, 3, 6]), road


def test_a_route_is_in_travel_order(on_paper):
    """From a to d by the market, the mill and the east road; nothing at the source itself."""
    network, number, times_ = on_paper
    assert network.arc_ids[times_.route(0, 3)].tolist() == ["ab", "bc", "cd"]
    assert times_.route(0, 0).tolist() == []
    times_.update([number("cd")], [math.inf])
    assert times_.route(0, 3) is None
    assert network.arc_ids[times_.route(1, 0)].tolist() == ["dc", "cb", "ba"]


def test_within_counts_the_limit_itself(on_paper):
    """3 min from a reach c and no farther; unreachable is never within."""
    _network, number, times_ = on_paper
    assert times_.within(180.0).tolist() == [[True, True, True, False], [False, False, True, True]]
    assert not times_.within(179.999)[0, 2]
    times_.update([number("cd")], [math.inf])
    assert not times_.within(math.inf)[0, 3]


def test_nearest_sorts_by_time_then_position(on_paper):
    """Node c is 3 min from both; b is nearer to a; a source cut off is left out."""
    _network, number, times_ = on_paper
    assert times_.nearest(2, 2).tolist() == [0, 1]
    assert times_.nearest(1, 5).tolist() == [0, 1]
    assert times_.nearest(3, 1).tolist() == [1]
    times_.update([number("cd")], [math.inf])
    assert times_.nearest(3, 2).tolist() == [1]


def test_the_times_given_are_copied_and_the_view_is_read_only():
    """Changing the caller's array afterwards changes nothing; the view cannot be written."""
    network = Network.from_arrays(n_nodes=2, tail=[0], head=[1], length_m=[1])
    seconds = np.array([5.0])
    times_ = TravelTimes(network, seconds, [0])
    seconds[0] = 1.0
    times_.update([], [])
    assert times_.seconds.tolist() == [[0.0, 5.0]]
    assert times_.seconds.dtype == np.float64
    with pytest.raises(ValueError, match="read-only"):
        times_.seconds[0, 0] = 1.0


@pytest.mark.parametrize(
    ("seconds", "sources"),
    [
        ([1.0], [0]),
        ([1.0, math.nan], [0]),
        ([1.0, -1.0], [0]),
        ([1.0, 1.0], [2]),
        ([1.0, 1.0], [0.5]),
    ],
    ids=["shape", "nan", "negative", "no such node", "no whole number"],
)
def test_nonsense_is_refused(seconds, sources):
    """A wrong shape, nan, a negative time and a source that is no node."""
    network = Network.from_arrays(n_nodes=2, tail=[0, 1], head=[1, 0], length_m=[1, 1])
    with pytest.raises(ValueError, match=r"seconds|sources"):
        TravelTimes(network, seconds, sources)


@pytest.mark.parametrize(
    ("arcs", "seconds"),
    [
        ([0, 0], [1, 2]),
        ([0], [1, 2]),
        ([0, 1], [3, -1]),
        ([0, 1], [3, math.nan]),
        ([2], [1]),
        ([-1], [1]),
    ],
    ids=["twice", "shape", "negative", "nan", "no such arc", "below 0"],
)
def test_a_wrong_update_changes_nothing(arcs, seconds):
    """It is refused as a whole."""
    network = Network.from_arrays(n_nodes=2, tail=[0, 1], head=[1, 0], length_m=[1, 1])
    times_ = TravelTimes(network, [7.0, 8.0], [0, 1])
    with pytest.raises(ValueError, match=r"seconds|arcs"):
        times_.update(arcs, seconds)
    times_.update([], [])
    assert times_.seconds.tolist() == [[0.0, 7.0], [8.0, 0.0]]
