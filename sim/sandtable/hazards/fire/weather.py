"""Wind and moisture by epochs, most often hours (气象)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Self

import numpy as np

from sandtable.hazards.fire.fuel_models import DEAD_MOISTURES, MOST_MOISTURE, checked_moisture

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Weather:
    """Wind and moisture by epochs, most often hours; each holds until the next (气象).

    Parameters
    ----------
    since_s
        Starts of the epochs, increasing, shape ``(n,)`` [s]; the first also holds before.
    wind_mps
        Wind at 6.1 m (20 ft), >= 0, shape ``(n,)`` [m/s]; for that of a station see
        `midflame.wind_20ft_mps`.
    wind_from_deg
        Where it comes from, clockwise from north, shape ``(n,)`` [degrees].
    moisture
        Fuel moisture by `MOISTURES`, shape ``(n, 5)`` [fraction of dry weight].
    temperature_c, humidity_pct
        Of the air, which the second law asks for, shape ``(n,)`` [°C, %]; None = not known.

    """

    since_s: NDArray[np.float64]
    wind_mps: NDArray[np.float64]
    wind_from_deg: NDArray[np.float64]
    moisture: NDArray[np.float64]
    temperature_c: NDArray[np.float64] | None = None
    humidity_pct: NDArray[np.float64] | None = None

    def __post_init__(self) -> None:
        """Refuse weather that cannot be.

        Raises
        ------
        ValueError
            If lengths differ, times do not increase, a wind is below 0 or a moisture outside 0 to
            3.

        """
        n = self.since_s.size
        air = (self.temperature_c, self.humidity_pct)
        lengths = {
            self.wind_mps.size,
            self.wind_from_deg.size,
            len(checked_moisture(self.moisture)),
            *(column.size for column in air if column is not None),
        }
        if n == 0 or lengths != {n}:
            raise ValueError(f"weather: found {n} times and columns of {sorted(lengths)} values")
        if not np.all(np.diff(self.since_s) > 0.0):
            raise ValueError("weather: times do not increase")
        if not (np.all(self.wind_mps >= 0.0) and np.all(np.isfinite(self.wind_mps))):
            low = self.wind_mps.min()
            raise ValueError(f"weather: found a wind of {low} m/s, expected at least 0")

    @classmethod
    def steady(cls, wind_mps: float, wind_from_deg: float, moisture: ArrayLike) -> Self:
        """Return weather that stays as it is."""
        columns = (np.array([value], dtype=np.float64) for value in (0.0, wind_mps, wind_from_deg))
        since, wind, bearing = columns
        return cls(
            since_s=since,
            wind_mps=wind,
            wind_from_deg=bearing,
            moisture=np.asarray(moisture, dtype=np.float64)[np.newaxis],
        )

    @property
    def toward_rad(self) -> NDArray[np.float64]:
        """Where the wind blows to, clockwise from north, shape ``(n,)`` [rad]."""
        return np.radians(self.wind_from_deg) + np.pi

    def varied(self, *, wind: float, shift_deg: float, moisture: float) -> Self:
        """Return the weather with winds times a factor and turned, and dead fuel so much wetter.

        Moisture ends at the most that is accepted; that of live fuel stays.
        """
        wetter = self.moisture.copy()
        wetter[:, :DEAD_MOISTURES] *= moisture
        return replace(
            self,
            wind_mps=self.wind_mps * wind,
            wind_from_deg=self.wind_from_deg + shift_deg,
            moisture=np.minimum(wetter, MOST_MOISTURE),
        )
