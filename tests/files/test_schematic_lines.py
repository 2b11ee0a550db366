"""The plane of a county, and lines on it: their length, where they cross, how they are cut."""

import math

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sandtable.files.schematic.lines import Lines, bent, cut, length, point_at, through
from sandtable.ground.plane import Plane

ONE = st.floats(0.001, 0.999)


@given(st.floats(70.0, 135.0), st.floats(18.0, 53.0), st.floats(-1.5, 1.5), st.floats(-1.5, 1.5))
def test_there_and_back(lon, lat, east, north):
    """A place within a degree and a half comes back to a ten-millionth of a degree."""
    plane = Plane(lon, lat)
    places = np.array([[lon + east, lat + north]])
    assert plane.degrees(plane.metres(places)) == pytest.approx(places, abs=1e-7)


def test_a_degree_of_latitude_and_of_longitude():
    """At 30 degrees north: 110,852 m and 96,486 m on WGS 84 (from its radii of curvature)."""
    plane = Plane(112.0, 30.0)
    off = plane.metres(np.array([[112.0, 30.5], [112.0, 29.5], [112.5, 30.0], [111.5, 30.0]]))
    assert off[0, 1] - off[1, 1] == pytest.approx(110_852.4, abs=1.0)
    assert off[2, 0] - off[3, 0] == pytest.approx(96_486.3, abs=2.0)


@example([(0.5, 0.5)], 1.75, 0.5)
@given(st.lists(st.tuples(ONE, ONE), min_size=1, max_size=20), st.floats(1.001, 1.9), ONE)
def test_a_bent_line_has_its_length(draws, factor, sway):
    """As long as wanted to a ten-thousandth, and with its two ends."""
    start, end = np.array([10.0, 20.0]), np.array([3010.0, -4020.0])
    straight = math.dist(start, end)
    swings = np.array(draws)
    line = bent(start, end, factor * straight, swings=swings, sway=0.1 * sway)
    assert length(line) == pytest.approx(factor * straight, rel=1e-4)
    assert line[0].tolist() == start.tolist()
    assert line[-1].tolist() == end.tolist()


def test_a_line_that_may_not_be_longer_is_straight():
    """Two points, whatever was drawn."""
    line = bent(np.zeros(2), np.array([5.0, 0.0]), 5.0, swings=np.full((3, 2), 0.3), sway=0.1)
    assert line.tolist() == [[0.0, 0.0], [5.0, 0.0]]


def test_crossings_have_their_ways():
    """A line through three others: how far along each, once even where two pieces of it join."""
    lines = Lines()
    lines.add(np.array([(10.0, -5.0), (10.0, 0.0), (10.0, 5.0)]))
    lines.add(np.array([(20.0, 0.0), (20.0, 9.0)]))
    lines.add(np.array([(30.0, 1.0), (30.0, 9.0)]))
    assert lines.crossings(np.array([(0.0, 0.0), (40.0, 0.0)])) == [(10.0, 0, 5.0), (20.0, 1, 0.0)]


def test_lines_that_meet_at_an_end_do_not_cross():
    """Roads that begin at one place share it."""
    lines = Lines()
    lines.add(np.array([(0.0, 0.0), (10.0, 10.0)]))
    assert lines.crossings(np.array([(0.0, 0.0), (10.0, -10.0)])) == []
    assert lines.crossings(np.array([(10.0, 10.0), (20.0, 0.0)])) == []


def test_far_lines_are_found():
    """A long line lies in many cells, and is met in each of them."""
    lines = Lines()
    lines.add(np.array([(-50_000.0, 100.0), (50_000.0, 100.0)]))
    for east in (-49_000.0, 0.0, 49_000.0):
        assert lines.crossings(np.array([(east, 0.0), (east, 3000.0)])) == [
            (100.0, 0, east + 50_000.0)
        ]


@given(st.lists(st.floats(1.0, 29.0), min_size=1, max_size=4, unique_by=lambda at: round(at, 3)))
def test_cut_pieces_make_the_whole(ways):
    """Each begins where the one before ends, at the way wanted, and their lengths add up."""
    line = np.array([(0.0, 0.0), (10.0, 0.0), (10.0, 20.0)])
    pieces = cut(line, sorted(ways))
    assert len(pieces) == len(ways) + 1
    assert sum(map(length, pieces)) == pytest.approx(30.0)
    for way, before, after in zip(sorted(ways), pieces, pieces[1:], strict=False):
        assert before[-1].tolist() == after[0].tolist() == point_at(line, way).tolist()


def test_a_smooth_line_goes_through_its_points():
    """A river passes where it is known to pass; two points make a straight one."""
    points = np.array([(0.0, 0.0), (1000.0, 300.0), (1500.0, 1500.0), (3000.0, 1400.0)])
    line = through(points, 100.0)
    for point in points:
        assert np.hypot(*(line - point).T).min() < 1e-6
    assert np.hypot(*np.diff(line, axis=0).T).max() < 250.0
    assert length(through(points[:2], 100.0)) == pytest.approx(math.hypot(1000.0, 300.0))
