"""Rasters in time as other programs write them: ESRI ASCII, GeoTIFF, NetCDF/CF (栅格序列)."""

from sandtable.files.rasters.stack import RasterStack, read_stack
from sandtable.files.rasters.stated import Stated
from sandtable.files.rasters.systems import way

__all__ = ["RasterStack", "Stated", "read_stack", "way"]
