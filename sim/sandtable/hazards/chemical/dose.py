"""What people breathe: outdoors, behind closed windows, on their way out (暴露剂量)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sandtable.hazards.chemical.checks import not_negative, positive

if TYPE_CHECKING:
    from numpy.typing import NDArray

ACH_CLOSED = 0.5
"""Air changes per hour behind closed windows, 0.3 to 1; unverified, confidence low."""

ACH_OPEN = 6.0
"""Air changes per hour with open windows, 3 to 10; unverified, confidence low."""


def indoors(
    outside: NDArray[np.float64],
    step_s: float,
    ach: float = ACH_CLOSED,
    *,
    opened_s: float = math.inf,
    ach_open: float = ACH_OPEN,
) -> NDArray[np.float64]:
    """Return the mean concentration indoors in each step (就地避护).

    dC/dt = ACH (C_out - C), solved exactly for a concentration outside that is constant in a step.
    Nothing settles on walls, which is on the safe side.

    Parameters
    ----------
    outside
        Mean concentration of each step, time along the first axis.
    step_s
        Length of the steps [s].
    ach, ach_open
        Air changes per hour before and after windows are opened, >= 0 [1/h].
    opened_s
        When windows are opened to air out, from the beginning of the first step [s]; it counts from
        the beginning of the step that holds it.

    """
    positive(step_s=step_s)
    not_negative(ach=ach, ach_open=ach_open)
    inside = np.zeros(outside.shape[1:])
    mean = np.empty_like(outside)
    for k in range(len(outside)):
        changes = (ach_open if (k + 1) * step_s > opened_s else ach) / 3600.0 * step_s
        left = math.exp(-changes)
        over = -math.expm1(-changes) / changes if changes > 0.0 else 1.0
        mean[k] = outside[k] + (inside - outside[k]) * over
        inside = outside[k] + (inside - outside[k]) * left
    return mean


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """Somebody who walks straight out of the danger (步行撤离).

    Parameters
    ----------
    start_m
        Where, east and north of the site [m].
    towards_deg
        Direction of walking, 0 = north, 90 = east: across the wind is best.
    leaves_s
        When, since the leak began, >= 0 [s].
    speed_mps
        > 0; 1.2 m/s is a choice.

    """

    start_m: tuple[float, float]
    towards_deg: float
    leaves_s: float
    speed_mps: float = 1.2

    def places(self, edge_s: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return where he is in the middle of each step, shape ``(n_steps, 2)`` [m]."""
        positive(speed_mps=self.speed_mps)
        not_negative(leaves_s=self.leaves_s)
        middle = (edge_s[:-1] + edge_s[1:]) / 2.0
        walked = np.maximum(middle - self.leaves_s, 0.0) * self.speed_mps
        direction = math.radians(self.towards_deg)
        ahead = np.array([math.sin(direction), math.cos(direction)])
        way: NDArray[np.float64] = np.array(self.start_m) + walked[:, None] * ahead
        return way


def breathed(concentration: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return what a walker breathes in each step, from the receptors that are his places.

    Parameters
    ----------
    concentration
        Shape ``(n_steps, n_steps)``: receptor k is where he is in step k.

    """
    if concentration.ndim != 2 or concentration.shape[0] != concentration.shape[1]:
        raise ValueError(f"walk: found shape {concentration.shape}, expected one place per step")
    way: NDArray[np.float64] = np.diagonal(concentration).copy()
    return way


def arrival_s(
    concentration: NDArray[np.float64], edge_s: NDArray[np.float64], limit: float
) -> NDArray[np.float64]:
    """Return since when the concentration at each receptor exceeds a limit, inf = never [s].

    Leaving helps when alert, turnout and way are over by then; else shelter.

    Parameters
    ----------
    concentration
        Shape ``(n_steps, n_receptors)``.

    """
    above = concentration > limit
    first = edge_s[np.argmax(above, axis=0)]
    since: NDArray[np.float64] = np.where(above.any(axis=0), first, math.inf)
    return since
