"""How much water vehicles and people withstand, by name, and curves of speed from it (水中限值)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sandtable.world.plan import Curve

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

    v = 0.0009 w² - 0.5529 w + 86.9448 for 0 <= w <= 300 mm, never below 0; 0 in deeper water, and
    from the vertex of its parabola on: deeper water is never faster.

    Parameters
    ----------
    law
        A name of `SAFE_SPEED`.

    References
    ----------
    Pregnolato, Ford, Wilkinson & Dawson (2017), Transportation Research Part D 55, 67-81.

    """
    w = np.asarray(depth_mm, dtype=np.float64)
    squared, linear, _dry = SAFE_SPEED[law]
    speed = np.maximum(np.polyval(SAFE_SPEED[law], w), 0.0)
    closed_mm = min(CLOSED_MM, -0.5 * linear / squared)
    return np.where(w > closed_mm, 0.0, speed)


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

BOAT = Limits(depth_m=np.inf, velocity_mps=3.0, dv_m2s=np.inf)
"""A rescue boat against the flow: a choice of ours."""

SOURCES = {
    "pregnolato_2017": ("medium", "Pregnolato et al. 2017, Transp. Res. D 55; 0-300 mm, cars"),
    "small_car": ("low", "Shand et al. 2011; not checked in the source"),
    "large_car": ("low", "Shand et al. 2011; not checked in the source"),
    "four_wheel_drive": ("low", "Shand et al. 2011; not checked in the source"),
    "low_clearance": ("medium", "USACE LifeSim technical reference, best estimate"),
    "high_clearance": ("medium", "USACE LifeSim technical reference, best estimate"),
    "child": ("low", "AR&R / Shand et al. 2011; not checked in the source"),
    "adult": ("low", "AR&R / Shand et al. 2011; not checked in the source"),
    "trained": ("low", "AR&R / Shand et al. 2011; not checked in the source"),
    "boat": ("low", "a choice of ours: ask the plan"),
}
"""Curves that files may name: how far to trust each, and where it stands."""

_LIMITS = {
    **VEHICLES,
    **PEOPLE,
    "boat": BOAT,
    "low_clearance": CLEARANCE["low"][1],
    "high_clearance": CLEARANCE["high"][1],
}
_OF = {"depth": "depth_m", "velocity": "velocity_mps", "depth_velocity": "dv_m2s"}
_BEYOND = 0.01
"""So far beyond a limit the speed is 0: less than any step in which intensities are stored."""

_POINTS_MM = np.arange(0.0, CLOSED_MM + 1.0, 50.0)


def named_curve(kind: str, name: str) -> Curve | None:
    """Return the curve of speed factors that a name of `SOURCES` stands for; None = there is none.

    A limit leaves the speed as it is up to it and stops what is beyond. The safe speed is taken as
    a part of the safe speed on a dry road: nobody drives faster than it, and on slow roads slower.

    Parameters
    ----------
    kind
        Kind of intensity; limits are of depth, velocity and their product, the safe speed is of
        depth.

    """
    if name in _LIMITS and kind in _OF:
        limit: float = getattr(_LIMITS[name], _OF[kind])
        if np.isinf(limit):
            return None
        return Curve(x=(limit, limit + _BEYOND), y=(1.0, 0.0))
    if name in SAFE_SPEED and name in SOURCES and kind == "depth":
        speed = safe_speed_kmh(_POINTS_MM, name)
        x = (*(_POINTS_MM / 1000.0).tolist(), CLOSED_MM / 1000.0 + _BEYOND)
        return Curve(x=x, y=(*(speed / speed[0]).tolist(), 0.0))
    return None


def names_for(kind: str) -> tuple[str, ...]:
    """Return the names of the curves that there are for a kind of intensity."""
    return tuple(name for name in SOURCES if named_curve(kind, name) is not None)
