"""A filled polder on roads and people: depths on arcs, shares of a zone under water."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from sandtable.hazards.classes import class_numbers, class_values
from sandtable.hazards.rows import Exposure, Interval

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from sandtable.hazards.flood.polder import Filling, Polder

ROADS_CHANGE = ((0.0, 600.0), (6 * 3600.0, 1800.0), (24 * 3600.0, 7200.0))
"""From when on roads change how often [s]: each change of one of them is a road state of its own,
for which travel tables are computed, and so many roads drown at as many instants."""


def project(
    filling: Filling,
    polder: Polder,
    arcs: Mapping[int, tuple[str, float]],
    *,
    source: str,
    cause: str,
    depth_m: float = 0.3,
    kind: str = "water",
    roads_change: Sequence[tuple[float, float]] = (),
) -> tuple[list[Interval], list[Exposure]]:
    """Return the intervals on arcs and the exposures of zones of a polder that fills.

    Parameters
    ----------
    arcs
        Arc number -> the zone it lies in and the height of its lowest point [m above datum].
    source, cause
        Hazard source of the rows, and what people read of a closure.
    depth_m, kind
        People are exposed to `kind` where the water is deeper than this [m].
    roads_change
        From when on roads change how often, as `ROADS_CHANGE`; at every step where nothing is said.
        Each takes the deepest water until its next change: it is never taken to be better than it
        is.

    """
    cells = {cell.zone: number for number, cell in enumerate(polder.cells)}
    edges = _edges(filling.since_s, roads_change)
    intervals = [
        Interval(arc, from_s, to_s, "depth", value, source, cause)
        for arc, (zone, deck_m) in sorted(arcs.items())
        for from_s, to_s, value in runs(
            filling.since_s[edges],
            class_values(
                "depth",
                class_numbers(
                    "depth", np.maximum.reduceat(_depth(filling, cells[zone], deck_m), edges)
                ),
            ),
        )
    ]
    exposures = [
        Exposure(cell.zone, from_s, to_s, kind, value, source)
        for number, cell in enumerate(polder.cells)
        for from_s, to_s, value in runs(
            filling.since_s,
            _twentieths(cell.wet_share(filling.level_m - depth_m) * filling.reached[:, number]),
        )
    ]
    return intervals, exposures


def _twentieths(share: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return shares in twentieths, rounded up.

    They are coarser than `classes.SHARES`: a level pool on stated relief knows no smaller ones, and
    what polders told before stays as it was.
    """
    # A billionth of a step is rounding, not people.
    steps: NDArray[np.float64] = np.ceil(share * 20.0 - 1e-9) / 20.0
    return steps


def _edges(
    since_s: NDArray[np.float64], roads_change: Sequence[tuple[float, float]]
) -> NDArray[np.int64]:
    """Return the steps at which roads may change, increasing, the first one 0."""
    if not roads_change:
        return np.arange(since_s.size)
    starts, every = np.array(roads_change).T
    stretch = np.searchsorted(starts, since_s, side="right") - 1
    number = stretch * since_s.size + (since_s - starts[stretch]) // every[stretch]
    return np.flatnonzero(np.diff(number, prepend=-1.0))


def _depth(filling: Filling, cell: int, height_m: float) -> NDArray[np.float64]:
    """Return the water on a height in a cell, once the front is there, shape ``(n_steps,)`` [m]."""
    there = filling.reached[:, cell] > 0.0
    return np.where(there, np.maximum(filling.level_m - height_m, 0.0), 0.0)


def runs(
    time_s: NDArray[np.float64], value: NDArray[np.float64]
) -> Iterator[tuple[float, float, float]]:
    """Yield the stretches over which a value above 0 stays the same; the last one never ends."""
    edges = np.concatenate(([0], np.flatnonzero(np.diff(value)) + 1))
    ends: Sequence[float] = [*time_s[edges[1:]].tolist(), math.inf]
    for edge, end in zip(edges.tolist(), ends, strict=True):
        if value[edge] > 0.0:
            yield float(time_s[edge]), end, float(value[edge])
