"""What stands beside the shapes of a file of areas: when, what and why, a row for each."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from sandtable.files.impact_files import NO_DATES, Dates
from sandtable.files.table import Line, Table
from sandtable.ground.language import _
from sandtable.ground.units import UnitFault
from sandtable.hazards.areas import Stretch
from sandtable.hazards.cells import UNIT_OF_HEADER, Cells, time_header
from sandtable.hazards.intensity import SPEED_FACTOR, plain_number
from sandtable.hazards.tables import IN_ALL, plain_header

if TYPE_CHECKING:
    from sandtable.ground.faults import Fault

TIMES = tuple(f"{side}{unit}" for side in ("from", "to") for unit in ("", *UNIT_OF_HEADER))
HEADERS = (
    *("link_id", "zone_id", *TIMES, SPEED_FACTOR, "kind", "value"),
    *("exposure", "share", "cause", "source", "sample", "released_s"),
)
"""Columns that mean something; others may be there."""

DOES = (SPEED_FACTOR, "kind", "exposure")
"""Columns of which one says what an area does."""

DANGER = "danger_zone"
"""Column of exported zones of danger, which do nothing by themselves."""

_DATE = re.compile(r"\d{4}-\d\d?-\d\d?")
_PLAIN = re.compile(r"\d+\.?\d*|\.\d+")


class AreaRow(NamedTuple):
    """What a feature does, and on what where it names that itself.

    ``feature`` is its position in the file; ``sample`` -1 = all; ``arc`` -1 and ``zone`` empty =
    on whatever its polygons touch. ``stretch`` None = it is over before the hazard is activated.
    """

    feature: int
    sample: int
    stretch: Stretch | None
    arc: int
    zone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What rows may name, and what stands where they say nothing.

    Parameters
    ----------
    arcs
        Arc numbers by link id.
    zones
        Ids of the zones.
    source, cause
        Those of rows without one.
    unit
        That of plain numbers in the column ``value``; empty = they have none.
    dates
        What dates mean.

    """

    arcs: Mapping[str, int]
    zones: Collection[str]
    source: str = ""
    cause: str = ""
    unit: str = ""
    dates: Dates = NO_DATES


def area_rows(table: Table, known: Known) -> tuple[list[AreaRow], list[Fault]]:
    """Return the rows of a table of areas, and all that is wrong in it."""
    faults = [*_missing(table), *_times_twice(table)]
    if faults:
        return [], faults
    rows = []
    for number, line in enumerate(table.lines):
        cells = AreaCells(table, _with_unit(line, known.unit), dates=known.dates)
        rows.append(cells.row(number, known))
        faults += cells.faults
    return rows, faults


