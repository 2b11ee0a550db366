"""Points along roads."""

import numpy as np

from sandtable.hazards.courses import along, nearest_m


def test_points_along_a_road_are_close():
    """100 m in steps of at most 15 m, both ends included; a point is itself."""
    points = along([(0.0, 0.0), (100.0, 0.0)], 15.0)
    assert np.diff(points[:, 0]).max() <= 15.0
    assert points[[0, -1], 0].tolist() == [0.0, 100.0]
    assert along([(1.0, 2.0)], 15.0).tolist() == [[1.0, 2.0]]


def test_corners_are_kept():
    """A bend is a point of its own, however long the step."""
    bend = [(0.0, 0.0), (30.0, 40.0), (30.0, 60.0)]
    assert along(bend, 1000.0).tolist() == [list(corner) for corner in bend]


def test_how_near_a_road_comes():
    """Between two corners, at one of them, at an end; a road of one place, stated once or twice."""
    assert nearest_m([(-25.0, 58.0), (25.0, 58.0)]) == 58.0
    assert nearest_m([(10.0, 20.0), (3.0, 4.0), (10.0, 10.0)]) == 5.0
    assert nearest_m([(6.0, 8.0), (12.0, 16.0)]) == 10.0
    assert nearest_m([(3.0, 4.0)]) == nearest_m([(3.0, 4.0), (3.0, 4.0)]) == 5.0
