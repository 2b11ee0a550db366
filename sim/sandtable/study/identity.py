"""What makes a study the same study: the id of its results (contracts §6)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from hashlib import blake2b

from sandtable.ground.sources import source_hash

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
