"""Incidents in the order in which the desks come to know of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sandtable.dispatch.incidents import Drawn, Incident
from sandtable.ground.clock import Rank, priority

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sandtable.dispatch.operation import Operation


LATER = priority(Rank.ARRIVAL, "") - priority(Rank.MESSAGE, "")
"""What makes the priority of an arrival out of that of a message of the same id."""


class _Chain:
    """Incidents by the instant of their grading; each brings the next one into the heap."""

    def __init__(self, groups: list[Drawn], horizon_s: float) -> None:
        self.groups = groups
        sizes = [len(drawn) for drawn in groups]
        graded_s = np.concatenate([drawn.graded_s for drawn in groups])
        group = np.repeat(np.arange(len(groups)), sizes)
        row = np.concatenate([np.arange(size) for size in sizes])
        order = np.argsort(graded_s, kind="stable")
        order = order[graded_s[order] < horizon_s]
        self.graded_s: list[float] = graded_s[order].tolist()
        self.group: list[int] = group[order].tolist()
        self.row: list[int] = row[order].tolist()
        self._by_id_where_equal()
        self.next = 0
        self.order = 0
        """Priority of the event that brings the next one."""

    def _by_id_where_equal(self) -> None:
        """Order incidents of one instant by id, as the heap would."""
        times = self.graded_s
        start = 0
        for end in range(1, len(times) + 1):
            if end < len(times) and times[end] == times[start]:
                continue
            if end - start > 1:
                pairs = zip(self.group[start:end], self.row[start:end], strict=True)
                ranked = sorted(pairs, key=lambda pair: self.groups[pair[0]].ids[pair[1]])
                self.group[start:end] = [group for group, _ in ranked]
                self.row[start:end] = [row for _, row in ranked]
            start = end


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
        self._schedule(_Chain(groups, self._op.horizon_s))

    def knows(self, name: str) -> bool:
        """Tell whether an incident of this id was drawn."""
        return any(name in drawn.ids for drawn in self.drawn)

    def _schedule(self, chain: _Chain) -> None:
        at = chain.next
        if at < len(chain.graded_s):
            name = chain.groups[chain.group[at]].ids[chain.row[at]]
            chain.order = priority(Rank.MESSAGE, name)
            self._op.clock.at(chain.graded_s[at], chain.order, self._graded, chain)

    def _graded(self, chain: _Chain, _: int) -> None:
        drawn, row = chain.groups[chain.group[chain.next]], chain.row[chain.next]
        chain.next += 1
        order = chain.order
        self._schedule(chain)
        if drawn.cause and self.prevented(drawn, row):
            return
        incident = Incident(drawn, row, order + LATER)
        self.known[id(drawn)][row] = incident
        self._op.known(incident)

    def prevented(self, drawn: Drawn, row: int) -> bool:
        """Tell whether an incident never occurs, because its source was controlled before."""
        if not drawn.cause:
            return False
        entry, source, exposed_s = drawn.cause[row]
        return self._op.roads.is_controlled(entry, source, exposed_s)
