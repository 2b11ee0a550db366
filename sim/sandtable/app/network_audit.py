"""``sandtable network audit``: what a network is like, and whether it keeps stated limits."""

from __future__ import annotations

from typing import Annotated

import typer

from sandtable.app.audit_page import broken_limits, tell_audit
from sandtable.app.exits import DONE, FAILED
from sandtable.app.named_network import Network, network_folder, share
from sandtable.app.options import AsJson, Debug, Lang, Quiet
from sandtable.app.screen import Screen
from sandtable.app.wording import later
from sandtable.files.importing.folder_audit import audit_folder

MaxFilled = Annotated[
    str | None,
    typer.Option(
        "--max-filled", metavar="SHARE", help=later("Exit 1 if more is assumed: 30%, say.")
    ),
]
MaxOutside = Annotated[
    str | None,
    typer.Option(
        "--max-outside",
        metavar="SHARE",
        help=later("Exit 1 if more nodes are outside the largest part."),
    ),
]
MaxSuspect = Annotated[
    str | None,
    typer.Option(
        "--max-suspect",
        metavar="SHARE",
        help=later("Exit 1 if more arcs have a doubtful length or speed."),
    ),
]


def audit(
    network: Network,
    *,
    max_filled: MaxFilled = None,
    max_outside: MaxOutside = None,
    max_suspect: MaxSuspect = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
    lang: Lang = None,
    debug: Debug = False,
) -> int:
    """Say what a network holds, what in it is assumed, and what is worth a look."""
    del lang, debug  # read before, by `main`
    screen = Screen(as_json=as_json, quiet=quiet)
    limits = {
        "filled": share("--max-filled", max_filled),
        "outside": share("--max-outside", max_outside),
        "suspect": share("--max-suspect", max_suspect),
    }
    found = audit_folder(*network_folder(network))
    broken = broken_limits(found, limits)
    tell_audit(screen, found, broken)
    screen.give(found.as_dict() | {"broken": broken})
    return FAILED if broken else DONE
