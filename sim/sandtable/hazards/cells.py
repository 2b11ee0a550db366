"""Cells of an impact table: each question answers with a value, or notes a fault and goes on."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import partial
from typing import TYPE_CHECKING

from sandtable.files.table import Line, Table
from sandtable.ground.clock import LATEST_S, grid
from sandtable.ground.faults import Fault
from sandtable.ground.language import _
from sandtable.ground.names import ID_PATTERN
from sandtable.ground.units import UnitFault, found, quantity
from sandtable.hazards.intensity import KINDS, SPEED_FACTOR, fraction, parse, plain_number

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

ENDLESS = "end"
"""What a file writes for an interval that never ends."""

UNIT_OF_HEADER = {"_s": 1.0, "_min": 60.0, "_h": 3600.0}
_FEW = 500
"""Nearest names are looked for among so many at most: a search through a network takes too long."""


def time_header(table: Table, side: str) -> str:
    """Return the header of the beginnings (``from``) or ends (``to``), with its unit."""
    headers = (f"{side}{unit}" for unit in ("", *UNIT_OF_HEADER))
    return next((name for name in headers if name in table.headers), "")


@dataclass(slots=True)
class Cells:
    """One row being read; `faults` are the faults found in it so far."""

    table: Table
    line: Line
    faults: list[Fault] = field(default_factory=list)

    def text(self, name: str) -> str:
        """Return the text of a cell, "" = blank or no such column."""
        return self.line.cells.get(name, "").strip()

    def fault(self, name: str, expected: str, repair: str) -> None:
        """Note that a cell holds something else than what was expected."""
        shown = found(self.text(name) or None)
        self.faults.append(self.table.fault(self.line.number, name, shown, expected, repair))

    def one_of(self, name: str, known: Collection[str], expected: str) -> str:
        """Return a name that must be one of those known."""
        text = self.text(name)
        if text not in known:
            near = get_close_matches(text, known, n=1) if len(known) <= _FEW else []
            did_you_mean = _("Did you mean '{near}'?").format(near=near[0]) if near else ""
            self.fault(name, expected, did_you_mean or _("Correct the name."))
        return text

    def word(self, name: str, default: str) -> str:
        """Return an id, or the default where the cell is blank."""
        text = self.text(name)
        if text and not ID_PATTERN.fullmatch(text):
            self.fault(name, _("an id of a-z, 0-9 and _"), _("Begin it with a small letter."))
        return text or default

    def sample(self) -> int:
        """Return the sample of the row; -1 = the table has none: the row is in all samples."""
        if "sample" not in self.table.headers:
            return -1
        text = self.text("sample")
        if not (text.isascii() and text.isdigit()):
            self.fault(
                "sample", _("a whole number from 0"), _("Number the samples 0, 1, 2 and so on.")
            )
            return -1
        return int(text)

    def span(self) -> tuple[float, float]:
        """Return beginning and end since activation [s], inf = never ends."""
        from_s, to_s = self.instant("from"), self.instant("to")
        if grid(from_s) >= grid(to_s):  # false where either was a fault, being nan
            expected = _("an end after the beginning")
            repair = _("An interval holds its beginning and not its end; it must not be empty.")
            self.fault(time_header(self.table, "to"), expected, repair)
        return from_s, to_s

    def instant(self, side: str) -> float:
        """Return a beginning (``from``) or an end (``to``) since activation [s]; nan = a fault."""
        name = time_header(self.table, side)
        text = self.text(name)
        if side == "to" and text == ENDLESS:
            return math.inf
        unit = UNIT_OF_HEADER.get(name.removeprefix(side))
        try:
            time_s = quantity("duration", text) if unit is None else plain_number(text) * unit
        except UnitFault as fault:
            end = _("Write 'end' for an interval that never ends.") if side == "to" else ""
            self.fault(name, fault.expected, f"{fault.repair} {end}".strip())
            return math.nan
        if time_s < LATEST_S:
            return time_s
        self.fault(name, _("an instant within 68 years"), _("Check the number and its unit."))
        return math.nan

    def intensity(self) -> tuple[str, float]:
        """Return kind and value of what lies on the road."""
        if self.text(SPEED_FACTOR) or "kind" not in self.table.headers:
            return SPEED_FACTOR, self._read(SPEED_FACTOR, fraction)
        expected = _("one of {names}").format(names=", ".join(KINDS))
        kind = self.one_of("kind", KINDS, expected)
        if kind not in KINDS:
            return kind, 0.0
        return kind, self._read("value", partial(parse, kind))

    def share(self) -> float:
        """Return a part of the people of a zone [0-1]."""
        return self._read("share", fraction)

    def _read(self, name: str, reader: Callable[[str], float]) -> float:
        try:
            return reader(self.text(name))
        except UnitFault as fault:
            self.fault(name, fault.expected, fault.repair)
            return 0.0
