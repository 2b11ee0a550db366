"""What makes a study the same study: the id of its results (contracts §6)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from hashlib import blake2b
from pathlib import Path

import sandtable

ID_BYTES = 8


def study_id(contents: Sequence[bytes], *, settings: Sequence[str] = (), seed: int) -> str:
    """Return the id of a study: everything that may move its records, and nothing else.

    Replications, precision, jobs, batches, language, paths and clock are no part of it.

    Parameters
    ----------
    contents
        Canonical content of every file read, in the order of reading.
    settings
        What ``--set`` changed, in the order given.

    Returns
    -------
    str
        blake2b-64, hexadecimal.

    """
    parts = {
        "contents": [blake2b(content, digest_size=16).hexdigest() for content in contents],
        "settings": list(settings),
        "seed": seed,
        "sources": source_hash(),
    }
    text = json.dumps(parts, sort_keys=True)
    return blake2b(text.encode(), digest_size=ID_BYTES).hexdigest()


@cache
def source_hash() -> str:
    """Return the blake2b-128 of all sources of the package: nobody forgets to raise a number."""
    root = Path(sandtable.__file__).parent
    digest = blake2b(digest_size=16)
    for file in sorted(root.rglob("*.py"), key=lambda one: one.relative_to(root).as_posix()):
        name = file.relative_to(root).as_posix()
        # Line ends are the checkout's affair, not the model's.
        digest.update(f"{name}\x1f".encode() + file.read_bytes().replace(b"\r\n", b"\n") + b"\x1e")
    return digest.hexdigest()
