"""How far a study is and how long it will take, on standard error."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from sandtable.ground.language import _

Report = Callable[[int, int], None]
"""Called with the runs done and the runs planned, whenever some are done."""


@contextmanager
def progress(*, shown: bool) -> Iterator[Report]:
    """Show a bar with the time left while inside; nothing where standard error is no terminal."""
    if not (shown and sys.stderr.isatty()):
        yield _silent
        return
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    )
    with bar:
        task = bar.add_task(_("runs"), total=None)
        yield lambda done, planned: bar.update(task, completed=done, total=planned)


def _silent(done: int, planned: int) -> None:
    """Show nothing."""
