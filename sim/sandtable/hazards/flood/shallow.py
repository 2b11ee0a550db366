"""Fast water in two dimensions: shallow-water equations by finite volumes (浅水方程).

For the first minutes behind a breach or a dam, where the local-inertial scheme is not valid. First
order in space and time: a shock is smeared over a few cells, a plateau is right.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numba import njit

from sandtable.hazards.flood.breach import GRAVITY
from sandtable.hazards.flood.domain import Terrain
from sandtable.hazards.flood.inertial import Frame

if TYPE_CHECKING:
    from numpy.typing import NDArray

DRY_M = 1e-6
"""Shallower water does not move [m]."""

_SHOWN_M = 0.05


@dataclass(slots=True, eq=False)
class Shallow:
    """Fast water on a terrain with closed edges, as it moves on in time.

    Infiltration of the terrain is not taken into account: minutes are too short for it.

    Parameters
    ----------
    depth_m
        Water at the start, shape ``(n_rows, n_columns)`` [m].
    has_friction
        Whether Manning's n of the terrain slows it.
    courant
        Part of the longest stable step, at most 0.45.

    """

    terrain: Terrain
    depth_m: NDArray[np.float64]
    has_friction: bool = True
    courant: float = 0.45
    time_s: float = 0.0
    steps: int = 0
    _state: NDArray[np.float64] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Lay out depth and momentum, shape ``(3, n_rows, n_columns)``."""
        self._state = np.zeros((3, *self.terrain.z_m.shape))
        self._state[0] = self.depth_m

    def until(self, time_s: float) -> None:
        """Let the water move on to a time [s]."""
        terrain = self.terrain
        rough = np.zeros(terrain.z_m.shape)
        if self.has_friction:
            rough += np.asarray(terrain.manning, dtype=np.float64)
        z = np.array(terrain.z_m, dtype=np.float64)
        self.steps += advance(
            self._state, z, rough, terrain.cell_m, self.courant, time_s - self.time_s
        )
        self.time_s = max(self.time_s, time_s)

    def frame(self) -> Frame:
        """Return the water at the time reached."""
        h = self._state[0]
        speed = np.hypot(self._state[1], self._state[2]) / np.maximum(h, _SHOWN_M)
        return Frame(self.time_s, h.copy(), np.where(h > _SHOWN_M, speed, 0.0))

    def velocity(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return velocities to the right and downwards [m/s], shape ``(n_rows, n_columns)``."""
        h = np.maximum(self._state[0], DRY_M)
        return self._state[1] / h, self._state[2] / h


@njit(cache=True)
def advance(
    state: NDArray[np.float64],
    z: NDArray[np.float64],
    rough: NDArray[np.float64],
    cell_m: float,
    courant: float,
    for_s: float,
) -> int:
    """Let water flow for a time, in place; return the steps taken."""
    change = np.zeros_like(state)
    steps, left_s = 0, for_s
    while left_s > 0.0:
        step_s = min(courant * cell_m / max(_fastest(state), 1e-6), left_s)
        change[:] = 0.0
        _across(state, z, change, 1)
        _across(state, z, change, 2)
        _apply(state, change, rough, step_s, cell_m)
        left_s -= step_s
        steps += 1
    return steps


@njit(cache=True)
def _fastest(state: NDArray[np.float64]) -> float:
    """Return the largest speed of a wave in one direction [m/s]."""
    fastest = 0.0
    for row in range(state.shape[1]):
        for column in range(state.shape[2]):
            h = state[0, row, column]
            if h > DRY_M:
                speed = max(abs(state[1, row, column]), abs(state[2, row, column])) / h
                fastest = max(fastest, speed + np.sqrt(GRAVITY * h))
    return fastest


@njit(cache=True)
def _across(
    state: NDArray[np.float64], z: NDArray[np.float64], change: NDArray[np.float64], along: int
) -> None:
    """Add what flows over all faces across one direction: 1 = to the right, 2 = downwards.

    Outside the domain lies a mirror: the edges are closed.
    """
    rows, columns = z.shape
    down, over = (1, 0) if along == 2 else (0, 1)
    other = 3 - along
    for row in range(rows + down):
        for column in range(columns + over):
            r0, c0 = max(row - down, 0), max(column - over, 0)
            r1, c1 = min(row, rows - 1), min(column, columns - 1)
            left_wall = (row < 1) if along == 2 else (column < 1)
            right_wall = (row == rows) if along == 2 else (column == columns)
            sign0, sign1 = (-1.0 if left_wall else 1.0), (-1.0 if right_wall else 1.0)
            h0, h1 = state[0, r0, c0], state[0, r1, c1]
            if h0 <= DRY_M and h1 <= DRY_M:
                continue
            high = max(z[r0, c0], z[r1, c1])
            k0, k1 = max(0.0, h0 + z[r0, c0] - high), max(0.0, h1 + z[r1, c1] - high)
            u0 = sign0 * state[along, r0, c0] / h0 if h0 > DRY_M else 0.0
            u1 = sign1 * state[along, r1, c1] / h1 if h1 > DRY_M else 0.0
            v0 = state[other, r0, c0] / h0 if h0 > DRY_M else 0.0
            v1 = state[other, r1, c1] / h1 if h1 > DRY_M else 0.0
            mass, push, side = _flux(k0, u0, v0, k1, u1, v1)
            if not left_wall:
                change[0, r0, c0] -= mass
                change[along, r0, c0] -= push + 0.5 * GRAVITY * (h0 * h0 - k0 * k0)
                change[other, r0, c0] -= side
            if not right_wall:
                change[0, r1, c1] += mass
                change[along, r1, c1] += push + 0.5 * GRAVITY * (h1 * h1 - k1 * k1)
                change[other, r1, c1] += side


@njit(cache=True)
def _flux(
    h0: float, u0: float, v0: float, h1: float, u1: float, v1: float
) -> tuple[float, float, float]:
    """Return the flux of water and of momentum across and along a face, by HLLC.

    References
    ----------
    Toro (2001), Shock-Capturing Methods for Free-Surface Shallow Flows, chapter 10.

    """
    if h0 <= DRY_M and h1 <= DRY_M:
        return 0.0, 0.0, 0.0
    slow, fast = _speeds(h0, u0, h1, u1)
    mass0, mass1 = h0 * u0, h1 * u1
    push0, push1 = mass0 * u0 + 0.5 * GRAVITY * h0 * h0, mass1 * u1 + 0.5 * GRAVITY * h1 * h1
    if slow >= 0.0:
        return mass0, push0, mass0 * v0
    if fast <= 0.0:
        return mass1, push1, mass1 * v1
    mass = (fast * mass0 - slow * mass1 + slow * fast * (h1 - h0)) / (fast - slow)
    push = (fast * push0 - slow * push1 + slow * fast * (mass1 - mass0)) / (fast - slow)
    return mass, push, mass * (v0 if mass >= 0.0 else v1)


@njit(cache=True)
def _speeds(h0: float, u0: float, h1: float, u1: float) -> tuple[float, float]:
    """Return the speeds of the outermost waves from a face [m/s]."""
    c0, c1 = np.sqrt(GRAVITY * h0), np.sqrt(GRAVITY * h1)
    if h0 <= DRY_M:
        return u1 - 2.0 * c1, u1 + c1
    if h1 <= DRY_M:
        return u0 - c0, u0 + 2.0 * c0
    middle = 0.5 * (u0 + u1) + c0 - c1
    celerity = 0.5 * (c0 + c1) + 0.25 * (u0 - u1)
    return min(u0 - c0, middle - celerity), max(u1 + c1, middle + celerity)


@njit(cache=True)
def _apply(
    state: NDArray[np.float64],
    change: NDArray[np.float64],
    rough: NDArray[np.float64],
    step_s: float,
    cell_m: float,
) -> None:
    """Add the change of a step, then slow the water by friction, implicitly."""
    by = step_s / cell_m
    for row in range(rough.shape[0]):
        for column in range(rough.shape[1]):
            for part in range(3):
                state[part, row, column] += by * change[part, row, column]
            h = state[0, row, column]
            if h <= DRY_M:
                state[1, row, column] = state[2, row, column] = 0.0
                continue
            n = rough[row, column]
            speed = np.hypot(state[1, row, column], state[2, row, column]) / h
            slowed = 1.0 + step_s * GRAVITY * n * n * speed / (h * np.cbrt(h))
            state[1, row, column] /= slowed
            state[2, row, column] /= slowed
