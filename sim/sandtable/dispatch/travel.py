"""Vehicles under way: how far they are, when they arrive, what they do at a closed road (行进)."""

from __future__ import annotations

import math
from copy import copy
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from sandtable.dispatch.drives import NEVER, Drive, Spot, Trip, at_node
from sandtable.ground.clock import GRID, TICK_S, grid

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from numpy.typing import NDArray

    from sandtable.dispatch.clockwork import Clock
    from sandtable.dispatch.roads import Roads
    from sandtable.routing.roadbook import RoadState
    from sandtable.world.network import Network
    from sandtable.world.plan import Rules

_BEYOND_S = 2.0**30
"""No run is so long: who has no way on calm roads never arrives [s]."""
_ROUNDING_S = 4.0 * TICK_S
"""Instants on the way are rounded to the grid: less than this is no delay."""

_new = object.__new__
_trip: Callable[[tuple[Any, ...]], Trip] = partial(tuple.__new__, Trip)
"""Makes a trip of its parts, in a third of the time that the name of the class takes."""


class Carrier(Protocol):
    """Whoever drives: a mission of a team, a haul of a truck."""

    drive: Drive | None
    last: Drive | None
    profile: str
    order: int
    """Priority of its events among those of an instant."""
    token: int

    @property
    def circle(self) -> int:
        """Number of those who know of the roads what its driver knows."""
        ...


class Drivers(Protocol):
    """Whoever knows all carriers and their lives: the Operation."""

    def carriers(self) -> Iterator[Carrier]:
        """Yield whoever may be under way."""
        ...

    def resume(self, carrier: Any) -> None:  # noqa: ANN401  of either kind
        """Let the life of a carrier go on."""
        ...