@dataclass(slots=True)
class AreaCells(Cells):
    """One row being read; times may be dates."""

    dates: Dates = NO_DATES

    def row(self, number: int, known: Known) -> AreaRow:
        """Return what the row says of the feature of a number."""
        link = self.text("link_id")
        if link:
            self.one_of("link_id", known.arcs, _("a link_id of the network"))
        zone = self.text("zone_id")
        if zone:
            self.one_of("zone_id", known.zones, _("a zone of the place"))
        sample, stretch = self.sample(), self._stretch(known)
        if not self.faults:
            self._on_nothing(link, zone)
        return AreaRow(
            feature=number,
            sample=sample,
            stretch=stretch,
            arc=known.arcs.get(link, -1),
            zone=zone,
        )

    def _on_nothing(self, link: str, zone: str) -> None:
        """Note that a road is said to expose people, or a zone to have something on its roads."""
        slows = bool(self.text(SPEED_FACTOR) or self.text("kind"))
        if link and not zone and not slows:
            expected = _("no road where people alone are exposed")
            self.fault("link_id", expected, _("Name their zone under zone_id, or draw the area."))
        elif zone and not link and not self.text("exposure"):
            expected = _("no zone where roads alone are slowed")
            self.fault("zone_id", expected, _("Name the road under link_id, or draw the area."))

    def _stretch(self, known: Known) -> Stretch | None:
        from_s, to_s = self.span()
        exposure = self.word("exposure", "")
        kind, value = self.intensity()
        share = self.share() if self.text("share") else 1.0
        source = self.word("source", known.source)
        cause = self.text("cause") or known.cause
        released_s = self._released(from_s)
        if to_s <= 0.0:
            return None
        from_s = max(from_s, 0.0)
        return Stretch(from_s, to_s, kind, value, source, cause, exposure, share, released_s)

    def _released(self, from_s: float) -> float | None:
        """Return when what does it left the source since the activation [s]; None = at once."""
        text = self.text("released_s")
        if not text:
            return None
        try:
            released_s = plain_number(text)
        except UnitFault as fault:
            self.fault("released_s", fault.expected, fault.repair)
            return None
        if released_s > from_s:
            expected = _("an instant that is not after the beginning")
            self.fault("released_s", expected, _("What arrives has left its source before."))
            return None
        return released_s

    def intensity(self) -> tuple[str, float]:
        """Return kind and value of what lies on roads; nothing where people alone are exposed."""
        given = [name for name in (SPEED_FACTOR, "kind") if self.text(name)]
        if len(given) == 2:
            repair = _("Keep speed_factor, or kind with value.")
            self.fault("kind", _("nothing beside speed_factor"), repair)
        elif not given and not self.text("exposure"):
            expected = _("a speed_factor, a kind with its value, or an exposure")
            self.fault(SPEED_FACTOR, expected, _("Say what the area does."))
        if not given or len(given) == 2:
            return "", 0.0
        return super(AreaCells, self).intensity()

    def instant(self, side: str) -> float:
        """Return a beginning or an end since activation; of a date before it, below 0 [s]."""
        header = time_header(self.table, side)
        text = self.text(header)
        if header != side or not _DATE.match(text):
            return super(AreaCells, self).instant(side)
        try:
            moment = datetime.fromisoformat(text)
            zone = moment.tzinfo or ZoneInfo(self.dates.zone)
            moment = moment.replace(tzinfo=zone).astimezone(UTC)
        except (ValueError, OverflowError):  # no date, or beyond the calendar in UTC
            moment = None
        if moment is None or len(text) <= len("2026-07-05"):
            self.fault(header, _("a date with its time"), _("Write it as 2026-07-05T06:00."))
            return float("nan")
        if self.dates.activated is None:
            expected = _("a time since the activation, which no date is known of")
            self.fault(
                header, expected, _("State 'time_zero_clock', the date and time of the activation.")
            )
            return float("nan")
        return (moment - self.dates.activated.astimezone(UTC)).total_seconds()


def _with_unit(line: Line, unit: str) -> Line:
    value = line.cells.get("value", "")
    if not unit or not _PLAIN.fullmatch(value):
        return line
    return Line(line.number, {**line.cells, "value": f"{value} {unit}"})


def _missing(table: Table) -> Iterator[Fault]:
    """Yield what must be there and is not: times, and what happens then."""
    there = {plain_header(name) for name in table.headers}
    does = set(DOES) & there
    wanted = ["from", "to", *([] if does else [SPEED_FACTOR]), *(["value"] * ("kind" in there))]
    for name in wanted:
        if name not in there:
            yield table.fault(
                0,
                name,
                _("no such column"),
                _("the columns from, to, and speed_factor, kind or exposure"),
                _("Name it under 'columns', or give all areas the same under 'set'."),
            )


def _times_twice(table: Table) -> Iterator[Fault]:
    """Yield the times that stand in two columns."""
    plain = [plain_header(name) for name in table.headers]
    for name in ("from", "to"):
        if plain.count(name) > 1:
            repair = _("Keep one unit of a time.")
            yield table.fault(0, name, _("two ways to say it"), _("one of them"), repair)


def of_samples(rows: list[AreaRow], sample: int) -> list[AreaRow]:
    """Return the rows of a sample: its own, and those that are in all."""
    return [row for row in rows if row.sample in {IN_ALL, sample}]
