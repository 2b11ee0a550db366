"""What took long to work out, kept on disk for the next command (缓存).

Each entry is a folder that is named by the hash of all that its content hangs on. It holds arrays
and JSON, never anything that is executed, and a head with the hash of each of its files: what is
damaged or half-written is worked out again and replaced, never trusted.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from hashlib import blake2b, file_digest
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Self, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

T = TypeVar("T")

VARIABLE = "SANDTABLE_CACHE"
"""Environment variable that names another folder, or is `OFF`."""

OFF = "off"

MOST_BYTES = 1_000_000_000
"""What a cache may hold; what was not used for longest goes first: a choice [bytes]."""

_HEAD = "entry.json"
_ENTRY = re.compile(r"[0-9a-f]{32}")
_DRAFT = ".draft-"
_ABANDONED_S = 86_400.0
"""After this time nobody writes on a draft any more [s]."""

_BLOCK = 4096
"""The least that a file takes on most disks [bytes]."""


class Used(NamedTuple):
    """What a cache holds: entries, and what they take on disk [bytes]."""

    entries: int
    size: int


class _Entry(NamedTuple):
    used_s: float
    folder: Path
    size: int


@dataclass(frozen=True, slots=True)
class Cache:
    """Entries by key in a folder of their own; several processes may use it at once.

    Whatever the disk refuses, to read or to write, is worked out anew and told to nobody.

    Parameters
    ----------
    folder
        Where entries are; None = nothing is kept.
    most_bytes
        What `trim` leaves at most [bytes].

    """

    folder: Path | None = None
    most_bytes: int = MOST_BYTES

    @classmethod
    def of_user(cls) -> Self:
        """Return that of the user, where the system keeps what can be made again."""
        said = os.environ.get(VARIABLE, "")
        if said == OFF:
            return cls()
        base = Path(said) if said else _users_folder()
        return cls(None if base is None else base / "hazards")

    def get(self, key: str, read: Callable[[Path], T]) -> T | None:
        """Return what is read out of an entry; None where there is none, or none that is whole."""
        if self.folder is None or not (self.folder / key).is_dir():
            return None
        entry = self.folder / key
        try:
            found = read(entry) if _is_whole(entry, key) else None
        except (OSError, ValueError):  # damaged, or taken away by another process in this moment
            found = None
        if found is None:
            shutil.rmtree(entry, ignore_errors=True)
            return None
        with suppress(OSError):
            os.utime(entry)  # it was used, and goes later
        return found

    def put(self, key: str, write: Callable[[Path], None]) -> None:
        """Keep what is written into a folder, whole or not at all."""
        if self.folder is None:
            return
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            draft = Path(tempfile.mkdtemp(prefix=_DRAFT, dir=self.folder))
        except OSError:
            return
        try:
            write(draft)
            (draft / _HEAD).write_text(json.dumps(_head(draft, key)), encoding="utf-8")
            draft.replace(self.folder / key)
        except OSError:  # the disk is full, or somebody else was quicker
            pass
        finally:
            shutil.rmtree(draft, ignore_errors=True)

    def trim(self) -> None:
        """Take entries away, first those that were not used for longest, until the rest fits."""
        entries = sorted(self._entries())
        size = sum(one.size for one in entries)
        for one in entries:
            if size <= self.most_bytes:
                break
            shutil.rmtree(one.folder, ignore_errors=True)
            size -= one.size
        for draft in self._folders():
            if draft.name.startswith(_DRAFT) and _changed_s(draft) < time.time() - _ABANDONED_S:
                shutil.rmtree(draft, ignore_errors=True)

    def used(self) -> Used:
        """Return how much there is."""
        sizes = [one.size for one in self._entries()]
        return Used(entries=len(sizes), size=sum(sizes))

    def empty(self) -> Used:
        """Take all entries away, and nothing else that lies in the folder; return what was there.

        Raises
        ------
        OSError
            If one of them cannot be removed.

        """
        found = self.used()
        for folder in self._folders():
            if _ENTRY.fullmatch(folder.name) or folder.name.startswith(_DRAFT):
                shutil.rmtree(folder)
        return found

    def _folders(self) -> list[Path]:
        """Return all folders that are there now."""
        if self.folder is None:
            return []
        try:
            return [path for path in self.folder.iterdir() if path.is_dir()]
        except OSError:
            return []

    def _entries(self) -> Iterator[_Entry]:
        for folder in self._folders():
            if _ENTRY.fullmatch(folder.name):
                with suppress(OSError):  # taken away in this moment
                    yield _Entry(folder.stat().st_mtime, folder, _size(folder))


NOTHING_KEPT = Cache()


def _users_folder() -> Path | None:
    """Return where this system keeps what can be made again; None where the user has no home."""
    with suppress(RuntimeError):
        if sys.platform == "win32":
            local = os.environ.get("LOCALAPPDATA")
            return (Path(local) if local else Path.home() / "AppData" / "Local") / "sandtable"
        if sys.platform == "darwin":
            return Path.home() / "Library" / "Caches" / "sandtable"
        given = Path(os.environ.get("XDG_CACHE_HOME", ""))
        return (given if given.is_absolute() else Path.home() / ".cache") / "sandtable"
    return None


def _files(entry: Path) -> list[Path]:
    return sorted(path for path in entry.rglob("*") if path.is_file())


def _size(folder: Path | os.DirEntry[str]) -> int:
    """Return what all files below a folder take on disk [bytes]."""
    with os.scandir(folder) as there:  # a quarter of what `Path.rglob` takes
        return sum(
            _size(one) if one.is_dir() else -(-one.stat().st_size // _BLOCK) * _BLOCK
            for one in there
        )


def _head(entry: Path, key: str) -> dict[str, Any]:
    """Return what the head of an entry must say."""
    files = [file for file in _files(entry) if file.name != _HEAD]
    return {
        "key": key,
        "files": {file.relative_to(entry).as_posix(): _digest(file) for file in files},
    }


def _digest(file: Path) -> str:
    with file.open("rb") as opened:
        return file_digest(opened, lambda: blake2b(digest_size=16)).hexdigest()


def _is_whole(entry: Path, key: str) -> bool:
    said: object = json.loads((entry / _HEAD).read_bytes())
    return said == _head(entry, key)


def _changed_s(path: Path) -> float:
    """Return when a path was changed, inf where it is gone [s since 1970]."""
    try:
        return path.stat().st_mtime
    except OSError:
        return float("inf")
