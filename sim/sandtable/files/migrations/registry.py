"""Which steps there are; a file of any old number is brought to the newest by all that follow."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

Step = Callable[[dict[str, Any]], dict[str, Any]]
"""Plain values of number n in, those of number n + 1 out; what it was given stays as it is."""

MIGRATIONS: Mapping[str, Sequence[Step]] = MappingProxyType(
    {"place": (), "plan": (), "targets": (), "scenario": (), "study": ()}
)
"""By kind: the step from number 1 to 2, from 2 to 3 and so on. The step from n lives in the file
``<kind>_<n>.py`` of this folder, and an original file of number n stays in tests/old_files/."""


def newest(kind: str, steps: Mapping[str, Sequence[Step]] = MIGRATIONS) -> int:
    """Return the newest schema number of a kind."""
    return len(steps[kind]) + 1


def migrated(
    kind: str,
    number: int,
    values: dict[str, Any],
    steps: Mapping[str, Sequence[Step]] = MIGRATIONS,
) -> dict[str, Any]:
    """Return the plain values of a file in the newest form."""
    values = copy.deepcopy(values)
    for step in steps[kind][number - 1 :]:
        values = step(values)
    return values
