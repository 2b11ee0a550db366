"""The sources of the package as one number: another model is another number (程序指纹)."""

from __future__ import annotations

from functools import cache
from hashlib import blake2b
from pathlib import Path

import sandtable


@cache
def source_hash(*rooms: str) -> str:
    """Return the blake2b-128 of all sources of some rooms: nobody forgets to raise a number.

    Parameters
    ----------
    *rooms
        Names of rooms; none = the whole package.

    """
    root = Path(sandtable.__file__).parent
    folders = [root / room for room in rooms] or [root]
    digest = blake2b(digest_size=16)
    files = [file for folder in folders for file in folder.rglob("*.py")]
    for file in sorted(files, key=lambda one: one.relative_to(root).as_posix()):
        name = file.relative_to(root).as_posix()
        # Line ends are the checkout's affair, not the model's.
        digest.update(f"{name}\x1f".encode() + file.read_bytes().replace(b"\r\n", b"\n") + b"\x1e")
    return digest.hexdigest()
