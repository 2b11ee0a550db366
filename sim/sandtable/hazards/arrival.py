"""A front that arrives cell by cell (fire, leak) becoming closures of the roads it crosses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from sandtable.ground.ellipsoid import WGS84, distance_m
from sandtable.hazards.intensity import SPEED_FACTOR
from sandtable.hazards.rows import Interval
from sandtable.world.network import Network

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrivalRaster:
    """When a front reaches each cell of a raster (到达时间).

    Parameters
    ----------
    x, y
        Middle of the first cell, in the reference system of the network.
    width, height
        Size of a cell, in the same unit, above 0.
    arrival_s
        Time of arrival, inf = never, shape ``(n_rows, n_columns)``; rows grow with y [s].

    """

    x: float
    y: float
    width: float
    height: float
    arrival_s: Numbers

    @classmethod
    def from_points(cls, x: Numbers, y: Numbers, arrival_s: Numbers) -> Self:
        """Make a raster of the middles of its cells, in any order, shape ``(n_cells,)`` each.

        A time that is negative or no number means never; a cell that is not there never either.

        Raises
        ------
        ValueError
            If the middles are on no raster.

        """
        (first_x, width, column), (first_y, height, row) = (_steps(one) for one in (x, y))
        arrival = np.full((int(row.max()) + 1, int(column.max()) + 1), np.inf)
        arrival[row, column] = np.where(
            np.isfinite(arrival_s) & (arrival_s >= 0), arrival_s, np.inf
        )
        return cls(x=first_x, y=first_y, width=width, height=height, arrival_s=arrival)

    def cells(self, x: Numbers, y: Numbers) -> NDArray[np.int64]:
        """Return the cells of some places, numbered row by row; -1 outside the raster."""
        row = np.floor((y - self.y) / self.height + 0.5)
        column = np.floor((x - self.x) / self.width + 0.5)
        rows, columns = self.arrival_s.shape
        inside = (row >= 0) & (row < rows) & (column >= 0) & (column < columns)
        return np.where(inside, row * columns + column, -1.0).astype(np.int64)

    def at(self, x: Numbers, y: Numbers) -> Numbers:
        """Return the time of arrival in the cells of some places, inf outside the raster [s]."""
        cells = self.cells(x, y)
        return np.where(cells >= 0, self.arrival_s.ravel()[cells], np.inf)

    def reached(self) -> tuple[Numbers, Numbers, Numbers]:
        """Return x, y and time of the cells that are ever reached, shape ``(n_reached,)`` each."""
        row, column = np.nonzero(np.isfinite(self.arrival_s))
        x = self.x + column.astype(np.float64) * self.width
        y = self.y + row.astype(np.float64) * self.height
        return x, y, self.arrival_s[row, column]


@dataclass(frozen=True, slots=True, kw_only=True)
class Front:
    """How a front closes roads, and how its smoke slows them.

    Parameters
    ----------
    step_m
        Largest distance between the places at which a road is looked at, above 0 [m].
    burn_over_s
        How long a road is closed from the first arrival on it, above 0 [s].
    smoke_m, smoke_lead_s, smoke_factor
        Within this distance of a cell that is reached, for so long before the arrival, speeds are
        multiplied so; 0 m = no smoke [m, s, 0-1].
    source
        Source of the hazard, for its control.

    """

    step_m: float = 90.0
    burn_over_s: float = 3600.0
    smoke_m: float = 0.0
    smoke_lead_s: float = 1800.0
    smoke_factor: float = 0.5
    source: str = ""


def arrival_closures(network: Network, raster: ArrivalRaster, front: Front) -> list[Interval]:
    """Return the intervals in which a front closes or slows the arcs of a network.

    An arc is closed (``fire_front``) from the earliest arrival in a cell that it touches, for as
    long as the front burns over. Smoke (``smoke``) slows it before its own arrival, or before the
    earliest one near it where it does not burn itself; not before time 0.

    Parameters
    ----------
    network
        Its nodes have places in degrees or in metres.
    raster
        In the reference system of the network.

    """
    arc, x, y = places_along(network, front.step_m)
    own = np.full(network.n_arcs, np.inf)
    np.minimum.at(own, arc, raster.at(x, y))
    near = np.full(network.n_arcs, np.inf)
    if front.smoke_m > 0.0:
        np.minimum.at(near, arc, _earliest_near(network, raster, x, y, front.smoke_m))
    return [*_intervals(own, near, front)]


def _intervals(own: Numbers, near: Numbers, front: Front) -> Iterator[Interval]:
    for arc, (burns_s, near_s) in enumerate(zip(own.tolist(), near.tolist(), strict=True)):
        smoke_s = burns_s if burns_s < np.inf else near_s
        if near_s < np.inf and smoke_s > 0.0:
            begin_s = max(0.0, smoke_s - front.smoke_lead_s)
            yield Interval(
                arc, begin_s, smoke_s, SPEED_FACTOR, front.smoke_factor, front.source, "smoke"
            )
        if burns_s < np.inf:
            end_s = burns_s + front.burn_over_s
            yield Interval(arc, burns_s, end_s, SPEED_FACTOR, 0.0, front.source, "fire_front")


def _steps(values: Numbers) -> tuple[float, float, NDArray[np.int64]]:
    """Return first value and step of evenly spaced values, and the number of each step."""
    different = np.unique(values)
    gaps = np.diff(different)
    if not gaps.size or not np.isfinite(values).all():
        message = "found fewer than two columns or rows of cells, expected a raster"
        raise ValueError(message)
    # Written with few digits, values of one column may differ in the last.
    gaps = gaps[gaps > 0.01 * gaps.max()]
    step = float(np.median(gaps[gaps < 1.5 * gaps.min()]))
    number = np.rint((values - different[0]) / step)
    if np.any(np.abs(values - different[0] - number * step) > 0.2 * step):
        message = "found cells at uneven distances, expected a raster"
        raise ValueError(message)
    last = number.max()
    return (
        float(different[0]),
        float((different[-1] - different[0]) / last),
        number.astype(np.int64),
    )


def _metres(network: Network) -> tuple[float, float]:
    """Return metres to a unit of x and of y."""
    if network.in_degrees:
        middle = float(np.nanmean(network.y)) if network.n_nodes else 0.0
        right, up = WGS84.metres_per_degree(np.array([middle]))
        return float(right[0]), float(up[0])
    return 1.0, 1.0


def places_along(network: Network, step_m: float) -> tuple[NDArray[np.int64], Numbers, Numbers]:
    """Return places along the arcs, ends included, at most a step apart, and the arc of each."""
    straight = network.arc_shape == 0
    arcs = np.flatnonzero(straight)
    tail, head = network.tail[arcs], network.head[arcs]
    x1, y1 = [network.x[tail]], [network.y[tail]]
    x2, y2 = [network.x[head]], [network.y[head]]
    owner = [arcs]
    for arc in np.flatnonzero(~straight).tolist():
        x, y = network.points(arc)
        x1.append(x[:-1])
        y1.append(y[:-1])
        x2.append(x[1:])
        y2.append(y[1:])
        owner.append(np.full(x.size - 1, arc))
    a, b, c, d = (np.concatenate(one) for one in (x1, y1, x2, y2))
    arc_of = np.concatenate(owner)
    degrees = network.in_degrees
    length = distance_m(a, b, c, d) if degrees else np.hypot(c - a, d - b)
    count = np.maximum(np.ceil(length / step_m), 1.0).astype(np.int64)
    index = np.repeat(np.arange(arc_of.size), count + 1)
    first = np.concatenate(([0], np.cumsum(count + 1)))[:-1]
    part = (np.arange(index.size) - first[index]) / count[index]
    return arc_of[index], a[index] + part * (c - a)[index], b[index] + part * (d - b)[index]


def _earliest_near(
    network: Network, raster: ArrivalRaster, x: Numbers, y: Numbers, within_m: float
) -> Numbers:
    """Return the earliest arrival in a cell whose middle is near each place, inf = none [s]."""
    # Loaded where it is used: it takes longer than all else that checks files.
    from scipy.spatial import cKDTree  # noqa: PLC0415  see above

    right, up = _metres(network)
    cell_x, cell_y, time = raster.reached()
    earliest = np.full(x.size, np.inf)
    if not time.size:
        return earliest
    tree = cKDTree(np.stack([cell_x * right, cell_y * up], axis=1))
    near = tree.query_ball_point(np.stack([x * right, y * up], axis=1), within_m)
    for at, cells in enumerate(near):
        if cells:
            earliest[at] = time[cells].min()
    return earliest
