"""People of a run: at home, on their way, in the water, in shelters; none is ever lost sight of."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sandtable.dispatch.evacuation import Warnings
from sandtable.dispatch.fleets import Fleets
from sandtable.dispatch.groups import Divider, Group
from sandtable.dispatch.lanes import Lanes
from sandtable.dispatch.relief import Relief
from sandtable.dispatch.shelters import Shelters
from sandtable.ground.clock import Rank, grid, priority

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable

    from sandtable.dispatch.lanes import Column, Phase
    from sandtable.dispatch.operation import Operation
    from sandtable.hazards.rows import Exposure
    from sandtable.world.people import Evacuation, Means

_THERE = frozenset({"home", "told", "waiting"})
"""Phases of those who have not left their zone."""


class People:
    """All people of a run, as groups that are split and never lost."""

    def __init__(self, op: Operation) -> None:
        self._op = op
        world = op.world
        self.lanes = Lanes(world.place.lanes, world.network, op.roads, op.clock)
        facilities = {one.id: one for one in world.place.facilities}
        self._node = {name: one.node for name, one in facilities.items()}
        self.shelters = Shelters(op, self, facilities)
        used = sorted(_refuges(world.plan.evacuations) | set(self.shelters.by_id))
        self._facility_at = {self._node[name]: name for name in reversed(used)}
        relief = world.scenario.relief
        self.relief = (
            Relief(op, relief.needs, [facilities[one] for one in used]) if relief else None
        )
        self.homes: dict[str, list[Group]] = {}
        self.groups: list[Group] = []
        self._there: dict[str, list[Group]] = {}
        """By zone: those who may still be there, in the order of `groups`."""
        self._count: dict[str, int] = {}
        self.initial: dict[str, int] = {}
        """Persons of each zone at time 0."""
        for residents in sorted(world.scenario.residents, key=lambda one: one.id):
            node = op.node_of(residents.zone)
            home = Group(residents.id, residents.zone, residents.cohort, node, residents.persons)
            self.homes.setdefault(residents.zone, []).append(home)
            self._add(home)
            self.initial[residents.zone] = self.initial.get(residents.zone, 0) + residents.persons
        self.wet: dict[str, float] = {}
        """Part of each zone that water has reached, [0-1]."""
        self.wet_from: dict[str, float] = {}
        """Instant at which water first reached a zone [s]."""
        self._plan_of: dict[str, Evacuation] = {}
        self._drawn: dict[str, int] = {}
        self._kin: dict[tuple[str, str], Divider | None] = {}
        """By evacuation and means: who goes to relatives, and who does not."""
        self.warnings = Warnings(op, self)
        self.fleets = Fleets(op, self)

    def _add(self, group: Group) -> None:
        self.groups.append(group)
        if group.phase in _THERE:
            self._there.setdefault(group.zone, []).append(group)

    # Places and plans

    def node_of(self, facility: str) -> int:
        """Return the node of a facility."""
        return self._node[facility]

    def facility_at(self, node: int) -> str:
        """Return the shelter, refuge or exit at a node; empty = none."""
        return self._facility_at.get(node, "")

    def plan_of(self, zone: str) -> Evacuation:
        """Return the evacuation of a zone."""
        plan = self._plan_of.get(zone)
        if plan is None:
            plans = self._op.world.plan.evacuations
            fit = (one for one in plans if not one.zones or zone in one.zones)
            plan = self._plan_of[zone] = next(fit, plans[0])
        return plan

    def landing(self, group: Group) -> str:
        """Return where a boat takes a group: the nearest refuge, or the exit, by free roads.

        Where nobody planned to leave there is none, and it takes them to its base.
        """
        if not self._op.world.plan.evacuations:
            return ""
        plan = self.plan_of(group.zone)
        names = sorted(_refuges((plan,)))
        free = self._op.roads.free[self._op.world.plan.reference.id]
        return min(names, key=lambda one: (grid(free.eta(group.node, self._node[one])), one))

    # Groups

    def split(self, group: Group, persons: int) -> Group:
        """Take persons out of a group; the new group has a number of its own."""
        other = group.split(persons)
        number = self._count[group.residents] = self._count.get(group.residents, 0) + 1
        other.number = number
        self._add(other)
        if group.place and self.relief is not None:
            self.relief.split(group, other)
        return other

    def begin(self, group: Group, life: Generator[Phase, None, None]) -> None:
        """Let a group that was split off go its own way."""
        # The id decides ties: residents, then the number of the batch.
        group.order = priority(Rank.ARRIVAL, f"{group.residents}_{group.number:05d}")
        group.life = life
        self._op.resume(group)

    def stay(self, group: Group, facility: str) -> None:
        """Let a group be in a facility."""
        if self.relief is not None and facility:
            self.relief.come(group, facility)

    def go(self, group: Group) -> None:
        """Let a group leave the facility where it is."""
        if self.relief is not None and group.place:
            self.relief.go(group)

    # Leaving

    def leave(
        self, batch: Group, plan: Evacuation, means: Means, ready: float
    ) -> Generator[Phase, None, None]:
        """Get ready until an instant, go, arrive: the way of a batch that was told."""
        clock = self._op.clock
        if ready > clock.now:
            yield ready
        if means.kind == "bus":
            batch.phase = "waiting"
            self.fleets.pick_up(batch)
            return
        batch.left_s, batch.phase, batch.by = clock.now, "moving", means.id
        if means.kind == "foot":
            yield from self._walk(batch, means)
            return
        vehicles = math.ceil(batch.persons / means.persons_per_vehicle - 1e-9)
        there = yield from self.lanes.travel(batch, self._node[plan.exit], vehicles)
        if not there:
            self.strand(batch)
            return
        batch.safe_s = clock.now
        yield from self._settle(batch, plan, means, self._to_relatives(batch, plan, means.id))

    def _walk(self, batch: Group, means: Means) -> Generator[Phase, None, None]:
        """Walk to the nearest refuge and wait there for a bus."""
        eta = {name: self.lanes.eta(batch, self._node[name]) for name in means.refuges}
        goal = min(eta, key=lambda name: (eta[name], self._node[name]), default="")
        there = False
        if goal:
            there = yield from self.lanes.travel(batch, self._node[goal])
        if not there:
            self.strand(batch)
            return
        batch.safe_s = self._op.clock.now
        self.take_refuge(batch, self._node[goal], goal)

    def _settle(
        self, batch: Group, plan: Evacuation, means: Means, to_relatives: int
    ) -> Generator[Phase, None, None]:
        """Drive on from the exit: some to relatives, the others to a shelter.

        Those for whom the nearest shelter has no room drive to the next one.
        """
        staying = batch.persons - to_relatives
        goal = self.shelters.nearest(batch, plan) if staying else None
        if goal is not None:
            left = staying - int(min(goal.room, staying))
            rest = self.split(batch, left) if left else None
            self.shelters.keep(batch, goal, staying - left)
            if rest is not None:
                self.begin(rest, self._settle(rest, plan, means, 0))
        node = self._node[plan.shelters[0]] if goal is None else goal.data.node
        vehicles = math.ceil(batch.persons / means.persons_per_vehicle - 1e-9)
        while not (yield from self.lanes.travel(batch, node, vehicles)):
            batch.phase = "refuge"  # out of danger, and stuck on the road
            yield from self.lanes.opening(batch)
            batch.phase = "moving"
        if to_relatives:
            kin = self.split(batch, to_relatives) if to_relatives < batch.persons else batch
            self.with_relatives(kin)
            if kin is batch:
                return
        self.shelters.admit(batch, goal)

    def kin_of(self, group: Group) -> Group | None:
        """Take those out of a group on a bus who go to relatives; None = nobody does."""
        count = self._to_relatives(group, self.plan_of(group.zone), group.means)
        if not count:
            return None
        return self.split(group, count) if count < group.persons else group

    def _to_relatives(self, group: Group, plan: Evacuation, means: str) -> int:
        """Return how many of a group of a means of leaving go to relatives."""
        key = (plan.id, means)
        if key not in self._kin:
            found = [one.relatives for one in plan.means if one.id == means]
            self._kin[key] = Divider([found[0], 1.0 - found[0]]) if found else None
        kin = self._kin[key]
        return 0 if kin is None else kin.divide(group.persons)[0]

    def with_relatives(self, group: Group) -> None:
        """Let a group stay with relatives from now on."""
        group.phase, group.destination = "relatives", "relatives"
        group.arrived_s = self._op.clock.now
        if self.relief is not None:
            self.relief.with_relatives(group)

    # Waiting and water

    def take_refuge(self, group: Group, node: int, facility: str) -> None:
        """Let a group stand where it is safe, and wait for a bus."""
        group.node, group.phase = node, "refuge"
        if not facility:
            return
        self.stay(group, facility)
        if self.relief is not None:
            self.relief.provide(group, facility)
        self.fleets.pick_up(group)

    def strand(self, group: Group) -> None:
        """Leave a group where its way has ended: only a boat gets there."""
        group.phase = "trapped"
        self.fleets.rescue(group)

    def roads_changed(self) -> None:
        """Let who stands at a cut road look for a way, and who drives choose anew when it may."""
        for at, column in self.lanes.roads_changed():
            column.token += 1
            self._op.clock.at(at, column.order, self._choose, column, column.token)
        stuck, self.lanes.stuck = self.lanes.stuck, []
        for column in sorted(stuck, key=lambda one: one.order):
            column.token += 1
            self._op.resume(column)
        self.fleets.roads_changed()

    def _choose(self, column: Column, token: int) -> None:
        if token == column.token:
            self._op.resume(column)

    def threaten(self, entry: str, now: float) -> None:
        """Put the water that an entry will bring to people into the heap."""
        peril = self._op.world.scenario.peril
        if peril is None:
            return
        for exposure in self._op.roads.impact(entry).exposures(peril.exposure):
            at = grid(now + exposure.from_s)
            if at < self._op.horizon_s and exposure.zone in self.homes:
                order = priority(Rank.ROAD, exposure.zone)
                self._op.clock.at(at, order, self._water, (entry, at, exposure))

    def _water(self, what: tuple[str, float, Exposure], _: int) -> None:
        entry, at, exposure = what
        zone, share = exposure.zone, exposure.share
        before = self.wet.get(zone, 0.0)
        if share <= before or self._op.roads.is_controlled(
            entry, exposure.source, exposure.released(at)
        ):
            return
        self.wet[zone] = share
        self.wet_from.setdefault(zone, self._op.clock.now)
        part = 1.0 if share >= 1.0 else (share - before) / (1.0 - before)
        present = self._present(zone)
        persons = sum(one.persons for one in present)
        caught = round(persons * part)
        if caught:
            counts = Divider([one.persons / persons for one in present]).divide(caught)
            for group, count in zip(present, counts, strict=True):
                if count:
                    self._catch(group, min(count, group.persons))

    def _present(self, zone: str) -> list[Group]:
        """Return the groups of a zone that are still there; who has left never comes back."""
        there = [one for one in self._there.get(zone, ()) if one.phase in _THERE]
        self._there[zone] = there
        return [one for one in there if one.persons]

    def _catch(self, group: Group, count: int) -> None:
        """Let the water reach persons of a group: some die, the others wait for a boat."""
        now, peril = self._op.clock.now, self._op.world.scenario.peril
        assert peril is not None  # noqa: S101  water comes only with one
        whole = group.persons == count and group.phase != "home"
        if group.phase == "waiting":
            self.fleets.caught(group, count)
        caught = group if whole else self.split(group, count)
        if caught.life is not None:
            caught.token += 1
            caught.life = None
        caught.water_s = now
        risk = peril.untold if math.isnan(caught.told_s) else peril.told
        first = self._drawn.get(caught.residents, 0)
        self._drawn[caught.residents] = first + count
        luck = self._op.luck.series("drown", caught.residents, count, first=first)
        lost = int((luck < risk).sum())
        if lost:
            dead = self.split(caught, lost) if lost < caught.persons else caught
            dead.phase = "lost"
            dead.water_s = now
            if dead is caught:
                return
        self.strand(caught)


def _refuges(plans: Iterable[Evacuation]) -> set[str]:
    """Return the exits and refuges of evacuations."""
    return {plan.exit for plan in plans} | {
        name for plan in plans for means in plan.means for name in means.refuges
    }
