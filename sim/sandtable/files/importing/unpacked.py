"""The content of a file of others, unpacked where its name says that it is packed."""

from __future__ import annotations

import bz2
import gzip
import zlib
from pathlib import Path
from typing import BinaryIO, Final

from sandtable.ground.faults import Fault, UserFaults
from sandtable.ground.language import _

MAX_UNPACKED: Final = 2**30
"""Most bytes that a file may have unpacked: what is larger is a mistake, or a trap."""


def read_unpacked(path: Path, name: str) -> bytes:
    """Return the bytes of a file; of a ``.gz`` or ``.bz2`` those that are packed in it.

    Parameters
    ----------
    path
        The file.
    name
        What faults call it.

    Raises
    ------
    UserFaults
        If it is not there, cannot be read, is broken, empty or larger than `MAX_UNPACKED`.

    """
    check_file(path, name)
    try:
        with _opened(path) as file:
            content = file.read(MAX_UNPACKED + 1)
    except (EOFError, OSError, zlib.error) as error:
        raise UserFaults([broken(name, str(error))]) from None
    if len(content) > MAX_UNPACKED:
        size = _("at most {size} MB").format(size=MAX_UNPACKED // 2**20)
        repair = _("Cut the area you need out of it with the tool it comes from.")
        found = _("more than that, unpacked")
        raise UserFaults(
            [Fault(file=name, found=found, expected=size, repair=repair, code="too-large")]
        )
    if not content.strip():
        raise UserFaults([empty(name)])
    return content


def _opened(path: Path) -> BinaryIO | gzip.GzipFile | bz2.BZ2File:
    packed = path.suffix.lower()
    if packed == ".gz":
        return gzip.open(path, "rb")
    return bz2.open(path, "rb") if packed == ".bz2" else path.open("rb")


def read_text(path: Path, name: str) -> str:
    """Return the text of a file as `read_unpacked` does; it must be in UTF-8.

    Raises
    ------
    UserFaults
        As `read_unpacked`, and for a byte that is not UTF-8.

    """
    content = read_unpacked(path, name)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        fault = Fault(
            file=name,
            line=content.count(b"\n", 0, error.start) + 1,
            found=_("the byte 0x{byte:02x}").format(byte=content[error.start]),
            expected=_("text in UTF-8"),
            repair=_("Save the file as UTF-8, or fetch it again."),
            code="broken",
        )
        raise UserFaults([fault]) from None


def check_file(path: Path, name: str) -> None:
    """Refuse what is no file, or has nothing in it.

    Raises
    ------
    UserFaults
        If it is not there, is a folder or is empty.

    """
    if not path.is_file():
        found = _("a folder") if path.is_dir() else _("no such file")
        fault = Fault(
            file=name,
            found=found,
            expected=_("a file"),
            repair=_("Correct the name."),
            code="no-file",
        )
        raise UserFaults([fault])
    if path.stat().st_size == 0:
        raise UserFaults([empty(name)])


def beside(name: str, other: str) -> str:
    """Return what faults call another file in the folder of a file."""
    folder, slash, _file = name.rpartition("/")
    return folder + slash + other


def empty(name: str) -> Fault:
    """Return the fault of a file without content."""
    return Fault(
        file=name,
        found=_("an empty file"),
        expected=_("a road network"),
        repair=_("Fetch the file again."),
        code="empty",
    )


def broken(name: str, error: str, *, line: int = 0) -> Fault:
    """Return the fault of a file that its format's own library cannot read to the end."""
    return Fault(
        file=name,
        line=line,
        found=_("a broken file ({error})").format(error=error or _("no reason given")),
        expected=_("a whole file in the format that its name says"),
        repair=_("Fetch the file again."),
        code="broken",
    )
