"""What deep and fast water does to vehicles, boats, people and houses (洪水影响).

All functions take depths [m] and velocities [m/s] as arrays of one shape and return arrays of it.
Velocity may be unknown (level pool, HAND): pass 0 and say "depth only" in the cause.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtr

from sandtable.world.water_limits import BOAT, Limits, safe_speed_kmh

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Water = NDArray[np.float64]
    Truth = NDArray[np.bool_]


def speed_factor(depth_m: Water, free_kmh: float, law: str = "pregnolato_2017") -> Water:
    """Return the part of its free speed that a car keeps in water, 0 = closed [0-1].

    Dry roads are undisturbed, however fast.
    """
    depth = np.asarray(depth_m, dtype=np.float64)
    safe = safe_speed_kmh(1000.0 * depth, law)
    return np.where(depth > 0.0, np.minimum(safe / free_kmh, 1.0), 1.0)


WILLING_M = {"low": (0.35, 0.20, 0.06), "high": (0.52, 0.20, 0.10)}
"""Depth that drivers enter, by clearance: mean, standard deviation, all enter below this [m]."""

BOAT_LEAST_M = 0.5
"""Least depth of the water in which a rescue boat goes: a choice of ours."""

HAZARD_CLASSES = (
    Limits(dv_m2s=0.3, depth_m=0.3, velocity_mps=2.0),
    Limits(dv_m2s=0.6, depth_m=0.5, velocity_mps=2.0),
    Limits(dv_m2s=0.6, depth_m=1.2, velocity_mps=2.0),
    Limits(dv_m2s=1.0, depth_m=2.0, velocity_mps=2.0),
    Limits(dv_m2s=4.0, depth_m=4.0, velocity_mps=4.0),
)
"""H1 to H5; what is beyond H5 is H6."""


def hazard_class(depth_m: Water, velocity_mps: Water) -> NDArray[np.int64]:
    """Return the flood hazard class H1 ... H6 as 1 ... 6: the first whose limits all hold.

    References
    ----------
    New South Wales, Flood risk management guideline FB03 (2023); AIDR guideline 7-3.

    """
    beyond = [~limits.withstands(depth_m, velocity_mps) for limits in HAZARD_CLASSES]
    return 1 + np.asarray(np.sum(beyond, axis=0, dtype=np.int64))


def is_refuge(depth_m: Water, velocity_mps: Water) -> Truth:
    """Return where a house is a refuge: below H5, and not both deeper than 2 m and over 2 m/s."""
    swept = (np.asarray(depth_m) > 2.0) & (np.asarray(velocity_mps) > 2.0)
    return (hazard_class(depth_m, velocity_mps) < 5) & ~swept


def is_navigable(depth_m: Water, velocity_mps: Water) -> Truth:
    """Return where a rescue boat can go: deep enough, and not too fast."""
    deep = np.asarray(depth_m) >= BOAT_LEAST_M
    return deep & (np.asarray(velocity_mps) <= BOAT.velocity_mps)


def enters(depth_m: Water, clearance: str) -> Water:
    """Return the part of the drivers who drive into water of a depth [0-1].

    1 - Φ((d - mean) / sd), and all of them where it is shallow.

    Parameters
    ----------
    clearance
        A name of `WILLING_M`.

    """
    mean, sd, all_below = WILLING_M[clearance]
    depth = np.asarray(depth_m, dtype=np.float64)
    return np.where(depth < all_below, 1.0, ndtr((mean - depth) / sd))


def hazard_rating(depth_m: Water, velocity_mps: Water, debris: float = 0.0) -> Water:
    """Return the hazard rating d (v + 0.5) + DF: people are in danger from 0.75, 1.25 and 2.0 on.

    References
    ----------
    Defra & Environment Agency (2006), FD2321, Flood risks to people.

    """
    rating: Water = np.asarray(depth_m) * (np.asarray(velocity_mps) + 0.5) + debris
    return np.where(np.asarray(depth_m) > 0.0, rating, 0.0)
