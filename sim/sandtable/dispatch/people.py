"""People of a run: at home, on their way, in the water, in shelters; none is ever lost sight of."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sandtable.dispatch.evacuation import Warnings
from sandtable.dispatch.fleets import Fleets
from sandtable.dispatch.groups import Divider, Group
from sandtable.dispatch.lanes import Lanes
from sandtable.ground.clock import Rank, grid, priority

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from sandtable.dispatch.lanes import Column, Phase
    from sandtable.dispatch.operation import Operation
    from sandtable.world.people import Evacuation, Means
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


class People:
    """All people of a run, as groups that are split and never lost."""

    def __init__(self, op: Operation) -> None:
        self._op = op
        world = op.world
        self.lanes = Lanes(world.place.lanes, world.network, op.roads, op.clock)
        facilities = {one.id: one for one in world.place.facilities}
        self._node = {name: one.node for name, one in facilities.items()}
        self.shelters: dict[str, Shelter] = {}
        for plan in world.plan.evacuations:
            for name in plan.shelters:
                self.shelters.setdefault(name, Shelter(facilities[name]))
        self.homes: dict[str, list[Group]] = {}
        self.groups: list[Group] = []
        self._count: dict[str, int] = {}
        self.initial: dict[str, int] = {}
        """Persons of each zone at time 0."""
        for residents in sorted(world.scenario.residents, key=lambda one: one.id):
            node = op.node_of(residents.zone)
            home = Group(residents.id, residents.zone, residents.cohort, node, residents.persons)
            self.homes.setdefault(residents.zone, []).append(home)
            self.groups.append(home)
            self.initial[residents.zone] = self.initial.get(residents.zone, 0) + residents.persons
        self.wet: dict[str, float] = {}
        """Part of each zone that water has reached, [0-1]."""
        self.wet_from: dict[str, float] = {}
        """Instant at which water first reached a zone [s]."""
        self._drawn: dict[str, int] = {}
        self.warnings = Warnings(op, self)
        self.fleets = Fleets(op, self)

    def node_of(self, facility: str) -> int:
        """Return the node of a facility."""
        return self._node[facility]

    def split(self, group: Group, persons: int) -> Group:
        """Take persons out of a group; the new group has a number of its own."""
        other = group.split(persons)
        number = self._count[group.residents] = self._count.get(group.residents, 0) + 1
        other.number = number
        # The id decides ties: residents, then the number of the batch.
        other.order = priority(Rank.ARRIVAL, f"{group.residents}_{number:05d}"[:63])
        self.groups.append(other)
        return other

    def leave(
        self, batch: Group, plan: Evacuation, means: Means, mobilise_s: float
    ) -> Generator[Phase, None, None]:
        """Get ready, go, arrive: the way of a batch that was told."""
        clock = self._op.clock
        ready = grid(clock.now + mobilise_s)
        if ready > clock.now:
            yield ready
        if means.kind == "bus":
            self.wait(batch)
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
        to_relatives, _ = Divider([means.relatives, 1.0 - means.relatives]).divide(batch.persons)
        yield from self._settle(batch, plan, to_relatives, vehicles)

    def _walk(self, batch: Group, means: Means) -> Generator[Phase, None, None]:
        """Walk to the nearest refuge and wait there for a bus."""
        nodes = [self._node[name] for name in means.refuges]
        eta = {node: self.lanes.eta(batch, node) for node in nodes}
        goal = min(nodes, key=lambda node: (eta[node], node), default=-1)
        there = goal >= 0 and (yield from self.lanes.travel(batch, goal))
        if not there:
            self.strand(batch)
            return
        batch.safe_s = self._op.clock.now
        batch.phase = "refuge"
        self.fleets.pick_up(batch)

    def _settle(
        self, batch: Group, plan: Evacuation, to_relatives: int, vehicles: int
    ) -> Generator[Phase, None, None]:
        """Drive on from the exit: some to relatives, the others to a shelter."""
        goal = self.book_shelter(batch, plan, batch.persons - to_relatives)
        node = self._node[plan.shelters[0]] if goal is None else goal.data.node
        there = yield from self.lanes.travel(batch, node, vehicles)
        if not there:
            batch.phase = "refuge"  # out of danger, and stuck on the road
            return
        if to_relatives:
            kin = self.split(batch, to_relatives) if to_relatives < batch.persons else batch
            kin.phase, kin.destination, kin.arrived_s = "relatives", "relatives", self._op.clock.now
            if kin is batch:
                return
        self.admit(batch, goal)

    # Shelters

    def open_shelter(self, name: str) -> bool:
        """Open a shelter; whoever waits before it goes in. False when it is none, or open."""
        shelter = self.shelters.get(name)
        if shelter is None or shelter.open_s <= self._op.clock.now:
            return False
        shelter.open_s = self._op.clock.now
        waiting, shelter.outside = shelter.outside, []
        for group in waiting:
            self.admit(group, shelter)
        return True

    def book_shelter(self, driver: Column, plan: Evacuation, persons: int) -> Shelter | None:
        """Keep room for persons in the shelter nearest to their driver, open ones first."""
        if persons <= 0:
            return None
        found = [
            self.shelters[name] for name in plan.shelters if self.shelters[name].room >= persons
        ]
        best = min(
            found,
            key=lambda one: (
                math.isinf(one.open_s),
                self.lanes.eta(driver, one.data.node),
                one.data.id,
            ),
            default=None,
        )
        if best is not None:
            best.expected += persons
        return best

    def admit(self, group: Group, shelter: Shelter | None) -> None:
        """Take a group in, or let it wait until the shelter opens; without one it stays outside."""
        now = self._op.clock.now
        if shelter is None:
            group.phase = "refuge"  # safe, and nowhere to stay
            return
        group.destination = shelter.data.id
        if shelter.open_s > now:
            group.phase = "refuge"
            shelter.outside.append(group)
            return
        shelter.inside += group.persons
        group.phase, group.arrived_s = "sheltered", now

    # Waiting and water

    def wait(self, group: Group) -> None:
        """Wait for a bus where people gather."""
        group.phase = "waiting"
        self.fleets.pick_up(group)

    def strand(self, group: Group) -> None:
        """Leave a group where its way has ended: only a boat gets there."""
        group.phase = "trapped"
        self.fleets.rescue(group)

    def threaten(self, entry: str, now: float) -> None:
        """Put the water that an entry will bring to people into the heap."""
        peril = self._op.world.scenario.peril
        if peril is None:
            return
        for exposure in self._op.roads.impact(entry).exposures(peril.exposure):
            at = grid(now + exposure.from_s)
            if at < self._op.horizon_s and exposure.zone in self.homes:
                order = priority(Rank.ROAD, exposure.zone)
                self._op.clock.at(at, order, self._water, (entry, exposure.source, at, exposure))

    def _water(self, what: tuple[str, str, float, object], _: int) -> None:
        entry, source, at, exposure = what
        zone, share = exposure.zone, exposure.share  # type: ignore[attr-defined]
        before = self.wet.get(zone, 0.0)
        if share <= before or self._op.roads.is_controlled(entry, source, at):
            return
        self.wet[zone] = share
        self.wet_from.setdefault(zone, self._op.clock.now)
        part = 1.0 if share >= 1.0 else (share - before) / (1.0 - before)
        present = [one for one in self._present(zone) if one.persons]
        persons = sum(one.persons for one in present)
        caught = round(persons * part)
        if caught:
            counts = Divider([one.persons / persons for one in present]).divide(caught)
            for group, count in zip(present, counts, strict=True):
                if count:
                    self._catch(group, min(count, group.persons))

    def _present(self, zone: str) -> Iterator[Group]:
        """Yield the groups of a zone that are still there."""
        for group in self.groups:
            if group.zone == zone and group.phase in {"home", "told", "waiting"}:
                yield group

    def _catch(self, group: Group, count: int) -> None:
        """Let the water reach persons of a group: some die, the others wait for a boat."""
        now, peril = self._op.clock.now, self._op.world.scenario.peril
        assert peril is not None  # noqa: S101  water comes only with one
        whole = group.persons == count and group.phase != "home"
        caught = group if whole else self.split(group, count)
        self.fleets.leave_queue(caught)
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
