"""Files of rasters as one stack in time: where, when and in which unit, read frame by frame."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from operator import itemgetter
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sandtable.files.importing.datum import crs_name
from sandtable.files.rasters.ascii_grid import open_ascii
from sandtable.files.rasters.geotiff import open_geotiff
from sandtable.files.rasters.instants import Instants, instants
from sandtable.files.rasters.netcdf import open_netcdf
from sandtable.files.rasters.stated import Opened, Stated, unreadable
from sandtable.files.rasters.units import size_of
from sandtable.ground.language import _
from sandtable.ground.units import DIMENSIONS
from sandtable.world.raster import Raster, RasterFault

NETWORK = "network"
"""What a user writes as the reference system of a raster that lies in that of the network."""

_ASCII = (".asc", ".wd", ".agr", ".grd")
_TIFF = (".tif", ".tiff")
_NETCDF = (".nc", ".nc4", ".cdf")
_DIGITS = 6
"""A millionth of a unit is rounding in single precision, no water."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RasterStack:
    """Rasters in time; each is read when it is asked for (栅格序列).

    Parameters
    ----------
    raster
        Where their cells lie.
    times_s
        Instants since the hazard began [s].
    size
        Size of the unit of the files in the base unit of the dimension.

    """

    raster: Raster
    times_s: tuple[float, ...]
    size: Fraction
    _files: tuple[Opened, ...]
    _numbers: tuple[tuple[int, int], ...]

    def frames(self) -> Iterator[tuple[float, NDArray[np.float64]]]:
        """Yield time and values in the base unit, nan where nothing is known, one at a time.

        Raises
        ------
        RasterFault
            If a file cannot be read, or a value is infinite: only nan is "not known".

        """
        times = iter(self.times_s)
        for file, numbers in groupby(self._numbers, key=itemgetter(0)):
            for values in self._files[file].read(number for _file, number in numbers):
                if np.isinf(values).any():
                    name = self._files[file].name
                    raise unreadable(name, _("values that are no numbers"), _("plain numbers"))
                yield next(times), np.round(values * float(self.size), _DIGITS)


def read_stack(
    files: Sequence[tuple[Path, str]], stated: Stated, network_crs: str
) -> tuple[RasterStack | None, list[RasterFault]]:
    """Return the stack of some files, and all that is wrong with them; None = it is of no use.

    Parameters
    ----------
    files
        Path and name of each, in order of time.
    network_crs
        What ``network`` stands for as a reference system.

    """
    faults: list[RasterFault] = []
    opened = [one for one in (_opened(*file, stated, faults) for file in files) if one is not None]
    size = _unit(opened, stated, faults)
    raster = _raster(opened, stated, network_crs, faults) if opened else None
    when = instants(opened, stated, faults) if len(opened) == len(files) else None
    if stated.nodata is None and not all(one.has_nodata for one in opened):
        faults.append(
            _nothing("nodata", opened, "-9999", _("State 'nodata: none' if all is known."))
        )
    if faults or raster is None or size is None or when is None:
        return None, faults
    return _stack(opened, raster, when, size), []


def _stack(opened: list[Opened], raster: Raster, when: Instants, size: Fraction) -> RasterStack:
    return RasterStack(
        raster=raster,
        times_s=when.times_s,
        size=size,
        _files=tuple(opened),
        _numbers=when.numbers,
    )


def _opened(path: Path, name: str, stated: Stated, faults: list[RasterFault]) -> Opened | None:
    ending = path.suffix.lower()
    try:
        if ending in _ASCII:
            return open_ascii(path, name, stated)
        if ending in _TIFF:
            return open_geotiff(path, name, stated)
        if ending in _NETCDF:
            return open_netcdf(path, name, stated)
    except RasterFault as wrong:
        faults.append(wrong)
        return None
    expected = _("one that ends in {endings}")
    expected = expected.format(endings=", ".join((*_ASCII, *_TIFF, *_NETCDF)))
    repair = _("Give the file the ending of its format.")
    faults.append(RasterFault("files", f"'{name}'", expected, repair))
    return None


def _unit(opened: list[Opened], stated: Stated, faults: list[RasterFault]) -> Fraction | None:
    said = sorted({one.unit for one in opened if one.unit})
    try:
        sizes = {unit: size_of(stated.dimension, unit) for unit in [*said, stated.unit] if unit}
    except RasterFault as wrong:
        faults.append(wrong)
        return None
    if not stated.unit and not all(one.unit for one in opened):
        repair = _("State the unit of {kind} in the files.").format(kind=stated.kind)
        base = DIMENSIONS[stated.dimension].base if stated.dimension else "1"
        faults.append(_nothing("unit", opened, base, repair))
        return None
    if len(set(sizes.values())) > 1:
        shown = ", ".join(f"'{unit}'" for unit in sizes)
        repair = _("State the unit that the files have.")
        faults.append(RasterFault("unit", shown, _("one unit"), repair))
        return None
    return next(iter(sizes.values()), None)


def _raster(
    opened: list[Opened], stated: Stated, network_crs: str, faults: list[RasterFault]
) -> Raster | None:
    first = opened[0]
    for one in opened[1:]:
        if not _alike(first, one):
            shown = _("'{file}': other cells than '{first}'")
            shown = shown.format(file=one.name, first=first.name)
            repair = _("Export all files on one raster.")
            faults.append(RasterFault("files", shown, _("one raster for all"), repair))
            return None
    crs = _crs(opened, stated, network_crs, faults)
    if not crs:
        return None
    place = {key: getattr(first, key) for key in ("left", "top", "width", "height", "shape")}
    try:
        return Raster(**place, crs=crs)
    except RasterFault as wrong:
        faults.append(wrong)
        return None


def _alike(one: Opened, other: Opened) -> bool:
    near = 1e-3 * min(one.width, one.height)
    return one.shape == other.shape and all(
        abs(getattr(one, key) - getattr(other, key)) <= near
        for key in ("left", "top", "width", "height")
    )


def _crs(opened: list[Opened], stated: Stated, network_crs: str, faults: list[RasterFault]) -> str:
    """Return the reference system, as the user or the files have it; empty if there is none."""
    said = {_named(one.crs) for one in opened if one.crs}
    if stated.crs == NETWORK:
        return network_crs or NETWORK
    if stated.crs:
        name = _named(stated.crs)
        others = sorted(one for one in said if one.startswith("EPSG:") and one != name)
        if others and name.startswith("EPSG:"):
            shown = _("{stated}, and {said} in the files")
            shown = shown.format(stated=name, said=", ".join(others))
            repair = _("Take it out, or correct the files.")
            faults.append(RasterFault("crs", shown, _("one reference system"), repair))
            return ""
        return name
    if len(said) == 1 and all(one.crs for one in opened):
        return said.pop()
    repair = _("State that of the raster, or 'crs: network' if it lies in that of the network.")
    faults.append(_nothing("crs", opened, "EPSG:4547", repair))
    return ""


def _named(crs: str) -> str:
    """Return our name of a reference system; codes in capital letters."""
    name = crs_name(crs)
    return name.upper() if name.lower().startswith("epsg:") else name


def _nothing(key: str, opened: list[Opened], example: str, repair: str) -> RasterFault:
    """Return the fault of what neither the user nor the files say."""
    shown = _("nothing, and nothing in '{file}'").format(file=opened[0].name)
    expected = _("what the files do not say, such as {example}").format(example=example)
    return RasterFault(key, shown, expected, repair)
