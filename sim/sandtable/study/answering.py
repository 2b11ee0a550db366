"""Who can answer a call, and how long each needs to be under way (谁能出动)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sandtable.world.plan import Team
from sandtable.world.scenario import IncidentType, Requirement
from sandtable.world.world import World


@dataclass(frozen=True, slots=True, kw_only=True)
class Answering:
    """Which teams count.

    Parameters
    ----------
    skills
        Teams with any of these skills; empty = any team.
    type
        Id of an incident type: teams that serve one of its requirements; empty = any.
    teams
        Ids of teams; only these, those of agreements among them. Empty = all own teams: teams of
        agreements are not there from the start.

    """

    skills: tuple[str, ...] = ()
    type: str = ""
    teams: tuple[str, ...] = ()


ALL = Answering()
"""All own teams."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answerer:
    """A team at its base.

    Parameters
    ----------
    node
        Number of the node of its base.
    ready_s
        Mean time from the alert to wheels rolling; with an agreement from the request on, its mean
        delay included [s].

    """

    team: Team
    node: int
    ready_s: float


def answerers(world: World, answering: Answering = ALL) -> tuple[Answerer, ...]:
    """Return the teams that count, in the order of the plan.

    Raises
    ------
    KeyError
        If there is no incident type of this id.

    """
    nodes = {base.id: base.node for base in world.place.bases}
    delays = {one.id: one.delay.mean for one in world.plan.agreements}
    skills = [set(answering.skills)] if answering.skills else []
    if answering.type:
        skills.append({need.skill for need in type_of(world, answering.type).needs})
    return tuple(
        Answerer(
            team=team,
            node=nodes[team.base],
            ready_s=team.turnout.mean + delays.get(team.agreement, 0.0),
        )
        for team in world.plan.teams
        if (team.id in answering.teams if answering.teams else not team.agreement)
        and all(wanted.intersection(team.skills) for wanted in skills)
    )


def fastest(teams: Sequence[Answerer]) -> tuple[Answerer, ...]:
    """Return of all teams with the same vehicle at the same node the one that is off first.

    Where only the first to arrive counts, the others change nothing.
    """
    found: dict[tuple[int, str], Answerer] = {}
    for one in teams:
        known = found.setdefault((one.node, one.team.profile), one)
        if one.ready_s < known.ready_s:
            found[one.node, one.team.profile] = one
    return tuple(found.values())


def type_of(world: World, id: str) -> IncidentType:
    """Return an incident type by its id.

    Raises
    ------
    KeyError
        If there is none.

    """
    return {one.id: one for one in world.scenario.types}[id]


def full_force_s(
    times: NDArray[np.float64], teams: Sequence[Answerer], needs: Sequence[Requirement]
) -> NDArray[np.float64]:
    """Return when the full force stands at each node, inf = never, shape ``(n_nodes,)`` [s].

    Of each requirement the teams that come first count until there are enough. A team counts for
    every requirement that it can serve, so this is a lower bound where requirements share teams.

    Parameters
    ----------
    times
        Arrival of each team at each node, shape ``(n_teams, n_nodes)`` [s].

    """
    latest = np.zeros(times.shape[1])
    for need in needs:
        able = [row for row, one in enumerate(teams) if need.skill in one.team.skills]
        heads = [teams[row].team.headcount if need.unit == "persons" else 1 for row in able]
        np.maximum(latest, _enough_s(times[able], np.array(heads), need.amount), out=latest)
    return latest


def _enough_s(
    times: NDArray[np.float64], heads: NDArray[np.int64], amount: int
) -> NDArray[np.float64]:
    """Return when those who came first add up to an amount, shape ``(n_nodes,)`` [s]."""
    if heads.sum() < amount:
        return np.full(times.shape[1], np.inf)
    order = np.argsort(times, axis=0, kind="stable")
    there = np.cumsum(heads[order], axis=0) >= amount
    found: NDArray[np.float64] = np.take_along_axis(times, order, axis=0)[
        np.argmax(there, axis=0), np.arange(times.shape[1])
    ]
    return found
