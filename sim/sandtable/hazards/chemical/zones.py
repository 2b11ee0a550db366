"""Hot, warm and cold zones, from levels of harm and from the guidebook's distances (危险分区)."""

from __future__ import annotations

import math
from contextlib import suppress
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from sandtable.hazards.chemical.checks import positive
from sandtable.hazards.chemical.plume import plume_kg_m3
from sandtable.hazards.chemical.probit import toxic_load

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from sandtable.hazards.chemical.dispersion import SigmaSet
    from sandtable.hazards.chemical.toxicity import Isolation, Toxicity

ZONE_LEVELS: Mapping[str, int] = MappingProxyType({"hot": 3, "warm": 2, "cold": 1})
"""Zone -> the AEGL from which on it begins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """How far a plume reaches a limit (影响距离).

    Parameters
    ----------
    distance_m
        Farthest distance on the axis at or above the limit; 0 = below it where the sigmas begin.
    is_cut
        Whether it would go on beyond the range of the sigmas: then the distance is where they end.
    is_near
        Whether it ends nearer than where they begin: then the distance is their beginning, and
        the true one is shorter.

    """

    distance_m: float
    is_cut: bool = False
    is_near: bool = False


def reach_of(
    limit_kg_m3: float,
    rate_kg_s: float,
    wind_mps: float,
    sigmas: SigmaSet,
    stability: str,
) -> Reach:
    """Return how far a steady plume from the ground reaches a concentration on its axis.

    Raises
    ------
    ValueError
        If a number makes no sense, or the air is too calm.

    """
    positive(limit_kg_m3=limit_kg_m3)

    def above(distance_m: float) -> bool:
        at = (distance_m, 0.0, 0.0)
        return plume_kg_m3(rate_kg_s, wind_mps, at, sigmas, stability) >= limit_kg_m3

    if not above(sigmas.low_m):
        return Reach(distance_m=sigmas.low_m if rate_kg_s > 0.0 else 0.0, is_near=True)
    if above(sigmas.high_m):
        return Reach(distance_m=sigmas.high_m, is_cut=True)
    low, high = sigmas.low_m, sigmas.high_m
    while high - low > 0.01:
        middle = (low + high) / 2.0
        low, high = (middle, high) if above(middle) else (low, middle)
    return Reach(distance_m=low)


def aegl_zones(
    toxicity: Toxicity,
    kg_m3_per_ppm: float,
    rate_kg_s: float,
    wind_mps: float,
    sigmas: SigmaSet,
    stability: str,
    *,
    minutes: float = 60.0,
) -> dict[int, Reach]:
    """Return how far a steady plume reaches each AEGL that is entered, by level.

    Parameters
    ----------
    minutes
        Time for which people are exposed.

    """
    return {
        level: reach_of(
            toxicity.aegl_ppm(level, minutes) * kg_m3_per_ppm,
            rate_kg_s,
            wind_mps,
            sigmas,
            stability,
        )
        for level, row in toxicity.aegl.items()
        if any(ppm is not None for ppm in row)
    }


def is_isolated(places_m: NDArray[np.float64], isolation: Isolation) -> NDArray[np.bool_]:
    """Tell which places lie in the circle of first isolation, shape ``(n,)``.

    Parameters
    ----------
    places_m
        East and north of the site, shape ``(n, 2)`` [m].

    """
    inside: NDArray[np.bool_] = np.hypot(*np.asarray(places_m).T) <= isolation.around_m
    return inside


def is_protected(
    places_m: NDArray[np.float64], isolation: Isolation, from_deg: float, *, night: bool
) -> NDArray[np.bool_]:
    """Tell which places lie in the square to protect, or in the circle of isolation.

    The square has the protective distance as its side, begins at the site and lies downwind.

    Parameters
    ----------
    from_deg
        Direction that the wind comes from, 0 = north.

    """
    side = isolation.night_m if night else isolation.day_m
    towards = math.radians(from_deg + 180.0)
    ahead = np.array([math.sin(towards), math.cos(towards)])
    places = np.asarray(places_m, dtype=np.float64)
    along = places @ ahead
    across = places @ np.array([ahead[1], -ahead[0]])
    square = (along >= 0.0) & (along <= side) & (np.abs(across) <= side / 2.0)
    inside: NDArray[np.bool_] = square | is_isolated(places, isolation)
    return inside


def danger_levels(
    ppm: NDArray[np.float64],
    toxicity: Toxicity,
    *,
    step_minutes: float,
    minutes: float = 60.0,
) -> NDArray[np.int8]:
    """Return the highest AEGL whose toxic load is reached by the end of each step; 0 = none.

    A load never goes down, so neither does a level: whoever stood there since the leak began has
    had it. A level that is not entered for this time is none.

    Parameters
    ----------
    ppm
        Means of the steps, shape ``(n_steps, n)``.
    minutes
        Time of exposure for which the levels count, as in `Harm`.

    Returns
    -------
    NDArray
        0 to 3, shape ``(n_steps, n)``: cold from 1, warm from 2, hot from 3 on.

    """
    load = toxic_load(ppm, step_minutes, toxicity.n)
    found = np.zeros(load.shape, dtype=np.int8)
    for level in known_levels(toxicity, minutes):
        found[load >= toxicity.load(level, minutes)] = level
    return found


def known_levels(toxicity: Toxicity, minutes: float) -> list[int]:
    """Return the levels of the AEGL that are entered for a time of exposure, rising."""
    found = []
    for level in sorted(toxicity.aegl):
        with suppress(ValueError):
            toxicity.aegl_ppm(level, minutes)
            found.append(level)
    return found
