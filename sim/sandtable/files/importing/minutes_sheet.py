"""A plain table of minutes between places, as a list or as a square (时间表)."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import numpy as np

from sandtable.files.importing.draft import Draft
from sandtable.files.importing.minutes_square import MINUTES, Times, read_square
from sandtable.files.importing.sheet_cells import Cells
from sandtable.files.importing.sheet_draft import Road, sheet_draft
from sandtable.files.table import Table
from sandtable.files.table_reader import plain_header, read_rows, read_table
from sandtable.files.tree import Mark, fault_at
from sandtable.ground.faults import UserFaults
from sandtable.ground.language import _

HEADERS: Final = {
    "起点": "from",
    "起点村": "from",
    "终点": "to",
    "终点村": "to",
    "分钟": "minutes",
    "时间": "minutes",
    "时间(分钟)": "minutes",
    "用时": "minutes",
    "用时(分钟)": "minutes",
    "min": "minutes",
    "单向": "one_way",
    "one-way": "one_way",
}
"""Our word for each header of a list."""

SPEED_MPS: Final = 10.0
"""Speed by which minutes become a length: 36 km/h, round, so that the time is exactly the given."""

CLASS: Final = "given"
"""Class of all roads of such a table: their time is given, and the speed of no class holds."""

WORST = 5
"""So many detours that are faster than the direct way are named."""


def read_minutes_sheet(path: Path, name: str) -> Draft:
    """Read minutes between places from a CSV or the first sheet of an XLSX.

    A list has the columns from, to and minutes; a square has the names of all places in its first
    row and its first column, and is read from the row to the column. A blank cell is no road. A
    pair that a list holds in one direction only holds in both, unless its row says one-way.

    Every road is of class `CLASS` and so long that at `SPEED_MPS` it takes the minutes given.

    Raises
    ------
    UserFaults
        With all that is wrong in the table.

    """
    rows = read_rows(path, name)
    told = Counter[str]()
    top = next((row for row in rows.cells if any(map(str.strip, row))), [])
    headers = {HEADERS.get(plain_header(cell), plain_header(cell)) for cell in top}
    if headers & {"from", "to", "minutes"}:
        times = _read_list(read_table(path, name, english=HEADERS), told)
    elif len(top) > 1:
        times = read_square(rows, told)
    else:
        times = {}
    if not times:
        expected = _("minutes between places, as a list or a square")
        repair = _(
            "Write the columns 起点, 终点, 分钟, or the names of all places down and across."
        )
        mark = Mark(name, sheet=rows.sheet)
        raise UserFaults([fault_at(mark, "", _("no minutes"), expected, repair, "no-minutes")])
    _tell_detours(times, told)
    source = _("{name}, minutes between places").format(name=name)
    return sheet_draft(source, "", _roads(times), {}, told)


def _read_list(table: Table, told: Counter[str]) -> Times:
    cells = Cells(table)
    if cells.missing("from", "to", "minutes"):
        raise UserFaults(cells.faults)
    times: Times = {}
    back: Times = {}
    lines: dict[tuple[str, str], int] = {}
    for line in table.lines:
        way = cells.place(line, "from"), cells.place(line, "to")
        seconds = cells.number(line, "minutes", MINUTES, _("minutes above 0, or blank: no road"))
        one_way = cells.truth(line, "one_way")
        if way[0] and way[0] == way[1]:
            cells.fault(line, "to", _("another place than the first"), _("Take the row out."))
        elif math.isnan(seconds):
            told[_("Rows without minutes are no road")] += 1
        elif times.setdefault(way, seconds) != seconds:
            expected = _("the same as in line {line}").format(line=lines[way])
            cells.fault(line, "minutes", expected, _("Take one of the rows out."))
        elif not one_way:
            back[way[1], way[0]] = seconds
        lines.setdefault(way, line.number)
    if cells.faults:
        raise UserFaults(cells.faults)
    if added := len(set(back) - set(times)):
        told[_("Times that stand in one direction only hold in both")] += added
    return back | times


def _roads(times: Mapping[tuple[str, str], float]) -> list[Road]:
    """Return a two-way road where both directions take the same time, else one for each."""
    roads = []
    for (start, end), seconds in times.items():
        both = times.get((end, start)) == seconds
        if not both or start < end:
            roads.append(
                Road(
                    start=start,
                    end=end,
                    one_way=not both,
                    length_m=seconds * SPEED_MPS,
                    speed_mps=SPEED_MPS,
                    kind=CLASS,
                )
            )
    return roads


def _tell_detours(times: Times, told: Counter[str]) -> None:
    """Tell of direct times that are longer than the way through a third place."""
    names = sorted({name for way in times for name in way})
    at = {name: position for position, name in enumerate(names)}
    direct = np.full((len(names), len(names)), np.inf)
    for (start, end), seconds in times.items():
        direct[at[start], at[end]] = seconds
    through, best = np.full(direct.shape, -1), direct.copy()
    for middle in range(len(names)):
        way = direct[:, middle, None] + direct[None, middle, :]
        shorter = way < best * (1.0 - 1e-9)
        best[shorter], through[shorter] = way[shorter], middle
    slower = np.argwhere(np.isfinite(direct) & (through >= 0))
    slower = slower[slower[:, 0] != slower[:, 1]]
    if not len(slower):
        return
    gain = [
        (best[a, b] - direct[a, b], names[a], names[b], names[through[a, b]]) for a, b in slower
    ]
    for saved, start, end, middle in sorted(gain)[:WORST]:
        text = _("From {start} to {end} it is {minutes:.1f} min shorter through {middle}").format(
            start=start, end=end, middle=middle, minutes=-saved / 60.0
        )
        told[text] += 1
    told[_("Direct times are longer than the way through a third place, which is then taken")] += (
        len(slower)
    )
