"""Targets on what burns of a forest: a run is the case, its fires add up (森林火灾受害率)."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from sandtable.hazards.kinds.season import grown_m2
from sandtable.study.incident_cases import applies, horizon_of
from sandtable.study.tally import CAUSES, Cases, Table, Tables, keeps
from sandtable.world.season import DAY_S, Season
from sandtable.world.target import Target
from sandtable.world.world import World

M2_PER_KM2 = 1e6


def burned_cases(tables: Tables, target: Target, world: World) -> Cases:
    """Return one case: the forest that burned in the run [m2], over forest times periods [m2].

    A fire that is still burning at the end counts with what has burned by then, at most with what
    burns if nobody comes.

    """
    table = tables["incidents"]
    about = applies(table, target.applies_to, world)
    burned = np.zeros((2, len(about)))
    over_m2 = 0.0
    for season in world.scenario.seasons:
        rows = np.flatnonzero(about & (np.asarray(table["source"], dtype=np.str_) == season.id))
        burned[:, rows] = burned_m2(season, table, rows, horizon_of(tables, world))
        over_m2 += (
            math.fsum(season.forest_km2.values()) * M2_PER_KM2 * _periods(season, target, world)
        )
    low, high = (np.array([one.sum()]) for one in burned)
    largest = int(burned[0].argmax()) if burned.size else 0
    return Cases(
        weight=np.ones(1, dtype=np.int64),
        low_s=low,
        high_s=high,
        hit=np.array([keeps(float(low[0]) / over_m2, target)]),
        counts=np.ones(1, dtype=np.bool_),
        censored=low < high,
        cause=np.array([_cause(table, largest)]),
        row=np.array([largest]),
        over_s=np.array([over_m2]),
    )


def burned_m2(
    season: Season, table: Table, rows: NDArray[np.int64], horizon_s: float
) -> NDArray[np.float64]:
    """Return what each fire of a season has burned: by now, and at most, shape ``(2, n)`` [m2].

    A fire grows as an ellipse at the speed of its day until the first team is there. From then on
    its speed falls evenly, to nothing when it is controlled: so it grows as far as it would have in
    half of that time. Who is not controlled burns on freely, until it has burned for the longest
    time of the season. No fire is larger than the forest of its node.

    Parameters
    ----------
    rows
        Its incidents in the table, shape ``(n,)``.

    """
    occurred, arrived, controlled = (
        np.asarray(table[name], dtype=np.float64)[rows]
        for name in ("occurred_s", "first_arrival_s", "controlled_s")
    )
    fought = (arrived - occurred) + (controlled - arrived) / 2.0
    free = np.full(rows.size, season.burns_s)
    so_far = np.minimum(horizon_s - occurred, season.burns_s)
    is_controlled = ~np.isnan(controlled)
    grown = np.stack(
        [np.where(is_controlled, np.minimum(fought, free), one) for one in (so_far, free)]
    )
    day = np.minimum(occurred // DAY_S, len(season.head_mps) - 1).astype(np.int64)
    reach_m = np.asarray(season.head_mps)[day] * grown
    nodes = np.asarray(table["node"], dtype=np.int64)[rows].tolist()
    forest = np.array([season.forest_km2[node] * M2_PER_KM2 for node in nodes])
    area: NDArray[np.float64] = np.minimum(grown_m2(season, reach_m), forest)
    return area


def _periods(season: Season, target: Target, world: World) -> float:
    """Return for how many periods of the target a run stands; without a period for one."""
    run_s = world.scenario.horizon_s - world.scenario.warm_up_s
    stands_for_s = run_s if math.isnan(season.stands_for_s) else season.stands_for_s
    return 1.0 if math.isnan(target.period_s) else stands_for_s / target.period_s


def _cause(table: Mapping[str, object], row: int) -> int:
    """Return why so much burned: the largest fire was never controlled, or work took its time."""
    controlled = np.asarray(table["controlled_s"], dtype=np.float64)
    never = row < controlled.size and bool(np.isnan(controlled[row]))
    return CAUSES.index("never_controlled" if never else "work")
