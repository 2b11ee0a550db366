"""What deep and fast water does to vehicles, boats, people and houses (洪水影响).

All functions take depths [m] and velocities [m/s] as arrays of one shape and return arrays of it.
Velocity may be unknown (level pool, HAND): pass 0 and say "depth only" in the cause.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtr

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Water = NDArray[np.float64]
    Truth = NDArray[np.bool_]

SAFE_SPEED = {
    "pregnolato_2017": (0.0009, -0.5529, 86.9448),
    "conservative": (0.0002415, -0.2898, 86.94),
    "aggressive": (0.003864, -1.1592, 86.94),
}
"""Coefficients of w², w and 1, w in mm, of the fastest safe speed [km/h]."""

CLOSED_MM = 300.0
"""Deeper water closes a road to cars [mm]."""


def safe_speed_kmh(depth_mm: Water, law: str = "pregnolato_2017") -> Water:
    """Return the fastest speed at which a car keeps its grip in standing water [km/h].

    v = 0.0009 w² - 0.5529 w + 86.9448 for 0 <= w <= 300 mm, never below 0; 0 in deeper water.

    Parameters
    ----------
    law
        A name of `SAFE_SPEED`.

    References
    ----------
    Pregnolato, Ford, Wilkinson & Dawson (2017), Transportation Research Part D 55, 67-81.

    """
    w = np.asarray(depth_mm, dtype=np.float64)
    speed = np.maximum(np.polyval(SAFE_SPEED[law], w), 0.0)
    return np.where(w > CLOSED_MM, 0.0, speed)


def speed_factor(depth_m: Water, free_kmh: float, law: str = "pregnolato_2017") -> Water:
    """Return the part of its free speed that a car keeps in water, 0 = closed [0-1].

    Dry roads are undisturbed, however fast.
    """
    depth = np.asarray(depth_m, dtype=np.float64)
    safe = safe_speed_kmh(1000.0 * depth, law)
    return np.where(depth > 0.0, np.minimum(safe / free_kmh, 1.0), 1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much water somebody or something withstands; beyond any of them it does not (限值).

    Parameters
    ----------
    depth_m, velocity_mps, dv_m2s
        Depth, velocity, and their product, > 0; inf = no limit.

    """

    depth_m: float
    velocity_mps: float
    dv_m2s: float

    def withstands(self, depth_m: Water, velocity_mps: Water) -> Truth:
        """Return where depth, velocity and their product all are at or under the limits."""
        depth, velocity = np.asarray(depth_m), np.asarray(velocity_mps)
        shallow = (depth <= self.depth_m) & (velocity <= self.velocity_mps)
        held: Truth = shallow & (depth * velocity <= self.dv_m2s)
        return held


VEHICLES = {
    "small_car": Limits(depth_m=0.3, velocity_mps=3.0, dv_m2s=0.3),
    "large_car": Limits(depth_m=0.4, velocity_mps=3.0, dv_m2s=0.45),
    "four_wheel_drive": Limits(depth_m=0.5, velocity_mps=3.0, dv_m2s=0.6),
}
"""Stability of vehicles (Shand et al. 2011)."""

CLEARANCE = {
    "low": tuple(
        Limits(depth_m=depth, velocity_mps=velocity, dv_m2s=dv)
        for depth, velocity, dv in ((0.3, 3.0, 0.3), (1.2, 4.5, 0.8), (1.5, 6.0, 1.3))
    ),
    "high": tuple(
        Limits(depth_m=depth, velocity_mps=velocity, dv_m2s=dv)
        for depth, velocity, dv in ((0.5, 3.0, 0.6), (1.5, 6.0, 1.2), (2.0, 6.0, 2.4))
    ),
}
"""Stability of vehicles by clearance: lowest, best and highest estimate (LifeSim)."""

PEOPLE = {
    "child": Limits(depth_m=1.2, velocity_mps=3.0, dv_m2s=0.4),
    "adult": Limits(depth_m=1.2, velocity_mps=3.0, dv_m2s=0.6),
    "trained": Limits(depth_m=1.2, velocity_mps=3.0, dv_m2s=0.8),
}
"""Who keeps standing in the water."""

WILLING_M = {"low": (0.35, 0.20, 0.06), "high": (0.52, 0.20, 0.10)}
"""Depth that drivers enter, by clearance: mean, standard deviation, all enter below this [m]."""

BOAT_LEAST_M = 0.5
BOAT_MOST_MPS = 3.0
"""Least depth and greatest velocity of the water in which a rescue boat goes: choices of ours."""

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
    return deep & (np.asarray(velocity_mps) <= BOAT_MOST_MPS)


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
