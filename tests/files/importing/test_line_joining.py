from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandtable.files.importing.line_joining import join_lines

SNAP = 2.0


def join(*lines, level=None, snap=SNAP):
    """Return lines given as lists of points as pieces."""
    first = np.cumsum([0, *map(len, lines)])
    x, y = np.array([point for line in lines for point in line], dtype=float).T.copy()
    levels = np.zeros(len(lines), dtype=np.int64) if level is None else np.array(level)
    return join_lines(first, x, y, levels, snap)


def ends(pieces):
    """Return the pieces of each line as pairs of nodes."""
    return sorted(
        zip(pieces.line.tolist(), pieces.tail.tolist(), pieces.head.tolist(), strict=True)
    )


def test_ends_within_the_tolerance_become_one_node():
    """Three lines that end near each other share a node: the most western of their ends."""
    pieces = join([(0, 0), (100, 0)], [(101, 0), (200, 0)], [(100.5, 1), (100, 90)])
    assert ends(pieces) == [(0, 0, 1), (1, 1, 3), (2, 1, 2)]
    assert pieces.n_moved == 2
    assert (pieces.n_crossings, pieces.n_touches, pieces.n_over) == (0, 0, 0)


def test_ends_beyond_the_tolerance_stay_apart():
    """Ends 3 m apart are two at a tolerance of 2 m and one at 5 m."""
    lines = [(0, 0), (100, 0)], [(103, 0), (200, 0)]
    assert len(np.unique(join(*lines).tail)) == 2
    assert ends(join(*lines)) == [(0, 0, 1), (1, 2, 3)]
    assert ends(join(*lines, snap=5.0)) == [(0, 0, 1), (1, 1, 2)]


def test_crossing_cuts_both_lines():
    """Two roads that cross on the ground are four pieces around a junction."""
    pieces = join([(0, 0), (100, 0)], [(40, -50), (40, 50)])
    assert ends(pieces) == [(0, 0, 2), (0, 2, 4), (1, 1, 2), (1, 2, 3)]
    assert pieces.share.tolist() == pytest.approx([0.4, 0.6, 0.5, 0.5])
    assert (pieces.n_crossings, pieces.n_touches) == (1, 0)


@pytest.mark.parametrize("level", [(1, 0), (0, -1), (0, 2)])
def test_bridges_and_tunnels_pass(level):
    """A bridge, a tunnel or another layer passes and is counted."""
    pieces = join([(0, 0), (100, 0)], [(40, -50), (40, 50)], level=level)
    assert len(pieces.line) == 2
    assert pieces.n_over == 1


def test_two_lines_of_one_bridge_cross():
    """Lines of one level meet, wherever that level is."""
    assert join([(0, 0), (100, 0)], [(40, -50), (40, 50)], level=(1, 1)).n_crossings == 1


def test_line_that_ends_short_of_another():
    """A road that ends 1.5 m before or behind another meets it there, without a stub."""
    for end in (-1.5, 1.5):
        pieces = join([(0, 0), (100, 0)], [(40, -50), (40, end)])
        assert len(pieces.line) == 3
        assert pieces.n_touches == 1
        assert pieces.n_crossings == 0
    assert len(join([(0, 0), (100, 0)], [(40, -50), (40, -2.5)]).line) == 2


def test_bridge_comes_down_to_a_road():
    """A bridge that ends on a road on the ground meets it; a road that ends below does not."""
    lines = [(0, 0), (100, 0)], [(40, -50), (40, 0)]
    assert join(*lines, level=(0, 1)).n_touches == 1
    assert join(*lines, level=(1, 0)).n_touches == 0
    drawn = [(0, 0), (40, 0), (100, 0)], lines[1]
    assert join(*drawn, level=(1, 0)).n_touches == 1


def test_crossing_at_a_point_of_both_lines():
    """Lines that cross where both have a point are cut there once, without a tiny piece."""
    pieces = join([(0, 0), (40, 1), (100, 0)], [(40, -50), (40, 1), (41, 50)])
    assert ends(pieces) == [(0, 0, 2), (0, 2, 4), (1, 1, 2), (1, 2, 3)]
    assert (pieces.end_point - pieces.first_point).tolist() == [0, 0, 0, 0]
    assert pieces.n_crossings == 1


