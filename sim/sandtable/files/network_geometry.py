"""Courses of roads: WKT of geometry.csv, or of link.csv itself, as columns of points."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
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
    numbers: dict[str, int] = {}
    lines = _named(folder, name, links, numbers)
    of_link = np.array([numbers.get(one, 0) for one in links.texts("geometry_id")], dtype=np.int32)
    for at, text in enumerate(links.texts("geometry")):
        if not text:
            continue
        points = _points(text)
        if points is None:
            _not_a_line(links, at)
        elif not of_link[at]:
            lines.append(points)
            of_link[at] = len(lines)
    return _shapes(of_link * _ways(links), lines)


def _named(
    folder: Path, name: str, links: NetworkTable, numbers: dict[str, int]
) -> list[list[float]]:
    """Return the points of geometry.csv as texts; `numbers` gets the number of each name, from 1.

    A link that names none of them is a fault.
    """
    wanted = links.texts("geometry_id")
    path = folder / "geometry.csv"
    if not any(wanted) or not path.is_file():
        return []
    read = _geometry_table(path, f"{name}/geometry.csv", links)
    if read is None:
        return []
    lines: list[list[float]] = []
    for at, (one, text) in enumerate(zip(*map(read.texts, GEOMETRY_HEADERS), strict=True)):
        points = _points(text)
        if one in numbers:
            read.fault(at, "geometry_id", _("each once"), _("Give each its own id."))
        elif points is None:
            _not_a_line(read, at)
        lines.append(points or [])
        numbers[one] = len(lines)
    links.among("geometry_id", wanted, {*numbers, ""}, _("a geometry_id of geometry.csv"))
    return lines


def _geometry_table(path: Path, name: str, links: NetworkTable) -> NetworkTable | None:
    """Read geometry.csv; None = the faults say why nothing in it can be read."""
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


def _shapes(of_link: NDArray[np.int32], lines: Sequence[Sequence[float]]) -> Shapes:
    values = np.array([number for line in lines for number in line], dtype=np.float64)
    return Shapes(
        of_link=of_link,
        first=np.cumsum([0, *(len(line) // 2 for line in lines)]),
        x=values[::2],
        y=values[1::2],
    )
