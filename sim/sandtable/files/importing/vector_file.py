"""Shapefile, GeoPackage and GeoJSON through GDAL: one layer with its columns as texts."""

from __future__ import annotations

import warnings
import zipfile
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sandtable.files.importing.dbf_text import decoded
from sandtable.files.importing.extras import without_gis
from sandtable.files.raw import read_bytes
from sandtable.files.tree import Mark, fault_at
from sandtable.ground.faults import Fault, UserFaults
from sandtable.ground.language import _

_PACKED = {".shp", ".gpkg", ".geojson", ".json"}
SHAPEFILE = "ESRI Shapefile"
"""GDAL's word for a Shapefile."""

_BYTES = "ISO-8859-1"
"""One character per byte: what the bytes of a .dbf mean is decided when all are seen."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Layer:
    """A layer as it stands in its file.

    Parameters
    ----------
    name, crs
        Name of the layer; its reference system, empty = the file states none.
    form
        Kind of file, in GDAL's words.
    ids
        Numbers of its features in the file, shape ``(n_features,)``.
    wkb
        Their geometries, None = without, shape ``(n_features,)``.
    columns
        Their values by header, as they came, shape ``(n_features,)`` each.

    """

    name: str
    crs: str
    form: str
    ids: NDArray[np.int64]
    wkb: NDArray[Any]
    columns: dict[str, NDArray[Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a layer has to hold, and what is said where it does not.

    Parameters
    ----------
    word
        What the types of its geometries have in common, in GDAL's words.
    none
        Makes the fault of a file that holds something else.
    several
        Says that there are several such layers, with {count} in it.
    choose
        How a layer is named, as a sentence.

    """

    word: str
    none: Callable[[str, str], Fault]
    several: str
    choose: str


def lines_wanted() -> Wanted:
    """Return what roads are read from."""
    return Wanted(
        word="Line",
        none=no_lines,
        several=_("{count} layers that may hold lines"),
        choose=_("Name the layer with --with layer=NAME."),
    )


def read_layer(
    path: Path, name: str, layer: str, told: Counter[str], wanted: Wanted | None = None
) -> Layer:
    """Read a layer; where none is named, the only one that may hold what is wanted.

    Parameters
    ----------
    wanted
        None = lines.

    Raises
    ------
    UserFaults
        If the file or the layer is not there, GDAL cannot read it, it does not hold what is wanted,
        or several layers do and none is named.

    """
    wanted = wanted or lines_wanted()
    if not path.is_file():
        read_bytes(path, name, smaller="")  # says why
    try:
        # An optional extra: who reads no such file need not have it.
        import pyogrio  # noqa: PLC0415  see above
    except ImportError:
        raise UserFaults([without_gis(Mark(name), path.suffix or path.name)]) from None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of layers without a name, of odd rings: not ours
            where = _inside(path)
            title = _chosen(pyogrio.list_layers(where), name, layer, wanted)
            info = pyogrio.read_info(where, layer=title, encoding=_BYTES)
            coding = _BYTES if info["driver"] == SHAPEFILE else None
            meta, ids, wkb, values = pyogrio.raw.read(
                where, layer=title, encoding=coding, return_fids=True, datetime_as_string=True
            )
    except UserFaults:
        raise
    except (RuntimeError, ValueError, OSError, zipfile.BadZipFile):  # GDAL's are RuntimeErrors
        raise UserFaults([_unreadable(name)]) from None
    columns = dict(zip(map(str, meta["fields"]), values, strict=True))
    if coding:
        columns = decoded(columns, _code_page(path, title), told)
    return Layer(
        name=title,
        crs=meta["crs"] or "",
        form=info["driver"],
        ids=ids,
        wkb=wkb,
        columns=columns,
    )


def _inside(path: Path) -> str:
    """Return what GDAL calls a file, the one inside if it is packed, in a folder or not."""
    suffix = path.suffix.lower()
    if suffix == ".gz":
        return f"/vsigzip/{path}"
    if suffix != ".zip":
        return str(path)
    with zipfile.ZipFile(path) as packed:
        inner = [one for one in packed.namelist() if Path(one).suffix.lower() in _PACKED]
    return f"/vsizip/{path}/{inner[0]}" if len(inner) == 1 else f"/vsizip/{path}"


def _chosen(layers: Sequence[Sequence[str | None]], name: str, layer: str, wanted: Wanted) -> str:
    """Return the layer that is meant; a geometry type of None is a table without geometries."""
    kinds = {str(title): kind or "" for title, kind in layers}
    if layer:
        if layer not in kinds:
            raise UserFaults([_no_layer(name, layer, list(kinds))])
        kinds = {layer: kinds[layer]}
    able = [title for title, kind in kinds.items() if wanted.word in kind or kind in _MIXED]
    if len(able) == 1:
        return able[0]
    if able:
        shown = wanted.several.format(count=len(able))
        expected = _("one of {names}").format(names=", ".join(able))
        fault = fault_at(Mark(name), "layer", shown, expected, wanted.choose, "layer")
        raise UserFaults([fault])
    raise UserFaults([wanted.none(name, ", ".join(dict.fromkeys(filter(None, kinds.values()))))])


_MIXED = {"Unknown", "GeometryCollection", "3D Unknown", "Unknown Z", "GeometryCollection Z"}


def no_lines(name: str, kinds: str) -> Fault:
    """Return the fault of a file that holds no lines but something else."""
    shown = _("geometries of type {kinds}").format(kinds=kinds) if kinds else _("no geometries")
    expected = _("lines, one for each road")
    repair = _("Export the middle lines of the roads; areas and points are no roads.")
    return fault_at(Mark(name), "", shown, expected, repair, "no-lines")


def _no_layer(name: str, layer: str, titles: Sequence[str]) -> Fault:
    near = get_close_matches(layer, titles, n=1)
    repair = _("Did you mean '{near}'?").format(near=near[0]) if near else _("Correct the name.")
    missing = _("no layer '{layer}'").format(layer=layer)
    expected = _("one of {names}").format(names=", ".join(titles))
    return fault_at(Mark(name), "layer", missing, expected, repair, "layer")


def _unreadable(name: str) -> Fault:
    shown = _("a file that GDAL cannot read")
    expected = _("a Shapefile (with its .shx and .dbf), GeoPackage or GeoJSON")
    repair = _("Export it again; a Shapefile is copied with all its files.")
    return fault_at(Mark(name), "", shown, expected, repair, "vector")


def _code_page(path: Path, title: str) -> str:
    """Return what the .cpg beside a Shapefile says; empty = there is none."""
    try:
        if path.suffix.lower() != ".zip":
            return path.with_suffix(".cpg").read_text(encoding="latin-1").strip()
        with zipfile.ZipFile(path) as packed:
            for one in packed.namelist():
                if Path(one).suffix.lower() == ".cpg" and Path(one).stem == title:
                    return packed.read(one).decode("latin-1").strip()
    except (OSError, zipfile.BadZipFile):
        pass
    return ""
