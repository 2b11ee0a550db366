"""Roads from a Shapefile, a GeoPackage or a GeoJSON: lines becoming a network (线状矢量文件)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sandtable.files.importing.datum import crs_name, to_wgs84
from sandtable.files.importing.draft import Draft
from sandtable.files.importing.line_columns import find_columns
from sandtable.files.importing.line_features import Features
from sandtable.files.importing.line_joining import Pieces, join_lines
from sandtable.files.importing.line_shapes import Shapes
from sandtable.files.importing.vector_file import SHAPEFILE, Layer, read_layer
from sandtable.files.tree import Mark, fault_at
from sandtable.ground.ellipsoid import local_metres
from sandtable.ground.faults import Fault, UserFaults
from sandtable.ground.language import _

SNAP_M = 2.0
"""Ends nearer than this are one junction: between the slips of a drawing hand and two crossings."""

_FLAGS = ("bridge", "tunnel", "ford", "dike")
_LIMITS = ("max_weight_kg", "max_height_m", "max_width_m")
_STATED = ("speed_mps", "lanes", "road_z_m", *_FLAGS, *_LIMITS)
_WRITTEN = ("classes", "surfaces", "names", "origins")
"""Columns of a draft, numbers and texts, that a piece has from its feature as they are."""

Floats = NDArray[np.float64]


def read_lines(
    path: Path,
    name: str,
    *,
    layer: str = "",
    mapping: Mapping[str, str] | None = None,
    crs: str = "",
    snap_m: float = SNAP_M,
) -> Draft:
    """Read roads that are drawn as lines.

    Parameters
    ----------
    path
        ``.shp``, ``.gpkg``, ``.geojson``, ``.json``, or the ``.zip`` of a Shapefile.
    name
        What faults call the file.
    layer
        Layer of the file; needed if several may hold lines.
    mapping
        What columns mean, by header, where the built-in words do not fit: ``{"XS": "speed km/h"}``.
    crs
        Reference system; empty = that of the file. What is stated here wins.
    snap_m
        How far ends of lines may lie from what they join, above 0 [m].

    Raises
    ------
    UserFaults
        If the file cannot be read, holds no lines, or nobody states its reference system.

    """
    told = Counter[str]()
    found = read_layer(path, name, layer, told)
    system = _system(found, crs, name, told)
    cut = found.form == SHAPEFILE
    columns = find_columns(list(found.columns), mapping or {}, name, told, cut=cut)
    features = Features.read(found, columns, told)
    shapes = Shapes.read(found.wkb, features, name, told)
    lon, lat = to_wgs84(system, shapes.x, shapes.y, file=name)
    level = features.level[shapes.feature]
    x_m, y_m = local_metres(lon, lat)
    pieces = join_lines(shapes.first, x_m, y_m, level, snap_m)
    if not pieces.line.size:
        raise UserFaults([_too_short(name, snap_m)])
    _tell_joins(pieces, told)
    text = _("{name}, lines of {form}, layer {layer}")
    source = text.format(name=name, form=found.form, layer=found.name)
    parts = shapes.part_of_feature(x_m, y_m)[pieces.line] * pieces.share
    return _draft(source, system, (features, shapes, pieces), parts, told)


def _system(found: Layer, crs: str, name: str, told: Counter[str]) -> str:
    """Return the reference system that is stated, and tell where it was found."""
    if not crs and not found.crs:
        raise UserFaults([_no_crs(name)])
    if crs and found.crs and crs_name(crs) != crs_name(found.crs):
        text = _("The reference system {crs} was stated and counts; the file says {other}")
        told[text.format(crs=crs_name(crs)[:60], other=crs_name(found.crs)[:60])] += 1
    return crs_name(crs or found.crs)


def _no_crs(name: str) -> Fault:
    shown = _("no reference system (a Shapefile has it in its .prj)")
    expected = _("one, stated in the file or with --crs")
    repair = _("Ask whoever made the file and write --crs EPSG:4490, GCJ-02 or another.")
    return fault_at(Mark(name), "crs", shown, expected, repair, "no-crs")


def _too_short(name: str, snap_m: float) -> Fault:
    shown = _("lines that are all shorter than {snap:g} m").format(snap=2.0 * snap_m)
    expected, repair = _("roads"), _("Check the reference system, or lower the tolerance.")
    return fault_at(Mark(name), "", shown, expected, repair, "too-short")


def _tell_joins(pieces: Pieces, told: Counter[str]) -> None:
    for count, text in (
        (pieces.n_moved, _("Ends of lines were moved onto a junction nearby")),
        (pieces.n_crossings, _("Junctions were made where lines cross")),
        (pieces.n_touches, _("Junctions were made where a line ends on another")),
        (pieces.n_over, _("Pairs of lines pass one above the other and are not joined")),
    ):
        if count:
            told[text] += count


def _draft(
    source: str,
    crs: str,
    read: tuple[Features, Shapes, Pieces],
    parts: Floats,
    told: Counter[str],
) -> Draft:
    """Put nodes, attributes and shapes together; every piece is a road of its own.

    Parameters
    ----------
    parts
        Part of the length of its feature that a piece is, shape ``(n_pieces,)`` [0-1].

    """
    features, shapes, pieces = read
    x, y, z_m = (
        _between(values, pieces.node_at, pieces.node_share)
        for values in (shapes.x, shapes.y, shapes.z)
    )
    at = shapes.feature[pieces.line]
    shape_first, shape_x, shape_y = _shapes(shapes, pieces, x, y)
    stated: dict[str, Any] = {key: getattr(features, key)[at] for key in _STATED}
    written: dict[str, Any] = {key: [getattr(features, key)[k] for k in at] for key in _WRITTEN}
    return Draft(
        source=source,
        crs=crs,
        node_ids=[f"n{k}" for k in range(1, x.size + 1)],
        x=x,
        y=y,
        z_m=z_m,
        link_ids=[f"l{k}" for k in range(1, at.size + 1)],
        road_ids=[f"r{k}" for k in range(1, at.size + 1)],
        tail=pieces.tail.astype(np.int32),
        head=pieces.head.astype(np.int32),
        one_way=features.direction[at] != 0,
        length_m=features.length_m[at] * parts,
        max_depth_m=np.full(at.size, np.nan),
        shape_first=shape_first,
        shape_x=shape_x,
        shape_y=shape_y,
        told=told,
        **stated,
        **written,
    )


def _between(values: Floats, at: NDArray[np.int64], share: Floats) -> Floats:
    """Return values between points and those after them; on a point exactly its own."""
    after = values[np.minimum(at + 1, values.size - 1)]
    between = values[at] * (1.0 - share) + after * share
    return np.where(share == 0.0, values[at], np.where(share == 1.0, after, between))


def _shapes(
    shapes: Shapes, pieces: Pieces, x: Floats, y: Floats
) -> tuple[NDArray[np.int64], Floats, Floats]:
    """Return the points of each piece with its ends; a straight piece has none."""
    inner = np.maximum(pieces.end_point - pieces.first_point, 0)
    count = np.where(inner > 0, inner + 2, 0)
    first = np.concatenate(([0], np.cumsum(count)))
    bent = np.flatnonzero(inner)
    shape_x, shape_y = np.empty(first[-1]), np.empty(first[-1])
    points = np.repeat(pieces.first_point[bent], inner[bent]) + _counted(inner[bent])
    places = np.repeat(first[bent] + 1, inner[bent]) + _counted(inner[bent])
    for shape, source, node in ((shape_x, shapes.x, x), (shape_y, shapes.y, y)):
        shape[places] = source[points]
        shape[first[bent]] = node[pieces.tail[bent]]
        shape[first[bent + 1] - 1] = node[pieces.head[bent]]
    return first, shape_x, shape_y


def _counted(sizes: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return 0, 1, 2 ... for each group of a size."""
    begin = np.repeat(np.cumsum(sizes) - sizes, sizes)
    return np.arange(begin.size) - begin
