"""What teams reach from their bases in time: shares of people, area, incidents (可达范围).

A static picture: every team stands free at its base, and nobody queues. What happens when calls
come together is a matter of a run.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sandtable.ground.clock import grid_array
from sandtable.hazards import Course
from sandtable.hazards.depths import DepthLimits
from sandtable.routing import TravelTimes, free_flow_s
from sandtable.routing.speeds import slowed_s, speed_left
from sandtable.study.answering import Answerer, full_force_s
from sandtable.study.demand import Demand
from sandtable.world.scenario import Requirement
from sandtable.world.world import World

Clock = Literal["travel", "arrival", "full_force"]
"""Driving alone; alert to arrival of the first team; alert to arrival of the full force."""

LIMITS_S = (900.0, 3600.0)
"""The 15-minute rescue circle and the promised hour."""


class TeamTimes:
    """Driving times of teams from their bases, kept up to date while roads change.

    Parameters
    ----------
    teams
        Who answers, see `answering.answerers`; row i of the times belongs to the i-th.
    speed
        Factor on all speeds, > 0: an assumption, e.g. for driving at night.

    """

    def __init__(self, world: World, teams: Sequence[Answerer], *, speed: float = 1.0) -> None:
        self.teams = tuple(teams)
        self.ready_s = np.array([one.ready_s for one in teams], dtype=np.float64)
        self.sites = sorted({one.team.base for one in teams})
        """Ids of the bases that teams answer from."""
        self._site_of = np.array([self.sites.index(one.team.base) for one in teams], dtype=np.int64)
        self._network = world.network
        used = {one.team.profile for one in teams}
        self._profiles = [one for one in world.plan.profiles if one.id in used]
        self._limits = {one.id: DepthLimits.of(world.network, one) for one in self._profiles}
        self._free = {one.id: free_flow_s(world.network, one) / speed for one in self._profiles}
        self._calm = self._under(())
        self._now = dict(self._calm)
        nodes = {
            name: sorted({one.node for one in teams if one.team.profile == name})
            for name in self._free
        }
        self._trees = {
            name: TravelTimes(world.network, seconds, np.array(nodes[name], dtype=np.int64))
            for name, seconds in self._now.items()
        }
        self._row = [nodes[one.team.profile].index(one.node) for one in teams]

    def _under(self, courses: Sequence[tuple[Course, float]]) -> dict[str, NDArray[np.float64]]:
        """Return the time of each kind of vehicle on each arc while hazards take their course."""
        n_arcs = self._network.n_arcs
        return {
            one.id: slowed_s(
                self._free[one.id], speed_left(one, self._limits[one.id], courses, n_arcs)
            )
            for one in self._profiles
        }

    def lay(self, course: Course | None = None, since_s: float = 0.0) -> None:
        """Put the roads into the state in which a hazard leaves them; None = undisturbed.

        What it was before does not matter. Not between `close` and `open`.

        Parameters
        ----------
        since_s
            Time since its activation [s].

        """
        laid = self._calm if course is None else self._under([(course, since_s)])
        for name, new in laid.items():
            changed = np.flatnonzero(new != self._now[name])
            self._trees[name].update(changed, new[changed])
        self._now = dict(laid)

    def close(self, arcs: Sequence[int]) -> None:
        """Close some arcs on top of the present state."""
        for tree in self._trees.values():
            tree.update(np.array(arcs, dtype=np.int64), np.full(len(arcs), np.inf))

    def open(self, arcs: Sequence[int]) -> None:
        """Take back what `close` has closed."""
        numbers = np.array(arcs, dtype=np.int64)
        for name, tree in self._trees.items():
            tree.update(numbers, self._now[name][numbers])

    def closed(self) -> NDArray[np.bool_]:
        """Return the arcs that no vehicle passes, though one could before, shape ``(n_arcs,)``."""
        closed = np.zeros(self._network.n_arcs, np.bool_)
        for calm in self._calm.values():
            closed |= np.isfinite(calm)
        for now in self._now.values():
            closed &= np.isinf(now)
        return closed

    def drive_s(self, nodes: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return the driving time of each team to each node, shape ``(n_teams, n)`` [s]."""
        rows = [
            self._trees[one.team.profile].seconds[row, nodes]
            for one, row in zip(self.teams, self._row, strict=True)
        ]
        # On the clock grid: a way of exactly 15 min is inside, whatever its last digits say.
        return grid_array(np.array(rows, dtype=np.float64).reshape(len(rows), nodes.size))

    def _times_s(self, nodes: NDArray[np.int64], *, travel: bool) -> NDArray[np.float64]:
        """Return the same from wheels rolling, or else from the alert on."""
        times = self.drive_s(nodes)
        return times if travel else times + self.ready_s[:, None]

    def first_s(self, nodes: NDArray[np.int64], *, travel: bool = True) -> NDArray[np.float64]:
        """Return when the first team is at each node, inf = unreachable, shape ``(n,)`` [s]."""
        times = self._times_s(nodes, travel=travel)
        first: NDArray[np.float64] = times.min(axis=0, initial=np.inf)
        return first

    def by_site_s(self, nodes: NDArray[np.int64], *, travel: bool = True) -> NDArray[np.float64]:
        """Return when the first team of each base is at each node, shape ``(n_sites, n)`` [s]."""
        found = np.full((len(self.sites), nodes.size), np.inf)
        np.minimum.at(found, self._site_of, self._times_s(nodes, travel=travel))
        return found

    def full_s(self, nodes: NDArray[np.int64], needs: Sequence[Requirement]) -> NDArray[np.float64]:
        """Return when the full force is at each node, with turnout, shape ``(n,)`` [s]."""
        return full_force_s(self._times_s(nodes, travel=False), self.teams, needs)

    def best_arcs(self, nodes: NDArray[np.int64], *, travel: bool = True) -> set[int]:
        """Return the arcs on the ways of those who are first at each node.

        The loss of any other arc moves none of those times.
        """
        times = self._times_s(nodes, travel=travel)
        arcs: set[int] = set()
        if not self.teams:
            return arcs
        for node, best in zip(nodes.tolist(), np.argmin(times, axis=0).tolist(), strict=True):
            profile = self.teams[best].team.profile
            route = self._trees[profile].route(self._row[best], node)
            if route is not None:
                arcs.update(route.tolist())
        return arcs


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """How much of a demand is reached within a limit.

    Parameters
    ----------
    of
        ``population``, ``area``, ``incidents`` or ``exposed``: incidents born of a hazard.
    share
        Reached within the limit, the limit included [0-1]; nan where there is no such demand.
    unreachable
        To which no way is open, or for which there are too few teams [0-1]; never among the late.
    total
        Weight of the whole demand [persons, km2, incidents].

    """

    of: str
    clock: Clock
    limit_s: float
    share: float
    unreachable: float
    total: float


def shares(
    reach: TeamTimes,
    demands: Iterable[Demand],
    limits_s: Sequence[float] = LIMITS_S,
    *,
    needs: Sequence[Requirement] = (),
) -> list[Share]:
    """Return what is reached within each limit on the roads as they are.

    Parameters
    ----------
    needs
        What an incident needs; where it is given, the arrival of the full force is told too.

    """
    found = []
    for demand in demands:
        clocks: dict[Clock, NDArray[np.float64]] = {
            "travel": reach.first_s(demand.nodes),
            "arrival": reach.first_s(demand.nodes, travel=False),
        }
        if needs:
            clocks["full_force"] = reach.full_s(demand.nodes, needs)
        found += [
            Share(
                of=demand.kind,
                clock=clock,
                limit_s=limit,
                share=part(demand, times <= limit),
                unreachable=part(demand, np.isinf(times)),
                total=demand.total,
            )
            for clock, times in clocks.items()
            for limit in limits_s
        ]
    return found


def part(demand: Demand, chosen: NDArray[np.bool_]) -> float:
    """Return the part of a demand at the chosen nodes [0-1]; nan where there is no demand."""
    total = demand.total
    return math.fsum(demand.weights[chosen].tolist()) / total if total > 0.0 else math.nan
