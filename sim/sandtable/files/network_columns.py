"""Columns of a network table as numbers and ids, with a fault for every cell that is neither."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sandtable.files.network_classes import ENGLISH_HEADERS
from sandtable.files.table import Table
from sandtable.files.table_reader import read_columns
from sandtable.ground.faults import Fault, UserFaults
from sandtable.ground.language import _
from sandtable.ground.names import ID_PATTERN, MAX_ID_BYTES
from sandtable.ground.units import found

FEW = 500
"""Nearest names are looked for among so many at most: a search through a network takes too long."""

YES_OR_NO: Final = {
    "1": True,
    "true": True,
    "是": True,
    "0": False,
    "false": False,
    "否": False,
    "": False,
}
"""What stands in a column that says whether something is so."""

_IDS = re.compile(
    rf"[a-z][a-z0-9_]{{0,{MAX_ID_BYTES - 1}}}(?:\n[a-z][a-z0-9_]{{0,{MAX_ID_BYTES - 1}}})*"
)
_NUMBER = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")


@dataclass(slots=True)
class NetworkTable:
    """node.csv or link.csv being read; `faults` are those found so far."""

    table: Table
    numbers: list[int]
    columns: dict[str, list[str]]
    faults: list[Fault] = field(default_factory=list)

    @classmethod
    def read(
        cls,
        path: Path,
        name: str,
        wanted: Sequence[str],
        also: Sequence[str],
        faults: list[Fault],
    ) -> NetworkTable | None:
        """Read a table; None = the faults say why nothing in it can be read.

        Parameters
        ----------
        wanted, also
            Headers that must be there, and those that may.

        """
        only = {*wanted, *also}
        try:
            read = cls(*read_columns(path, name, only=only, english=ENGLISH_HEADERS), faults)
        except UserFaults as wrong:
            faults += wrong.faults
            return None
        complete = read.has(wanted)
        if not read.numbers:
            repair = _("A network has at least one node and one link.")
            faults.append(read.table.fault(0, "", _("no rows"), _("at least one row"), repair))
            return None
        return read if complete else None

    def has(self, wanted: Sequence[str]) -> bool:
        """Return whether all columns are there, noting those that are not."""
        missing = [header for header in wanted if header not in self.columns]
        columns = _("the columns {names}").format(names=", ".join(wanted))
        self.faults += [
            self.table.fault(1, header, _("no such column"), columns, _("Add the column."))
            for header in missing
        ]
        return not missing

    def fault(self, at: int, header: str, expected: str, repair: str) -> None:
        """Note that a cell holds something else than what was expected."""
        shown = found(self.columns[header][at] or None)
        self.faults.append(self.table.fault(self.numbers[at], header, shown, expected, repair))

    def texts(self, header: str) -> list[str]:
        """Return the texts of a column, all blank where there is none."""
        return self.columns.get(header) or [""] * len(self.numbers)

    def ids(
        self, header: str, prefix: str, *, unique: bool = False, blank: bool = False
    ) -> list[str]:
        """Return the ids of a column: numbers get a prefix, since an id begins with a letter.

        Parameters
        ----------
        unique, blank
            Whether an id may occur only once; whether a cell may be blank.

        """
        column = self.columns[header]
        if _IDS.fullmatch("\n".join(column)) and not (unique and len(set(column)) < len(column)):
            return column  # what is right as it stands need not be looked at one by one
        ids = [prefix + text if text.isdigit() else text for text in column]
        first: dict[str, int] = {}
        for at, one in enumerate(ids):
            if blank and not one:
                continue
            if not ID_PATTERN.fullmatch(one):
                expected = _("an id of a-z, 0-9 and _, or a number")
                self.fault(at, header, expected, _("Begin it with a small letter."))
            elif len(one) > MAX_ID_BYTES:
                expected = _("an id of at most {count} characters").format(count=MAX_ID_BYTES)
                self.fault(at, header, expected, _("Shorten it."))
            elif unique and first.setdefault(one, at) != at:
                line = self.numbers[first[one]]
                expected = _("it once; the first is in line {line}").format(line=line)
                self.fault(at, header, expected, _("Give each its own id."))
        return ids

    def among(
        self, header: str, ids: Sequence[str], known: AbstractSet[str], expected: str
    ) -> None:
        """Note every id of a column that is not among those known."""
        if known >= set(ids):
            return
        for at, one in enumerate(ids):
            if one not in known:
                near = get_close_matches(one, known, n=1) if len(known) <= FEW else []
                repair = _("Did you mean '{near}'?").format(near=near[0]) if near else ""
                self.fault(at, header, expected, repair or _("Correct the name."))

    def quantities(
        self,
        header: str,
        unit: float,
        expected: str,
        *,
        per: float = 1.0,
        least: float | None = None,
        blank_is_a_fault: bool = False,
    ) -> NDArray[np.float64]:
        """Return a column of numbers in base units, nan = blank or a fault, shape ``(n_rows,)``.

        Parameters
        ----------
        least
            The smallest number that is right, not above 0; None = anything above 0.

        """
        texts = self.texts(header)
        blank = np.array([not text for text in texts], dtype=np.bool_)
        values = _all_numbers(texts)
        if values is not None:
            values *= unit
            values /= per  # apart, so that 60 km/h is exactly what 60 / 3.6 is
            if np.all(blank & (not blank_is_a_fault) | _is_right(values, least)):
                return values
        values = np.full(len(texts), np.nan)
        for at, text in enumerate(texts):
            if not text and not blank_is_a_fault:
                continue
            value = float(text) * unit / per if _NUMBER.fullmatch(text) else math.nan
            if _is_right(np.float64(value), least):
                values[at] = value
            else:
                self.fault(at, header, expected, _("Write a plain number."))
        return values

    def flags(self, header: str) -> NDArray[np.bool_]:
        """Return a column of yes or no, blank = no, shape ``(n_rows,)``."""
        texts = [text.lower() for text in self.texts(header)]
        if not set(texts) <= YES_OR_NO.keys():
            for at, text in enumerate(texts):
                if text not in YES_OR_NO:
                    self.fault(at, header, _("1 for yes, or 0 or nothing"), _("Write 1 or 0."))
        return np.array([YES_OR_NO.get(text, False) for text in texts], dtype=np.bool_)


def _is_right(values: NDArray[np.float64] | np.float64, least: float | None) -> NDArray[np.bool_]:
    """Return which numbers are finite and large enough; see `NetworkTable.quantities`."""
    large = values > 0.0 if least is None else values >= least
    return np.asarray(np.isfinite(values) & large)


def _all_numbers(texts: Sequence[str]) -> NDArray[np.float64] | None:
    """Return a column as numbers, nan = blank; None = look at each, for something is not one."""
    try:
        values = np.array([float(text or "nan") for text in texts])
    except ValueError:
        return None
    return None if "_" in "".join(texts) else values  # to Python 1_000 is a number
