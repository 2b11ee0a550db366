"""Rows of texts as they come out of a file, before anybody reads headers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sandtable.ground.faults import Fault


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """All rows of one table of a file.

    Parameters
    ----------
    file, sheet
        What faults call the file; its sheet, "" = none.
    numbers
        Number of each row from 1, as an editor shows it.
    cells
        Texts of each row.
    faults
        What was wrong with single cells.
    ragged_is_a_fault
        Whether a short row is a slip (CSV) or merely blank at its end (a sheet).

    """

    file: str
    sheet: str = ""
    numbers: Sequence[int]
    cells: list[list[str]]
    faults: list[Fault] = field(default_factory=list)
    ragged_is_a_fault: bool
