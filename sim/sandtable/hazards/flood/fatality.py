"""How many of those whom the water has reached may die, and when it is gone again (伤亡函数)."""

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


def drained_s(volume_m3: float, pumps_m3s: float, inflow_m3s: float = 0.0) -> float:
    """Return how long pumps take to empty a polder, inf = never [s].

    Parameters
    ----------
    inflow_m3s
        What still seeps and rains in [m3/s].

    """
    net = pumps_m3s - inflow_m3s
    return volume_m3 / net if net > 0.0 else np.inf if volume_m3 > 0.0 else 0.0


def reopens_s(
    since_s: Water, depth_m: Water, *, passable_m: float = 0.3, clearing_s: float = 0.0
) -> float:
    """Return when a road can be driven again for good, inf = not within the times given [s].

    Parameters
    ----------
    since_s, depth_m
        Times and the water on the road from each of them on, shape ``(n,)``.
    passable_m
        Deepest water that can be driven through [m].
    clearing_s
        Work on the road once the water is gone, where it was closed at all [s].

    """
    closed = np.flatnonzero(np.asarray(depth_m) > passable_m)
    if not closed.size:
        return float(since_s[0])
    if closed[-1] + 1 >= len(since_s):
        return np.inf
    return float(since_s[closed[-1] + 1]) + clearing_s
