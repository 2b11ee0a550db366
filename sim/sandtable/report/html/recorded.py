"""What a simulated event is held against: what was really recorded (模拟与实录)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sandtable.ground.names import Name


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedRow:
    """One number of a real event, simulated and recorded.

    Parameters
    ----------
    name
        What was measured, with its unit where it has one.
    simulated
        As it is to be printed, e.g. ``31.2``.
    interval
        Its interval over the replications, e.g. ``29.8 … 33.0``; empty = none.
    recorded
        Value or range that was recorded, e.g. ``30 … 33``.
    kind
        ``input`` was put in, ``calibrated`` was fitted to the record, ``predicted`` is neither:
        only predicted numbers are evidence.
    ok
        Whether the simulated value lies in the recorded range; None = not to be judged.
    note
        Source, or why it fails.

    """

    name: Name
    simulated: str
    interval: str = ""
    recorded: str
    kind: Literal["input", "calibrated", "predicted"]
    ok: bool | None = None
    note: Name = Name()
