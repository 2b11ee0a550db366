"""A square of minutes: names in the first row and the first column, from the row to the column."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from sandtable.files.importing.sheet_cells import NOT_STATED, Cells
from sandtable.files.rows import Rows
from sandtable.files.table import Line, Table
from sandtable.files.table_reader import plain_header
from sandtable.files.tree import Mark, fault_at
from sandtable.ground.faults import Fault, UserFaults
from sandtable.ground.language import _
from sandtable.ground.units import found

MINUTES = {"": 60.0, "min": 60.0, "分": 60.0, "分钟": 60.0}
"""Seconds of each unit that may stand behind a number of minutes."""

Times = dict[tuple[str, str], float]
"""Seconds from one place to another."""


def read_square(rows: Rows, told: Counter[str]) -> Times:
    """Return the seconds of every cell that is not blank.

    A square of which only one half is filled counts in both directions.

    Raises
    ------
    UserFaults
        With all that is wrong in it.

    """
    filled = [at for at, row in enumerate(rows.cells) if any(map(str.strip, row))]
    header = [plain_header(cell) for cell in rows.cells[filled[0]]]
    names = header[1:]
    while names and not names[-1]:
        names.pop()
    below = filled[1:]
    first = [plain_header(rows.cells[at][0]) for at in below]
    lines = [_line(rows.numbers[at], rows.cells[at], names) for at in below]
    faults = list(rows.faults) or _name_faults(rows, filled[0], names, below, first)
    if faults:
        raise UserFaults(faults)
    cells = Cells(Table(file=rows.file, sheet=rows.sheet, headers=("", *names), lines=tuple(lines)))
    times = {
        (start, end): seconds
        for start, line in zip(first, lines, strict=True)
        for end in names
        if (seconds := _seconds(cells, line, start, end)) is not None
    }
    if cells.faults:
        raise UserFaults(cells.faults)
    return _mirrored(times, names, told)


def _line(number: int, row: Sequence[str], names: Sequence[str]) -> Line:
    texts = [*map(str.strip, row[1:]), *[""] * len(names)]
    return Line(number, dict(zip(names, texts, strict=False)))


def _name_faults(
    rows: Rows, top: int, names: Sequence[str], below: Sequence[int], first: Sequence[str]
) -> list[Fault]:
    """Note names that are blank, twice, or in the first row or the first column alone."""
    across = [(rows.numbers[top], 2 + at, name, first) for at, name in enumerate(names)]
    down = [(rows.numbers[row], 1, name, names) for row, name in zip(below, first, strict=True)]
    faults = []
    for places in (across, down):
        times = Counter(name for _line, _column, name, _others in places)
        for line, column, name, others in places:
            mark = Mark(rows.file, line, column, rows.sheet)
            shown = found(name or None)
            if not name:
                expected, repair = _("the name of a place"), _("Write it.")
                faults.append(fault_at(mark, "", shown, expected, repair, "square"))
            elif times[name] > 1:
                expected, repair = _("every place once"), _("Give each place its own name.")
                faults.append(fault_at(mark, "", shown, expected, repair, "square"))
            elif name not in others:
                expected = _("the same places in the first row and the first column")
                repair = _("Add the place to the other, or correct the name.")
                faults.append(fault_at(mark, "", shown, expected, repair, "square"))
    for row in below:
        beside = next(
            (at for at, text in enumerate(rows.cells[row]) if at > len(names) and text), 0
        )
        if beside:
            mark = Mark(rows.file, rows.numbers[row], beside + 1, rows.sheet)
            expected, repair = _("the name of a place above it"), _("Write it, or empty the cell.")
            shown = found(rows.cells[row][beside])
            faults.append(fault_at(mark, "", shown, expected, repair, "square"))
    return faults


def _seconds(cells: Cells, line: Line, start: str, end: str) -> float | None:
    """Return the seconds in a cell; None = no road, or a fault."""
    if plain_header(line.cells[end]).lower() in NOT_STATED:
        return None
    if start == end:
        expected = _("0 or blank, from a place to itself")
        if cells.number(line, end, MINUTES, expected, least=-1.0) > 0.0:
            cells.fault(line, end, expected, _("Empty the cell."))
        return None
    seconds = cells.number(line, end, MINUTES, _("minutes above 0, or blank: no road"))
    return seconds if seconds > 0.0 else None


def _mirrored(times: Times, names: Sequence[str], told: Counter[str]) -> Times:
    """Return the times in both directions if only one half of the square is filled."""
    at = {name: position for position, name in enumerate(names)}
    halves = {at[start] < at[end] for start, end in times}
    if len(halves) != 1:
        return times
    told[_("Only one half of the square is filled: its times hold in both directions")] += len(
        times
    )
    return times | {(end, start): seconds for (start, end), seconds in times.items()}
