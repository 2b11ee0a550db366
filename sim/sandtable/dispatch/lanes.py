"""Lanes: stretches that let one vehicle pass at a time, as point queues (单车道排队)."""

from __future__ import annotations

import math
from sys import intern
from typing import TYPE_CHECKING, Any

import numpy as np

from sandtable.ground.clock import GRID, grid

if TYPE_CHECKING:
    from collections.abc import Generator

    from numpy.typing import NDArray

    from sandtable.dispatch.clockwork import Clock
    from sandtable.dispatch.roads import Roads
    from sandtable.routing.roadbook import RoadState
    from sandtable.world.network import Network
    from sandtable.world.people import Lane

_DONE = -math.inf
"""Instant of what has happened, whatever the order of events."""

Phase = float | None
"""What a life yields: the instant at which a phase ends [s], None where something else ends it."""

Stop = tuple[int, int]
"""A node at which a stretch ends, and the number of the lane that begins there, -1 = none."""

Stretch = tuple[float, Stop]
"""Seconds to the next lane or the goal, and where that is."""

Passage = tuple[float, tuple[int, int], float, Stop]
"""Seconds through a lane, the node behind it with the lane's number, and the stretch from there."""


class Queue:
    """The queue before a lane: whoever comes first passes first."""

    __slots__ = ("free_s", "headway_s")

    def __init__(self, headway_s: float) -> None:
        self.headway_s = headway_s
        self.free_s = 0.0
        """From when on the next vehicle may enter [s]."""

    def take(self, now_s: float, vehicles: int) -> float:
        """Let vehicles enter one after the other; return when the last one enters [s]."""
        start = max(now_s, self.free_s)
        self.free_s = (start + vehicles * self.headway_s + GRID) - GRID
        return start if vehicles == 1 else grid(start + (vehicles - 1) * self.headway_s)


class Column:
    """Vehicles that keep together on a trip; a base of whoever drives so."""

    __slots__ = ("ahead", "enters", "life", "node", "order", "profile", "token")

    def __init__(self, node: int, profile: str, order: int) -> None:
        self.node = node
        self.ahead: Stop | None = None
        """Where its stretch ends; None = it has to choose one."""
        self.enters = -1
        """Number of the lane that it enters now on a way to be chosen anew, -1 = none."""
        self.profile = profile
        self.order = order
        self.token = 0
        self.life: Generator[Phase, None, None] | None = None


