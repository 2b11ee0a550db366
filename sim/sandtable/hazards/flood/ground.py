"""The ground of a flood: heights out of files, as square cells in metres (地面)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from sandtable.ground.language import _
from sandtable.hazards.flood.hand import drain
from sandtable.world.raster import Raster, RasterFault

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sandtable.ground.plane import Plane
    from sandtable.hazards.flood.grids import Layer
    from sandtable.hazards.flood.heights import Box, Heights

NETWORK = "network"
"""Stands for the system of the network."""

_MOST_CELLS = 9_000_000
"""More are a mistake of unit, as in a fire's landscape."""

_LEAST = 2
"""Fewer rows or columns are no ground."""

_ROUNDING = 1e-6
"""Part of a cell that is forgiven."""

_FILLED_M = 0.1
"""Cells that were raised by more than this were pits [m]."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ground:
    """Ground as square cells (地面).

    Parameters
    ----------
    z_m
        Heights, row 0 = north, shape of the raster [m].
    raster
        Where the cells lie, in metres.
    voids
        Points of the files at which nothing was known.
    pits, deepest_m
        Cells that were raised so that water runs off, and by how much at most [m].

    """

    z_m: NDArray[np.float64]
    raster: Raster
    voids: int
    pits: int = field(default=0)
    deepest_m: float = field(default=0.0)

    def without_pits(self) -> Ground:
        """Return the ground with its pits filled, so that water runs off over four neighbours."""
        z = drain(self.z_m, ways=4).filled_m
        raised = z - self.z_m
        return Ground(
            z_m=z,
            raster=self.raster,
            voids=self.voids,
            pits=int(np.count_nonzero(raised > _FILLED_M)),
            deepest_m=float(raised.max()),
        )

    def cells_at(self, x: float, y: float, within_m: float) -> tuple[tuple[int, int], ...]:
        """Return rows and columns of cells around a place of the raster, empty = outside.

        Parameters
        ----------
        within_m
            Cells whose middle is so near belong to it; the one that it lies in always does.

        """
        raster, (rows, columns) = self.raster, self.raster.shape
        own = int(raster.cells(np.array([x]), np.array([y]))[0])
        if own < 0:
            return ()
        reach = int(within_m // raster.width) + 1
        row, column = divmod(own, columns)
        r = np.arange(max(row - reach, 0), min(row + reach + 1, rows))[:, np.newaxis]
        c = np.arange(max(column - reach, 0), min(column + reach + 1, columns))
        east = raster.left + (c + 0.5) * raster.width - x
        north = raster.top - (r + 0.5) * raster.height - y
        near = np.hypot(east, north) <= within_m
        near |= (r == row) & (c == column)
        down, right = np.nonzero(near)
        return tuple(zip(r[down, 0].tolist(), c[right].tolist(), strict=True))


def ground_in(
    layer: Layer, box: Box, cell_m: float, *, plane: Plane | None, network_crs: str
) -> Ground:
    """Return the ground of a box as square cells in metres.

    Parameters
    ----------
    box
        What is wanted, in the system of the network; what has no heights is left out.
    plane
        Plane of the cells, where the network is in degrees; None = it is in metres itself.
    network_crs
        System of the network.

    Raises
    ------
    RasterFault
        If nothing is left, or the cells are too many.

    """
    heights = layer.heights
    west, south, east, north = box if plane is None else _on_plane(plane, box)
    if plane is None and cell_m == heights.step and layer.crs in {NETWORK, network_crs}:
        west, north = _on_cells(heights, west, north)
    columns, rows = (int(side / cell_m + _ROUNDING) for side in (east - west, north - south))
    if rows * columns > _MOST_CELLS:
        shown = _("{number} cells").format(number=rows * columns)
        expected = _("at most {number}").format(number=_MOST_CELLS)
        raise RasterFault("cell", shown, expected, _("Take larger cells, or a smaller 'box'."))
    crs = network_crs or NETWORK if plane is None else "plane of the roads"
    raster = _raster(west, north, cell_m, (max(rows, 1), max(columns, 1)), crs)
    x, y = layer.bring(*middles(raster, plane))
    rows_in, columns_in = _all_true(heights.covers(x, y))
    shape = (rows_in.stop - rows_in.start, columns_in.stop - columns_in.start)
    if min(shape) < _LEAST:
        shown = _("{rows} rows of {columns} cells where the roads are")
        shown = shown.format(rows=max(shape[0], 0), columns=max(shape[1], 0))
        repair = _("Check the reference system, the box and the size of the cells.")
        raise RasterFault("terrain", shown, _("at least two of each"), repair)
    west, north = west + columns_in.start * cell_m, north - rows_in.start * cell_m
    z = heights.at(x[rows_in, columns_in], y[rows_in, columns_in])
    return Ground(z_m=z, raster=_raster(west, north, cell_m, shape, crs), voids=heights.voids)


def middles(raster: Raster, plane: Plane | None) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the middles of cells in the system of the network, shape of the raster each."""
    rows, columns = raster.shape
    x = raster.left + (np.arange(columns) + 0.5) * raster.width
    y = raster.top - (np.arange(rows) + 0.5) * raster.height
    right, up = np.meshgrid(x, y)
    if plane is None:
        return right, up
    lon, lat = plane.degrees(np.column_stack((right.ravel(), up.ravel()))).T
    return lon.reshape(raster.shape), lat.reshape(raster.shape)


def _raster(west: float, north: float, cell_m: float, shape: tuple[int, int], crs: str) -> Raster:
    return Raster(left=west, top=north, width=cell_m, height=cell_m, shape=shape, crs=crs)


def _all_true(truth: NDArray[np.bool_]) -> tuple[slice, slice]:
    """Return rows and columns that are all true, having left out the worst side again and again."""
    top, left, (bottom, right) = 0, 0, truth.shape
    while top < bottom and left < right and not truth[top:bottom, left:right].all():
        view = truth[top:bottom, left:right]
        sides = (view[0].mean(), view[-1].mean(), view[:, 0].mean(), view[:, -1].mean())
        worst = int(np.argmin(sides))
        top, bottom = top + (worst == 0), bottom - (worst == 1)
        left, right = left + (worst == 2), right - (worst == 3)
    return slice(top, bottom), slice(left, right)


def _on_cells(heights: Heights, west: float, north: float) -> tuple[float, float]:
    """Return a corner that is moved out to the next one of the cells of the heights themselves."""
    left, _bottom, _right, top = heights.box
    columns, rows = (west - left) // heights.step, (top - north) // heights.step
    return left + columns * heights.step, top - rows * heights.step


def _on_plane(plane: Plane, box: Box) -> Box:
    """Return the largest box of the plane all of which lies inside a box in degrees."""
    west, south, east, north = box
    lat, lon = np.linspace(south, north, 9), np.linspace(west, east, 9)

    def side(lons: NDArray[np.float64], lats: NDArray[np.float64]) -> NDArray[np.float64]:
        return plane.metres(np.column_stack(np.broadcast_arrays(lons, lats)))

    return (
        float(side(np.array(west), lat)[:, 0].max()),
        float(side(lon, np.array(south))[:, 1].max()),
        float(side(np.array(east), lat)[:, 0].min()),
        float(side(lon, np.array(north))[:, 1].min()),
    )
