"""Tables of plain numbers of others, line by line, with a fault for each line that is none."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sandtable.ground.faults import Fault, UserFaults
from sandtable.ground.language import _
from sandtable.ground.units import found as shown

_MOST_FAULTS = 100
LARGEST: Final = 1e15
"""What is beyond is no length, time or place, and would not survive being multiplied."""


@dataclass(slots=True)
class Lines:
    """Rows of a file, and what is wrong with them.

    Parameters
    ----------
    name
        What faults call the file.
    numbers
        Line of each row, from 1.
    rows
        The rows as they stand there: cut into cells only when a column is read.
    separator
        What stands between two cells, None = blanks.

    """

    name: str
    numbers: list[int]
    rows: list[str]
    separator: str | None = None
    faults: list[Fault] = field(default_factory=list)

    def fault(self, line: int, key: str, found: str, expected: str, repair: str = "") -> None:
        """Note what is wrong in a line, 0 = in the file as a whole."""
        if len(self.faults) >= _MOST_FAULTS:
            return
        repair = repair or _("Correct the line, or fetch the file again.")
        self.faults.append(
            Fault(
                file=self.name, line=line, field=key, found=found, expected=expected, repair=repair
            )
        )

    def column(self, place: int, key: str, *, least: float = -math.inf) -> NDArray[np.float64]:
        """Return a column of numbers, shape ``(n_rows,)``; nan where a fault was noted.

        Parameters
        ----------
        place
            Which cell of each row, from 0.
        key
            What faults call it.
        least
            Smallest value that makes sense.

        """
        texts = self._cells(place)
        try:
            values = np.array(list(map(float, texts)))
        except ValueError:
            values = np.full(len(texts), np.nan)
        if np.isnan(values).any() or "_" in "".join(texts):  # then each is looked at
            values = np.array(list(map(number_of, texts)))
        wrong = ~((np.abs(values) <= LARGEST) & (values >= least))
        for at in np.flatnonzero(wrong)[:_MOST_FAULTS].tolist():
            self._not_a_number(at, key, texts[at], least)
        values[wrong] = np.nan
        return values

    def whole(self, place: int, key: str, *, least: int = 1) -> NDArray[np.int64]:
        """Return a column of whole numbers, shape ``(n_rows,)``; 0 where a fault was noted."""
        values = self.column(place, key, least=least)
        broken = np.isfinite(values) & ((values != np.floor(values)) | (values > 2**53))
        for at in np.flatnonzero(broken)[:_MOST_FAULTS].tolist():
            self.fault(
                self.numbers[at], key, shown(self._cells(place)[at].strip()), _("a whole number")
            )
        values[broken] = np.nan
        return np.nan_to_num(values).astype(np.int64)

    def among(
        self, wanted: NDArray[np.int64], known: NDArray[np.int64], key: str
    ) -> NDArray[np.int32]:
        """Return where each wanted number stands among the known, noting those that do not.

        Parameters
        ----------
        wanted, known
            Shapes ``(n_rows,)`` and ``(n_known,)``, the latter increasing.

        """
        place = np.minimum(np.searchsorted(known, wanted), max(known.size - 1, 0))
        missing = known[place] != wanted if known.size else np.ones(wanted.size, np.bool_)
        for at in np.flatnonzero(missing & (wanted > 0))[:_MOST_FAULTS].tolist():
            expected = _("a node of the network")
            self.fault(self.numbers[at], key, str(int(wanted[at])), expected)
        return place.astype(np.int32)

    def once(self, values: NDArray[np.int64], key: str) -> None:
        """Note every number that stood in an earlier line already."""
        order = np.argsort(values, kind="stable")
        again = order[1:][values[order][1:] == values[order][:-1]]
        for at in np.sort(again)[:_MOST_FAULTS].tolist():
            expected = _("a number that no other line has")
            self.fault(self.numbers[at], key, str(int(values[at])), expected)

    def refuse(self) -> None:
        """Raise what has been found, if anything.

        Raises
        ------
        UserFaults
            With the first hundred found.

        """
        if self.faults:
            raise UserFaults(self.faults)

    def _cells(self, place: int) -> list[str]:
        """Return a cell of each row, empty where the row is too short."""
        separator, after = self.separator, place + 1
        try:
            return [row.split(separator, after)[place] for row in self.rows]
        except IndexError:
            cells = [row.split(separator, after) for row in self.rows]
            return [row[place] if place < len(row) else "" for row in cells]

    def _not_a_number(self, at: int, key: str, text: str, least: float) -> None:
        expected = _("a number")
        if least > -math.inf:
            expected = _("a number, {least} or more").format(least=shown(least))
        self.fault(self.numbers[at], key, shown(text.strip() or None), expected)


def no_rows(name: str, what: str, expected: str) -> Fault:
    """Return the fault of a table in which there is nothing."""
    return Fault(
        file=name,
        found=what,
        expected=expected,
        repair=_("Name another file, or fetch it again."),
        code="no-roads",
    )


def split_lines(text: str) -> list[str]:
    """Return the lines of a text; line ends of other systems and signs between rows do not count.

    ``str.splitlines`` would cut at form feeds and line separators too, and editors do not.
    """
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def ratio(above: NDArray[np.float64], below: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return a quotient of two columns, nan where it is no number above 0; shape ``(n,)``."""
    with np.errstate(all="ignore"):
        values: NDArray[np.float64] = above / below
    values[~((values > 0.0) & (values < LARGEST))] = np.nan
    return values


def number_of(text: str) -> float:
    """Return a number, nan = it is none; to Python alone 1_000 is one."""
    try:
        return float(text) if "_" not in text else math.nan
    except ValueError:
        return math.nan
