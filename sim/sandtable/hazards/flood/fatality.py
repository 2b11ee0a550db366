"""How many of those whom the water has reached may die (伤亡函数)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtr

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Water = NDArray[np.float64]

RISING = (1.46, 0.28)
REMAINING = (7.60, 2.75)
"""Mean and standard deviation of ln depth at which people die, where water rises fast and where it
does not."""

BREACH_DV_M2S = 7.0
BREACH_MPS = 2.0
"""Depth times velocity and velocity from which on nobody survives, as right behind a breach."""

FAST_RISE_MPH = 0.5
"""Rise from which on water counts as rising fast [m/h]."""

FAST_RISE_M = 2.1
"""Depth from which on it does: below, both laws cross, and the slow one holds [m]."""


def jonkman(depth_m: Water, velocity_mps: Water, rise_mph: Water) -> Water:
    """Return the share of the people exposed who die [0-1].

    All where depth times velocity reaches 7 m²/s at 2 m/s or more; else Φ((ln d - μ) / σ) of the
    rapidly rising zone where water of 2.1 m or more rises by 0.5 m/h or more, and of the remaining
    zone elsewhere. Nobody where it is dry.

    Parameters
    ----------
    rise_mph
        Rise of the water, same shape [m/h].

    References
    ----------
    Jonkman (2007), Loss of life estimation in flood risk assessment, Delft.

    """
    depth, velocity = np.asarray(depth_m, dtype=np.float64), np.asarray(velocity_mps)
    log_depth = np.log(np.maximum(depth, 1e-12))
    zones = [ndtr((log_depth - mean) / sd) for mean, sd in (RISING, REMAINING)]
    rising = (np.asarray(rise_mph) >= FAST_RISE_MPH) & (depth >= FAST_RISE_M)
    share = np.where(rising, *zones)
    torn = (depth * velocity >= BREACH_DV_M2S) & (velocity >= BREACH_MPS)
    return np.where(depth <= 0.0, 0.0, np.where(torn, 1.0, share))
