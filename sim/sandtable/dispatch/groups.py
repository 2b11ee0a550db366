"""Groups of people on the move: whole numbers of persons, split and never lost (人群)."""

from __future__ import annotations

import math

from sandtable.dispatch.lanes import Column

NAN = math.nan


class Group(Column):
    """Persons of one zone who do the same at the same time; instants in s, nan = not happened."""

    __slots__ = (
        "arrived_s",
        "by",
        "cohort",
        "destination",
        "had",
        "left_s",
        "means",
        "number",
        "persons",
        "phase",
        "place",
        "refused",
        "residents",
        "safe_s",
        "told_s",
        "water_s",
        "zone",
    )

    def __init__(self, residents: str, zone: str, cohort: str, node: int, persons: int) -> None:
        super().__init__(node, "", 0)
        self.residents = residents
        self.zone = zone
        self.cohort = cohort
        self.persons = persons
        self.number = 0
        """Running number within the residents that it comes from."""
        self.means = ""
        self.by = ""
        """What carried them: means, ``boat``, or nothing yet."""
        # home | told | waiting | moving | trapped | refuge | sheltered | relatives | lost: every
        # person of a scenario is in exactly one of them at any instant.
        self.phase = "home"
        self.refused = False
        self.destination = ""
        self.place = ""
        """Id of the facility where they are, empty = none."""
        self.had: dict[str, list[tuple[float, int]]] = {}
        """By kind of need: instants [s], and how many of them have it from then on."""
        self.told_s = self.left_s = self.safe_s = self.arrived_s = self.water_s = NAN

    def split(self, persons: int) -> Group:
        """Take some persons out into a group of their own that has been through the same.

        The persons of a group stand in a row: goods go to the first ones, who leaves are the last.
        """
        other = Group(self.residents, self.zone, self.cohort, self.node, persons)
        other.profile, other.means, other.by = self.profile, self.means, self.by
        other.phase, other.refused, other.destination = self.phase, self.refused, self.destination
        other.told_s, other.left_s, other.safe_s = self.told_s, self.left_s, self.safe_s
        other.arrived_s, other.water_s = self.arrived_s, self.water_s
        self.persons -= persons
        if self.had:
            self.had, other.had = _divided(self.had, self.persons)
        return other

    def has(self, kind: str) -> int:
        """Return how many of them have a kind of need met."""
        steps = self.had.get(kind)
        return steps[-1][1] if steps else 0


Steps = dict[str, list[tuple[float, int]]]


def _divided(had: Steps, persons: int) -> tuple[Steps, Steps]:
    """Divide what a group has had into that of its first persons and that of all behind them."""
    first: Steps = {}
    last: Steps = {}
    for kind, steps in had.items():
        mine = first[kind] = []
        others = last[kind] = []
        before = 0
        for at, met in steps:
            if before < min(met, persons):
                mine.append((at, min(met, persons)))
            if max(before, persons) < met:
                others.append((at, met - persons))
            before = max(before, met)
    return first, last


class Divider:
    """Divides one batch of persons after the other by shares, so that all of them keep the shares.

    Parameters
    ----------
    shares
        Shares of sum 1, in their order.

    """

    def __init__(self, shares: list[float]) -> None:
        self._shares = shares
        self._given = [0] * len(shares)
        self._total = 0

    def divide(self, persons: int) -> list[int]:
        """Return the persons of each share of a batch; they sum to all of it.

        Each share gets the whole part of what it lacks by now; who lacks most of a person gets the
        next one, the first of equals.
        """
        total = self._total = self._total + persons
        lacks = [
            share * total - given for share, given in zip(self._shares, self._given, strict=True)
        ]
        found = [int(lack + 1e-9) if lack > 0.0 else 0 for lack in lacks]
        left = persons - sum(found)
        while left < 0:  # some share is ahead of its due: take from the least in need
            found[_at(lacks, found, least=True)] -= 1
            left += 1
        while left > 0:
            found[_at(lacks, found, least=False)] += 1
            left -= 1
        self._given = [given + part for given, part in zip(self._given, found, strict=True)]
        return found


def _at(lacks: list[float], found: list[int], *, least: bool) -> int:
    left = [lack - part for lack, part in zip(lacks, found, strict=True)]
    if least:
        return min((i for i, part in enumerate(found) if part > 0), key=left.__getitem__)
    return left.index(max(left))
