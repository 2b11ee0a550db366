"""Areas out of GeoJSON, read by itself: no library is needed for it.

References
----------
RFC 7946 (2016), The GeoJSON format: longitude before latitude, WGS 84. The member ``crs`` of its
predecessor of 2008 is still written by many programs, and is understood.

"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from sandtable.files.areas.features import (
    Features,
    Ring,
    bad_ring,
    is_ring,
    text_of_value,
)
from sandtable.files.raw import read_bytes
from sandtable.files.table import Line, Table
from sandtable.files.tree import Mark, fault_at
from sandtable.ground.faults import Fault, UserFaults
from sandtable.ground.language import _

WGS84 = "EPSG:4326"

_FEATURES = re.compile(r'"features"\s*:\s*\[')
_BETWEEN = re.compile(r"[\s,]*")
_URN = re.compile(r"urn:ogc:def:crs:(\w+):[^:]*:(\w+)")


class _Broken(ValueError):
    """A shape that is none."""


def read_geojson(path: Path, name: str) -> Features:
    """Return the features of a GeoJSON file.

    Raises
    ------
    UserFaults
        With all that is wrong in it: no GeoJSON, no feature, shapes that are none.

    """
    text = _text(path, name)
    whole = _whole(text, name)
    features = _features(whole, name)
    lines = _lines(text, len(features))
    faults: list[Fault] = []
    shapes, polygons, rows = [], [], []
    for line, feature in zip(lines, features, strict=True):
        geometry = feature.get("geometry") or {}
        shapes.append(str(geometry.get("type", "")))
        try:
            polygons.append(tuple(_polygons(geometry)))
        except (_Broken, RecursionError):
            polygons.append(())
            faults.append(bad_ring(Mark(name, line=line), "geometry"))
        beside = feature.get("properties") or {}
        rows.append(Line(line, {str(key): _cell(value) for key, value in beside.items()}))
    if faults:
        raise UserFaults(faults)
    headers = tuple(dict.fromkeys(key for row in rows for key in row.cells))
    table = Table(file=name, headers=headers, lines=tuple(rows))
    return Features(crs=_crs(whole), table=table, polygons=polygons, shapes=shapes)


def _text(path: Path, name: str) -> str:
    raw = read_bytes(path, name, smaller=_("Leave corners out."))
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise UserFaults([_no_geojson(name, line, _("no text in UTF-8"))]) from None


def _whole(text: str, name: str) -> dict[str, Any]:
    try:
        whole = json.loads(text)
    except json.JSONDecodeError as error:
        raise UserFaults([_no_geojson(name, error.lineno, error.msg)]) from None
    except RecursionError:
        raise UserFaults([_no_geojson(name, 1, _("lists too deep in lists"))]) from None
    except ValueError:  # more digits than Python reads
        raise UserFaults([_no_geojson(name, 1, _("a number of thousands of digits"))]) from None
    return whole if isinstance(whole, dict) else {}


def _features(whole: dict[str, Any], name: str) -> Sequence[dict[str, Any]]:
    kind = whole.get("type")
    found = whole.get("features") if kind == "FeatureCollection" else [whole]
    if kind not in ("FeatureCollection", "Feature") or not isinstance(found, list):
        shown = _("the type {kind}").format(kind=repr(kind)) if kind else _("no type")
        raise UserFaults([_no_geojson(name, 1, shown)])
    if not found or not all(map(_is_feature, found)):
        shown = _("no feature") if not found else _("something else among the features")
        raise UserFaults([_no_geojson(name, 1, shown)])
    return found


def _is_feature(one: object) -> bool:
    """Return whether a value has the parts of a feature, of the kinds that they have."""
    if not isinstance(one, dict):
        return False
    parts = (one.get("geometry"), one.get("properties"))
    return all(part is None or isinstance(part, dict) for part in parts)


def _lines(text: str, count: int) -> list[int]:
    """Return the line on which each feature begins; 0 where that cannot be told."""
    begins = _FEATURES.search(text)
    lines: list[int] = []
    at, line, counted = begins.end() if begins else 0, 1, 0
    decoder = json.JSONDecoder()
    while begins and len(lines) < count:
        between = _BETWEEN.match(text, at)
        at = between.end() if between else at
        line, counted = line + text.count("\n", counted, at), at
        try:
            _feature, at = decoder.raw_decode(text, at)
        except ValueError:
            return [0] * count
        lines.append(line)
    return lines or [1] * count


def _polygons(geometry: dict[str, Any]) -> Iterator[tuple[Ring, ...]]:
    """Yield the polygons of a geometry; of one that has none, nothing."""
    kind = geometry.get("type")
    if kind == "Polygon":
        yield _rings(geometry.get("coordinates"))
    elif kind == "MultiPolygon":
        for polygon in _list(geometry.get("coordinates")):
            yield _rings(polygon)
    elif kind == "GeometryCollection":
        for part in _list(geometry.get("geometries")):
            yield from _polygons(part if isinstance(part, dict) else {})


def _list(value: Any) -> list[Any]:  # noqa: ANN401  whatever JSON holds
    """Return a list.

    Raises
    ------
    _Broken
        If it is something else.

    """
    if not isinstance(value, list):
        raise _Broken
    return value


def _rings(coordinates: Any) -> tuple[Ring, ...]:  # noqa: ANN401  whatever JSON holds
    try:
        rings = tuple(
            np.array([corner[:2] for corner in ring], dtype=np.float64)
            for ring in _list(coordinates)
        )
    except (TypeError, ValueError, KeyError, OverflowError):
        raise _Broken from None
    if not rings or not all(map(is_ring, rings)):
        raise _Broken
    return rings


def _cell(value: Any) -> str:  # noqa: ANN401  the same
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    return text_of_value(value)


def _crs(whole: dict[str, Any]) -> str:
    """Return the reference system: WGS 84, unless the member of 2008 says another."""
    stated: Any = whole.get("crs")
    for key in ("properties", "name"):
        stated = stated.get(key) if isinstance(stated, dict) else None
    if not isinstance(stated, str):
        return WGS84
    urn = _URN.fullmatch(stated)
    if urn is None:
        return stated
    return WGS84 if urn[2] == "CRS84" else f"{urn[1]}:{urn[2]}"


def _no_geojson(name: str, line: int, shown: str) -> Fault:
    expected = _("GeoJSON: a FeatureCollection with at least one feature")
    repair = _("Save the areas as GeoJSON in WGS 84.")
    return fault_at(Mark(name, line=line), "", shown, expected, repair, "geojson")
