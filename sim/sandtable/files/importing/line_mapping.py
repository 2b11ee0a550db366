"""A user's own meaning of columns, as a small table (字段对应表)."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from sandtable.files.importing.sheet_cells import Cells
from sandtable.files.table_reader import read_table
from sandtable.ground.faults import UserFaults
from sandtable.ground.language import _

HEADERS: Final = {"字段": "column", "列": "column", "含义": "meaning", "单位": "unit"}


def read_mapping(path: Path, name: str) -> dict[str, str]:
    """Read what columns of a file of lines mean, for `lines.read_lines`.

    Parameters
    ----------
    path
        A CSV or XLSX with the columns 字段 (``column``), 含义 (``meaning``: a key or built-in word,
        blank = leave the column out) and, if needed, 单位 (``unit``).
    name
        What faults call it.

    Raises
    ------
    UserFaults
        If it is no such table, or a column stands in it twice.

    """
    table = read_table(path, name, english=HEADERS)
    cells = Cells(table)
    if cells.missing("column", "meaning"):
        raise UserFaults(cells.faults)
    mapping: dict[str, str] = {}
    for line in table.lines:
        column = line.cells["column"]
        if not column or column in mapping:
            cells.fault(line, "column", _("every column once"), _("Take one of the rows out."))
        mapping[column] = f"{line.cells['meaning']} {line.cells.get('unit', '')}".strip()
    if cells.faults:
        raise UserFaults(cells.faults)
    return mapping
