"""The bytes of a user's file, or the fault that says why there are none."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path

from sandtable.files.tree import Mark, fault_at
from sandtable.ground.faults import Fault, UserFaults
from sandtable.ground.language import _

MAX_BYTES = 64 * 2**20


def read_bytes(path: Path, name: str, *, smaller: str) -> bytes:
    """Return the bytes of a file.

    Parameters
    ----------
    path
        The file.
    name
        What faults call it.
    smaller
        How a user makes the file smaller, as a sentence.

    Raises
    ------
    UserFaults
        If it is not there, cannot be read or is larger than `MAX_BYTES`.

    """
    try:
        if path.is_file() and path.stat().st_size > MAX_BYTES:
            raise UserFaults([_too_large(name, path.stat().st_size, smaller)])
        return path.read_bytes()
    except OSError as error:
        raise UserFaults([_unreadable(path, name, error)]) from None


def _too_large(name: str, size: int, smaller: str) -> Fault:
    return fault_at(
        Mark(name),
        "",
        _("{size} MB").format(size=-(-size // 2**20)),
        _("at most {size} MB").format(size=MAX_BYTES // 2**20),
        smaller,
        "too-large",
    )


def _unreadable(path: Path, name: str, error: OSError) -> Fault:
    if isinstance(error, FileNotFoundError):
        near = _similar_file(path)
        repair = _("Did you mean '{near}'?").format(near=near) if near else _("Correct the name.")
        return fault_at(Mark(name), "", _("no such file"), _("a file"), repair, "no-file")
    what = _("a folder") if path.is_dir() else error.strerror or str(error)
    return fault_at(
        Mark(name), "", what, _("a file"), _("Name a file that can be read."), "no-file"
    )


def _similar_file(path: Path) -> str:
    if not path.parent.is_dir():
        return ""
    near = get_close_matches(path.name, [one.name for one in path.parent.iterdir()], n=1)
    return near[0] if near else ""
