"""Heights of the ground, and their tiles ``.hgt`` (高程)."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from sandtable.ground.language import _

if TYPE_CHECKING:
    from numpy.typing import NDArray

VOID = -32768
"""What a tile holds where nothing was measured."""

_NAME = re.compile(r"([NS])(\d{2})([EW])(\d{3})")
Box = tuple[float, float, float, float]
"""West, south, east and north edge."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Heights:
    """Heights at points of a square grid; row 0 is the northernmost (高程格网).

    Parameters
    ----------
    z_m
        Heights without gaps, shape ``(n_rows, n_columns)`` [m above sea level].
    north, west
        Latitude of row 0 and longitude of column 0 [degrees], or metres in a system of their own.
    step
        From point to point, in the same unit.
    voids
        Points that had been void and were filled from their neighbours.
    beyond
        How far beyond the outermost points they hold: half a step where points are the middles of
        cells.

    """

    z_m: NDArray[np.float64]
    north: float
    west: float
    step: float
    voids: int
    beyond: float = 0.0

    @property
    def box(self) -> Box:
        """West, south, east and north end of what the heights are of."""
        rows, columns = self.z_m.shape
        east, south = self.west + (columns - 1) * self.step, self.north - (rows - 1) * self.step
        beyond = self.beyond
        return self.west - beyond, south - beyond, east + beyond, self.north + beyond

    def covers(self, x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Say which places lie within, shape of `x`."""
        west, south, east, north = self.box
        within: NDArray[np.bool_] = (x >= west) & (x <= east) & (y >= south) & (y <= north)
        return within

    def at(self, x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return heights at places, bilinear between points; shape of `x` [m]."""
        row, column = (self.north - y) / self.step, (x - self.west) / self.step
        r0 = np.clip(np.floor(row).astype(np.int64), 0, self.z_m.shape[0] - 2)
        c0 = np.clip(np.floor(column).astype(np.int64), 0, self.z_m.shape[1] - 2)
        down, right = np.clip(row - r0, 0.0, 1.0), np.clip(column - c0, 0.0, 1.0)
        upper = (1.0 - right) * self.z_m[r0, c0] + right * self.z_m[r0, c0 + 1]
        lower = (1.0 - right) * self.z_m[r0 + 1, c0] + right * self.z_m[r0 + 1, c0 + 1]
        mixed: NDArray[np.float64] = (1.0 - down) * upper + down * lower
        return mixed


_SIDES = (1201, 3601)
"""Points along a degree: SRTM3 and SRTM1, every 3 and every 1 arc second."""


def read_hgt(file: Path) -> Heights:
    """Read a tile, plain or as the only ``.hgt`` of a ZIP file, and fill its voids.

    Raises
    ------
    ValueError
        If the name tells no corner, the size is none of the two of the format, or all of it is
        void.

    """
    corner = _NAME.search(file.name.upper())
    if corner is None:
        text = _("{file}: found no corner in the name, expected one such as N29E112.hgt.")
        raise ValueError(text.format(file=file.name))
    values = np.frombuffer(_content(file), dtype=">i2")
    side = round(values.size**0.5)
    if side not in _SIDES or side * side != values.size:
        text = _("{file}: found {size} heights, expected a square, 1201 x 1201 or 3601 x 3601.")
        raise ValueError(text.format(file=file.name, size=values.size))
    z = values.reshape(side, side).astype(np.float64)
    void = z == VOID
    if void.all():
        text = _("{file}: found no height at all, expected some. Take another tile.")
        raise ValueError(text.format(file=file.name))
    ns, lat, ew, lon = corner.groups()
    south, west = float(lat) * (1 - 2 * (ns == "S")), float(lon) * (1 - 2 * (ew == "W"))
    return Heights(
        z_m=filled(z, void),
        north=south + 1.0,
        west=west,
        step=1.0 / (side - 1),
        voids=int(void.sum()),
    )


def filled(z: NDArray[np.float64], void: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return heights whose voids are filled from the rim inwards, each by the mean around it."""
    z, known = np.where(void, 0.0, z), ~void
    while not known.all():
        weight, total = np.pad(known.astype(np.float64), 1), np.pad(np.where(known, z, 0.0), 1)
        rows, columns = z.shape
        near = [
            (slice(1 + down, 1 + down + rows), slice(1 + right, 1 + right + columns))
            for down in (-1, 0, 1)
            for right in (-1, 0, 1)
        ]
        number = np.sum([weight[at] for at in near], axis=0)
        rim = ~known & (number > 0)
        z[rim] = np.sum([total[at] for at in near], axis=0)[rim] / number[rim]
        known = known | rim
    return z


def _content(file: Path) -> bytes:
    if file.suffix.lower() != ".zip":
        return file.read_bytes()
    try:
        with zipfile.ZipFile(io.BytesIO(file.read_bytes())) as packed:
            names = [name for name in packed.namelist() if name.lower().endswith(".hgt")]
            content = packed.read(names[0]) if len(names) == 1 else b""
    except (zipfile.BadZipFile, zlib.error):
        text = _("{file}: found no ZIP file, or a broken one.")
        raise ValueError(text.format(file=file.name)) from None
    if len(names) != 1:
        text = _("{file}: found {number} files .hgt inside, expected one.")
        raise ValueError(text.format(file=file.name, number=len(names)))
    return content
