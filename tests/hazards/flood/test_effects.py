"""What water does to vehicles and people, against published values and worked examples."""

import numpy as np
import pytest

from sandtable.hazards.flood import effects
from sandtable.hazards.flood.fatality import drained_s, jonkman, reopens_s
from sandtable.world import water_limits


def test_safe_speed_as_published():
    """86.9 km/h on a dry road, 40.7 at 10 cm, 2.1 at 30 cm, closed in deeper water."""
    depth = np.array([0.0, 100.0, 150.0, 300.0, 300.1, 2000.0])
    speed = water_limits.safe_speed_kmh(depth)
    assert speed == pytest.approx([86.9448, 40.6548, 24.2598, 2.0748, 0.0, 0.0])


@pytest.mark.parametrize("law", water_limits.SAFE_SPEED)
def test_deeper_water_is_never_faster(law):
    """Each law falls up to the depth at which it is closed, and never below 0."""
    speed = water_limits.safe_speed_kmh(np.arange(0.0, 400.0), law)
    closed = np.flatnonzero(speed == 0.0)
    assert (np.diff(speed[: closed[0] if closed.size else None]) <= 0.0).all()
    assert speed.min() >= 0.0


def test_speed_factor_of_a_slow_road():
    """Water slows only those who would drive faster than is safe; dry roads are as they were."""
    factor = effects.speed_factor(np.array([0.0, 0.1, 0.1, 0.4]), 40.0)
    assert factor == pytest.approx([1.0, 1.0, 1.0, 0.0])
    assert effects.speed_factor(np.array([0.1]), 81.3096) == pytest.approx([0.5])
    assert effects.speed_factor(np.array([0.0]), 120.0) == pytest.approx([1.0])


def test_hazard_classes_at_their_limits():
    """The limit itself belongs to the class below; each of three numbers can lift it."""
    water = np.array(
        [
            *[(0.3, 1.0), (0.301, 0.1), (0.2, 2.0), (0.2, 2.01), (0.5, 1.2), (1.2, 0.5)],
            *[(1.2, 0.6), (2.0, 0.5), (2.1, 0.1), (4.0, 1.0), (4.1, 0.1), (1.0, 4.1), (0, 0)],
        ]
    )
    classes = effects.hazard_class(*water.T)
    assert classes.tolist() == [1, 2, 2, 5, 2, 3, 4, 4, 5, 5, 6, 6, 1]


@pytest.mark.parametrize(
    ("vehicle", "held"),
    [
        ("small_car", [True, False, False, False]),
        ("large_car", [True, True, True, False]),
        ("four_wheel_drive", [True, True, True, True]),
    ],
)
def test_vehicles_by_depth_and_flow(vehicle, held):
    """Still and flowing water that one vehicle stands in and another does not."""
    depth, velocity = np.array([0.3, 0.4, 0.3, 0.3]), np.array([0.5, 0.1, 1.4, 1.9])
    assert water_limits.VEHICLES[vehicle].withstands(depth, velocity).tolist() == held


def test_vehicles_of_three_estimates():
    """The lowest estimate never withstands what the best does not."""
    depth, velocity = np.meshgrid(np.linspace(0, 3, 61), np.linspace(0, 8, 81))
    for several in water_limits.CLEARANCE.values():
        low, best, high = (one.withstands(depth, velocity) for one in several)
        assert (low <= best).all()
        assert (best <= high).all()


def test_people_who_walk():
    """0.5 m²/s: an adult stands, a child does not; nobody where it is deeper than 1.2 m."""
    depth, velocity = np.array([0.5, 1.3]), np.array([1.0, 0.0])
    found = {who: limits.withstands(depth, velocity) for who, limits in water_limits.PEOPLE.items()}
    assert {who: some.tolist() for who, some in found.items()} == {
        "child": [False, False],
        "adult": [True, False],
        "trained": [True, False],
    }


def test_boats_where_it_is_deep_and_slow():
    """Half a metre carries a boat; 3 m/s is the most it is steered in."""
    found = effects.is_navigable(np.array([0.49, 0.5, 2.0, 2.0]), np.array([0.0, 3.0, 3.1, 1.0]))
    assert found.tolist() == [False, True, False, True]


def test_a_house_that_is_no_refuge():
    """From H5 on it may break."""
    found = effects.is_refuge(np.array([0.5, 2.0, 2.1, 1.0]), np.array([0.5, 0.4, 2.1, 3.0]))
    assert found.tolist() == [True, True, False, False]


def test_drivers_who_enter():
    """All below 6 cm, half at the mean, few a metre deep; higher cars go deeper."""
    depth = np.array([0.05, 0.35, 1.0])
    low, high = effects.enters(depth, "low"), effects.enters(depth, "high")
    assert low == pytest.approx([1.0, 0.5, 0.00058], abs=1e-5)
    assert (high >= low).all()


def test_hazard_rating():
    """D (v + 0.5) + DF, nothing on dry ground."""
    rating = effects.hazard_rating(np.array([1.0, 0.0]), np.array([1.0, 0.0]), debris=1.0)
    assert rating.tolist() == [2.5, 0.0]


def test_deaths_by_zone():
    """Half die where ln depth is the mean of the zone; all in the torrent of a breach."""
    depth = np.array([np.exp(1.46), np.exp(7.60), 2.2, 3.5, 0.0])
    velocity, rise = np.array([0.0, 0.0, 0.0, 2.0, 5.0]), np.array([1.0, 0.1, 1.0, 0.0, 1.0])
    share = jonkman(depth, velocity, rise)
    assert share == pytest.approx([0.5, 0.5, 0.0082, 1.0, 0.0], abs=1e-4)
    shallow = jonkman(np.array([2.0, 2.0]), np.zeros(2), np.array([0.1, 1.0]))
    assert shallow == pytest.approx([0.0060, 0.0060], abs=1e-4)  # below 2.1 m it is all one


def test_a_polder_is_pumped_out():
    """3.6 million m³ by pumps of 12 m³/s against 2 m³/s of seepage: 100 h."""
    assert drained_s(3.6e6, 12.0, 2.0) == pytest.approx(100 * 3600.0)
    assert drained_s(1.0, 2.0, 2.0) == np.inf
    assert drained_s(0.0, 0.0) == 0.0


def test_a_road_reopens_for_good():
    """After the last time that it was too deep, and the clearing; never if it stays deep."""
    since = np.array([0.0, 600.0, 1200.0, 1800.0, 2400.0])
    depth = np.array([0.0, 0.5, 0.1, 0.4, 0.2])
    assert reopens_s(since, depth) == 2400.0
    assert reopens_s(since, depth, clearing_s=7200.0) == 9600.0
    assert reopens_s(since, depth, passable_m=0.15) == np.inf
    assert reopens_s(since, 0.0 * depth, clearing_s=7200.0) == 0.0
