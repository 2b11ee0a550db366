"""Measures of fires: what burned, and when a source was under control (山火实测指标)."""

from __future__ import annotations

import math

import numpy as np

from sandtable.study.burned_cases import M2_PER_KM2
from sandtable.study.played import Arguments, Played, earliest, since, texts


def entry_controlled(run: Played, arguments: Arguments) -> float:
    """Return how long after an entry began a source of it was under control [s]; inf = never.

    Of several sources the first one counts.

    """
    entry = str(arguments["entry"])
    return since(_controlled(run, entry), run.after(str(arguments.get("after", entry))))


def burned_area(run: Played, arguments: Arguments) -> float:
    """Return what a fire has burned by an instant, or by the end of the run [km2].

    Until it is under control that is the free fire's, from then on what lies within the line; a
    fire that is controlled without line stays as it is. nan = it never began.

    """
    entry = str(arguments["entry"])
    begun, controlled = run.activated(entry), _controlled(run, entry)
    series = run.impacts[entry].series if entry in run.impacts else {}
    if math.isnan(begun) or "burned" not in series:
        return math.nan
    is_asked = "at" in arguments or "at_clock" in arguments
    at_s = run.instant(arguments, after=entry) if is_asked else math.inf
    if at_s >= controlled:
        table = run.tables["attacks"]
        lines = (texts(table, "entry") == entry) & ~np.isnan(table["line_m"])
        if lines.any():
            return float(table["area_m2"][lines][0]) / M2_PER_KM2
        at_s = controlled
    end_s = min(at_s, run.world.scenario.horizon_s)
    return float(np.interp(end_s - begun, *series["burned"], left=0.0)) / M2_PER_KM2


def _controlled(run: Played, entry: str) -> float:
    """Return when the first source of an entry was under control [s]; nan = none was."""
    table = run.tables["hazards"]
    mine = (texts(table, "entry") == entry) & (texts(table, "what") == "controlled")
    return earliest(table["time_s"][mine])
