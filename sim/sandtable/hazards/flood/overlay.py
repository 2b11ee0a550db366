"""A flood laid over roads and zones: the deepest water on each arc, people under water (叠加)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, Self

import numpy as np
from numba import njit

from sandtable.ground.clock import grid_array
from sandtable.ground.language import _
from sandtable.hazards.arrival import places_along
from sandtable.hazards.flood.field import LONGEST_STEP_S, HazardField, Raster
from sandtable.hazards.flood.projection import (
    DEPTH_CLASSES_M,
    SHARES,
    class_numbers,
    class_values,
    share_steps,
)
from sandtable.hazards.impact import Impact
from sandtable.hazards.intensity import quantise
from sandtable.hazards.rows import Exposure, HazardSource, RoadColumns, zone_columns

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from sandtable.hazards.flood.inertial import Frame
    from sandtable.world.network import Network

SAMPLE_M = 15.0
"""Roads are looked at so often along them [m]."""

CLASSES = {
    "depth": DEPTH_CLASSES_M,
    "depth_velocity": (0.1, 0.2, 0.3, 0.45, 0.6, 0.8, 1.0, 1.3, 2.4, 4.0, 7.0, 500.0),
    "velocity": (0.5, 1.0, 1.5, 2.0, 3.0, 4.5, 6.0, 10.0, 50.0),
}
"""An intensity is stored as the first of these that it does not exceed: limits of vehicles are
among them."""

_FEW = 10
"""Arcs that a message names."""


class Pairs(NamedTuple):
    """Cells that arcs cross: arc k crosses ``cell[first[k]:first[k + 1]]`` of the flat raster."""

    cell: NDArray[np.int64]
    first: NDArray[np.int64]
    outside: NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ZoneCells:
    """Which zone each cell belongs to, and how many live there (片区栅格).

    Parameters
    ----------
    ids
        Ids of the zones.
    number
        Position of its zone in `ids` of each cell, -1 = none, shape of the raster.
    people
        People of each cell, same shape; None = evenly spread over the area of their zone.

    """

    ids: tuple[str, ...]
    number: NDArray[np.int64]
    people: NDArray[np.float64] | None = None

    def share(self, where: NDArray[np.bool_]) -> NDArray[np.float64]:
        """Return the part of the people of each zone who are in some cells, shape ``(n,)``."""
        inside = self.number >= 0
        weight = np.ones(self.number.shape) if self.people is None else self.people

        def of(cells: NDArray[np.bool_]) -> NDArray[np.float64]:
            people = np.bincount(self.number[cells], weight[cells], len(self.ids))
            return people.astype(np.float64)  # bincount of nothing counts in whole numbers

        total = of(inside)
        share: NDArray[np.float64] = of(inside & where) / np.where(total > 0.0, total, 1.0)
        return share


@dataclass(slots=True, eq=False)
class _Changes:
    """Codes that stay until they change: stretches of time by what they belong to."""

    codes: NDArray[np.int64]
    since_s: NDArray[np.float64]
    done: list[tuple[NDArray[np.int64], NDArray[np.float64], float, NDArray[np.int64]]] = field(
        default_factory=list
    )

    @classmethod
    def none(cls, size: int) -> Self:
        """Begin with nothing anywhere."""
        return cls(np.zeros(size, dtype=np.int64), np.zeros(size))

    def at(self, time_s: float, codes: NDArray[np.int64]) -> None:
        """Take in the codes from a time on; 0 = nothing."""
        changed = np.flatnonzero(codes != self.codes)
        ended = changed[self.codes[changed] > 0]
        self.done.append((ended, self.since_s[ended], time_s, self.codes[ended]))
        self.codes[changed] = codes[changed]
        self.since_s[changed] = time_s

    def stretches(self) -> tuple[NDArray[np.int64], ...]:
        """Return whose, from, to [s] and code of all stretches; what holds last never ends."""
        self.at(np.inf, np.zeros_like(self.codes))
        whose, since, to_s, codes = zip(*self.done, strict=True)
        ends = np.repeat(np.array(to_s), [one.size for one in whose])
        return np.concatenate(whose), np.concatenate(since), ends, np.concatenate(codes)


def cross(network: Network, raster: Raster, *, sample_m: float = SAMPLE_M) -> Pairs:
    """Return the cells that arcs cross, once for all frames of a raster.

    Parameters
    ----------
    sample_m
        Largest distance between the places at which a road is looked at, > 0 [m].

    """
    arc, x, y = places_along(network, sample_m)
    row = np.floor((raster.top_m - y) / raster.cell_m)
    column = np.floor((x - raster.left_m) / raster.cell_m)
    rows, columns = raster.shape
    inside = (row >= 0) & (row < rows) & (column >= 0) & (column < columns)
    cell = (row[inside] * columns + column[inside]).astype(np.int64)
    crossed = np.unique(arc[inside] * (rows * columns) + cell)
    of_arc = np.arange(network.n_arcs + 1) * (rows * columns)
    first = np.searchsorted(crossed, of_arc)
    return Pairs(crossed % (rows * columns), first, np.unique(arc[~inside]))


def lay_over(
    flood: HazardField,
    network: Network,
    *,
    source: HazardSource,
    cause: str,
    kinds: Sequence[str] = ("depth",),
    lifted_m: NDArray[np.float64] | float = 0.0,
    zones: ZoneCells | None = None,
    exposed_m: float = 0.3,
    exposed_kind: str = "water",
    most_outside: float = 0.0,
) -> Impact:
    """Return what a flood does to roads and people.

    The deepest water over the cells that an arc crosses counts, and the velocity there. Intensities
    are rounded up to `CLASSES`, shares of people to twentieths.

    Parameters
    ----------
    network
        In the reference system of the raster.
    kinds
        Intensities to keep, of `CLASSES`.
    lifted_m
        Height of each road over the ground of the raster, as of a bridge or a dam, shape
        ``(n_arcs,)`` or one number [m].
    exposed_m, exposed_kind
        People are exposed to this where the water is deeper [m].
    most_outside
        Part of the arcs that may leave the raster [0-1]; they are dry there.

    Raises
    ------
    ValueError
        If too many arcs leave the raster, or the field is faulty.

    """
    pairs = cross(network, flood.raster)
    _check_covered(flood, network, pairs, most_outside)
    arcs = network.n_arcs
    lifted = np.array(np.broadcast_to(np.asarray(lifted_m, dtype=np.float64), (arcs,)))
    roads = {kind: _Changes.none(arcs) for kind in kinds}
    people = _Changes.none(len(zones.ids) if zones else 0)
    for time_s, values in _between(flood, pairs, lifted, zones, exposed_m):
        for kind, changes in roads.items():
            changes.at(time_s, class_numbers(values[kind], CLASSES[kind]))
        people.at(time_s, share_steps(values["share"]).astype(np.int64))
    exposures = _exposures(people, zones, exposed_kind, source.id) if zones else []
    return _impact(roads, exposures, exposed_kind, source, cause)


def _between(
    flood: HazardField,
    pairs: Pairs,
    lifted: NDArray[np.float64],
    zones: ZoneCells | None,
    exposed_m: float,
) -> Iterator[tuple[float, dict[str, NDArray[np.float64]]]]:
    """Yield times and what lies on arcs and zones, with steps between frames that are far apart."""
    before: tuple[float, dict[str, NDArray[np.float64]]] | None = None
    for frame in flood.each():
        now = _on_roads(frame, pairs, lifted)
        now["share"] = zones.share(frame.depth_m > exposed_m) if zones else np.zeros(0)
        if before is not None:
            first_s, old = before
            steps = int(np.ceil((frame.time_s - first_s) / LONGEST_STEP_S))
            for step in range(1, steps):
                part = step / steps
                between = {key: (1.0 - part) * old[key] + part * now[key] for key in now}
                yield first_s + part * (frame.time_s - first_s), between
        yield frame.time_s, now
        before = (frame.time_s, now)


def _on_roads(
    frame: Frame, pairs: Pairs, lifted: NDArray[np.float64]
) -> dict[str, NDArray[np.float64]]:
    depth, velocity = _deepest(
        frame.depth_m.ravel(), frame.speed_mps.ravel(), pairs.cell, pairs.first
    )
    depth = np.maximum(depth - lifted, 0.0)
    velocity = np.where(depth > 0.0, velocity, 0.0)
    return {"depth": depth, "velocity": velocity, "depth_velocity": depth * velocity}


def _impact(
    roads: dict[str, _Changes],
    exposures: list[Exposure],
    exposed_kind: str,
    source: HazardSource,
    cause: str,
) -> Impact:
    parts = {kind: changes.stretches() for kind, changes in sorted(roads.items())}
    used = [kind for kind, part in parts.items() if part[0].size]
    sizes = [parts[kind][0].size for kind in used]
    column = [np.concatenate([np.zeros(0), *(parts[kind][k] for kind in used)]) for k in range(3)]
    value = [quantise(kind, class_values(parts[kind][3], CLASSES[kind])) for kind in used]
    zones = tuple(sorted({one.zone for one in exposures}))
    from_s = grid_array(column[1].astype(np.float64))
    return Impact(
        n_arcs=next(iter(roads.values())).codes.size,
        roads=RoadColumns(
            from_s=from_s,
            to_s=grid_array(column[2].astype(np.float64)),
            arc=column[0].astype(np.int32),
            kind=np.repeat(np.arange(len(used), dtype=np.int32), sizes),
            value=np.concatenate(value or [np.zeros(0)]),
            source=np.zeros(sum(sizes), dtype=np.int32),
            cause=np.zeros(sum(sizes), dtype=np.int32),
            released_s=from_s,
        ).canonical(),
        people=zone_columns(exposures, [exposed_kind], [source.id], zones),
        kinds=tuple(used),
        causes=(cause,) if used else (),
        zones=zones,
        exposure_kinds=(exposed_kind,) if exposures else (),
        sources=(source,),
    )


def _exposures(people: _Changes, zones: ZoneCells, kind: str, source: str) -> list[Exposure]:
    columns = [column.tolist() for column in people.stretches()]
    return [
        Exposure(zones.ids[zone], from_s, to_s, kind, step / SHARES, source)
        for zone, from_s, to_s, step in zip(*columns, strict=True)
    ]


def _check_covered(flood: HazardField, network: Network, pairs: Pairs, most_outside: float) -> None:
    arcs = network.n_arcs
    if pairs.outside.size <= most_outside * arcs:
        return
    named = ", ".join(network.arc_ids[pairs.outside[:_FEW]].tolist())
    text = _(
        "{name}: found {number} of {arcs} arcs outside the raster ({named}{more}), expected at most"
        " {share:.0%}. Check the reference system, or state a larger share."
    )
    more = " ..." if pairs.outside.size > _FEW else ""
    values = {"number": pairs.outside.size, "arcs": arcs, "named": named, "more": more}
    raise ValueError(text.format(name=flood.name, share=most_outside, **values))


@njit(cache=True)
def _deepest(
    depth_m: NDArray[np.float64],
    speed_mps: NDArray[np.float64],
    cell: NDArray[np.int64],
    first: NDArray[np.int64],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the largest depth over the cells of each arc, and the speed there."""
    n = first.size - 1
    depth, speed = np.zeros(n), np.zeros(n)
    for arc in range(n):
        for pair in range(first[arc], first[arc + 1]):
            if depth_m[cell[pair]] > depth[arc]:
                depth[arc] = depth_m[cell[pair]]
                speed[arc] = speed_mps[cell[pair]]
    return depth, speed
