"""Targets on rates: how much of one time is spent in another (比率)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sandtable.study.burned_cases import burned_cases
from sandtable.study.incident_cases import applies, horizon_of
from sandtable.study.nothing import NEVER_ON_SCENE
from sandtable.study.tally import CAUSES, Cases, Tables
from sandtable.study.threat_cases import threat_cases
from sandtable.world.target import Target
from sandtable.world.world import World

BURNED = "damaged_forest_area"
THREATENED = "teams_threatened"
RATES = {"linked_time": "on_scene_time", BURNED: "forest_area", THREATENED: "teams_sent"}
"""What a rate may be of, and over what."""


def rate_cases(tables: Tables, target: Target, world: World) -> Cases:
    """Return the cases of a rate: incidents, runs (`burned_cases`) or missions (`threat_cases`)."""
    if target.rate_of == THREATENED:
        return threat_cases(tables, target, world)
    if target.rate_of == BURNED:
        return burned_cases(tables, target, world)
    return linked_cases(tables, target, world)


def linked_cases(tables: Tables, target: Target, world: World) -> Cases:
    """Return the incidents with forces on scene: how long they were, and how long with a live link.

    On scene is from the first arrival until the incident is controlled (or closed, where it never
    was), at most until the run ends. The link counts from its first picture on.

    """
    table = tables["incidents"]
    rows = np.flatnonzero(applies(table, target.applies_to, world))
    times = {
        name: np.asarray(table[name], dtype=np.float64)[rows]
        for name in ("first_arrival_s", "link_up_s", "controlled_s", "closed_s")
    }
    horizon = horizon_of(tables, world)
    outcome = np.asarray(table["outcome"], dtype=np.str_)[rows]
    arrived = times["first_arrival_s"]
    end = np.where(np.isnan(times["controlled_s"]), times["closed_s"], times["controlled_s"])
    open_ = np.isnan(end)
    end = np.where(open_, horizon, np.minimum(end, horizon))
    on_scene = np.nan_to_num(np.maximum(end - arrived, 0.0))  # nan: nobody ever came
    linked = np.nan_to_num(np.maximum(end - np.fmax(times["link_up_s"], arrived), 0.0))
    linked = np.where(np.isnan(times["link_up_s"]), 0.0, linked)
    censored = open_ & (on_scene > 0.0)
    excluded = (censored & (target.censored == "excluded")) | (
        (outcome == "cancelled") & (target.cancelled == "excluded")
    )
    return Cases(
        weight=np.ones(rows.size, dtype=np.int64),
        low_s=linked,
        high_s=linked,
        hit=linked >= on_scene,
        counts=(on_scene > 0.0) & ~excluded,
        censored=censored,
        cause=_causes(times["link_up_s"]),
        row=rows,
        over_s=on_scene,
        nothing=NEVER_ON_SCENE if rows.size else "",
    )


def _causes(link_up: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the cause of each row: the link came late, or never."""
    late, never = CAUSES.index("link_setup"), CAUSES.index("no_link")
    return np.where(np.isnan(link_up), never, late).astype(np.int64)
