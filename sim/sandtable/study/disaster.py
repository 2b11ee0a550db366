"""When the disaster of a run began: the zero of clocks from ``occurred`` (灾害发生)."""

from __future__ import annotations

import math

from sandtable.study.tally import Tables
from sandtable.world.target import Target
from sandtable.world.world import World


def activated_s(tables: Tables, target: Target, world: World) -> float:
    """Return the first activation in this run of an entry of the hazard asked for [s].

    Of any entry, where no hazard is asked for; nan where none began.

    """
    hazard = target.applies_to.hazard
    entries = {one.id for one in world.scenario.dormant if hazard in ("", one.hazard)}
    table = tables["hazards"]
    begun = [
        float(time)
        for time, entry, what in zip(table["time_s"], table["entry"], table["what"], strict=True)
        if what == "activated" and entry in entries
    ]
    return min(begun, default=math.nan)


def can_begin(target: Target, world: World) -> bool:
    """Say whether a scenario holds the hazard asked for, so that a run may be without it."""
    hazard = target.applies_to.hazard
    return any(hazard in ("", one.hazard) for one in world.scenario.dormant)
