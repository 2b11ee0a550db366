"""Pieces of roads against polygons: by hand, and against many points along them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandtable.hazards.polygons import Courses, Pieces, touching
from sandtable.world.network import Network

SQUARE = np.array([(0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0), (0.0, 0.0)])
HOLE = np.array([(1.0, 1.0), (3.0, 1.0), (3.0, 3.0), (1.0, 3.0)])

POINTS = 400
"""Points along a piece in the slow version."""


def touches(piece, *polygons):
    """Return whether one piece touches any of some polygons."""
    ends = (np.array([float(one)]) for one in piece)
    return bool(touching(Pieces(*ends), polygons)[0])


@pytest.mark.parametrize(
    ("piece", "expected"),
    [
        ((-1, 2, 5, 2), True),  # through it, no end inside
        ((1, -1, 2, 1), True),  # one end inside
        ((2, 2, 2.5, 2.5), True),  # wholly inside
        ((5, 5, 6, 6), False),
        ((4, 5, 5, 4), False),  # past a corner: the boxes do not meet
        ((3, 5, 5, 3), True),  # through the corner alone
        ((4, 1, 8, 1), True),  # an end on an edge
        ((4, -2, 4, 8), True),  # along an edge
        ((4, 5, 4, 8), False),  # on the line of an edge, beyond it
        ((-1, 3, 1, 6), False),  # boxes meet, pieces do not
        ((0, 0, 0, 0), True),  # a place on a corner
        ((2, 4, 2, 4), True),  # a place on an edge
        ((np.nan, 1, 2, 2), False),
    ],
)
def test_pieces_against_a_square_by_hand(piece, expected):
    """Through, inside, along an edge, at a corner, and none of these; edges belong to it."""
    assert touches(piece, [SQUARE]) is expected
    x1, y1, x2, y2 = piece
    assert touches((x2, y2, x1, y1), [SQUARE]) is expected


def test_a_hole_is_outside_and_its_edge_is_not():
    """A road in the courtyard is not in the house; two polygons are in as soon as one is."""
    ring = [SQUARE, HOLE]
    assert not touches((1.5, 1.5, 2.5, 2.5), ring)
    assert touches((1.5, 1.5, 3.0, 1.5), ring)
    assert touches((2.0, 2.0, 2.0, 3.5), ring)
    assert touches((1.5, 1.5, 2.5, 2.5), ring, [HOLE])
    assert touches((1.5, 1.5, 2.5, 2.5), [HOLE[::-1], SQUARE], [HOLE])


def inside(x, y, polygon):
    """Return whether a place lies in an odd number of rings, ring by ring."""
    odd = False
    for ring in polygon:
        for (x1, y1), (x2, y2) in zip(ring, np.roll(ring, -1, axis=0), strict=True):
            if (y1 > y) != (y2 > y) and x < x1 + (y - y1) / (y2 - y1) * (x2 - x1):
                odd = not odd
    return odd


def gap(x, y, polygon):
    """Return the distance of a place from the edges of a polygon."""
    gaps = []
    for ring in polygon:
        for start, end in zip(ring, np.roll(ring, -1, axis=0), strict=True):
            way = end - start
            along = np.dot((x, y) - start, way) / max(np.dot(way, way), 1e-300)
            gaps.append(np.hypot(*(start + min(max(along, 0.0), 1.0) * way - (x, y))))
    return min(gaps)


places = st.tuples(st.floats(-9, 9), st.floats(-9, 9)) | st.tuples(
    st.integers(-4, 4).map(float), st.integers(-4, 4).map(float)
)
rings = st.lists(places, min_size=3, max_size=7).map(np.array)


@given(st.lists(rings, min_size=1, max_size=3), places, places)
def test_what_many_points_along_a_piece_say(polygon, start, end):
    """Any point inside: it touches. It touches: some point is inside or within a step of it."""
    found = touches((*start, *end), polygon)
    step = np.hypot(end[0] - start[0], end[1] - start[1]) / POINTS
    part = np.linspace(0.0, 1.0, POINTS + 1)
    points = np.outer(1.0 - part, start) + np.outer(part, end)
    if found:
        ends_near = inside(*points[0], polygon)
        assert ends_near or min(gap(x, y, polygon) for x, y in points) <= step + 1e-9
    else:
        within = [(x, y) for x, y in points if inside(x, y, polygon)]
        assert all(gap(x, y, polygon) < 1e-9 for x, y in within)


def test_many_pieces_in_many_parts_as_one_by_one(monkeypatch):
    """How many pairs are looked at in one go decides nothing."""
    ends = np.random.default_rng(5).uniform(-1.0, 5.0, (4, 200))
    whole = touching(Pieces(*ends), [[SQUARE, HOLE]])
    monkeypatch.setattr("sandtable.hazards.polygons._PAIRS", 20)
    assert touching(Pieces(*ends), [[SQUARE, HOLE]]).tolist() == whole.tolist()
    assert 0 < whole.sum() < whole.size


def test_strips_leave_nothing_out(monkeypatch):
    """An outline of 3,000 corners in strips as in one: inside, across and outside."""
    angle = np.linspace(0.0, 2.0 * np.pi, 3000, endpoint=False)
    far = 2.0 + np.sin(40.0 * angle)
    outline = [np.column_stack((far * np.cos(angle), far * np.sin(angle)))]
    begin = np.random.default_rng(6).uniform(-3.5, 3.5, (2, 400))
    end = begin + np.random.default_rng(7).uniform(-0.3, 0.3, (2, 400))
    found = touching(Pieces(*begin, *end), [outline])
    monkeypatch.setattr("sandtable.hazards.polygons._MOST_STRIPS", 1)
    assert touching(Pieces(*begin, *end), [outline]).tolist() == found.tolist()
    assert 100 < found.sum() < 300


def test_courses_with_and_without_bends():
    """A bend into the square closes both directions; a straight road past it stays open."""
    network = Network.from_arrays(
        tail=[0, 1, 0, 1],
        head=[1, 0, 1, 0],
        length_m=[1.0] * 4,
        n_nodes=2,
        x=[-2.0, 6.0],
        y=[5.0, 5.0],
        crs="EPSG:32649",
        arc_shape=[1, -1, 0, 0],
        shape_first=[0, 3],
        shape_x=[-2.0, 2.0, 6.0],
        shape_y=[5.0, 3.0, 5.0],
    )
    assert Courses.of(network).arcs_on([[SQUARE]]).tolist() == [0, 1]
    assert Courses.of(network).arcs_on([[SQUARE + np.array((0.0, 1.0))]]).tolist() == [0, 1, 2, 3]
    assert Courses.of(network).arcs_on([]).tolist() == []
