"""Line built around a growing elliptical fire, until it closes or is given up (合围)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from numba import njit

from sandtable.hazards.fire.ellipse import eccentricity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

Tactic = Literal["head", "rear"]
"""Where the line begins."""

_STEP_S = 15.0
_TURN = 0.05  # a step turns the parameter no further: the line is a polygon of 60 corners or more
_HALVINGS = 40
LONGEST_S = 7 * 86400.0
"""An attack without an end is watched for so long [s]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """Who builds line, and when (扑火力量).

    Parameters
    ----------
    arrival_s
        Begin of the work after the report, >= 0 [s].
    rate_mps
        Line built on both flanks together, >= 0 [m/s].
    duration_s
        Working time, > 0; inf = until the line is closed [s].

    """

    arrival_s: float
    rate_mps: float
    duration_s: float = math.inf

    def __post_init__(self) -> None:
        """Refuse what nobody can do.

        Raises
        ------
        ValueError
            If a time or the rate makes no sense.

        """
        if not (0.0 <= self.arrival_s < math.inf and 0.0 <= self.rate_mps < math.inf):
            raise ValueError("resource: expected an arrival and a rate of at least 0")
        if not self.duration_s > 0.0:
            raise ValueError("resource: expected a working time above 0")


@dataclass(frozen=True, slots=True, kw_only=True)
class Containment:
    """What came of an attack.

    Parameters
    ----------
    contained
        Whether the line was closed; else the fire has escaped (失控).
    area_m2
        Burned area within the line, or within line and free front when it escaped [m2].
    line_m
        Line built, both flanks [m].
    since_report_s
        When it was closed or given up [s].

    """

    contained: bool
    area_m2: float
    line_m: float
    since_report_s: float


def contain(
    resources: Sequence[Resource],
    *,
    report_size_m2: float,
    head_mps: float,
    ratio: float,
    tactic: Tactic,
    distance_m: float = 0.0,
    horizon_s: float = LONGEST_S,
) -> Containment:
    """Return what an attack comes to.

    Two crews of equal strength begin at the head or at the rear and work along both flanks to the
    other end, on the edge of the fire or, in a parallel attack (平行扑打), at a distance from it.
    Rate and shape of the fire stay as they are; the line holds; nothing spots over it. For a fire
    whose rate changes see `contain_free`.

    Parameters
    ----------
    resources
        At least one; all that are there at a time work together.
    report_size_m2
        Area when the fire was reported, > 0 [m2].
    head_mps, ratio
        Rate of the free head, >= 0 [m/s], and length over width of the fire, >= 1.
    tactic
        Where the line begins.
    distance_m
        Distance of the line from the edge, >= 0 [m].
    horizon_s
        The attack is given up at this time after the report at the latest [s].

    Raises
    ------
    ValueError
        If a number lies outside its range, there are no resources or no such tactic.

    References
    ----------
    Fried and Fried (1996), Simulating wildfire containment with realistic tactics, Forest Science
    42, 267-281.

    """
    if not (report_size_m2 > 0.0 and head_mps >= 0.0):
        raise ValueError("containment: expected a size above 0 and a rate of at least 0")
    return _contained(
        resources,
        (np.zeros(1), np.array([report_size_m2], dtype=np.float64), float(head_mps)),
        ratio=ratio,
        tactic=tactic,
        distance_m=distance_m,
        horizon_s=horizon_s,
    )


def contain_free(
    resources: Sequence[Resource],
    since_s: ArrayLike,
    area_m2: ArrayLike,
    *,
    ratio: float,
    tactic: Tactic,
    distance_m: float = 0.0,
    horizon_s: float = LONGEST_S,
) -> Containment:
    """Return what an attack comes to on a fire whose free growth is known, as from a raster.

    As `contain`; but the head runs so that the free ellipse, its shape that of the beginning, has
    the areas given. Between two of them it runs at a constant rate; behind the last it stands.

    Parameters
    ----------
    since_s
        Since the report, from 0, increasing, shape ``(n,)`` [s].
    area_m2
        Of the free fire then, > 0, never falling, shape ``(n,)`` [m2].

    Raises
    ------
    ValueError
        If a number lies outside its range, there are no resources or no such tactic.

    """
    times, areas = np.asarray(since_s, dtype=np.float64), np.asarray(area_m2, dtype=np.float64)
    if times.size == 0 or times.shape != areas.shape or times[0] != 0.0:
        raise ValueError("free fire: expected as many areas as times, from 0 on")
    if not (np.all(np.diff(times) > 0.0) and areas[0] > 0.0 and np.all(np.diff(areas) >= 0.0)):
        raise ValueError("free fire: expected times that increase and areas that do not fall")
    return _contained(
        resources,
        (times, areas, 0.0),
        ratio=ratio,
        tactic=tactic,
        distance_m=distance_m,
        horizon_s=horizon_s,
    )


