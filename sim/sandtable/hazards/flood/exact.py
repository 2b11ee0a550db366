"""Exact solutions of flows on a flat bed: a wave with friction, and two dam breaks (解析解)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.optimize import brentq

from sandtable.hazards.flood.breach import GRAVITY

if TYPE_CHECKING:
    from numpy.typing import NDArray


def wave_depth(
    x_m: NDArray[np.float64] | float, time_s: float, speed_mps: float, manning: float
) -> NDArray[np.float64]:
    """Return the depth of a wave that runs over a flat, dry bed with friction [m].

    h = (7/3 n² u² (u t - x))^(3/7) behind the front at x = u t, and 0 before it.

    Parameters
    ----------
    x_m
        Places, 0 = the inlet, shape ``(n,)`` [m].
    time_s
        Time since the first water came in, >= 0 [s].
    speed_mps
        Speed of the front and of all water behind it, > 0 [m/s].
    manning
        Roughness n, > 0 [s/m^(1/3)].

    References
    ----------
    Hunter et al. (2005), Advances in Water Resources 28, 975-991; Bates, Horritt & Fewtrell (2010),
    Journal of Hydrology 387, 33-45.

    """
    behind = np.maximum(speed_mps * time_s - np.asarray(x_m, dtype=np.float64), 0.0)
    depth: NDArray[np.float64] = (7.0 / 3.0 * manning**2 * speed_mps**2 * behind) ** (3.0 / 7.0)
    return depth


class DamBreak(NamedTuple):
    """Water that a dam held back on one side, let go on a flat bed without friction (溃坝).

    ``left_m`` > ``right_m`` >= 0 are the depths before [m]; ``mid_m`` and ``mid_mps`` depth and
    speed between rarefaction and shock; ``front_mps`` the speed of the shock, or of the tip of the
    water where the right side is dry.
    """

    left_m: float
    right_m: float
    mid_m: float
    mid_mps: float
    front_mps: float

    @property
    def head_mps(self) -> float:
        """Speed at which the water begins to fall on the left, < 0 [m/s]."""
        return -float(np.sqrt(GRAVITY * self.left_m))

    @property
    def tail_mps(self) -> float:
        """Speed of the end of the rarefaction [m/s]."""
        return self.mid_mps - float(np.sqrt(GRAVITY * self.mid_m))

    def at(self, x_by_t: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return depth [m] and speed [m/s] where place by time is `x_by_t`, shape ``(n,)``."""
        celerity = np.sqrt(GRAVITY * self.left_m)
        fan = np.clip(x_by_t, self.head_mps, self.tail_mps)
        behind = x_by_t < self.front_mps
        depth = np.where(behind, (2.0 * celerity - fan) ** 2 / (9.0 * GRAVITY), self.right_m)
        return depth, np.where(behind, 2.0 / 3.0 * (celerity + fan), 0.0)


def ritter(depth_m: float) -> DamBreak:
    """Return the dam break onto a dry bed: depth 4/9 h and speed 2/3 √(g h) at the dam.

    References
    ----------
    Ritter (1892), Zeitschrift des Vereines Deutscher Ingenieure 36, 947-954.

    """
    front_mps = 2.0 * (GRAVITY * depth_m) ** 0.5
    return DamBreak(depth_m, 0.0, 0.0, front_mps, front_mps)


def stoker(left_m: float, right_m: float) -> DamBreak:
    """Return the dam break onto water: a rarefaction, a plateau and a shock.

    The depth of the plateau solves 2 (√(g h_L) - √(g h)) = (h - h_R) √(g/2 (1/h + 1/h_R)).

    Parameters
    ----------
    left_m, right_m
        Depths before, left > right > 0 [m].

    Raises
    ------
    ValueError
        If the depths are no such pair.

    References
    ----------
    Stoker (1957), Water Waves; Delestre et al. (2013), SWASHES, International Journal for Numerical
    Methods in Fluids 72, 269-300.

    """
    if not left_m > right_m > 0.0:
        message = f"dam break: found depths {left_m:g} and {right_m:g} m, expected left > right > 0"
        raise ValueError(message)

    def excess(h: float) -> float:
        speed = 2.0 * ((GRAVITY * left_m) ** 0.5 - (GRAVITY * h) ** 0.5)
        return float(speed - (h - right_m) * (0.5 * GRAVITY * (1.0 / h + 1.0 / right_m)) ** 0.5)

    mid: float = brentq(excess, right_m, left_m, xtol=1e-14)
    mid_mps = 2.0 * ((GRAVITY * left_m) ** 0.5 - (GRAVITY * mid) ** 0.5)
    return DamBreak(left_m, right_m, mid, mid_mps, mid_mps * mid / (mid - right_m))
