"""A fire from a point under steady conditions is an ellipse with a focus in its rear (蔓延椭圆)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


def length_to_width(effective_wind_mps: ArrayLike) -> NDArray[np.float64]:
    """Return the length of a fire over its width, 1 without wind.

    Parameters
    ----------
    effective_wind_mps
        Midflame wind, that of the slope included, >= 0 [m/s].

    References
    ----------
    Anderson (1983), Predicting wind-driven wild land fire size and shape, INT-305. No cap.

    """
    wind = np.asarray(effective_wind_mps, dtype=np.float64)
    return 0.936 * np.exp(0.2566 * wind) + 0.461 * np.exp(-0.1548 * wind) - 0.397


def eccentricity(ratio: ArrayLike) -> NDArray[np.float64]:
    """Return the eccentricity of an ellipse of a length over width >= 1 [0-1)."""
    return np.sqrt(1.0 - np.asarray(ratio, dtype=np.float64) ** -2.0)


@dataclass(frozen=True, slots=True)
class Ellipse:
    """The shape of a fire that grows from a point, all its rates in proportion.

    Parameters
    ----------
    head_mps
        Rate of spread at the head (火头), >= 0 [m/s].
    ratio
        Length over width, >= 1.

    """

    head_mps: float
    ratio: float

    def __post_init__(self) -> None:
        """Refuse what is no ellipse.

        Raises
        ------
        ValueError
            If the rate is below 0 or the ratio below 1.

        """
        if not (self.head_mps >= 0.0 and self.ratio >= 1.0):
            raise ValueError("ellipse: expected a rate of at least 0 and a ratio of at least 1")

    @classmethod
    def of(cls, rate_mps: float, effective_wind_mps: float) -> Self:
        """Return the ellipse of a head rate and an effective wind [m/s]."""
        return cls(float(rate_mps), float(length_to_width(effective_wind_mps)))

    @property
    def eccentricity(self) -> float:
        """Distance of a focus from the centre over half the length [0-1)."""
        return math.sqrt(1.0 - self.ratio**-2.0)

    @property
    def heading_to_backing(self) -> float:
        """Rate of the head over rate of the rear, from the point of ignition, >= 1."""
        return (1.0 + self.eccentricity) / (1.0 - self.eccentricity)

    @property
    def back_mps(self) -> float:
        """Rate at the rear (火尾) [m/s]."""
        return self.head_mps / self.heading_to_backing

    @property
    def half_length_mps(self) -> float:
        """Growth of half the length [m/s]."""
        return 0.5 * (self.head_mps + self.back_mps)

    @property
    def flank_mps(self) -> float:
        """Rate at the flanks (火翼): growth of half the width [m/s]."""
        return self.half_length_mps / self.ratio

    def rate_mps(self, angle_rad: ArrayLike) -> NDArray[np.float64]:
        """Return the rate from the point of ignition at an angle off the head [m/s]."""
        e = self.eccentricity
        return self.head_mps * (1.0 - e) / (1.0 - e * np.cos(angle_rad))

    def area_m2(self, since_s: float) -> float:
        """Return the area burned after a time [m2]."""
        return math.pi * self.half_length_mps * self.flank_mps * since_s**2

    def perimeter_m(self, since_s: float) -> float:
        """Return the length of the front after a time, after Ramanujan to the second order [m]."""
        a, b = self.half_length_mps, self.flank_mps
        if a == 0.0:
            return 0.0
        h = ((a - b) / (a + b)) ** 2
        return math.pi * (a + b) * since_s * (1.0 + h / 4.0 + h * h / 64.0)
