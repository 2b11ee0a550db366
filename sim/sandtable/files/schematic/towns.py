"""The streets of a county seat: a small grid around it, which roads enter at its rim."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from sandtable.files.schematic.facts import Township
from sandtable.files.schematic.sketch import Node, Sketch, Way
from sandtable.ground.luck import Luck

STREET_M = 400.0
"""Way from one crossing of streets to the next [m]."""

LARGE = 100_000
"""Residents from which a town has five streets each way instead of three."""


@dataclass(frozen=True, slots=True)
class Town:
    """Streets around a seat: `half` on each side of it, turned by an angle [rad]."""

    seat: str
    at: NDArray[np.float64]
    half: int
    turned: float

    def node(self, i: int, j: int, short: str) -> str:
        """Return the id of a crossing; the middle one is the seat."""
        return f"t_{short}_{i + self.half}{j + self.half}" if i or j else self.seat

    def place(self, i: int, j: int) -> NDArray[np.float64]:
        """Return where a crossing lies [m]."""
        c, s = math.cos(self.turned), math.sin(self.turned)
        place: NDArray[np.float64] = self.at + STREET_M * np.array([c * i - s * j, s * i + c * j])
        return place

    def gate(self, toward: NDArray[np.float64]) -> tuple[int, int]:
        """Return the crossing on the rim at which a road toward a place leaves."""
        way = toward - self.at
        angle = math.atan2(way[1], way[0]) - self.turned
        rim = [p for p in self.crossings() if max(abs(p[0]), abs(p[1])) == self.half]
        return min(rim, key=lambda p: (-math.cos(math.atan2(p[1], p[0]) - angle), p))

    def crossings(self) -> list[tuple[int, int]]:
        """Return the numbers of all crossings."""
        span = range(-self.half, self.half + 1)
        return list(product(span, span))


def county_seats(townships: tuple[Township, ...]) -> dict[str, str]:
    """Return the code of the seat of each county: as stated, else the largest township."""
    seats: dict[str, Township] = {}
    for one in townships:
        seat = seats.setdefault(one.county, one)
        if (one.is_county_seat, one.population) > (seat.is_county_seat, seat.population):
            seats[one.county] = one
    return {county: one.code for county, one in sorted(seats.items())}


def town_of(
    township: Township, id: str, at: NDArray[np.float64], free_m: float, luck: Luck
) -> Town | None:
    """Return the town at a seat; None = there is no room for it.

    Parameters
    ----------
    free_m
        Distance to the nearest other seat [m].

    """
    wanted = 2 if township.population >= LARGE else 1
    half = min(wanted, math.floor(0.3 * free_m / STREET_M))
    turned = (luck.uniform("schematic.town", township.code) - 0.5) * math.pi / 3.0
    return Town(id, at, half, turned) if half else None


def lay_streets(sketch: Sketch, town: Town, short: str) -> None:
    """Add the crossings and streets of a town to a sketch."""
    for i, j in town.crossings():
        if i or j:
            sketch.add(Node(id=town.node(i, j, short), at=town.place(i, j), kind="town"))
    for i, j in town.crossings():
        for k, m in ((i + 1, j), (i, j + 1)):
            if k <= town.half and m <= town.half:
                start, end = town.node(i, j, short), town.node(k, m, short)
                key = f"t_{short}_{i + town.half}{j + town.half}_{k + town.half}{m + town.half}"
                line = np.vstack((town.place(i, j), town.place(k, m)))
                sketch.ways.append(Way(key=key, start=start, end=end, kind="township", line=line))