def _contained(
    resources: Sequence[Resource],
    free: tuple[NDArray[np.float64], NDArray[np.float64], float],
    *,
    ratio: float,
    tactic: Tactic,
    distance_m: float,
    horizon_s: float,
) -> Containment:
    """Check what both kinds of fire share, and follow the attack."""
    if tactic not in {"head", "rear"}:
        raise ValueError(f"tactic: found {tactic!r}, expected 'head' or 'rear'")
    if not resources:
        raise ValueError("containment: expected at least one resource")
    if not (ratio >= 1.0 and distance_m >= 0.0):
        raise ValueError("containment: expected a ratio of at least 1 and a distance >= 0")
    e = float(eccentricity(ratio))
    times, areas, last_mps = free
    shifts = [(one.arrival_s, one.arrival_s + one.duration_s) for one in resources]
    contained, area, line, time_s = _attack(
        (times, (1.0 + e) * np.sqrt(areas * ratio / math.pi), last_mps),
        (e, float(distance_m)),
        -1.0 if tactic == "rear" else 1.0,
        np.array(shifts, dtype=np.float64),
        np.array([one.rate_mps for one in resources], dtype=np.float64),
        float(horizon_s),
    )
    return Containment(contained=contained, area_m2=area, line_m=line, since_report_s=time_s)


@njit(cache=True)
def _point(u: float, h: float, e: float, d: float) -> tuple[float, float]:
    """Return where the line is built at parameter u, the fire's origin at 0 [m]."""
    a, b = h / (1.0 + e), h * math.sqrt((1.0 - e) / (1.0 + e))
    along = math.hypot(a * math.sin(u), b * math.cos(u))
    x = a * (math.cos(u) + e) + d * b * math.cos(u) / along
    y = b * math.sin(u) + d * a * math.sin(u) / along
    return x, y


@njit(cache=True)
def _turning(
    u: float, h: float, front: tuple[float, float, float], pace: float, sense: float
) -> float:
    """Return the rate of the parameter u of the working point [1/s].

    The point moves at `pace` as a whole. It must keep up with the front, w along the normal; what
    is left, √(pace² − w²), carries it along the line, and the growth of the front carries it too.
    On the edge (d = 0) this is the equation of Fried and Fried (1996); at a distance the line is
    longer by 1 + d κ, κ the curvature of the edge. Who cannot keep up is carried along only.

    Parameters
    ----------
    front
        Rate of the head, dh/dt [m/s], eccentricity, and distance d of the line from the edge [m].
    pace
        Line built on one flank [m/s].
    sense
        1 from the head to the rear, -1 the other way.

    """
    growth, e, d = front
    a, b = h / (1.0 + e), h * math.sqrt((1.0 - e) / (1.0 + e))
    sin, cos = math.sin(u), math.cos(u)
    along = math.hypot(a * sin, b * cos)
    longer = 1.0 + d * a * b / along**3
    # So written, w at the head is the head's rate to the bit: who is exactly as fast stays there.
    normal = growth * growth * (((1.0 - e) / (1.0 + e)) / ((1.0 - e * cos) / (1.0 + e * cos)))
    left = math.sqrt(max(0.0, pace * pace - normal))
    carried = growth * e * sin / (h * (1.0 - e * cos))
    return (sense * left / along + carried) / longer


