"""Ids of incidents, and what follows from an id alone: the same in every replication."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple, Self

import numpy as np

from sandtable.ground.clock import Rank, priority
from sandtable.ground.luck import hashes

if TYPE_CHECKING:
    from numpy.typing import NDArray

KEPT = 2**16
"""Candidates that are kept of a random process; one takes some 200 bytes."""


class Names(NamedTuple):
    """Incidents by name, row by row.

    Parameters
    ----------
    hashed
        Hashes for the luck of purpose ``incident``, shape ``(n, 2)``.
    orders
        Priority of the message by which a desk comes to know of each.

    """

    ids: list[str]
    hashed: NDArray[np.int64]
    orders: list[int]

    @classmethod
    def of(cls, ids: list[str]) -> Self:
        """Return the names of these incidents."""
        orders = [priority(Rank.MESSAGE, one) for one in ids]
        return cls(ids, hashes("incident", ids), orders)


class Candidates:
    """The candidates of a random process, by number; made once for all replications."""

    def __init__(self, process: str) -> None:
        self._process = process
        self._known = Names.of([])

    def names(self, numbers: NDArray[np.int64]) -> Names:
        """Return the names of some candidates, their numbers increasing."""
        end = int(numbers[-1]) + 1 if numbers.size else 0
        if end > KEPT:
            return Names.of([self._id(number) for number in numbers.tolist()])
        if end > len(self._known.ids):
            self._grow(end)
        ids, hashed, orders = self._known
        if end == numbers.size:  # all of them
            return Names(ids[:end], hashed[:end], orders[:end])
        chosen = numbers.tolist()
        return Names([ids[n] for n in chosen], hashed[numbers], [orders[n] for n in chosen])

    def _grow(self, end: int) -> None:
        ids, hashed, orders = self._known
        more = Names.of([self._id(number) for number in range(len(ids), end)])
        self._known = Names(
            ids + more.ids, np.concatenate((hashed, more.hashed)), orders + more.orders
        )

    def _id(self, number: int) -> str:
        return f"{self._process}_{number:07d}"


@lru_cache(maxsize=8)
def candidates_of(process: str) -> Candidates:
    """Return the candidates of the random process of an id."""
    return Candidates(process)
