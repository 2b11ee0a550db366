"""Rows of a CSV file, in the encodings and with the separators that spreadsheets write."""

from __future__ import annotations

import csv
import io
import re

from sandtable.files.rows import Rows
from sandtable.files.tree import Mark, fault_at
from sandtable.ground.faults import UserFaults
from sandtable.ground.language import _

SEPARATORS = ",;\t"
"""What may stand between cells; where the header line holds none, it is one column."""

_QUOTED = re.compile(r'"[^"]*"')
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def csv_rows(raw: bytes, name: str) -> Rows:
    """Return the rows of a CSV file.

    Raises
    ------
    UserFaults
        If it is no text, or its quotes do not fit; nothing can be read after such a place.

    """
    text = _decoded(raw, name)
    separator = _separator(text)
    rows = None if '"' in text else _plain_rows(text, separator)
    if rows is None:
        numbers, cells = _quoted_rows(text, separator, name)
        return Rows(file=name, numbers=numbers, cells=cells, ragged_is_a_fault=True)
    return Rows(file=name, numbers=range(1, len(rows) + 1), cells=rows, ragged_is_a_fault=True)


def csv_columns(raw: bytes, name: str) -> list[list[str]] | None:
    """Return the columns of a CSV file, headers first; None = it has to be read row by row.

    No list is made for each row, which takes most of the time of a long table. That may be done
    where no cell is quoted, all lines hold as many cells, and none begins with a blank one.

    Raises
    ------
    UserFaults
        If it is no text.

    """
    if b'"' in raw:
        return None
    text = _decoded(raw, name)
    separator = _separator(text)
    lines = io.StringIO(text, newline=None).read().rstrip("\n").split("\n")
    between = lines[0].count(separator)
    if not all(line.count(separator) == between for line in lines):
        return None
    cells = separator.join(lines).split(separator)
    columns = [cells[at :: between + 1] for at in range(between + 1)]
    too_long = max(map(len, lines)) > csv.field_size_limit()
    return None if too_long or not all(map(str.strip, columns[0])) else columns


def _plain_rows(text: str, separator: str) -> list[list[str]] | None:
    """Return the rows where every line is one, in half the time; None = a cell is too long."""
    lines = io.StringIO(text, newline=None)
    try:
        return list(csv.reader(lines, delimiter=separator, quoting=csv.QUOTE_NONE))
    except csv.Error:
        return None


def _quoted_rows(text: str, separator: str, name: str) -> tuple[list[int], list[list[str]]]:
    """Return the line at which each row begins, and the rows: a cell may hold several lines."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    numbers, rows = [], []
    first = 1
    try:
        for row in reader:
            numbers.append(first)
            rows.append(row)
            first = reader.line_num + 1
    except csv.Error:
        found = _("quotes that do not end or do not fit, or a cell without end")
        expected = _("a cell in quotes, or none in the cell")
        repair = _('Write a quote inside quotes twice: "".')
        fault = fault_at(Mark(name, first), "", found, expected, repair, "quotes")
        raise UserFaults([fault]) from None
    return numbers, rows


def _decoded(raw: bytes, name: str) -> str:
    """Return the text: UTF-8 where it is, else GB18030, which Excel of a Chinese office writes."""
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        mark = Mark(name, 1, 1)
        fault = fault_at(mark, "", "UTF-16", "UTF-8", _("Save the file as UTF-8."), "encoding")
        raise UserFaults([fault])
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = raw.decode("gb18030")
        except UnicodeDecodeError as error:
            line = raw.count(b"\n", 0, error.start) + 1
            found = _("a byte that is neither UTF-8 nor GB18030")
            repair = _("Save the file as UTF-8.")
            fault = fault_at(Mark(name, line), "", found, _("text"), repair, "encoding")
            raise UserFaults([fault]) from None
    control = _FORBIDDEN.search(text)
    if control:
        line = text.count("\n", 0, control.start()) + 1
        found = _("the invisible character U+{code:04X}").format(code=ord(control[0]))
        fault = fault_at(Mark(name, line), "", found, _("text"), _("Take it out."), "character")
        raise UserFaults([fault])
    return text


def _separator(text: str) -> str:
    """Return what separates the cells of the first line that is not blank."""
    header = next((line for line in io.StringIO(text) if line.strip()), "")
    bare = _QUOTED.sub("", header)
    return max(SEPARATORS, key=bare.count)
