"""Roads from the files of the 9th DIMACS challenge: X.gr and X.co, packed or not (导入).

Format: Demetrescu, Goldberg and Johnson (2006), 9th DIMACS Implementation Challenge, Shortest
Paths, section File formats: ``p sp NODES ARCS``, then ``a FROM TO LENGTH``; ``p aux sp co NODES``,
then ``v NODE LON LAT`` in millionths of a degree. Lengths of the road networks of the challenge are
in tenths of a metre; the times of its ``-t`` files are in no unit.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sandtable.files.importing.draft import Draft
from sandtable.files.importing.drafting import drafted
from sandtable.files.importing.ids import number_ids, roads_of_twins
from sandtable.files.importing.text_lines import Lines, no_rows, split_lines
from sandtable.files.importing.unpacked import beside, read_text
from sandtable.ground.faults import Fault, UserFaults
from sandtable.ground.language import _
from sandtable.ground.units import found as shown

_METRES: Final = 0.1
_DEGREES: Final = 1e-6
_MOST_NODES: Final = 50_000_000


def read_dimacs(path: Path, name: str) -> Draft:
    """Read a graph of the challenge; each arc is directed, arcs given twice stay two.

    Parameters
    ----------
    path
        File of arcs; coordinates are taken from ``.co`` beside it, if it is there.
    name
        What faults call it.

    Raises
    ------
    UserFaults
        With all that is wrong; a file of travel times is refused.

    """
    text = read_text(path, name)
    if "-t." in path.name:
        raise UserFaults([_times(name)])
    lines, n_nodes, n_arcs = _rows(text, name, "a", "p sp")
    tail, head = lines.whole(1, "from"), lines.whole(2, "to")
    length_m = lines.column(3, "length", least=0.0) * _METRES
    nodes = np.arange(1, n_nodes + 1)
    places = lines.among(tail, nodes, "from"), lines.among(head, nodes, "to")
    if n_arcs != len(lines.rows):
        found = _("{count} arcs").format(count=len(lines.rows))
        expected = _("{count}, as the line that begins with p says").format(count=n_arcs)
        lines.fault(0, "", found, expected, _("Fetch the whole file."))
    lines.refuse()
    lines.rows.clear()
    told: Counter[str] = Counter({_("Lengths read as tenths of a metre"): length_m.size})
    x, y = _coordinates(path, name, n_nodes, told)
    _tell(places, length_m, told)
    links = number_ids(np.arange(1, length_m.size + 1), "l")
    return drafted(
        source=_("{name} (DIMACS)").format(name=name),
        crs="EPSG:4326" if _are_degrees(x, y) else "",
        node_ids=number_ids(nodes, "n"),
        x=x,
        y=y,
        link_ids=links,
        road_ids=roads_of_twins(links, *places, length_m),
        tail=places[0],
        head=places[1],
        told=told,
        length_m=length_m,
    )


def _rows(text: str, name: str, kind: str, problem: str) -> tuple[Lines, int, int]:
    """Return the rows of a kind and the two numbers of the line that begins with p."""
    lines, counts = Lines(name, [], []), [0, 0]
    for number, line in enumerate(split_lines(text), start=1):
        if line.startswith(kind):
            lines.numbers.append(number)
            lines.rows.append(line)
        elif line.startswith("p"):
            cells = line.removeprefix(problem).split()
            counts = [int(cell) if _is_count(cell) else 0 for cell in (*cells, "", "")][:2]
        elif line.strip() and not line.startswith("c"):
            expected = _("a line that begins with {kind}, c or p").format(kind=kind)
            lines.fault(number, "", shown(line), expected)
    if not counts[0]:
        found = _("no line '{problem} ...'").format(problem=problem)
        lines.fault(0, "", found, _("one that says how many nodes there are"))
    elif not lines.rows:
        expected = _("lines that begin with {kind}").format(kind=kind)
        lines.faults.append(no_rows(name, _("no such line"), expected))
    lines.refuse()
    return lines, counts[0], counts[1]


def _is_count(cell: str) -> bool:
    return cell.isascii() and cell.isdigit() and int(cell[:20]) <= _MOST_NODES


def _coordinates(
    path: Path, name: str, n_nodes: int, told: Counter[str]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return longitude and latitude of each node, nan = not stated."""
    x, y = np.full(n_nodes, np.nan), np.full(n_nodes, np.nan)
    stem = path.name.removesuffix(".gz").removesuffix(".gr")
    places = [path.with_name(stem + ".co.gz"), path.with_name(stem + ".co")]
    here = next((one for one in places if one.is_file()), None)
    if here is None:
        told[_("Nodes without coordinates")] += n_nodes
        return x, y
    file = beside(name, here.name)
    lines, _n, _none = _rows(read_text(here, file), file, "v", "p aux sp co")
    ids = lines.whole(1, "node")
    east, north = lines.column(2, "lon"), lines.column(3, "lat")
    place = lines.among(ids, np.arange(1, n_nodes + 1), "node")
    lines.once(ids, "node")
    lines.refuse()
    x[place], y[place] = east * _DEGREES, north * _DEGREES
    told[_("Coordinates read as millionths of a degree")] += place.size
    if n_without := n_nodes - place.size:
        told[_("Nodes without coordinates")] += n_without
    return x, y


def _are_degrees(x: NDArray[np.float64], y: NDArray[np.float64]) -> bool:
    known = np.isfinite(x)
    return bool(known.any() and np.all(np.abs(x[known]) <= 180) and np.all(np.abs(y[known]) <= 90))


def _tell(
    places: tuple[NDArray[np.int32], NDArray[np.int32]],
    length_m: NDArray[np.float64],
    told: Counter[str],
) -> None:
    pairs = np.sort(places[0].astype(np.int64) << 32 | places[1])
    if n_again := int(np.count_nonzero(pairs[1:] == pairs[:-1])):
        told[_("Further arcs between the same two nodes kept")] += n_again
    if n_zero := int(np.count_nonzero(length_m == 0.0)):
        told[_("Lengths of 0 left open")] += n_zero
        length_m[length_m == 0.0] = np.nan


def _times(name: str) -> Fault:
    return Fault(
        file=name,
        found=_("travel times, which are in no unit"),
        expected=_("the file of lengths"),
        repair=_("Name the file whose name has -d. instead of -t."),
        code="no-unit",
    )
