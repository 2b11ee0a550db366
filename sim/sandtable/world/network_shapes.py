"""Courses of roads: points that the arcs of both directions share."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray


def shared_shapes(
    arc_shape: NDArray[np.int32],
    shape_first: ArrayLike | None,
    shape_x: ArrayLike | None,
    shape_y: ArrayLike | None,
) -> dict[str, NDArray[Any]]:
    """Return the shapes that arcs use, each once and along the first arc that uses it.

    So the same courses are the same columns, however they were given.

    Parameters
    ----------
    arc_shape, shape_first, shape_x, shape_y
        As in `Extras`.

    Raises
    ------
    ValueError
        If they do not fit each other.

    """
    first = np.asarray([0] if shape_first is None else shape_first)
    x, y = (
        np.array([] if values is None else values, dtype=np.float64) + 0.0  # -0.0 is 0.0
        for values in (shape_x, shape_y)
    )
    _check(arc_shape, first, x, y)
    if not np.any(arc_shape):
        nothing = np.empty(0)
        return {"shape_first": np.zeros(1, np.int64), "shape_x": nothing, "shape_y": nothing}
    used, user = np.unique(np.abs(arc_shape.astype(np.int64)), return_index=True)
    used, user = used[used > 0], user[used > 0]
    in_order = np.argsort(user)
    used, backwards = used[in_order] - 1, arc_shape[user[in_order]] < 0
    points, starts = _picked(first, used, backwards)
    number, way, kept = _each_once(x[points], y[points], starts)
    signed = np.zeros(first.size, dtype=np.int64)
    signed[used + 1] = np.where(backwards, -1, 1) * way * number
    of_arc = np.sign(arc_shape) * signed[np.abs(arc_shape.astype(np.int64))]
    points, starts = _picked(first, used[kept], backwards[kept])
    x, y = x[points], y[points]
    both = _same_both_ways(x, y, starts)
    of_arc = np.where(both[np.abs(of_arc)], np.abs(of_arc), of_arc)
    return {
        "arc_shape": of_arc.astype(np.int32),
        "shape_first": starts,
        "shape_x": x,
        "shape_y": y,
    }


def _each_once(
    x: NDArray[np.float64], y: NDArray[np.float64], starts: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return number from 1 and way (1, -1) of each shape among those that differ, and which do."""
    seen: dict[bytes, int] = {}
    same_as = np.arange(starts.size - 1)
    way = np.ones(starts.size - 1, dtype=np.int64)
    pairs = np.stack([x, y], axis=1)
    for at in np.flatnonzero(_share_their_middle(x, y, starts)).tolist():
        one = pairs[starts[at] : starts[at + 1]]
        if (known := seen.get(one.tobytes())) is not None:
            same_as[at] = known
        elif (known := seen.get(one[::-1].tobytes())) is not None:
            same_as[at], way[at] = known, -1
        else:
            seen[one.tobytes()] = at
    kept = np.flatnonzero(same_as == np.arange(same_as.size))
    return np.searchsorted(kept, same_as) + 1, way, kept


def _share_their_middle(
    x: NDArray[np.float64], y: NDArray[np.float64], starts: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Return which shapes have the sum of their ends in common, as shapes that are one have it."""
    first, last = starts[:-1], starts[1:] - 1
    sums = x[first] + x[last] + 1j * (y[first] + y[last])
    _sums, which, times = np.unique(sums, return_inverse=True, return_counts=True)
    return np.asarray(times[which] > 1)


def _same_both_ways(
    x: NDArray[np.float64], y: NDArray[np.float64], starts: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Return of each shape, from number 1, whether it is its own way back; False for number 0."""
    counts = np.diff(starts)
    mirrored = np.repeat(starts[:-1] + starts[1:] - 1, counts) - np.arange(x.size)
    same = (x == x[mirrored]) & (y == y[mirrored])
    return np.concatenate(([False], np.logical_and.reduceat(same, starts[:-1])))


def _picked(
    first: NDArray[Any], shapes: NDArray[np.int64], backwards: NDArray[np.bool_]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the points of some shapes in their new order, and where each shape now begins."""
    counts = np.diff(first)[shapes]
    starts = np.concatenate(([0], np.cumsum(counts))).astype(np.int64)
    step = np.where(backwards, -1, 1)
    begin = np.where(backwards, first[shapes + 1] - 1, first[shapes])
    along = np.arange(starts[-1]) - np.repeat(starts[:-1], counts)
    return np.repeat(begin, counts) + np.repeat(step, counts) * along, starts


def _check(
    arc_shape: NDArray[np.int32],
    first: NDArray[Any],
    x: NDArray[np.float64],
    y: NDArray[np.float64],
) -> None:
    fits = first.ndim == 1 and first.size > 0 and np.issubdtype(first.dtype, np.integer)
    if not fits or first[0] != 0 or first[-1] != x.size or np.any(np.diff(first) < 2):
        message = f"shape_first: expected beginnings from 0 to {x.size}, 2 or more points apart"
        raise ValueError(message)
    if x.shape != y.shape or not (np.isfinite(x).all() and np.isfinite(y).all()):
        message = f"shape_x, shape_y: found shapes {x.shape} and {y.shape}, expected finite pairs"
        raise ValueError(message)
    if arc_shape.size and np.abs(arc_shape.astype(np.int64)).max() >= first.size:
        message = f"arc_shape: found a shape outside 1..{first.size - 1}"
        raise ValueError(message)
