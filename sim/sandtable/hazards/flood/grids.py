"""Heights and codes out of rasters of one frame, and tiles that lie side by side (栅格读取)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sandtable.files.rasters import Stated, read_stack, way
from sandtable.ground.language import _
from sandtable.hazards.flood.heights import Heights, filled, read_hgt
from sandtable.world.network import GEOGRAPHIC
from sandtable.world.raster import RasterFault

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from sandtable.files.reader import NamedFile
    from sandtable.hazards.crossing import Bring
    from sandtable.world.raster import Raster

_TILES = (".hgt", ".zip")
"""Files whose system and corner are known from their name: tiles of SRTM, in degrees."""

_NODATA = -9999.0
"""Stands for nothing known beside what the files say."""

_LOWEST_M, _HIGHEST_M = -500.0, 9000.0
"""No ground of the Earth is lower or higher."""

_ALIKE = 1e-6
"""Part of a side by which a square may be off."""


class Layer(NamedTuple):
    """Heights, their reference system, and what brings places of the network into it."""

    heights: Heights
    crs: str
    bring: Bring


def read_layer(files: Sequence[NamedFile], crs: str, network_crs: str) -> Layer:
    """Read heights out of one raster, or of tiles that lie side by side.

    Parameters
    ----------
    crs
        Reference system, where the files do not tell it; empty = they do.

    Raises
    ------
    RasterFault
        If a file cannot be read, or has no system that the network can be brought into.
    ValueError
        If tiles cannot be read or do not fit together.

    """
    found = [_tile(one, crs, network_crs) for one in files]
    for heights, _crs in found:
        _check(heights)
    systems = sorted({one for _heights, one in found})
    if len(systems) > 1:
        shown, repair = ", ".join(systems), _("Project the files into one system.")
        raise RasterFault("crs", shown, _("one reference system"), repair)
    heights = joined([one for one, _crs in found])
    return Layer(heights, systems[0], way(network_crs, systems[0]))


def read_codes(
    file: NamedFile, crs: str, network_crs: str, x: NDArray[np.float64], y: NDArray[np.float64]
) -> NDArray[np.int64]:
    """Return the codes of a raster at places of the network, shape of `x`.

    Raises
    ------
    RasterFault
        As `read_layer`, or if a place lies outside or where nothing is known.

    """
    raster, values = _values(file, crs, network_crs)
    cells = raster.cells(*way(network_crs, raster.crs)(x, y))
    found = np.where(cells >= 0, values.ravel()[cells], np.nan)
    unknown = int(np.isnan(found).sum())
    if unknown:
        shown = _("nothing in {number} cells of the terrain").format(number=unknown)
        repair = _("Take a raster that covers the terrain.")
        raise RasterFault("files", shown, _("a code in each"), repair)
    if np.any(found != np.floor(found)):
        shown = f"{found[found != np.floor(found)][0]:g}"
        repair = _("Take a raster of codes, brought to its place without mixing neighbours.")
        raise RasterFault("files", shown, _("whole numbers"), repair)
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
    corners = [
        (round((north - one.north) / step), round((one.west - west) / step)) for one in tiles
    ]
    ends = zip(corners, (one.z_m.shape for one in tiles), strict=True)
    rows, columns = zip(*((r + down, c + right) for (r, c), (down, right) in ends), strict=True)
    z = np.full((max(rows), max(columns)), np.nan)
    for one, (row, column) in zip(tiles, corners, strict=True):
        if abs(one.step - step) > _ALIKE * step:
            raise ValueError(_("terrain: found tiles of different steps, expected one step."))
        down, right = one.z_m.shape
        z[row : row + down, column : column + right] = one.z_m
    if np.isnan(z).any():
        raise ValueError(_("terrain: found a gap between tiles, expected tiles side by side."))
    voids, beyond = sum(one.voids for one in tiles), tiles[0].beyond
    return Heights(z_m=z, north=north, west=west, step=step, voids=voids, beyond=beyond)


def _check(heights: Heights) -> None:
    """Refuse heights that are none, as marks of voids that nobody has stated."""
    low, high = float(heights.z_m.min()), float(heights.z_m.max())
    if low < _LOWEST_M or high > _HIGHEST_M:
        shown = _("heights of {low:g} to {high:g} m").format(low=low, high=high)
        expected = _("{low:g} to {high:g} m").format(low=_LOWEST_M, high=_HIGHEST_M)
        raise RasterFault("files", shown, expected, _("Check unit, datum and nodata."))


def _tile(file: NamedFile, crs: str, network_crs: str) -> tuple[Heights, str]:
    if file.path.suffix.lower() in _TILES:
        return read_hgt(file.path), GEOGRAPHIC[0]
    raster, z = _values(file, crs, network_crs)
    step = raster.width
    if abs(raster.height - step) > _ALIKE * step:
        shown = f"{raster.width:g} x {raster.height:g}"
        raise RasterFault("cell", shown, _("square cells"), _("Export the file anew."))
    void = ~np.isfinite(z)
    if void.all():
        repair = _("Take another tile.")
        raise RasterFault("files", _("no height at all"), _("some"), repair)
    heights = Heights(
        z_m=filled(z, void),
        north=raster.top - 0.5 * step,
        west=raster.left + 0.5 * step,
        step=step,
        voids=int(void.sum()),
        beyond=0.5 * step,
    )
    return heights, raster.crs


def _values(file: NamedFile, crs: str, network_crs: str) -> tuple[Raster, NDArray[np.float64]]:
    """Return a raster of one frame and its values, nan where nothing is known."""
    stated = Stated(
        kind="height",
        dimension="distance",
        unit="m",
        crs=crs,
        nodata=_NODATA,
        times_s=(0.0,),
        zero_s=0.0,
    )
    stack, faults = read_stack([(file.path, file.name)], stated, network_crs)
    if stack is None:
        raise faults[0]
    return stack.raster, next(stack.frames())[1]
