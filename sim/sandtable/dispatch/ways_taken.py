"""Which arcs vehicles were on and when, for runs in which somebody asks (走过的路)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sandtable.dispatch.drives import NEVER, Drive
from sandtable.dispatch.travel import Traffic
from sandtable.hazards.threats import Stay

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import numpy as np
    from numpy.typing import NDArray

    from sandtable.dispatch.clockwork import Clock
    from sandtable.dispatch.drives import Spot
    from sandtable.dispatch.roads import Roads
    from sandtable.dispatch.travel import Carrier, Drivers
    from sandtable.world.network import Network
    from sandtable.world.plan import Plan, Rules


def asks_for_ways(plan: Plan) -> bool:
    """Tell whether anybody asks on which arcs vehicles were: some team says what it bears."""
    return any(team.bears for team in plan.teams)


class Taken:
    """A trip and the arcs that it has been on so far; times since the start of the run [s]."""

    def __init__(self, drive: Drive) -> None:
        self.drive = drive
        self.carrier: Carrier | None = None
        self.foreseen = False
        """Written down before it began."""
        self.stays: list[Stay] = []
        self.halted_s = math.inf

    def is_void(self) -> bool:
        """Tell whether it was foreseen and has not begun so."""
        departed_s = getattr(self.carrier, "departed_s", math.nan)
        return self.foreseen and departed_s != self.drive.start_s


class RememberedTraffic(Traffic):
    """Traffic that remembers the arcs of all trips; vehicles do what they do without it.

    Of a trip that was reported from outside to have arrived nobody knows which way it took from its
    last known spot on: that part is not remembered. Nor is standing at a node before a closed road.
    """

    def __init__(
        self, network: Network, roads: Roads, clock: Clock, rules: Rules, drivers: Drivers
    ) -> None:
        super().__init__(network, roads, clock, rules, drivers)
        self._trips: dict[int, list[Taken]] = {}
        self._taken: dict[int, Taken] = {}
        """By the id of the drive, which they keep alive."""
        self._only_looks = False

    def trips_of(self, carrier: Carrier, end_s: float) -> list[tuple[Drive, list[Stay]]]:
        """Return the trips of a carrier in their order, and the arcs of each until the end [s].

        A trip that was foreseen and did not begin as foreseen is left out.
        """
        trips = [one for one in self._trips.get(id(carrier), []) if not one.is_void()]
        next_s = [*(one.drive.start_s for one in trips[1:]), end_s]
        return [
            (one.drive, [*one.stays, *self._rest(one, carrier.drive, min(until_s, end_s))])
            for one, until_s in zip(trips, next_s, strict=False)
        ]

    def _rest(self, taken: Taken, under_way: Drive | None, end_s: float) -> Iterable[Stay]:
        """Return what is not noted yet: a trip on calm roads, or under way as the run ends."""
        drive = taken.drive
        if drive.ahead is None:
            state = self._free[drive.profile]
            route = state.route(drive.start.node, drive.goal)
            ahead = [] if route is None else route.tolist()
            until_s = min(drive.arrival_s, taken.halted_s, end_s)
            return _arcs(drive.start, ahead, state.seconds, drive.start_s, until_s)
        return self._since(drive, end_s) if drive is under_way else ()

    def _since(self, drive: Drive, now: float) -> Iterator[Stay]:
        """Yield the arcs that a vehicle is on from its last spot until now."""
        assert drive.ahead is not None  # noqa: S101  it is watched
        since_s = max(drive.since_s, drive.held_s)
        if drive.stands_s < NEVER:
            if drive.spot.arc >= 0:
                yield Stay(drive.spot.arc, drive.stands_s, now)
        else:
            yield from _arcs(drive.spot, drive.ahead, drive.seconds, since_s, now)

    # What Traffic does, and it is noted

    def set_out(self, carrier: Carrier, start: Spot, goal: int, departs: float) -> float | None:
        """Begin a trip, and say when it ends; see `Traffic.set_out`."""
        arrives = super().set_out(carrier, start, goal, departs)
        drive = carrier.drive or carrier.last
        if drive is not None:
            taken = self._of(drive)
            taken.foreseen = departs > self._clock.now
            taken.carrier = carrier  # kept alive, so that its id stays its own
            self._trips.setdefault(id(carrier), []).append(taken)
        return arrives

    def halt(self, carrier: Carrier) -> Spot:
        """End a trip where the vehicle is now, and return the spot."""
        if carrier.drive is not None:
            self._of(carrier.drive).halted_s = self._clock.now
        return super().halt(carrier)

    def where(self, carrier: Carrier) -> Spot:
        """Return the spot of a vehicle under way now, and change nothing."""
        self._only_looks = True
        spot = super().where(carrier)
        self._only_looks = False
        return spot

    def _advance(self, drive: Drive, now: float) -> None:
        if not self._only_looks:
            self._of(drive).stays.extend(self._since(drive, now))
        super()._advance(drive, now)

    def _pass(self, drive: Drive) -> None:
        self._of(drive).stays.extend(self._since(drive, self._clock.now))
        super()._pass(drive)

    def _caught(self, carrier: Carrier, drive: Drive) -> None:
        arc = drive.spot.arc
        super()._caught(carrier, drive)
        if drive.held_s > self._clock.now:  # back the way it came
            self._of(drive).stays.append(Stay(arc, self._clock.now, drive.held_s))

    def _of(self, drive: Drive) -> Taken:
        return self._taken.setdefault(id(drive), Taken(drive))


def _arcs(
    spot: Spot, ahead: Iterable[int], seconds: NDArray[np.float64], since_s: float, until_s: float
) -> Iterator[Stay]:
    """Yield the arcs of a way from a spot on, in so much time; before a closed one it ends."""
    parts = [(arc, 1.0) for arc in ahead]
    if spot.arc >= 0:
        parts.insert(0, (spot.arc, spot.left))
    at_s = since_s
    for arc, part in parts:
        end_s = min(at_s + part * float(seconds[arc]), until_s)
        if end_s <= at_s or (math.isinf(seconds[arc]) and arc != spot.arc):
            return
        yield Stay(arc, at_s, end_s)
        at_s = end_s
