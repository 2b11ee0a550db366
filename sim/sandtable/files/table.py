"""A table as it stands in a file: rows of texts that know their line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from sandtable.ground.faults import Fault


class Line(NamedTuple):
    """A row of a table: its number as an editor shows it, and its texts by header, "" = blank."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table as it stands in a file: name of the file, sheet (XLSX), headers and rows."""

    file: str
    sheet: str = ""
    headers: tuple[str, ...]
    lines: tuple[Line, ...]

    def fault(self, line: int, name: str, found: str, expected: str, repair: str) -> Fault:
        """Make a fault that stands in a cell of this table."""
        return Fault(
            file=self.file,
            sheet=self.sheet,
            line=line,
            column=self.headers.index(name) + 1 if name in self.headers else 0,
            field=name,
            found=found,
            expected=expected,
            repair=repair,
        )
