"""Measures of threats to teams: how many, and for how long (队伍受威胁实测指标)."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from sandtable.study.played import Arguments, Played, texts


def teams_threatened(run: Played, arguments: Arguments) -> float:
    """Return how many teams were in what they cannot bear, by one entry or any.

    nan = no team says what it bears.

    """
    if not any(team.bears for team in run.world.plan.teams):
        return math.nan
    teams = texts(run.tables["threats"], "team")
    return float(np.unique(teams[_chosen(run, arguments)]).size)


def threatened_time(run: Played, arguments: Arguments) -> float:
    """Return for how long teams were in what they cannot bear, all added up [h].

    What comes from two sources, or is of two kinds, counts twice; nan = no team says what it bears.

    """
    if not any(team.bears for team in run.world.plan.teams):
        return math.nan
    table, chosen = run.tables["threats"], _chosen(run, arguments)
    return float((table["to_s"] - table["from_s"])[chosen].sum()) / 3600.0


def _chosen(run: Played, arguments: Arguments) -> NDArray[np.bool_]:
    table = run.tables["threats"]
    chosen = np.ones(len(table["entry"]), dtype=np.bool_)
    for name in ("entry", "place"):
        if name in arguments:
            chosen &= texts(table, name) == str(arguments[name])
    return chosen
