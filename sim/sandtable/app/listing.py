"""``sandtable list``: what there is, by name."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from sandtable.app.misuse import misuse
from sandtable.app.named import scenarios, title
from sandtable.app.options import AsJson, Debug, Lang, PolicyFile, Quiet
from sandtable.app.policy_file import registered
from sandtable.app.screen import Screen
from sandtable.app.wording import later
from sandtable.dispatch import POLICIES
from sandtable.files import names
from sandtable.ground.language import _, language
from sandtable.ground.laws import KINDS as LAWS
from sandtable.ground.names import Name

SORTS = ("scenarios", "networks", "studies", "policies", "laws")

Sort = Annotated[
    str | None,
    typer.Argument(
        metavar="SORT", help=later("scenarios, networks, studies, policies or laws; else all.")
    ),
]


def listing(
    sort: Sort = None,
    *,
    policy_file: PolicyFile = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
    lang: Lang = None,
    debug: Debug = False,
) -> int:
    """List scenarios, networks, studies, policies and laws; the words are those to write."""
    del lang, debug  # read before, by `main`
    if sort is not None and sort not in SORTS:
        raise misuse("SORT", f"'{sort}'", _("one of {names}").format(names=", ".join(SORTS)))
    registered(policy_file)
    screen = Screen(as_json=as_json, quiet=quiet)
    found = {one: list(_entries(one)) for one in ([sort] if sort else SORTS)}
    for one, entries in found.items():
        screen.heading(_head(one))
        if any(called.text(language()) for _name, called, _file in entries):
            screen.table((), [(name, called.text(language())) for name, called, _file in entries])
        else:
            screen.say(", ".join(name for name, _called, _file in entries))
    screen.give(
        {
            one: [
                {"name": name, "title": {"zh": called.zh, "en": called.en}, "file": file or None}
                for name, called, file in entries
            ]
            for one, entries in found.items()
        }
    )
    return 0


def _entries(sort: str) -> Iterator[tuple[str, Name, str]]:
    """Yield name, title and file of everything of a sort."""
    if sort == "policies":
        yield from ((name, Name(), "") for name in POLICIES)
    elif sort == "laws":
        yield from ((name, Name(), "") for name in LAWS)
    else:
        for name, file in _files(sort).items():
            yield name, title(file), _shown(file)


def _files(sort: str) -> dict[str, Path]:
    if sort == "scenarios":
        return scenarios()
    return names("experiments" if sort == "studies" else sort)


def _shown(file: Path) -> str:
    """Return a path as one would type it: from the current folder where it lies in it."""
    here = Path.cwd()
    return (file.relative_to(here) if file.is_relative_to(here) else file).as_posix()


def _head(sort: str) -> str:
    return {
        "scenarios": _("Scenarios (sandtable run NAME)"),
        "networks": _("Networks (place.network)"),
        "studies": _("Studies (sandtable study NAME)"),
        "policies": _("Policies (plan.policy)"),
        "laws": _("Laws of uncertain numbers"),
    }[sort]
