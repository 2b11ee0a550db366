"""The air that carries a release: wind, stability, temperature, mixing lid over time (气象)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

import numpy as np

from sandtable.hazards.chemical.checks import STANDARD_PRESSURE_PA, not_negative, positive
from sandtable.hazards.chemical.dispersion import (
    BRIGGS_RURAL,
    BRIGGS_URBAN,
    SigmaSet,
    class_number,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

Sky = Literal["strong", "moderate", "slight", "night_cloudy", "night_clear", "overcast"]
"""How strongly the sun shines by day; at night more, or less, than half of the sky in clouds."""

Terrain = Literal["rural", "urban"]

_SKIES: tuple[Sky, ...] = ("strong", "moderate", "slight", "night_cloudy", "night_clear")
_BELOW_MPS = (2.0, 3.0, 5.0, 6.0, math.inf)
_PASQUILL = (
    ("A", "A-B", "B", "E", "F"),
    ("A-B", "B", "C", "E", "F"),
    ("B", "B-C", "C", "D", "E"),
    ("C", "C-D", "D", "D", "D"),
    ("C", "D", "D", "D", "D"),
)
_EXPONENTS = {
    "rural": (0.07, 0.07, 0.10, 0.15, 0.35, 0.55),
    "urban": (0.15, 0.15, 0.20, 0.25, 0.40, 0.60),
}
MEASURED_M = 10.0
"""Height at which winds are stated; a release at or near the ground is carried by this wind [m]."""


def stability_classes(wind_mps: float, sky: Sky) -> tuple[str, ...]:
    """Return Pasquill's stability class, or the two it lies between.

    Parameters
    ----------
    wind_mps
        At 10 m, >= 0.

    Raises
    ------
    ValueError
        If the wind is negative or the sky unknown.

    References
    ----------
    Pasquill (1961), The estimation of the dispersion of windborne material, Meteorological Magazine
    90, 33-49.

    """
    not_negative(wind_mps=wind_mps)
    if sky == "overcast":
        return ("D",)
    if sky not in _SKIES:
        raise ValueError(f"sky: found {sky!r}, expected one of {', '.join(_SKIES)}, overcast")
    row = next(k for k, limit in enumerate(_BELOW_MPS) if wind_mps < limit or math.isinf(limit))
    return tuple(_PASQUILL[row][_SKIES.index(sky)].split("-"))


def stability_class(wind_mps: float, sky: Sky) -> str:
    """Return Pasquill's stability class; of two, the more stable one, which dilutes less."""
    return stability_classes(wind_mps, sky)[-1]


def windiest_mps(stability: str) -> float:
    """Return the wind above which Pasquill's table does not have a class; inf = in any [m/s]."""
    if stability == "D":
        return math.inf
    rows = zip(_BELOW_MPS, _PASQUILL, strict=True)
    return max(below for below, row in rows if any(stability in one.split("-") for one in row))


def wind_at(wind_mps: float, height_m: float, stability: str, terrain: Terrain = "rural") -> float:
    """Return the wind at a height from that at 10 m, u10 (z / 10) ** p [m/s].

    References
    ----------
    CCPS (1999), exponents p by class and terrain.

    """
    not_negative(wind_mps=wind_mps)
    positive(height_m=height_m)
    if terrain not in _EXPONENTS:
        raise ValueError(f"terrain: found {terrain!r}, expected rural or urban")
    exponent = _EXPONENTS[terrain][class_number(stability)]
    return float(wind_mps * (height_m / MEASURED_M) ** exponent)


@dataclass(frozen=True, slots=True, kw_only=True)
class Weather:
    """The course of the weather at the site: each row holds until the next one (天气过程).

    Parameters
    ----------
    since_s
        Times since the leak began, from 0, increasing [s].
    wind_mps
        Wind at 10 m, >= 0 [m/s].
    from_deg
        Direction that it comes *from*, 0 = north, 90 = east [degrees].
    stability
        Pasquill class, A to F.
    temperature_k, pressure_pa
        Of the air.
    lid_m
        Height of the mixing lid, inf = none.
    terrain
        rural or urban.

    """

    since_s: tuple[float, ...]
    wind_mps: tuple[float, ...]
    from_deg: tuple[float, ...]
    stability: tuple[str, ...]
    temperature_k: float = 293.15
    pressure_pa: float = STANDARD_PRESSURE_PA
    lid_m: float = math.inf
    terrain: Terrain = "rural"

    def __post_init__(self) -> None:
        """Refuse what is no weather.

        Raises
        ------
        ValueError
            If the columns differ in length, times do not increase from 0, a wind is negative, a
            direction or a class unknown.

        """
        lengths = {len(self.wind_mps), len(self.from_deg), len(self.stability)}
        if lengths != {len(self.since_s)} or not self.since_s or self.since_s[0] != 0.0:
            raise ValueError("weather: rows of time, wind, direction and class, from time 0 on")
        if any(b <= a for a, b in pairwise(self.since_s)):
            raise ValueError("weather: times do not increase")
        for wind, direction, stability in zip(
            self.wind_mps, self.from_deg, self.stability, strict=True
        ):
            not_negative(wind_mps=wind)
            class_number(stability)
            if not 0.0 <= direction <= 360.0:
                raise ValueError(f"from_deg: found {direction:g}, expected 0 to 360 degrees")
        positive(temperature_k=self.temperature_k, pressure_pa=self.pressure_pa)
        if self.terrain not in _EXPONENTS:
            raise ValueError(f"terrain: found {self.terrain!r}, expected rural or urban")
        if not self.lid_m > 0.0:
            raise ValueError(f"lid_m: found {self.lid_m:g}, expected a height > 0")

    @property
    def sigmas(self) -> SigmaSet:
        """The set of sigmas for the terrain."""
        return BRIGGS_URBAN if self.terrain == "urban" else BRIGGS_RURAL

    def velocity(self, height_m: float = 0.0) -> NDArray[np.float64]:
        """Return the wind that carries a release eastwards and northwards, shape ``(n, 2)`` [m/s].

        Parameters
        ----------
        height_m
            Of the release; below 10 m the wind at 10 m carries it, a choice.

        """
        height = max(height_m, MEASURED_M)
        speed = np.array(
            [
                wind_at(wind, height, stability, self.terrain)
                for wind, stability in zip(self.wind_mps, self.stability, strict=True)
            ]
        )
        towards = np.radians(np.array(self.from_deg) + 180.0)
        return np.stack((speed * np.sin(towards), speed * np.cos(towards)), axis=1)

    @property
    def classes(self) -> NDArray[np.int64]:
        """Number of the stability class of each row, A = 0, shape ``(n,)``."""
        return np.array([class_number(one) for one in self.stability])
