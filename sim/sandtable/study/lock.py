"""One study writes into a folder at a time."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sandtable.ground.language import _


class FolderInUse(RuntimeError):
    """Another study is writing into the folder."""


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold a folder while inside. The lock of a process of this machine that died is taken over.

    Raises
    ------
    FolderInUse
        If another process holds it.

    """
    file = folder / "lock"
    _acquire(file)
    try:
        yield
    finally:
        file.unlink(missing_ok=True)


def _acquire(file: Path) -> None:
    about = {
        "pid": os.getpid(),
        "host": socket.gethostname(),
        "since": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    for _attempt in range(2):
        try:
            with file.open("x", encoding="utf-8") as handle:
                json.dump(about, handle)
        except FileExistsError:
            if not _is_stale(file):
                message = _(
                    "{folder} is in use by another study (process {pid} on {host}). Wait for it, "
                    "or delete {file} if no study is running."
                )
                holder = _holder(file)
                raise FolderInUse(
                    message.format(
                        folder=file.parent,
                        pid=holder.get("pid", "?"),
                        host=holder.get("host", "?"),
                        file=file,
                    )
                ) from None
            _clear(file)
        else:
            return
    raise FolderInUse(str(file))  # another took it over in the same moment


def _clear(file: Path) -> None:
    """Take a stale lock away; of several processes that found it stale, one at a time."""
    guard = file.with_name(file.name + ".stale")
    try:
        guard.mkdir()
    except FileExistsError:
        return
    try:
        if _is_stale(file):  # it may be another's by now
            file.unlink(missing_ok=True)
    finally:
        guard.rmdir()


def _holder(file: Path) -> dict[str, object]:
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _is_stale(file: Path) -> bool:
    """Say whether the holder was a process of this machine that is gone."""
    holder = _holder(file)
    pid = holder.get("pid")
    if os.name == "nt" or holder.get("host") != socket.gethostname() or not isinstance(pid, int):
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False
