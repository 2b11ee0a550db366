"""How wide a plume or a puff is after a distance: published sets of sigmas (扩散参数)."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
from numba import njit

if TYPE_CHECKING:
    from numpy.typing import NDArray

CLASSES = "ABCDEF"
"""Pasquill's stability classes, from very unstable to stable (大气稳定度)."""

_HALF = -0.5
_AVERAGING_EXPONENT = 0.2


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SigmaSet:
    """A set of dispersion parameters; sigma = a x**e (1 + b x)**p exp(c ln(x)**2), x in m.

    Parameters
    ----------
    y, z
        Columns a, e, b, p, c, one row per class A to F, shape ``(6, 5)``. Across and along the wind
        is y, upwards is z.
    low_m, high_m
        Distances between which the set is meant [m].
    averaging_s
        Time over which the concentrations are means [s]; 0 = instantaneous.
    source
        Author, year.
    settling_s
        Of a set that can be asked for other averaging times: the shortest one by class [s].

    """

    name: str
    y: NDArray[np.float64] = field(repr=False)
    z: NDArray[np.float64] = field(repr=False)
    low_m: float
    high_m: float
    averaging_s: float
    source: str
    settling_s: tuple[float, ...] = ()

    def at(self, distance_m: float, stability: str, *, beyond: bool = False) -> tuple[float, float]:
        """Return sigma across the wind and upwards at a distance [m].

        Parameters
        ----------
        distance_m
            Downwind, > 0 [m].
        stability
            A to F.
        beyond
            Use the formula where it is not meant, too.

        Raises
        ------
        ValueError
            If there is no such class, or the distance is out of the range of the set.

        """
        row = class_number(stability)
        self.check(distance_m, beyond=beyond)
        return sigma(distance_m, self.y[row]), sigma(distance_m, self.z[row])

    def check(self, distance_m: float, *, beyond: bool = False) -> None:
        """Raise ValueError for a distance that the set is not meant for."""
        if not (math.isfinite(distance_m) and distance_m > 0.0):
            raise ValueError(f"distance: found {distance_m:g} m, expected a number > 0 m")
        if not beyond and not self.low_m <= distance_m <= self.high_m:
            raise ValueError(
                f"distance: found {distance_m:g} m, expected {self.low_m:g} m to {self.high_m:g} m,"
                f" for which {self.source} is meant. Lift the limit only knowingly."
            )

    def averaged(self, over_s: float) -> SigmaSet:
        """Return the set for another averaging time: sigma_y grows with its power 0.2.

        A set that has no settling times of its own is scaled from its averaging time in the same
        way (unverified for Briggs: confidence low).

        Raises
        ------
        ValueError
            If the time is not above 0, or the set is one of instantaneous puffs.

        """
        if not (math.isfinite(over_s) and over_s > 0.0):
            raise ValueError(f"averaging time: found {over_s:g} s, expected a number > 0 s")
        if self.averaging_s <= 0.0:
            raise ValueError(f"averaging time: {self.name} is a set of instantaneous puffs")
        shortest = np.array(self.settling_s or (0.0,) * len(CLASSES))
        y = self.y.copy()
        y[:, 0] *= (np.maximum(shortest, over_s) / self.averaging_s) ** _AVERAGING_EXPONENT
        return replace(self, y=y, averaging_s=over_s)


@njit(cache=True)
def sigma(distance_m: float, row: NDArray[np.float64]) -> float:
    """Return one sigma at a distance > 0 from its row a, e, b, p, c [m]."""
    a, e, b, p, c = row
    log = math.log(distance_m)
    value: float = a * distance_m**e * (1.0 + b * distance_m) ** p * math.exp(c * log * log)
    return value


def class_number(stability: str) -> int:
    """Return the number of a stability class, A = 0.

    Raises
    ------
    ValueError
        If there is no such class.

    """
    if len(stability) != 1 or stability not in CLASSES:
        raise ValueError(f"stability: found {stability!r}, expected one of {', '.join(CLASSES)}")
    return CLASSES.index(stability)


