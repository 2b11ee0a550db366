"""Flood as slow water in two dimensions: the local-inertial scheme (局部惯性法)."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sandtable.ground.language import _
from sandtable.hazards.field import Frame
from sandtable.hazards.flood import state
from sandtable.hazards.flood.domain import SIDES, Terrain
from sandtable.hazards.flood.kernel import advance

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import ArrayLike, NDArray

    from sandtable.hazards.flood.domain import Cells, DikeBreach, Inlet, OpenEdge, Series

_NO_RAIN: Series = ((0.0, 0.0),)

_SHOWN_M = 0.05
"""Shallower water has no velocity that anybody could use [m]."""

MOST_FAST = 0.01
"""Part of the wet faces that may be faster than Froude 0.5 before a caution is given."""


class Budget(NamedTuple):
    """Volumes since the start [m³]: what was and is there, what came and what went (水量平衡)."""

    at_first_m3: float
    stored_m3: float
    rained_m3: float
    flowed_in_m3: float
    flowed_out_m3: float
    soaked_m3: float

    @property
    def error(self) -> float:
        """What is missing, as a part of all water that has been there; < 0 = too much."""
        come = self.at_first_m3 + self.rained_m3 + self.flowed_in_m3
        gone = self.stored_m3 + self.flowed_out_m3 + self.soaked_m3
        return (come - gone) / come if come > 0.0 else gone


@dataclass(slots=True, eq=False)
class Inertial:
    """Slow water on a terrain as it moves on in time; not for dam breaks and steep torrents.

    Parameters
    ----------
    rain_mps
        Rain over all cells [m/s].
    depth_m
        Water at the start, shape ``(n_rows, n_columns)`` [m]; None = dry.
    theta
        Weight of a face's own discharge: 1 = Bates et al. (2010), below = de Almeida et al. (2012).
    alpha
        Step by the time that a wave takes through a cell; below √(theta / 2) it is stable, as the
        largest eigenvalue of the scheme for a chequerboard of small waves shows.

    """

    terrain: Terrain
    rain_mps: Series = _NO_RAIN
    inlets: Sequence[Inlet] = ()
    breaches: Sequence[DikeBreach] = ()
    edges: Sequence[OpenEdge] = ()
    depth_m: NDArray[np.float64] | None = None
    theta: float = 0.8
    alpha: float = 0.55
    time_s: float = 0.0
    _ground: state.Ground = field(init=False, repr=False)
    _forcing: state.Forcing = field(init=False, repr=False)
    _water: state.Water = field(init=False, repr=False)
    _tally: state.Tally = field(init=False, repr=False)
    _at_first_m3: float = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Lay out the arrays of the kernel.

        Raises
        ------
        ValueError
            If a cell of an inlet or a breach lies outside, a series makes no sense, or the step
            would be too long for `theta`.

        """
        if not (0.0 < self.theta <= 1.0 and 0.0 < self.alpha < (self.theta / 2.0) ** 0.5):
            message = f"alpha: found {self.alpha:g}, expected below √(theta / 2), theta in 0..1"
            raise ValueError(message)
        shape = self.terrain.z_m.shape
        self._ground = _ground(self.terrain, self.theta, self.alpha)
        self._forcing = _forcing(self)
        depth = np.zeros(shape) if self.depth_m is None else np.array(self.depth_m, dtype=float)
        qx, qy = np.zeros((shape[0], shape[1] + 1)), np.zeros((shape[0] + 1, shape[1]))
        self._water = state.Water(depth, qx, qy, qx.copy(), qy.copy(), np.zeros(shape))
        self._tally = state.Tally(np.zeros(4), np.zeros(4, dtype=np.int64))
        self._at_first_m3 = self._volume_m3()

    def until(self, time_s: float) -> None:
        """Let the water move on to a time, not before the one reached [s]."""
        self._water = advance(
            self._ground, self._forcing, self._tally, self._water, self.time_s, time_s
        )
        self.time_s = max(self.time_s, time_s)

    def frames(self, times_s: Iterable[float]) -> Iterator[Frame]:
        """Yield the water at increasing times, each computed when it is asked for."""
        for time_s in times_s:
            self.until(time_s)
            yield self.frame()

    def frame(self) -> Frame:
        """Return depth [m] and velocity [m/s] at the time reached."""
        speed = _speed(self._ground, self._water)
        return Frame(self.time_s, {"depth": self._water.h.copy(), "velocity": speed})

    def flows(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return discharges per width to the right and downwards over all faces [m²/s].

        Shapes ``(n_rows, n_columns + 1)`` and ``(n_rows + 1, n_columns)``.
        """
        return self._water.qx.copy(), self._water.qy.copy()

    def budget(self) -> Budget:
        """Return where all water came from and where it is."""
        return Budget(self._at_first_m3, self._volume_m3(), *self._tally.volume.tolist())

    @property
    def steps(self) -> int:
        """Steps taken."""
        return int(self._tally.counted[state.STEPS])

    @property
    def cell_steps(self) -> int:
        """Cells looked at, over all steps."""
        return int(self._tally.counted[state.CELLS])

    @property
    def fast_share(self) -> float:
        """Part of the wet faces, over all steps, at which the Froude number was above 0.5 [0-1]."""
        faces = int(self._tally.counted[state.FACES])
        return int(self._tally.counted[state.FAST_FACES]) / faces if faces else 0.0

    def caution(self) -> str:
        """Return what a reader must know: whether the flow was too fast for the scheme, or ""."""
        if self.fast_share <= MOST_FAST:
            return ""
        text = _(
            "{share:.1%} of the flow was faster than Froude 0.5, where the local-inertial scheme"
            " is not valid: take velocities and arrival times there as rough."
        )
        return text.format(share=self.fast_share)

    def _volume_m3(self) -> float:
        return float(np.sum(self._water.h)) * self.terrain.cell_m**2


def _ground(terrain: Terrain, theta: float, alpha: float) -> state.Ground:
    def full(value: ArrayLike) -> NDArray[np.float64]:
        return np.array(np.broadcast_to(np.asarray(value, dtype=np.float64), terrain.z_m.shape))

    first = terrain.soak_mps if terrain.soak_first_mps is None else terrain.soak_first_mps
    return state.Ground(
        np.array(terrain.z_m, dtype=np.float64),
        full(terrain.manning),
        full(first),
        full(terrain.soak_mps),
        float(terrain.soak_decay_hz),
        bool(np.any(np.asarray(terrain.soak_mps) > 0.0) or np.any(np.asarray(first) > 0.0)),
        float(terrain.cell_m),
        float(theta),
        float(alpha),
    )


@dataclass(slots=True)
class _Book:
    """Series as they are numbered, and cells as numbers."""

    shape: tuple[int, int]
    series: list[Series] = field(default_factory=list)

    def add(self, *several: Series) -> int:
        """Take in series; return the number of the first.

        Raises
        ------
        ValueError
            If times do not increase.

        """
        for one in several:
            if not one or any(b[0] <= a[0] for a, b in pairwise(one)):
                message = f"series: found {one!r}, expected pairs (time, value), times increasing"
                raise ValueError(message)
        self.series += several
        return len(self.series) - len(several)

    def cells(self, several: Sequence[Cells]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the numbers of cells, and where those of each begin.

        Raises
        ------
        ValueError
            If a cell lies outside.

        """
        for row, column in (cell for cells in several for cell in cells):
            if not (0 <= row < self.shape[0] and 0 <= column < self.shape[1]):
                message = f"cell ({row}, {column}): outside the terrain of {self.shape}"
                raise ValueError(message)
        numbers = [row * self.shape[1] + column for cells in several for row, column in cells]
        first = np.cumsum([0, *(len(cells) for cells in several)])
        return np.array(numbers, dtype=np.int64), first.astype(np.int64)


def _forcing(flood: Inertial) -> state.Forcing:
    shape = flood.terrain.z_m.shape
    book = _Book((shape[0], shape[1]))
    book.add(flood.rain_mps)
    inlet_series = [book.add(inlet.m3s) for inlet in flood.inlets]
    breach_series = [book.add(*_breach_series(breach)) for breach in flood.breaches]
    edge_cells = [edge.cells(book.shape) for edge in flood.edges]
    edge_series = [
        book.add(((0.0, edge.slope),) if edge.stage_m is None else edge.stage_m)
        for edge in flood.edges
    ]

    def along(values: Sequence[int]) -> NDArray[np.int64]:
        """Repeat what holds for each edge for each of its cells."""
        return np.repeat(np.array(values, dtype=np.int64), [cells.size for cells in edge_cells])

    pairs = np.array([pair for one in book.series for pair in one], dtype=np.float64)
    return state.Forcing(
        np.ascontiguousarray(pairs[:, 0]),
        np.ascontiguousarray(pairs[:, 1]),
        np.cumsum([0, *map(len, book.series)]).astype(np.int64),
        *book.cells([inlet.cells for inlet in flood.inlets]),
        np.array(inlet_series, dtype=np.int64),
        *book.cells([breach.cells for breach in flood.breaches]),
        np.array(breach_series, dtype=np.int64),
        np.concatenate([np.zeros(0, dtype=np.int64), *edge_cells]),
        along([SIDES.index(edge.side) for edge in flood.edges]),
        along([state.OUTFLOW if e.stage_m is None else state.STAGE for e in flood.edges]),
        along(edge_series),
    )


def _breach_series(one: DikeBreach) -> tuple[Series, ...]:
    """Return level outside, width, invert and coefficient; no width before it opens."""
    times = [one.opens_s + since_s for since_s in one.breach.since_s]
    width = tuple(zip(times, one.breach.width_m, strict=True))
    closed = ((times[0] - 1e-3, 0.0),)  # a series has one value at a time: it opens in a blink
    return (
        one.outside_m,
        closed + width,
        tuple(zip(times, one.breach.invert_m, strict=True)),
        ((0.0, one.breach.cd),),
    )


def _speed(ground: state.Ground, water: state.Water) -> NDArray[np.float64]:
    """Return the speed in the middle of each cell, from the means of its faces [m/s]."""
    stage = ground.z + water.h

    def over(axis: int, flow: NDArray[np.float64]) -> NDArray[np.float64]:
        pad = [(1, 1) if one == axis else (0, 0) for one in (0, 1)]
        level, bed = np.pad(stage, pad, "edge"), np.pad(ground.z, pad, "edge")
        before = tuple(slice(0, -1) if one == axis else slice(None) for one in (0, 1))
        after = tuple(slice(1, None) if one == axis else slice(None) for one in (0, 1))
        deep = np.maximum(level[before], level[after]) - np.maximum(bed[before], bed[after])
        faces = np.where(deep > state.DRY_M, flow / np.maximum(deep, state.DRY_M), 0.0)
        middle: NDArray[np.float64] = 0.5 * (faces[before] + faces[after])
        return middle

    speed = np.hypot(over(1, water.qx), over(0, water.qy))
    return np.where(water.h > _SHOWN_M, speed, 0.0)
