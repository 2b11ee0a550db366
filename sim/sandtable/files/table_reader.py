"""Tables of users: CSV as spreadsheets write it, and XLSX, every cell as text (表格)."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from pathlib import Path

from sandtable.files.csv_rows import csv_columns, csv_rows
from sandtable.files.raw import read_bytes
from sandtable.files.rows import Rows
from sandtable.files.table import Line, Table
from sandtable.files.tree import Mark, fault_at
from sandtable.ground.faults import Fault, UserFaults
from sandtable.ground.language import _

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0"
"""How XLSX begins, and how old or encrypted workbooks begin."""

_NO_ENGLISH: Mapping[str, str] = {}


def read_table(
    path: Path, name: str, *, sheet: str = "", english: Mapping[str, str] = _NO_ENGLISH
) -> Table:
    """Read a table: headers in the first row that is not blank, below it one thing per row.

    Parameters
    ----------
    path
        A CSV (UTF-8, or GB18030 as a Chinese office saves it; comma, semicolon or tab) or an XLSX.
    name
        What faults call the file.
    sheet
        Sheet of a workbook; empty = its first.
    english
        English keys by the Chinese headers of this list.

    Raises
    ------
    UserFaults
        With all that is wrong in the file.

    """
    rows = read_rows(path, name, sheet)
    headers, numbers, cells = _Reading(rows, english).read()
    lines = [
        Line(number, dict(zip(headers, map(str.strip, row), strict=False)))
        for number, row in zip(numbers, cells, strict=True)
    ]
    return Table(file=name, sheet=rows.sheet, headers=headers, lines=tuple(lines))


def read_columns(
    path: Path, name: str, *, only: Collection[str], english: Mapping[str, str] = _NO_ENGLISH
) -> tuple[Table, list[int], dict[str, list[str]]]:
    """Read a long table by columns, as `read_table` would by lines, in half the time.

    Parameters
    ----------
    only
        Headers of the columns that are wanted, if they are there.

    Returns
    -------
    tuple
        A table without lines, for its faults; the number of each row; its texts by header.

    """
    raw = _bytes(path, name)
    columns = None if raw.startswith((_OLE, _ZIP)) else csv_columns(raw, name)
    if columns and (headers := _plain_headers(columns, name, english)):
        table = Table(file=name, sheet="", headers=headers, lines=())
        wanted = {
            header: list(map(str.strip, cells[1:]))
            for header, cells in zip(headers, columns, strict=True)
            if header in only
        }
        return table, [*range(2, len(columns[0]) + 1)], wanted
    rows = _rows(raw, name, "")
    headers, numbers, cells = _Reading(rows, english).read()
    wanted = {
        header: list(map(str.strip, map(itemgetter(at), cells)))
        for at, header in enumerate(headers)
        if header in only
    }
    return Table(file=name, sheet=rows.sheet, headers=headers, lines=()), numbers, wanted


def read_rows(path: Path, name: str, sheet: str = "") -> Rows:
    """Return the rows of a CSV, or of a sheet of an XLSX, before anybody reads headers."""
    return _rows(_bytes(path, name), name, sheet)


def _bytes(path: Path, name: str) -> bytes:
    return read_bytes(path, name, smaller=_("Take columns out that nothing reads."))


def _rows(raw: bytes, name: str, sheet: str) -> Rows:
    if raw.startswith(_OLE):
        raise UserFaults([_old_workbook(name)])
    if raw.startswith(_ZIP):
        # Reading workbooks takes a quarter of a second to load, and most plans have none.
        from sandtable.files.workbook import workbook_rows  # noqa: PLC0415  see above

        return workbook_rows(raw, name, sheet)
    if sheet:
        raise UserFaults([_no_sheets(name, sheet)])
    return csv_rows(raw, name)


def _plain_headers(
    columns: Sequence[Sequence[str]], name: str, english: Mapping[str, str]
) -> tuple[str, ...]:
    """Return the headers of columns; empty = something about them is to be said, row by row."""
    nothing = Rows(file=name, numbers=(), cells=[], ragged_is_a_fault=True)
    reading = _Reading(nothing, english)
    headers = reading.headers(1, [cells[0] for cells in columns])
    return () if reading.faults else headers


@dataclass(slots=True)
class _Reading:
    """Rows becoming a table; `faults` are those found so far."""

    rows: Rows
    english: Mapping[str, str]
    faults: list[Fault] = field(default_factory=list)

    def read(self) -> tuple[tuple[str, ...], list[int], list[list[str]]]:
        """Return the headers, and the rows below them, at least as wide, with their numbers."""
        numbers, cells = self.rows.numbers, self.rows.cells
        filled = [at for at, row in enumerate(cells) if _is_filled(row)]
        if not filled:
            raise UserFaults([_empty(self.rows)])
        width = _width([cells[at] for at in filled])
        first, *rest = filled
        headers = self.headers(numbers[first], [*cells[first], *[""] * width][:width])
        kept = [
            at
            for at in rest
            if len(cells[at]) == width or self._fits(numbers[at], cells[at], width)
        ]
        faults = self.faults + self.rows.faults
        if faults:
            raise UserFaults(faults)
        return headers, [numbers[at] for at in kept], [cells[at] for at in kept]

    def headers(self, line: int, titles: Sequence[str]) -> tuple[str, ...]:
        """Return the headers, noting those that are missing or there twice."""
        english = {plain_header(chinese): key for chinese, key in self.english.items()}
        plain = [plain_header(title) for title in titles]
        headers = [english.get(title, title) for title in plain]
        times = Counter(headers)
        for column, header in enumerate(headers, 1):
            if not header:
                found, expected = _("no header above a filled column"), _("a header")
                repair = _("Name the column or empty it.")
                self._fault(line, column, "", found, expected, repair, "no-header")
            elif times[header] > 1 and headers.index(header) + 1 < column:
                found = _("'{key}' a second time").format(key=plain[column - 1])
                expected = _("every header once")
                repair = _("Take one of the columns out.")
                self._fault(line, column, header, found, expected, repair, "twice")
        return tuple(headers)

    def _fits(self, number: int, cells: list[str], width: int) -> bool:
        """Bring a row to the width of the headers, or note that it does not fit."""
        if len(cells) > width and not any(map(str.strip, cells[width:])):
            return True
        if len(cells) < width and not self.rows.ragged_is_a_fault:
            cells += [""] * (width - len(cells))
            return True
        found = _("{count} cells").format(count=len(cells))
        expected = _("{count} cells, as there are headers").format(count=width)
        repair = _("Put a text that holds the separator in quotes, or fill up the row.")
        self._fault(number, min(len(cells), width) + 1, "", found, expected, repair, "ragged")
        return False

    def _fault(self, line: int, column: int, header: str, *parts: str) -> None:
        mark = Mark(self.rows.file, line, column, self.rows.sheet, header)
        found, expected, repair, code = parts
        self.faults.append(fault_at(mark, "", found, expected, repair, code))


def _is_filled(row: Sequence[str]) -> bool:
    """Return whether a row holds more than blanks; the first cell of most rows says so."""
    return bool(row) and (bool(row[0].strip()) or any(map(str.strip, row)))


def plain_header(text: str) -> str:
    """Return a header in half-width characters, blanks around it gone and inside it single."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


def _width(cells: Sequence[Sequence[str]]) -> int:
    """Return the number of columns without the blank ones at the end."""
    width = max(map(len, cells))
    while not any(len(row) >= width and row[width - 1].strip() for row in cells):
        width -= 1
    return width


def _empty(rows: Rows) -> Fault:
    found, expected = _("an empty table"), _("a row of headers")
    repair = _("Write the headers into the first row.")
    return fault_at(Mark(rows.file, sheet=rows.sheet), "", found, expected, repair, "no-header")


def _old_workbook(name: str) -> Fault:
    return fault_at(
        Mark(name),
        "",
        _("an old (.xls) or encrypted workbook"),
        _("a CSV or XLSX file"),
        _("Save it as .xlsx without a password."),
        "workbook",
    )


def _no_sheets(name: str, sheet: str) -> Fault:
    return fault_at(
        Mark(name),
        "",
        _("sheet '{sheet}' of a CSV file").format(sheet=sheet),
        _("no sheet: a CSV file has none"),
        _("Take 'sheet' out or name an XLSX file."),
        "sheet",
    )
