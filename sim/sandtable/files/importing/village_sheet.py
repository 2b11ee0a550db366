"""The sheet of roads between villages that an office without maps can fill (村庄道路表)."""

from __future__ import annotations

from collections import Counter
from dataclasses import fields
from pathlib import Path
from typing import Final

from sandtable.files.importing.draft import Draft
from sandtable.files.importing.sheet_cells import Cells
from sandtable.files.importing.sheet_draft import Road, listed, sheet_draft
from sandtable.files.importing.village_places import HEADERS as PLACE_HEADERS
from sandtable.files.importing.village_places import SHEETS as PLACE_SHEETS
from sandtable.files.importing.village_places import read_places, sheet_of
from sandtable.files.table import Line, Table
from sandtable.files.table_reader import plain_header, read_table
from sandtable.ground.faults import Fault, UserFaults
from sandtable.ground.language import _

HEADERS: Final = {
    "起点村": "from",
    "起点": "from",
    "from village": "from",
    "from_village": "from",
    "终点村": "to",
    "终点": "to",
    "to village": "to",
    "to_village": "to",
    "公里": "km",
    "里程": "km",
    "里程(公里)": "km",
    "长度(公里)": "km",
    "长度(km)": "km",
    "length_km": "km",
    "等级": "class",
    "道路等级": "class",
    "桥梁/堤顶": "carrier",
    "桥梁或堤顶": "carrier",
    "bridge or dike crown": "carrier",
    "bridge/dike": "carrier",
    "限重": "max_weight_t",
    "限重(吨)": "max_weight_t",
    "限重(t)": "max_weight_t",
    "weight limit": "max_weight_t",
    "限速": "speed_kmh",
    "限速(km/h)": "speed_kmh",
    "限速(公里/小时)": "speed_kmh",
    "speed": "speed_kmh",
    "单向": "one_way",
    "one-way": "one_way",
    "oneway": "one_way",
    "车道": "lanes",
    "车道数": "lanes",
    "路名": "name",
    "名称": "name",
    "道路名称": "name",
}
"""Our word for each header; 道路 stands in the names of the sheets."""

KNOWN: Final = (*dict.fromkeys(HEADERS.values()),)
SHEETS: Final = ("道路", "roads")

CARRIERS: Final = {
    "桥": "bridge",
    "桥梁": "bridge",
    "bridge": "bridge",
    "堤": "dike",
    "堤顶": "dike",
    "堤顶路": "dike",
    "dike": "dike",
    "dike crown": "dike",
    "隧道": "tunnel",
    "tunnel": "tunnel",
    "漫水桥": "ford",
    "过水路面": "ford",
    "ford": "ford",
}
_NOTHING: Final = {"", "无", "否", "-", "no", "none"}
_KM: Final = {"": 1000.0, "km": 1000.0, "公里": 1000.0, "千米": 1000.0, "m": 1.0, "米": 1.0}
_TONNES: Final = {"": 1000.0, "t": 1000.0, "吨": 1000.0, "kg": 1.0}
_KMH: Final = {"": 1 / 3.6, "km/h": 1 / 3.6, "公里/小时": 1 / 3.6}


def read_village_sheet(
    path: Path, name: str, *, places: Path | None = None, crs: str = ""
) -> Draft:
    """Read roads between villages from a CSV or an XLSX.

    Parameters
    ----------
    path
        The sheet: from village, to village, km, and what else is known of each road. In an XLSX it
        is the sheet 道路 or ``roads``, else the first.
    name
        What faults call the file.
    places
        A second table with the places of the villages; without it, an XLSX may hold them in its
        sheet 村庄, 村 or ``villages``.
    crs
        Reference system of these places.

    Raises
    ------
    UserFaults
        With all that is wrong in both tables.

    """
    cells = Cells(_road_table(path, name))
    told = Counter[str]()
    for header in cells.table.headers:
        if header not in KNOWN:
            text = _("The column '{name}' is not read").format(name=header)
            told[text] += len(cells.table.lines)
    roads = _roads(cells, told)
    villages = {name for road in roads for name in (road.start, road.end)} - {""}
    _tell_twins(villages, told)
    table = _place_table(path, name, places, cells.faults)
    spots = read_places(table, villages, cells.faults, told) if table else {}
    if cells.faults:
        raise UserFaults(cells.faults)
    source = _("{name}, roads between villages").format(name=name)
    return sheet_draft(source, crs, roads, spots, told)


