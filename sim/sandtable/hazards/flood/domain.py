"""The domain of a flood: its ground, and where water comes in and goes out (计算域)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import ArrayLike, NDArray

    from sandtable.hazards.flood.breach import Breach

Cells = tuple[tuple[int, int], ...]
Series = tuple[tuple[float, float], ...]
"""Pairs (time [s], value), times strictly increasing; linear between, constant beyond the ends."""

Side = Literal["left", "right", "top", "bottom"]
SIDES: tuple[Side, ...] = ("left", "right", "top", "bottom")

MANNING = {
    "water": 0.03,
    "bare": 0.025,
    "crops": 0.04,
    "grass": 0.035,
    "shrub": 0.07,
    "forest": 0.12,
    "built": 0.1,
}
"""Manning's n by cover [s/m^(1/3)], of the order of Chow (1959), table 5-6; unverified: check
before it becomes a default."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Terrain:
    """Ground that water flows over, as square cells (地形).

    Parameters
    ----------
    z_m
        Heights, row 0 = top, shape ``(n_rows, n_columns)`` [m above datum].
    cell_m
        Side of a cell, > 0 [m].
    manning
        Roughness n, > 0: one number, or one of each cell [s/m^(1/3)].
    soak_mps
        What the ground takes in the long run, >= 0: one number, or one of each cell [m/s].
    soak_first_mps, soak_decay_hz
        What dry ground takes at first, and how fast that falls (Horton); None = as in the long run.

    """

    z_m: NDArray[np.float64]
    cell_m: float
    manning: ArrayLike = 0.04
    soak_mps: ArrayLike = 0.0
    soak_first_mps: ArrayLike | None = None
    soak_decay_hz: float = 0.0

    def __post_init__(self) -> None:
        """Refuse what water cannot flow over.

        Raises
        ------
        ValueError
            If a height is no number, the cell or a roughness is not above 0, or soaking is below 0.

        """
        if self.z_m.ndim != 2 or not np.isfinite(self.z_m).all():
            raise ValueError("terrain: heights must be a table of numbers without gaps; fill voids")
        if not (self.cell_m > 0.0 and np.all(np.asarray(self.manning) > 0.0)):
            raise ValueError("terrain: the cell or a roughness is not above 0")
        if np.any(np.asarray(self.soak_mps) < 0.0):
            raise ValueError("terrain: infiltration below 0")


def manning_of(cover: NDArray[np.int64], classes: Mapping[int, str]) -> NDArray[np.float64]:
    """Return Manning's n of each cell from codes of its cover, by the names of `MANNING`.

    Raises
    ------
    ValueError
        If a code has no class, or a class no roughness.

    """
    unknown = sorted(set(np.unique(cover).tolist()) - set(classes))
    unnamed = sorted(set(classes.values()) - set(MANNING))
    if unknown or unnamed:
        message = f"cover: no class for codes {unknown}, no roughness for classes {unnamed}"
        raise ValueError(message)
    table = np.array([MANNING[classes[code]] for code in sorted(classes)])
    rough: NDArray[np.float64] = table[np.searchsorted(sorted(classes), cover)]
    return rough


@dataclass(frozen=True, slots=True, kw_only=True)
class Inlet:
    """Water that comes in at stated cells, or is pumped out there where it is below 0 (入流)."""

    cells: Cells
    m3s: Series


@dataclass(frozen=True, slots=True, kw_only=True)
class DikeBreach:
    """A breach in a dike, between a level outside and stated cells inside (堤防溃口).

    Parameters
    ----------
    cells
        Cells inside that lie at the dike; each has an equal part of the width.
    outside_m
        Level outside [m above datum].
    breach
        How it grows.
    opens_s
        When it opens [s].
    is_dam_break
        Whether a wave runs from it, as from a dam: the scheme refuses that.

    """

    cells: Cells
    outside_m: Series
    breach: Breach
    opens_s: float = 0.0
    is_dam_break: bool = False

    def __post_init__(self) -> None:
        """Refuse a dam break.

        Raises
        ------
        ValueError
            If it is one: the plateau would be off by 6 % at depths 2:1 and by 56 % at 10:1.

        """
        if self.is_dam_break:
            raise ValueError("breach: a dam break needs the shallow-water scheme, not this one")


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenEdge:
    """A stretch of the edge of the domain over which water goes (开边界); the rest is closed.

    Parameters
    ----------
    side
        ``left``, ``right``, ``top`` or ``bottom``.
    stage_m
        Level one cell outside [m above datum]; None = water leaves at normal depth.
    slope
        Slope of the bed outside, for normal depth, > 0.
    first, last
        Rows or columns of the stretch, `last` not in it; None = to the end.

    """

    side: Side
    stage_m: Series | None = None
    slope: float = 0.001
    first: int = 0
    last: int | None = None

    def cells(self, shape: tuple[int, int]) -> NDArray[np.int64]:
        """Return the numbers of the cells along it, row by row."""
        every = np.arange(shape[0] * shape[1]).reshape(shape)
        line = {
            "left": every[:, 0],
            "right": every[:, -1],
            "top": every[0],
            "bottom": every[-1],
        }[self.side]
        stretch: NDArray[np.int64] = line[self.first : self.last]
        return stretch
