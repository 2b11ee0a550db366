"""How dangerous the weather of a day is for forests, and its classes (森林火险)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

CLASSES = (("low", 0.0), ("moderate", 5.0), ("high", 12.0), ("very_high", 24.0), ("extreme", 50.0))
"""Classes of the forest fire danger index, each from its value up (McArthur 1967)."""


def danger_index(
    temperature_c: ArrayLike,
    humidity_pct: ArrayLike,
    wind_km_h: ArrayLike,
    drought_factor: ArrayLike,
) -> NDArray[np.float64]:
    """Return the forest fire danger index Mark 5, FFDI (森林火险指数).

    2 exp(-0.450 + 0.987 ln D - 0.0345 H + 0.0338 T + 0.0234 V).

    Parameters
    ----------
    temperature_c, humidity_pct, wind_km_h
        Of the early afternoon: T [°C], relative humidity H, 0 to 100 [%], and wind V at 10 m, >= 0
        [km/h].
    drought_factor
        D, above 0 to 10.

    Raises
    ------
    ValueError
        If a number lies outside its range.

    References
    ----------
    Noble, Bary and Gill (1980), McArthur's fire-danger meters expressed as equations, Australian
    Journal of Ecology 5, 201-203. Made for eucalypt forest; elsewhere a ranking, confidence low.

    """
    warm, humid, wind, drought = (
        np.asarray(value, dtype=np.float64)
        for value in (temperature_c, humidity_pct, wind_km_h, drought_factor)
    )
    if not (np.all((humid >= 0.0) & (humid <= 100.0)) and np.all(wind >= 0.0)):
        raise ValueError("fire weather: expected a humidity of 0 to 100 % and a wind of at least 0")
    if not np.all((drought > 0.0) & (drought <= 10.0)):
        raise ValueError("fire weather: expected a drought factor above 0, at most 10")
    return 2.0 * np.exp(
        -0.450 + 0.987 * np.log(drought) - 0.0345 * humid + 0.0338 * warm + 0.0234 * wind
    )


def danger_class(index: float) -> str:
    """Return the class of a danger index, one of `CLASSES`."""
    return [name for name, least in CLASSES if index >= least][-1]
