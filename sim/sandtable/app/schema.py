"""``sandtable schema``: what a kind of file may hold, for editors."""

from __future__ import annotations

from typing import Annotated

import typer

from sandtable.app.misuse import misuse
from sandtable.app.options import AsJson, Debug, Lang, Quiet
from sandtable.app.screen import dumped
from sandtable.app.wording import later
from sandtable.files import KINDS
from sandtable.ground.language import _
from sandtable.hazards.kinds import json_schema

Kind = Annotated[
    str | None,
    typer.Argument(
        metavar="KIND", help=later("place, plan, targets, scenario or study; else all.")
    ),
]


def schema(
    kind: Kind = None,
    *,
    as_json: AsJson = False,
    quiet: Quiet = False,
    lang: Lang = None,
    debug: Debug = False,
) -> int:
    """Print one JSON Schema, or all of them by kind; the output is JSON in any case."""
    del as_json, quiet, lang, debug
    if kind is not None and kind not in KINDS:
        raise misuse("KIND", f"'{kind}'", _("one of {names}").format(names=", ".join(KINDS)))
    found = json_schema(kind) if kind else {one: json_schema(one) for one in KINDS}
    print(dumped(found))  # noqa: T201  this is the screen
    return 0
