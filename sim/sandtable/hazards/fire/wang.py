"""The spread law of Wang Zhengfei and Mao Xianmin (王正非–毛贤敏), the second law of fire here.

All its constants are unverified (confidence low): check them in a Chinese source before the law
becomes a default.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

STEEPEST_DEG = 60.0
"""The factor of the slope holds below this [degrees]."""

WIND_PER_M_S, SLOPE_C, SLOPE_B = 0.1783, 3.533, 1.2
"""Coefficients of wind [s/m] and slope, and the exponent of the slope."""

_BEAUFORT = 0.836  # m/s at Beaufort 1; v = 0.836 B^1.5 (WMO)
_STRONGEST_BEAUFORT = 12.0


class Ground(Enum):
    """Kinds of fuel and their factor K_s; unverified, confidence low (可燃物类型)."""

    NEEDLES = 0.8
    LEAVES = 1.0
    THATCH = 1.2
    SEDGE = 1.4
    PASTURE = 1.6
    KOREAN_PINE = 1.8


@dataclass(frozen=True, slots=True)
class GroundFuel:
    """What burns by the second law, with what its flames release (可燃物).

    Parameters
    ----------
    ground
        Its kind.
    load_kg_m2
        What burns in the front, > 0 [kg/m2]: the law has none, roads and crews want intensities.
    heat_kj_kg
        Low heat content, > 0 [kJ/kg].

    """

    ground: Ground
    load_kg_m2: float
    heat_kj_kg: float = 18608.0

    def __post_init__(self) -> None:
        """Refuse what is no fuel.

        Raises
        ------
        ValueError
            If load or heat is not above 0.

        """
        if not min(self.load_kg_m2, self.heat_kj_kg) > 0.0:
            raise ValueError("ground fuel: expected load and heat above 0")


def initial_rate_m_min(
    temperature_c: ArrayLike, wind_mps: ArrayLike, humidity_pct: ArrayLike
) -> NDArray[np.float64]:
    """Return the initial rate R_0 = 0.03 T + 0.05 W + 0.01 (100 - RH) - 0.3, not below 0 [m/min].

    Parameters
    ----------
    temperature_c
        Air temperature, -30 to 50 [°C].
    wind_mps
        Wind, which becomes the force W of Beaufort's scale, 0 to 12 [m/s].
    humidity_pct
        Relative humidity, 0 to 100 [%].

    Raises
    ------
    ValueError
        If a number lies outside its range.

    """
    warm = _within("temperature", temperature_c, -30.0, 50.0, "°C")
    dry = 100.0 - _within("relative humidity", humidity_pct, 0.0, 100.0, "%")
    wind = _within("wind", wind_mps, 0.0, 34.8, "m/s")
    force = np.minimum(np.floor((wind / _BEAUFORT) ** (2.0 / 3.0) + 0.5), _STRONGEST_BEAUFORT)
    return np.maximum(0.0, 0.03 * warm + 0.05 * force + 0.01 * dry - 0.3)


def rate_m_min(
    initial_m_min: ArrayLike,
    ground: Ground,
    wind_mps: ArrayLike,
    wind_angle_rad: ArrayLike = 0.0,
    slope_deg: ArrayLike = 0.0,
) -> NDArray[np.float64]:
    """Return the rate of spread in a direction, R = R_0 K_w K_s K_φ [m/min].

    K_w = exp(0.1783 v cos θ) and K_φ = exp(± 3.533 |tan φ|^1.2), + where it runs upslope.

    Parameters
    ----------
    initial_m_min
        R_0 [m/min].
    ground
        What burns.
    wind_mps, wind_angle_rad
        Wind v, 0 to 34.8 [m/s], and the angle θ between where it blows and where the fire runs.
    slope_deg
        Slope φ in the direction in which it runs, > 0 upslope, within 60 [degrees].

    Raises
    ------
    ValueError
        If a number lies outside its range.

    References
    ----------
    Constants as they are commonly cited; primary source to be checked: 王正非 (1992); 毛贤敏
    (1993).

    """
    initial = _within("initial rate", initial_m_min, 0.0, 10.0, "m/min")
    wind = _within("wind", wind_mps, 0.0, 34.8, "m/s")
    slope = np.asarray(slope_deg, dtype=np.float64)
    if not np.all(np.abs(slope) < STEEPEST_DEG):
        raise ValueError(f"slope: found {slope}, expected less than {STEEPEST_DEG:g} degrees")
    rise = np.tan(np.radians(slope))
    by_slope = np.exp(np.sign(rise) * SLOPE_C * np.abs(rise) ** SLOPE_B)
    by_wind = np.exp(WIND_PER_M_S * wind * np.cos(wind_angle_rad))
    return initial * ground.value * by_wind * by_slope


def _within(name: str, value: ArrayLike, low: float, high: float, unit: str) -> NDArray[np.float64]:
    array = np.asarray(value, dtype=np.float64)
    if not np.all((array >= low) & (array <= high)):
        raise ValueError(f"{name}: found {array}, expected {low:g} to {high:g} {unit}")
    return array
