"""Brands that fly ahead of a fire and light others (飞火); off unless a scenario wants it."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sandtable.ground.luck import Luck
    from sandtable.hazards.fire.weather import Weather

_DRAWS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Spotting:
    """Rules of spotting; all their numbers are our own choice or unverified, confidence low.

    Parameters
    ----------
    flame_m
        Cells with shorter flames throw none, >= 0 [m].
    chance
        That a cell throws a brand that matters [0-1].
    distance_m, spread
        Median of the lognormal distance downwind, > 0 [m], and its deviation in logarithms, >= 0.
    aside_rad
        Deviation of the direction, normal, >= 0 [rad].
    catches
        That a brand lights what it falls on [0-1].

    """

    flame_m: float = 2.5
    chance: float = 0.01
    distance_m: float = 100.0
    spread: float = 0.8
    aside_rad: float = 0.2
    catches: float = 0.3

    def __post_init__(self) -> None:
        """Refuse rules that make no sense.

        Raises
        ------
        ValueError
            If a chance lies outside 0 to 1, or a distance or deviation is too small.

        """
        if not (0.0 <= self.chance <= 1.0 and 0.0 <= self.catches <= 1.0):
            raise ValueError("spotting: expected chances of 0 to 1")
        if not (self.distance_m > 0.0 <= min(self.flame_m, self.spread, self.aside_rad)):
            raise ValueError("spotting: expected a distance above 0 and deviations of at least 0")


_DEFAULT = Spotting()


@dataclass(frozen=True, slots=True, kw_only=True)
class Brands:
    """The brands of a fire: rules and luck.

    Every cell has four draws of its own, by its number: whether it throws a brand, how far, how far
    aside, and whether the brand catches. So a plan, or another fire, moves no other cell's luck; a
    raster of another size does.

    Parameters
    ----------
    luck, entry
        Luck of the hazard sample, and the id of the entry that burns.
    spotting
        The rules.

    """

    luck: Luck
    entry: str
    spotting: Spotting = _DEFAULT

    def rules(
        self, n_cells: int, weather: Weather
    ) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
        """Return draws, wind by epochs (start, speed, direction) and numbers, for the kernel."""
        return (
            self.luck.series("fire_brand", self.entry, _DRAWS * n_cells),
            np.stack([weather.since_s, weather.wind_mps, weather.toward_rad], axis=1),
            np.array(astuple(self.spotting)),
        )
