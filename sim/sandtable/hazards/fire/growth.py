"""A fire that grows over a landscape, hour by hour (火场蔓延)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sandtable.hazards.fire import burning
from sandtable.hazards.fire.fuel_models import FuelModel
from sandtable.hazards.fire.paces import RATE, paces
from sandtable.hazards.fire.stencil import REACH, near, ways

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from sandtable.hazards.fire.landscape import Landscape
    from sandtable.hazards.fire.spotting import Brands
    from sandtable.hazards.fire.weather import Weather


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
    rate_factor: float = 1.0,
    brands: Brands | None = None,
    must_spread: bool = True,
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
    rate_factor
        On all rates of spread, > 0.
    brands
        Spotting, None = none.
    must_spread
        Whether weather in which no fire spreads is refused.

    Raises
    ------
    ValueError
        If nothing is lit, or a cell is lit that is not on the raster, or none of them can burn, or
        the second law lacks temperature or humidity.

    References
    ----------
    Finney (2002), Fire growth using minimum travel time methods, Canadian Journal of Forest
    Research 32, 1420-1424. Straight lines: Daniel et al. (2010), Theta*, Journal of Artificial
    Intelligence Research 39, 533-579.

    """
    arrival, lit = _lit(landscape, lit_s)
    table = paces(landscape, weather, wind_limit=wind_limit, factor=rate_factor)
    ground = _ground(landscape)
    can = _burnable(lit, ground[2])
    if must_spread:
        _require_spread(landscape, can, weather, table)
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
        ground,
        (np.append(weather.since_s.astype(np.float64), np.inf), table),
        brands.rules(n, weather) if brands else _NO_BRANDS,
        burning.room_for(n),
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


def _ground(
    landscape: Landscape,
) -> tuple[NDArray[np.int16], NDArray[np.float32], NDArray[np.float64]]:
    """Return fuel by rows of the table, gradients, and from when on cells are blocked."""
    codes = sorted(landscape.fuels)
    burnable = np.isin(landscape.fuel, codes) & (landscape.blocked_s > -np.inf)
    row = np.searchsorted(codes, np.where(burnable, landscape.fuel, codes[0]))
    return (
        row.ravel().astype(np.int16),
        np.stack([landscape.east.ravel(), landscape.north.ravel()], axis=1).astype(np.float32),
        np.where(burnable, landscape.blocked_s, -np.inf).ravel(),
    )


def _burnable(lit: NDArray[np.int32], blocked_s: NDArray[np.float64]) -> NDArray[np.int32]:
    """Return the cells of an ignition that can burn; refuse one without any."""
    can = lit[blocked_s[lit] > -np.inf]
    if not can.size:
        raise ValueError("ignition: found only ground that does not burn")
    return can


def _require_spread(
    landscape: Landscape, can: NDArray[np.int32], weather: Weather, table: NDArray[np.float64]
) -> None:
    """Refuse an ignition in weather in which no fire spreads."""
    codes = np.unique(landscape.fuel.ravel()[can]).tolist()
    rows = np.searchsorted(sorted(landscape.fuels), codes)
    if (table[:, rows, RATE] > 0.0).any():
        return
    dry = weather.moisture[np.argmin(weather.moisture[:, 0])]
    for code in codes:
        fuel = landscape.fuels[code]
        if isinstance(fuel, FuelModel):
            fuel.require_burnable(dry)
    raise ValueError("ignition: found weather in which no fire spreads")
