"""A breach of a dike as it grows, and the water that comes through it (溃口)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

GRAVITY = 9.81
THEORETICAL_CD = (2.0 / 3.0) ** 1.5 * GRAVITY**0.5
"""Coefficient of a broad-crested weir without losses, 1.705 [m^0.5/s]."""

_DROWNING = 0.385
"""Exponent of Villemonte's reduction; unverified: check before it becomes a default elsewhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Breach:
    """How a breach grows, as a record or a judge tells it: piecewise linear, then as it is.

    Parameters
    ----------
    since_s
        Times since it opened, from 0, strictly increasing [s].
    width_m
        Width at these times, > 0 [m].
    invert_m
        Height of its bottom at these times [m above datum].
    cd
        Discharge coefficient, > 0 [m^0.5/s].

    """

    since_s: tuple[float, ...]
    width_m: tuple[float, ...]
    invert_m: tuple[float, ...]
    cd: float = THEORETICAL_CD

    def __post_init__(self) -> None:
        """Refuse what is no growth.

        Raises
        ------
        ValueError
            If the columns differ in length, do not begin at 0 or do not increase in time, or a
            width or the coefficient is not above 0.

        """
        lengths = {len(self.since_s), len(self.width_m), len(self.invert_m)}
        if lengths != {len(self.since_s)} or not self.since_s or self.since_s[0] != 0.0:
            raise ValueError("breach: times, widths and inverts, as many of each, from time 0 on")
        if any(b <= a for a, b in zip(self.since_s, self.since_s[1:], strict=False)):
            raise ValueError("breach: times do not increase")
        if min(self.width_m) <= 0.0 or self.cd <= 0.0:
            raise ValueError("breach: a width or the coefficient is not above 0")

    def at(self, since_s: float) -> tuple[float, float]:
        """Return width and invert at a time since it opened [m, m above datum]."""
        width, invert = self.over(np.array([since_s]))
        return float(width[0]), float(invert[0])

    def over(self, since_s: NDArray[np.float64]) -> tuple[NDArray[np.float64], ...]:
        """Return width and invert at times since it opened, shape ``(n,)`` each [m]."""
        return (
            np.interp(since_s, self.since_s, self.width_m),
            np.interp(since_s, self.since_s, self.invert_m),
        )


def inflow_m3s(
    width_m: float, invert_m: float, outside_m: float, inside_m: float, cd: float = THEORETICAL_CD
) -> float:
    """Return what flows in through a breach, 0 where nothing does [m3/s].

    Q = cd b h^1.5 (1 - (h' / h)^1.5)^0.385 with the heads h outside and h' inside above the invert.

    Parameters
    ----------
    outside_m, inside_m
        Levels of the water on both sides [m above datum].

    References
    ----------
    Villemonte (1947), Submerged-weir discharge studies, Engineering News-Record 139, 866-869.

    """
    head = outside_m - invert_m
    if head <= 0.0 or inside_m >= outside_m:
        return 0.0
    drowned = max(inside_m - invert_m, 0.0) / head
    inflow: float = cd * width_m * head**1.5 * (1.0 - drowned**1.5) ** _DROWNING
    return inflow
