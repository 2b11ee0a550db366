"""Shelters that take people in, and keep room for those who are on their way (安置点)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sandtable.dispatch.groups import Group
    from sandtable.dispatch.lanes import Column
    from sandtable.dispatch.operation import Operation
    from sandtable.dispatch.people import People
    from sandtable.world.people import Evacuation
    from sandtable.world.place import Facility


class Shelter:
    """A place that takes people in: how many are there, and from when on (安置点)."""

    __slots__ = ("data", "expected", "inside", "open_s", "outside")

    def __init__(self, data: Facility) -> None:
        self.data = data
        self.open_s = math.inf
        """Open from here on [s]; inf = not opened yet."""
        self.expected = 0
        """Persons inside or on their way to it."""
        self.inside = 0
        self.outside: list[Group] = []
        """Groups that wait until it opens."""

    @property
    def room(self) -> float:
        """Persons for whom there is still room; inf = no limit."""
        return self.data.capacity - self.expected if self.data.capacity else math.inf


class Shelters:
    """All shelters of a run."""

    def __init__(self, op: Operation, people: People, facilities: dict[str, Facility]) -> None:
        self._op = op
        self._people = people
        names = {name for plan in op.world.plan.evacuations for name in plan.shelters}
        self.by_id = {name: Shelter(facilities[name]) for name in sorted(names)}
        self._nodes = {
            plan.id: tuple((name, facilities[name].node) for name in plan.shelters)
            for plan in op.world.plan.evacuations
        }
        """By evacuation: its shelters and their nodes."""

    def open(self, name: str) -> bool:
        """Open a shelter; whoever waits before it goes in. False when it is none, or open."""
        shelter = self.by_id.get(name)
        if shelter is None or shelter.open_s <= self._op.clock.now:
            return False
        shelter.open_s = self._op.clock.now
        waiting, shelter.outside = shelter.outside, []
        for group in waiting:
            self._let_in(group, shelter)
        return True

    def nearest(self, driver: Column, plan: Evacuation) -> Shelter | None:
        """Return the shelter with room that is nearest to a driver, open ones first."""
        closed: Shelter | None = None
        for name in self._people.lanes.by_eta(driver, self._nodes[plan.id]):
            shelter = self.by_id[name]
            if shelter.room > 0:
                if shelter.open_s < math.inf:
                    return shelter
                closed = closed or shelter
        return closed

    def keep(self, group: Group, shelter: Shelter, persons: int) -> None:
        """Keep room for persons of a group."""
        shelter.expected += persons
        if self._people.relief is not None:
            self._people.relief.expect(group, shelter.data.id, persons)

    def book(
        self, driver: Column, plan: Evacuation, group: Group
    ) -> list[tuple[Group, Shelter | None]]:
        """Divide a group among the shelters that have room for it, the nearest first."""
        parts: list[tuple[Group, Shelter | None]] = []
        while True:
            shelter = self.nearest(driver, plan)
            parts.append((group, shelter))
            if shelter is None:
                return parts
            rest = None
            if group.persons > shelter.room:
                rest = self._people.split(group, group.persons - int(shelter.room))
            self.keep(group, shelter, group.persons)
            if rest is None:
                return parts
            group = rest

    def admit(self, group: Group, shelter: Shelter | None) -> None:
        """Take a group in, or let it wait until the shelter opens; without one it stays outside."""
        relief = self._people.relief
        if shelter is None:
            group.phase = "refuge"  # safe, and nowhere to stay
            self._people.stay(group, self._people.facility_at(group.node))
            return
        group.destination = shelter.data.id
        if relief is not None:
            relief.expect(group, shelter.data.id, -group.persons)
        self._people.stay(group, shelter.data.id)
        if shelter.open_s > self._op.clock.now:
            group.phase = "refuge"
            shelter.outside.append(group)
            return
        self._let_in(group, shelter)

    def _let_in(self, group: Group, shelter: Shelter) -> None:
        shelter.inside += group.persons
        group.phase, group.arrived_s = "sheltered", self._op.clock.now
        if self._people.relief is not None:
            self._people.relief.provide(group, shelter.data.id)