@njit(cache=True)
def _advance(
    u: float, h: float, front: tuple[float, float, float], pace: float, sense: float, step: float
) -> float:
    """Return the parameter one step later, by the classical Runge-Kutta method."""
    half, after = h + 0.5 * front[0] * step, h + front[0] * step
    k1 = _turning(u, h, front, pace, sense)
    k2 = _turning(u + 0.5 * step * k1, half, front, pace, sense)
    k3 = _turning(u + 0.5 * step * k2, half, front, pace, sense)
    k4 = _turning(u + step * k3, after, front, pace, sense)
    return u + step / 6.0 * (k1 + 2.0 * k2 + 2.0 * k3 + k4)


@njit(cache=True)
def _step(  # noqa: PLR0917  numba knows no keyword-only arguments
    u: float,
    h: float,
    front: tuple[float, float, float],
    pace: float,
    sense: float,
    step: float,
    end: float,
) -> tuple[float, float, bool]:
    """Return parameter, length of the step [s] and whether the line is closed within it."""
    after = _advance(u, h, front, pace, sense, step)
    if sense * (after - end) < 0.0:
        return after, step, False
    low, high = 0.0, step
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        if sense * (_advance(u, h, front, pace, sense, middle) - end) < 0.0:
            low = middle
        else:
            high = middle
    return end, high, True


@njit(cache=True)
def _working(time_s: float, shifts: NDArray[np.float64], rates: NDArray[np.float64]) -> float:
    """Return the line rate of all who work at a time [m/s]."""
    total = 0.0
    for i in range(rates.size):
        if shifts[i, 0] <= time_s < shifts[i, 1]:
            total += rates[i]
    return total


@njit(cache=True)
def _free_area(u: float, h: float, e: float, sense: float) -> float:
    """Return the integral of y dx over the free front from u to where the line should end [m2]."""
    end = math.pi if sense > 0.0 else 0.0
    a, b = h / (1.0 + e), h * math.sqrt((1.0 - e) / (1.0 + e))
    turn = 0.5 * (end - u) - 0.25 * (math.sin(2.0 * end) - math.sin(2.0 * u))
    return -a * b * turn


@njit(cache=True)
def _free_head(
    time_s: float, free: tuple[NDArray[np.float64], NDArray[np.float64], float]
) -> tuple[float, float]:
    """Return how far the free head has come from the origin [m], and its rate from then on [m/s].

    Parameters
    ----------
    free
        Times [s], where the head is then [m], and its rate behind the last of them [m/s].

    """
    times, heads, last_mps = free
    k = int(np.searchsorted(times, time_s, side="right")) - 1
    rate = last_mps
    if k + 1 < times.size:
        rate = (heads[k + 1] - heads[k]) / (times[k + 1] - times[k])
    return heads[k] + rate * (time_s - times[k]), rate


@njit(cache=True)
def _attack(
    free: tuple[NDArray[np.float64], NDArray[np.float64], float],
    shape: tuple[float, float],
    sense: float,
    shifts: NDArray[np.float64],
    rates: NDArray[np.float64],
    horizon_s: float,
) -> tuple[bool, float, float, float]:
    """Follow the working point; return contained, area [m2], line [m] and time [s]."""
    e, d = shape
    u, end = (0.0, math.pi) if sense > 0.0 else (math.pi, 0.0)
    now, last = shifts[:, 0].min(), min(shifts[:, 1].max(), horizon_s)
    edges = np.sort(np.concatenate((shifts.ravel(), free[0])))
    area = line = 0.0
    h, growth = _free_head(now, free)
    x, y = _point(u, h, e, d)
    done = False
    while now < last and not done:
        ahead = edges[np.searchsorted(edges, now, side="right") :]
        until = min(now + _STEP_S, last, ahead[0] if ahead.size else last)
        pace = 0.5 * _working(now, shifts, rates)
        turning = abs(_turning(u, h, (growth, e, d), pace, sense))
        if turning * (until - now) > _TURN:
            until = now + _TURN / turning
        u, step, done = _step(u, h, (growth, e, d), pace, sense, until - now, end)
        now = now + step if done else until
        h, growth = _free_head(now, free)
        x_before, y_before = x, y
        x, y = _point(u, h, e, d)
        area += 0.5 * (y + y_before) * (x - x_before)
        if pace > 0.0:
            line += math.hypot(x - x_before, y - y_before)
    if not done:
        area += _free_area(u, h, e, sense)
    return done, 2.0 * abs(area), 2.0 * line, now
