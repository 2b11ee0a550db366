"""Impact tables out of other tables: columns under their own names, constants for the rest."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sandtable.files.table import Line, Table
from sandtable.ground.language import _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sandtable.ground.faults import Fault

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")


def derive(
    table: Table,
    columns: Mapping[str, str],
    constants: Mapping[str, str],
    earlier_s: float = 0.0,
) -> tuple[Table, list[Fault]]:
    """Read a table that was made for something else as a table of an Impact.

    People at risk, for example, are the zones of a place table with the fire's arrival in a column
    of its own. A row whose beginning is blank is left out: what never arrives exposes nobody.

    Parameters
    ----------
    table
        The table as it stands; columns that are not named are not looked at.
    columns
        Header of the impact table -> header in this table, e.g. ``from_s: fire_arrival_s``.
    constants
        Header of the impact table -> the same text in every row.
    earlier_s
        How long before its stated beginning a row begins, but not before 0 [s]; for beginnings in
        ``from_s``: people are at risk before the front stands at the door.

    Returns
    -------
    tuple
        The derived table, its line numbers those of the original; faults for columns it lacks.

    """
    faults = [
        table.fault(
            1,
            name,
            _("no such column"),
            _("a column of this table"),
            _("The columns are {names}.").format(names=", ".join(table.headers)),
        )
        for name in columns.values()
        if name not in table.headers
    ]
    if faults:
        return table, faults
    lines = []
    for number, cells in table.lines:
        taken = {name: cells.get(own, "") for name, own in columns.items()}
        if "from_s" in taken:
            if not taken["from_s"].strip():
                continue
            taken["from_s"] = _earlier(taken["from_s"], earlier_s)
        lines.append(Line(number, {**constants, **taken}))
    headers = (*columns, *(name for name in constants if name not in columns))
    return Table(file=table.file, sheet=table.sheet, headers=headers, lines=tuple(lines)), []


def _earlier(text: str, earlier_s: float) -> str:
    """Move an instant to the front; what is no instant stays as it is and is told by its reader."""
    if earlier_s == 0.0 or not _NUMBER.fullmatch(text.strip()):
        return text
    return repr(max(0.0, float(text) - earlier_s))
