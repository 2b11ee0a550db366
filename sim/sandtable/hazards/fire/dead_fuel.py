"""How moist dead fuel becomes in air of a temperature and humidity (死可燃物含水率)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

ONE_HOUR, TEN_HOURS = 1.03, 1.28
"""Moisture of 1-h and 10-h fuel over that of the equilibrium, as in the fire-danger rating of the
United States; unverified, confidence low."""


def equilibrium(temperature_c: ArrayLike, humidity_pct: ArrayLike) -> NDArray[np.float64]:
    """Return the moisture that dead fuel comes to in such air [fraction of dry weight].

    Parameters
    ----------
    temperature_c, humidity_pct
        Temperature T [°C] and relative humidity H, 0 to 100 [%]. The formulas want °F.

    Raises
    ------
    ValueError
        If a humidity lies outside its range.

    References
    ----------
    Simard (1968), The moisture content of forest fuels I, FF-X-14, as commonly cited; not read.

    """
    warm = np.asarray(temperature_c, dtype=np.float64) * 1.8 + 32.0
    h = np.asarray(humidity_pct, dtype=np.float64)
    if not np.all((h >= 0.0) & (h <= 100.0)):
        raise ValueError("air: expected a relative humidity of 0 to 100 %")
    dry = 0.03229 + 0.281073 * h - 0.000578 * h * warm
    middle = 2.22749 + 0.160107 * h - 0.014784 * warm
    humid = 21.0606 + 0.005565 * h**2 - 0.00035 * h * warm - 0.483199 * h
    moist: NDArray[np.float64] = np.select([h < 10.0, h <= 50.0], [dry, middle], humid)
    return moist.clip(0.0) / 100.0
