"""Features of a file of areas: their polygons, and what stands beside them as a table."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sandtable.files.table import Table
from sandtable.files.tree import Mark, fault_at
from sandtable.ground.faults import Fault
from sandtable.ground.language import _

Ring = NDArray[np.float64]
"""Corners of a closed line, shape ``(n_corners, 2)``; x to the east first."""

Polygons = tuple[tuple[Ring, ...], ...]
"""Polygons, each of its rings: the outer one and holes."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Features:
    """Features as they stand in their file.

    Parameters
    ----------
    crs
        Reference system of the corners; empty = the file states none.
    table
        What stands beside the shapes: a line for each feature.
    polygons
        Polygons of each feature; none where its shape is something else.
    shapes
        Word for the shape of each feature.

    """

    crs: str
    table: Table
    polygons: Sequence[Polygons]
    shapes: Sequence[str]


def text_of_value(value: Any) -> str:  # noqa: ANN401  whatever files hold
    """Return a value as a cell of a table has it: 60.0 as 60, nothing as empty."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return "" if math.isnan(value) else f"{value:.0f}" if value.is_integer() else repr(value)
    return str(value).strip()


def bad_ring(mark: Mark, feature: str) -> Fault:
    """Return the fault of a ring that is none."""
    shown = _("a ring with fewer than three corners, or with one that is no number")
    expected = _("a closed line around an area")
    repair = _("Correct the shape in the program that wrote the file.")
    return fault_at(mark, feature, shown, expected, repair, "ring")


def is_ring(ring: Ring) -> bool:
    """Return whether corners are finite and at least three differ."""
    if ring.ndim != 2 or ring.shape[1] < 2 or not np.isfinite(ring).all():
        return False
    return len(np.unique(ring[:, :2], axis=0)) >= 3
