"""A polder that fills through a breach: one level over all that its front has reached (圩垸)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sandtable.hazards.flood import pool

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from sandtable.hazards.flood.breach import Breach


_NO_WAY_M = 1e-6
"""A cell that is no wider along the front is crossed at once [m]."""


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

    def reached(self, since_s: float | NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the part of each cell that the front has crossed [0-1].

        Parameters
        ----------
        since_s
            Time or times since the breach opened, shape ``(...)`` [s].

        Returns
        -------
        numpy.ndarray
            Shape ``(..., n_cells)``.

        """
        gone = np.asarray(since_s)[..., np.newaxis] * self.front_mps
        near = np.array([cell.near_m for cell in self.cells])
        across = np.array([cell.far_m for cell in self.cells]) - near
        some = across > _NO_WAY_M
        share = (gone - near) / np.where(some, across, 1.0)
        share = np.where(some, np.clip(share, 0.0, 1.0), gone >= near)
        share[..., [cell.dry for cell in self.cells]] = 0.0
        return share

    def volume_m3(self, level_m: float, reached: NDArray[np.float64]) -> float:
        """Return the water that stands on the ground reached, at a level [m3]."""
        ground, relief, area = self._columns()
        volume: float = pool.volume_m3(level_m, ground, relief, area * reached)
        return volume

    def level_m(self, volume_m3: float, reached: NDArray[np.float64], highest_m: float) -> float:
        """Return the level at which so much water stands on the ground reached [m above datum].

        Parameters
        ----------
        highest_m
            Level outside: the polder never fills above it.

        """
        ground, relief, area = self._columns()
        level: float = pool.level_m(volume_m3, highest_m, ground, relief, area * reached)
        return level

    def _columns(self) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
        """Return mean ground [m], relief [m] and area [m2] of the cells."""
        return (
            np.array([cell.ground_m for cell in self.cells]),
            np.array([cell.relief_m for cell in self.cells]),
            np.array([1e6 * cell.area_km2 for cell in self.cells]),
        )

    def rise(
        self, step_s: float, outside_m: NDArray[np.float64], breach: Breach
    ) -> tuple[NDArray[np.float64], ...]:
        """Return level, inflow, volume, breach width and reached parts of all steps from 0 on."""
        since_s = np.arange(outside_m.size, dtype=np.float64) * step_s
        reached = self.reached(since_s)
        ground, relief, area = self._columns()
        width, invert = breach.over(since_s)
        rising = pool.rise(
            step_s, outside_m, width, invert, breach.cd, ground, relief, area * reached
        )
        return (*rising, width, reached)


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
    outside_m: Callable[[NDArray[np.float64]], NDArray[np.float64] | float],
    *,
    until_s: float,
    step_s: float = 60.0,
) -> Filling:
    """Let a polder fill through a breach.

    In each step the inflow at its beginning is added to the volume, as far as there is room below
    the level outside on what the front has reached by its end; the level is the one at which the
    volume stands there. Water does not run out again: where the level outside falls, the level
    inside falls with it, and the volume stays what has come in.

    Parameters
    ----------
    outside_m
        Level outside by times since the breach opened, shape ``(n_steps,)`` [m above datum].
    until_s, step_s
        End and step of the calculation, > 0 [s].

    """
    since_s = np.arange(int(np.ceil(until_s / step_s)) + 1, dtype=np.float64) * step_s
    outside = np.array(np.broadcast_to(outside_m(since_s), since_s.shape), dtype=np.float64)
    level, inflow, volume, width, reached = polder.rise(step_s, outside, breach)
    return Filling(
        since_s=since_s,
        level_m=level,
        outside_m=outside,
        inflow_m3s=inflow,
        volume_m3=volume,
        width_m=width,
        reached=reached,
    )
