"""One table of facts being read: cells as texts and numbers, with a fault for what is neither."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Sequence
from difflib import get_close_matches
from itertools import pairwise
from pathlib import Path

from sandtable.files.schematic.facts import Stop
from sandtable.files.table import Line, Table
from sandtable.files.table_reader import read_table
from sandtable.ground.faults import Fault, UserFaults
from sandtable.ground.language import _
from sandtable.ground.units import found

ENGLISH_HEADERS = {
    "代码": "code",
    "中文名称": "name_zh",
    "英文名称": "name_en",
    "名称": "name",
    "经度": "lon",
    "纬度": "lat",
    "人口": "population_est",
    "村数": "n_villages",
    "县": "county",
    "县城": "county_seat",
    "地面高程": "ground_z_m",
    "等级": "class",
    "经过": "chain",
    "长度": "length_km",
    "宽度": "width_m",
    "堤顶高程": "crest_m",
    "限重": "max_weight_t",
}
"""Headers of the tables of facts as a county office writes them."""

_EAST, _NORTH = 180.0, 90.0
_JOINT = ">"


class FactsTable:
    """A table of facts; `faults` are those found so far, in all tables."""

    def __init__(
        self,
        path: Path,
        name: str,
        wanted: Sequence[str],
        faults: list[Fault],
        *,
        optional: bool = True,
    ) -> None:
        self.faults = faults
        self.table: Table | None = None
        if optional and not path.is_file():
            return
        try:
            table = read_table(path, name, english=ENGLISH_HEADERS)
        except UserFaults as wrong:
            faults += wrong.faults
            return
        missing = [header for header in wanted if header not in table.headers]
        columns = _("the columns {names}").format(names=", ".join(wanted))
        faults += [
            table.fault(1, header, _("no such column"), columns, _("Add the column."))
            for header in missing
        ]
        if not missing:
            self.table = table

    def lines(self) -> Iterator[Line]:
        """Yield the rows; none of a table that cannot be read."""
        yield from self.table.lines if self.table else ()

    def fault(self, line: Line, header: str, expected: str, repair: str) -> None:
        """Note that a cell holds something else than what was expected."""
        self.say(line, header, found(line.cells.get(header) or None), expected, repair)

    def say(self, line: Line, header: str, shown: str, expected: str, repair: str) -> None:
        """Note a fault whose finding is more than the text of a cell."""
        assert self.table is not None  # noqa: S101  it has this line
        self.faults.append(self.table.fault(line.number, header, shown, expected, repair))

    def number(
        self, line: Line, header: str, *, default: float | None = None, least: float = 0.0
    ) -> float:
        """Return the number of a cell, nan after a fault.

        Parameters
        ----------
        default
            What a blank cell means; None = it is a fault.
        least
            Smallest number allowed.

        """
        text = line.cells.get(header, "")
        if not text and default is not None:
            return default
        try:
            value = math.nan if "_" in text else float(text)
        except ValueError:
            value = math.nan
        if math.isfinite(value) and value >= least:
            return value
        expected = _("a number") if least == -math.inf else _("a number of at least {least}")
        self.fault(line, header, expected.format(least=f"{least:g}"), _("Write a plain number."))
        return math.nan

    def count(self, line: Line, header: str) -> int:
        """Return the whole number of a cell, 0 where it is blank or after a fault."""
        text = line.cells.get(header, "")
        if not text or (text.isascii() and text.isdigit()):
            return int(text or 0)
        expected = _("a whole number of at least 0")
        self.fault(line, header, expected, _("Write a whole number, or nothing."))
        return 0

    def yes(self, line: Line, header: str) -> bool:
        """Return whether a cell says yes; blank is no."""
        text = line.cells.get(header, "").lower()
        if text not in {"", "0", "1", "true", "false", "是", "否"}:
            self.fault(line, header, _("1, 0 or nothing"), _("Write 1 for yes."))
        return text in {"1", "true", "是"}

    def place(self, line: Line) -> tuple[float, float]:
        """Return longitude and latitude of a row [deg], nan after a fault."""
        before = len(self.faults)
        lon, lat = (self.number(line, header, least=-math.inf) for header in ("lon", "lat"))
        if len(self.faults) > before:
            return math.nan, math.nan
        wrong, repair = place_fault(lon, lat)
        if wrong:
            header = "lat" if abs(lat) > _NORTH else "lon"
            self.fault(line, header, wrong, repair)
            return math.nan, math.nan
        return lon, lat

    def codes(self, line: Line, header: str, known: Collection[str] | None) -> tuple[str, ...]:
        """Return a chain of townships, empty after a fault.

        Parameters
        ----------
        known
            Codes of all townships; None = they could not be read, so that none is said to be wrong.

        """
        chain = [part.strip() for part in line.cells.get(header, "").split(_JOINT)]
        if len(chain) < 2:
            expected = _("at least two codes of townships, with > between them")
            self.fault(
                line,
                header,
                expected,
                _("Write for example {example}.").format(example="430623114>430623115"),
            )
            return ()
        right = [self._known(line, header, code, known) for code in chain]
        for code, after in pairwise(chain):
            if code == after:
                shown = _("'{code}' twice in a row").format(code=code)
                expected = _("another township after each")
                self.say(line, header, shown, expected, _("Take one of them out."))
                return ()
        return tuple(chain) if all(right) else ()

    def course(self, line: Line, header: str, known: Collection[str] | None) -> tuple[Stop, ...]:
        """Return what a river or dike passes: codes of townships, and places as "lon lat"."""
        stops: list[Stop] = []
        parts = [part.split() for part in line.cells.get(header, "").split(_JOINT)]
        if len(parts) < 2:
            expected = _("at least two codes or places, with > between them")
            repair = _("Write for example {example}.").format(example="430623114>112.70 29.32")
            self.fault(line, header, expected, repair)
            return ()
        for words in parts:
            stop = self._stop(line, header, words, known)
            if stop is None:
                return ()
            stops.append(stop)
        return tuple(stops)

    def _stop(
        self, line: Line, header: str, words: list[str], known: Collection[str] | None
    ) -> Stop | None:
        if len(words) == 1:
            code = words[0]
            return (code, math.nan, math.nan) if self._known(line, header, code, known) else None
        try:
            lon, lat = map(float, words)
        except ValueError:
            shown = found(" ".join(words))
            expected = _("a code, or longitude and latitude")
            self.say(line, header, shown, expected, _("Put one blank between two numbers."))
            return None
        wrong, repair = place_fault(lon, lat)
        if wrong:
            self.say(line, header, found(" ".join(words)), wrong, repair)
            return None
        return "", lon, lat

    def _known(self, line: Line, header: str, code: str, known: Collection[str] | None) -> bool:
        if known is None or code in known:
            return True
        near = get_close_matches(code, sorted(known), n=1)
        repair = _("Did you mean '{near}'?").format(near=near[0]) if near else ""
        expected = _("a code of townships.csv")
        self.say(line, header, found(code or None), expected, repair or _("Correct the code."))
        return False


def place_fault(lon: float, lat: float) -> tuple[str, str]:
    """Return what is expected of a place that is none on Earth, and the repair; else nothing."""
    if _NORTH < abs(lat) <= _EAST and abs(lon) <= _NORTH:
        expected = _("a latitude between -90 and 90")
        return expected, _("Longitude comes first: exchange the two.")
    if not (abs(lon) <= _EAST and abs(lat) <= _NORTH):
        expected = _("a longitude between -180 and 180 and a latitude between -90 and 90")
        return expected, _("Check the coordinates.")
    return "", ""