def test_ring_and_line_that_meets_itself():
    """A closed line stays a loop, one that crosses itself is cut, and a tiny one is dropped."""
    ring = [(0, 0), (50, 0), (50, 50), (0, 50), (0, 0)]
    assert ends(join(ring)) == [(0, 0, 0)]
    knot = [(0, 0), (100, 0), (100, 50), (50, -50)]
    assert ends(join(knot)) == [(0, 0, 2), (0, 2, 1), (0, 2, 2)]
    assert ends(join([(0, 0), (1, 0), (0.5, 0.5)], [(50, 0), (90, 0)])) == [(1, 0, 1)]


def test_points_of_pieces():
    """Each piece keeps the points of its line that lie between its ends."""
    pieces = join([(0, 0), (10, 1), (20, 0), (60, 1), (100, 0)], [(30, -50), (30, 50)])
    bent = pieces.line == 0
    ranges = list(zip(pieces.first_point[bent], pieces.end_point[bent], strict=True))
    assert ranges == [(1, 3), (3, 4)]


def test_parallel_lines_do_not_meet():
    """Two carriageways 5 m apart stay two, and a line drawn twice is two links."""
    assert len(join([(0, 0), (500, 0)], [(0, 5), (500, 5)]).line) == 2
    assert ends(join([(0, 0), (500, 0)], [(0, 0), (500, 0)])) == [(0, 0, 1), (1, 0, 1)]


def test_overlapping_lines_are_cut_at_each_other():
    """A line drawn partly over another shares its ends with it."""
    assert ends(join([(0, 0), (60, 0)], [(40, 0), (100, 0)])) == [
        (0, 0, 1),
        (0, 1, 2),
        (1, 1, 2),
        (1, 2, 3),
    ]


COORDINATE = st.integers(0, 40).map(lambda k: 25.0 * k)
POINTS = st.lists(st.tuples(COORDINATE, COORDINATE), min_size=2, max_size=5)
LINES = st.lists(
    POINTS.filter(lambda line: all(a != b for a, b in pairwise(line))), min_size=1, max_size=6
)


def crossing_pairs(lines):
    """Return how many pairs of segments of different lines properly cross: slow and obvious."""
    segments = [(k, a, b) for k, line in enumerate(lines) for a, b in pairwise(line)]

    def side(a, b, c):
        return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])

    def between(a, b, c, d):
        return side(a, b, c) * side(a, b, d) < -1e-3  # not what rounding does to one straight line

    return sum(
        k < m and between(a, b, c, d) and between(c, d, a, b)
        for k, a, b in segments
        for m, c, d in segments
    )


@given(LINES)
def test_no_pieces_cross_any_more(lines):
    """After the cuts no two pieces of different lines cross, and no line has lost its length."""
    pieces = join(*lines, snap=0.5)
    first = np.cumsum([0, *map(len, lines)])
    x, y = np.array([point for line in lines for point in line], dtype=float).T
    at, share = pieces.node_at, pieces.node_share
    after = np.minimum(at + 1, x.size - 1)
    node = np.column_stack((x[at] + share * (x[after] - x[at]), y[at] + share * (y[after] - y[at])))
    drawn = []
    for k, line in enumerate(pieces.line):
        inner = range(pieces.first_point[k], pieces.end_point[k])
        assert all(first[line] <= point < first[line + 1] for point in inner)
        points = [node[pieces.tail[k]], *((x[p], y[p]) for p in inner), node[pieces.head[k]]]
        drawn.append([(float(one), float(other)) for one, other in points])
    shrunk = [
        [_toward(line[0], line[1]), *line[1:-1], _toward(line[-1], line[-2])] for line in drawn
    ]
    assert crossing_pairs(shrunk) == 0
    kept = np.bincount(pieces.line, weights=pieces.share, minlength=len(lines))
    assert np.all(kept <= 1.0 + 1e-9)
    assert np.all(kept >= 0.9)


def _toward(a, b):
    """Return a point 1 m from a toward b, so that pieces that meet at a node do not cross."""
    long = np.hypot(b[0] - a[0], b[1] - a[1])
    part = min(1.0 / long, 0.4) if long else 0.0
    return a[0] + part * (b[0] - a[0]), a[1] + part * (b[1] - a[1])
