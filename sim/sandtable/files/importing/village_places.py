"""The table of villages with their places that may stand beside the sheet of roads (村庄表)."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Final

from sandtable.files.importing.sheet_cells import Cells
from sandtable.files.importing.sheet_draft import Spot, listed
from sandtable.files.table import Line, Table
from sandtable.files.table_reader import plain_header, read_table
from sandtable.ground.faults import Fault, UserFaults
from sandtable.ground.language import _
from sandtable.ground.names import ID_PATTERN, MAX_ID_BYTES

HEADERS: Final = {
    "村": "village",
    "村庄": "village",
    "村名": "village",
    "名称": "village",
    "地点": "village",
    "name": "village",
    "place": "village",
    "经度": "x",
    "lon": "x",
    "longitude": "x",
    "东坐标": "x",
    "纬度": "y",
    "lat": "y",
    "latitude": "y",
    "北坐标": "y",
    "编号": "code",
    "代码": "code",
    "id": "code",
}
SHEETS: Final = ("村庄", "村", "地点", "villages", "places")

_PLAIN: Final = {"": 1.0, "°": 1.0}


def sheet_of(
    path: Path, name: str, titles: Collection[str], english: Mapping[str, str]
) -> Table | None:
    """Return the first sheet of a workbook that has one of the titles; None = there is none.

    Raises
    ------
    UserFaults
        With what is wrong in that sheet, or in the file.

    """
    for title in titles:
        try:
            return read_table(path, name, sheet=title, english=english)
        except UserFaults as wrong:
            if {fault.code for fault in wrong.faults} != {"sheet"}:
                raise
    return None


def read_places(
    table: Table, villages: Collection[str], faults: list[Fault], told: Counter[str]
) -> dict[str, Spot]:
    """Return where villages lie and their codes, by name, adding to the faults.

    Parameters
    ----------
    villages
        Names in the sheet of roads: a village of no road is a slip of the pen.

    """
    cells = Cells(table, faults)
    if cells.missing("village"):
        return {}
    spots: dict[str, Spot] = {}
    lines: dict[str, int] = {}
    for line in table.lines:
        village = cells.place(line, "village")
        if village and village not in villages:
            _unknown(cells, line, village, villages)
        elif village in lines:
            expected = _("it once; the first is in line {line}").format(line=lines[village])
            cells.fault(line, "village", expected, _("Take one of the rows out."))
        elif village:
            lines[village] = line.number
            spots[village] = _spot(cells, line)
    _check_codes(cells, spots, lines)
    placed = {village for village, spot in spots.items() if not math.isnan(spot.x)}
    if missing := sorted(set(villages) - placed):
        text = _("The table of villages has no place of: {names}")
        told[text.format(names=listed(missing))] += len(missing)
    return spots


def _spot(cells: Cells, line: Line) -> Spot:
    x, y = (
        cells.number(line, key, _PLAIN, _("a coordinate in digits"), least=-math.inf)
        for key in ("x", "y")
    )
    blank = [key for key in ("x", "y") if not line.cells.get(key)]
    if len(blank) == 1:
        cells.fault(line, blank[0], _("both coordinates or none"), _("Write the other, too."))
    return Spot(x=x, y=y, code=plain_header(line.cells.get("code", "")))


def _unknown(cells: Cells, line: Line, village: str, villages: Collection[str]) -> None:
    near = get_close_matches(village, villages, n=1)
    repair = _("Did you mean '{near}'?").format(near=near[0]) if near else ""
    expected = _("a village of the sheet of roads")
    cells.fault(line, "village", expected, repair or _("Add its road, or take the row out."))


def _check_codes(cells: Cells, spots: Mapping[str, Spot], lines: Mapping[str, int]) -> None:
    """Note codes that are no ids, and those that two villages have."""
    by_number = {line.number: line for line in cells.table.lines}
    owner: dict[str, str] = {}
    for village, spot in spots.items():
        line, code = by_number[lines[village]], spot.code
        if not code:
            continue
        if not (code.isdecimal() or ID_PATTERN.fullmatch(code)) or len(code) >= MAX_ID_BYTES:
            expected = _("an id of a-z, 0-9 and _, or a number")
            cells.fault(line, "code", expected, _("Begin it with a small letter."))
        elif owner.setdefault(code, village) != village:
            expected = _("it once; the first is in line {line}").format(line=lines[owner[code]])
            cells.fault(line, "code", expected, _("Give each its own id."))
