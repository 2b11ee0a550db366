"""Which closures made a trip longer: driven again without each, and with each alone (延误归因)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sandtable.dispatch.clockwork import Clock
from sandtable.dispatch.road_changes import RoadChanges
from sandtable.dispatch.roads import Roads
from sandtable.dispatch.travel import Traffic
from sandtable.ground.clock import LATEST_S, Rank, grid, priority
from sandtable.routing.foresight import earliest_arrivals, through

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from sandtable.dispatch.civil import Civil
    from sandtable.dispatch.drives import Drive, Spot
    from sandtable.dispatch.operation import Operation
    from sandtable.dispatch.roads import Deed, RoadRow, Snapshot
    from sandtable.dispatch.teams import Mission
    from sandtable.routing.roadbook import RoadState
    from sandtable.world.world import World

_ROADS = priority(Rank.ROAD, "")


class Way(NamedTuple):
    """A trip that took longer than on undisturbed roads."""

    mission: Mission
    start: Spot
    start_s: float
    goal: int


class Lost(NamedTuple):
    """What one closure did to one trip.

    Parameters
    ----------
    road, cause
        Id of the road; why it was slow or closed.
    from_s, to_s
        From when and until when it was so for the plan's reference profile [s], inf = beyond the
        run, nan = never.
    alone_s
        Time that it adds when it is the only one [s], inf = there is no way then.
    spared_s
        Time that the trip is shorter by without it, all others in place [s].
    foresight_s
        Time that the trip is shorter by if its driver knows beforehand all that will change; the
        same for all closures of the trip [s].

    """

    road: str
    cause: str
    from_s: float
    to_s: float
    alone_s: float
    spared_s: float
    foresight_s: float


class _SomeRoads(Roads):
    """The roads of a run with some closures left out."""

    def __init__(
        self, world: World, roads: Roads, profile: str, left_out: NDArray[np.bool_] | None
    ) -> None:
        self._left_out = left_out
        super().__init__(world, roads.impacts, roads.book)
        self._profiles = {profile: self._profiles[profile]}

    def _state(self, profile: str, key: tuple[object, ...], snapshot: Snapshot) -> RoadState:
        if self._left_out is None or not self._own_key(profile, key):
            return super()._state(profile, key, snapshot)
        return self._passing(profile, key, snapshot)

    def _factors(self, profile: str, snapshot: Snapshot) -> NDArray[np.float64]:
        factors = super()._factors(profile, snapshot)
        if self._left_out is not None:
            factors[self._left_out] = 1.0
        return factors

    def _changes(self, before: Snapshot, after: Snapshot, old: tuple[object, ...]) -> list[RoadRow]:
        del before, after, old
        return []  # nobody records them


class _Again:
    """One trip of a run once more, alone on the roads as they were, or without some closures."""

    civil: Civil | None = None

    def __init__(self, op: Operation, way: Way, left_out: NDArray[np.bool_] | None = None) -> None:
        self.world, self.horizon_s = op.world, op.horizon_s
        self.roads: Roads = _SomeRoads(op.world, op.roads, way.mission.profile, left_out)
        self.clock = Clock()
        self.road_rows: list[tuple[float, int, float, str]] = []
        self.traffic = Traffic(op.world.network, self.roads, self.clock, op.world.plan.rules, self)
        self._looks = left_out is None
        self.refresh = RoadChanges(self).refresh
        self._way = way
        self.profile, self.order = way.mission.profile, way.mission.order
        self.circle = way.mission.circle
        self.drive: Drive | None = None
        self.last: Drive | None = None
        self.token = 0
        self.arrived_s = math.inf
        self.causes: dict[int, str] = {}
        """Arcs that were slow or closed on ways that it might have taken, and why."""
        self._ways: set[int] = set()
        self.course: list[tuple[float, NDArray[np.float64]]] = []
        """Instants at which roads changed until it arrived [s], and the times on all arcs since."""

    # What traffic and road changes ask of a run

    def carriers(self) -> Iterator[_Again]:
        """Yield the only one that is under way."""
        yield self

    def resume(self, carrier: object) -> None:
        """Note that it has arrived."""
        assert carrier is self  # noqa: S101  there is no other
        self._arrive(None, self.token)

    def mark(self) -> None:
        """Note what lies on the ways that it might take as the roads are now."""
        if not self._looks or self.clock.now < self._way.start_s or self.arrived_s < math.inf:
            return
        roads, name = self.roads, self.profile
        known = roads.circles[self.circle].states[name]
        for state in (roads.free[name], known, roads.true[name]):
            way = state.route(self._way.start.node, self._way.goal)
            self._ways.update(() if way is None else way.tolist())
        seconds = roads.true[name].seconds
        if self.course and self.course[-1][0] == self.clock.now:
            self.course.pop()
        self.course.append((self.clock.now, seconds))
        slow = seconds > roads.free[name].seconds
        for arc in sorted(self._ways):
            if slow[arc] and arc not in self.causes:
                self.causes[arc] = roads.cause(arc, name)

    # The trip

    def drive_again(self, deeds: Iterable[Deed]) -> float:
        """Return when it arrives [s]; inf = not within the run.

        Parameters
        ----------
        deeds
            What was done to the roads in the run, in its order.

        """
        circle, begin = self.roads.circles[self.circle], self._way.start_s
        if self.world.plan.rules.roads_known == "informed":  # what is known was true so long ago
            begin = max(begin - circle.delay_s, 0.0)
        self.clock.now = begin
        for deed in deeds:
            if deed.at_s <= begin:
                deed.do(self.roads)
            else:
                self.clock.at(deed.at_s, _ROADS, self._do, deed)
        self.refresh()
        self.roads.learn(circle, self.roads.snapshot())
        self.clock.at(self._way.start_s, self.order, self._set_out)
        self.clock.play(self.horizon_s)
        return self.arrived_s

    def _do(self, deed: Deed, _: int) -> None:
        deed.do(self.roads)
        self.refresh()

    def _set_out(self, _: None, __: int) -> None:
        self.mark()
        arrives = self.traffic.set_out(self, self._way.start, self._way.goal, self.clock.now)
        if arrives is not None:
            self.clock.at(arrives, self.order, self._arrive, token=self.token)

    def _arrive(self, _: None, token: int) -> None:
        if token == self.token:
            self.arrived_s = self.clock.now
            self.clock.halt()


def lost_on(op: Operation, way: Way) -> list[Lost]:
    """Return what each closure did to a trip, the one whose absence spares most first.

    Closures on its undisturbed way and on the best ways of the states that it met are looked at;
    all closures of a road count as one. The trip is driven again without the closure, and with it
    alone, by the rules of the plan. What it knew because others had run into it is not known then.
    """
    taken = _Again(op, way)
    arrived_s = taken.drive_again(op.roads.deeds)
    network = op.world.network
    free_s = _without(op, way, np.ones(network.n_arcs, np.bool_))
    if free_s == math.inf:
        return []  # it would not have come by the end of the run anyway
    foresight_s = _spared(arrived_s, _foreseen(op, way, taken))
    found = []
    for road, cause in _by_road(op, taken.causes).items():
        arcs = np.zeros(network.n_arcs, np.bool_)
        arcs[network.arcs_of_road(road)] = True
        alone_s = _without(op, way, ~arcs) - free_s
        spared_s = _spared(arrived_s, _without(op, way, arcs))
        times = (*_closed(op, arcs, way.start_s), alone_s, spared_s, foresight_s)
        found.append(Lost(road, cause, *times))
    return sorted(found, key=lambda one: (-one.spared_s, -one.alone_s, one.road))


def _spared(arrived_s: float, sooner_s: float) -> float:
    """Return how much sooner a trip might have arrived [s]; inf = it did not arrive."""
    return arrived_s - sooner_s if sooner_s < math.inf else 0.0


def _foreseen(op: Operation, way: Way, taken: _Again) -> float:
    """Return when a driver arrives who knows beforehand what changes [s]."""
    since_s, seconds = zip(*taken.course, strict=True)
    node, start_s, ahead = way.start.node, way.start_s, way.start.arc
    if ahead >= 0:  # on an arc: what is left of it is driven first
        left = np.array([way.start.left * one[ahead] for one in seconds])
        start_s = through(np.array(since_s), left, start_s)
    if start_s == math.inf:
        return start_s
    arrivals = earliest_arrivals(op.world.network, since_s, seconds, node, start_s)
    arrives_s = grid(min(float(arrivals[way.goal]), LATEST_S / 2))
    return arrives_s if arrives_s < op.horizon_s else math.inf


def _without(op: Operation, way: Way, left_out: NDArray[np.bool_]) -> float:
    """Return when a trip arrives if nothing lies on some arcs [s]."""
    return _Again(op, way, left_out).drive_again(op.roads.deeds)


def _by_road(op: Operation, causes: dict[int, str]) -> dict[str, str]:
    """Return the causes by road; of a road with several the first that was met."""
    roads = op.world.network.road_ids
    return {str(roads[arc]): cause for arc, cause in reversed(causes.items())}


def _closed(op: Operation, arcs: NDArray[np.bool_], since_s: float) -> tuple[float, float]:
    """Return from when until when arcs were slow or closed, the first time after an instant [s].

    By the records, which tell it for the reference profile: nan where it found them free.
    """
    slow: set[int] = set()
    begun = math.nan
    for at_s, arc, factor, _ in op.road_rows:
        if not arcs[arc]:
            continue
        if not slow:
            begun = at_s
        slow = slow | {arc} if factor < 1.0 else slow - {arc}
        if not slow and at_s > since_s:
            return begun, at_s
    return begun, (math.inf if slow else math.nan)


def delay_rows(op: Operation, names: Sequence[str]) -> list[tuple[object, ...]]:
    """Return the rows of the table ``delays``: what each closure did to each trip that was delayed.

    Parameters
    ----------
    names
        Ids of all missions of the run, in their order.

    """
    ways = [*op.delayed, *_under_way(op)]
    if not ways:
        return []
    name_of = dict(zip(map(id, op.missions), names, strict=True))
    return [
        (name_of[id(way.mission)], *lost)
        for way in ways
        for lost in lost_on(op, way)
        if lost.alone_s > 0.0 or lost.spared_s > 0.0
    ]


def _under_way(op: Operation) -> Iterator[Way]:
    """Yield the trips on changed roads that had not come to their incident when the run ended."""
    for mission in op.missions:
        drive = mission.drive
        if mission.phase == "travel" and mission.incident is not None and drive is not None:
            yield Way(mission, drive.start, drive.start_s, drive.goal)
