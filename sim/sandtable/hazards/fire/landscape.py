"""What can burn, and how steep it is (地形与可燃物)."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Self

import numpy as np

from sandtable.hazards.fire.fuel_models import STANDARD, FuelModel
from sandtable.hazards.fire.wang import STEEPEST_DEG, GroundFuel

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from numpy.typing import ArrayLike, NDArray

Fuel = FuelModel | GroundFuel
"""What burns, by the law of Rothermel or by the second one."""

UNBURNABLE = frozenset({0, 91, 92, 93, 98, 99})
"""Codes of ground that does not burn: none, and those of Scott and Burgan (2005)."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Landscape:
    """What can burn, and how steep it is (地形与可燃物). Rows go from north to south.

    Parameters
    ----------
    cell_m
        Side of a cell, > 0 [m].
    fuel
        Code of the fuel of each cell, shape ``(rows, columns)``.
    east, north
        Gradient of the ground to east and north, shape ``(rows, columns)`` [m/m].
    blocked_s
        From when on a cell can no longer be burned or crossed, -inf = never could (river, road,
        rock), inf = always can; shape ``(rows, columns)`` [s]. A fireline that is finished at a
        time is one of these.
    fuels
        Code -> model: all of one law.
    sheltered
        Code -> midflame wind over that at 6.1 m; where none is given the fuel lies in the open.
    unburnable
        Codes of ground that does not burn.

    """

    cell_m: float
    fuel: NDArray[np.int64]
    east: NDArray[np.float64]
    north: NDArray[np.float64]
    blocked_s: NDArray[np.float64]
    fuels: Mapping[int, Fuel] = field(default_factory=lambda: STANDARD)
    sheltered: Mapping[int, float] = field(default_factory=dict)
    unburnable: Collection[int] = UNBURNABLE

    def __post_init__(self) -> None:
        """Refuse a landscape that cannot be.

        Raises
        ------
        ValueError
            If shapes differ, a cell has no size, a code is no fuel, fuels follow different laws, or
            a slope is too steep for the second law.

        """
        if not self.cell_m > 0.0:
            raise ValueError(f"landscape: found a cell of {self.cell_m} m, expected more than 0")
        shapes = {self.fuel.shape, self.east.shape, self.north.shape, self.blocked_s.shape}
        if len(shapes) > 1 or self.fuel.ndim != 2:
            raise ValueError(f"landscape: found shapes {sorted(shapes)}, expected one of two axes")
        unknown = set(np.unique(self.fuel).tolist()) - set(self.fuels) - set(self.unburnable)
        if unknown:
            raise ValueError(f"landscape: found fuel {sorted(unknown)}, which nobody describes")
        if len({type(one) for one in self.fuels.values()}) > 1:
            raise ValueError("landscape: found fuels of two laws, expected those of one")
        steepest = float(np.degrees(np.arctan(np.hypot(self.east, self.north).max(initial=0.0))))
        if self.by_second_law and steepest >= STEEPEST_DEG:
            raise ValueError(
                f"landscape: found a slope of {steepest:.0f} degrees, expected less than "
                f"{STEEPEST_DEG:g} for the second law"
            )

    @property
    def by_second_law(self) -> bool:
        """Whether its fuels burn by the second law."""
        return any(isinstance(one, GroundFuel) for one in self.fuels.values())

    @classmethod
    def of(
        cls,
        cell_m: float,
        fuel: ArrayLike,
        height_m: ArrayLike = 0.0,
        blocked_s: ArrayLike = math.inf,
        *,
        fuels: Mapping[int, Fuel] = STANDARD,
        sheltered: Mapping[int, float] = MappingProxyType({}),
        unburnable: Collection[int] = UNBURNABLE,
    ) -> Self:
        """Return a landscape from heights; a single number stands for all cells.

        Parameters
        ----------
        height_m
            Height of the ground, shape ``(rows, columns)`` [m].

        """
        if not cell_m > 0.0:
            raise ValueError(f"landscape: found a cell of {cell_m} m, expected more than 0")
        codes = np.asarray(fuel, dtype=np.int64)
        height = np.broadcast_to(np.asarray(height_m, dtype=np.float64), codes.shape)
        flat = (np.zeros(codes.shape),) * 2
        down, east = np.gradient(height, cell_m) if min(codes.shape) > 1 else flat
        blocked = np.broadcast_to(np.asarray(blocked_s, dtype=np.float64), codes.shape)
        return cls(
            cell_m=cell_m,
            fuel=codes,
            east=np.asarray(east),
            north=-np.asarray(down),
            blocked_s=blocked,
            fuels=fuels,
            sheltered=sheltered,
            unburnable=unburnable,
        )