def _rows(*rows: tuple[float, ...]) -> NDArray[np.float64]:
    """Return rows a, e, b, p, c; what is left out at the end is 0."""
    table = np.zeros((len(rows), 5))
    for number, row in enumerate(rows):
        table[number, : len(row)] = row
    table.setflags(write=False)
    return table


def _briggs(*rows: tuple[float, float, float]) -> NDArray[np.float64]:
    return _rows(*((a, 1.0, b, p) for a, b, p in rows))


BRIGGS_RURAL = SigmaSet(
    name="briggs_rural",
    y=_briggs(*((a, 0.0001, _HALF) for a in (0.22, 0.16, 0.11, 0.08, 0.06, 0.04))),
    z=_briggs(
        (0.20, 0.0, 0.0),
        (0.12, 0.0, 0.0),
        (0.08, 0.0002, _HALF),
        (0.06, 0.0015, _HALF),
        (0.03, 0.0003, -1.0),
        (0.016, 0.0003, -1.0),
    ),
    low_m=100.0,
    high_m=10_000.0,
    averaging_s=600.0,
    source="Briggs 1973 (rural)",
)
"""Open country; the default."""

BRIGGS_URBAN = SigmaSet(
    name="briggs_urban",
    y=_briggs(*((a, 0.0004, _HALF) for a in (0.32, 0.32, 0.22, 0.16, 0.11, 0.11))),
    z=_briggs(
        (0.24, 0.001, 0.5),
        (0.24, 0.001, 0.5),
        (0.20, 0.0, 0.0),
        (0.14, 0.0003, _HALF),
        (0.08, 0.0015, _HALF),
        (0.08, 0.0015, _HALF),
    ),
    low_m=100.0,
    high_m=10_000.0,
    averaging_s=600.0,
    source="Briggs 1973 (urban)",
)
"""Built-up land. A widely copied printing has other signs and digits: Griffiths 1994."""

SPICER_HAVENS = SigmaSet(
    name="spicer_havens",
    y=_rows(*((a, 0.9) for a in (0.423, 0.313, 0.210, 0.136, 0.102, 0.0674))),
    z=_rows(
        (107.7, -1.7172, 0.0, 0.0, 0.2770),
        (0.1355, 0.8752, 0.0, 0.0, 0.0136),
        (0.09623, 0.9477, 0.0, 0.0, -0.0020),
        (0.04134, 1.1737, 0.0, 0.0, -0.0316),
        (0.02275, 1.3010, 0.0, 0.0, -0.0450),
        (0.01122, 1.4024, 0.0, 0.0, -0.0540),
    ),
    low_m=100.0,
    high_m=10_000.0,
    averaging_s=600.0,
    source="Spicer & Havens 1989, Seinfeld 1986",
    settling_s=(18.4, 18.4, 18.4, 18.3, 11.4, 4.6),
)
"""The set behind the plume example of CCPS 1999; its range is not published here: that of Briggs
is taken."""

SLADE_PUFF = SigmaSet(
    name="slade_puff",
    y=_rows((0.18, 0.92), (0.14, 0.92), (0.10, 0.92), (0.06, 0.92), (0.04, 0.92), (0.02, 0.89)),
    z=_rows((0.60, 0.75), (0.53, 0.73), (0.34, 0.71), (0.15, 0.70), (0.10, 0.65), (0.05, 0.61)),
    low_m=100.0,
    high_m=10_000.0,
    averaging_s=0.0,
    source="Slade 1968",
)
"""An instantaneous release; its range is not published here: that of Briggs is taken."""

SIGMA_SETS = {one.name: one for one in (BRIGGS_RURAL, BRIGGS_URBAN, SPICER_HAVENS, SLADE_PUFF)}


def sigma_set(name: str) -> SigmaSet:
    """Return a set by its name.

    Raises
    ------
    ValueError
        If there is no such set.

    """
    if name not in SIGMA_SETS:
        raise ValueError(f"sigmas: found {name!r}, expected one of {', '.join(SIGMA_SETS)}")
    return SIGMA_SETS[name]
