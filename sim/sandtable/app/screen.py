"""What goes to the terminal: text for people, one JSON object for programs."""

from __future__ import annotations

import dataclasses
import json
import math
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console as RichConsole
from rich.markup import escape
from rich.table import Table

from sandtable.ground.language import _
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

    def give(self, result: dict[str, Any]) -> None:
        """Print the object that programs read, where it is asked for."""
        if self.as_json:
            print(dumped(result))  # noqa: T201  the same

    def table(self, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        """Print a plain table for people."""
        if self.as_json:
            return
        table = Table(box=None, pad_edge=False, header_style="bold")
        for head in heads:
            table.add_column(escape(head), overflow="fold")
        for row in rows:
            table.add_row(*map(escape, row))
        console().print(table)

    def verdicts(self, rows: Sequence[VerdictRow]) -> None:
        """Print the verdict table; it fits 80 columns."""
        if self.as_json:
            return
        confidence = " / ".join(sorted({row.confidence for row in rows}))
        below = _("{confidence} interval").format(confidence=confidence)
        table = Table(box=None, pad_edge=False, header_style="bold")
        table.add_column(_("Target"), ratio=1, overflow="fold")
        table.add_column(_("Verdict"), no_wrap=True)
        table.add_column(f"{_('Estimate')}\n{below}", no_wrap=True)
        table.add_column(_("Runs"), no_wrap=True)
        for row in rows:
            table.add_row()  # a blank line
            table.add_row(*_cells(row))
        console().print(table)


def _cells(row: VerdictRow) -> tuple[str, str, str, str]:
    about = [row.promise, *filter(None, (row.scenario, row.alternative)), *row.remarks]
    small = "\n".join(f"[dim]{escape(line)}[/dim]" for line in about)
    style = _STYLES[row.verdict]
    return (
        f"[bold]{escape(row.target)}[/bold]\n{small}",
        f"[{style}]{row.word}[/{style}]",
        f"{escape(row.estimate)}\n[dim]{escape(row.interval)}[/dim]",
        "\n".join(map(escape, row.sample)),
    )


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
