"""``sandtable check``: everything that is wrong in files of any kind."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sandtable.app.options import AsJson, Debug, Lang, PolicyFile, Quiet, Sets
from sandtable.app.policy_file import registered
from sandtable.app.screen import Screen
from sandtable.app.wording import later
from sandtable.ground.faults import UserFaults
from sandtable.ground.language import _
from sandtable.study import check_files

Files = Annotated[
    list[Path],
    typer.Argument(
        metavar="FILE...",
        help=later("Place, plan, targets, scenario or study files; what they name is read too."),
    ),
]


def check(
    files: Files,
    *,
    sets: Sets = None,
    policy_file: PolicyFile = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
    lang: Lang = None,
    debug: Debug = False,
) -> int:
    """List every fault at once; remarks are what could be meant but looks odd."""
    del lang, debug  # read before, by `main`
    screen = Screen(as_json=as_json, quiet=quiet)
    registered(policy_file)
    faults, remarks = check_files(files, sets or ())
    screen.remarks(remarks)
    if faults:
        raise UserFaults(faults)
    screen.give({"faults": [], "remarks": [remark.as_dict() for remark in remarks]})
    if len(files) == 1:
        screen.explain(_("1 file checked; nothing is wrong."))
    else:
        screen.explain(_("{number} files checked; nothing is wrong.").format(number=len(files)))
    return 0
