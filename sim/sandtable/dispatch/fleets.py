"""Buses that fetch people, boats that get them out of the water (客车、冲锋舟)."""

from __future__ import annotations

import math
from bisect import insort
from operator import attrgetter
from typing import TYPE_CHECKING

from sandtable.dispatch.lanes import Column
from sandtable.dispatch.thinning import time_of_day
from sandtable.dispatch.times import Times
from sandtable.ground.clock import Rank, grid, priority

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable

    from sandtable.dispatch.groups import Group
    from sandtable.dispatch.lanes import Phase
    from sandtable.dispatch.operation import Operation
    from sandtable.dispatch.people import People
    from sandtable.dispatch.shelters import Shelter
    from sandtable.world.people import Evacuation, Fleet

K_CALL_OUT, K_LOAD, K_TRIP = 0, 1, 2
"""Numbers k of the draws of a vehicle (purpose "fleet", entity fleet and vehicle, visit = trip)."""

_NIGHT_H = (19, 6)

_order = attrgetter("order")


class Vehicle(Column):
    """A bus or a boat in a run."""

    __slots__ = ("aboard", "data", "id", "number", "trips")

    def __init__(self, data: Fleet, number: int, node: int) -> None:
        name = f"{data.id}_{number + 1:03d}"
        super().__init__(node, data.profile, priority(Rank.ARRIVAL, name))
        self.data = data
        self.id = name
        self.number = number
        """Within its fleet, from 0."""
        self.aboard: list[Group] = []
        self.trips = 0

    @property
    def persons(self) -> int:
        """Persons on board."""
        return sum(group.persons for group in self.aboard)


class Stop:
    """A node where people wait for a bus."""

    __slots__ = ("coming", "persons", "queue")

    def __init__(self) -> None:
        self.queue: list[Group] = []
        """Groups in the order in which they came."""
        self.persons = 0
        self.coming = 0
        """Seats of buses on their way to it."""


