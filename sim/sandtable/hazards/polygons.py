"""Roads that touch a polygon: pieces of their courses against its edges, exactly (多边形叠加)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from sandtable.world.network import Network

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Numbers = NDArray[np.int64]

Polygon = Sequence[Floats]
"""Its rings, the outer one and holes in any order, shape ``(n_corners, 2)`` each."""

_PAIRS = 2**20
"""Pairs of a piece and an edge that are looked at in one go: about 200 MB."""

_EDGES_TO_A_STRIP = 4
_MOST_STRIPS = 4096


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
        found[near] = _touching(pieces.of(near), edges)
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


@dataclass(frozen=True, slots=True, eq=False)
class _Strips:
    """Strips of one height across a polygon, and the edges in each of them.

    Strip k holds the edges ``edge[first[k]:first[k + 1]]``.
    """

    low: float
    height: float
    edge: Numbers
    first: Numbers

    @classmethod
    def of(cls, edges: Pieces) -> Self:
        """Lay as many strips across as leave a few edges in each."""
        low, high = float(edges.y1.min()), float(edges.y1.max())
        n = min(max(edges.y1.size // _EDGES_TO_A_STRIP, 1), _MOST_STRIPS)
        strips = cls(low, (high - low) / n, np.zeros(0, np.int64), np.zeros(n + 1, np.int64))
        edge, strip = _expanded(*strips.span(edges))
        order = np.argsort(strip, kind="stable")
        return cls(low, strips.height, edge[order], np.searchsorted(strip[order], np.arange(n + 1)))

    def number(self, y: Floats) -> Numbers:
        """Return the strips of places; those beyond the polygon lie in the outermost."""
        if self.height <= 0.0:
            return np.zeros(y.size, np.int64)
        last = self.first.size - 2
        return np.clip(np.floor((y - self.low) / self.height), 0, last).astype(np.int64)

    def span(self, pieces: Pieces) -> tuple[Numbers, Numbers]:
        """Return the first strip of each piece, and how many it lies in."""
        first = self.number(np.minimum(pieces.y1, pieces.y2))
        return first, self.number(np.maximum(pieces.y1, pieces.y2)) - first + 1


def _expanded(first: Numbers, count: Numbers) -> tuple[Numbers, Numbers]:
    """Return the numbers from `first` on, `count` of them, for each; and before, whose they are."""
    owner = np.repeat(np.arange(first.size), count)
    begin = np.concatenate(([0], np.cumsum(count)))[:-1]
    return owner, np.arange(owner.size) - begin[owner] + first[owner]


def _touching(pieces: Pieces, edges: Pieces) -> Flags:
    """Return which pieces touch a polygon: each meets only the edges of the strips it lies in."""
    strips = _Strips.of(edges)
    piece, strip = _expanded(*strips.span(pieces))
    count = np.diff(strips.first)[strip]
    touches = np.zeros(pieces.x1.size, dtype=np.bool_)
    crossed = np.zeros(pieces.x1.size, dtype=np.int64)
    for part in _parts(count):
        owner, place = _expanded(strips.first[strip[part]], count[part])
        mine, edge = piece[part][owner], strips.edge[place]
        meet, to_the_right = _compared(pieces.of(mine), edges.of(edge))
        touches[mine[meet]] = True
        of_begin = strip[part][owner] == strips.number(pieces.y1)[mine]
        np.add.at(crossed, mine[to_the_right & of_begin], 1)
    touches |= crossed % 2 == 1
    return touches


def _parts(count: Numbers) -> Iterator[slice]:
    """Yield stretches that have about so many pairs as are looked at in one go."""
    total = np.cumsum(count)
    n = int(total[-1]) // _PAIRS + 1 if total.size else 0
    ends = np.searchsorted(total, np.arange(1, n + 1) * _PAIRS, side="right")
    for first, last in pairwise([0, *ends.tolist()]):
        yield slice(first, last)


def _compared(pieces: Pieces, edges: Pieces) -> tuple[Flags, Flags]:
    """Return of pairs whether both meet, and whether the edge lies to the right of the beginning.

    A piece that begins outside and meets no edge stays outside. Two pieces meet where their boxes
    do and each has its ends not on one side of the other.
    """
    x1, y1, x2, y2 = pieces
    p1, q1, p2, q2 = edges
    meet = (np.minimum(x1, x2) <= np.maximum(p1, p2)) & (np.maximum(x1, x2) >= np.minimum(p1, p2))
    meet &= (np.minimum(y1, y2) <= np.maximum(q1, q2)) & (np.maximum(y1, y2) >= np.minimum(q1, q2))
    begins = _side(p1, q1, p2, q2, x1, y1)
    meet &= _side(x1, y1, x2, y2, p1, q1) * _side(x1, y1, x2, y2, p2, q2) <= 0.0
    meet &= begins * _side(p1, q1, p2, q2, x2, y2) <= 0.0
    to_the_right = ((q1 > y1) != (q2 > y1)) & ((begins > 0.0) == (q2 > q1))
    return meet, to_the_right


def _side(x1: Floats, y1: Floats, x2: Floats, y2: Floats, x: Floats, y: Floats) -> Floats:
    """Return on which side of the way from 1 to 2 a place lies: 1 left, -1 right, 0 on it."""
    side: Floats = np.sign((x1 - x) * (y2 - y) - (x2 - x) * (y1 - y))
    return side
