"""One replication as a measure sees it: its records, its world, the hazard it met (单次推演)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sandtable.files.moments import seconds_until
from sandtable.ground.units import quantity
from sandtable.study.tally import Table, Tables
from sandtable.world.world import World

if TYPE_CHECKING:
    from sandtable.hazards.impact import Impact

Arguments = Mapping[str, Any]
"""What a measure is asked with, as the file has it; durations in s or as text with their unit."""

AFTER = ("start", "alarm", "order", "breach")
"""Words for instants of a run; the id of a dormant entry is one too: when it began."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """What a replication has left behind.

    Parameters
    ----------
    tables
        Record tables; texts as lists or arrays, nulls of numbers as nan.
    world
        What was played.
    impacts
        By dormant entry: the realisation that it met.

    """

    tables: Tables
    world: World
    impacts: Mapping[str, Impact]

    # Instants

    def after(self, word: str) -> float:
        """Return an instant of the run [s]; nan = it never came.

        Parameters
        ----------
        word
            ``start`` (0), ``alarm`` (the first report of an incident that threatens to become an
            entry), ``order`` (the first order to leave), ``breach`` (the first entry that began of
            those which preventions guard; of all where there are none) or the id of an entry.

        """
        if word in self._entries:
            return self.activated(word)
        return {
            "start": self._start,
            "alarm": self._alarm,
            "order": self._order,
            "breach": self._breach,
        }[word]()

    def instant(self, arguments: Arguments, *, at: str = "at", after: str = "start") -> float:
        """Return the instant that arguments name [s]; nan = its beginning never came.

        Parameters
        ----------
        at
            Name of the argument that holds the time since `after`; with ``_clock`` behind it, a
            clock time of the scenario, which needs no `after`.
        after
            Where nothing is said.

        """
        clock = arguments.get(f"{at}_clock")
        if clock is not None:
            return seconds_until(self.world.scenario.start, str(clock))
        return self.after(str(arguments.get("after", after))) + seconds(arguments.get(at, 0.0))

    def activated(self, entry: str) -> float:
        """Return when an entry began [s]; nan = it never did."""
        table = self.tables["hazards"]
        mine = (texts(table, "what") == "activated") & (texts(table, "entry") == entry)
        return earliest(table["time_s"][mine])

    @property
    def _entries(self) -> set[str]:
        return {one.id for one in self.world.scenario.dormant}

    @staticmethod
    def _start() -> float:
        return 0.0

    def _alarm(self) -> float:
        threatening = {one.incident_type for one in self.world.scenario.preventions}
        table = self.tables["incidents"]
        return earliest(table["reported_s"][np.isin(texts(table, "type"), sorted(threatening))])

    def _order(self) -> float:
        return earliest(self.tables["warnings"]["ordered_s"])

    def _breach(self) -> float:
        guarded = {one.entry for one in self.world.scenario.preventions}
        return earliest(np.array([self.activated(one) for one in guarded or self._entries]))

    # People

    def residents(self, arguments: Arguments) -> NDArray[np.bool_]:
        """Say which rows of ``people`` live where arguments ask, shape ``(rows,)``.

        ``zones`` lists ids; ``area`` is a tag of zones; without both, everybody counts.

        """
        zones = texts(self.tables["people"], "zone")
        asked = arguments.get("zones")
        if asked is None and "area" not in arguments:
            return np.ones(zones.size, dtype=np.bool_)
        if asked is None:
            area = arguments["area"]
            asked = [one.id for one in self.world.place.zones if area in one.tags]
        return np.isin(zones, [asked] if isinstance(asked, str) else list(asked))


def texts(table: Table, column: str) -> NDArray[np.str_]:
    """Return a text column as an array, shape ``(rows,)``."""
    return np.asarray(table[column], dtype=np.str_)


def earliest(instants: NDArray[np.float64]) -> float:
    """Return the first of some instants [s]; nan = there is none."""
    found = instants[~np.isnan(instants)]
    return float(found.min()) if found.size else math.nan


def since(instant: float, begun: float) -> float:
    """Return how long after a beginning something happened [s].

    nan = the beginning never came, inf = the beginning came and it did not happen in the run.

    """
    if math.isnan(begun):
        return math.nan
    return math.inf if math.isnan(instant) else instant - begun


def seconds(value: Any) -> float:  # noqa: ANN401  as a file has it
    """Return a duration [s]: a number of seconds, or text with its unit."""
    return quantity("duration", value) if isinstance(value, str) else float(value)


def fraction(value: Any) -> float:  # noqa: ANN401  the same
    """Return a share [0-1]: a fraction, or text with its sign, ``95 %``."""
    return quantity("ratio", value) if isinstance(value, str) else float(value)
