"""The roads as one run meets them: active impacts, controls, the run's own overlay (道路状态)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np

from sandtable.dispatch.daylight import Daylight
from sandtable.dispatch.road_knowledge import Circle, delays_of
from sandtable.routing.roadbook import RoadBook
from sandtable.routing.speeds import speed_left

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from sandtable.hazards.impact import Impact
    from sandtable.routing.roadbook import RoadState
    from sandtable.world.place import Site
    from sandtable.world.world import World

NEVER = math.inf
NO_WATER, NIGHT = "no water", "night"
"""Causes of the closures that no hazard and no command has brought about."""

RoadRow = tuple[int, float, str]
"""A change of an arc: its number, its speed factor from now on, and why."""


class Deed(NamedTuple):
    """What was done to the roads of a run at an instant [s]."""

    at_s: float
    verb: Literal["activate", "control", "lay", "lift"]
    arguments: tuple[Any, ...]

    def do(self, roads: Roads) -> None:
        """Do it again, to the same roads or others."""
        getattr(roads, self.verb)(*self.arguments, self.at_s)


@dataclass(frozen=True, slots=True)
class Active:
    """An entry of the library of realisations that has become active."""

    impact: Impact
    since_s: float
    controls: Mapping[str, float]
    """Hazard source to the time of its control, since activation [s]."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What makes up the state of the roads at an instant; equal keys mean equal roads."""

    now_s: float
    active: tuple[tuple[str, Active], ...]
    overlay: tuple[tuple[int, float, str], ...]
    """Arc, speed factor and cause, by arc."""
    night: bool = False
    """Whether those who fly by day alone stay on the ground."""

    def key(self) -> tuple[object, ...]:
        """Return the key of the travel tables: epochs and controls of entries, and overlay.

        An entry is another Impact in each sample, and all of them share one book.

        """
        entries = tuple(
            (name, one.impact.content_hash, one.impact.key(self.now_s - one.since_s, one.controls))
            for name, one in self.active
        )
        overlay = tuple((arc, factor) for arc, factor, _ in self.overlay)
        key = (*entries, overlay) if overlay else entries
        return (*key, NIGHT) if self.night else key


def hubs_of(world: World) -> list[int]:
    """Return the nodes of bases, depots and facilities, from which and to which tables are kept."""
    place = world.place
    sites: tuple[Site, ...] = (*place.bases, *place.depots, *place.facilities)
    return sorted({site.node for site in sites})


def road_book(world: World) -> RoadBook:
    """Make the travel tables of a world: hubs, and all nodes at which something may be needed."""
    scenario = world.scenario
    points = {zone.node for zone in world.place.zones} | set(hubs_of(world))
    points.update(entry.node for entry in scenario.listed)
    for process in scenario.arrivals:
        points.update(process.nodes)
    return RoadBook(world.network, world.plan.profiles, hubs_of(world), sorted(points))


