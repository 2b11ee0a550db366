"""What a fire does to roads and people: arrival and intensity on a raster become an Impact."""

from __future__ import annotations

import math
from bisect import bisect_right
from dataclasses import dataclass
from operator import itemgetter
from typing import TYPE_CHECKING

import numpy as np
import scipy  # loads its parts when they are asked for: not every command looks at fires

from sandtable.ground.clock import grid_array
from sandtable.hazards.arrival import ArrivalRaster
from sandtable.hazards.classes import CLASSES, share_numbers, share_values
from sandtable.hazards.courses import along
from sandtable.hazards.impact import Impact
from sandtable.hazards.rows import Exposure, Interval

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import ArrayLike, NDArray

    from sandtable.hazards.fire.growth import Growth
    from sandtable.hazards.impact import Series
    from sandtable.hazards.rows import HazardSource

SAMPLE_M = 15.0
"""A road is looked at every so many metres."""

SMOKE_CLASSES = (0.01, 0.02, 0.04, 0.06, 0.1)
"""Extinction is told in these classes, rounded up [1/m]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """Where a raster lies: its north-west corner [m]."""

    west_m: float
    north_m: float

    def raster(self, growth: Growth) -> ArrivalRaster:
        """Return the arrival of a fire on its place; rows from south to north."""
        cell_m, rows = growth.cell_m, len(growth.arrival_s)
        return ArrivalRaster(
            x=self.west_m + 0.5 * cell_m,
            y=self.north_m - (rows - 0.5) * cell_m,
            width=cell_m,
            height=cell_m,
            arrival_s=np.ascontiguousarray(growth.arrival_s[::-1]),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """How fire and smoke reach roads and people; all numbers are our own choice, confidence low.

    Parameters
    ----------
    burn_out_s
        A cell burns so long, > 0 [s]; 15 to 60 min by fuel.
    step_s
        Roads change at multiples of it, > 0 [s].
    lead_s
        People are exposed so long before the front reaches them, >= 0 [s].
    smoke_m
        Radius of the smoke of a burning cell, 0 = none [m].
    smoke_shift_m
        How far the middle of its smoke lies downwind [m].
    smoke_toward
        Where that is, by epochs: pairs (since [s], direction clockwise from north [rad]), times
        rising; the first also holds before.
    smoke_per_m
        Extinction in the middle [1/m], falling linearly to a tenth at the edge: with 3 over it as
        the visibility, 30 m and 300 m (Jin).

    """

    burn_out_s: float = 1800.0
    step_s: float = 300.0
    lead_s: float = 0.0
    smoke_m: float = 500.0
    smoke_shift_m: float = 0.0
    smoke_toward: tuple[tuple[float, float], ...] = ((0.0, 0.0),)
    smoke_per_m: float = 0.1

    def __post_init__(self) -> None:
        """Refuse rules that make no sense.

        Raises
        ------
        ValueError
            If a time or length is too small.

        """
        if not (self.burn_out_s > 0.0 and self.step_s > 0.0):
            raise ValueError("fire rules: expected burn-out and step above 0")
        if min(self.lead_s, self.smoke_m, self.smoke_per_m) < 0.0:
            raise ValueError("fire rules: expected lead, radius and extinction of at least 0")


def project(
    growth: Growth,
    frame: Frame,
    arcs: Mapping[int, ArrayLike],
    zones: Mapping[str, ArrayLike],
    *,
    n_arcs: int,
    source: HazardSource,
    cause: str,
    rules: Rules | None = None,
    series: Series | None = None,
) -> Impact:
    """Return the Impact of one ignition; controlling it voids what begins after.

    Parameters
    ----------
    arcs
        Arc number -> its course, x east and y north, shape ``(n, 2)`` [m].
    zones
        Zone -> places of its people, one or many of equal weight, shape ``(n, 2)`` [m].
    source, cause
        The ignition, and what people read of a closure.
    series
        How it came about, for reports.

    """
    rules = rules or Rules()
    raster, intensity = frame.raster(growth), growth.intensity_kw_m[::-1].ravel()
    points = {arc: along(course, SAMPLE_M) for arc, course in sorted(arcs.items())}
    intervals = [
        Interval(arc, from_s, to_s, "fire", fierce, source.id, cause)
        for arc, place in points.items()
        for from_s, to_s, fierce in _burning(raster, intensity, place, rules)
    ]
    intervals += _smoke(raster, points, rules, source.id, cause)
    exposures = [
        Exposure(zone, from_s, to_s, "fire", share, source.id)
        for zone, place in sorted(zones.items())
        for from_s, to_s, share in _exposed(raster.at(*np.reshape(place, (-1, 2)).T), rules)
    ]
    return Impact.of(n_arcs, intervals, exposures, [source], series=series)


def _burning(
    raster: ArrivalRaster,
    intensity_kw_m: NDArray[np.float32],
    place: NDArray[np.float64],
    rules: Rules,
) -> Iterator[tuple[float, float, float]]:
    """Yield from when to when some of the cells burn, and how fiercely at most [W/m].

    A road is never taken to be better than it is: begins are rounded down to a step, ends up.
    """
    cells = raster.cells(*place.T)
    mine = np.unique(cells[cells >= 0])
    mine = mine[np.isfinite(raster.arrival_s.ravel()[mine])]
    if not mine.size:
        return
    arrival = raster.arrival_s.ravel()[mine]
    first = np.floor(arrival / rules.step_s).astype(np.int64)
    last = np.ceil((arrival + rules.burn_out_s) / rules.step_s).astype(np.int64)
    value = np.zeros(int(last.max() - first.min()))
    fierce = _classes(1000.0 * intensity_kw_m[mine], CLASSES["fire"])
    for a, b, one in zip(first - first.min(), last - first.min(), fierce, strict=True):
        value[a:b] = np.maximum(value[a:b], one)
    yield from _runs(value, int(first.min()), rules.step_s)


def _smoke(
    raster: ArrivalRaster,
    points: Mapping[int, NDArray[np.float64]],
    rules: Rules,
    source: str,
    cause: str,
) -> list[Interval]:
    """Return the intervals of smoke: of the nearest burning cell, its smoke shifted downwind."""
    x, y, when = raster.reached()
    if rules.smoke_m <= 0.0 or rules.smoke_per_m <= 0.0 or when.size == 0:
        return []
    where = np.stack([x, y], axis=1)
    far = rules.smoke_m + rules.smoke_shift_m
    points = {arc: one for arc, one in points.items() if _within(one, where, far).any()}
    if not points:
        return []
    place = np.concatenate(list(points.values()))
    starts = np.cumsum([0, *(len(one) for one in points.values())])[:-1]
    first = math.floor(when.min() / rules.step_s)
    last = math.ceil((when.max() + rules.burn_out_s) / rules.step_s)
    thick = np.zeros((last - first, len(points)))
    for k in range(first, last):
        from_s, to_s = k * rules.step_s, (k + 1) * rules.step_s
        active = (when < to_s) & (when + rules.burn_out_s > from_s)
        if active.any():
            share = _share(where[active] + _drift(rules, from_s), place, rules.smoke_m)
            thick[k - first] = rules.smoke_per_m * np.maximum.reduceat(share, starts)
    return [
        Interval(arc, *run[:2], "smoke", run[2], source, cause)
        for number, arc in enumerate(points)
        for run in _runs(_classes(thick[:, number], SMOKE_CLASSES), first, rules.step_s)
    ]


def _share(
    smoke: NDArray[np.float64], place: NDArray[np.float64], reach_m: float
) -> NDArray[np.float64]:
    """Return the share of the thickest smoke at places, shape ``(n_places,)`` [0-1]."""
    share = np.zeros(len(place))
    there = np.flatnonzero(_within(place, smoke, reach_m))
    tree = scipy.spatial.cKDTree(smoke)
    near = np.asarray(tree.query(place[there], distance_upper_bound=reach_m)[0])
    reached = np.isfinite(near)
    share[there[reached]] = 1.0 - 0.9 * near[reached] / reach_m
    return share


def _within(
    place: NDArray[np.float64], others: NDArray[np.float64], apart_m: float
) -> NDArray[np.bool_]:
    """Say which places lie in the box around others that is so much larger [m]."""
    inside = np.ones(len(place), dtype=np.bool_)
    for mine, theirs in zip(place.T, others.T, strict=True):
        inside &= (mine >= theirs.min() - apart_m) & (mine <= theirs.max() + apart_m)
    return inside


def _drift(rules: Rules, at_s: float) -> NDArray[np.float64]:
    """Return how far smoke is shifted to east and north at a time, shape ``(2,)`` [m]."""
    begun = bisect_right(rules.smoke_toward, at_s, key=itemgetter(0))
    toward = rules.smoke_toward[max(begun - 1, 0)][1]
    return rules.smoke_shift_m * np.array([math.sin(toward), math.cos(toward)])


def _exposed(arrival_s: NDArray[np.float64], rules: Rules) -> Iterator[tuple[float, float, float]]:
    """Yield from when to when which share of a zone's people the front has reached.

    Shares only rise; all end when the last of its cells has burned out.
    """
    came = np.sort(arrival_s[np.isfinite(arrival_s)])
    if came.size == 0:
        return
    end = float(came[-1] + rules.burn_out_s)
    since = grid_array(np.maximum(came - rules.lead_s, 0.0))
    share = share_values(share_numbers(np.arange(1, came.size + 1) / arrival_s.size))
    changes = np.flatnonzero(np.diff(share, prepend=0.0))
    for number, at in enumerate(changes.tolist()):
        to_s = float(since[changes[number + 1]]) if number + 1 < changes.size else end
        if to_s > since[at]:
            yield float(since[at]), to_s, float(share[at])


def _classes(value: ArrayLike, edges: tuple[float, ...]) -> NDArray[np.float64]:
    """Round values up to classes, 0 stays 0 and what is above the last stays there."""
    classes = np.array((0.0, *edges))
    at = np.searchsorted(classes, np.asarray(value, dtype=np.float64) - 1e-9, side="left")
    return classes[np.minimum(at, classes.size - 1)]


def _runs(
    value: NDArray[np.float64], first: int, step_s: float
) -> Iterator[tuple[float, float, float]]:
    """Yield the stretches over which a value above 0 stays the same [s, s, value]."""
    edges = np.concatenate(([0], np.flatnonzero(np.diff(value)) + 1, [value.size]))
    for start, end in zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True):
        if value[start] > 0.0:
            yield (first + start) * step_s, (first + end) * step_s, float(value[start])
