"""What a real event has left to hold a simulation against (实录)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from sandtable.ground.names import Name


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """One number of a real event and what of a simulated run answers to it (实录指标).

    Parameters
    ----------
    measure
        Registered name of what is measured in a run (`sandtable.study.measures`).
    arguments
        What the measure asks for: instants, entries, areas.
    kind
        ``input`` was put in, ``calibrated`` was fitted to the record, ``predicted`` is neither:
        only predicted numbers are evidence.
    low, high
        Recorded range in the unit of the measure (persons, share, s, m, m3/s, m/h); nan = open.
    source
        Where the record comes from.

    """

    id: str
    name: Name = Name()
    measure: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    kind: Literal["input", "calibrated", "predicted"]
    low: float = math.nan
    high: float = math.nan
    source: str = ""
