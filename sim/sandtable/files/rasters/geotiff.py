"""GeoTIFF stacks: a band for each time, or a file for each."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sandtable.files.importing.extras import without_gis
from sandtable.files.rasters.stated import Opened, Stated, of_fault, unreadable, without_nodata
from sandtable.files.tree import Mark
from sandtable.ground.language import _


def open_geotiff(path: Path, name: str, stated: Stated) -> Opened:
    """Return what a GeoTIFF says of itself.

    Raises
    ------
    RasterFault
        If rasterio is missing, it cannot be read, or its rows do not run from west to east and
        north to south.

    """
    with _dataset(path, name) as file:
        place = file.transform
        if place.b or place.d or not (place.a > 0.0 > place.e) or not file.count:
            shown = _("rows and columns that do not run east and south")
            raise unreadable(name, shown, _("a raster with north on top"))
        return Opened(
            name=name,
            left=place.c,
            top=place.f,
            width=place.a,
            height=-place.e,
            shape=(file.height, file.width),
            crs=_crs(file.crs),
            unit=file.units[0] or "",
            has_nodata=file.nodata is not None,
            count=file.count,
            read=partial(_values, path, name, stated.nodata),
        )


def _values(
    path: Path, name: str, nodata: float | None, numbers: Iterable[int]
) -> Iterator[NDArray[np.float64]]:
    import rasterio  # noqa: PLC0415  an optional extra

    with _dataset(path, name) as file:
        # Open for all bands: where they are interleaved, GDAL unpacks a block once and keeps it.
        for number in numbers:
            try:
                raw = file.read(number + 1)
            except rasterio.errors.RasterioIOError:
                raise _unreadable(name) from None
            known = without_nodata(raw, (file.nodata, nodata))
            yield known * file.scales[number] + file.offsets[number]


def _dataset(path: Path, name: str) -> Any:  # noqa: ANN401  rasterio has no types
    try:
        # An optional extra: who reads no such file need not have it.
        import rasterio  # noqa: PLC0415  see above
    except ImportError:
        raise of_fault("files", without_gis(Mark(name), f"'{name}'")) from None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of a place that is missing: the CRS is missing too
            return rasterio.open(path)
    except rasterio.errors.RasterioIOError:
        raise _unreadable(name) from None


def _unreadable(name: str) -> Exception:
    return unreadable(name, _("something that GDAL cannot read"), _("a GeoTIFF"))


def _crs(crs: Any) -> str:  # noqa: ANN401  rasterio has no types
    """Return the code of a reference system, or its WKT where it has none."""
    if not crs:
        return ""
    code = crs.to_epsg()
    return f"EPSG:{code}" if code else str(crs.to_wkt())
