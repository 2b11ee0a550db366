"""Grids in ASCII as geographic programs write them, and tiles that lie side by side (文本栅格)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sandtable.ground.language import _
from sandtable.hazards.flood.heights import Heights, filled

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

_NODATA = -9999.0
"""What stands for nothing known where the header says nothing."""

_SIZES = ("ncols", "nrows", "cellsize")
_CORNERS = ("xllcorner", "yllcorner"), ("xllcenter", "yllcenter")


def read_grid(file: Path) -> tuple[NDArray[np.float64], float, float, float]:
    """Read an ESRI ASCII grid: values, nan = nothing known, west and north of point 0, step.

    Raises
    ------
    ValueError
        If the header or the number of values is wrong.

    """
    words = file.read_text(encoding="utf-8-sig", errors="replace").split()
    head: dict[str, float] = {}
    while len(words) > 2 * len(head) + 1 and words[2 * len(head)][:1].isalpha():
        name, value = words[2 * len(head) : 2 * len(head) + 2]
        head[name.lower()] = _number(file, value)
    keys = next((pair for pair in _CORNERS if set(pair) <= set(head)), None)
    if keys is None or not set(_SIZES) <= set(head):
        text = _(
            "{file}: found a header of {names}, expected ncols, nrows, xllcorner, yllcorner,"
            " cellsize and values from north to south."
        )
        raise ValueError(text.format(file=file.name, names=", ".join(head) or _("nothing")))
    rows, columns, step = int(head["nrows"]), int(head["ncols"]), head["cellsize"]
    values = words[2 * len(head) :]
    if min(rows, columns) < 2 or step <= 0.0 or len(values) != rows * columns:
        text = _("{file}: found {size} values, expected {rows} rows of {columns}, at least 2 x 2.")
        found = {"size": len(values), "rows": rows, "columns": columns}
        raise ValueError(text.format(file=file.name, **found))
    try:
        z = np.array(values, dtype=np.float64).reshape(rows, columns)
    except ValueError:
        text = _("{file}: found what is no number, expected numbers alone below the header.")
        raise ValueError(text.format(file=file.name)) from None
    z[z == head.get("nodata_value", _NODATA)] = np.nan
    half = 0.5 * step if keys == _CORNERS[0] else 0.0
    west, south = head[keys[0]] + half, head[keys[1]] + half
    return z, west, south + (rows - 1) * step, step


def read_asc(file: Path) -> Heights:
    """Read heights out of an ESRI ASCII grid and fill its voids.

    Raises
    ------
    ValueError
        As `read_grid`, or if all of it is void.

    """
    z, west, north, step = read_grid(file)
    void = ~np.isfinite(z)
    if void.all():
        text = _("{file}: found no height at all, expected some. Take another tile.")
        raise ValueError(text.format(file=file.name))
    return Heights(z_m=filled(z, void), north=north, west=west, step=step, voids=int(void.sum()))


def codes_at(file: Path, x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the codes of the cells of an ESRI ASCII grid at places, shape of `x`.

    Raises
    ------
    ValueError
        As `read_grid`, or if a place lies outside or where nothing is known.

    """
    values, west, north, step = read_grid(file)
    row, column = np.rint((north - y) / step), np.rint((x - west) / step)
    rows, columns = values.shape
    inside = (row >= 0) & (row < rows) & (column >= 0) & (column < columns)
    found = np.full(x.shape, np.nan)
    found[inside] = values[row[inside].astype(np.int64), column[inside].astype(np.int64)]
    if np.isnan(found).any():
        text = _("{file}: found nothing in {number} cells of the terrain, expected a code in each.")
        raise ValueError(text.format(file=file.name, number=int(np.isnan(found).sum())))
    return found.astype(np.int64)


def joined(tiles: Sequence[Heights]) -> Heights:
    """Return tiles that lie side by side as one; neighbours share their outermost points.

    Raises
    ------
    ValueError
        If their steps differ, or they leave a gap.

    """
    if len(tiles) == 1:
        return tiles[0]
    step = tiles[0].step
    west, north = min(one.west for one in tiles), max(one.north for one in tiles)
    east, south = max(one.box[2] for one in tiles), min(one.box[1] for one in tiles)
    shape = (round((north - south) / step) + 1, round((east - west) / step) + 1)
    z = np.full(shape, np.nan)
    for one in tiles:
        if abs(one.step - step) > 1e-9 * step:
            raise ValueError(_("terrain: found tiles of different steps, expected one step."))
        row, column = round((north - one.north) / step), round((one.west - west) / step)
        rows, columns = one.z_m.shape
        z[row : row + rows, column : column + columns] = one.z_m
    if np.isnan(z).any():
        raise ValueError(_("terrain: found a gap between tiles, expected tiles side by side."))
    return Heights(z_m=z, north=north, west=west, step=step, voids=sum(one.voids for one in tiles))


def _number(file: Path, value: str) -> float:
    try:
        return float(value)
    except ValueError:
        text = _("{file}: found {value} in the header, expected a number.")
        raise ValueError(text.format(file=file.name, value=value)) from None
