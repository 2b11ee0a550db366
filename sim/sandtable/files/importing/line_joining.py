"""Lines that meet without shared nodes becoming a network: ends snapped, crossings split."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from sandtable.files.importing.line_meetings import Cuts, Segments, crossings, touches

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pieces:
    """Lines cut where they meet, each piece from one meeting place to the next.

    Parameters
    ----------
    line
        The line a piece is cut from, shape ``(n_pieces,)``.
    tail, head
        Nodes at its ends, positions in the arrays of nodes, shape ``(n_pieces,)``.
    share
        Its part of the length of its line, shape ``(n_pieces,)`` [0-1].
    first_point, end_point
        Range of the points of its line strictly between its ends, shape ``(n_pieces,)``.
    node_at, node_share
        The point before each node, and how far it lies on to the next, shape ``(n_nodes,)`` [0-1].
    n_crossings, n_touches, n_over, n_moved
        Nodes made where lines cross, and where one ends on another; pairs of lines that pass one
        above the other; ends that were moved onto others.

    """

    line: Ints
    tail: Ints
    head: Ints
    share: Floats
    first_point: Ints
    end_point: Ints
    node_at: Ints
    node_share: Floats
    n_crossings: int
    n_touches: int
    n_over: int
    n_moved: int


def join_lines(first: Ints, x: Floats, y: Floats, level: Ints, snap_m: float) -> Pieces:
    """Return lines as pieces between nodes.

    Ends within `snap_m` of each other become one node, in chains too. A line that ends within
    `snap_m` of another cuts it there, unless that one is a bridge or tunnel of another level. Lines
    of one level that cross cut each other. A piece shorter than twice `snap_m` whose ends are one
    node is dropped.

    Parameters
    ----------
    first, x, y
        Where the points of each line begin, shape ``(n_lines + 1,)``; its points, at least two,
        none of them equal to the next, shape ``(n_points,)`` [m].
    level
        0 on the ground, above it on bridges, below it in tunnels, shape ``(n_lines,)``.
    snap_m
        Tolerance, above 0 [m].

    """
    segments = Segments.of(first, x, y)
    pairs = segments.near_pairs(snap_m)
    cross, n_over = crossings(segments, pairs, level, snap_m)
    touch = touches(segments, pairs, level, snap_m)
    cuts = Cuts.joined(segments.ends(), cross, touch).sorted_along(segments)
    px, py = segments.place(cuts)
    node, representative = _clusters(px, py, cuts.kind == "e", snap_m)
    moved = np.hypot(px - px[representative[node]], py - py[representative[node]]) > 0.01
    return _pieces(segments, cuts, node, representative, snap_m, (n_over, moved))


def _clusters(px: Floats, py: Floats, is_end: Flags, snap_m: float) -> tuple[Ints, Ints]:
    """Return the node of each cut, from west to east, and the cut that gives a node its place.

    That is the most western cut inside a line, so that a road stays straight where another ends on
    it; among ends alone the most western.
    """
    near = cKDTree(np.column_stack((px, py))).query_pairs(snap_m, output_type="ndarray")
    graph = coo_array((np.ones(len(near)), (near[:, 0], near[:, 1])), shape=(px.size, px.size))
    label = connected_components(graph, directed=False)[1]
    order = np.lexsort((py, px, is_end))
    representative = order[np.unique(label[order], return_index=True)[1]]  # by label
    eastward = np.lexsort((py[representative], px[representative]))
    return np.argsort(eastward)[label], representative[eastward]


def _pieces(
    segments: Segments,
    cuts: Cuts,
    node: Ints,
    representative: Ints,
    snap_m: float,
    counted: tuple[int, Flags],
) -> Pieces:
    """Cut the lines; `counted` holds the passings and which cuts were moved."""
    along = segments.along(cuts)
    line = segments.line[cuts.segment]
    piece = np.flatnonzero(line[:-1] == line[1:])
    long = along[piece + 1] - along[piece]
    piece = piece[(node[piece] != node[piece + 1]) | (long > 2.0 * snap_m)]
    used = np.unique(np.concatenate((node[piece], node[piece + 1])))
    number = np.full(representative.size, -1)
    number[used] = np.arange(used.size)
    lengths = segments.lengths()[line[piece]]
    inner = segments.is_inner(cuts, snap_m)
    crossed = np.unique(node[inner & (cuts.kind == "x")])
    n_over, moved = counted
    return Pieces(
        line=line[piece],
        tail=number[node[piece]],
        head=number[node[piece + 1]],
        share=(along[piece + 1] - along[piece]) / lengths,
        first_point=segments.point[cuts.segment[piece]] + 1 + (cuts.share[piece] == 1.0),
        end_point=segments.point[cuts.segment[piece + 1]] + (cuts.share[piece + 1] > 0.0),
        node_at=segments.point[cuts.segment[representative[used]]],
        node_share=cuts.share[representative[used]],
        n_crossings=crossed.size,
        n_touches=np.setdiff1d(node[inner & (cuts.kind == "t")], crossed).size,
        n_over=n_over,
        n_moved=int(np.sum(moved & (cuts.kind == "e"))),
    )
