"""Areas out of GeoPackage and Shapefile, through GDAL (the extra ``gis``)."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from sandtable.files.areas.features import Features, bad_ring, is_ring, text_of_value
from sandtable.files.importing.vector_file import Layer, Wanted, read_layer
from sandtable.files.importing.wkb import ALL_KINDS, polygons_of
from sandtable.files.table import Line, Table
from sandtable.files.tree import Mark, fault_at
from sandtable.ground.faults import Fault, UserFaults
from sandtable.ground.language import _


def read_vector(path: Path, name: str, layer: str) -> Features:
    """Return the features of a layer; its rows are numbered as in the file.

    Parameters
    ----------
    layer
        Empty = the only one that may hold areas.

    Raises
    ------
    UserFaults
        With all that is wrong in it; see `read_layer`.

    """
    read = read_layer(path, name, layer, Counter(), _areas())
    faults: list[Fault] = []
    shapes, polygons = [], []
    for number, binary in zip(read.ids.tolist(), read.wkb.tolist(), strict=True):
        found, other = polygons_of(binary) if binary else ([], 0)
        shapes.append(ALL_KINDS.get(other, "") if other else "Polygon" if found else "")
        polygons.append(tuple(tuple(rings) for rings in found))
        if not all(is_ring(ring) for rings in found for ring in rings):
            faults.append(bad_ring(Mark(name, line=number, sheet=read.name), "geometry"))
    if not read.ids.size:
        faults.append(_no_areas(name, ""))
    if faults:
        raise UserFaults(faults)
    return Features(crs=read.crs, table=_table(read, name), polygons=polygons, shapes=shapes)


def _table(read: Layer, name: str) -> Table:
    headers = tuple(read.columns)
    texts = [[text_of_value(one) for one in values.tolist()] for values in read.columns.values()]
    rows = zip(*texts, strict=True) if texts else [()] * read.ids.size
    lines = tuple(
        Line(number, {key: _given(text) for key, text in zip(headers, row, strict=True)})
        for number, row in zip(read.ids.tolist(), rows, strict=True)
    )
    return Table(file=name, sheet=read.name, headers=headers, lines=lines)


def _given(text: str) -> str:
    """Return a text; a date that is not given stands as NaT in a column of dates."""
    return "" if text == "NaT" else text


def _areas() -> Wanted:
    return Wanted(
        word="Polygon",
        none=_no_areas,
        several=_("{count} layers that may hold areas"),
        choose=_("Name the layer with 'layer'."),
    )


def _no_areas(name: str, kinds: str) -> Fault:
    shown = _("geometries of type {kinds}").format(kinds=kinds) if kinds else _("no geometries")
    expected = _("polygons, one for each area")
    repair = _("Export the areas; lines and points cover nothing.")
    return fault_at(Mark(name), "", shown, expected, repair, "no-areas")
