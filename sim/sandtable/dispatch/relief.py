"""Relief of people who had to leave: what they need where they are, and who gets it (生活救助)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sandtable.dispatch.supply import NeedState, facility_need
from sandtable.ground.clock import Rank, grid, priority
from sandtable.world.scenario import ReliefNeed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sandtable.dispatch.groups import Group
    from sandtable.dispatch.operation import Operation
    from sandtable.world.place import Facility

REPORT_S = 1800.0
"""A facility reports who lacks what so long after somebody came to lack it [s]; so the families of
half an hour share one order of goods."""


class FacilityNeed(NeedState):
    """A kind of need of the people in one facility; `met` counts those who are there.

    Goods are reckoned in persons: provided = on their way + in store + given.
    """

    __slots__ = ("coming", "given", "kind", "lacking", "pending", "present", "store")

    def __init__(self, facility: Facility, kind: str) -> None:
        name = facility_need(facility.id, kind)
        # It arises with the people who come, at no instant that the scenario states.
        need = ReliefNeed(id=name, zone=facility.id, kind=kind, persons=0, at_s=math.inf)
        super().__init__(need, facility.node)
        self.kind = kind
        self.present = 0
        self.coming = 0
        """Persons on their way to it who lack the kind."""
        self.given = 0
        self.store = 0
        """Goods that nobody was there for."""
        self.lacking: list[Group] = []
        """Groups that lack it, in the order in which goods are given."""
        self.pending = False
        """A report is to follow."""

    @property
    def arisen(self) -> bool:
        """Goods can be sent at any time, also before anybody comes."""
        return True

    @property
    def wanted(self) -> int:
        """Persons who have been given some, who are there without, or who come without."""
        return self.given + self.present - self.met + self.coming

    def receive(self, persons: int, now_s: float) -> None:
        """Take goods into the store and hand them out."""
        self.store += persons
        self._hand_out(now_s)
        self._note(now_s)

    def _hand_out(self, now_s: float) -> None:
        """Give what is in store to those who lack it, group by group."""
        kind = self.kind
        while self.store and self.lacking:
            group = self.lacking[0]
            steps = group.had.setdefault(kind, [])
            has = steps[-1][1] if steps else 0
            lacks = group.persons - has
            given = min(lacks, self.store)
            steps.append((now_s, has + given))
            self.store -= given
            self.given += given
            self.met += given
            if given == lacks:
                self.lacking.pop(0)

    def come(self, group: Group, now_s: float) -> None:
        """Count a group in that has come."""
        steps = group.had.get(self.kind)
        has = steps[-1][1] if steps else 0
        self.present += group.persons
        self.met += has
        if has < group.persons:
            self.lacking.append(group)
            if self.store:
                self._hand_out(now_s)
        self._note(now_s)

    def go(self, group: Group, now_s: float) -> None:
        """Count a group out that leaves."""
        self.present -= group.persons
        self.met -= group.has(self.kind)
        if group in self.lacking:
            self.lacking.remove(group)
        self._note(now_s)

    def _note(self, now_s: float) -> None:
        """Record how many are there and how many of them have it, once an instant."""
        steps, present, met = self.steps, self.present, self.met
        if steps and steps[-1][0] == now_s:
            steps.pop()
        if not steps or steps[-1][1] != present or steps[-1][2] != met:
            steps.append((now_s, present, met))


class Relief:
    """The needs of people who found refuge, facility by facility."""

    def __init__(self, op: Operation, kinds: Iterable[str], facilities: list[Facility]) -> None:
        self._op = op
        self.kinds = tuple(dict.fromkeys(kinds))
        self._provides: dict[str, tuple[str, ...]] = {}
        self.needs: dict[str, list[FacilityNeed]] = {}
        """By facility: its needs, but for what is met on arrival."""
        for facility in sorted(facilities, key=lambda one: one.id):
            self._provides[facility.id] = tuple(k for k in self.kinds if k in facility.provides)
            self.needs[facility.id] = [
                FacilityNeed(facility, kind) for kind in self.kinds if kind not in facility.provides
            ]
            for need in self.needs[facility.id]:
                op.supply.needs[need.data.id] = need

    # People

    def expect(self, group: Group, facility: str, persons: int) -> None:
        """Note that persons of a group are on their way to a facility; less than 0 = no longer."""
        had, lacks = group.had, group.persons
        for need in self.needs[facility]:
            if had:
                lacks = group.persons - group.has(need.kind)
            if persons <= 0:
                need.coming -= min(-persons, lacks)
                continue
            need.coming += min(persons, lacks)
            if not need.pending:
                self._look(need)

    def come(self, group: Group, facility: str) -> None:
        """Let a group be in a facility from now on."""
        now = self._op.clock.now
        group.place = facility
        for need in self.needs[facility]:
            need.come(group, now)
            if not need.pending:
                self._look(need)

    def provide(self, group: Group, facility: str) -> None:
        """Let a group have what a facility provides to whoever is let in."""
        self._meet(group, self._provides[facility])

    def with_relatives(self, group: Group) -> None:
        """Let a group have all that it needs: it is with relatives."""
        self._meet(group, self.kinds)

    def _meet(self, group: Group, kinds: Iterable[str]) -> None:
        now, persons, had = self._op.clock.now, group.persons, group.had
        for kind in kinds:
            if kind not in had:
                had[kind] = [(now, persons)]
            elif group.has(kind) < persons:
                had[kind].append((now, persons))

    def go(self, group: Group) -> None:
        """Let a group leave the facility where it is."""
        for need in self.needs.get(group.place, ()):
            need.go(group, self._op.clock.now)
            if not need.pending:
                self._look(need)
        group.place = ""

    def split(self, group: Group, other: Group) -> None:
        """Let a group that was taken out of another one stand behind it."""
        other.place = group.place
        for need in self.needs.get(group.place, ()):
            if group in need.lacking:
                at = need.lacking.index(group)
                both = [one for one in (group, other) if one.has(need.kind) < one.persons]
                need.lacking[at : at + 1] = both

    # Reports

    def _look(self, need: FacilityNeed) -> None:
        """Let a report follow when goods are lacking, or no longer lacking."""
        wanted, known, provided = need.wanted, need.persons, need.provided
        if wanted == known or (wanted <= provided and known <= provided):
            return
        need.pending = True
        at = grid(self._op.clock.now + REPORT_S)
        self._op.clock.at(at, priority(Rank.MESSAGE, need.data.id), self._report, need)

    def _report(self, need: FacilityNeed, _: int) -> None:
        need.pending = False
        need.persons = need.wanted
        if need.provided < need.persons:
            self._op.desks.need(need)
        else:
            self._op.desks.provided(need)
