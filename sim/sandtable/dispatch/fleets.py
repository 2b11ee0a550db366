"""Buses that fetch people, boats that get them out of the water (客车、冲锋舟)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sandtable.dispatch.incidents import time_of_day
from sandtable.dispatch.lanes import Column
from sandtable.ground.clock import Rank, grid, priority
from sandtable.ground.luck import address

if TYPE_CHECKING:
    from collections.abc import Generator

    from sandtable.dispatch.groups import Group
    from sandtable.dispatch.lanes import Phase
    from sandtable.dispatch.operation import Operation
    from sandtable.dispatch.people import People, Shelter
    from sandtable.world.people import Evacuation, Fleet

K_CALL_OUT, K_LOAD, K_TRIP = 0, 1, 2
"""Numbers k of the draws of a vehicle (purpose "fleet", entity fleet and vehicle, visit = trip)."""

_NIGHT_H = (19, 6)


class Vehicle(Column):
    """A bus or a boat in a run."""

    __slots__ = ("aboard", "data", "id", "idle", "trips")

    def __init__(self, data: Fleet, number: int, node: int) -> None:
        name = f"{data.id}_{number:03d}"
        super().__init__(node, data.profile, priority(Rank.ARRIVAL, name[:63]))
        self.data = data
        self.id = name
        self.aboard: list[Group] = []
        self.idle = False
        self.trips = 0


class Fleets:
    """All buses and boats of a run, and the people who wait for them."""

    def __init__(self, op: Operation, people: People) -> None:
        self._op = op
        self._people = people
        self._day_s = time_of_day(op.world.scenario.start)
        bases = {base.id: base.node for base in op.world.place.bases}
        self.vehicles = [
            Vehicle(fleet, number, bases[fleet.base])
            for fleet in sorted(op.world.plan.fleets, key=lambda one: one.id)
            for number in range(1, fleet.count + 1)
        ]
        self._started: set[str] = set()
        self.waiting: dict[int, list[Group]] = {}
        """Groups that wait for a bus, by node."""
        self.trapped: list[Group] = []
        self._coming: dict[int, int] = {}
        """Seats of buses on their way to a node."""

    def start(self, fleet: str) -> bool:
        """Call out a fleet; False when there is none of this name, or it was called before."""
        mine = [one for one in self.vehicles if one.data.id == fleet]
        if not mine or fleet in self._started:
            return False
        self._started.add(fleet)
        for vehicle in mine:
            run = self._bus if vehicle.data.kind == "bus" else self._boat
            vehicle.life = run(vehicle)
            self._op.resume(vehicle)
        return True

    # People who wait

    def pick_up(self, group: Group) -> None:
        """Let a group wait for a bus where it is."""
        self.waiting.setdefault(group.node, []).append(group)
        self._wake("bus")

    def rescue(self, group: Group) -> None:
        """Let a group wait for a boat."""
        self.trapped.append(group)
        self._wake("boat")

    def leave_queue(self, group: Group) -> None:
        """Take a group out of the people who wait for a bus."""
        queue = self.waiting.get(group.node, [])
        if group in queue:
            queue.remove(group)

    def _wake(self, kind: str) -> None:
        """Let all that stand idle look for work; who finds none stands idle again."""
        for vehicle in self.vehicles:
            if vehicle.idle and vehicle.data.kind == kind:
                vehicle.idle = False
                vehicle.token += 1
                self._op.resume(vehicle)

    def _draw(self, vehicle: Vehicle, k: int) -> float:
        law = (vehicle.data.call_out, vehicle.data.load, vehicle.data.trip)[k]
        if law.is_constant:
            return law.mean
        entity = address(vehicle.data.id, vehicle.id)
        return law.quantile(self._op.luck.uniform("fleet", entity, vehicle.trips, k))

    # Buses

    def _bus(self, bus: Vehicle) -> Generator[Phase, None, None]:
        """Fetch people, take them to a shelter, and again, as long as somebody waits."""
        clock = self._op.clock
        ready = grid(clock.now + self._draw(bus, K_CALL_OUT))
        if ready > clock.now:
            yield ready
        while True:
            node = self._next_stop(bus)
            if node < 0:
                bus.idle = True
                yield None
                continue
            seats = bus.data.capacity
            self._coming[node] = self._coming.get(node, 0) + seats
            there = yield from self._people.lanes.travel(bus, node)
            self._coming[node] -= seats
            if there:
                yield grid(clock.now + max(self._draw(bus, K_LOAD), 1.0))
                self._board(bus, node)
            else:  # the road is cut: ask again in a while, from where it stands
                yield grid(clock.now + 600.0)
            if bus.aboard:
                yield from self._deliver(bus)
            bus.trips += 1

    def _next_stop(self, bus: Vehicle) -> int:
        """Return the node with most people for whom no bus is coming, -1 = none in reach."""
        best, most = -1, 0
        for node in sorted(self.waiting):
            persons = sum(group.persons for group in self.waiting[node])
            left = persons - self._coming.get(node, 0)
            if left > most and not math.isinf(self._people.lanes.eta(bus, node)):
                best, most = node, left
        return best

    def _board(self, bus: Vehicle, node: int) -> None:
        """Let people board, those who have waited longest first, until the bus is full."""
        room, queue = bus.data.capacity, self.waiting.get(node, [])
        while room and queue:
            group = queue[0]
            part = self._people.split(group, room) if group.persons > room else queue.pop(0)
            room -= part.persons
            part.phase, part.by = "moving", bus.data.id
            if math.isnan(part.left_s):
                part.left_s = self._op.clock.now
            bus.aboard.append(part)

    def _deliver(self, bus: Vehicle) -> Generator[Phase, None, None]:
        """Drive to the exit and on to a shelter, and let people out there."""
        clock, people = self._op.clock, self._people
        plan = self._plan_of(bus.aboard[0])
        there = yield from people.lanes.travel(bus, people.node_of(plan.exit))
        aboard, bus.aboard = bus.aboard, []
        if not there:
            for group in aboard:
                group.node = bus.node
                people.strand(group)
            return
        for group in aboard:
            group.safe_s = clock.now if math.isnan(group.safe_s) else group.safe_s
            group.node = bus.node
        goals = [people.book_shelter(bus, plan, group.persons) for group in aboard]
        stops = sorted({goal.data.node for goal in goals if goal is not None})
        for node in stops:
            there = yield from people.lanes.travel(bus, node)
            yield grid(clock.now + max(self._draw(bus, K_LOAD), 1.0))
            self._let_out(bus, aboard, goals, node)
        for group, goal in zip(aboard, goals, strict=True):
            if goal is None:
                people.admit(group, None)

    def _let_out(
        self, bus: Vehicle, aboard: list[Group], goals: list[Shelter | None], node: int
    ) -> None:
        for group, goal in zip(aboard, goals, strict=True):
            if goal is not None and goal.data.node == node:
                group.node = bus.node
                self._people.admit(group, goal)

    def _plan_of(self, group: Group) -> Evacuation:
        for plan in self._op.world.plan.evacuations:
            if not plan.zones or group.zone in plan.zones:
                return plan
        return self._op.world.plan.evacuations[0]

    # Boats

    def _boat(self, boat: Vehicle) -> Generator[Phase, None, None]:
        """Get people out of the water, those first who have been in it longest."""
        clock = self._op.clock
        ready = grid(clock.now + self._draw(boat, K_CALL_OUT))
        if ready > clock.now:
            yield ready
        while True:
            if not self.trapped:
                boat.idle = True
                yield None
                continue
            self._take_in(boat)
            yield grid(clock.now + max(self._draw(boat, K_TRIP) * self._night(boat), 1.0))
            aboard, boat.aboard = boat.aboard, []
            for group in aboard:
                group.safe_s = clock.now
                plan = self._plan_of(group)
                group.node = self._people.node_of(plan.exit)
                group.phase = "refuge"
                self.pick_up(group)
            boat.trips += 1

    def _take_in(self, boat: Vehicle) -> None:
        room = boat.data.capacity
        while room and self.trapped:
            group = self.trapped[0]
            part = self._people.split(group, room) if group.persons > room else self.trapped.pop(0)
            room -= part.persons
            part.phase, part.by = "moving", "boat"
            part.left_s = self._op.clock.now if math.isnan(part.left_s) else part.left_s
            boat.aboard.append(part)

    def _night(self, boat: Vehicle) -> float:
        hour = ((self._op.clock.now + self._day_s) // 3600.0) % 24
        dark = hour >= _NIGHT_H[0] or hour < _NIGHT_H[1]
        return boat.data.night_factor if dark else 1.0
