"""What goes to the terminal: text for people, one JSON object for programs."""

from __future__ import annotations

import dataclasses
import json
import math
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from rich.cells import cell_len
from rich.console import Console as RichConsole
from rich.console import RenderableType
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table

from sandtable.ground.faults import Remark
from sandtable.ground.language import _

if TYPE_CHECKING:  # what draws a report takes long to load, and most commands draw none
    from sandtable.report.verdict_rows import VerdictRow

_STYLES = {"met": "green", "not_met": "red", "undecided": "yellow", "no_case": "dim"}


class Console(RichConsole):
    """A console that leaves it to the command how to end when nobody reads any more."""

    def on_broken_pipe(self) -> None:
        """Pass the exception on."""
        raise BrokenPipeError


def console() -> Console:
    """Return the console of standard output; without a terminal it is 80 columns wide."""
    return Console(highlight=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """Where a command says what it found.

    Parameters
    ----------
    as_json
        Print one object on standard output and nothing else.
    quiet
        Leave out progress and explanations.

    """

    as_json: bool = False
    quiet: bool = False

    def say(self, text: str) -> None:
        """Print a line for a person, as it is: never wrapped, so that it can be searched."""
        if not self.as_json:
            print(text)  # noqa: T201  this is the screen

    def explain(self, text: str) -> None:
        """Print a line that ``--quiet`` leaves out."""
        if not self.quiet:
            self.say(text)

    def warn(self, text: str) -> None:
        """Print a line on standard error, never wrapped."""
        print(text, file=sys.stderr)  # noqa: T201  the same

    def remarks(self, remarks: Iterable[Remark]) -> None:
        """Print what looks odd on standard error, one line each."""
        if not self.quiet:
            for remark in remarks:
                self.warn(_("remark: {text}").format(text=remark))

    def give(self, result: dict[str, Any]) -> None:
        """Print the object that programs read, where it is asked for."""
        if self.as_json:
            print(dumped(result))  # noqa: T201  the same

    def heading(self, text: str) -> None:
        """Print a head line with a blank line above it."""
        if not self.as_json:
            show(f"\n[bold]{escape(text)}[/bold]", console())

    def table(self, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        """Print a plain table for people; without heads where its columns need none."""
        if self.as_json:
            return
        lines = [tuple(row) for row in rows]
        table = Table(box=None, pad_edge=False, header_style="bold", show_header=bool(heads))
        for head in heads or [""] * max(map(len, lines), default=0):
            table.add_column(escape(head), overflow="fold")
        for row in lines:
            table.add_row(*map(escape, row))
        show(table, console())

    def verdicts(self, rows: Sequence[VerdictRow]) -> None:
        """Print the verdicts: a line of numbers each, and below it what there is to say."""
        if self.as_json:
            return
        confidence = " / ".join(sorted({row.confidence for row in rows}))
        heads = (
            _("Verdict"),
            _("Target"),
            _("Estimate"),
            _("{confidence} interval").format(confidence=confidence),
            _("Runs"),
        )
        lines = [_numbers(row) for row in rows]
        widths = [_width(column) for column in zip(heads, *lines, strict=True)]
        to = console()
        widths[1] = min(widths[1], max(12, to.width - sum(widths[2:]) - widths[0] - 8))
        show(_line([f"[bold]{escape(head)}[/bold]" for head in heads], widths), to)
        story = ""
        for row, line in zip(rows, lines, strict=True):
            if row.scenario != story:
                story = row.scenario
                show(f"\n[bold underline]{escape(story)}[/bold underline]", to)
            word, target, *numbers = map(escape, line)
            style = _STYLES[row.verdict]
            cells = [f"[{style}]{word}[/{style}]", f"[bold]{target}[/bold]", *numbers]
            show(Padding(_line(cells, widths), (1, 0, 0, 0)), to)
            for text in _below(row):
                show(Padding(f"[dim]{escape(text)}[/dim]", (0, 0, 0, widths[0] + 2)), to)


def show(what: RenderableType, to: Console) -> None:
    """Print something; into a file without the blanks that fill its lines."""
    if to.is_terminal:
        to.print(what)
        return
    with to.capture() as captured:
        to.print(what)
    for line in captured.get().splitlines():
        print(line.rstrip())  # noqa: T201  this is the screen


def _line(cells: Iterable[str], widths: Sequence[int]) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0))
    for cell_width in widths:
        table.add_column(width=cell_width, overflow="fold")
    table.add_row(*cells)
    return table


def _width(cells: Iterable[str]) -> int:
    return max(cell_len(line) for cell in cells for line in cell.split("\n"))


def _numbers(row: VerdictRow) -> tuple[str, ...]:
    return (row.word, row.target, row.estimate, row.interval, "\n".join(row.sample))


def _below(row: VerdictRow) -> Iterator[str]:
    """Yield what stands below the numbers of a verdict."""
    yield " · ".join(filter(None, (row.promise, row.alternative)))
    yield from row.remarks


def dumped(result: Any) -> str:  # noqa: ANN401  whatever JSON can hold
    """Return JSON text: Chinese as it is, nan and infinity as null, tables as lists."""
    return json.dumps(_plain(result), ensure_ascii=False, allow_nan=False)


def _plain(value: Any) -> Any:  # noqa: ANN401, PLR0911  one line per kind of value
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: _plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, dict):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, np.ndarray | np.generic):
        return _plain(value.tolist())
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    if isinstance(value, Enum | Path):
        return str(value)
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