class Lanes:
    """Trips of columns on the true roads, through the queues of all lanes of a place."""

    def __init__(
        self, lanes: tuple[Lane, ...], network: Network, roads: Roads, clock: Clock
    ) -> None:
        self._network = network
        self._true = roads.true
        self._clock = clock
        self.queues = {lane.id: Queue(lane.headway_s) for lane in lanes}
        self._queue = list(self.queues.values())
        self._lane_of = np.full(network.n_arcs, -1, dtype=np.int64)
        for number, lane in enumerate(lanes):
            self._lane_of[[network.arc_number(arc) for arc in lane.arcs]] = number
        self._cut = intern(repr([lane.arcs for lane in lanes]))
        """Name under which ways divided by these lanes are kept for other runs."""
        self._passing: dict[Column, tuple[float, float, tuple[int, int]]] = {}
        """Who has come before a lane since the roads changed last: when it enters and leaves
        [s], `_DONE` where it has done so as it came; the node behind it, the number of the lane."""
        self.stuck: list[Column] = []
        """Columns that wait until a road opens."""
        self.trips: list[list[Any]] = []
        """Rows of the table ``vehicles``."""

    def eta(self, column: Column, goal: int) -> float:
        """Return the time of the best way as the roads are, without queues [s]; inf = none."""
        return self._true[column.profile].eta(column.node, goal)

    def by_eta(self, column: Column, goals: tuple[tuple[str, int], ...]) -> list[str]:
        """Return the names of goals (name, node) by the time of the best way, ties by name."""
        state, key = self._true[column.profile], ("by_eta", column.node, goals)
        found: list[str] | None = state.memo.get(key)
        if found is None:
            times = sorted((state.eta(column.node, node), name) for name, node in goals)
            found = state.memo[key] = [name for _, name in times]
        return found

    def between(self, profile: str, start: int, goal: int) -> float:
        """Return the same from one node to another."""
        return self._true[profile].eta(start, goal)

    def travel(self, column: Column, goal: int, vehicles: int = 1) -> Generator[Phase, None, bool]:
        """Drive to a node, stretch by stretch.

        Yields the ends of its stretches [s]. Returns whether the goal was reached; if not,
        ``column.node`` is where the column has come to a stop.
        """
        while (until := self.step(column, goal, vehicles)) is not None:
            yield until
        return column.node == goal

    def trip(
        self, column: Column, goal: int, named: tuple[str, str], persons: int, why: str
    ) -> Generator[Phase, None, bool]:
        """Travel, and record the trip of a vehicle, named by its own id and that of its fleet."""
        start, until = column.node, self.step(column, goal)
        if until is None and column.node != goal:
            return False  # it does not set out
        row = self.begin(named, (start, goal), persons, why)
        while until is not None:
            yield until
            until = self.step(column, goal)
        self.end(row, column.node)
        return column.node == goal

    def drive(
        self, column: Column, goal: int, named: tuple[str, str], persons: int, why: str
    ) -> Generator[Phase, None, None]:
        """Make trips until the goal is reached; where the road is cut, stand until one changes."""
        while True:
            start, until = column.node, self.step(column, goal)
            if until is not None or column.node == goal:
                row = self.begin(named, (start, goal), persons, why)
                while until is not None:
                    yield until
                    until = self.step(column, goal)
                self.end(row, column.node)
            if column.node == goal:
                return
            self.stuck.append(column)
            yield None

    def step(self, column: Column, goal: int, vehicles: int = 1) -> float | None:
        """Let a column drive on; return when it does so again [s], None = it has come to a stop.

        The way is chosen anew before each lane and behind it. Who comes before a lane takes the
        queue and chooses for both at once, since only a change of the roads could make it choose
        otherwise later; then `roads_changed` calls it back to where it has to.
        """
        stop = column.ahead
        if stop is None:
            return self._set_out(column, goal, vehicles)
        now = self._clock.now
        while True:
            column.node, lane = stop
            if lane < 0:
                column.ahead = None
                return None
            enters = self._queue[lane].take(now, vehicles)
            try:  # what `_way` does: half of all events of a flood come by here
                way: Passage | None
                way = self._true[column.profile].memo[self._cut][stop[0], goal, lane]
            except KeyError:
                way = self._way(column, goal, lane)
            if way is None:
                return self._look(column, lane, enters)
            through_s, through, seconds, stop = way
            leaves = (enters + through_s + GRID) - GRID
            arrives = (leaves + seconds + GRID) - GRID
            if arrives > now:
                enters = enters if enters > now else _DONE
                self._passing[column] = (enters, leaves if leaves > now else _DONE, through)
                column.ahead = stop
                return arrives

    def _set_out(self, column: Column, goal: int, vehicles: int) -> float | None:
        """Choose a way where a column stands: at its start, before a lane, or behind it."""
        now, lane, column.enters = self._clock.now, column.enters, -1
        if column.node == goal and lane < 0:
            return None
        way = self._way(column, goal, lane)
        if way is None:
            return None
        through_s, through, seconds, column.ahead = way
        leaves = (now + through_s + GRID) - GRID
        arrives = (leaves + seconds + GRID) - GRID
        if arrives > now:
            if lane >= 0:
                self._passing[column] = (_DONE, leaves if leaves > now else _DONE, through)
            return arrives
        return self.step(column, goal, vehicles)

    def _look(self, column: Column, lane: int, enters: float) -> float | None:
        """Enter a lane behind which there is no way: perhaps a road opens by then."""
        column.ahead = None
        if enters > self._clock.now:
            column.enters = lane
            return enters
        return None

    def begin(
        self, named: tuple[str, str], ends: tuple[int, int], persons: int, why: str
    ) -> list[Any]:
        """Record that a trip begins; return its row."""
        row = [*named, *ends, self._clock.now, math.nan, persons, why]
        self.trips.append(row)
        return row

    def end(self, row: list[Any], node: int) -> None:
        """Record that a trip has ended at a node."""
        row[3], row[5] = node, self._clock.now

    def opening(self, column: Column) -> Generator[Phase, None, None]:
        """Stand until a road changes."""
        self.stuck.append(column)
        yield None

    def roads_changed(self) -> list[tuple[float, Column]]:
        """Return who had chosen its way ahead of this change, and when each chooses again [s]."""
        clock, back = self._clock, []
        passing, self._passing = self._passing, {}
        for column, (enters, leaves, (behind, lane)) in passing.items():
            if not clock.has_been(enters, column.order):
                column.ahead, column.enters = None, lane
                back.append((enters, column))
            elif not clock.has_been(leaves, column.order):
                column.ahead, column.node = None, behind
                back.append((leaves, column))
        return back

    def _way(self, column: Column, goal: int, lane: int) -> Passage | None:
        """Return the way through a lane, if any, and on to the next one or the goal."""
        state, key = self._true[column.profile], (column.node, goal, lane)
        try:
            found: Passage | None = state.memo[self._cut][key]
        except KeyError:
            found = self._chosen(state, *key)
            state.memo.setdefault(self._cut, {})[key] = found
        return found

    def _chosen(self, state: RoadState, start: int, goal: int, lane: int) -> Passage | None:
        through_s, behind = 0.0, start
        if lane >= 0:
            route = state.route(start, goal)
            if route is None:
                return None
            (other,) = (self._lane_of[route] != lane).nonzero()
            end = int(other[0]) if other.size else route.size
            through_s, behind = self._along(state, start, route[:end])
        stretch = self._stretch(state, behind, goal)
        return None if stretch is None else (through_s, (behind, lane), *stretch)

    def _stretch(self, state: RoadState, start: int, goal: int) -> Stretch | None:
        """Return time and end of the way to the next lane or the goal."""
        route = state.route(start, goal)
        if route is None:
            return None
        lanes = self._lane_of[route]
        (before,) = (lanes >= 0).nonzero()
        if not before.size:
            return self._along(state, start, route)[0], (goal, -1)
        first = int(before[0])
        seconds, node = self._along(state, start, route[:first])
        return seconds, (node, int(lanes[first]))

    def _along(self, state: RoadState, start: int, arcs: NDArray[np.int32]) -> tuple[float, int]:
        """Return the time along arcs [s], summed in their order, and the node at their end."""
        if not arcs.size:
            return 0.0, start
        return float(state.seconds[arcs].cumsum()[-1]), int(self._network.head[arcs[-1]])
