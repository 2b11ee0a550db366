"""How a command that cannot be carried out ends: with faults to repair, or with a fault of ours."""

from __future__ import annotations

import errno
import sys
import traceback
from collections.abc import Iterable, Sequence

from typer.exceptions import TyperException

from sandtable.app.exits import FAULTS, OUR_BUG
from sandtable.app.misuse import fault_of
from sandtable.app.screen import dumped
from sandtable.ground.faults import Fault, UserFaults
from sandtable.ground.language import _
from sandtable.study import DamagedResults, StudyFailed

_OF_THE_DISK = {
    *(errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC),
    *(errno.ENOTDIR, errno.EISDIR, errno.ENAMETOOLONG),
}
"""What a disk may refuse: nobody's bug."""


def tell(
    error: Exception,
    arguments: Sequence[str],
    commands: Sequence[str],
    *,
    as_json: bool,
    debug: bool,
) -> int:
    """Say why a command could not be carried out and return the exit code.

    Parameters
    ----------
    arguments
        The command line.
    commands
        Names of all commands.
    debug
        Whether the traceback is wanted too.

    """
    faults = _faults(error, arguments, commands)
    if not faults:
        return _tell_bug(error, as_json=as_json, debug=debug)
    if debug and error.__cause__ is not None:
        traceback.print_exception(error.__cause__)
    told = UserFaults(faults)
    if as_json:
        print(dumped({"faults": told.as_dicts()}))  # noqa: T201  this is the screen
        return FAULTS
    print(told, file=sys.stderr)  # noqa: T201  the same
    if not isinstance(error, OSError):  # a disk may be full in the middle of everything
        print(_how_many(len(told.faults)), file=sys.stderr)  # noqa: T201  the same
    return FAULTS


def _how_many(number: int) -> str:
    if number == 1:
        return _("1 fault; nothing was run.")
    return _("{number} faults; nothing was run.").format(number=number)


def _faults(error: Exception, arguments: Sequence[str], commands: Sequence[str]) -> Sequence[Fault]:
    """Return what the user can repair; nothing = it is a bug."""
    if isinstance(error, UserFaults):
        return error.faults
    if isinstance(error, TyperException):
        return [fault_of(error, arguments, commands)]
    if isinstance(error, DamagedResults):
        return list(_damaged(error))
    if isinstance(error, OSError) and error.errno in _OF_THE_DISK:
        return [_refused(error)]
    return []


def _damaged(error: DamagedResults) -> Iterable[Fault]:
    for file in error.files:
        yield Fault(
            file=file.as_posix(),
            found=_("a damaged or missing file"),
            expected=_("what the manifest of the folder says"),
            repair=_("Run the study again to make it anew."),
        )


def _refused(error: OSError) -> Fault:
    return Fault(
        file=str(error.filename or _("disk")),
        found=f"'{error.strerror}'",
        expected=_("a file or folder that can be read and written"),
        repair=_("Choose another folder with --out, or make room."),
    )


def _tell_bug(error: Exception, *, as_json: bool, debug: bool) -> int:
    if debug:
        traceback.print_exception(error)
    said = in_one_line(error)
    if as_json:
        print(dumped({"error": said}))  # noqa: T201  the screen
    advice = _("This is a fault of ours, not of your files: {error}. Use --debug to see where.")
    print(advice.format(error=said), file=sys.stderr)  # noqa: T201  the same
    return OUR_BUG


def in_one_line(error: Exception) -> str:
    """Return what an exception says in one line; of runs that failed, without their traceback."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    if isinstance(error, StudyFailed):
        return " ".join(dict.fromkeys([lines[0], lines[-1]]))
    return ": ".join(filter(None, (type(error).__name__, " ".join(lines))))
