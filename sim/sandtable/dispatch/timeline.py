"""Incidents in the order in which the desks come to know of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sandtable.dispatch.incidents import Drawn, Incident
from sandtable.ground.clock import Rank, priority

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator

    from numpy.typing import NDArray

    from sandtable.dispatch.operation import Operation


LATER = priority(Rank.ARRIVAL, "") - priority(Rank.MESSAGE, "")
"""What makes the priority of an arrival out of that of a message of the same id."""


class Coming:
    """Incidents that are still to come, one event each; its life is that of a carrier."""

    __slots__ = ("life", "order", "token")

    def __init__(self) -> None:
        self.life: Generator[float, None, None] | None = None
        self.token = self.order = 0


def _in_order(groups: list[Drawn], horizon_s: float) -> Iterator[tuple[float, Drawn, int]]:
    """Yield incidents in the order of their grading, those of one instant by id.

    Each is the instant of its grading [s], its draw, and its row there.
    """
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
        coming = Coming()
        coming.life = self._bring(coming, groups)
        self._op.resume(coming)

    def knows(self, name: str) -> bool:
        """Tell whether an incident of this id was drawn."""
        return any(name in drawn.ids for drawn in self.drawn)

    def _bring(self, coming: Coming, groups: list[Drawn]) -> Generator[float, None, None]:
        """Let a desk know of one incident after the other."""
        op = self._op
        for instant, drawn, row in _in_order(groups, op.horizon_s):
            order = coming.order = drawn.orders[row]
            yield instant
            if drawn.cause and self.prevented(drawn, row):
                continue
            incident = Incident(drawn, row, order + LATER)
            self.known[id(drawn)][row] = incident
            op.known(incident)

    def prevented(self, drawn: Drawn, row: int) -> bool:
        """Tell whether an incident never occurs: its source is controlled, or another was first."""
        if not drawn.cause:
            return False
        *others, own = drawn.cause[row]
        controlled = self._op.roads.is_controlled
        return controlled(*own) or not all(controlled(*other) for other in others)