class Fleets:
    """All buses and boats of a run, and the people who wait for them."""

    def __init__(self, op: Operation, people: People) -> None:
        self._op = op
        self._people = people
        self._day_s = time_of_day(op.world.scenario.start)
        bases = {base.id: base.node for base in op.world.place.bases}
        self._fleets = {fleet.id: fleet for fleet in op.world.plan.fleets}
        self.vehicles = {
            name: [Vehicle(fleet, number, bases[fleet.base]) for number in range(fleet.count)]
            for name, fleet in sorted(self._fleets.items())
        }
        self._times: dict[str, Times] = {}
        self._called: set[str] = set()
        self._granted: set[str] = set()
        """Agreements that have brought what they promise."""
        self._idle: dict[str, list[Vehicle]] = {"bus": [], "boat": []}
        """By kind: vehicles without work, by id."""
        self.stops: dict[int, Stop] = {}
        """By node: who waits for a bus."""
        self._nodes: list[int] = []
        """The same nodes in their order."""
        self.trapped: list[Group] = []
        """Groups that wait for a boat."""

    def all(self) -> list[Vehicle]:
        """Return all vehicles, by fleet and number."""
        return [one for vehicles in self.vehicles.values() for one in vehicles]

    # Calling out

    def call_out(self, name: str) -> bool:
        """Call out a fleet; False when there is none of this name, or it was called before.

        One that an agreement brings begins when it is there.
        """
        fleet = self._fleets.get(name)
        if fleet is None or name in self._called:
            return False
        self._called.add(name)
        if not fleet.agreement or fleet.agreement in self._granted:
            self._start(name)
        return True

    def granted(self, agreement: str) -> None:
        """Let the fleets of an agreement be there; those called out before begin now."""
        if agreement in self._granted:
            return
        self._granted.add(agreement)
        for name in sorted(self._called):
            if self._fleets[name].agreement == agreement:
                self._start(name)

    def _start(self, name: str) -> None:
        fleet, vehicles = self._fleets[name], self.vehicles[name]
        run = self._bus if fleet.kind == "bus" else self._boat
        names, laws = [one.id for one in vehicles], (fleet.call_out, fleet.load, fleet.trip)
        self._times[name] = Times(self._op.luck, "fleet", name, names, laws)
        for vehicle in vehicles:
            vehicle.life = run(vehicle)
            self._op.resume(vehicle)

    # People who wait

    def pick_up(self, group: Group) -> None:
        """Let a group wait for a bus where it is."""
        stop = self.stops.get(group.node)
        if stop is None:
            stop = self.stops[group.node] = Stop()
            insort(self._nodes, group.node)
        stop.queue.append(group)
        stop.persons += group.persons
        self._wake_buses((stop,))

    def rescue(self, group: Group) -> None:
        """Let a group wait for a boat."""
        self.trapped.append(group)
        for boat in self._idle["boat"].copy():
            if not self.trapped:
                break
            self._wake(boat)

    def caught(self, group: Group, persons: int) -> None:
        """Note that the water takes persons of a group out of the people who wait for a bus."""
        stop = self.stops.get(group.node)
        if stop is not None and group in stop.queue:
            stop.persons -= persons
            if persons == group.persons:
                stop.queue.remove(group)

    def roads_changed(self) -> None:
        """Let buses look for a way to those who could not be reached."""
        self._wake_buses(self.stops.values())

    def _wake_buses(self, stops: Iterable[Stop]) -> None:
        """Let buses that stand idle look for work, as long as there is some at these stops."""
        idle = self._idle["bus"]
        open_ = [stop for stop in stops if idle and stop.persons > stop.coming]
        hopeless: set[tuple[str, int]] = set()
        for bus in idle.copy() if open_ else ():
            where = (bus.profile, bus.node)
            if where in hopeless:  # as others of its kind at this place
                continue
            if not any(stop.persons > stop.coming for stop in open_):
                break
            self._wake(bus)
            if bus in idle:
                hopeless.add(where)

    def _wake(self, vehicle: Vehicle) -> None:
        """Let a vehicle look for work; if it finds none it stands idle again."""
        self._idle[vehicle.data.kind].remove(vehicle)
        vehicle.token += 1
        self._op.resume(vehicle)

    def _rest(self, vehicle: Vehicle) -> Generator[Phase, None, None]:
        insort(self._idle[vehicle.data.kind], vehicle, key=_order)
        yield None

    def _draw(self, vehicle: Vehicle, k: int) -> float:
        return self._times[vehicle.data.id].of(vehicle.number, vehicle.trips)[k]

    def _ready(self, vehicle: Vehicle) -> Generator[Phase, None, None]:
        ready = grid(self._op.clock.now + self._draw(vehicle, K_CALL_OUT))
        if ready > self._op.clock.now:
            yield ready

    def _load(self, vehicle: Vehicle) -> Generator[Phase, None, None]:
        yield grid(self._op.clock.now + max(self._draw(vehicle, K_LOAD), 1.0))

    # Buses

    def _bus(self, bus: Vehicle) -> Generator[Phase, None, None]:
        """Fetch people, take them to a shelter, and again, as long as somebody waits."""
        yield from self._ready(bus)
        while True:
            node = self._next_stop(bus)
            if node < 0:
                yield from self._rest(bus)
                continue
            stop = self.stops[node]
            stop.coming += bus.data.capacity
            there = yield from self._drive(bus, node, "fetch")
            stop.coming -= bus.data.capacity
            if there:
                yield from self._load(bus)
                self._board(bus, stop)
            else:
                self._wake_buses((stop,))  # perhaps another one finds a way
            if bus.aboard:
                yield from self._deliver(bus)
            bus.trips += 1

    def _drive(self, bus: Vehicle, node: int, why: str) -> Generator[Phase, None, bool]:
        named = (bus.id, bus.data.id)
        if bus.node == node:
            return True
        return (yield from self._people.lanes.trip(bus, node, named, bus.persons, why))

    def _next_stop(self, bus: Vehicle) -> int:
        """Return the node with most people for whom no bus is coming, -1 = none in reach.

        Nobody is fetched from where the road to the exit is cut.
        """
        best, most = -1, 0
        for node in self._nodes:
            stop = self.stops[node]
            left = stop.persons - stop.coming
            if left > most and self._is_way(bus, node, stop):
                best, most = node, left
        return best

    def _is_way(self, bus: Vehicle, node: int, stop: Stop) -> bool:
        lanes, plan = self._people.lanes, self._people.plan_of(stop.queue[0].zone)
        on = lanes.between(bus.profile, node, self._people.node_of(plan.exit))
        return not math.isinf(on) and not math.isinf(lanes.eta(bus, node))

    def _board(self, bus: Vehicle, stop: Stop) -> None:
        """Let people board, those who have waited longest first, until the bus is full."""
        room, queue, now = bus.data.capacity, stop.queue, self._op.clock.now
        while room and queue:
            group = queue[0]
            part = self._people.split(group, room) if group.persons > room else queue.pop(0)
            room -= part.persons
            stop.persons -= part.persons
            self._people.go(part)
            part.phase = "moving"
            if part.by != "boat":  # the records keep who had to be taken out of the water
                part.by = bus.data.id
            if math.isnan(part.left_s):
                part.left_s = now
            bus.aboard.append(part)

    def _deliver(self, bus: Vehicle) -> Generator[Phase, None, None]:
        """Drive to the exit and on to the shelters, and let people out there."""
        clock, people = self._op.clock, self._people
        plan = people.plan_of(bus.aboard[0].zone)
        there = yield from self._drive(bus, people.node_of(plan.exit), "deliver")
        for group in bus.aboard:
            group.node = bus.node
        if not there:
            aboard, bus.aboard = bus.aboard, []
            for group in aboard:
                people.strand(group)
            return
        for group in bus.aboard:
            group.safe_s = clock.now if math.isnan(group.safe_s) else group.safe_s
        yield from self._take_on(bus, plan)

    def _take_on(self, bus: Vehicle, plan: Evacuation) -> Generator[Phase, None, None]:
        """Drive on from the exit; who goes to relatives is fetched at the first stop."""
        people = self._people
        kin = [one for group in bus.aboard if (one := people.kin_of(group)) is not None]
        staying = [group for group in bus.aboard if group not in kin]
        goals = [goal for group in staying for goal in people.shelters.book(bus, plan, group)]
        bus.aboard = [*kin, *(group for group, shelter in goals if shelter is not None)]
        for group, shelter in goals:
            if shelter is None:
                people.shelters.admit(group, None)
        nodes = {shelter.data.node for _, shelter in goals if shelter is not None}
        if kin and not nodes:
            nodes = {people.node_of(plan.shelters[0])}
        for node in sorted(nodes):
            while not (yield from self._drive(bus, node, "deliver")):
                yield from people.lanes.opening(bus)
            yield from self._load(bus)
            for group in kin:
                bus.aboard.remove(group)
                group.node = node
                people.with_relatives(group)
            kin = []
            self._let_out(bus, goals, node)

    def _let_out(self, bus: Vehicle, goals: list[tuple[Group, Shelter | None]], node: int) -> None:
        for group, shelter in goals:
            if shelter is not None and shelter.data.node == node:
                bus.aboard.remove(group)
                group.node = bus.node
                self._people.shelters.admit(group, shelter)

    # Boats

    def _boat(self, boat: Vehicle) -> Generator[Phase, None, None]:
        """Get people out of the water, those first who have been in it longest."""
        clock, people = self._op.clock, self._people
        yield from self._ready(boat)
        while True:
            if not self.trapped:
                yield from self._rest(boat)
                continue
            self._take_in(boat)
            land = people.landing(boat.aboard[0])
            ends = (boat.aboard[0].node, people.node_of(land) if land else boat.node)
            trip = people.lanes.begin((boat.id, boat.data.id), ends, boat.persons, "boat")
            yield grid(clock.now + max(self._draw(boat, K_TRIP) * self._night(boat), 1.0))
            people.lanes.end(trip, ends[1])
            aboard, boat.aboard = boat.aboard, []
            for group in aboard:
                group.safe_s = clock.now
                people.take_refuge(group, ends[1], land)
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
