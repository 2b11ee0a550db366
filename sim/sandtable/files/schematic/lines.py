"""Lines on a plane: their length, where they cross, how they are bent and cut."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Line = NDArray[np.float64]
"""Points of a line in metres east and north, shape ``(n_points, 2)``."""

_CELL_M = 2000.0
_AT_END_M = 0.5
"""So near to its end a line does not cross another: there they meet."""


def walked(line: Line) -> NDArray[np.float64]:
    """Return the way to each point of a line, shape ``(n_points,)`` [m]."""
    steps = np.hypot(*np.diff(line, axis=0).T)
    return np.concatenate(([0.0], np.cumsum(steps)))


def length(line: Line) -> float:
    """Return the length of a line [m]."""
    return float(walked(line)[-1])


def point_at(line: Line, way_m: float) -> NDArray[np.float64]:
    """Return the point of a line after a way [m], shape ``(2,)``."""
    way = walked(line)
    return np.array([np.interp(way_m, way, line[:, axis]) for axis in (0, 1)])


def cut(line: Line, ways_m: Sequence[float]) -> list[Line]:
    """Cut a line after some ways, in rising order and each inside it [m]."""
    way = walked(line)
    stops = [0.0, *ways_m, float(way[-1])]
    at = [line[0], *(point_at(line, one) for one in ways_m), line[-1]]
    return [
        np.vstack((at[k], line[(way > stops[k] + 1e-6) & (way < stops[k + 1] - 1e-6)], at[k + 1]))
        for k in range(len(stops) - 1)
    ]


def bent(
    start: Line, end: Line, length_m: float, *, swings: NDArray[np.float64], sway: float
) -> Line:
    """Return a line of a given length that winds from one point to another.

    It leaves and arrives in the straight direction, so that lines from one place do not cross.

    Parameters
    ----------
    length_m
        Where it is less than the straight distance, the line is straight [m].
    swings
        Where each swing to a side is widest within its part of the way, and how wide, by draws in
        (0, 1), shape ``(n_swings, 2)``.
    sway
        How far the whole way bulges to one side, as a part of the straight distance.

    """
    along = end - start
    straight = float(np.hypot(*along))
    if length_m <= straight * 1.0005:
        return np.vstack((start, end))
    part, swing = _swinging(swings)
    across = np.array([-along[1], along[0]])
    base = start + np.outer(part, along)
    bulged = base + np.outer(sway * np.sin(np.pi * part) ** 2, across)
    base = bulged if length(bulged) < length_m else base
    off = np.outer(swing, across)
    low, high = 0.0, 4.0 / len(swings)
    while length(base + high * off) < length_m:
        high *= 2.0
    for _ in range(40):  # the wider the swings, the longer the line
        middle = (low + high) / 2.0
        low, high = (middle, high) if length(base + middle * off) < length_m else (low, middle)
    line = base + high * off
    line[0], line[-1] = start, end
    return line


def _swinging(swings: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return parts of a way and how far it is off there, swinging from side to side."""
    n = len(swings)
    side = 1.0 if swings[0, 1] < 0.5 else -1.0
    sides = side * (-1.0) ** np.arange(n)
    widest = (np.arange(n) + 0.5 + 0.8 * (swings[:, 0] - 0.5)) / n
    knots = np.concatenate(([0.0], widest, [1.0]))
    off = np.concatenate(([0.0], sides * (0.15 + 0.85 * (2.0 * swings[:, 1] % 1.0) ** 2), [0.0]))
    step = np.arange(3) / 3.0
    smooth = step**2 * (3.0 - 2.0 * step)
    part = (knots[:-1, None] + np.diff(knots)[:, None] * step).ravel()
    swing = (off[:-1, None] + np.diff(off)[:, None] * smooth).ravel()
    return np.append(part, 1.0), np.append(swing, 0.0)


def through(points: Line, step_m: float) -> Line:
    """Return a smooth line through points, one about every step [m] (Catmull-Rom, centripetal)."""
    if len(points) < 3:
        return _stepped(points[0], points[-1], step_m)
    padded = np.vstack((2.0 * points[0] - points[1], points, 2.0 * points[-1] - points[-2]))
    parts = [
        _between(padded[k : k + 4], step_m)[: -1 if k < len(points) - 2 else None]
        for k in range(len(points) - 1)
    ]
    return np.vstack(parts)


