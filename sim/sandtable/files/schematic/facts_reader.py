"""The facts of a county from a folder of tables: townships, roads, rivers, dikes, outline.

docs/places.md describes the tables. Only townships.csv must be there.
"""

from __future__ import annotations

import math
from collections.abc import Collection
from itertools import pairwise
from pathlib import Path

import numpy as np

from sandtable.files.network_classes import ENGLISH_CLASSES
from sandtable.files.raw import read_bytes
from sandtable.files.schematic.assumptions import ROAD_CLASSES
from sandtable.files.schematic.facts import Dike, Facts, NamedRoad, River, Township
from sandtable.files.schematic.facts_table import FactsTable
from sandtable.files.table import Line
from sandtable.ground.faults import Fault, UserFaults
from sandtable.ground.language import _
from sandtable.ground.names import Name
from sandtable.ground.plane import Plane
from sandtable.ground.units import found

NOTICE = "NOTICE.txt"
NEAREST_M = 50.0
"""Two seats nearer than this are at one place."""

FARTHEST_M = 400_000.0
"""A seat farther from the middle one than this is none of the county."""

_FEWEST = 3
_COUNTY_DIGITS = 6


def read_facts(folder: Path, name: str) -> Facts:
    """Read the facts of a county; the order of the rows decides nothing.

    Parameters
    ----------
    folder
        Folder of townships.csv and, as far as known, roads.csv, rivers.csv, dikes.csv, outline.csv
        and NOTICE.txt.
    name
        What faults call the folder.

    Raises
    ------
    UserFaults
        With all that is wrong in all tables.

    """
    if not folder.is_dir():
        raise UserFaults([_no_folder(name)])
    faults: list[Fault] = []
    townships = _townships(folder, name, faults)
    # What is wrong with the townships is not said again of each chain that names one.
    places = None if faults else {one.code: (one.lon, one.lat) for one in townships}
    facts = Facts(
        townships=tuple(sorted(townships, key=lambda one: one.code)),
        roads=_roads(folder, name, places, faults),
        rivers=_rivers(folder, name, places, faults),
        dikes=_dikes(folder, name, places, faults),
        outline=_outline(folder, name, faults),
        notice=_notice(folder),
    )
    if faults:
        raise UserFaults(faults)
    return facts


def _no_folder(name: str) -> Fault:
    return Fault(
        file=name,
        found=_("no such folder"),
        expected=_("a folder with townships.csv"),
        repair=_("Correct the name."),
        code="no-file",
    )


def _townships(folder: Path, name: str, faults: list[Fault]) -> list[Township]:
    file = "townships.csv"
    wanted = ("code", "lon", "lat")
    table = FactsTable(folder / file, f"{name}/{file}", wanted, faults, optional=False)
    first: dict[str, Line] = {}
    townships = []
    for line in table.lines():
        code = line.cells["code"]
        if not (code.isascii() and code.isdigit() and len(code) <= 12):
            table.fault(line, "code", _("a code of at most 12 digits"), _("Correct the code."))
        elif code in first:
            expected = _("it once; the first is in line {line}").format(line=first[code].number)
            table.fault(line, "code", expected, _("Give each its own code."))
        else:
            first[code] = line
            townships.append(_township(table, line, code))
    if table.table and len(table.table.lines) < _FEWEST:
        shown = _("{count} rows").format(count=len(table.table.lines))
        expected = _("at least {count} townships").format(count=_FEWEST)
        faults.append(table.table.fault(0, "", shown, expected, _("A network needs some.")))
    if not faults:
        _check_places(table, townships, first)
    return townships


def _township(table: FactsTable, line: Line, code: str) -> Township:
    lon, lat = table.place(line)
    cells = line.cells
    return Township(
        code=code,
        name=Name(cells.get("name_zh", ""), cells.get("name_en", "")),
        lon=lon,
        lat=lat,
        population=table.number(line, "population_est", default=0.0),
        villages=table.count(line, "n_villages"),
        county=cells.get("county", "") or code[:_COUNTY_DIGITS],
        is_county_seat=table.yes(line, "county_seat"),
        ground_z_m=table.number(line, "ground_z_m", default=math.nan, least=-math.inf),
    )


