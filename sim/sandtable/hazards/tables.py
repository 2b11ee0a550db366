"""Impacts from tables: one Impact per sample, or every fault of every table at once."""

from __future__ import annotations

from collections import defaultdict
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar

from sandtable.ground.faults import UserFaults
from sandtable.ground.language import _
from sandtable.hazards.cells import UNIT_OF_HEADER, Cells
from sandtable.hazards.impact import Impact
from sandtable.hazards.intensity import SPEED_FACTOR
from sandtable.hazards.rows import Exposure, HazardSource, Interval

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from sandtable.files.table import Table
    from sandtable.ground.faults import Fault

ROAD_HEADERS = ("link_id", "from", "to", SPEED_FACTOR, "kind", "value", "cause", "source", "sample")
PEOPLE_HEADERS = ("zone_id", "from", "to", "kind", "share", "source", "sample")

IN_ALL = -1
"""Sample of the rows of a table without samples: they are in every sample."""

_NAMED = 5
"""Missing samples that a fault names; a slip of a digit may have left out a million."""

_Row = TypeVar("_Row", Interval, Exposure)


def read_impacts(
    entry: str,
    arcs: Mapping[str, int],
    zones: Collection[str],
    *,
    roads: Table | None = None,
    people: Table | None = None,
    sources: Sequence[HazardSource] = (),
    parts: Mapping[int, Sequence[int]] = MappingProxyType({}),
) -> tuple[Impact, ...]:
    """Read the realisations of an entry from its tables; docs/impact.md describes their columns.

    Parameters
    ----------
    entry
        Id of the entry, and of its source where the tables name none.
    arcs
        Arc numbers by link id, of all arcs.
    zones
        Ids of the zones.
    roads, people
        Table of intervals and table of exposures; a table without samples is in every sample.
    sources
        What controlling a source does.
    parts
        By arc: arcs that are parts of it; what lies on it lies on them.

    Returns
    -------
    tuple
        One Impact per sample, by its number.

    Raises
    ------
    UserFaults
        With all that is wrong in both tables.

    """
    faults: list[Fault] = []
    intervals = _read(roads, ROAD_HEADERS, faults, lambda cells: _interval(cells, arcs, entry))
    exposures = _read(people, PEOPLE_HEADERS, faults, lambda cells: _exposure(cells, zones, entry))
    samples = max([1, *(number + 1 for rows in (intervals, exposures) for number in rows)])
    for table, rows in ((roads, intervals), (people, exposures)):
        if table is not None and not faults:
            faults += sample_gaps(table, rows, samples)
    if faults:
        raise UserFaults(faults)
    return tuple(
        Impact.of(
            len(arcs),
            _on_parts(intervals.get(IN_ALL, []) + intervals.get(number, []), parts),
            exposures.get(IN_ALL, []) + exposures.get(number, []),
            sources,
        )
        for number in range(samples)
    )


def _on_parts(rows: list[Interval], parts: Mapping[int, Sequence[int]]) -> list[Interval]:
    return rows + [row._replace(arc=part) for row in rows for part in parts.get(row.arc, ())]


def _read(
    table: Table | None,
    headers: Sequence[str],
    faults: list[Fault],
    row_of: Callable[[Cells], _Row],
) -> dict[int, list[_Row]]:
    """Return the rows of a table by sample, adding to the faults."""
    rows: dict[int, list[_Row]] = defaultdict(list)
    if table is None:
        return rows
    wrong = _header_faults(table, headers)
    faults += wrong
    for line in () if wrong else table.lines:
        cells = Cells(table, line)
        row, sample = row_of(cells), cells.sample()
        faults += cells.faults
        if not cells.faults:
            rows[sample].append(row)
    return rows


def _interval(cells: Cells, arcs: Mapping[str, int], entry: str) -> Interval:
    link = cells.one_of("link_id", arcs, _("a link_id of the network"))
    from_s, to_s = cells.span()
    kind, value = cells.intensity()
    source = cells.word("source", entry)
    return Interval(arcs.get(link, 0), from_s, to_s, kind, value, source, cells.text("cause"))


def _exposure(cells: Cells, zones: Collection[str], entry: str) -> Exposure:
    zone = cells.one_of("zone_id", zones, _("a zone of the place"))
    from_s, to_s = cells.span()
    kind = cells.word("kind", "")
    if not kind:
        cells.fault("kind", _("a word"), _("Scenarios select exposures by it, for example 'fire'."))
    return Exposure(zone, from_s, to_s, kind, cells.share(), cells.word("source", entry))


def _header_faults(table: Table, known: Sequence[str]) -> list[Fault]:
    """Return what is wrong with the headers: missing, unknown, or twice the same thing."""
    found = [plain_header(name) for name in table.headers]
    faults = [
        table.fault(
            1,
            name,
            _("an unknown column"),
            _("one of {names}").format(names=", ".join(known)),
            _("Correct the header or take the column out."),
        )
        for name, plain in zip(table.headers, found, strict=True)
        if plain not in known
    ]
    wanted = [known[0], "from", "to"]
    wanted += ["kind", "share"] if "share" in known else []
    if SPEED_FACTOR in known and SPEED_FACTOR not in found:
        wanted += ["kind", "value"]
    faults += [
        table.fault(
            1,
            name,
            _("no such column"),
            _("the columns {names}").format(names=", ".join(wanted)),
            _("Add the column."),
        )
        for name in wanted
        if name not in found
    ]
    return faults + _rivals(table, found)


def _rivals(table: Table, found: Sequence[str]) -> list[Fault]:
    """Return what the headers, without their units, say twice."""
    rivals = [name for name in ("from", "to") if found.count(name) > 1]
    if SPEED_FACTOR in found and ("kind" in found or "value" in found):
        rivals.append(SPEED_FACTOR)
    return [
        table.fault(
            1,
            name,
            _("two ways to say it"),
            _("one of them"),
            _("Keep one unit of a time, and speed_factor or kind with value."),
        )
        for name in rivals
    ]


def sample_gaps(table: Table, rows: Mapping[int, Sequence[object]], samples: int) -> list[Fault]:
    """Return a fault when a table with samples leaves some of them out."""
    if "sample" not in table.headers:
        return []
    missing = [number for number in range(min(samples, len(rows) + _NAMED)) if number not in rows]
    if not missing:
        return []
    names = ", ".join(map(str, missing[:_NAMED]))
    return [
        table.fault(
            1,
            "sample",
            _("no row for {samples}").format(samples=names),
            _("every sample from 0 to {last}").format(last=samples - 1),
            _("A sample in which nothing happens has one row with speed_factor 1 or share 0."),
        )
    ]


def plain_header(name: str) -> str:
    """Return a header without the unit of a time: ``from_min`` is ``from``."""
    for side in ("from", "to"):
        if name.removeprefix(side) in UNIT_OF_HEADER:
            return side
    return name