def _stepped(start: Line, end: Line, step_m: float) -> Line:
    count = max(1, round(float(np.hypot(*(end - start))) / step_m))
    return start + np.outer(np.linspace(0.0, 1.0, count + 1), end - start)


def _between(four: Line, step_m: float) -> Line:
    before, start, end, after = four
    gaps = [max(1.0, float(np.hypot(*(b - a)))) ** 0.5 for a, b in pairwise(four)]
    t0, t1, t2, t3 = np.cumsum([0.0, *gaps]).tolist()
    count = max(1, round(float(np.hypot(*(end - start))) / step_m))
    t = np.linspace(t1, t2, count + 1)[:, None]
    a1 = ((t1 - t) * before + (t - t0) * start) / (t1 - t0)
    a2 = ((t2 - t) * start + (t - t1) * end) / (t2 - t1)
    a3 = ((t3 - t) * end + (t - t2) * after) / (t3 - t2)
    b1 = ((t2 - t) * a1 + (t - t0) * a2) / (t2 - t0)
    b2 = ((t3 - t) * a2 + (t - t1) * a3) / (t3 - t1)
    line: Line = ((t2 - t) * b1 + (t - t1) * b2) / (t2 - t1)
    line[0], line[-1] = start, end
    return line


class Lines:
    """Lines that were drawn, found again by where they lie."""

    def __init__(self) -> None:
        self._segments = np.empty((1024, 6))
        self._n = 0
        self._cells: dict[tuple[int, int], list[int]] = {}
        self._lengths: list[float] = []

    def __len__(self) -> int:
        """Return the number of lines."""
        return len(self._lengths)

    def add(self, line: Line) -> int:
        """Add a line and return its number."""
        number, way = len(self._lengths), walked(line)
        self._lengths.append(float(way[-1]))
        for a, b, begun in zip(line[:-1], line[1:], way[:-1].tolist(), strict=True):
            if self._n == len(self._segments):
                self._segments = np.vstack((self._segments, np.empty_like(self._segments)))
            self._segments[self._n] = (*a, *(b - a), begun, number)
            for cell in _cells(a, b):
                self._cells.setdefault(cell, []).append(self._n)
            self._n += 1
        return number

    def crossings(self, line: Line) -> list[tuple[float, int, float]]:
        """Return where a line crosses those that were added, in the order of its own way.

        Returns
        -------
        list
            Way on the line, number of the other line, way on that one [m, -, m].

        """
        own, found = walked(line), []
        for a, b, begun in zip(line[:-1], line[1:], own[:-1].tolist(), strict=True):
            near = sorted({at for cell in _cells(a, b) for at in self._cells.get(cell, ())})
            if near:
                found += self._met(a, b - a, begun, np.array(near))
        inside = own[-1] - _AT_END_M
        return sorted(
            (here, other, there)
            for here, other, there in set(found)
            if (_AT_END_M < here < inside) or (_AT_END_M < there < self._lengths[other] - _AT_END_M)
        )

    def _met(
        self, a: Line, step: Line, begun: float, near: NDArray[np.int64]
    ) -> list[tuple[float, int, float]]:
        """Return where one segment meets some that were added."""
        other = self._segments[near]
        off_x, off_y = other[:, 0] - a[0], other[:, 1] - a[1]
        turn = step[0] * other[:, 3] - step[1] * other[:, 2]
        with np.errstate(divide="ignore", invalid="ignore"):
            here = (off_x * other[:, 3] - off_y * other[:, 2]) / turn
            there = (off_x * step[1] - off_y * step[0]) / turn
        # Half open, so that a line through a joint of another is met once.
        met = np.flatnonzero((here >= 0.0) & (here < 1.0) & (there >= 0.0) & (there < 1.0))
        lengths = np.hypot(other[met, 2], other[met, 3])
        return list(
            zip(
                np.round(begun + here[met] * np.hypot(*step), 3).tolist(),
                other[met, 5].astype(int).tolist(),
                np.round(other[met, 4] + there[met] * lengths, 3).tolist(),
                strict=True,
            )
        )


def _cells(a: Line, b: Line) -> list[tuple[int, int]]:
    """Return the cells of the box around a segment."""
    low, high = np.minimum(a, b) // _CELL_M, np.maximum(a, b) // _CELL_M
    return [
        (i, j)
        for i in range(int(low[0]), int(high[0]) + 1)
        for j in range(int(low[1]), int(high[1]) + 1)
    ]
