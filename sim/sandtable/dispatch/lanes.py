"""Lanes: stretches that let one vehicle pass at a time, as point queues (单车道排队)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from sandtable.ground.clock import grid

if TYPE_CHECKING:
    from collections.abc import Generator

    from numpy.typing import NDArray

    from sandtable.dispatch.clockwork import Clock
    from sandtable.dispatch.roads import Roads
    from sandtable.routing.roadbook import RoadState
    from sandtable.world.network import Network
    from sandtable.world.people import Lane

Phase = float | None
"""What a life yields: the instant at which a phase ends [s], None where something else ends it."""

Stretch = tuple[float, int, int]
"""Seconds, the node at its end, and the number of the lane before which it ends, -1 = none."""


class Queue:
    """The queue before a lane: whoever comes first passes first."""

    __slots__ = ("free_s", "headway_s", "passed")

    def __init__(self, headway_s: float) -> None:
        self.headway_s = headway_s
        self.free_s = 0.0
        """From when on the next vehicle may enter [s]."""
        self.passed = 0

    def take(self, now_s: float, vehicles: int) -> float:
        """Let vehicles enter one after the other; return when the last one enters [s]."""
        start = max(now_s, self.free_s)
        self.free_s = grid(start + vehicles * self.headway_s)
        self.passed += vehicles
        return grid(start + (vehicles - 1) * self.headway_s)


class Column:
    """Vehicles that keep together on a trip; a base of whoever drives so."""

    __slots__ = ("life", "node", "order", "profile", "token")

    def __init__(self, node: int, profile: str, order: int) -> None:
        self.node = node
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
        self._roads = roads
        self._clock = clock
        self.queues = {lane.id: Queue(lane.headway_s) for lane in lanes}
        self._queue = list(self.queues.values())
        self._lane_of = np.full(network.n_arcs, -1, dtype=np.int64)
        for number, lane in enumerate(lanes):
            self._lane_of[[network.arc_number(arc) for arc in lane.arcs]] = number
        self._cut = repr([lane.arcs for lane in lanes])
        """Name under which ways divided by these lanes are kept for other runs."""
        self.stuck: list[Column] = []
        """Columns that wait until a road opens."""
        self.trips: list[list[Any]] = []
        """Rows of the table ``vehicles``."""

    def eta(self, column: Column, goal: int) -> float:
        """Return the time of the best way as the roads are, without queues [s]; inf = none."""
        return self._roads.true[column.profile].eta(column.node, goal)

    def between(self, profile: str, start: int, goal: int) -> float:
        """Return the same from one node to another."""
        return self._roads.true[profile].eta(start, goal)

    def travel(self, column: Column, goal: int, vehicles: int = 1) -> Generator[Phase, None, bool]:
        """Drive to a node, stretch by stretch; the way is chosen anew before each.

        Yields the ends of its stretches [s]. Returns whether the goal was reached; if not,
        ``column.node`` is where the column has come to a stop.
        """
        clock = self._clock
        while column.node != goal:
            stretch = self._stretch(column, goal)
            if stretch is None:
                return False
            seconds, node, lane = stretch
            arrives = grid(clock.now + seconds)
            if arrives > clock.now:
                yield arrives
            column.node = node
            if lane >= 0:
                enters = self._queue[lane].take(clock.now, vehicles)
                if enters > clock.now:
                    yield enters
                crossing = self._crossing(column, goal, lane)
                if crossing is None:
                    return False
                seconds, node = crossing
                arrives = grid(clock.now + seconds)
                if arrives > clock.now:
                    yield arrives
                column.node = node
        return True

    def trip(
        self, column: Column, goal: int, named: tuple[str, str], persons: int, why: str
    ) -> Generator[Phase, None, bool]:
        """Travel, and record the trip of a vehicle, named by its own id and that of its fleet."""
        if column.node != goal and self._stretch(column, goal) is None:
            return False  # it does not set out
        row = self.begin(named, (column.node, goal), persons, why)
        there = yield from self.travel(column, goal)
        self.end(row, column.node)
        return there

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

    def _stretch(self, column: Column, goal: int) -> Stretch | None:
        """Return time and end of the way to the next lane or the goal, and the lane."""
        state = self._roads.true[column.profile]
        key = (self._cut, column.node, goal)
        if key not in state.memo:
            state.memo[key] = self._first_stretch(state, column.node, goal)
        found: Stretch | None = state.memo[key]
        return found

    def _first_stretch(self, state: RoadState, start: int, goal: int) -> Stretch | None:
        route = state.route(start, goal)
        if route is None:
            return None
        lanes = self._lane_of[route]
        (before,) = (lanes >= 0).nonzero()
        if not before.size:
            return self._along(state, start, route)[0], goal, -1
        first = int(before[0])
        return *self._along(state, start, route[:first]), int(lanes[first])

    def _crossing(self, column: Column, goal: int, lane: int) -> tuple[float, int] | None:
        """Return time and end of the way through a lane; None = it is no way any more."""
        state = self._roads.true[column.profile]
        key = (self._cut, column.node, goal, lane)
        if key not in state.memo:
            route, through = state.route(column.node, goal), None
            if route is not None:
                (other,) = (self._lane_of[route] != lane).nonzero()
                end = int(other[0]) if other.size else route.size
                through = self._along(state, column.node, route[:end])
            state.memo[key] = through
        found: tuple[float, int] | None = state.memo[key]
        return found

    def _along(self, state: RoadState, start: int, arcs: NDArray[np.int32]) -> tuple[float, int]:
        """Return the time along arcs [s], summed in their order, and the node at their end."""
        if not arcs.size:
            return 0.0, start
        return float(state.seconds[arcs].cumsum()[-1]), int(self._network.head[arcs[-1]])
