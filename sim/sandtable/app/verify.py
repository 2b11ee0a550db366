"""``sandtable verify``: published and exact cases, run as ordinary worlds."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sandtable.app.exits import DONE, FAILED
from sandtable.app.misuse import misuse
from sandtable.app.options import AsJson, Debug, Jobs, Lang, Quiet, Seed
from sandtable.app.progress import progress
from sandtable.app.screen import Screen
from sandtable.app.wording import later
from sandtable.evidence import ROOMS, lines
from sandtable.evidence import verify as verified
from sandtable.ground.language import _

Room = Annotated[
    str,
    typer.Argument(
        metavar="ROOM", help=later("dispatch, routing, hazards, statistics or placement.")
    ),
]
Cases = Annotated[
    list[Path] | None,
    typer.Option(
        "--cases",
        metavar="FILE",
        help=later("A case file; else those that are shipped. May be repeated."),
    ),
]


def verify(
    room: Room,
    *,
    cases: Cases = None,
    seed: Seed = None,
    jobs: Jobs = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
    lang: Lang = None,
    debug: Debug = False,
) -> int:
    """Compute every number of the cases and say which are as near as they must be."""
    del lang, debug  # read before, by `main`
    if room not in ROOMS:
        raise misuse("ROOM", f"'{room}'", _("one of {names}").format(names=", ".join(ROOMS)))
    screen = Screen(as_json=as_json, quiet=quiet)
    told: dict[str, int] = {} if seed is None else {"seed": seed}
    with progress(shown=not quiet) as report:
        found = verified(room, files=cases, jobs=jobs, progress=report, **told)
    for line in lines(found):
        screen.say(line)
    screen.give(found.as_json())
    return FAILED if found.failed else DONE
