"""What the tables of a network do not state, so that it was assumed."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sandtable.files.network_classes import ENGLISH_HEADERS
from sandtable.files.network_links import REVERSE
from sandtable.files.table_reader import read_columns
from sandtable.world.network import Network

WORDS: Final = ("length", "speed", "class")
"""What may be assumed: the words of the column ``filled`` of link.csv."""


def assumed(network: Network, folder: Path, name: str) -> dict[str, NDArray[np.bool_]]:
    """Return which arcs have an assumed length, speed or class, shape ``(n_arcs,)`` each.

    Blank cells are, and what an import has noted in the column ``filled``.
    """
    only = ("link_id", "free_speed", "facility_type", "filled")
    path = folder / "link.csv"
    _table, numbers, columns = read_columns(path, name, only=only, english=ENGLISH_HEADERS)
    n = len(numbers)
    blank = [""] * n
    notes = [set(text.split()) for text in columns.get("filled", blank)]
    rows = {
        "length": [False] * n,
        "speed": [not text for text in columns.get("free_speed", blank)],
        "class": [not text for text in columns.get("facility_type", blank)],
    }
    row = {
        (f"l{link}" if link.isdigit() else link): at for at, link in enumerate(columns["link_id"])
    }
    at = np.array(
        [row[one] if one in row else row[one.removesuffix(REVERSE)] for one in network.arc_ids],
        dtype=np.int64,
    )
    return {
        word: np.array(
            [blank or word in note for blank, note in zip(rows[word], notes, strict=True)],
            dtype=np.bool_,
        )[at]
        for word in WORDS
    }
