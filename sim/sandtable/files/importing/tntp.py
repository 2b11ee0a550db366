"""Roads from a TNTP file, the form of the test networks of traffic assignment: X_net.tntp (导入).

Format: github.com/bstabler/TransportationNetworks, README: metadata in angle brackets, then a row
per directed link: from, to, capacity, length, free-flow time, b, power, speed, toll, type. Units
are each file's own. Node coordinates are in X_node.tntp, often in no reference system at all.
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
from sandtable.files.importing.text_lines import Lines, no_rows, ratio, split_lines
from sandtable.files.importing.unpacked import beside, read_text
from sandtable.files.network_units import METRES, SPEEDS
from sandtable.ground.faults import Fault, UserFaults
from sandtable.ground.language import _
from sandtable.ground.units import found as shown

SECONDS: Final = {"s": 1.0, "min": 60.0, "h": 3600.0}

_LENGTH, _TIME, _SPEED = 3, 4, 7


def read_tntp(
    path: Path, name: str, *, length_unit: str = "", time_unit: str = "", speed_unit: str = ""
) -> Draft:
    """Read a TNTP network; each row is a directed arc.

    Parameters
    ----------
    path
        File ``X_net.tntp``; coordinates are taken from ``X_node.tntp`` beside it, if it is there.
    name
        What faults call it.
    length_unit
        Unit of the lengths: m, km, mi or ft.
    time_unit
        Unit of the free-flow times, s, min or h: a speed is length over time.
    speed_unit
        Instead, unit of the column of speeds: km/h, m/s or mph.

    Raises
    ------
    UserFaults
        With all that is wrong, units that are not given included.

    """
    if missing := _unit_faults(name, length_unit, time_unit, speed_unit):
        raise UserFaults(missing)
    lines, metadata = _rows(read_text(path, name), name)
    if not lines.rows:
        raise UserFaults([no_rows(name, _("no link"), _("a row for each link below the metadata"))])
    told: Counter[str] = Counter()
    tail, head = lines.whole(0, "init_node"), lines.whole(1, "term_node")
    length_m = lines.column(_LENGTH, "length", least=0.0) * METRES[length_unit]
    speed_mps = _speeds(lines, length_m, time_unit, speed_unit, told)
    _compare(lines, metadata)
    lines.refuse()
    nodes, x, y = _nodes(path, name, np.union1d(tail, head), told)
    places = [np.searchsorted(nodes, ends).astype(np.int32) for ends in (tail, head)]
    _tell(nodes, length_m, metadata, told)
    links = number_ids(np.arange(1, tail.size + 1), "l")
    return drafted(
        source=_("{name} (TNTP)").format(name=name),
        crs="",
        node_ids=number_ids(nodes, "n"),
        x=x,
        y=y,
        link_ids=links,
        road_ids=roads_of_twins(links, places[0], places[1], length_m),
        tail=places[0],
        head=places[1],
        told=told,
        length_m=np.where(length_m > 0.0, length_m, np.nan),
        speed_mps=speed_mps,
    )


def _unit_faults(name: str, length_unit: str, time_unit: str, speed_unit: str) -> list[Fault]:
    wanted = [("length_unit", length_unit, METRES)]
    if time_unit or not speed_unit:
        wanted.append(("time_unit", time_unit, SECONDS))
    if speed_unit:
        wanted.append(("speed_unit", speed_unit, dict.fromkeys(SPEEDS, 1.0)))
    return [
        Fault(
            file=name,
            field=key,
            found=shown(unit or None),
            expected=_("one of {names}").format(names=", ".join(known)),
            repair=_("TNTP files do not state their units: give them, as their source says."),
            code="no-unit",
        )
        for key, unit, known in wanted
        if unit not in known
    ]


def _rows(text: str, name: str) -> tuple[Lines, dict[str, str]]:
    """Return the rows of a table and the metadata above them."""
    lines, metadata = Lines(name, [], []), dict[str, str]()
    for number, line in enumerate(split_lines(text), start=1):
        row = line.partition("~")[0].strip()  # what follows a tilde is a comment
        if row.startswith("<"):
            key, _bracket, value = row[1:].partition(">")
            metadata[key.strip().upper()] = value.strip()
        elif row := row.replace(";", " ").strip():
            lines.numbers.append(number)
            lines.rows.append(row)
    return lines, metadata


def _speeds(
    lines: Lines,
    length_m: NDArray[np.float64],
    time_unit: str,
    speed_unit: str,
    told: Counter[str],
) -> NDArray[np.float64]:
    if speed_unit:
        metres, seconds = SPEEDS[speed_unit]
        speed_mps = lines.column(_SPEED, "speed", least=0.0) * metres / seconds
    else:
        free_s = lines.column(_TIME, "free_flow_time", least=0.0) * SECONDS[time_unit]
        speed_mps = ratio(length_m, free_s)
    speed_mps[speed_mps == 0.0] = np.nan
    if n_open := int(np.count_nonzero(np.isnan(speed_mps))):
        told[_("Speeds left open: the speed, the time or the length is 0")] += n_open
    return speed_mps


def _compare(lines: Lines, metadata: dict[str, str]) -> None:
    """Note a number of links that is not the one promised: the file is cut off, or not whole."""
    promised = metadata.get("NUMBER OF LINKS", "")
    if promised and promised != str(len(lines.rows)):
        found = _("{count} links").format(count=len(lines.rows))
        expected = _("{count}, as the metadata say").format(count=promised)
        lines.fault(0, "NUMBER OF LINKS", found, expected, _("Fetch the whole file."))


def _tell(
    nodes: NDArray[np.int64],
    length_m: NDArray[np.float64],
    metadata: dict[str, str],
    told: Counter[str],
) -> None:
    if n_zero := int(np.count_nonzero(length_m == 0.0)):
        told[_("Lengths of 0 left open")] += n_zero
    first = metadata.get("FIRST THRU NODE", "")
    if first.isascii() and first.isdigit():
        sentence = _("Centres of zones, no through road in the source, may be driven through")
        if n_zones := int(np.count_nonzero(nodes < int(first[:18]))):
            told[sentence] += n_zones


def _nodes(
    path: Path, name: str, used: NDArray[np.int64], told: Counter[str]
) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
    """Return the nodes in use, increasing, with their coordinates, nan = not stated."""
    other = path.with_name(path.name.replace("_net.", "_node."))
    x, y = np.full(used.size, np.nan), np.full(used.size, np.nan)
    if other == path or not other.is_file():
        told[_("Nodes without coordinates")] += used.size
        return used, x, y
    file = beside(name, other.name)
    lines, _metadata = _rows(read_text(other, file), file)
    if lines.rows and not lines.rows[0][:1].isdigit():  # "Node X Y ;"
        del lines.rows[0], lines.numbers[0]
    ids = lines.whole(0, "node")
    east, north = lines.column(1, "x"), lines.column(2, "y")
    lines.once(ids, "node")
    lines.refuse()
    _common, at, row = np.intersect1d(used, ids, return_indices=True)
    x[at], y[at] = east[row], north[row]
    if n_without := used.size - at.size:
        told[_("Nodes without coordinates")] += n_without
    return used, x, y
