"""The ground of a flood: heights out of files, as square cells in metres (地面)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from sandtable.hazards.flood.grids import joined, read_asc
from sandtable.hazards.flood.hand import drain
from sandtable.hazards.flood.heights import Heights, read_hgt
from sandtable.world.raster import Raster

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from sandtable.ground.plane import Plane
    from sandtable.hazards.flood.heights import Box

TILES = (".hgt", ".zip")
"""Files whose system and corner are known from their name: SRTM tiles, in degrees."""

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
        found = [(row, column)]
        for r in range(max(row - reach, 0), min(row + reach + 1, rows)):
            for c in range(max(column - reach, 0), min(column + reach + 1, columns)):
                east = raster.left + (c + 0.5) * raster.width - x
                north = raster.top - (r + 0.5) * raster.height - y
                if (r, c) != (row, column) and np.hypot(east, north) <= within_m:
                    found.append((r, c))
        return tuple(sorted(found))


def read_heights(files: Sequence[Path]) -> Heights:
    """Read heights out of one grid, or of tiles that lie side by side.

    Raises
    ------
    ValueError
        If a file is no such grid, or they do not fit together.

    """
    tiles = [read_hgt(f) if f.suffix.lower() in TILES else read_asc(f) for f in files]
    return joined(tiles)


def ground_in(
    heights: Heights, box: Box, cell_m: float, *, plane: Plane | None, crs: str
) -> Ground:
    """Return the ground of a box as square cells in metres.

    Parameters
    ----------
    box
        What is wanted, in the system of the heights; what has no heights is left out.
    plane
        Plane of the cells, where the heights are in degrees; None = they are in metres.
    crs
        Name of the system of the cells.

    Raises
    ------
    ValueError
        If nothing is left.

    """
    west, south, east, north = _inside(heights.box, box)
    if not (west < east and south < north):
        raise ValueError("terrain: nothing of it lies where the roads are")
    if plane is not None:
        west, south, east, north = _on_plane(plane, (west, south, east, north))
    columns, rows = int((east - west) / cell_m), int((north - south) / cell_m)
    if min(rows, columns) < 2:
        raise ValueError("terrain: fewer than two rows or columns of cells")
    shape = (rows, columns)
    raster = Raster(left=west, top=north, width=cell_m, height=cell_m, shape=shape, crs=crs)
    z = heights.at(*middles(raster, plane))
    return Ground(z_m=z, raster=raster, voids=heights.voids)


def middles(raster: Raster, plane: Plane | None) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the middles of cells in metres, or in degrees where they lie on a plane."""
    rows, columns = raster.shape
    x = raster.left + (np.arange(columns) + 0.5) * raster.width
    y = raster.top - (np.arange(rows) + 0.5) * raster.height
    right, up = np.meshgrid(x, y)
    if plane is None:
        return right, up
    lon, lat = plane.degrees(np.column_stack((right.ravel(), up.ravel()))).T
    return lon.reshape(raster.shape), lat.reshape(raster.shape)


def _inside(one: Box, other: Box) -> Box:
    return (
        max(one[0], other[0]),
        max(one[1], other[1]),
        min(one[2], other[2]),
        min(one[3], other[3]),
    )


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
