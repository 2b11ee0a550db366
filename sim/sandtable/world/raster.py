"""Where the cells of a raster lie (栅格)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np

from sandtable.ground.language import _
from sandtable.ground.units import UnitFault
from sandtable.world.network import GEOGRAPHIC

if TYPE_CHECKING:
    from numpy.typing import NDArray

_IN_DEGREES = {*GEOGRAPHIC, "EPSG:4258", "EPSG:4269", "EPSG:4610", "EPSG:4214"}
"""Systems in degrees that rasters come in: those of networks and older ones."""

_LARGEST_DEGREES = 1.0
"""A cell of so many degrees is larger than a county: it was meant in metres [degrees]."""


class RasterFault(UnitFault):
    """A raster that cannot be used, in parts that a reader of files can put in its place.

    Parameters
    ----------
    key
        What of the raster is wrong: ``crs``, ``times``, a kind of intensity, ...
    found, expected, repair, code
        As in a `Fault`.

    """

    def __init__(
        self, key: str, found: str, expected: str, repair: str, code: str = "raster"
    ) -> None:
        super().__init__(found, expected, repair)
        self.key, self.code = key, code
        self.args = (key, found, expected, repair, code)  # it survives the way from a worker

    def __str__(self) -> str:
        """Say what is wrong with what."""
        return f"{self.key}: {super().__str__()}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Raster:
    """Where the cells of a raster lie; row 0 is the northernmost, column 0 the westernmost (栅格).

    Parameters
    ----------
    left, top
        Outer corner of row 0, column 0, in `crs` [m or degrees].
    width, height
        Sides of a cell, > 0 [m or degrees].
    shape
        Rows and columns.
    crs
        Reference system, e.g. ``EPSG:4547``, or the name of a plane of our own.

    """

    left: float
    top: float
    width: float
    height: float
    shape: tuple[int, int]
    crs: str

    @classmethod
    def square(cls, x: float, y: float, cells: int, side: float, *, crs: str) -> Self:
        """Return a square of so many cells each way around a place, all in `crs` [m or degrees]."""
        half = cells * side / 2.0
        shape = (cells, cells)
        return cls(left=x - half, top=y + half, width=side, height=side, shape=shape, crs=crs)

    def __post_init__(self) -> None:
        """Refuse a raster that does not say where it lies, or mixes degrees and metres.

        Raises
        ------
        RasterFault
            If there is no reference system, the cell is not above 0, or the corner and the cell are
            degrees and the system is not, or the other way round.

        """
        if not self.crs:
            expected = _("a reference system such as EPSG:4547")
            raise RasterFault("crs", _("none"), expected, _("State that of the raster."))
        if not (self.width > 0.0 and self.height > 0.0):
            shown = f"{self.width:g} x {self.height:g}"
            raise RasterFault("cell", shown, _("sides above 0"), _("Check the size of the cells."))
        ends = (abs(self.top), abs(self.top - self.shape[0] * self.height))
        east = abs(self.left) <= 360.0
        small = max(self.width, self.height) < _LARGEST_DEGREES
        if self.in_degrees and not (east and max(ends) <= 90.0 and small):
            if small and max(ends) <= 360.0 and abs(self.left) <= 90.0:
                expected = _("longitude, then latitude, which is at most 90 degrees")
                raise self._mixed(expected, _("They look swapped: turn them round."))
            expected = _("degrees throughout")
            raise self._mixed(expected, _("State the system of the raster, or project it."))
        in_metres = not self.in_degrees and self.crs.upper().startswith("EPSG:")
        if in_metres and east and min(ends) <= 90.0:
            expected = _("metres throughout")
            raise self._mixed(expected, _("These are degrees: state EPSG:4326, or project it."))

    @property
    def in_degrees(self) -> bool:
        """Whether corner and cells are in degrees, as far as the name of the system tells."""
        return self.crs.upper() in _IN_DEGREES

    def cells(self, x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.int64]:
        """Return the cells of places in its system, numbered row by row; -1 = outside.

        An edge belongs to the cell south or east of it, the outermost ones to the last cells.
        """
        rows, columns = self.shape
        down, right = (self.top - y) / self.height, (x - self.left) / self.width
        row = np.where(down == rows, rows - 1, np.floor(down))
        column = np.where(right == columns, columns - 1, np.floor(right))
        inside = (row >= 0) & (row < rows) & (column >= 0) & (column < columns)
        return np.where(inside, row * columns + column, -1.0).astype(np.int64)

    def _mixed(self, expected: str, repair: str) -> RasterFault:
        shown = _("{crs} with a corner at {left:g}, {top:g} and cells of {width:g} x {height:g}")
        values = {name: getattr(self, name) for name in ("left", "top", "width", "height")}
        return RasterFault("crs", shown.format(crs=self.crs, **values), expected, repair)
