"""Faults of a user's files: where, what was found, what was expected, how to repair it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sandtable.ground.language import _

KEYS = ("file", "sheet", "line", "column", "field", "found", "expected", "repair")
"""What programs read of a fault (contracts §7)."""


@dataclass(frozen=True, slots=True, order=True, kw_only=True)
class Fault:
    """One thing wrong in one place of one file; faults sort in reading order.

    Parameters
    ----------
    file
        Name of the file as the user knows it; ``--set`` for a value of the command line.
    sheet
        Sheet of a workbook; empty = the file has none.
    line
        Line, or row of a table, from 1; 0 = the file as a whole.
    column
        Character of the line, or column of a table, from 1; 0 = unknown.
    field
        Dotted path of the value, or the header of the table's column; may be empty.
    found, expected
        What there is and what there should be, as phrases without a full stop.
    repair
        What to do, as a sentence.
    code
        Stable name of the kind of fault, for tests and searches.

    """

    file: str
    sheet: str = ""
    line: int = 0
    column: int = 0
    field: str = ""
    found: str
    expected: str
    repair: str
    code: str = ""

    @property
    def where(self) -> str:
        """Return file, sheet and line as an editor understands them."""
        file = f"{self.file}[{self.sheet}]" if self.sheet else self.file
        return f"{file}:{self.line}" if self.line else file

    def __str__(self) -> str:
        """Say where, what was found, what was expected and how to repair it, in one line."""
        text = _("found {found}, expected {expected}. {repair}")
        said = text.format(found=self.found, expected=self.expected, repair=self.repair)
        parts = (self.where, self.field, said)
        return ": ".join(part for part in parts if part).replace("\n", " ").rstrip()

    def as_dict(self) -> dict[str, str | int]:
        """Return exactly what programs read of a fault."""
        return {key: getattr(self, key) for key in KEYS}


@dataclass(frozen=True, slots=True, order=True, kw_only=True)
class Remark(Fault):
    """What could be meant but looks odd (提示): in the form of a fault, and stopping nothing."""


class UserFaults(ValueError):
    """Everything wrong in a set of files, in reading order; never raised for a bug.

    Parameters
    ----------
    faults
        At least one; said twice, it counts once.

    """

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(set(faults)))
        super().__init__(self.faults)  # its argument, so that it survives the way from a worker

    def __str__(self) -> str:
        """List the faults, one line each."""
        return "\n".join(map(str, self.faults))

    def as_dicts(self) -> list[dict[str, str | int]]:
        """Return the faults as programs read them."""
        return [fault.as_dict() for fault in self.faults]
