"""Rows of a sheet of an XLSX workbook, every cell as the text that a CSV would hold."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from difflib import get_close_matches
from typing import Any

import openpyxl
from openpyxl.utils.cell import range_boundaries
from openpyxl.utils.exceptions import InvalidFileException

from sandtable.files.raw import MAX_BYTES
from sandtable.files.rows import Rows
from sandtable.files.tree import Mark, fault_at
from sandtable.ground.faults import Fault, UserFaults
from sandtable.ground.language import _
from sandtable.ground.units import found

_MAX_UNPACKED = 8 * MAX_BYTES
"""A sheet packs to a tenth or less; what unpacks to more than this was made to do harm."""

_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    InvalidFileException,
    EOFError,
    OSError,
    LookupError,
    NotImplementedError,
    RuntimeError,
    SyntaxError,  # of its XML
    TypeError,
    ValueError,
)
"""What openpyxl raises on damaged files."""

_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]+[0-9]+:[A-Z]+[0-9]+)"')
_QUOTED = re.compile(r'"[^"]*"|\\.')


def workbook_rows(raw: bytes, name: str, sheet: str) -> Rows:
    """Return the rows of a sheet; of the first one where none is named.

    Numbers and dates are written as people write them; a formula counts with the value it had when
    the file was saved.

    Raises
    ------
    UserFaults
        If the file is damaged or holds no such sheet.

    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about drawings and validations: not ours to read
            return _read(raw, name, sheet)
    except UserFaults:
        raise
    except _BROKEN:
        what, expected = _("a damaged workbook"), _("an XLSX file")
        repair = _("Open it in a spreadsheet program and save it again.")
        raise UserFaults([fault_at(Mark(name), "", what, expected, repair, "workbook")]) from None


def _read(raw: bytes, name: str, sheet: str) -> Rows:
    with zipfile.ZipFile(io.BytesIO(raw)) as packed:
        if sum(part.file_size for part in packed.infolist()) > _MAX_UNPACKED:
            raise UserFaults([_swollen(name)])
    values = openpyxl.load_workbook(io.BytesIO(raw), read_only=True, data_only=True)
    formulas = openpyxl.load_workbook(io.BytesIO(raw), read_only=True)
    title = _title(values.worksheets, name, sheet)
    page, written = values[title], formulas[title]
    for one in (page, written):
        one.reset_dimensions()  # some programs state them wrongly
    texts: list[list[str]] = []
    faults: list[Fault] = []
    pairs = zip(page.iter_rows(), written.iter_rows(), strict=True)
    for number, (cells, sources) in enumerate(pairs, 1):
        for column, (cell, source) in enumerate(zip(cells, sources, strict=True), 1):
            faults.extend(_cell_faults(Mark(name, number, column, title), cell, source))
        texts.append([_text(cell) for cell in cells])
    faults.extend(_merged(page, Mark(name, sheet=title), texts))
    values.close()
    formulas.close()
    return Rows(
        file=name,
        sheet=title,
        numbers=range(1, len(texts) + 1),
        cells=texts,
        faults=faults,
        ragged_is_a_fault=False,
    )


def _swollen(name: str) -> Fault:
    size = _("at most {size} MB").format(size=_MAX_UNPACKED // 2**20)
    repair = _("Copy the table into a new workbook.")
    return fault_at(Mark(name), "", _("a workbook that unpacks to more"), size, repair, "too-large")


def _title(sheets: Iterable[Any], name: str, sheet: str) -> str:
    titles: list[str] = [one.title for one in sheets]
    if sheet in titles:
        return sheet
    if not sheet or not titles:
        return titles[0]  # a workbook without sheets is damaged: LookupError
    near = get_close_matches(sheet, titles, n=1)
    repair = _("Did you mean '{near}'?").format(near=near[0]) if near else _("Correct the name.")
    expected = _("one of {names}").format(names=", ".join(titles))
    missing = _("no sheet '{sheet}'").format(sheet=sheet)
    raise UserFaults([fault_at(Mark(name), "", missing, expected, repair, "sheet")])


def _cell_faults(mark: Mark, cell: Any, source: Any) -> Iterator[Fault]:  # noqa: ANN401  openpyxl
    if cell.value is None and source.data_type == "f":
        what, expected = _("a formula without its value"), _("a value")
        repair = _("Open the file in a spreadsheet program and save it, or write the value.")
        yield fault_at(mark, "", what, expected, repair, "formula")
    elif cell.data_type == "e":
        expected, repair = _("a value"), _("Correct the formula or write the value.")
        yield fault_at(mark, "", found(str(cell.value)), expected, repair, "formula")


def _merged(page: Any, mark: Mark, lines: list[list[str]]) -> Iterator[Fault]:  # noqa: ANN401
    """Yield a fault for each merged range in the table: nobody knows for which rows it speaks."""
    # A read-only sheet does not offer its merges, so they are looked for in its XML.
    with page._get_source() as file:  # noqa: SLF001
        ranges: list[bytes] = _MERGED.findall(file.read())
    for cells in ranges:
        left, top, _right, bottom = (edge or 1 for edge in range_boundaries(cells.decode()))
        if any(any(row) for row in lines[top - 1 : bottom]):
            yield fault_at(
                mark._replace(line=top, column=left),
                "",
                _("merged cells {cells}").format(cells=cells.decode()),
                _("one cell for each value"),
                _("Split them and fill every one."),
                "merged",
            )


def _text(cell: Any) -> str:  # noqa: ANN401  of two classes of openpyxl
    """Return what a person would type to get the value of a cell."""
    value = cell.value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return _number(value, cell.number_format)
    if isinstance(value, date | time | timedelta):
        return _when(value)
    return "" if value is None else str(value).strip()


def _number(value: float, number_format: str) -> str:
    if "%" in _QUOTED.sub("", number_format):
        return f"{_plain(value * 100)} %"
    return _plain(value)


def _when(value: date | time | timedelta) -> str:
    if isinstance(value, timedelta):
        return f"{_plain(value.total_seconds())} s"
    if isinstance(value, datetime):
        return _instant(value)
    if isinstance(value, time):
        return value.isoformat("seconds" if value.second else "minutes")
    return value.isoformat()


def _plain(value: float) -> str:
    """Return a number to the 15 digits that a spreadsheet shows, without a trailing ``.0``."""
    if isinstance(value, int) or (value.is_integer() and abs(value) < 1e15):
        return str(int(value))
    return f"{value:.15g}"


def _instant(value: datetime) -> str:
    value = (value + timedelta(milliseconds=500)).replace(microsecond=0)
    if value.time() == time():
        return value.date().isoformat()
    return value.isoformat(" ", "seconds" if value.second else "minutes")
