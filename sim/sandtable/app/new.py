"""``sandtable new``: the shipped example, copied so that it can be changed and run at once."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Annotated

import typer

from sandtable.app.misuse import misuse
from sandtable.app.options import AsJson, Debug, Lang, Quiet
from sandtable.app.screen import Screen
from sandtable.app.wording import later
from sandtable.files import find
from sandtable.ground.language import _

EXAMPLE = "example"
"""Name of the shipped scenario folder that is copied, its network inside."""

Dir = Annotated[
    Path, typer.Argument(metavar="DIR", help=later("A folder that does not exist or is empty."))
]


def new(
    folder: Dir,
    *,
    as_json: AsJson = False,
    quiet: Quiet = False,
    lang: Lang = None,
    debug: Debug = False,
) -> int:
    """Copy a small town of six nodes: place, plan, targets, scenario, study, teams and roads."""
    del lang, debug  # read before, by `main`
    screen = Screen(as_json=as_json, quiet=quiet)
    _refuse_used(folder)
    files = _copied(folder)
    screen.give({"folder": folder.as_posix(), "files": files})
    screen.say(_("{number} files are in {folder}:").format(number=len(files), folder=folder))
    screen.table((), [(name, says) for name in files if (says := _says(name))])
    screen.explain(_("Next:"))
    for line in (f"check {folder}/*.yaml", f"study {folder}/study.yaml"):
        screen.explain(f"  sandtable {line}")
    return 0


def _refuse_used(folder: Path) -> None:
    there = _("a folder that does not exist or is empty")
    repair = _("Choose another name.")
    if folder.exists() and not folder.is_dir():
        raise misuse("DIR", _("the file '{name}'").format(name=folder), there, repair)
    if folder.is_dir() and any(folder.iterdir()):
        found = _("the folder '{name}' with something in it").format(name=folder)
        raise misuse("DIR", found, there, repair)


def _copied(folder: Path) -> list[str]:
    example = find("scenarios", EXAMPLE)
    assert example is not None  # noqa: S101  it is part of the package
    shutil.copytree(example, folder, dirs_exist_ok=True)
    files = (file for file in folder.rglob("*") if file.is_file())
    return sorted(file.relative_to(folder).as_posix() for file in files)


def _says(name: str) -> str:
    """Return what a copied file is for; nothing for those that explain themselves."""
    return {
        "README.md": _("read this first"),
        "place.yaml": _("the place: villages, stations, hospital"),
        "plan.yaml": _("the plan: headquarters, vehicles, rules"),
        "plan-east.yaml": _("an alternative: one team stationed elsewhere"),
        "teams.csv": _("the teams, a table for Excel"),
        "targets.yaml": _("what the plan promises"),
        "scenario.yaml": _("what happens: a month of calls, the bridge closed for days"),
        "study.yaml": _("the question: is the alternative better?"),
        "network/node.csv": _("crossings and villages"),
        "network/link.csv": _("roads"),
    }.get(name, "")
