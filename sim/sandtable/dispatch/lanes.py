"""Lanes: stretches that let one vehicle pass at a time, as point queues (单车道排队)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandtable.ground.clock import grid

if TYPE_CHECKING:
    from collections.abc import Generator

    from sandtable.dispatch.clockwork import Clock
    from sandtable.dispatch.roads import Roads
    from sandtable.world.network import Network
    from sandtable.world.people import Lane

Phase = float | None
"""What a life yields: the instant at which a phase ends [s], None where something else ends it."""


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
        self._lane_of = {
            network.arc_number(arc): self.queues[lane.id] for lane in lanes for arc in lane.arcs
        }

    def eta(self, column: Column, goal: int) -> float:
        """Return the time of the best way as the roads are, without queues [s]; inf = none."""
        seconds: float = self._roads.true[column.profile].eta(column.node, goal)
        return seconds

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
            seconds, node, queue = stretch
            arrives = grid(clock.now + seconds)
            if arrives > clock.now:
                yield arrives
            column.node = node
            if queue is not None:
                enters = queue.take(clock.now, vehicles)
                if enters > clock.now:
                    yield enters
                crossing = self._crossing(column, goal, queue)
                if crossing is None:
                    return False
                seconds, node = crossing
                arrives = grid(clock.now + seconds)
                if arrives > clock.now:
                    yield arrives
                column.node = node
        return True

    def _stretch(self, column: Column, goal: int) -> tuple[float, int, Queue | None] | None:
        """Return time and end of the way to the next lane or the goal, and the lane's queue."""
        state = self._roads.true[column.profile]
        route = state.route(column.node, goal)
        if route is None:
            return None
        seconds, node = 0.0, column.node
        for arc in route.tolist():
            queue = self._lane_of.get(arc)
            if queue is not None:
                return seconds, node, queue
            seconds += float(state.seconds[arc])
            node = int(self._network.head[arc])
        return seconds, node, None

    def _crossing(self, column: Column, goal: int, queue: Queue) -> tuple[float, int] | None:
        """Return time and end of the way through a lane; None = it is no way any more."""
        state = self._roads.true[column.profile]
        route = state.route(column.node, goal)
        if route is None:
            return None
        seconds, node = 0.0, column.node
        for arc in route.tolist():
            if self._lane_of.get(arc) is not queue:
                break
            seconds += float(state.seconds[arc])
            node = int(self._network.head[arc])
        return seconds, node
