"""Closing a breach: rock trucks, the road they queue on, the places where they tip (封堵)."""

from __future__ import annotations

import math
from bisect import insort
from typing import TYPE_CHECKING

from sandtable.dispatch.lanes import Column
from sandtable.dispatch.times import Times
from sandtable.ground.clock import Rank, grid, priority
from sandtable.ground.laws import Law
from sandtable.ground.luck import address

if TYPE_CHECKING:
    from collections.abc import Generator

    from sandtable.dispatch.lanes import Phase
    from sandtable.dispatch.operation import Operation
    from sandtable.dispatch.people import People
    from sandtable.world.works import Closing, Convoy

K_READY, K_LOAD, K_TIP = 0, 1, 2
"""Numbers k of the draws of a rock truck (purpose "rock", entity closing, convoy and truck)."""

_NOTHING = Law.constant(0.0)


class RockTruck(Column):
    """A truck of a convoy in a run."""

    __slots__ = ("convoy", "first_s", "id", "number", "trips")

    def __init__(self, convoy: Convoy, number: int, node: int) -> None:
        name = f"{convoy.id}_{number + 1:03d}"
        super().__init__(node, convoy.profile, priority(Rank.ARRIVAL, name[:63]))
        self.convoy = convoy
        self.number = number
        """Within its convoy, from 0."""
        self.id = name
        self.first_s = math.nan
        """Instant at which it first came to the site [s]."""
        self.trips = 0


class Work:
    """A closing in a run: who waits, what has been tipped, how far it is."""

    def __init__(self, data: Closing) -> None:
        self.data = data
        self.started = False
        self.calm_s = math.inf
        self.tipping = 0
        self.queue: list[tuple[float, str, RockTruck]] = []
        self.tipped_t = 0.0
        self.done = False
        self.trucks: list[RockTruck] = []
        self.rows: list[tuple[float, float, float]] = []
        """Instant [s], rock tipped [t] and metres closed [m] after each load."""

    @property
    def closed_m(self) -> float:
        """Metres that are closed by now."""
        rock = max(self.tipped_t - self.data.platform_t, 0.0)
        return min(rock / self.data.tonnes_per_m, self.data.width_m)


class Closings:
    """All closings of a run."""

    def __init__(self, op: Operation, people: People) -> None:
        self._op = op
        self._people = people
        self.works = {one.id: Work(one) for one in op.world.plan.closings}

    def start(self, name: str) -> bool:
        """Call the convoys of a closing; False when there is none, or they were called."""
        work = self.works.get(name)
        if work is None or work.started:
            return False
        work.started = True
        for convoy in sorted(work.data.convoys, key=lambda one: one.id):
            node, numbers = self._op.node_of(convoy.from_), range(convoy.trucks)
            trucks = [RockTruck(convoy, number, node) for number in numbers]
            work.trucks.extend(trucks)
            laws = (_NOTHING, convoy.load, work.data.tip)
            names = [truck.id for truck in trucks]
            times = Times(self._op.luck, "rock", name, names, laws)
            ready = grid(self._op.clock.now + self._ready_s(work, convoy))
            for truck in trucks:
                truck.life = self._shuttle(work, truck, times, ready)
                self._op.resume(truck)
        return True

    def activated(self, entry: str) -> None:
        """Note from when on the water of an entry that has begun will be slow enough to tip."""
        op, now = self._op, self._op.clock.now
        for name in sorted(self.works):
            work = self.works[name]
            if work.data.entry == entry:
                calm = op.roads.impact(entry).exposures(work.data.calm)
                if calm:
                    work.calm_s = grid(now + min(one.from_s for one in calm))
                    if work.calm_s < op.horizon_s:
                        op.clock.at(work.calm_s, priority(Rank.ROAD, name), self._calm, work)

    def _calm(self, work: Work, _: int) -> None:
        self._call(work)

    def _shuttle(
        self, work: Work, truck: RockTruck, times: Times, ready: float
    ) -> Generator[Phase, None, None]:
        """Roll out, drive to the site, wait for a berth, tip, drive back, load: again and again."""
        clock, drive = self._op.clock, self._people.lanes.drive
        home, site = truck.node, self._people.node_of(work.data.site)
        named = (truck.id, truck.convoy.id)
        if ready > clock.now:
            yield ready
        while not work.done:
            yield from drive(truck, site, named, 0, "rock")
            if not truck.trips:
                truck.first_s = clock.now
            _, load_s, tip_s = times.of(truck.number, truck.trips)
            insort(work.queue, (clock.now, truck.id, truck))
            if not self._may_tip(work, truck):
                yield None
            yield grid(clock.now + max(tip_s, 1.0))
            self._tip(work, truck)
            yield from drive(truck, home, named, 0, "return")
            yield grid(clock.now + max(load_s, 1.0))
            truck.trips += 1

    def _ready_s(self, work: Work, convoy: Convoy) -> float:
        """Draw when a convoy is ready [s]: it rolls together, so that is one draw for all of it."""
        if convoy.ready.is_constant:
            return convoy.ready.mean
        entity = address(work.data.id, convoy.id)
        return convoy.ready.quantile(self._op.luck.uniform("rock", entity, 0, K_READY))

    def _may_tip(self, work: Work, truck: RockTruck) -> bool:
        """Take a berth if one is free and this truck is the head of the queue."""
        free = work.tipping < work.data.berths and self._op.clock.now >= work.calm_s
        if free and work.queue[0][2] is truck:
            work.queue.pop(0)
            work.tipping += 1
            return True
        return False

    def _call(self, work: Work) -> None:
        """Call trucks that wait to the berths that are free."""
        while work.queue and self._may_tip(work, truck := work.queue[0][2]):
            truck.token += 1
            self._op.resume(truck)

    def _tip(self, work: Work, truck: RockTruck) -> None:
        work.tipping -= 1
        work.tipped_t += truck.convoy.load_t
        closed_m = work.closed_m
        work.rows.append((self._op.clock.now, work.tipped_t, closed_m))
        if not work.done and closed_m >= work.data.width_m:
            work.done = True
            self._op.control(work.data.entry, work.data.source)
        self._call(work)
