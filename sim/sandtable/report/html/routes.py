"""The ways of vehicles in a replay, on the roads as they were when they set out (路线)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sandtable.routing import RoadBook, RoadState
from sandtable.world.world import World

FINENESS = 1000
"""Part of the way that counts as one: positions are told in thousandths of the time."""


class Routes:
    """Finds routes and keeps each once, as node numbers with the part of the time at each.

    The records tell when a vehicle set out and arrived, not which roads it took. The way taken is
    the fastest on the roads as they stood when it set out, by the speed factors of the reference
    profile; where that leads nowhere, the fastest in free flow.

    Parameters
    ----------
    roads
        The table of road changes of the run.

    """

    def __init__(self, world: World, roads: Mapping[str, Any]) -> None:
        self._network = world.network
        self._book = RoadBook(world.network, world.plan.profiles, [], [])
        self._roads = roads
        self._instants = np.unique(np.asarray(roads["time_s"], dtype=np.float64))
        self._states: dict[tuple[str, int], RoadState] = {}
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

    def _add(self, profile: str, start: int, goal: int, epoch: int) -> int:
        for state in (self._state(profile, epoch), self._state(profile, 0)):
            arcs = state.route(start, goal)
            if arcs is not None and arcs.size:
                spent = np.cumsum(state.seconds[arcs])
                parts = np.rint(FINENESS * spent / max(float(spent[-1]), 1e-9))
                nodes = [start, *self._network.head[arcs].tolist()]
                self.found.append((nodes, [0, *parts.astype(int).tolist()]))
                self.seconds.append(float(spent[-1]))
                return len(self.found) - 1
        return -1

    def _state(self, profile: str, epoch: int) -> RoadState:
        if epoch == 0:
            return self._book.state(profile, (), None)
        key = (profile, epoch)
        if key not in self._states:
            self._states[key] = self._book.passing_state(profile, self._factors(epoch))
        return self._states[key]

    def _factors(self, epoch: int) -> NDArray[np.float64]:
        """Return the speed factors after so many instants of change, shape ``(n_arcs,)``."""
        factors = np.ones(self._network.n_arcs)
        past = np.asarray(self._roads["time_s"]) <= self._instants[epoch - 1]
        order = np.flatnonzero(past)  # rows are in the order of time: the last one rules
        factors[np.asarray(self._roads["arc"])[order]] = np.asarray(self._roads["factor"])[order]
        return factors
