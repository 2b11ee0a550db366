"""The clock: SimPy's heap with instants on the grid and ranked ties (contracts §1)."""

from __future__ import annotations

from heapq import heappop, heappush
from typing import TYPE_CHECKING, Any

from simpy import Environment

if TYPE_CHECKING:
    from collections.abc import Callable


class Clock(Environment):
    """SimPy's environment with calls at stated instants and integer priorities.

    A call is a plain tuple (function, for whom, that one's token) in SimPy's own heap. It is
    ordered with SimPy's events by time, priority and number, and only spares the list of callbacks,
    since nobody else waits for it. Who has been re-ordered, or whose phase was ended by a report,
    has a new token: the call then finds that it is stale and does nothing. So nothing is ever
    interrupted or cancelled.
    """

    now: float = 0.0  # SimPy's property as a plain attribute, for it is read all the time

    def __init__(self) -> None:
        super().__init__()
        self._halted = False
        self._last: Callable[[Any, int], None] | None = None

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
        queue: list[Any] = self._queue
        heappush(queue, (instant, order, next(self._eid), (act, subject, token)))

    def at_last(self, act: Callable[[Any, int], None]) -> None:
        """Call ``act`` at this instant, when nothing else is left to happen at it."""
        self._last = act

    def play(self, until_s: float) -> None:
        """Process everything before an instant [s]; like SimPy's ``run``, nothing at it."""
        queue: list[Any] = self._queue
        while True:
            if not queue or queue[0][0] > self.now:  # nothing is left to happen at this instant
                if self._last is not None:
                    last, self._last = self._last, None
                    last(None, 0)
                    continue
                if self._halted:
                    return
                if not queue or queue[0][0] >= until_s:
                    break
            if queue[0][3].__class__ is tuple:
                self.now, _, _, (act, subject, token) = heappop(queue)
                self._now = self.now
                act(subject, token)
            else:
                self.step()  # an event of SimPy's
                self.now = self._now
        self._now = self.now = until_s

    def halt(self) -> None:
        """Let `play` end behind this instant."""
        self._halted = True
