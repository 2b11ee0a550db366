"""``sandtable verify``: published and exact cases, and a real event, run as ordinary worlds."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sandtable.app.exits import DONE, FAILED
from sandtable.app.misuse import misuse
from sandtable.app.options import AsJson, Debug, Lang, Quiet, Seed
from sandtable.app.progress import progress
from sandtable.app.screen import Screen
from sandtable.app.wording import later
from sandtable.evidence import EVENTS, ROOMS, event_lines, lines, verify_event
from sandtable.evidence import verify as verified
from sandtable.ground.language import _

Room = Annotated[
    str,
    typer.Argument(
        metavar="ROOM",
        help=later("dispatch, routing, hazards, statistics or placement; or the event tuanzhou."),
    ),
]
Cases = Annotated[
    list[Path] | None,
    typer.Option(
        "--cases",
        metavar="FILE",
        help=later(
            "A case file, of an event a study; else what is shipped. Case files may be several."
        ),
    ),
]
Jobs = Annotated[
    int | None,
    typer.Option(
        "--jobs",
        min=1,
        metavar="N",
        help=later(
            "How many processes, else one for each core, for cases that are simulated; those that "
            "are worked out (all of routing and hazards) take one, and show no progress."
        ),
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
    if room not in (*ROOMS, *EVENTS):
        known = ", ".join((*ROOMS, *EVENTS))
        raise misuse("ROOM", f"'{room}'", _("one of {names}").format(names=known))
    screen = Screen(as_json=as_json, quiet=quiet)
    if room in EVENTS:
        return _event(room, screen, study=cases[0] if cases else None, seed=seed, jobs=jobs)
    told: dict[str, int] = {} if seed is None else {"seed": seed}
    with progress(shown=not quiet) as report:
        found = verified(room, files=cases, jobs=jobs, progress=report, **told)
    for line in lines(found):
        screen.say(line)
    screen.give(found.as_json())
    return DONE if found.stands else FAILED


def _event(
    event: str, screen: Screen, *, study: Path | None, seed: int | None, jobs: int | None
) -> int:
    """Play a real event and its counter-tests; say what holds against the record."""
    with progress(shown=not screen.quiet) as report:
        found = verify_event(event, study, seed=seed, jobs=jobs, progress=report)
    for line in event_lines(found):
        screen.say(line)
    screen.give(found.as_json())
    return FAILED if found.failed else DONE
