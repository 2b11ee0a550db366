"""``sandtable check``: everything that is wrong in files of any kind."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sandtable.app.options import AsJson, Debug, Lang, Quiet, Sets
from sandtable.app.screen import Screen
from sandtable.app.wording import later
from sandtable.files import check_files
from sandtable.ground.faults import UserFaults
from sandtable.ground.language import _

Files = Annotated[list[Path], typer.Argument(help=later("Files of any kind."))]


def check(
    files: Files,
    *,
    sets: Sets = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
    lang: Lang = None,
    debug: Debug = False,
) -> int:
    """List every fault at once; remarks are what could be meant but looks odd."""
    del lang, debug  # read before, by `main`
    screen = Screen(as_json=as_json, quiet=quiet)
    faults, remarks = check_files(files, sets or ())
    if faults:
        raise UserFaults(faults)
    for remark in remarks:
        screen.explain(str(remark))
    screen.give({"faults": [], "remarks": [*remarks]})
    screen.explain(_("{number} files checked; nothing is wrong.").format(number=len(files)))
    return 0
