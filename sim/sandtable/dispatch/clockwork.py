"""The clock: SimPy's heap with instants on the grid and ranked ties (contracts §1)."""

from __future__ import annotations

import math
from heapq import heappop, heappush
from typing import TYPE_CHECKING, Any, Protocol

from simpy import Environment
from simpy.core import StopSimulation
from simpy.events import NORMAL

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from simpy import Event
    from simpy.events import EventPriority


class Life(Protocol):
    """Whoever lives through phases: a mission, a consignment, a bus, a batch of people.

    Its life yields the instant at which a phase ends [s], or None where something else ends it.
    """

    life: Generator[float | None, None, None] | None
    token: int
    order: int
    """Priority of its events among those of an instant."""


class Clock(Environment):
    """SimPy's environment with calls at stated instants and integer priorities.

    A call is a tuple in SimPy's own heap, (instant, priority, number, function, for whom, that
    one's token); without a function, it lets the life of that one go on. Calls are ordered with
    SimPy's events by the first three, and only spare the event and its list of callbacks, since
    nobody else waits for it. Who has been re-ordered, or whose phase was ended by a report, has a
    new token: the call then finds that it is stale and does nothing. So nothing is ever
    interrupted or cancelled.
    """

    now: float = 0.0  # SimPy's property as a plain attribute, for it is read all the time

    def __init__(self) -> None:
        super().__init__()
        self._plays = 0
        """How many ends of a play there were."""
        self._last: Callable[[], None] | None = None
        self._order = _FIRST
        """Priority of what happens now."""
        self._emptied = -math.inf
        """Last instant at which nothing else was left to happen [s]."""

    def at(
        self,
        instant: float,
        order: int,
        act: Callable[[Any, int], None],
        subject: Any = None,  # noqa: ANN401  whoever acts
        token: int = 0,
    ) -> None:
        """Call ``act(subject, token)`` at an instant of the grid, not before now [s].

        Parameters
        ----------
        order
            Priority among what happens at the instant, from `ground.clock.priority`.

        """
        call: Any = (instant, order, next(self._eid), act, subject, token)
        heappush(self._queue, call)

    def resume(self, one: Life) -> None:
        """Let a life go on to its next phase now."""
        life = one.life
        until = None if life is None else next(life, None)
        if until is not None:
            one.token += 1
            call: Any = (until, one.order, next(self._eid), None, one, one.token)
            heappush(self._queue, call)

    def wake(self, one: Life, instant: float) -> None:
        """Let a life go on at an instant [s], and not when it was to be woken."""
        one.token += 1
        call: Any = (instant, one.order, next(self._eid), None, one, one.token)
        heappush(self._queue, call)

    def schedule(self, event: Event, priority: EventPriority = NORMAL, delay: float = 0) -> None:
        """Put an event of SimPy's into the heap, as a call like all others."""
        call: Any = (self.now + delay, priority, next(self._eid), self._happens, event, 0)
        heappush(self._queue, call)

    def _happens(self, event: Event, _: int) -> None:
        """Let an event of SimPy's happen by its own ``step``, which takes the head of the heap."""
        first: Any = (self.now, _FIRST, 0, event)
        heappush(self._queue, first)
        self.step()

    def has_been(self, instant: float, order: int) -> bool:
        """Tell whether what was to happen with a priority at an instant [s] has its turn by now.

        Who foresees what would happen then needs no event, and asks this when it comes otherwise.
        """
        if instant != self.now:
            return instant < self.now
        return order <= self._order or self._emptied == instant

    def at_last(self, act: Callable[[], None]) -> None:
        """Call ``act()`` at this instant, when nothing else is left to happen at it."""
        self._last = act

    def play(self, until_s: float) -> None:
        """Process everything before an instant [s]; like SimPy's ``run``, nothing at it."""
        queue: list[Any] = self._queue
        number = self._eid
        self._ends(until_s, until_s)
        try:
            while True:  # the end is always in the heap
                if self._last is not None and queue[0][0] > self.now:
                    last, self._last = self._last, None
                    self._emptied = self.now
                    last()
                    continue
                self.now, self._order, _, act, subject, token = heappop(queue)
                if act is not None:
                    act(subject, token)
                elif token == subject.token:  # what `resume` does, for the bulk without a call
                    life = subject.life
                    until = None if life is None else next(life, None)
                    if until is not None:
                        token = subject.token = subject.token + 1
                        heappush(queue, (until, subject.order, next(number), None, subject, token))
        except StopSimulation:
            self._now = self.now

    def halt(self) -> None:
        """Let `play` end behind this instant."""
        self._ends(math.nextafter(self.now, math.inf), self.now)

    def _ends(self, instant: float, now: float) -> None:
        """Put an end into the heap, before all else at its instant; what it is then, is `now`."""
        self._plays += 1
        end: Any = (instant, _FIRST, -self._plays, self._stop, now, self._plays)
        heappush(self._queue, end)

    def _stop(self, now: float, token: int) -> None:
        """End `play` as SimPy ends its ``run``; the end of a play that was halted is stale."""
        self.now = now
        if token == self._plays:
            raise StopSimulation


_FIRST = -1
"""Lies before all other priorities."""