def _road_table(path: Path, name: str) -> Table:
    table = sheet_of(path, name, SHEETS, HEADERS) or read_table(path, name, english=HEADERS)
    cells = Cells(table)
    if not cells.missing("from", "to", "km") and not table.lines:
        expected, repair = _("at least one row"), _("Write one road per row.")
        cells.faults.append(table.fault(0, "", _("no rows"), expected, repair))
    if cells.faults:
        raise UserFaults(cells.faults)
    return table


def _place_table(path: Path, name: str, places: Path | None, faults: list[Fault]) -> Table | None:
    try:
        if places is not None:
            return read_table(places, places.name, english=PLACE_HEADERS)
        return sheet_of(path, name, PLACE_SHEETS, PLACE_HEADERS)
    except UserFaults as wrong:
        faults += wrong.faults
        return None


def _roads(cells: Cells, told: Counter[str]) -> list[Road]:
    """Return every road once; a row for each direction of a two-way road is one road."""
    roads: list[Road] = []
    first: dict[tuple[str, str, str], tuple[int, Road]] = {}
    for line in cells.table.lines:
        road = _road(cells, line)
        ways = [(road.start, road.end, road.name)]
        ways += [] if road.one_way else [(road.end, road.start, road.name)]
        before = next((first[way] for way in ways if way in first), None)
        if before is None:
            roads.append(_turned(road))
        elif other := _difference(before[1], _turned(road)):
            expected = _("the same as in line {line} for the same two places").format(
                line=before[0]
            )
            repair = _("Correct one of them, or name both roads (路名) if there are two.")
            cells.fault(line, other, expected, repair)
        else:
            told[_("Rows repeat a road, mostly in the other direction: it counts once")] += 1
        first |= {way: (line.number, _turned(road)) for way in ways if way not in first}
    return roads


def _turned(road: Road) -> Road:
    """Return a two-way road from the place whose name comes first."""
    if road.one_way or road.start <= road.end:
        return road
    values = {one.name: getattr(road, one.name) for one in fields(road)}
    return Road(**values | {"start": road.end, "end": road.start})


_COLUMNS: Final = {
    "one_way": "one_way",
    "length_m": "km",
    "speed_mps": "speed_kmh",
    "lanes": "lanes",
    "kind": "class",
    "bridge": "carrier",
    "tunnel": "carrier",
    "ford": "carrier",
    "dike": "carrier",
    "max_weight_kg": "max_weight_t",
}


def _difference(one: Road, other: Road) -> str:
    """Return the column in which two rows about a road differ; empty = in none."""
    for key, column in _COLUMNS.items():
        a, b = getattr(one, key), getattr(other, key)
        both_unknown = a != a and b != b  # noqa: PLR0124  nan alone differs from itself
        if a != b and not both_unknown:
            return column
    return ""


def _road(cells: Cells, line: Line) -> Road:
    start, end = cells.place(line, "from"), cells.place(line, "to")
    if start and start == end:
        cells.fault(line, "to", _("another village than the first"), _("Correct one of the names."))
    carriers = _carriers(cells, line)
    return Road(
        start=start,
        end=end,
        one_way=cells.truth(line, "one_way"),
        length_m=cells.number(line, "km", _KM, _("kilometres above 0")),
        speed_mps=cells.number(line, "speed_kmh", _KMH, _("a speed above 0 in km/h")),
        lanes=cells.number(line, "lanes", {"": 1.0}, _("a number of lanes above 0")),
        kind=plain_header(line.cells.get("class", "")),
        name=plain_header(line.cells.get("name", "")),
        bridge="bridge" in carriers,
        tunnel="tunnel" in carriers,
        ford="ford" in carriers,
        dike="dike" in carriers,
        max_weight_kg=cells.number(line, "max_weight_t", _TONNES, _("tonnes above 0")),
    )


def _carriers(cells: Cells, line: Line) -> set[str]:
    text = plain_header(line.cells.get("carrier", "")).lower()
    for separator in "、,;/+和":
        text = text.replace(separator, "\n")
    words = {word.strip() for word in text.split("\n")} - _NOTHING
    if words - set(CARRIERS):
        expected = _("桥梁, 堤顶, 隧道, 漫水桥 (bridge, dike, tunnel, ford) or blank")
        cells.fault(line, "carrier", expected, _("Correct the word."))
    return {CARRIERS[word] for word in words & set(CARRIERS)}


def _tell_twins(villages: set[str], told: Counter[str]) -> None:
    """Tell of names that may mean one village: 红旗 and 红旗村."""
    twins = sorted(one for one in villages if f"{one}村" in villages)
    if twins:
        text = _("Names of villages differ only by 村 and count as two villages: {names}")
        told[text.format(names=listed(twins))] += len(twins)
