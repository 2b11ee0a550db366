"""Courses of roads: WKT of geometry.csv, or of link.csv itself, as columns of points."""

from __future__ import annotations

import math
import re
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sandtable.files.network_classes import ENGLISH_HEADERS
from sandtable.files.network_columns import NetworkTable
from sandtable.files.table_reader import read_columns
from sandtable.ground.faults import UserFaults
from sandtable.ground.language import _

GEOMETRY_HEADERS: Final = ("geometry_id", "geometry")

_LINE = re.compile(r"\s*LINESTRING\s*(Z|M|ZM)?\s*\(([-+0-9.eE,\s]*)\)\s*", re.IGNORECASE)
_PAIRS = re.compile(r"(?:[^ ,]+ [^ ,]+, )*[^ ,]+ [^ ,]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shapes:
    """Points of the roads that are not straight.

    Parameters
    ----------
    of_link
        Shape of each link, as ``arc_shape`` of a network says it, shape ``(n_links,)``.
    first, x, y
        As ``shape_first``, ``shape_x`` and ``shape_y`` of a network.

    """

    of_link: NDArray[np.int32]
    first: NDArray[np.int64]
    x: NDArray[np.float64]
    y: NDArray[np.float64]


def read_shapes(folder: Path, name: str, links: NetworkTable) -> Shapes:
    """Read the courses of links, adding to the faults of link.csv.

    A link names a row of geometry.csv in ``geometry_id``, or holds its WKT in ``geometry``;
    ``dir_flag`` -1 says that the points run against it. Without a geometry.csv the names mean
    nothing.
    """
    names, wkt, numbers = links.texts("geometry_id"), [""], {"": 0}
    table = _geometry_table(folder / "geometry.csv", f"{name}/geometry.csv", links)
    if table is not None:
        wkt += table.texts("geometry")
        rows = [*enumerate(table.texts("geometry_id"), 1)]
        numbers = {one: at for at, one in reversed(rows)} | {"": 0}
        if len(numbers) < len(wkt):
            _not_once(table, numbers)
        links.among("geometry_id", names, numbers.keys(), _("a geometry_id of geometry.csv"))
    of_link = np.array([numbers.get(one, 0) for one in names], dtype=np.int32)
    own = [at for at, text in enumerate(links.texts("geometry")) if text and not of_link[at]]
    of_link[own] = np.arange(len(wkt), len(wkt) + len(own))
    wkt += [links.columns["geometry"][at] for at in own]
    first, points = _fast_lines(wkt[1:]) or _lines(wkt[1:], table, links, own)
    return Shapes(
        of_link=of_link * _ways(links), first=first, x=points[::2].copy(), y=points[1::2].copy()
    )


def _not_once(table: NetworkTable, numbers: Mapping[str, int]) -> None:
    """Note every row of geometry.csv without a name, or whose name stands in a former row too."""
    for at, one in enumerate(table.texts("geometry_id"), 1):
        if numbers[one] != at:
            table.fault(at - 1, "geometry_id", _("each once"), _("Give each its own id."))


def _fast_lines(texts: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.float64]] | None:
    """Return beginnings and points of lines in the form that most are in; None = some are not."""
    begin, end = "LINESTRING (", ")"
    if not all(text.startswith(begin) and text.endswith(end) for text in texts):
        return None
    bodies = [text[len(begin) : -len(end)] for text in texts]
    joined = ", ".join(bodies)
    counts = [body.count(",") + 1 for body in bodies]
    if not _PAIRS.fullmatch(joined) or min(counts) < 2:
        return None
    try:
        with warnings.catch_warnings(action="error"):  # so NumPy says that something is no number
            points = np.fromstring(joined.replace(",", ""), sep=" ")
    except (DeprecationWarning, ValueError):
        return None
    if not np.isfinite(points).all():
        return None
    return np.cumsum([0, *counts]), points


def _lines(
    texts: Sequence[str], table: NetworkTable | None, links: NetworkTable, own: Sequence[int]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return beginnings and points of lines in any form, noting what is none.

    The last of them are those of link.csv, in its rows `own`.
    """
    counts: list[int] = [0]
    points: list[float] = []
    named = len(texts) - len(own)
    for at, text in enumerate(texts):
        line = _points(text)
        if line is None and at >= named:
            _not_a_line(links, own[at - named])
        elif line is None and table is not None:
            _not_a_line(table, at)
        counts.append(len(line or ()) // 2)
        points += line or ()
    return np.cumsum(counts), np.array(points, dtype=np.float64)


def _geometry_table(path: Path, name: str, links: NetworkTable) -> NetworkTable | None:
    """Read geometry.csv; None = it is not needed, or the faults say why it cannot be read."""
    if not any(links.texts("geometry_id")) or not path.is_file():
        return None
    try:
        read = read_columns(path, name, only=GEOMETRY_HEADERS, english=ENGLISH_HEADERS)
    except UserFaults as wrong:
        links.faults += wrong.faults
        return None
    table = NetworkTable(*read, links.faults)
    return table if table.has(GEOMETRY_HEADERS) else None


def _points(text: str) -> list[float] | None:
    """Return x and y of each point of a WKT line one after the other; None = it is none."""
    line = _LINE.fullmatch(text)
    if line is None:
        return None
    count = line[2].count(",") + 1
    try:
        numbers = [float(number) for number in line[2].replace(",", " ").split()]
    except ValueError:
        return None
    dimensions = 2 + len(line[1] or "")
    if count < 2 or len(numbers) != count * dimensions or not all(map(math.isfinite, numbers)):
        return None
    if dimensions == 2:
        return numbers
    del numbers[2::dimensions]
    if dimensions == 4:
        del numbers[2::3]
    return numbers


def _not_a_line(table: NetworkTable, at: int) -> None:
    expected = _("a WKT LINESTRING of two or more points")
    table.fault(at, "geometry", expected, _("Write LINESTRING (x y, x y)."))


def _ways(links: NetworkTable) -> NDArray[np.int32]:
    """Return 1 or -1 for each link: whether its points run along or against it."""
    texts = links.texts("dir_flag")
    known = {"": 1, "1": 1, "0": 1, "-1": -1}  # 0 in GMNS: the direction does not matter
    for at, text in enumerate(texts):
        if text not in known:
            links.fault(at, "dir_flag", _("1, 0 or -1"), _("Write 1, or nothing."))
    return np.array([known.get(text, 1) for text in texts], dtype=np.int32)
