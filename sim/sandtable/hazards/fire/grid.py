"""Grids of numbers as geographic programs write them, in ASCII (文本栅格)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sandtable.ground.language import _

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

_CORNERS = ("xllcorner", "yllcorner"), ("xllcenter", "yllcenter")


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """Values of square cells, row 0 the northernmost; nan = nothing known.

    ``west`` and ``north`` are the outer corner and ``cell`` the side, in the file's own system.
    """

    values: NDArray[np.float64]
    west: float
    north: float
    cell: float

    def at(self, x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the values at places, nan outside."""
        row = np.floor((self.north - y) / self.cell)
        column = np.floor((x - self.west) / self.cell)
        rows, columns = self.values.shape
        inside = (row >= 0) & (row < rows) & (column >= 0) & (column < columns)
        r, c = (np.where(inside, one, 0).astype(np.int64) for one in (row, column))
        return np.where(inside, self.values[r, c], np.nan)


def read_grid(file: Path) -> Grid:
    """Read an ESRI ASCII grid.

    Raises
    ------
    ValueError
        If the header or the number of values is wrong.

    """
    words = file.read_text(encoding="utf-8-sig", errors="replace").split()
    head: dict[str, float] = {}
    while len(words) > 2 * len(head) + 1 and words[2 * len(head)][:1].isalpha():
        name, value = words[2 * len(head) : 2 * len(head) + 2]
        try:
            head[name.lower()] = float(value)
        except ValueError:
            break
    corner = next((pair for pair in _CORNERS if set(pair) <= set(head)), None)
    if corner is None or not {"ncols", "nrows", "cellsize"} <= set(head):
        text = _(
            "{file}: found a header of {names}, expected ncols, nrows, xllcorner, yllcorner and"
            " cellsize"
        )
        raise ValueError(text.format(file=file.name, names=", ".join(head) or _("nothing")))
    rows, columns, cell = int(head["nrows"]), int(head["ncols"]), head["cellsize"]
    try:
        values = np.array(words[2 * len(head) :], dtype=np.float64).reshape(rows, columns)
    except ValueError:
        text = _("{file}: found {size} values, expected {rows} rows of {columns} numbers")
        size = len(words) - 2 * len(head)
        raise ValueError(
            text.format(file=file.name, size=size, rows=rows, columns=columns)
        ) from None
    values[values == head.get("nodata_value", -9999.0)] = np.nan
    half = 0.0 if corner == _CORNERS[0] else 0.5 * cell
    west, south = head[corner[0]] - half, head[corner[1]] - half
    return Grid(values, west, south + rows * cell, cell)
