"""Roads of JEMSS, the ambulance simulator: nodes.csv and arcs.csv, in a folder or a .zip (导入).

Format: uoa-ems-research/JEMSS.jl, files nodes.csv and arcs.csv: a table's name stands above its
headers, its end is a line of commas; distances in km, times in days, one column ``mode_K`` per
travel mode.
"""

from __future__ import annotations

import zipfile
import zlib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sandtable.files.importing.draft import Draft
from sandtable.files.importing.drafting import drafted
from sandtable.files.importing.ids import number_ids, road_of, roads_of_twins
from sandtable.files.importing.text_lines import Lines, no_rows, ratio, split_lines
from sandtable.files.importing.unpacked import MAX_UNPACKED, beside, broken, check_file, read_text
from sandtable.ground.faults import Fault, UserFaults
from sandtable.ground.language import _
from sandtable.ground.units import found as shown

NODES, ARCS = "nodes.csv", "arcs.csv"
_BROKEN_ZIP: Final = (
    zipfile.BadZipFile,
    zlib.error,
    OSError,
    EOFError,
    RuntimeError,  # NotImplementedError, a way of packing unknown to Python, is one
    ValueError,
)
_KILOMETRE_M: Final = 1000.0
_DAY_S: Final = 86400.0


@dataclass(slots=True)
class Table:
    """One table of a file of JEMSS: its rows and where each header stands."""

    lines: Lines
    headers: dict[str, int]

    def place(self, header: str) -> int:
        """Return which cell of a row a header names, noting a fault where there is none."""
        if header not in self.headers:
            known = ", ".join(self.headers)
            expected = _("the column {name} among {names}").format(name=header, names=known)
            self.lines.fault(0, header, _("no such column"), expected)
        return self.headers.get(header, 0)


def read_jemss(path: Path, name: str, *, mode: str = "mode_2") -> Draft:
    """Read the roads of a model of JEMSS; its arcs are directed unless the file says otherwise.

    Parameters
    ----------
    path
        Folder or .zip with nodes.csv and arcs.csv, or one of the two files.
    name
        What faults call it.
    mode
        Column of the travel times that the speeds come from; in the models that come with JEMSS
        mode_1 is driven with lights and siren, mode_2 without.

    Raises
    ------
    UserFaults
        With all that is wrong in both files.

    """
    files = _files(path, name)
    nodes, (arcs, facts) = _table(files[0], "nodes"), _arcs(files[1])
    ids, x, y = _nodes(nodes)
    lines = arcs.lines
    links = lines.whole(arcs.place("index"), "index")
    length_m = lines.column(arcs.place("distance"), "distance", least=0.0) * _KILOMETRE_M
    seconds = lines.column(arcs.place(mode), mode, least=0.0) * _DAY_S
    lines.once(links, "index")
    tail, head = (
        lines.among(lines.whole(arcs.place(key), key), ids, key) for key in ("fromNode", "toNode")
    )
    if faults := [*nodes.lines.faults, *lines.faults]:
        raise UserFaults(faults)
    told = _told(nodes, arcs, mode)
    link_ids = number_ids(links, "l")
    two_way = facts.get("arcForm") == "undirected"
    own, twins = map(road_of, link_ids), roads_of_twins(link_ids, tail, head, length_m)
    return drafted(
        source=_("{name} (JEMSS)").format(name=name),
        crs="EPSG:4326" if np.all(np.abs(x) <= 180.0) and np.all(np.abs(y) <= 90.0) else "",
        node_ids=number_ids(ids, "n"),
        x=x,
        y=y,
        link_ids=link_ids,
        road_ids=list(own) if two_way else twins,
        tail=tail,
        head=head,
        told=told,
        one_way=np.full(links.size, not two_way),
        length_m=np.where(length_m > 0.0, length_m, np.nan),
        speed_mps=_speeds(length_m, seconds, told),
        origins=list(map(str, links.tolist())),
    )


@dataclass(slots=True)
class Text:
    """One of the two files: what faults call it, and its text."""

    name: str
    text: str


def _nodes(
    nodes: Table,
) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
    """Return the numbers of the nodes, increasing, and their coordinates."""
    ids = nodes.lines.whole(nodes.place("index"), "index")
    x = nodes.lines.column(nodes.place("x"), "x")
    y = nodes.lines.column(nodes.place("y"), "y")
    nodes.lines.once(ids, "index")
    order = np.argsort(ids)
    return ids[order], x[order], y[order]


