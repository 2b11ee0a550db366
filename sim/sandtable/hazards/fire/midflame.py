"""Wind where the flames are, from the wind that stations measure (火焰中部风速)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from sandtable.hazards.fire.fuel_models import FOOT

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

STATION_WIND = 1.15
"""Wind at 10 m over wind at 20 ft, where a station stands; unverified, confidence low."""

_OPEN_FILL = 0.05
_LOWEST_CANOPY_FT = 6.0


def wind_20ft_mps(wind_10m_mps: ArrayLike) -> NDArray[np.float64]:
    """Return the wind at 20 ft (6.1 m), which fire wants, from that of a station at 10 m [m/s]."""
    return np.asarray(wind_10m_mps, dtype=np.float64) / STATION_WIND


def wind_factor(
    depth_m: float,
    *,
    canopy_cover: float = 0.0,
    canopy_height_m: float = 0.0,
    crown_ratio: float = 0.0,
) -> float:
    """Return the midflame wind over the wind at 20 ft (6.1 m) [0-1].

    Conical crowns fill the share crown_ratio · canopy_cover / 3 of the space below the tree tops;
    below a twentieth, or under trees of less than 6 ft, the fuel lies open to the wind.

    Parameters
    ----------
    depth_m
        Depth of the fuel bed, > 0 [m].
    canopy_cover
        Part of the sky that crowns hide [0-1].
    canopy_height_m
        Height of the trees, >= 0 [m].
    crown_ratio
        Length of the crown over the height of the tree [0-1].

    Raises
    ------
    ValueError
        If a number lies outside its range.

    References
    ----------
    Albini and Baughman (1979), Estimating windspeeds for predicting wildland fire behavior,
    INT-221.

    """
    if depth_m <= 0.0 or canopy_height_m < 0.0:
        raise ValueError("wind factor: the fuel must have a depth above 0, trees no height below 0")
    if not (0.0 <= canopy_cover <= 1.0 and 0.0 <= crown_ratio <= 1.0):
        raise ValueError("wind factor: expected cover and crown ratio as fractions of 0 to 1")
    fill, height = crown_ratio * canopy_cover / 3.0, canopy_height_m / FOOT
    if fill < _OPEN_FILL or height < _LOWEST_CANOPY_FT:
        depth = depth_m / FOOT
        return 1.83 / math.log((20.0 + 0.36 * depth) / (0.13 * depth))
    return 0.555 / (math.sqrt(fill * height) * math.log((20.0 + 0.36 * height) / (0.13 * height)))
