"""Measures of forces: when help from outside and the rock convoy came (外援实测指标)."""

from __future__ import annotations

import numpy as np

from sandtable.study.played import Arguments, Played, earliest, since, texts


def first_arrival(run: Played, arguments: Arguments) -> float:
    """Return how long after an instant the first of some teams came to any incident [s].

    Teams are those that an ``agreement`` brings or that have a ``skill``; inf = none came.

    """
    agreement, skill = arguments.get("agreement"), arguments.get("skill")
    teams = [
        team.id
        for team in run.world.plan.teams
        if agreement in (None, team.agreement) and (skill is None or skill in team.skills)
    ]
    table = run.tables["missions"]
    mine = np.isin(texts(table, "team"), teams) & (texts(table, "task") == "respond")
    return since(earliest(table["arrived_s"][mine]), _begun(run, arguments))


def convoy_arrives(run: Played, arguments: Arguments) -> float:
    """Return how long after an instant the first truck of a convoy came to its site [s]."""
    table = run.tables["trucks"]
    mine = texts(table, "convoy") == str(arguments["convoy"])
    return since(earliest(table["first_s"][mine]), _begun(run, arguments))


def first_load(run: Played, arguments: Arguments) -> float:
    """Return how long after an instant the first load was tipped, of one convoy or of all [s].

    A truck drives off as it has tipped: the first trip of the convoy away from the site tells.

    """
    name, convoy = str(arguments["closing"]), arguments.get("convoy")
    works = run.tables["works"]
    tipped = works["time_s"][texts(works, "closing") == name]
    if convoy is not None:
        (closing,) = (one for one in run.world.plan.closings if one.id == name)
        nodes = {one.id: one.node for one in run.world.place.facilities}
        table = run.tables["vehicles"]
        mine = texts(table, "fleet") == str(convoy)
        tipped = table["left_s"][mine & (table["from_node"] == nodes[closing.site])]
    return since(earliest(tipped), _begun(run, arguments))


def _begun(run: Played, arguments: Arguments) -> float:
    return run.after(str(arguments.get("after", "breach")))
