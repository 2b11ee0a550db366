"""Roads that touch a polygon: pieces of their courses against its edges, exactly (多边形叠加)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from sandtable.world.network import Network

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

Polygon = Sequence[Floats]
"""Its rings, the outer one and holes in any order, shape ``(n_corners, 2)`` each."""

_PAIRS = 2**20
"""Pairs of a piece and an edge that are looked at in one go: about 100 MB."""


class Pieces(NamedTuple):
    """Straight pieces between two ends, shape ``(n_pieces,)`` each; a point has equal ends."""

    x1: Floats
    y1: Floats
    x2: Floats
    y2: Floats

    @classmethod
    def points(cls, x: Floats, y: Floats) -> Self:
        """Return places as pieces of no length."""
        return cls(x, y, x, y)

    def of(self, chosen: NDArray[np.int64]) -> Self:
        """Return some of the pieces."""
        return type(self)(*(end[chosen] for end in self))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Courses:
    """The courses of all arcs as straight pieces; both directions of a road share theirs.

    Parameters
    ----------
    line
        Line that each piece belongs to, shape ``(n_pieces,)``.
    line_of_arc
        Line that each arc runs along, shape ``(n_arcs,)``.

    """

    pieces: Pieces
    line: NDArray[np.int64]
    line_of_arc: NDArray[np.int64]

    @classmethod
    def of(cls, network: Network) -> Self:
        """Return the courses of a network, in its reference system."""
        shaped = network.arc_shape != 0
        n_shapes = max(network.shape_first.size - 1, 0)
        line = np.repeat(np.arange(n_shapes), np.diff(network.shape_first))
        first = np.flatnonzero(line[:-1] == line[1:])
        straight = np.flatnonzero(~shaped)
        tail, head = network.tail[straight], network.head[straight]
        of_arc = np.abs(network.arc_shape).astype(np.int64) - 1
        of_arc[straight] = n_shapes + np.arange(straight.size)
        x, y = network.shape_x, network.shape_y
        return cls(
            pieces=Pieces(
                np.concatenate((x[first], network.x[tail])),
                np.concatenate((y[first], network.y[tail])),
                np.concatenate((x[first + 1], network.x[head])),
                np.concatenate((y[first + 1], network.y[head])),
            ),
            line=np.concatenate((line[first], of_arc[straight])),
            line_of_arc=of_arc,
        )

    def arcs_on(self, polygons: Sequence[Polygon]) -> NDArray[np.int64]:
        """Return the numbers of the arcs that touch any of some polygons, increasing."""
        hit = np.zeros(int(self.line_of_arc.max(initial=-1)) + 1, dtype=np.bool_)
        hit[self.line[touching(self.pieces, polygons)]] = True
        return np.flatnonzero(hit[self.line_of_arc])


def touching(pieces: Pieces, polygons: Sequence[Polygon]) -> Flags:
    """Return which pieces have a point in common with any of some polygons, edges included.

    Inside is what lies in an odd number of rings of a polygon. Edges are straight in the
    coordinates as they stand. A piece with an end that is nan touches nothing.
    """
    found = np.zeros(pieces.x1.size, dtype=np.bool_)
    for polygon in polygons:
        edges = _edges(polygon)
        near = np.flatnonzero(~found & _overlap(pieces, edges))
        for part in _parts(near, edges.x1.size):
            found[part] = _touching(pieces.of(part), edges)
    return found


def _edges(polygon: Polygon) -> Pieces:
    """Return the edges of a polygon, each ring closed."""
    ends = [np.roll(ring, -1, axis=0) for ring in polygon]
    return Pieces(*np.concatenate(polygon).T, *np.concatenate(ends).T)


def _overlap(pieces: Pieces, edges: Pieces) -> Flags:
    """Return whose box has a point in common with that of the whole polygon."""
    flags: Flags = (
        (np.minimum(pieces.x1, pieces.x2) <= edges.x1.max())
        & (np.maximum(pieces.x1, pieces.x2) >= edges.x1.min())
        & (np.minimum(pieces.y1, pieces.y2) <= edges.y1.max())
        & (np.maximum(pieces.y1, pieces.y2) >= edges.y1.min())
    )
    return flags


def _parts(near: NDArray[np.int64], n_edges: int) -> Iterator[NDArray[np.int64]]:
    step = max(1, _PAIRS // n_edges)
    for first in range(0, near.size, step):
        yield near[first : first + step]


def _touching(pieces: Pieces, edges: Pieces) -> Flags:
    """Compare each piece with each edge.

    A piece that begins outside and meets no edge stays outside. Two pieces meet where their boxes
    do and each has its ends not on one side of the other.
    """
    x1, y1, x2, y2 = (end[:, np.newaxis] for end in pieces)
    p1, q1, p2, q2 = edges
    meet = (np.minimum(x1, x2) <= np.maximum(p1, p2)) & (np.maximum(x1, x2) >= np.minimum(p1, p2))
    meet &= (np.minimum(y1, y2) <= np.maximum(q1, q2)) & (np.maximum(y1, y2) >= np.minimum(q1, q2))
    meet &= _side(x1, y1, x2, y2, p1, q1) * _side(x1, y1, x2, y2, p2, q2) <= 0.0
    meet &= _side(p1, q1, p2, q2, x1, y1) * _side(p1, q1, p2, q2, x2, y2) <= 0.0
    to_the_right = (q1 > y1) != (q2 > y1)
    to_the_right &= (_side(p1, q1, p2, q2, x1, y1) > 0.0) == (q2 > q1)
    touches: Flags = meet.any(axis=1) | (to_the_right.sum(axis=1) % 2 == 1)
    return touches


def _side(x1: Floats, y1: Floats, x2: Floats, y2: Floats, x: Floats, y: Floats) -> Floats:
    """Return on which side of the way from 1 to 2 a place lies: 1 left, -1 right, 0 on it."""
    side: Floats = np.sign((x1 - x) * (y2 - y) - (x2 - x) * (y1 - y))
    return side
