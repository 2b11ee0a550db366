"""A network as the command line names it: of the library, or a folder."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer

from sandtable.app.misuse import misuse
from sandtable.app.wording import later
from sandtable.files import find, names
from sandtable.ground.language import _

Network = Annotated[
    str, typer.Argument(metavar="NETWORK", help=later("A network of the library, or a folder."))
]

To = Annotated[Path, typer.Option("--to", metavar="FOLDER", help=later("Folder for the network."))]

_PERCENT = re.compile(r"\s*([0-9]+(?:\.[0-9]+)?)\s*%\s*")


def network_folder(text: str) -> tuple[Path, str]:
    """Return the folder of a network and what faults call it.

    Raises
    ------
    UserFaults
        If there is none.

    """
    known = None if "/" in text or "\\" in text else find("networks", text)
    if known is not None:
        return known, f"networks/{text}"
    if not Path(text).is_dir():
        expected = _("a folder, or one of {names}").format(names=", ".join(names("networks")))
        raise misuse("NETWORK", f"'{text}'", expected, _("Correct the name."))
    return Path(text), Path(text).as_posix()


def check_target(to: Path) -> None:
    """Refuse to write a network over a file.

    Raises
    ------
    UserFaults
        If there is a file of the name.

    """
    if to.exists() and not to.is_dir():
        found = _("the file '{name}'").format(name=to)
        raise misuse("--to", found, _("a folder"), _("Choose another name."))


def share(option: str, text: str | None) -> float | None:
    """Return a share of the command line, such as 30%, as a number from 0 to 1.

    Raises
    ------
    UserFaults
        If it is none.

    """
    if text is None:
        return None
    number = _PERCENT.fullmatch(text)
    if number is None:
        expected = _("a share such as 30%")
        raise misuse(option, f"'{text}'", expected, _("Write the percent sign."))
    return float(number[1]) / 100.0
