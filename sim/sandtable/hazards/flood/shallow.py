"""Fast water in two dimensions: shallow-water equations by finite volumes (浅水方程).

For the first minutes behind a breach or a dam, where the local-inertial scheme is not valid. Second
order in space and time where water is smooth, first order at shocks, fronts and edges.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numba import njit

from sandtable.hazards.field import Frame
from sandtable.hazards.flood.breach import GRAVITY
from sandtable.hazards.flood.domain import Terrain

if TYPE_CHECKING:
    from numpy.typing import NDArray

DRY_M = 1e-6
"""Shallower water does not move [m]."""

MOST_COURANT = 0.25
"""Most cells that a wave may run in a step: four faces then never take more than a cell holds."""

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
        Cells that the fastest wave runs in a step, above 0, at most `MOST_COURANT`.

    """

    terrain: Terrain
    depth_m: NDArray[np.float64]
    has_friction: bool = True
    courant: float = 0.2
    time_s: float = 0.0
    steps: int = 0
    _state: NDArray[np.float64] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Lay out depth and momentum, shape ``(3, n_rows, n_columns)``.

        Raises
        ------
        ValueError
            If steps would be too long for depths to stay above 0, or never end.

        """
        if not 0.0 < self.courant <= MOST_COURANT:
            message = f"courant: found {self.courant:g}, expected above 0, at most {MOST_COURANT}"
            raise ValueError(message)
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
        """Return depth [m] and velocity [m/s] at the time reached."""
        h = self._state[0]
        speed = np.hypot(self._state[1], self._state[2]) / np.maximum(h, _SHOWN_M)
        speed = np.where(h > _SHOWN_M, speed, 0.0)
        return Frame(self.time_s, {"depth": h.copy(), "velocity": speed})

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
    """Let water flow for a time, in place; return the steps taken.

    A step is the mean of the state before it and of that after two plain ones (Heun). It is halved
    where the second would be too long for depths to stay above 0.
    """
    change, then, later = np.zeros((2, *state.shape)), np.zeros((2, *state.shape)), state.copy()
    steps, left_s = 0, for_s
    while left_s > 0.0:
        fastest = _changes(state, z, change)
        step_s = min(courant * cell_m / max(fastest, 1e-6), left_s)
        _add(state, change, rough, step_s, cell_m, later)
        while _changes(later, z, then) * step_s > MOST_COURANT * cell_m:
            step_s *= 0.5
            _add(state, change, rough, step_s, cell_m, later)
        _add(later, then, rough, step_s, cell_m, later)
        _halve(state, later)
        left_s -= step_s
        steps += 1
    return steps


@njit(cache=True)
def _changes(
    state: NDArray[np.float64], z: NDArray[np.float64], change: NDArray[np.float64]
) -> float:
    """Work out what flows over all faces; return the speed of the fastest wave [m/s].

    Both directions have a change of their own, shape ``(2, 3, n_rows, n_columns)``: their sum is
    the same to the bit on turned ground.
    """
    change[:] = 0.0
    return max(_across(state, z, change[0], 1), _across(state, z, change[1], 2))


@njit(cache=True)
def _across(
    state: NDArray[np.float64], z: NDArray[np.float64], change: NDArray[np.float64], along: int
) -> float:
    """Add what flows over all faces across one direction: 1 = to the right, 2 = downwards.

    Outside the domain lies a mirror: the edges are closed.
    """
    rows, columns = z.shape
    down, over = (1, 0) if along == 2 else (0, 1)
    other, fastest = 3 - along, 0.0
    for row in range(rows + down):
        for column in range(columns + over):
            r0, c0 = max(row - down, 0), max(column - over, 0)
            r1, c1 = min(row, rows - 1), min(column, columns - 1)
            if state[0, r0, c0] <= DRY_M and state[0, r1, c1] <= DRY_M:
                continue
            left_wall = (row < 1) if along == 2 else (column < 1)
            right_wall = (row == rows) if along == 2 else (column == columns)
            h0, stage0, u0, v0 = _at_face(state, z, r0, c0, along, 0.5)
            h1, stage1, u1, v1 = _at_face(state, z, r1, c1, along, -0.5)
            u0, u1 = (-u0 if left_wall else u0), (-u1 if right_wall else u1)
            high = max(stage0 - h0, stage1 - h1)
            k0, k1 = max(0.0, stage0 - high), max(0.0, stage1 - high)
            mass, push, side, fast = _flux(k0, u0, v0, k1, u1, v1)
            fastest = max(fastest, fast)
            if not left_wall:
                change[0, r0, c0] -= mass
                change[along, r0, c0] -= push + _bed(h0, stage0, k0, state[0, r0, c0], z[r0, c0])
                change[other, r0, c0] -= side
            if not right_wall:
                change[0, r1, c1] += mass
                change[along, r1, c1] += push + _bed(h1, stage1, k1, state[0, r1, c1], z[r1, c1])
                change[other, r1, c1] += side
    return fastest


@njit(cache=True)
def _at_face(
    state: NDArray[np.float64],
    z: NDArray[np.float64],
    row: int,
    column: int,
    along: int,
    half: float,
) -> tuple[float, float, float, float]:
    """Return depth, stage and velocities across and along a face of a cell, on its inside.

    In a cell they are linear, with the lesser of the slopes to both neighbours, or flat where
    these differ in sign (minmod). Cells at the edge are flat.
    """
    rows, columns = z.shape
    h = state[0, row, column]
    stage = z[row, column] + h
    u, v = _velocity(state, row, column, along)
    down, over = (1, 0) if along == 2 else (0, 1)
    r0, c0, r1, c1 = row - down, column - over, row + down, column + over
    if r0 < 0 or c0 < 0 or r1 == rows or c1 == columns:
        return h, stage, u, v
    before, after = state[0, r0, c0], state[0, r1, c1]
    u0, v0 = _velocity(state, r0, c0, along)
    u1, v1 = _velocity(state, r1, c1, along)
    return (
        h + half * _minmod(h - before, after - h),
        stage + half * _minmod(stage - (z[r0, c0] + before), z[r1, c1] + after - stage),
        u + half * _minmod(u - u0, u1 - u),
        v + half * _minmod(v - v0, v1 - v),
    )


@njit(cache=True)
def _velocity(state: NDArray[np.float64], row: int, column: int, along: int) -> tuple[float, float]:
    h = state[0, row, column]
    if h <= DRY_M:
        return 0.0, 0.0
    return state[along, row, column] / h, state[3 - along, row, column] / h


@njit(cache=True)
def _minmod(a: float, b: float) -> float:
    if a * b <= 0.0:
        return 0.0
    return a if abs(a) < abs(b) else b


@njit(cache=True)
def _bed(h: float, stage: float, k: float, middle_h: float, middle_z: float) -> float:
    """Return the push of the bed between a face and the middle of a cell, and of its step there.

    References
    ----------
    Audusse et al. (2004), SIAM Journal on Scientific Computing 25, 2050-2065.

    """
    slope = (h + middle_h) * (middle_z - (stage - h))
    return 0.5 * GRAVITY * (h * h - k * k - slope)


@njit(cache=True)
def _flux(
    h0: float, u0: float, v0: float, h1: float, u1: float, v1: float
) -> tuple[float, float, float, float]:
    """Return the flux of water and of momentum across and along a face, and its fastest wave.

    References
    ----------
    Toro (2001), Shock-Capturing Methods for Free-Surface Shallow Flows, chapter 10.

    """
    if h0 <= DRY_M and h1 <= DRY_M:
        return 0.0, 0.0, 0.0, 0.0
    slow, fast = _speeds(h0, u0, h1, u1)
    mass0, mass1 = h0 * u0, h1 * u1
    fastest = max(abs(slow), abs(fast))
    push0, push1 = mass0 * u0 + 0.5 * GRAVITY * h0 * h0, mass1 * u1 + 0.5 * GRAVITY * h1 * h1
    if slow >= 0.0:
        return mass0, push0, mass0 * v0, fastest
    if fast <= 0.0:
        return mass1, push1, mass1 * v1, fastest
    mass = (fast * mass0 - slow * mass1 + slow * fast * (h1 - h0)) / (fast - slow)
    push = (fast * push0 - slow * push1 + slow * fast * (mass1 - mass0)) / (fast - slow)
    return mass, push, mass * (v0 if mass >= 0.0 else v1), fastest


@njit(cache=True)
def _speeds(h0: float, u0: float, h1: float, u1: float) -> tuple[float, float]:
    """Return the speeds of the outermost waves from a face [m/s]."""
    c0, c1 = np.sqrt(GRAVITY * h0), np.sqrt(GRAVITY * h1)
    if h0 <= DRY_M:
        return u1 - 2.0 * c1, u1 + c1
    if h1 <= DRY_M:
        return u0 - c0, u0 + 2.0 * c0
    middle = 0.5 * (u0 + u1) + (c0 - c1)
    celerity = 0.5 * (c0 + c1) + 0.25 * (u0 - u1)
    return min(u0 - c0, middle - celerity), max(u1 + c1, middle + celerity)


@njit(cache=True)
def _add(
    state: NDArray[np.float64],
    change: NDArray[np.float64],
    rough: NDArray[np.float64],
    step_s: float,
    cell_m: float,
    after: NDArray[np.float64],
) -> None:
    """Write the state after a plain step, slowed by implicit friction; it may be the same array."""
    by = step_s / cell_m
    for row in range(rough.shape[0]):
        for column in range(rough.shape[1]):
            for part in range(3):
                moved = change[0, part, row, column] + change[1, part, row, column]
                after[part, row, column] = state[part, row, column] + by * moved
            h = after[0, row, column]
            if h <= DRY_M:
                after[1, row, column] = after[2, row, column] = 0.0
                continue
            n = rough[row, column]
            speed = np.hypot(after[1, row, column], after[2, row, column]) / h
            slowed = 1.0 + step_s * GRAVITY * n * n * speed / (h * np.cbrt(h))
            after[1, row, column] /= slowed
            after[2, row, column] /= slowed


@njit(cache=True)
def _halve(state: NDArray[np.float64], later: NDArray[np.float64]) -> None:
    """Write the mean of two states into the first."""
    for row in range(state.shape[1]):
        for column in range(state.shape[2]):
            for part in range(3):
                mean = 0.5 * (state[part, row, column] + later[part, row, column])
                state[part, row, column] = mean
            if state[0, row, column] <= DRY_M:
                state[1, row, column] = state[2, row, column] = 0.0
