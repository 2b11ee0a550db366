"""People around a place: evenly, whatever the points of the compass."""

import numpy as np
import pytest

from sandtable.hazards.spread import around


def in_order(places):
    """Return places in an order that does not hang on how they were made."""
    return sorted((round(x, 6) + 0.0, round(y, 6) + 0.0) for x, y in places.tolist())


@pytest.mark.parametrize(
    "turned", [[[0, 1], [-1, 0]], [[-1, 0], [0, -1]], [[-1, 0], [0, 1]], [[1, 0], [0, -1]]]
)
def test_turned_and_mirrored_they_are_the_same_places(turned):
    """A quarter, a half of a turn, and mirrors in both axes change nothing."""
    places = around(500.0)
    assert in_order(places @ np.array(turned, dtype=float)) == in_order(places)


@pytest.mark.parametrize("share", [1 / 3, 1 / 2, 2 / 3])
def test_they_lie_evenly(share):
    """Within a part of the radius live as many as its area says; the middle is their middle."""
    places = around(500.0)
    inside = np.mean(np.hypot(*places.T) <= 500.0 * share)
    assert inside == pytest.approx(share**2)
    assert places.mean(axis=0) == pytest.approx([0.0, 0.0], abs=1e-9)


def test_without_a_radius_all_are_in_the_middle():
    """One place stands for all."""
    assert around(0.0).tolist() == [[0.0, 0.0]]
