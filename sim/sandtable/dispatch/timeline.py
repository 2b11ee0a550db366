"""Incidents in the order in which the desks come to know of them."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import TYPE_CHECKING

import numpy as np

from sandtable.dispatch.incidents import Drawn, Incident
from sandtable.ground.clock import Rank, priority

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from sandtable.dispatch.operation import Operation


LATER = priority(Rank.ARRIVAL, "") - priority(Rank.MESSAGE, "")
"""What makes the priority of an arrival out of that of a message of the same id."""


Coming = Iterator[tuple[float, Drawn, int]]
"""Incidents that are still to come: instant of grading [s], the draw, and its row."""


def _in_order(groups: list[Drawn], horizon_s: float) -> Coming:
    """Return incidents in the order of their grading, those of one instant by id."""
    sizes = [len(drawn) for drawn in groups]
    graded_s = np.concatenate([drawn.graded_s for drawn in groups])
    of = [drawn for drawn in groups for _ in range(len(drawn))]
    row = np.concatenate([np.arange(size) for size in sizes]).tolist()
    order = np.argsort(graded_s, kind="stable")
    order = order[graded_s[order] < horizon_s]
    times = graded_s[order]
    ranked = order.tolist()
    for first, end in _ties(times):
        ranked[first:end] = sorted(ranked[first:end], key=lambda at: of[at].ids[row[at]])
    return zip(times.tolist(), [of[at] for at in ranked], [row[at] for at in ranked], strict=True)


def _ties(times: NDArray[np.float64]) -> Iterator[tuple[int, int]]:
    """Yield where runs of equal instants begin and end, longer than one."""
    starts = np.flatnonzero(np.diff(times, prepend=-1.0))
    lengths = np.diff(starts, append=times.size)
    for start, length in zip(
        starts[lengths > 1].tolist(), lengths[lengths > 1].tolist(), strict=True
    ):
        yield start, start + length


class Upcoming:
    """Incidents that are still to come, as a life that is woken when the next becomes known."""

    __slots__ = ("life", "order", "token")

    def __init__(self) -> None:
        self.life: Generator[float | None, None, None] | None = None
        self.order = self.token = 0


class Timeline:
    """Brings the drawn incidents into the run, one event each."""

    def __init__(self, op: Operation) -> None:
        self._op = op
        self.drawn: list[Drawn] = []
        self.known: dict[int, list[Incident | None]] = {}
        """By ``id(drawn)``: the incident of each row, None while nobody knows of it."""

    def add(self, groups: Iterable[Drawn]) -> None:
        """Add incidents; each becomes known at its own instant, if that is before the horizon."""
        groups = [drawn for drawn in groups if len(drawn)]
        if not groups:
            return
        for drawn in groups:
            self.drawn.append(drawn)
            self.known[id(drawn)] = [None] * len(drawn)
            if self._op.civil is not None:
                self._op.civil.drawn(drawn)
        upcoming = Upcoming()
        upcoming.life = self._bring(upcoming, _in_order(groups, self._op.horizon_s))
        self._op.clock.resume(upcoming)

    def knows(self, name: str) -> bool:
        """Tell whether an incident of this id was drawn."""
        return any(name in drawn.ids for drawn in self.drawn)

    def _bring(self, upcoming: Upcoming, coming: Coming) -> Generator[float, None, None]:
        """Let each incident become known at the instant of its grading."""
        for instant, drawn, row in coming:
            order = upcoming.order = drawn.orders[row]
            yield instant
            if not (drawn.cause and self.prevented(drawn, row)):
                incident = self.known[id(drawn)][row] = Incident(drawn, row, order + LATER)
                self._op.known(incident)

    def prevented(self, drawn: Drawn, row: int) -> bool:
        """Tell whether an incident never occurs: its source is controlled, or another was first."""
        if not drawn.cause:
            return False
        *others, own = drawn.cause[row]
        controlled = self._op.roads.is_controlled
        return controlled(*own) or not all(controlled(*other) for other in others)