class Traffic:
    """All vehicles under way in a run.

    On calm roads a trip is one event. From the first change of any road on, trips are followed
    arc by arc: at each change a vehicle goes on with the new speeds, and what it does where the
    road is closed is the rule ``closed_road``.

    Parameters
    ----------
    drivers
        All that may be under way, and whom to tell that a carrier has reached its goal.

    """

    def __init__(
        self,
        network: Network,
        roads: Roads,
        clock: Clock,
        rules: Rules,
        drivers: Drivers,
    ) -> None:
        self._network = network
        self._roads = roads
        self._clock = clock
        self._rule = rules.closed_road
        self._drivers = drivers
        self._free = roads.free

    def set_out(self, carrier: Carrier, start: Spot, goal: int, departs: float) -> float | None:
        """Begin a trip, and say when it ends.

        Parameters
        ----------
        goal
            Number of the node to reach.
        departs
            Now; or later on calm roads, for a trip that is written down before it begins [s].

        Returns
        -------
        float or None
            Instant of the arrival, until which the carrier's life waits; now = it ends at once
            [s]. None where roads have changed: then its life goes on once it is there.

        """
        if not self._roads.calm:
            return self._set_out_watched(carrier, start, goal)
        profile = carrier.profile
        state = self._free[profile]
        best_s = state.eta(start.node, goal)
        if start.arc >= 0:
            best_s += start.left * float(state.seconds[start.arc])
        arrival_s = (departs + best_s + GRID) - GRID
        # As `Drive(...)` does, in half of the time: three for each incident.
        drive = carrier.drive = _new(Drive)
        drive.start, drive.goal, drive.profile = start, goal, profile
        drive.start_s, drive.arrival_s, drive.ahead = departs, arrival_s, None
        return arrival_s

    def _set_out_watched(self, carrier: Carrier, start: Spot, goal: int) -> float | None:
        now, profile = self._clock.now, carrier.profile
        drive = carrier.drive = Drive(start, goal, profile, now)
        circle = carrier.circle
        state = self._roads.circles[circle].states[profile]
        drive.watch(self._roads.true[profile].seconds, _onward(state, start.node, goal), circle)
        return now if self._go_on(carrier, drive) else None

    def halt(self, carrier: Carrier) -> Spot:
        """End a trip where the vehicle is now, and return the spot."""
        drive = carrier.drive
        assert drive is not None  # noqa: S101  only who drives is halted
        now = self._clock.now
        carrier.drive = None
        carrier.token += 1
        if now >= drive.arrival_s:
            return at_node(drive.goal)
        if now == drive.start_s:
            return drive.start
        self._watch(carrier, drive)
        self._advance(drive, now)
        return drive.spot

    def where(self, carrier: Carrier) -> Spot:
        """Return the spot of a vehicle under way now, and change nothing."""
        drive = carrier.drive
        assert drive is not None  # noqa: S101  only who drives is asked for
        if drive.start_s >= self._clock.now:
            return drive.start
        if drive.ahead is None:
            free = self._roads.free[drive.profile]
            twin = Drive(drive.start, drive.goal, drive.profile, drive.start_s)
            ahead = _onward(free, drive.start.node, drive.goal)
            twin.watch(free.seconds, ahead, carrier.circle)
        else:
            twin = copy(drive)
            twin.ahead = drive.ahead.copy()
        self._advance(twin, self._clock.now)
        return twin.spot

    def roads_changed(self, before: Mapping[str, RoadState]) -> list[Carrier]:
        """Let vehicles under way meet the new roads; return those that arrive by it.

        A vehicle that the change does not touch goes on as foreseen.

        Parameters
        ----------
        before
            What was true of the roads until now, by profile.

        """
        there = []
        changed = {
            profile: _differing(state, self._roads.true[profile])
            for profile, state in before.items()
        }
        moving = [one for one in self._drivers.carriers() if one.drive is not None]
        for carrier in sorted(moving, key=_by_order):
            drive = carrier.drive
            assert drive is not None  # noqa: S101  it is moving
            known = self._roads.circles[carrier.circle].states[drive.profile]
            if self._is_untouched(drive, changed[drive.profile], known):
                continue
            self._watch(carrier, drive)
            self._advance(drive, self._clock.now)
            if self._go_on(carrier, drive):
                there.append(carrier)
        return there

    def _is_untouched(self, drive: Drive, changed: frozenset[int], known: RoadState) -> bool:
        """Tell whether no arc ahead of a vehicle has changed, or is known to be closed."""
        ahead = drive.ahead
        if ahead is None:
            spot, aim = drive.start, drive.goal
            ahead = _onward(self._free[drive.profile], spot.node, aim)
        elif drive.stands_s < NEVER:
            return False
        else:
            spot, aim = drive.spot, self._aim(drive)
        if not ahead and spot.node != aim:
            return False  # it may learn of a way
        return (
            spot.arc not in changed and changed.isdisjoint(ahead) and known.shut.isdisjoint(ahead)
        )

    def arrive_now(self, carrier: Carrier) -> None:
        """Let a vehicle be at its goal now, because it was seen there."""
        drive = carrier.drive
        assert drive is not None  # noqa: S101  only who drives arrives
        self._watch(carrier, drive)
        drive.seen = True
        self._finish(carrier, drive)

    def trip(self, drive: Drive) -> Trip:
        """Account for a trip that has just ended."""
        total = self._clock.now - drive.start_s
        if drive.ahead is None:
            return _trip((total, 0.0, 0.0, 0.0, self._calm_metres(drive), ()))
        best = self.best_s(drive.profile, drive.start, drive.goal)
        if drive.seen:  # nobody knows which way it took
            free = min(best, total)
            return Trip(
                free, total - free, 0.0, 0.0, self._calm_metres(drive), tuple(drive.closures)
            )
        waiting = drive.waiting_s
        detour = grid(drive.free_s) - best
        slowed = total - best - waiting - detour
        if abs(slowed) <= _ROUNDING_S:
            detour, slowed = detour + slowed, 0.0
        if abs(detour) <= _ROUNDING_S:
            detour, slowed = 0.0, slowed + detour
        if abs(slowed) <= _ROUNDING_S:
            best, slowed = best + slowed, 0.0
        return Trip(best, slowed, detour, waiting, drive.distance_m, tuple(drive.closures))

    def driven(self, drive: Drive) -> Trip:
        """Account for a trip that has just been halted on its way."""
        total = self._clock.now - drive.start_s
        if total == 0.0:
            return Trip(0.0, 0.0, 0.0, 0.0, 0.0, ())
        if drive.ahead is None:  # it was there
            return self.trip(drive)
        free = min(grid(drive.free_s), total - drive.waiting_s)
        slowed = total - drive.waiting_s - free
        if slowed <= _ROUNDING_S:
            free, slowed = free + slowed, 0.0
        waiting, closures = drive.waiting_s, tuple(drive.closures)
        return Trip(free, slowed, 0.0, waiting, drive.distance_m, closures)

    def best_s(self, profile: str, start: Spot, goal: int) -> float:
        """Return the free-flow time of the best way, on the grid [s]; none = beyond all runs."""
        state = self._free[profile]
        seconds = state.eta(start.node, goal)
        if start.arc >= 0:
            seconds += start.left * float(state.seconds[start.arc])
        return grid(min(seconds, _BEYOND_S))

    def _calm_metres(self, drive: Drive) -> float:
        start = drive.start
        metres = self._free[drive.profile].metres(start.node, drive.goal)
        if start.arc >= 0:
            metres += start.left * float(self._network.length_m[start.arc])
        return metres

    @staticmethod
    def _finish(carrier: Carrier, drive: Drive) -> None:
        carrier.last, carrier.drive = drive, None

    # Arc by arc

    def _watch(self, carrier: Carrier, drive: Drive) -> None:
        """Follow a trip that began on calm roads as it was driven until now."""
        if drive.ahead is None:
            free = self._roads.free[drive.profile]
            ahead = _onward(free, drive.start.node, drive.goal)
            drive.watch(free.seconds, ahead, carrier.circle)
            drive.arrival_s = NEVER

    def _advance(self, drive: Drive, now: float) -> None:
        """Bring the spot of a vehicle up to now, at the speeds it has had since its last one."""
        if now < drive.held_s:
            return
        if drive.stands_s < NEVER:
            drive.waiting_s += now - drive.stands_s
            drive.stands_s, drive.since_s = NEVER, now
            return
        budget = now - max(drive.since_s, drive.held_s)
        drive.since_s = now
        spot, ahead = drive.spot, drive.ahead
        assert ahead is not None  # noqa: S101  it is watched
        while budget > 0.0:
            if spot.arc < 0:
                if not ahead or math.isinf(drive.seconds[ahead[0]]):
                    break
                spot = self._enter(ahead.pop(0))
            needs = spot.left * float(drive.seconds[spot.arc])
            if needs > budget:
                gone = budget / float(drive.seconds[spot.arc])
                self._account(drive, spot.arc, gone)
                spot = Spot(spot.node, spot.arc, spot.left - gone)
                break
            self._account(drive, spot.arc, spot.left)
            budget -= needs
            spot = Spot(spot.node)
        drive.spot = spot

    def _enter(self, arc: int) -> Spot:
        return Spot(int(self._network.head[arc]), arc, 1.0)

    def _account(self, drive: Drive, arc: int, part: float) -> None:
        drive.free_s += part * float(self._roads.free[drive.profile].seconds[arc])
        drive.distance_m += part * float(self._network.length_m[arc])

    def _go_on(self, carrier: Carrier, drive: Drive) -> bool:
        """Decide at its present spot how a vehicle goes on; True when it is there."""
        now = self._clock.now
        carrier.token += 1
        if now < drive.held_s:
            self._next(carrier, drive.held_s)
            return False
        drive.seconds = self._roads.true[drive.profile].seconds
        if drive.spot.arc >= 0 and math.isinf(drive.seconds[drive.spot.arc]):
            if drive.profile not in self._roads.flying:
                self._caught(carrier, drive)
                return False
            drive.seconds = self._to_the_ground(drive)
        self._choose(drive)
        while True:
            instant, closed = self._foresee(drive)
            if instant > now:
                self._next(carrier, instant)
                return False
            self._pass(drive)
            if closed >= 0:
                if not self._blocked(drive, closed):
                    drive.stands_s = now
                    return False
            elif self._at_end(drive):
                self._finish(carrier, drive)
                return True
            elif not drive.ahead:
                drive.stands_s = now
                return False

    def _to_the_ground(self, drive: Drive) -> NDArray[np.float64]:
        """Return the times on all arcs for one in the air: a flight ends at its goal [s]."""
        arc, seconds = drive.spot.arc, drive.seconds.copy()
        seconds[arc] = self._free[drive.profile].seconds[arc]
        return seconds

    def _next(self, carrier: Carrier, instant: float) -> None:
        self._clock.at(instant, carrier.order, self._on_the_way, carrier, carrier.token)

    def _on_the_way(self, carrier: Carrier, token: int) -> None:
        """Reach what was foreseen: the goal, a closed road, or the end of a turn."""
        drive = carrier.drive
        if token != carrier.token or drive is None:
            return
        if drive.held_s == self._clock.now:
            drive.since_s = drive.held_s
        else:
            self._pass(drive)
        if self._go_on(carrier, drive):
            self._drivers.resume(carrier)

    def _foresee(self, drive: Drive) -> tuple[float, int]:
        """Return the instant of the next stop [s] and the closed arc there, -1 = none."""
        spot, ahead = drive.spot, drive.ahead
        assert ahead is not None  # noqa: S101  it is watched
        first = spot.left * float(drive.seconds[spot.arc]) if spot.arc >= 0 else 0.0
        onward = drive.seconds[ahead].tolist() if ahead else []
        drive.stop = onward.index(NEVER) if NEVER in onward else len(onward)
        instant = grid(self._clock.now + first + sum(onward[: drive.stop]))
        return instant, (ahead[drive.stop] if drive.stop < len(onward) else -1)

    def _pass(self, drive: Drive) -> None:
        """Put a vehicle where it was foreseen to be by now, free of rounding."""
        ahead, spot = drive.ahead, drive.spot
        assert ahead is not None  # noqa: S101  it is watched
        if spot.arc >= 0:
            self._account(drive, spot.arc, spot.left)
        passed = ahead[: drive.stop]
        if passed:
            for seconds in self._free[drive.profile].seconds[passed].tolist():
                drive.free_s += seconds
            for metres in self._network.length_m[passed].tolist():
                drive.distance_m += metres
        node = int(self._network.head[ahead[drive.stop - 1]]) if drive.stop else spot.node
        del ahead[: drive.stop]
        drive.spot, drive.stop, drive.since_s = Spot(node), 0, self._clock.now

    def _at_end(self, drive: Drive) -> bool:
        """Tell whether a vehicle is at its goal; where it turned back to, it sets out anew."""
        node = drive.spot.node
        if drive.via >= 0 and node == drive.via and not drive.ahead:
            drive.via = -1
        if drive.ahead or (node == drive.goal and drive.via < 0):
            return not drive.ahead
        drive.ahead = self._way(drive)
        return False

    def _known(self, drive: Drive) -> RoadState:
        return self._roads.circles[drive.circle].states[drive.profile]

    @staticmethod
    def _aim(drive: Drive) -> int:
        return drive.via if drive.via >= 0 else drive.goal

    def _choose(self, drive: Drive) -> None:
        """Take another way where the road ahead is known to be closed, or where there was none."""
        ahead = drive.ahead
        if not ahead:
            drive.ahead = self._way(drive)
            return
        shut = self._known(drive).shut
        if self._rule == "wait" or shut.isdisjoint(ahead):
            return
        closed = [arc for arc in ahead if arc in shut]
        if drive.spot.arc < 0 and closed[0] == ahead[0] and not math.isinf(drive.seconds[ahead[0]]):
            closed = [arc for arc in closed if arc != ahead[0]]  # it sees that it is open
        if closed:
            self._note(drive, closed[0])
            self._turn(drive)
            drive.ahead = self._way(drive)

    def _way(self, drive: Drive) -> list[int]:
        """Return the arcs of the best known way; who knows none takes a road that he sees open."""
        known, node, aim = self._known(drive), drive.spot.node, self._aim(drive)
        way = _onward(known, node, aim)
        if way or node == aim or drive.spot.arc >= 0:
            return way
        soonest = math.inf
        seen = np.flatnonzero((self._network.tail == node) & np.isfinite(drive.seconds))
        for arc in seen.tolist():
            head = int(self._network.head[arc])
            seconds = float(drive.seconds[arc]) + known.eta(head, aim)
            if seconds < soonest:
                soonest, way = seconds, [arc, *_onward(known, head, aim)]
        return way

    def _turn(self, drive: Drive) -> None:
        if self._rule == "turn_back" and drive.spot.node != drive.start.node:
            drive.via = drive.start.node

    def _blocked(self, drive: Drive, arc: int) -> bool:
        """Stand before a closed arc; True when the vehicle has another way to go."""
        self._note(drive, arc)
        self._roads.meet(arc, drive.profile, drive.circle)
        if self._rule == "wait":
            return False
        self._turn(drive)
        drive.ahead = self._way(drive)
        return bool(drive.ahead)

    def _note(self, drive: Drive, arc: int) -> None:
        cause = self._roads.cause(arc, drive.profile)
        if cause and cause not in drive.closures:
            drive.closures.append(cause)

    def _caught(self, carrier: Carrier, drive: Drive) -> None:
        """Let a vehicle wait on the arc that closed under it, or turn round at free-flow speed."""
        now, spot = self._clock.now, drive.spot
        self._note(drive, spot.arc)
        if self._rule == "wait":
            drive.stands_s = now
            return
        gone = 1.0 - spot.left
        back_s = gone * float(self._roads.free[drive.profile].seconds[spot.arc])
        self._account(drive, spot.arc, gone)
        drive.spot = Spot(int(self._network.tail[spot.arc]))
        drive.ahead = []
        self._turn(drive)
        drive.held_s = max(grid(now + back_s), now + TICK_S)
        self._next(carrier, drive.held_s)


def _onward(state: RoadState, start: int, goal: int) -> list[int]:
    """Return the arcs of the best known way; empty at the goal and where no way is known."""
    if start == goal:
        return []
    route = state.route(start, goal)
    return [] if route is None else [int(arc) for arc in route]


def _differing(one: RoadState, other: RoadState) -> frozenset[int]:
    """Return the numbers of the arcs whose times differ between two states."""
    if one is other:
        return frozenset()
    return frozenset(np.flatnonzero(one.seconds != other.seconds).tolist())


def _by_order(carrier: Carrier) -> int:
    return carrier.order
