"""Where lines cross, and where one ends on another: plane geometry of many segments at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_SAME_M = 0.01
"""Places nearer than this are drawn as one."""


@dataclass(frozen=True, slots=True, eq=False)
class Cuts:
    """Places on lines: a segment and the share of it before the place.

    Parameters
    ----------
    segment, share
        Shape ``(n_cuts,)``; share in [0-1].
    kind
        ``e`` the end of a line, ``x`` a crossing, ``t`` the end of another line or near it.

    """

    segment: Ints
    share: Floats
    kind: NDArray[np.str_]

    @classmethod
    def joined(cls, *parts: Cuts) -> Cuts:
        """Return all cuts of several sets."""
        return cls(
            np.concatenate([part.segment for part in parts]),
            np.concatenate([part.share for part in parts]),
            np.concatenate([part.kind for part in parts]),
        )

    def sorted_along(self, segments: Segments) -> Cuts:
        """Return the cuts line by line, in the order in which they lie on it.

        What lies within a centimetre of a point of its line lies on that point.
        """
        long = segments.long[self.segment]
        share = np.where(self.share * long < _SAME_M, 0.0, self.share)
        share = np.where((1.0 - share) * long < _SAME_M, 1.0, share)
        along = segments.along(Cuts(self.segment, share, self.kind))
        order = np.lexsort((self.kind, along, segments.line[self.segment]))
        return Cuts(self.segment[order], share[order], self.kind[order])


@dataclass(frozen=True, slots=True, eq=False)
class Segments:
    """Straight parts of lines.

    Parameters
    ----------
    first
        Where the points of each line begin, shape ``(n_lines + 1,)``.
    x, y
        Points of all lines, shape ``(n_points,)`` [m].
    point, line
        Its first point, and its line, shape ``(n_segments,)``.
    before
        Length of its line before it [m].

    """

    first: Ints
    x: Floats
    y: Floats
    point: Ints
    line: Ints
    before: Floats

    @classmethod
    def of(cls, first: Ints, x: Floats, y: Floats) -> Segments:
        """Return the segments of lines of points."""
        inner = np.ones(x.size, dtype=np.bool_)
        inner[first[1:] - 1] = False
        point = np.flatnonzero(inner)
        line = np.repeat(np.arange(first.size - 1), np.diff(first) - 1)
        long = np.hypot(x[point + 1] - x[point], y[point + 1] - y[point])
        total = np.concatenate(([0.0], np.cumsum(long)))
        begin = first[:-1] - np.arange(first.size - 1)  # its first segment
        return cls(first, x, y, point, line, total[:-1] - total[begin][line])

    @property
    def long(self) -> Floats:
        """Length of each segment [m]."""
        dx, dy = self.direction()
        length: Floats = np.hypot(dx, dy)
        return length

    def direction(self) -> tuple[Floats, Floats]:
        """Return the way from the first to the second point of each segment [m]."""
        x, y, at = self.x, self.y, self.point
        return x[at + 1] - x[at], y[at + 1] - y[at]

    def outer(self) -> tuple[Ints, Ints]:
        """Return the first and the last segment of each line."""
        start = self.first[:-1] - np.arange(self.first.size - 1)
        return start, self.first[1:] - np.arange(self.first.size - 1) - 2

    def lengths(self) -> Floats:
        """Return the length of each line [m]."""
        last = self.outer()[1]
        return self.before[last] + self.long[last]

    def ends(self) -> Cuts:
        """Return the two ends of each line."""
        start, last = self.outer()
        share = np.concatenate((np.zeros(start.size), np.ones(last.size)))
        return Cuts(np.concatenate((start, last)), share, np.full(share.size, "e"))

    def along(self, cuts: Cuts) -> Floats:
        """Return how far along their line cuts lie [m]."""
        return self.before[cuts.segment] + cuts.share * self.long[cuts.segment]

    def place(self, cuts: Cuts) -> tuple[Floats, Floats]:
        """Return where cuts lie; an end of a segment is exactly its point [m]."""
        at, share = self.point[cuts.segment], cuts.share
        return (
            self.x[at] * (1.0 - share) + self.x[at + 1] * share,
            self.y[at] * (1.0 - share) + self.y[at + 1] * share,
        )

    def is_inner(self, cuts: Cuts, margin_m: float) -> NDArray[np.bool_]:
        """Return which cuts lie farther than a margin from both ends of their line."""
        along = self.along(cuts)
        inner: NDArray[np.bool_] = (along > margin_m) & (
            self.lengths()[self.line[cuts.segment]] - along > margin_m
        )
        return inner

    def near_pairs(self, margin_m: float) -> tuple[Ints, Ints]:
        """Return all pairs of segments that may come nearer than a margin, each once, i < j.

        Long segments are looked at in parts of a common length, so that a tree of their middles
        finds who is near: parts that touch have middles within one length of each other.
        """
        step = max(float(np.median(self.long)), 2.0 * margin_m)
        parts = np.maximum(1, np.ceil(self.long / step)).astype(np.int64)
        owner = np.repeat(np.arange(parts.size), parts)
        number = np.arange(owner.size) - np.repeat(np.cumsum(parts) - parts, parts)
        middle = Cuts(owner, (number + 0.5) / parts[owner], np.full(owner.size, "p"))
        tree = cKDTree(np.column_stack(self.place(middle)))
        near = owner[tree.query_pairs(step + margin_m, output_type="ndarray")]
        low, high = near.min(axis=1, initial=owner.size), near.max(axis=1, initial=-1)
        key = np.unique((low * parts.size + high)[low != high])
        low, high = key // parts.size, key % parts.size
        keep = self._boxes_meet(low, high, margin_m)
        return low[keep], high[keep]

    def _boxes_meet(self, i: Ints, j: Ints, margin_m: float) -> NDArray[np.bool_]:
        meet = np.ones(i.size, dtype=np.bool_)
        for values in (self.x, self.y):
            low = np.minimum(values[self.point], values[self.point + 1]) - margin_m / 2.0
            high = np.maximum(values[self.point], values[self.point + 1]) + margin_m / 2.0
            meet &= (low[i] <= high[j]) & (low[j] <= high[i])
        return meet


def crossings(
    segments: Segments, pairs: tuple[Ints, Ints], level: Ints, margin_m: float
) -> tuple[Cuts, int]:
    """Return the cuts where lines of one level cross, and how many pairs pass one above the other.

    Parallel segments do not cross. Near the end of a line, levels say nothing: there a bridge comes
    down to the road it crosses.
    """
    i, j = pairs
    apart = (segments.line[i] != segments.line[j]) | (j - i > 1)
    i, j = i[apart], j[apart]
    dx, dy = segments.direction()
    a, b = segments.point[i], segments.point[j]
    turn = dx[i] * dy[j] - dy[i] * dx[j]
    crossed = np.abs(turn) > 1e-9 * segments.long[i] * segments.long[j]
    safe = np.where(crossed, turn, 1.0)
    gap_x, gap_y = segments.x[b] - segments.x[a], segments.y[b] - segments.y[a]
    on_i = (gap_x * dy[j] - gap_y * dx[j]) / safe
    on_j = (gap_x * dy[i] - gap_y * dx[i]) / safe
    crossed &= (on_i >= 0.0) & (on_i <= 1.0) & (on_j >= 0.0) & (on_j <= 1.0)
    i, j, on_i, on_j = i[crossed], j[crossed], on_i[crossed], on_j[crossed]
    cut_i, cut_j = (Cuts(one, at, np.full(one.size, "x")) for one, at in ((i, on_i), (j, on_j)))
    inner = segments.is_inner(cut_i, margin_m) & segments.is_inner(cut_j, margin_m)
    same = level[segments.line[i]] == level[segments.line[j]]
    lines = np.sort(np.column_stack((segments.line[i], segments.line[j]))[inner & ~same], axis=1)
    kind = np.where(inner, "x", "t")
    cuts = [Cuts(one.segment[same], one.share[same], kind[same]) for one in (cut_i, cut_j)]
    return Cuts.joined(*cuts), len(np.unique(lines, axis=0))


def touches(segments: Segments, pairs: tuple[Ints, Ints], level: Ints, margin_m: float) -> Cuts:
    """Return the cuts where another line ends on a line.

    The line that is met lies on the ground or on the other's level; or it has a point just there,
    which nobody draws by chance.
    """
    found: list[Cuts] = []
    for which, outer in enumerate(segments.outer()):
        is_outer = np.zeros(segments.point.size, dtype=np.bool_)
        is_outer[outer] = True
        for i, j in (pairs, pairs[::-1]):
            at = is_outer[i] & ((segments.line[i] != segments.line[j]) | (np.abs(i - j) > 1))
            found.append(_feet(segments, i[at], j[at], which, level, margin_m))
    return Cuts.joined(*found)


def _feet(segments: Segments, i: Ints, j: Ints, which: int, level: Ints, margin_m: float) -> Cuts:
    """Return the places on segments j next to the first or last point of segments i."""
    dx, dy = segments.direction()
    end, a = segments.point[i] + which, segments.point[j]
    gap_x, gap_y = segments.x[end] - segments.x[a], segments.y[end] - segments.y[a]
    share = (gap_x * dx[j] + gap_y * dy[j]) / np.maximum(segments.long[j] ** 2, 1e-300)
    share = np.clip(share, 0.0, 1.0)
    far = np.hypot(gap_x - share * dx[j], gap_y - share * dy[j])
    to_point = np.minimum(np.hypot(gap_x, gap_y), np.hypot(gap_x - dx[j], gap_y - dy[j]))
    other = level[segments.line[j]]
    meets = (other == 0) | (other == level[segments.line[i]]) | (to_point < _SAME_M)
    meets &= far <= margin_m
    return Cuts(j[meets], share[meets], np.full(int(meets.sum()), "t"))
