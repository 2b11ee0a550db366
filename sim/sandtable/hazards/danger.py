"""Zones of danger as shapes: where crews need what protection, and since when (危险分区)."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from sandtable.hazards.outline import outlines

if TYPE_CHECKING:
    from sandtable.world.raster import Raster

ZoneKind = Literal["isolation", "hot", "warm", "cold"]

_CORNERS = 64
"""Corners of a polygon that stands for a circle."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DangerZone:
    """A zone of danger for a time (危险分区).

    Parameters
    ----------
    kind
        hot (热区), warm (温区) and cold (冷区) have no place in common; isolation (初始隔离区) is
        the circle of first isolation, which lies beside them.
    limit
        What makes it, such as ``AEGL-3, 60 min``.
    from_s, to_s
        Since the activation; inf = as far as it is followed [s].
    polygons
        In metres on the plane of the hazard, each of its outer ring and its holes, which are
        closed; shape ``(n_corners, 2)`` each.

    """

    kind: ZoneKind
    limit: str
    from_s: float
    to_s: float
    polygons: tuple[tuple[NDArray[np.float64], ...], ...]

    def brought(
        self, back: Callable[[NDArray[np.float64]], NDArray[np.float64]]
    ) -> tuple[tuple[NDArray[np.float64], ...], ...]:
        """Return its polygons somewhere else, for example in degrees."""
        return tuple(tuple(back(ring) for ring in polygon) for polygon in self.polygons)


def zones_of(
    levels: NDArray[np.int8],
    since_s: NDArray[np.float64],
    kinds: Sequence[tuple[int, ZoneKind, str]],
    raster: Raster,
) -> Iterator[DangerZone]:
    """Yield the zones of a course of levels, a new one whenever its shape changes.

    Parameters
    ----------
    levels
        Shape ``(n_steps, n_rows, n_columns)``.
    since_s
        Beginning of each step, shape ``(n_steps,)`` [s].
    kinds
        Level, kind and limit of each zone.

    """
    for level, kind, limit in kinds:
        marked = levels == level
        changed = np.any(marked[1:] != marked[:-1], axis=(1, 2))
        first = np.concatenate(([0], np.flatnonzero(changed) + 1))
        ends = np.append(since_s[first[1:]], math.inf)
        for step, to_s in zip(first.tolist(), ends.tolist(), strict=True):
            polygons = tuple(_in_metres(outlines(marked[step]), raster))
            if polygons:
                yield DangerZone(
                    kind=kind,
                    limit=limit,
                    from_s=float(since_s[step]),
                    to_s=to_s,
                    polygons=polygons,
                )


def _in_metres(
    found: Sequence[Sequence[NDArray[np.int64]]], raster: Raster
) -> Iterator[tuple[NDArray[np.float64], ...]]:
    corner = np.array((raster.left, raster.top))
    cell = np.array((raster.width, -raster.height))
    return (tuple(corner + ring * cell for ring in polygon) for polygon in found)


def circle(middle_m: NDArray[np.float64], radius_m: float) -> NDArray[np.float64]:
    """Return a closed ring around a place that holds the circle, against the clock [m]."""
    angle = 2.0 * math.pi * np.arange(_CORNERS + 1) / _CORNERS
    angle[-1] = 0.0
    outside = radius_m / math.cos(math.pi / _CORNERS)
    ring: NDArray[np.float64] = middle_m + outside * np.column_stack((np.cos(angle), np.sin(angle)))
    return ring
