"""Targets on threats: how many of the teams sent were in what they cannot bear (队伍受威胁)."""

from __future__ import annotations

import numpy as np

from sandtable.study.incident_cases import applies
from sandtable.study.nothing import NEVER_ON_SCENE
from sandtable.study.tally import CAUSES, Cases, Tables
from sandtable.world.target import Target
from sandtable.world.world import World


def threat_cases(tables: Tables, target: Target, world: World) -> Cases:
    """Return the missions to incidents that set out, of teams that say what they bear.

    One is threatened if it was past a limit at any instant, on scene or on its ways. A team that is
    sent twice is two cases.

    """
    incidents, missions = tables["incidents"], tables["missions"]
    about = applies(incidents, target.applies_to, world)
    row_of = {str(name): row for row, name in enumerate(incidents["incident"]) if about[row]}
    looked_at = {team.id for team in world.plan.teams if team.bears}
    departed = ~np.isnan(np.asarray(missions["departed_s"], dtype=np.float64))
    sent = [
        (str(name), row_of[str(incident)])
        for name, team, incident, is_out in zip(
            missions["mission"], missions["team"], missions["incident"], departed, strict=True
        )
        if is_out and str(team) in looked_at and str(incident) in row_of
    ]
    threatened = {str(name) for name in tables["threats"]["mission"]}
    hurt = np.array([name in threatened for name, _row in sent], dtype=np.bool_)
    n = len(sent)
    return Cases(
        weight=np.ones(n, dtype=np.int64),
        low_s=hurt.astype(np.float64),
        high_s=hurt.astype(np.float64),
        hit=~hurt,
        counts=np.ones(n, dtype=np.bool_),
        censored=np.zeros(n, dtype=np.bool_),
        cause=np.full(n, CAUSES.index("in_the_hazard")),
        row=np.array([row for _name, row in sent], dtype=np.intp),
        over_s=np.ones(n),
        nothing=NEVER_ON_SCENE if np.any(about) else "",
    )
