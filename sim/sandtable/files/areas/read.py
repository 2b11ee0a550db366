"""Files of areas, whatever their form."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from sandtable.files.areas.features import Features
from sandtable.files.areas.geojson import read_geojson
from sandtable.files.areas.vector import read_vector
from sandtable.files.tree import Mark, fault_at
from sandtable.ground.faults import UserFaults
from sandtable.ground.language import _

GEOJSON: Final = (".geojson", ".json")
VECTOR: Final = (".gpkg", ".zip")


def read_areas(path: Path, name: str, *, layer: str = "") -> Features:
    """Return the features of a file of areas; the end of its name says how it is read.

    Raises
    ------
    UserFaults
        With all that is wrong in it.

    """
    # A Shapefile is four files: alone the .shp would not say when one of the others changes.
    suffix = path.suffix.lower()
    if suffix in GEOJSON:
        return read_geojson(path, name)
    if suffix in VECTOR:
        return read_vector(path, name, layer)
    shown = _("the file '{name}'").format(name=path.name)
    expected = _("a file that ends with {names}").format(names=", ".join(GEOJSON + VECTOR))
    repair = _("Export the areas as GeoJSON or GeoPackage, or pack the Shapefile as .zip.")
    raise UserFaults([fault_at(Mark(name), "", shown, expected, repair, "areas-form")])