def _speeds(
    length_m: NDArray[np.float64], seconds: NDArray[np.float64], told: Counter[str]
) -> NDArray[np.float64]:
    speed_mps = ratio(length_m, seconds)
    if n_open := int(np.count_nonzero(np.isnan(speed_mps))):
        told[_("Speeds left open: the speed, the time or the length is 0")] += n_open
    return speed_mps


def _files(path: Path, name: str) -> tuple[Text, Text]:
    """Return the file of nodes and that of arcs."""
    if path.suffix.lower() == ".zip":
        check_file(path, name)
        nodes, arcs = _unzipped(path, name)
        return Text(f"{name}/{NODES}", nodes), Text(f"{name}/{ARCS}", arcs)
    if not path.is_dir():
        check_file(path, name)
        path, name = path.parent, beside(name, "")
    else:
        name = f"{name}/"
    first, second = (Text(name + one, read_text(path / one, name + one)) for one in (NODES, ARCS))
    return first, second


def _unzipped(path: Path, name: str) -> tuple[str, str]:
    try:
        with zipfile.ZipFile(path) as packed:
            inside = {Path(info.filename).name: info for info in packed.infolist()}
            _check_inside(inside, name)
            nodes, arcs = (packed.read(inside[one]).decode("utf-8-sig") for one in (NODES, ARCS))
    except UserFaults:
        raise
    except _BROKEN_ZIP as error:
        raise UserFaults([broken(name, str(error))]) from None
    return nodes, arcs


def _check_inside(inside: dict[str, zipfile.ZipInfo], name: str) -> None:
    if missing := [one for one in (NODES, ARCS) if one not in inside]:
        raise UserFaults([_not_inside(name, one) for one in missing])
    if sum(inside[one].file_size for one in (NODES, ARCS)) > MAX_UNPACKED:
        raise UserFaults([broken(name, _("larger than any road network"))])


def _not_inside(name: str, file: str) -> Fault:
    return Fault(
        file=name,
        field=file,
        found=_("no such file"),
        expected=_("{nodes} and {arcs} inside").format(nodes=NODES, arcs=ARCS),
        repair=_("Name the folder or the .zip that holds both."),
        code="no-file",
    )


def _arcs(file: Text) -> tuple[Table, dict[str, str]]:
    """Return the table of arcs and what the small table above it says."""
    arcs = _table(file, "arcs")
    above = _section(split_lines(file.text), "miscData")
    facts = (
        dict(zip(_cells(above[0][1]), _cells(above[1][1]), strict=False)) if len(above) >= 2 else {}
    )
    form = facts.get("arcForm", "directed")
    if form not in {"directed", "undirected"}:
        arcs.lines.fault(above[1][0], "arcForm", shown(form), _("directed or undirected"))
    return arcs, facts


def _table(file: Text, title: str) -> Table:
    rows = _section(split_lines(file.text), title)
    if len(rows) < 2:
        found = _("no table {title}").format(title=title)
        raise UserFaults([no_rows(file.name, found, _("its name, its headers and its rows"))])
    headers = {header: at for at, header in enumerate(_cells(rows[0][1])) if header}
    numbers, cells = [number for number, _row in rows[1:]], [row for _number, row in rows[1:]]
    return Table(Lines(file.name, numbers, cells, separator=","), headers)


def _section(lines: list[str], title: str) -> list[tuple[int, str]]:
    """Return line and content of each row of a table, its headers first."""
    rows: list[tuple[int, str]] = []
    inside = False
    for number, line in enumerate(lines, start=1):
        if not line.strip(", \t"):
            if rows:
                break
        elif inside:
            rows.append((number, line))
        else:
            inside = line.strip(", \t") == title
    return rows


def _cells(row: str) -> list[str]:
    return [cell.strip() for cell in row.split(",")]


def _told(nodes: Table, arcs: Table, mode: str) -> Counter[str]:
    told: Counter[str] = Counter()
    if "offRoadAccess" in nodes.headers:
        sentence = _("Whether vehicles may leave the road (offRoadAccess) left out, by node")
        told[sentence] += len(nodes.lines.rows)
    others = [one for one in arcs.headers if one.startswith("mode_") and one != mode]
    if others:
        told[_("Travel times of other modes left out, by mode")] += len(others)
    return told
