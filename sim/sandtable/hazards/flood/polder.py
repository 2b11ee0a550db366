"""A polder that fills through a breach: one level over all that its front has reached (圩垸)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sandtable.hazards.flood.breach import inflow_m3s

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from sandtable.hazards.flood.breach import Breach

_HALVINGS = 60
"""Halvings of the bracket of a level: below a float64's last digit at any height."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A part of a polder, most often a village (村片).

    Parameters
    ----------
    zone
        Id of its zone.
    ground_m
        Mean height of its ground [m above datum].
    relief_m
        Its ground is spread evenly over this height, >= 0 [m].
    area_km2
        Area that can fill, > 0 [km2].
    near_m, far_m
        Way of the water from the breach to its near and far edge, 0 <= near <= far [m].
    dry
        Ringed by a dike of its own (safety zone 安全区): no water comes in.

    """

    zone: str
    ground_m: float
    relief_m: float = 0.0
    area_km2: float
    near_m: float = 0.0
    far_m: float = 0.0
    dry: bool = False

    def wet_share(self, level_m: float | NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the part of the cell whose ground lies below a level [0-1]."""
        low = self.ground_m - 0.5 * self.relief_m
        if self.relief_m <= 0.0:
            return np.where(np.asarray(level_m) > low, 1.0, 0.0)
        return np.clip((np.asarray(level_m) - low) / self.relief_m, 0.0, 1.0)

    def mean_depth_m(self, level_m: float) -> float:
        """Return the water on the cell, over all of its area, at a level [m]."""
        low = self.ground_m - 0.5 * self.relief_m
        above = level_m - low
        if above <= 0.0:
            return 0.0
        if above >= self.relief_m:
            return level_m - self.ground_m
        return 0.5 * above * above / self.relief_m


@dataclass(frozen=True, slots=True, kw_only=True)
class Polder:
    """Low ground behind a dike, as cells that fill to one level.

    Parameters
    ----------
    cells
        At least one.
    front_mps
        Speed of the front on dry ground, > 0 [m/s].

    """

    cells: tuple[Cell, ...]
    front_mps: float

    def reached(self, since_s: float) -> NDArray[np.float64]:
        """Return the part of each cell that the front has crossed, shape ``(n_cells,)`` [0-1]."""
        gone = since_s * self.front_mps
        share = [
            0.0
            if cell.dry
            else float(gone >= cell.near_m)
            if cell.far_m <= cell.near_m
            else min(max((gone - cell.near_m) / (cell.far_m - cell.near_m), 0.0), 1.0)
            for cell in self.cells
        ]
        return np.array(share)

    def volume_m3(self, level_m: float, reached: NDArray[np.float64]) -> float:
        """Return the water that stands on the ground reached, at a level [m3]."""
        return sum(
            1e6 * cell.area_km2 * float(part) * cell.mean_depth_m(level_m)
            for cell, part in zip(self.cells, reached, strict=True)
        )

    def level_m(self, volume_m3: float, reached: NDArray[np.float64], highest_m: float) -> float:
        """Return the level at which so much water stands on the ground reached [m above datum].

        Parameters
        ----------
        highest_m
            Level outside: the polder never fills above it.

        """
        low = min(cell.ground_m - 0.5 * cell.relief_m for cell in self.cells)
        if not reached.any():
            return low  # the water is still on its way to the first cell
        if self.volume_m3(highest_m, reached) <= volume_m3:
            return highest_m
        high = highest_m
        for _ in range(_HALVINGS):
            middle = 0.5 * (low + high)
            if self.volume_m3(middle, reached) < volume_m3:
                low = middle
            else:
                high = middle
        return high


@dataclass(frozen=True, slots=True, kw_only=True)
class Filling:
    """How a polder filled, step by step (充水过程).

    Parameters
    ----------
    since_s
        Times since the breach opened, shape ``(n_steps,)`` [s].
    level_m, outside_m
        Level inside and outside, shape ``(n_steps,)`` [m above datum].
    inflow_m3s, volume_m3, width_m
        Inflow, water inside and width of the breach, shape ``(n_steps,)``.
    reached
        Part of each cell that the front has crossed, shape ``(n_steps, n_cells)`` [0-1].

    """

    since_s: NDArray[np.float64]
    level_m: NDArray[np.float64]
    outside_m: NDArray[np.float64]
    inflow_m3s: NDArray[np.float64]
    volume_m3: NDArray[np.float64]
    width_m: NDArray[np.float64]
    reached: NDArray[np.float64]

    def mean_inflow_m3s(self, until_s: float) -> float:
        """Return the mean inflow from the opening to a time [m3/s]."""
        return float(np.interp(until_s, self.since_s, self.volume_m3)) / until_s

    def head_m(self, since_s: float) -> float:
        """Return the difference of the levels at a time [m]."""
        return float(np.interp(since_s, self.since_s, self.outside_m - self.level_m))


def fill(
    polder: Polder,
    breach: Breach,
    outside_m: Callable[[float], float],
    *,
    until_s: float,
    step_s: float = 60.0,
) -> Filling:
    """Let a polder fill through a breach.

    In each step the inflow at its beginning is added to the volume; the level is the one at which
    the volume stands on what the front has reached, never above the level outside.

    Parameters
    ----------
    outside_m
        Level outside by time since the breach opened [m above datum].
    until_s, step_s
        End and step of the calculation, > 0 [s].

    """
    steps = int(np.ceil(until_s / step_s)) + 1
    since_s = np.arange(steps, dtype=np.float64) * step_s
    rows: list[tuple[float, float, float, float, float]] = []
    reached = np.stack([polder.reached(float(time_s)) for time_s in since_s])
    volume = 0.0
    for time_s, share in zip(since_s.tolist(), reached, strict=True):
        outside, (width, invert) = outside_m(time_s), breach.at(time_s)
        level = polder.level_m(volume, share, outside)
        inflow = inflow_m3s(width, invert, outside, level, breach.cd)
        rows.append((level, outside, inflow, volume, width))
        volume += inflow * step_s
    columns: Sequence[NDArray[np.float64]] = [
        np.array(column) for column in zip(*rows, strict=True)
    ]
    return Filling(
        since_s=since_s,
        level_m=columns[0],
        outside_m=columns[1],
        inflow_m3s=columns[2],
        volume_m3=columns[3],
        width_m=columns[4],
        reached=reached,
    )
