"""What water does to vehicles and people, against published values and worked examples."""

import numpy as np
import pytest

from sandtable.hazards.flood import effects
from sandtable.hazards.flood.fatality import jonkman
from sandtable.world import water_limits


def test_safe_speed_as_published():
    """86.9 km/h on a dry road, 40.7 at 10 cm, 2.1 at 30 cm, closed in deeper water."""
    depth = np.array([0.0, 100.0, 150.0, 300.0, 300.1, 2000.0])
    speed = water_limits.safe_speed_kmh(depth)
    assert speed == pytest.approx([86.9448, 40.6548, 24.2598, 2.0748, 0.0, 0.0])


@pytest.mark.parametrize("law", water_limits.SAFE_SPEED)
def test_deeper_water_is_never_faster(law):
    """Each law falls all the way, also one whose parabola would rise again; never below 0."""
    speed = water_limits.safe_speed_kmh(np.arange(0.0, 400.0), law)
    assert (np.diff(speed) <= 0.0).all()
    assert speed.min() == 0.0


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


def test_boats_where_it_is_slow():
    """3 m/s is the most that a boat is steered in, however deep the water."""
    held = water_limits.BOAT.withstands(np.array([0.5, 20.0, 2.0]), np.array([3.0, 1.0, 3.1]))
    assert held.tolist() == [True, True, False]


def test_deaths_by_zone():
    """Half die where ln depth is the mean of the zone; all in the torrent of a breach."""
    depth = np.array([np.exp(1.46), np.exp(7.60), 2.2, 3.5, 0.0])
    velocity, rise = np.array([0.0, 0.0, 0.0, 2.0, 5.0]), np.array([1.0, 0.1, 1.0, 0.0, 1.0])
    share = jonkman(depth, velocity, rise)
    assert share == pytest.approx([0.5, 0.5, 0.0082, 1.0, 0.0], abs=1e-4)
    shallow = jonkman(np.array([2.0, 2.0]), np.zeros(2), np.array([0.1, 1.0]))
    assert shallow == pytest.approx([0.0060, 0.0060], abs=1e-4)  # below 2.1 m it is all one
