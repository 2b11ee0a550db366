"""Outlines of marked cells: rings that hold them and nothing else."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sandtable.hazards.outline import outlines
from sandtable.hazards.polygons import Pieces, touching


def area(ring):
    """Return twice the area of a ring, > 0 against the clock with rows to the south."""
    x, y = ring.T
    return int(np.sum(x[1:] * y[:-1] - x[:-1] * y[1:]))


def test_one_cell():
    """Four corners, against the clock, closed."""
    marked = np.zeros((3, 4), dtype=bool)
    marked[1, 2] = True
    ((ring,),) = outlines(marked)
    assert ring[0].tolist() == ring[-1].tolist()
    assert {tuple(one) for one in ring.tolist()} == {(2, 1), (3, 1), (3, 2), (2, 2)}
    assert len(ring) == 5
    assert area(ring) == 2


def test_a_ring_of_cells_has_a_hole():
    """Eight cells around one: an outer ring of nine cells, and a hole that runs the other way."""
    marked = np.ones((3, 3), dtype=bool)
    marked[1, 1] = False
    ((outer, hole),) = outlines(marked)
    assert (area(outer), area(hole)) == (18, -2)
    assert (len(outer), len(hole)) == (5, 5)


def test_cells_that_touch_at_a_corner_are_two_areas():
    """A corner joins nothing: crews cannot walk through it."""
    assert [len(one) for one in outlines(np.eye(2, dtype=bool))] == [1, 1]
    assert outlines(np.zeros((2, 2), dtype=bool)) == []


@given(arrays(bool, st.tuples(st.integers(1, 7), st.integers(1, 7))))
def test_the_middle_of_a_cell_is_inside_when_it_is_marked(marked):
    """Whatever is marked: the rings hold those cells, and their areas add up to them."""
    found = outlines(marked)
    assert sum(area(ring) for polygon in found for ring in polygon) == 2 * marked.sum()
    assert all(area(ring) < 0 for polygon in found for ring in polygon[1:])
    rows, columns = np.indices(marked.shape)
    middles = Pieces.points(columns.ravel() + 0.5, rows.ravel() + 0.5)
    polygons = [[ring[:-1].astype(float) for ring in polygon] for polygon in found]
    assert touching(middles, polygons).tolist() == marked.ravel().tolist()
