"""A fire that grows over a landscape, hour by hour (火场蔓延)."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Self

import numpy as np

from sandtable.hazards.fire import burning
from sandtable.hazards.fire.fuel_models import STANDARD, FuelModel, checked_moisture
from sandtable.hazards.fire.midflame import wind_factor
from sandtable.hazards.fire.rothermel import Bed, bed
from sandtable.hazards.fire.stencil import REACH, near, ways

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from numpy.typing import ArrayLike, NDArray

    from sandtable.hazards.fire.spotting import Brands

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
        Code -> model.
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
    fuels: Mapping[int, FuelModel] = field(default_factory=lambda: STANDARD)
    sheltered: Mapping[int, float] = field(default_factory=dict)
    unburnable: Collection[int] = UNBURNABLE

    def __post_init__(self) -> None:
        """Refuse a landscape that cannot be.

        Raises
        ------
        ValueError
            If shapes differ, a cell has no size, or a code is no fuel.

        """
        if not self.cell_m > 0.0:
            raise ValueError(f"landscape: found a cell of {self.cell_m} m, expected more than 0")
        shapes = {self.fuel.shape, self.east.shape, self.north.shape, self.blocked_s.shape}
        if len(shapes) > 1 or self.fuel.ndim != 2:
            raise ValueError(f"landscape: found shapes {sorted(shapes)}, expected one of two axes")
        unknown = set(np.unique(self.fuel).tolist()) - set(self.fuels) - set(self.unburnable)
        if unknown:
            raise ValueError(f"landscape: found fuel {sorted(unknown)}, which nobody describes")

    @classmethod
    def of(
        cls,
        cell_m: float,
        fuel: ArrayLike,
        height_m: ArrayLike = 0.0,
        blocked_s: ArrayLike = math.inf,
        *,
        fuels: Mapping[int, FuelModel] = STANDARD,
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


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Weather:
    """Wind and moisture by epochs, most often hours; each holds until the next (气象).

    Parameters
    ----------
    since_s
        Starts of the epochs, increasing, shape ``(n,)`` [s]; the first also holds before.
    wind_mps
        Wind at 6.1 m (20 ft), >= 0, shape ``(n,)`` [m/s]; for that of a station see
        `midflame.wind_20ft_mps`.
    wind_from_deg
        Where it comes from, clockwise from north, shape ``(n,)`` [degrees].
    moisture
        Fuel moisture by `MOISTURES`, shape ``(n, 5)`` [fraction of dry weight].

    """

    since_s: NDArray[np.float64]
    wind_mps: NDArray[np.float64]
    wind_from_deg: NDArray[np.float64]
    moisture: NDArray[np.float64]

    def __post_init__(self) -> None:
        """Refuse weather that cannot be.

        Raises
        ------
        ValueError
            If lengths differ, times do not increase, a wind is below 0 or a moisture outside 0 to
            3.

        """
        n = self.since_s.size
        lengths = {
            self.wind_mps.size,
            self.wind_from_deg.size,
            len(checked_moisture(self.moisture)),
        }
        if n == 0 or lengths != {n}:
            raise ValueError(f"weather: found {n} times and columns of {sorted(lengths)} values")
        if not np.all(np.diff(self.since_s) > 0.0):
            raise ValueError("weather: times do not increase")
        if not (np.all(self.wind_mps >= 0.0) and np.all(np.isfinite(self.wind_mps))):
            low = self.wind_mps.min()
            raise ValueError(f"weather: found a wind of {low} m/s, expected at least 0")

    @classmethod
    def steady(cls, wind_mps: float, wind_from_deg: float, moisture: ArrayLike) -> Self:
        """Return weather that stays as it is."""
        columns = (np.array([value], dtype=np.float64) for value in (0.0, wind_mps, wind_from_deg))
        since, wind, bearing = columns
        return cls(
            since_s=since,
            wind_mps=wind,
            wind_from_deg=bearing,
            moisture=np.asarray(moisture, dtype=np.float64)[np.newaxis],
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Growth:
    """When and how fire came to each cell, shape ``(rows, columns)`` each.

    Parameters
    ----------
    arrival_s
        When the front reached its centre, inf = never [s].
    intensity_kw_m
        Fireline intensity then, 0 where it never came [kW/m].
    toward_rad
        Where the front ran, clockwise from north [rad].
    spots
        Cells lit by brands that flew ahead of the fire.

    """

    cell_m: float
    arrival_s: NDArray[np.float64]
    intensity_kw_m: NDArray[np.float32]
    toward_rad: NDArray[np.float32]
    spots: int = 0

    def area_m2(self, at_s: float = math.inf) -> float:
        """Return the area burned by a time [m2]."""
        there = np.isfinite(self.arrival_s) & (self.arrival_s <= at_s)
        return float(np.count_nonzero(there)) * self.cell_m**2


def grow(
    landscape: Landscape,
    weather: Weather,
    lit_s: Mapping[tuple[int, int], float],
    *,
    until_s: float,
    neighbours: int = 32,
    reach: int = REACH,
    wind_limit: bool = False,
    brands: Brands | None = None,
) -> Growth:
    """Let a fire grow by minimum travel time.

    Every cell burns after its own law, with its fuel, slope and the weather of the hour; fire comes
    to it by the fastest of all ways over neighbours and along straight lines.

    Parameters
    ----------
    lit_s
        (Row, column) -> time at which it is lit [s]: a point, a line or an area. See `cells_of`.
    until_s
        Nothing burns after it [s].
    neighbours
        8, 16 or 32.
    reach
        Longest straight line that is tried, >= 3 [cells].
    wind_limit
        Whether the wind stops driving the fire at the limit of Rothermel (1972).
    brands
        Spotting, None = none.

    Raises
    ------
    ValueError
        If nothing is lit, or a cell is lit that is not on the raster, or none of them can burn.

    References
    ----------
    Finney (2002), Fire growth using minimum travel time methods, Canadian Journal of Forest
    Research 32, 1420-1424. Straight lines: Daniel et al. (2010), Theta*, Journal of Artificial
    Intelligence Research 39, 533-579.

    """
    arrival, lit = _lit(landscape, lit_s)
    codes = sorted(landscape.fuels)
    table = _table(landscape, weather, codes, wind_limit=wind_limit)
    burnable = np.isin(landscape.fuel, codes) & (landscape.blocked_s > -np.inf)
    _require_burning(landscape, burnable.ravel()[lit], weather, lit)
    row = np.searchsorted(codes, np.where(burnable, landscape.fuel, codes[0]))
    n, shape = landscape.fuel.size, landscape.fuel.shape
    intensity, angle, spots = burning.burn(
        arrival,
        lit,
        float(until_s),
        shape,
        float(landscape.cell_m),
        near(neighbours),
        reach,
        _ways(reach, shape[1], float(landscape.cell_m)),
        (
            row.ravel().astype(np.int16),
            np.stack([landscape.east.ravel(), landscape.north.ravel()], axis=1).astype(np.float32),
            np.where(burnable, landscape.blocked_s, -np.inf).ravel(),
        ),
        (np.append(weather.since_s.astype(np.float64), np.inf), table),
        brands.rules(n, weather) if brands else _NO_BRANDS,
    )
    return Growth(
        cell_m=landscape.cell_m,
        arrival_s=arrival.reshape(shape),
        intensity_kw_m=intensity.reshape(shape),
        toward_rad=angle.reshape(shape),
        spots=spots,
    )


_NO_BRANDS = (np.empty(0), np.empty((0, 3)), np.empty(0))


def _lit(
    landscape: Landscape, lit_s: Mapping[tuple[int, int], float]
) -> tuple[NDArray[np.float64], NDArray[np.int32]]:
    """Return times of all cells, inf where not lit, and the cells that are lit."""
    rows, columns = landscape.fuel.shape
    if not lit_s:
        raise ValueError("ignition: nothing is lit")
    for row, column in lit_s:
        if not (0 <= row < rows and 0 <= column < columns):
            raise ValueError(f"ignition: found cell ({row}, {column}), which is not on the raster")
    arrival = np.full(rows * columns, np.inf)
    lit = np.array([row * columns + column for row, column in lit_s], dtype=np.int32)
    arrival[lit] = list(lit_s.values())
    return arrival, lit


def _ways(
    reach: int, columns: int, cell_m: float
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float64], NDArray[np.float64]]:
    """Return the straight ways on a raster of so many columns, as `burning.burn` takes them."""
    every = ways(reach)
    sizes = np.diff(every.first)
    cell = every.row * columns + every.column
    before_row, before_column = np.roll(every.row, 1), np.roll(every.column, 1)
    beside = [every.row * columns + before_column, before_row * columns + every.column]
    pieces = np.stack([cell, *(np.where(every.corner, side, 0) for side in beside)], axis=1)
    return (
        every.first.astype(np.int32),
        pieces.astype(np.int32),
        every.share * np.repeat(every.length, sizes) * cell_m,
        np.stack([every.east, every.north], axis=1),
    )


def _require_burning(
    landscape: Landscape, can: NDArray[np.bool_], weather: Weather, lit: NDArray[np.int32]
) -> None:
    """Refuse an ignition on ground, or in weather, in which nothing ever burns."""
    if not can.any():
        raise ValueError("ignition: found only ground that does not burn")
    dry = weather.moisture[np.argmin(weather.moisture[:, 0])]
    reasons = []
    for code in np.unique(landscape.fuel.ravel()[lit[can]]).tolist():
        try:
            landscape.fuels[code].require_burnable(dry)
        except ValueError as error:
            reasons.append(str(error))
        else:
            return
    raise ValueError("; ".join(reasons))


def _table(
    landscape: Landscape, weather: Weather, codes: list[int], *, wind_limit: bool
) -> NDArray[np.float64]:
    """Return how every fuel burns in every epoch, shape ``(n_epochs, n_fuels, 8)``."""
    bearing = np.radians(weather.wind_from_deg)
    columns = []
    for code in codes:
        fuel = landscape.fuels[code]
        burns: Bed = bed(fuel, weather.moisture)
        share = landscape.sheltered.get(code)
        midflame = weather.wind_mps * (wind_factor(fuel.depth_m) if share is None else share)
        push = burns.wind_c * midflame**burns.wind_b
        limit = burns.wind_limit_mps if wind_limit else np.inf
        columns.append(
            np.stack(
                np.broadcast_arrays(
                    burns.rate_mps,
                    burns.wind_c,
                    burns.wind_b,
                    burns.slope_c,
                    -push * np.sin(bearing),
                    -push * np.cos(bearing),
                    burns.heat_kj_m2,
                    limit,
                ),
                axis=-1,
            )
        )
    return np.ascontiguousarray(np.stack(columns, axis=1))
