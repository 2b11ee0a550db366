"""ESRI ASCII grids, as hydraulic models write one per time: ``.asc``, LISFLOOD's ``.wd``."""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sandtable.files.rasters.stated import Opened, Stated, unreadable, without_nodata
from sandtable.ground.language import _
from sandtable.world.raster import RasterFault

_MOST_LINES = 7
"""A header has six lines, seven with two sizes of cells."""


_MOST_CELLS = 1_000_000
"""Rows or columns of a grid that somebody could read."""

_NODATA = "nodata_value"


def open_ascii(path: Path, name: str, stated: Stated) -> Opened:
    """Return what the header of a grid says.

    Raises
    ------
    RasterFault
        If it is no such file.

    """
    head, lines = _head(path, name)
    rows, columns = int(head["nrows"]), int(head["ncols"])
    width = head.get("dx", head.get("cellsize", 0.0))
    height = head.get("dy", head.get("cellsize", 0.0))
    left = head["xllcorner"] if "xllcorner" in head else head["xllcenter"] - 0.5 * width
    low = head["yllcorner"] if "yllcorner" in head else head["yllcenter"] - 0.5 * height
    nodata = (head.get(_NODATA), stated.nodata)
    return Opened(
        name=name,
        left=left,
        top=low + rows * height,
        width=width,
        height=height,
        shape=(rows, columns),
        has_nodata=_NODATA in head,
        read=partial(_values, path, name, lines, (rows, columns), nodata),
    )


def _head(path: Path, name: str) -> tuple[dict[str, float], int]:
    """Return the numbers of the header by their word in small letters, and its lines."""
    head: dict[str, float] = {}
    with path.open(encoding="utf-8-sig", errors="replace") as file:
        while len(head) < _MOST_LINES:
            word, *rest = file.readline().split(maxsplit=1)[:2] or [""]
            if not word[:1].isalpha() or word.lower() == "nan":
                break
            value = "".join(rest)
            try:
                head[word.lower()] = float(value)
            except ValueError:
                raise _no_grid(name, f"{word} {value.strip()}"[:60]) from None
    sides = {"cellsize"} <= head.keys() or {"dx", "dy"} <= head.keys()
    corner = {"xllcorner", "yllcorner"} <= head.keys() or {"xllcenter", "yllcenter"} <= head.keys()
    whole = all(head.get(key, 0.0) in range(1, _MOST_CELLS) for key in ("nrows", "ncols"))
    finite = all(math.isfinite(value) for key, value in head.items() if key != _NODATA)
    if not (sides and corner and whole and finite):
        raise _no_grid(name, ", ".join(head)[:60] or _("nothing"))
    return head, len(head)


def _values(
    path: Path,
    name: str,
    lines: int,
    shape: tuple[int, int],
    nodata: tuple[float | None, ...],
    numbers: Iterable[int],
) -> Iterator[NDArray[np.float64]]:
    """Yield the only frame that a grid is."""
    for _number in numbers:
        yield _frame(path, name, lines, shape, nodata)


def _frame(
    path: Path, name: str, lines: int, shape: tuple[int, int], nodata: tuple[float | None, ...]
) -> NDArray[np.float64]:
    with path.open(encoding="utf-8-sig", errors="replace") as file:
        for _line in range(lines):
            file.readline()
        text = file.read()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # old NumPy warns of what is no number, new raises
            values = np.fromstring(text, dtype=np.float64, sep=" ")
    except (ValueError, DeprecationWarning):
        raise unreadable(name, _("values that are no numbers"), _("plain numbers")) from None
    if values.size != shape[0] * shape[1]:
        shown = _("{number} values").format(number=values.size)
        expected = _("{rows} rows of {columns}").format(rows=shape[0], columns=shape[1])
        raise unreadable(name, shown, expected)
    return without_nodata(values.reshape(shape), nodata)


def _no_grid(name: str, shown: str) -> RasterFault:
    expected = _("a header of ncols, nrows, xllcorner, yllcorner, cellsize")
    return unreadable(name, shown, expected)
