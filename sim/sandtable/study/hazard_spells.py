"""What one realisation of a hazard does, in spells: roads for a vehicle, people of zones (时段)."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sandtable.hazards import Course, Exposure
from sandtable.hazards.depths import DepthLimits
from sandtable.routing import free_flow_s
from sandtable.routing.speeds import speed_left
from sandtable.world.network import Network
from sandtable.world.plan import Profile
from sandtable.world.world import World

State = Literal["opened", "slowed", "closed"]

STATES: tuple[Literal["", "opened", "slowed", "closed"], ...] = ("", "opened", "slowed", "closed")
"""What a hazard makes of a road, from nothing to the worst; opened: water enough for a boat."""

_NOTHING, _OPENED, _SLOWED, _CLOSED = range(len(STATES))


@dataclass(frozen=True, slots=True, kw_only=True)
class RoadSpell:
    """A road in one state for a time; the worst of its arcs counts (道路状态时段).

    Parameters
    ----------
    from_s, to_s
        Half-open, since the activation; ``to_s`` inf = it stays so [s].
    factor
        Smallest speed factor of the spell [0-1]; 0 = closed.
    cause
        What people read; empty where nobody named one.

    """

    road: str
    state: State
    from_s: float
    to_s: float
    factor: float
    cause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleSpell:
    """People of a zone exposed without a break (暴露时段).

    Parameters
    ----------
    from_s, to_s
        As those of a `RoadSpell` [s].
    share, persons
        At its worst: part of the zone's people [0-1], and how many these are.

    """

    zone: str
    kind: str
    from_s: float
    to_s: float
    share: float
    persons: int


class Roads:
    """The roads of a network as a vehicle finds them while a hazard takes its course.

    Parameters
    ----------
    profile
        The vehicle. Roads that it may never use have no state.

    """

    def __init__(self, network: Network, profile: Profile) -> None:
        self._network = network
        self._profile = profile
        self._limits = DepthLimits.of(network, profile)
        self._usable = np.isfinite(free_flow_s(network, profile))
        self._calm = speed_left(profile, self._limits, (), network.n_arcs)

    def factors(self, course: Course, since_s: float) -> NDArray[np.float64]:
        """Return the speed factors that a course leaves, shape ``(n_arcs,)`` [0-1]."""
        return speed_left(self._profile, self._limits, [(course, since_s)], self._network.n_arcs)

    def states(self, factors: NDArray[np.float64]) -> NDArray[np.int8]:
        """Return the numbers of the states of the arcs in `STATES`, shape ``(n_arcs,)``."""
        state = np.full(factors.shape, _NOTHING, np.int8)
        state[(self._calm == 0.0) & (factors > 0.0)] = _OPENED
        state[(factors > 0.0) & (factors < self._calm)] = _SLOWED
        state[(factors == 0.0) & (self._calm > 0.0)] = _CLOSED
        state[~self._usable] = _NOTHING
        return state

    def spells(self, course: Course) -> tuple[RoadSpell, ...]:
        """Return what a course does to the roads, by beginning, the worst first."""
        touched = np.unique(course.impact.roads.arc)
        if not touched.size:
            return ()
        ids = self._network.road_ids[touched]
        order = np.argsort(ids, kind="stable")
        arcs, roads = touched[order], ids[order]
        firsts = np.flatnonzero(np.concatenate(([True], roads[1:] != roads[:-1])))
        states, factors = [], []
        for since_s in course.epochs:
            then = self.factors(course, since_s)
            states.append(np.maximum.reduceat(self.states(then)[arcs], firsts))
            factors.append(np.minimum.reduceat(then[arcs], firsts))
        found = [
            spell
            for number, members in enumerate(np.split(arcs, firsts[1:]))
            for spell in self._of_road(
                course,
                members,
                np.array([row[number] for row in states]),
                np.array([row[number] for row in factors]),
            )
        ]
        return tuple(sorted(found, key=_by_time))

    def _of_road(
        self,
        course: Course,
        arcs: NDArray[np.int32],
        states: NDArray[np.int8],
        factors: NDArray[np.float64],
    ) -> Iterator[RoadSpell]:
        changes = np.flatnonzero(np.diff(states)) + 1
        times = (*course.epochs, math.inf)
        for first, last in pairwise([0, *changes.tolist(), states.size]):
            state = STATES[int(states[first])]
            if state:
                yield RoadSpell(
                    road=str(self._network.road_ids[arcs[0]]),
                    state=state,
                    from_s=times[first],
                    to_s=times[last],
                    factor=float(factors[first:last].min()),
                    cause=self._cause(course, arcs, times[first]),
                )

    def _cause(self, course: Course, arcs: NDArray[np.int32], since_s: float) -> str:
        """Return the cause on the worst arc: of water that is too deep, or of the least factor."""
        causes = [self._cause_on(course, arc, since_s) for arc in arcs.tolist()]
        return min(causes, default=(1.0, ""))[1]

    def _cause_on(self, course: Course, arc: int, since_s: float) -> tuple[float, str]:
        depth, cause = course.depth_of(arc, since_s)
        if cause and self._limits is not None and self._limits.is_closed(arc, depth):
            return 0.0, cause
        factor = course.factor_of(arc, since_s, self._profile)
        return factor, course.cause(arc, since_s, self._profile) or cause


def people_spells(
    world: World, course: Course, leave_out: Collection[str] = ()
) -> tuple[PeopleSpell, ...]:
    """Return who is exposed while a hazard takes its course, by beginning, most persons first.

    Parameters
    ----------
    leave_out
        Kinds of exposure that are no danger but a sign for works.

    """
    zones = {zone.id: zone.population for zone in world.place.zones}
    found: list[PeopleSpell] = []
    for kind in course.impact.exposure_kinds:
        if kind in leave_out:
            continue
        by_zone: dict[str, list[Exposure]] = {}
        for one in course.exposures(kind):
            by_zone.setdefault(one.zone, []).append(one)
        for zone, rows in by_zone.items():
            for from_s, to_s, share in joined(rows):
                persons = round(share * zones.get(zone, 0))
                spell = PeopleSpell(
                    zone=zone, kind=kind, from_s=from_s, to_s=to_s, share=share, persons=persons
                )
                found.append(spell)
    return tuple(sorted(found, key=_by_people))


def joined(rows: Sequence[Exposure]) -> Iterator[tuple[float, float, float]]:
    """Yield from, to [s] and largest share [0-1] of rows that overlap or follow without a gap."""
    begin, end, share = math.nan, -math.inf, 0.0
    for row in sorted((row for row in rows if row.share > 0.0), key=lambda row: row.from_s):
        if row.from_s > end:
            if share:
                yield begin, end, share
            begin, end, share = row.from_s, row.to_s, row.share
        else:
            end, share = max(end, row.to_s), max(share, row.share)
    if share:
        yield begin, end, share


def shares_at(course: Course, kinds: Iterable[str], since_s: float) -> dict[str, float]:
    """Return the largest exposed share of each zone at an instant [0-1]; others are not there."""
    found: dict[str, float] = {}
    for kind in kinds:
        for one in course.exposures(kind):
            if one.from_s <= since_s < one.to_s and one.share > 0.0:
                found[one.zone] = max(found.get(one.zone, 0.0), one.share)
    return found


def _by_time(spell: RoadSpell) -> tuple[float, int, str]:
    return spell.from_s, -STATES.index(spell.state), spell.road


def _by_people(spell: PeopleSpell) -> tuple[float, int, str, str]:
    return spell.from_s, -spell.persons, spell.zone, spell.kind
