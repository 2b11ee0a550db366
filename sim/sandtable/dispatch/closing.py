"""Closing a breach: rock trucks, the road they queue on, the places where they tip (封堵)."""

from __future__ import annotations

import math
from bisect import insort
from typing import TYPE_CHECKING

from sandtable.dispatch.lanes import Column
from sandtable.ground.clock import Rank, grid, priority
from sandtable.ground.luck import address

if TYPE_CHECKING:
    from collections.abc import Generator

    from sandtable.dispatch.lanes import Phase
    from sandtable.dispatch.operation import Operation
    from sandtable.dispatch.people import People
    from sandtable.ground.laws import Law
    from sandtable.world.works import Closing, Convoy

K_READY, K_LOAD, K_TIP = 0, 1, 2
"""Numbers k of the draws of a rock truck (purpose "rock", entity closing, convoy and truck)."""


class RockTruck(Column):
    """A truck of a convoy in a run."""

    __slots__ = ("convoy", "first_s", "id", "trips")

    def __init__(self, convoy: Convoy, number: int, node: int) -> None:
        name = f"{convoy.id}_{number:03d}"
        super().__init__(node, convoy.profile, priority(Rank.ARRIVAL, name[:63]))
        self.convoy = convoy
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
            node = self._op.node_of(convoy.from_)
            for number in range(1, convoy.trucks + 1):
                truck = RockTruck(convoy, number, node)
                work.trucks.append(truck)
                truck.life = self._shuttle(work, truck)
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

    def _draw(self, law: Law, work: Work, truck: RockTruck, k: int) -> float:
        if law.is_constant:
            return law.mean
        # A convoy rolls together: its readiness is one draw for all its trucks.
        who = truck.convoy.id if k == K_READY else truck.id
        entity = address(work.data.id, who)
        return law.quantile(self._op.luck.uniform("rock", entity, truck.trips, k))

    def _shuttle(self, work: Work, truck: RockTruck) -> Generator[Phase, None, None]:
        """Roll out, drive to the site, wait for a berth, tip, drive back, load: again and again."""
        clock, convoy = self._op.clock, truck.convoy
        home, site = truck.node, self._people.node_of(work.data.site)
        ready = grid(clock.now + self._draw(convoy.ready, work, truck, K_READY))
        if ready > clock.now:
            yield ready
        while not work.done:
            yield from self._drive(truck, site, "rock")
            if math.isnan(truck.first_s):
                truck.first_s = clock.now
            insort(work.queue, (clock.now, truck.id, truck), key=lambda one: one[:2])
            if not self._may_tip(work, truck):
                yield None
            yield grid(clock.now + max(self._draw(work.data.tip, work, truck, K_TIP), 1.0))
            self._tip(work, truck)
            yield from self._drive(truck, home, "return")
            yield grid(clock.now + max(self._draw(convoy.load, work, truck, K_LOAD), 1.0))
            truck.trips += 1

    def _drive(self, truck: RockTruck, node: int, why: str) -> Generator[Phase, None, None]:
        """Drive to a node; where the road is cut a truck stands until it opens."""
        lanes, named = self._people.lanes, (truck.id, truck.convoy.id)
        while not (yield from lanes.trip(truck, node, named, 0, why)):
            yield from lanes.opening(truck)

    def _may_tip(self, work: Work, truck: RockTruck) -> bool:
        """Take a berth if one is free and this truck is the head of the queue."""
        free = work.tipping < work.data.berths and self._op.clock.now >= work.calm_s
        if free and work.queue and work.queue[0][2] is truck:
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
        work.rows.append((self._op.clock.now, work.tipped_t, work.closed_m))
        if not work.done and work.closed_m >= work.data.width_m:
            work.done = True
            self._op.control(work.data.entry, work.data.source)
        self._call(work)
