"""The ways of vehicles in a replay, on the roads as they were when they set out (路线)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sandtable.hazards.impact import Impact
from sandtable.routing import RoadBook, RoadState
from sandtable.routing.speeds import speed_left
from sandtable.world.plan import Profile
from sandtable.world.world import World

FINENESS = 1000
"""Part of the way that counts as one: positions are told in thousandths of the time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """A hazard that began in a run: its Impact, when it began [s], and what was controlled when."""

    impact: Impact
    since_s: float
    controls: Mapping[str, float]

    def instants(self) -> NDArray[np.float64]:
        """Return the instants at which it changes a road [s]."""
        epochs: NDArray[np.float64] = self.since_s + self.impact.epochs
        return epochs


class Routes:
    """Finds routes and keeps each once, as node numbers with the part of the time at each.

    The records tell when a vehicle set out and arrived, not which roads it took. The way taken is
    the fastest on the roads as they stood for it when it set out; where that leads nowhere, the
    fastest in free flow.

    Parameters
    ----------
    roads
        The table of road changes of the run, which is that of the reference profile: from it come
        the closures by command.
    hazards
        What each vehicle meets of the hazards.

    """

    def __init__(
        self, world: World, roads: Mapping[str, Any], hazards: Sequence[Begun] = ()
    ) -> None:
        self._network = world.network
        self._profiles = {profile.id: profile for profile in world.plan.profiles}
        self._book = RoadBook(world.network, world.plan.profiles, [], [])
        self._roads = roads
        self._hazards = hazards
        known = [
            np.asarray(roads["time_s"], dtype=np.float64),
            *(one.instants() for one in hazards),
        ]
        self._instants = np.unique(np.concatenate(known))
        self._reference = world.plan.reference if world.plan.profiles else None
        self._states: dict[tuple[str, int], RoadState] = {}
        self._same: dict[tuple[tuple[int, ...], tuple[int, ...]], int] = {}
        self._numbers: dict[tuple[str, int, int, int], int] = {}
        self.found: list[tuple[list[int], list[int]]] = []
        """Nodes of each route, and thousandths of its time at them."""
        self.seconds: list[float] = []
        """Driving time of each route [s]."""

    def between(self, profile: str, start: int, goal: int, at_s: float) -> int:
        """Return the number of a route; -1 = it is there, or there is no way."""
        epoch = int(np.searchsorted(self._instants, at_s, side="right"))
        key = (profile, start, goal, epoch)
        if key not in self._numbers:
            self._numbers[key] = self._add(profile, start, goal, epoch)
        return self._numbers[key]

    def straight(self, start: int, goal: int) -> int:
        """Return the number of a way that no road leads: over water; -1 = it is there."""
        return -1 if start == goal else self._keep([start, goal], [0, FINENESS], 0.0)

    def _keep(self, nodes: list[int], parts: list[int], seconds: float) -> int:
        way = (tuple(nodes), tuple(parts))
        if way not in self._same:
            self._same[way] = len(self.found)
            self.found.append((nodes, parts))
            self.seconds.append(seconds)
        return self._same[way]

    def _add(self, profile: str, start: int, goal: int, epoch: int) -> int:
        for state in (self._state(profile, epoch), self._state(profile, 0)):
            arcs = state.route(start, goal)
            if arcs is not None and arcs.size:
                spent = np.cumsum(state.seconds[arcs])
                parts = np.rint(FINENESS * spent / max(float(spent[-1]), 1e-9))
                nodes = [start, *self._network.head[arcs].tolist()]
                return self._keep(nodes, [0, *parts.astype(int).tolist()], float(spent[-1]))
        return -1

    def _state(self, profile: str, epoch: int) -> RoadState:
        if epoch == 0:
            return self._book.state(profile, (), None)
        key = (profile, epoch)
        if key not in self._states:
            self._states[key] = self._book.passing_state(profile, self._factors(profile, epoch))
        return self._states[key]

    def _factors(self, profile: str, epoch: int) -> NDArray[np.float64]:
        """Return the speed factors for a vehicle after so many instants, shape ``(n_arcs,)``."""
        at_s = float(self._instants[epoch - 1])
        recorded = np.ones(self._network.n_arcs)
        past = np.asarray(self._roads["time_s"]) <= at_s
        order = np.flatnonzero(past)  # rows are in the order of time: the last one rules
        recorded[np.asarray(self._roads["arc"])[order]] = np.asarray(self._roads["factor"])[order]
        if not self._hazards:
            return recorded
        by_hazard = self._left(self._reference, at_s)
        ordered = np.where(recorded < by_hazard - 1e-9, recorded, 1.0)  # closed by somebody
        return np.minimum(ordered, self._left(self._profiles.get(profile), at_s))

    def _left(self, profile: Profile | None, at_s: float) -> NDArray[np.float64]:
        """Return what all hazards leave to a vehicle at an instant, shape ``(n_arcs,)`` [0-1]."""
        if profile is None:
            return np.ones(self._network.n_arcs)
        courses = (
            (one.impact.course(one.controls), at_s - one.since_s)
            for one in self._hazards
            if at_s >= one.since_s
        )
        return speed_left(profile, self._book.limits[profile.id], courses, self._network.n_arcs)
