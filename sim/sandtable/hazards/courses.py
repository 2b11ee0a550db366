"""Points along the course of a road, at which a hazard is looked at, and how near it comes."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


def along(course: ArrayLike, step_m: float) -> NDArray[np.float64]:
    """Return points along a course, no further apart than a step, corners among them.

    Parameters
    ----------
    course
        Its corners, one or more, shape ``(n, 2)`` [m].
    step_m
        > 0 [m].

    Returns
    -------
    numpy.ndarray
        Shape ``(n_points, 2)`` [m].

    """
    corners = np.asarray(course, dtype=np.float64).reshape(-1, 2)
    parts = [corners[:1]]
    for start, end in pairwise(corners):
        n = max(1, math.ceil(float(np.hypot(*(end - start))) / step_m))
        parts.append(start + (end - start) * (np.arange(1, n + 1) / n)[:, np.newaxis])
    return np.concatenate(parts)


def nearest_m(course: ArrayLike) -> float:
    """Return how near a course comes to the origin, ends and all between them [m].

    Parameters
    ----------
    course
        Its corners, one or more, shape ``(n, 2)`` [m].

    """
    corners = np.asarray(course, dtype=np.float64).reshape(-1, 2)
    starts, ways = corners[:-1], np.diff(corners, axis=0)
    squared = (ways**2).sum(axis=1)
    part = -(starts * ways).sum(axis=1) / np.where(squared > 0.0, squared, 1.0)
    feet = starts + np.clip(part, 0.0, 1.0)[:, np.newaxis] * ways
    return float(np.hypot(*np.concatenate((corners, feet)).T).min())
