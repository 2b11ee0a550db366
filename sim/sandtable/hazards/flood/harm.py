"""Whom the water of a flood harms: shares of the people of zones, frame by frame (洪水伤害)."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from sandtable.hazards.classes import share_numbers, share_values, thousandths
from sandtable.hazards.field import parts_between
from sandtable.hazards.flood.effects import hazard_class
from sandtable.hazards.flood.fatality import jonkman
from sandtable.hazards.flood.projection import runs
from sandtable.hazards.rows import Exposure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from sandtable.hazards.field import Frame
    from sandtable.hazards.residents import Residents

WATER = "water"
"""Kind of exposure: people where the water is deeper than a limit."""

LETHAL = "lethal"
"""Kind of exposure: the share of a zone's people who die, were nobody brought away."""

CLASSES = {f"h{number}": number for number in range(2, 7)}
"""Kinds of exposure: people in water of a hazard class or a worse one."""


@dataclass(slots=True, eq=False)
class Harm:
    """Gathers, frame by frame, which share of the people of each zone is harmed (伤害).

    Parameters
    ----------
    kinds
        Of exposure: ``water``, ``h2`` to ``h6``, ``lethal``.
    depth_m
        ``water`` is deeper than this [m].

    """

    people: Residents
    kinds: Sequence[str]
    depth_m: float
    _times_s: list[float] = field(default_factory=list)
    _shares: list[NDArray[np.float64]] = field(default_factory=list)
    _before: NDArray[np.float64] | None = None
    _rise_mph: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
    _dead: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))

    def take(self, frame: Frame) -> None:
        """Take in a frame of depth and, if it is known, velocity; later than those before."""
        people = self.people
        there = people.cell >= 0
        at = np.where(there, people.cell, 0)
        depth = np.where(there, frame.values["depth"].ravel()[at], 0.0)
        speed = frame.values.get("velocity", frame.values["depth"] * 0.0)
        velocity = np.where(there, speed.ravel()[at], 0.0)
        level = hazard_class(depth, velocity)
        dead = self._deaths(frame.time_s, depth, velocity)
        found = {WATER: np.where(depth > self.depth_m, 1.0, 0.0), LETHAL: dead}
        found |= {kind: np.where(level >= number, 1.0, 0.0) for kind, number in CLASSES.items()}
        self._times_s.append(frame.time_s)
        self._shares.append(np.array([_mean(people, found[kind]) for kind in self.kinds]))

    def _deaths(
        self, time_s: float, depth: NDArray[np.float64], velocity: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """Return who is dead by now: deaths are for ever, and the fastest rise so far counts."""
        if self._before is None:
            self._before, self._rise_mph = depth, np.zeros(depth.size)
            self._dead = np.zeros(depth.size)
        else:
            hours = (time_s - self._times_s[-1]) / 3600.0
            self._rise_mph = np.maximum(self._rise_mph, (depth - self._before) / hours)
            self._before = depth
        self._dead = np.maximum(self._dead, jonkman(depth, velocity, self._rise_mph))
        return self._dead

    def exposures(self, source: str) -> list[Exposure]:
        """Return the exposures: shares as one of `SHARES`, rounded up; deaths in thousandths.

        Between frames that are far apart shares go on linearly, in the steps in which roads do.
        """
        if not self._times_s or not self.people.ids:
            return []
        times, shares = self._with_steps()
        rows: list[Exposure] = []
        for number, kind in enumerate(self.kinds):
            told = thousandths if kind == LETHAL else _in_classes
            for place, zone in enumerate(self.people.ids):
                for from_s, to_s, share in runs(times, told(shares[:, number, place])):
                    rows.append(Exposure(zone, from_s, to_s, kind, share, source))
        return rows

    def _with_steps(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return instants [s] and shares by kind and zone, with what lies between the frames."""
        times, shares = self._times_s[:1], self._shares[:1]
        frames = zip(self._times_s, self._shares, strict=True)
        for (first_s, old), (last_s, new) in pairwise(frames):
            for part in parts_between(first_s, last_s):
                times.append(first_s + part * (last_s - first_s))
                shares.append((1.0 - part) * old + part * new)
            times.append(last_s)
            shares.append(new)
        return np.array(times), np.stack(shares)


def _mean(people: Residents, value: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the mean of what people meet, zone by zone, shape ``(n_zones,)``."""
    zones = len(people.ids)
    total = np.bincount(people.zone, people.people, zones)
    met = np.bincount(people.zone, people.people * value, zones)
    mean: NDArray[np.float64] = met / np.where(total > 0.0, total, 1.0)
    return mean


def _in_classes(share: NDArray[np.float64]) -> NDArray[np.float64]:
    return share_values(share_numbers(share))
