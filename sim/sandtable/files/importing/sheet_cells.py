"""Cells of the sheets of an office: numbers with their unit, yes and no, names of places."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from sandtable.files.table import Line, Table
from sandtable.files.table_reader import plain_header
from sandtable.ground.faults import Fault
from sandtable.ground.language import _
from sandtable.ground.units import found

YES: Final = {"是", "有", "1", "yes", "y", "true", "√", "单向", "oneway", "one-way"}
NO: Final = {"", "否", "无", "0", "no", "n", "false", "双向"}
NOT_STATED: Final = {"", "-", "—", "/", "无", "不限", "不详", "none", "no"}
"""What people write into a cell of which they know nothing, or where there is no limit."""

_NUMBER = re.compile(r"([-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+))\s*([^0-9\s].*)?")


@dataclass(slots=True)
class Cells:
    """A table being read; `faults` are those found so far."""

    table: Table
    faults: list[Fault] = field(default_factory=list)

    def fault(self, line: Line, key: str, expected: str, repair: str) -> None:
        """Note that a cell holds something else than what was expected."""
        shown = found(line.cells.get(key) or None)
        self.faults.append(self.table.fault(line.number, key, shown, expected, repair))

    def missing(self, *keys: str) -> bool:
        """Note which columns are not there, and return whether any is."""
        gone = [key for key in keys if key not in self.table.headers]
        columns = _("the columns {names}").format(names=", ".join(keys))
        self.faults += [
            self.table.fault(1, key, _("no such column"), columns, _("Add the column."))
            for key in gone
        ]
        return bool(gone)

    def place(self, line: Line, key: str) -> str:
        """Return the name of a place, or empty after a fault."""
        name = plain_header(line.cells.get(key, ""))
        if not name:
            self.fault(line, key, _("the name of a place"), _("Write it, or take the row out."))
        return name

    def number(
        self, line: Line, key: str, units: Mapping[str, float], expected: str, least: float = 0.0
    ) -> float:
        """Return a number above `least` in base units; nan = not stated, or a fault.

        Parameters
        ----------
        units
            Size of each unit that may stand behind the number, the first that of a bare number.

        """
        text = plain_header(line.cells.get(key, ""))
        if text.lower() in NOT_STATED:
            return math.nan
        match = _NUMBER.fullmatch(text)
        unit = (match[2] or "").lower() if match else ""
        size = next(iter(units.values())) if not unit else units.get(unit, math.nan)
        value = float(match[1]) * size if match else math.nan
        if not (math.isfinite(value) and value > least):
            self.fault(line, key, expected, _("Write a plain number."))
            return math.nan
        return value

    def truth(self, line: Line, key: str) -> bool:
        """Return yes or no; blank is no."""
        word = plain_header(line.cells.get(key, "")).lower()
        if word not in YES | NO:
            self.fault(line, key, _("是 or 否 (yes or no)"), _("Correct the word."))
        return word in YES
