"""Dormant entries that begin without anybody's doing: at a time, at random, by another (触发)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sandtable.dispatch.thinning import arrival_times, time_of_day
from sandtable.ground.clock import Rank, grid, priority

if TYPE_CHECKING:
    from sandtable.dispatch.operation import Operation
    from sandtable.world.onset import Cascade, RandomOnset
    from sandtable.world.scenario import DormantImpact

K_HAPPENS, K_DELAY = 0, 1
"""Numbers k of the draws of a cascade (purpose "onset", entity entry)."""

_GAP, _KEEP = "onset_gap", "onset_keep"
"""Purposes of the draws of a random onset."""


class Onsets:
    """What wakes the dormant entries of a run."""

    def __init__(self, op: Operation) -> None:
        self._op = op
        self._followers: dict[str, list[_Follower]] = {}
        """By id of the entry that they wait for."""

    def begin(self) -> None:
        """Put what is known beforehand into the heap."""
        for entry in self._op.world.scenario.dormant:
            self._at(entry, entry.activate_at_s, "time")
            if entry.random is not None:
                self._at(entry, self._first(entry.random), "rate")
            if entry.cascade is not None:
                follower = _Follower(entry.id, entry.cascade)
                self._followers.setdefault(entry.cascade.entry, []).append(follower)

    def _at(self, entry: DormantImpact, time_s: float, by: str) -> None:
        if time_s < self._op.horizon_s:
            order = priority(Rank.ROAD, entry.id)
            self._op.clock.at(grid(time_s), order, self._begins, (entry.id, by, ""))

    def _begins(self, what: tuple[str, str, str], _: int) -> None:
        self._op.activate(*what)

    def _first(self, onset: RandomOnset) -> float:
        """Return the first event of a random process [s]; inf = there is none in this run."""
        op = self._op
        day_s = time_of_day(op.world.scenario.start)
        times, _ = arrival_times(onset, op.luck, op.horizon_s, day_s, (_GAP, _KEEP))
        return float(times[0]) if times.size else math.inf

    def changed(self, entry: str) -> None:
        """Foresee anew what follows an entry that has begun, or whose source is controlled now."""
        followers = self._followers.get(entry)
        if not followers:
            return
        op, active = self._op, self._op.roads.active(entry)
        for one in followers:
            if one.passed:
                continue  # what has passed the limit stays passed
            one.token += 1
            passes_s = grid(active.since_s + active.impact.passes(one.cascade, active.controls))
            if passes_s < op.horizon_s:
                order = priority(Rank.ROAD, one.entry)
                op.clock.at(passes_s, order, self._passes, one, one.token)

    def _passes(self, one: _Follower, token: int) -> None:
        """Let the limit be passed now: the entry begins after its delay, or not at all."""
        if token != one.token:
            return
        one.passed = True
        op, cascade = self._op, one.cascade
        if op.luck.uniform("onset", one.entry, 0, K_HAPPENS) >= cascade.probability:
            return
        what = (one.entry, "trigger", cascade.entry)
        delay_s = cascade.delay.mean
        if not cascade.delay.is_constant:
            delay_s = cascade.delay.quantile(op.luck.uniform("onset", one.entry, 0, K_DELAY))
        begins_s = grid(op.clock.now + delay_s)
        if begins_s <= op.clock.now:
            op.activate(*what)
        elif begins_s < op.horizon_s:
            op.clock.at(begins_s, priority(Rank.ROAD, one.entry), self._begins, what)


class _Follower:
    """An entry that waits for another."""

    __slots__ = ("cascade", "entry", "passed", "token")

    def __init__(self, entry: str, cascade: Cascade) -> None:
        self.entry = entry
        self.cascade = cascade
        self.passed = False
        self.token = 0
        """Which of the instants foreseen still holds."""