class Roads:
    """State of the roads in one run: what is true, and what headquarters and drivers know.

    Parameters
    ----------
    book
        Travel tables by road state, shared with the other replications.
    impacts
        Dormant realisations by entry id, for the sample of this replication.

    """

    def __init__(self, world: World, impacts: Mapping[str, Impact], book: RoadBook) -> None:
        plan = self._plan = world.plan
        self._profiles = {profile.id: profile for profile in plan.profiles}
        self._n_arcs = world.network.n_arcs
        self.impacts = impacts
        self.book = book
        self._limits = book.limits
        self._boats = {name for name, one in book.limits.items() if one and one.needs_water}
        """Profiles that find some arcs closed before any water is there."""
        in_air = [profile for profile in plan.profiles if profile.on == "air"]
        self.flying = {profile.id for profile in in_air}
        """Profiles that fly: who has taken off comes to the goal of that flight."""
        self._by_day = {profile.id for profile in in_air if not profile.flies_at_night}
        self._daylight = Daylight.of(world) if self._by_day else None
        self.deeds: list[Deed] = []
        """All that was done to them, in its order."""
        self._active: dict[str, Active] = {}
        self._overlay: dict[int, tuple[float, str]] = {}
        self._met_states: dict[tuple[str, tuple[object, ...]], RoadState] = {}
        self.free = {name: book.state(name, (), None) for name in self._profiles}
        start = self._snapshot = Snapshot(0.0, (), (), self._is_night(0.0))
        self._key: tuple[object, ...] = start.key()
        self.true = {name: self._state(name, self._key, start) for name in self._profiles}
        self._knowledge = plan.rules.roads_known
        self.circle_of, delays = delays_of(plan)
        self.circles = [Circle(delay_s, self._known_at_first(), start) for delay_s in delays]
        """Who knows what; the first headquarters of the plan, and all who have none, the first."""
        self.known = self.circles[0].states
        self.calm = not self._boats and self._daylight is None
        """No road has changed yet in this run: trips need no watching."""

    def _known_at_first(self) -> dict[str, RoadState]:
        return self.true if self._knowledge == "oracle" else dict(self.true)

    # What changes the roads

    def activate(self, entry: str, now_s: float) -> bool:
        """Let a dormant entry begin; False when there is none of this name, or it is active."""
        if entry not in self.impacts or entry in self._active:
            return False
        self._active[entry] = Active(self.impacts[entry], now_s, {})
        self.deeds.append(Deed(now_s, "activate", (entry,)))
        return True

    def control(self, entry: str, source: str, now_s: float) -> bool:
        """Control a hazard source; False when it is unknown, dormant or controlled already."""
        active = self._active.get(entry)
        if active is None or source not in active.impact.source_ids or source in active.controls:
            return False
        controls = {**active.controls, source: now_s - active.since_s}
        self._active[entry] = Active(active.impact, active.since_s, controls)
        self.deeds.append(Deed(now_s, "control", (entry, source)))
        return True

    def active(self, entry: str) -> Active:
        """Return an entry that is active, as its controls leave it."""
        return self._active[entry]

    def begun(self) -> list[tuple[str, Active]]:
        """Return all entries that have become active, by id, as their controls leave them."""
        return sorted(self._active.items())

    def impact(self, entry: str) -> Impact:
        """Return the realisation of an entry."""
        return self.impacts[entry]

    def is_controlled(self, entry: str, source: str, since_s: float) -> bool:
        """Tell whether a source was under control before an instant [s]."""
        active = self._active.get(entry)
        at_s = active.controls.get(source, NEVER) if active else NEVER
        return active is not None and active.since_s + at_s < since_s

    def lay(self, arcs: Sequence[int], factor: float, cause: str, now_s: float) -> None:
        """Lay the run's own state over arcs: 0 = closed (traffic control, clearing, one-way)."""
        self.deeds.append(Deed(now_s, "lay", (arcs, factor, cause)))
        for arc in arcs:
            self._overlay[arc] = (factor, cause)

    def lift(self, arcs: Sequence[int], now_s: float) -> bool:
        """Take the run's own state away from arcs; False when there was none."""
        self.deeds.append(Deed(now_s, "lift", (arcs,)))
        lifted = [arc for arc in arcs if self._overlay.pop(arc, None) is not None]
        return bool(lifted)

    def meet(self, arc: int, profile: str, circle: int) -> None:
        """Note that a vehicle stands before a closed arc: its like know of it from now on."""
        if self._knowledge != "oracle":
            self.circles[circle].met.add((profile, arc))
            self._learn(self.circles[circle])

    # What follows from it

    def next_change(self, now_s: float) -> float:
        """Return the next instant at which an active entry changes a road [s]; inf = never.

        Sunrise and sunset change them too, for those who fly by day alone.
        """
        changes = (
            one.since_s + one.impact.next_change(now_s - one.since_s, one.controls)
            for one in self._active.values()
        )
        upcoming = min(changes, default=NEVER)
        if self._daylight is None:
            return upcoming
        return min(upcoming, self._daylight.next_change(now_s))

    def _is_night(self, now_s: float) -> bool:
        return self._daylight is not None and self._daylight.is_night(now_s)

    def refresh(self, now_s: float) -> list[RoadRow] | None:
        """Bring the true state up to now.

        Returns
        -------
        list or None
            Changed arcs with factor and cause for the reference profile of the plan; None when
            nothing changed.

        """
        snapshot = Snapshot(
            now_s,
            tuple(sorted(self._active.items())),
            tuple(sorted((arc, *state) for arc, state in self._overlay.items())),
            self._is_night(now_s),
        )
        key = snapshot.key()
        if key == self._key:
            return None
        before, old = self._snapshot, self._key
        self._snapshot, self._key, self.calm = snapshot, key, False
        for name in self._profiles:
            self.true[name] = self._state(name, key, snapshot)
        for circle in self.circles:
            circle.met = {(name, arc) for name, arc in circle.met if self._is_closed(name, arc)}
            if self._knowledge == "uninformed" or before.night != snapshot.night:
                self._learn(circle)
        return self._changes(before, snapshot, old)

    def snapshot(self) -> Snapshot:
        """Return the true state, to become known later."""
        return self._snapshot

    def learn(self, circle: Circle, snapshot: Snapshot) -> None:
        """Let headquarters and drivers of a circle know the state of a past instant."""
        circle.told = snapshot
        self._learn(circle)

    def _learn(self, circle: Circle) -> None:
        if self._knowledge == "oracle":
            return
        snapshot = Snapshot(0.0, (), ()) if self._knowledge == "uninformed" else circle.told
        for name in self._profiles:
            met = circle.met_by(name)
            own = {arc: (arc, factor, cause) for arc, factor, cause in snapshot.overlay + met}
            overlay = tuple(own[arc] for arc in sorted(own))
            # Everybody sees whether it is night.
            seen = Snapshot(snapshot.now_s, snapshot.active, overlay, self._snapshot.night)
            known = self._passing if met else self._state
            circle.states[name] = known(name, seen.key(), seen)

    def _is_closed(self, profile: str, arc: int) -> bool:
        return math.isinf(self.true[profile].seconds[arc])

    def _state(self, profile: str, key: tuple[object, ...], snapshot: Snapshot) -> RoadState:
        key = self._own_key(profile, key)
        if not key:
            return self.free[profile]
        return self.book.state(profile, key, lambda: self._factors(profile, snapshot))

    def _own_key(self, profile: str, key: tuple[object, ...]) -> tuple[object, ...]:
        """Return the key of the roads as a profile finds them; () = free flow."""
        if self._daylight is not None and profile not in self._by_day and key[-1:] == (NIGHT,):
            key = key[:-1]  # night is as day to it
        return key or ((NO_WATER,) if profile in self._boats else ())

    def _passing(self, profile: str, key: tuple[object, ...], snapshot: Snapshot) -> RoadState:
        """Return a state that hangs on what vehicles of this run have run into."""
        found = self._met_states.get((profile, key))
        if found is None:
            factors = self._factors(profile, snapshot)
            found = self._met_states[profile, key] = self.book.passing_state(profile, factors)
        return found

    def _factors(self, profile: str, snapshot: Snapshot) -> NDArray[np.float64]:
        """Compose what lies on the roads by the smallest speed factor, shape ``(n_arcs,)``."""
        vehicle, limits = self._profiles[profile], self._limits[profile]
        courses = (
            (one.impact.course(one.controls), snapshot.now_s - one.since_s)
            for _, one in snapshot.active
        )
        factors = speed_left(vehicle, limits, courses, self._n_arcs)
        for arc, factor, _ in snapshot.overlay:
            factors[arc] = min(factors[arc], factor)
        if snapshot.night and profile in self._by_day:
            factors[:] = 0.0
        return factors

    def _changes(self, before: Snapshot, after: Snapshot, old: tuple[object, ...]) -> list[RoadRow]:
        """Return what differs between two snapshots, once for all runs alike.

        Parameters
        ----------
        old
            Key of the snapshot before.

        """
        reference = self._plan.reference.id
        memo, name = self.true[reference].memo, ("changes", old, after.overlay)
        if name not in memo:
            was, now = self._factors(reference, before), self._factors(reference, after)
            memo[name] = [
                (arc, float(now[arc]), self.cause(arc, reference) if now[arc] < 1.0 else "")
                for arc in np.flatnonzero(was != now).tolist()
            ]
        found: list[RoadRow] = memo[name]
        return found

    def cause(self, arc: int, profile: str) -> str:
        """Return why an arc is slowed or closed to a profile now: the cause that rules."""
        vehicle, snapshot = self._profiles[profile], self._snapshot
        ruling, cause = 1.0, ""
        for name, one in snapshot.active:
            since_s = snapshot.now_s - one.since_s
            factor = one.impact.factor_of(arc, since_s, vehicle, one.controls)
            if factor < ruling:
                ruling, cause = (
                    factor,
                    one.impact.cause(arc, since_s, one.controls, vehicle) or name,
                )
        factor, laid = self._overlay.get(arc, (1.0, ""))
        if factor < ruling:
            ruling, cause = factor, laid
        return self._unsaid(arc, profile) or cause if ruling > 0.0 else cause

    def _unsaid(self, arc: int, profile: str) -> str:
        """Return why an arc is closed although nothing that lies on it does so; "" = it is not."""
        limits, snapshot = self._limits[profile], self._snapshot
        if limits is not None:
            found = [
                one.impact.course(one.controls).depth_of(arc, snapshot.now_s - one.since_s)
                for _, one in snapshot.active
            ]
            depth_m, cause = max(found, key=_depth, default=(0.0, ""))
            if limits.is_closed(arc, depth_m):
                return cause or NO_WATER
        return NIGHT if snapshot.night and profile in self._by_day else ""


def _depth(found: tuple[float, str]) -> float:
    return found[0]