def _check_places(table: FactsTable, townships: list[Township], lines: dict[str, Line]) -> None:
    """Note seats at one place and seats far away from all others."""
    degrees = np.array([(one.lon, one.lat) for one in townships])
    middle = np.median(degrees, axis=0)
    at = Plane(*middle.tolist()).metres(degrees)
    for k, one in enumerate(townships):
        line = lines[one.code]
        shown = found(f"{line.cells['lon']} {line.cells['lat']}")
        # A millionth of a turn is nothing; half a turn away the plane folds.
        if np.abs(degrees[k] - middle).max() > 10.0 or np.hypot(*at[k]) > FARTHEST_M:
            expected = _("a seat within {km} km of the others").format(km=round(FARTHEST_M / 1000))
            table.say(line, "lon", shown, expected, _("Check the coordinates."))
        near = np.flatnonzero(np.hypot(*(at[:k] - at[k]).T) < NEAREST_M)
        if near.size:
            other = lines[townships[int(near[0])].code].number
            expected = _("a place of its own; line {line} has the same").format(line=other)
            table.say(line, "lon", shown, expected, _("Give each seat its own place."))


def _roads(
    folder: Path, name: str, places: dict[str, tuple[float, float]] | None, faults: list[Fault]
) -> tuple[NamedRoad, ...]:
    table = FactsTable(
        folder / "roads.csv", f"{name}/roads.csv", ("name", "class", "chain"), faults
    )
    roads = []
    for line in table.lines():
        kind = ENGLISH_CLASSES.get(line.cells["class"], line.cells["class"])
        if kind not in ROAD_CLASSES:
            expected = _("one of {names}").format(names=", ".join(ROAD_CLASSES))
            table.fault(line, "class", expected, _("Correct it."))
        codes = table.codes(line, "chain", places)
        length_m = 1000.0 * table.number(line, "length_km", default=math.nan)
        if places:
            _check_length(table, line, [places[code] for code in codes], length_m)
        roads.append(NamedRoad(name=line.cells["name"], kind=kind, codes=codes, length_m=length_m))
    return tuple(sorted(roads, key=lambda one: (one.codes, one.kind, one.name)))


def _check_length(
    table: FactsTable, line: Line, places: list[tuple[float, float]], length_m: float
) -> None:
    """Note a known length that is shorter than the straight way from seat to seat."""
    degrees = np.array(places)
    if math.isnan(length_m) or not places:
        return
    at = Plane(*degrees.mean(axis=0).tolist()).metres(degrees)
    straight = sum(float(np.hypot(*(b - a))) for a, b in pairwise(at))
    if length_m < straight:
        expected = _("at least the {km} km straight from seat to seat")
        repair = _("Check the length and the chain, or leave the cell blank.")
        table.fault(line, "length_km", expected.format(km=f"{straight / 1000.0:.1f}"), repair)


def _rivers(
    folder: Path, name: str, known: Collection[str] | None, faults: list[Fault]
) -> tuple[River, ...]:
    table = FactsTable(folder / "rivers.csv", f"{name}/rivers.csv", ("name", "chain"), faults)
    rivers = [
        River(
            name=line.cells["name"],
            course=table.course(line, "chain", known),
            width_m=table.number(line, "width_m", default=100.0, least=1.0),
        )
        for line in table.lines()
    ]
    return tuple(sorted(rivers, key=lambda one: (one.name, str(one.course))))


def _dikes(
    folder: Path, name: str, known: Collection[str] | None, faults: list[Fault]
) -> tuple[Dike, ...]:
    table = FactsTable(folder / "dikes.csv", f"{name}/dikes.csv", ("name", "chain"), faults)
    dikes = [
        Dike(
            name=line.cells["name"],
            course=table.course(line, "chain", known),
            crest_m=table.number(line, "crest_m", default=math.nan, least=-math.inf),
            max_weight_t=table.number(line, "max_weight_t", default=math.nan, least=0.1),
        )
        for line in table.lines()
    ]
    return tuple(sorted(dikes, key=lambda one: (one.name, str(one.course))))


def _outline(folder: Path, name: str, faults: list[Fault]) -> tuple[tuple[float, float], ...]:
    table = FactsTable(folder / "outline.csv", f"{name}/outline.csv", ("lon", "lat"), faults)
    corners = tuple(table.place(line) for line in table.lines())
    if table.table and len(corners) < _FEWEST:
        shown = _("{count} rows").format(count=len(corners))
        expected = _("at least {count} corners").format(count=_FEWEST)
        faults.append(table.table.fault(0, "", shown, expected, _("Go once around the county.")))
    return corners


def _notice(folder: Path) -> str:
    path = folder / NOTICE
    if not path.is_file():
        return ""
    raw = read_bytes(path, NOTICE, smaller=_("A notice has a few lines."))
    return raw.decode("utf-8", "replace").strip()
