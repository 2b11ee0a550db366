"""One possible flood of slow water on a terrain: laws become numbers, water flows, roads drown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from sandtable.ground.laws import Law
from sandtable.hazards.field import HazardField
from sandtable.hazards.flood.domain import DikeBreach, Inlet, Terrain
from sandtable.hazards.flood.harm import Harm
from sandtable.hazards.flood.inertial import Inertial
from sandtable.hazards.overlay import lay_over
from sandtable.hazards.rows import zone_columns

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sandtable.hazards.crossing import Bring
    from sandtable.hazards.draws import Draws
    from sandtable.hazards.field import Frame
    from sandtable.hazards.flood.domain import Cells, OpenEdge, Series
    from sandtable.hazards.impact import Impact
    from sandtable.hazards.residents import Residents
    from sandtable.hazards.rows import HazardSource
    from sandtable.world.network import Network
    from sandtable.world.raster import Raster

    Courses = dict[str, tuple[NDArray[np.float64], NDArray[np.float64]]]

FAST = "fast"
"""Series: part of the flow so far that was faster than Froude 0.5 [0-1]."""

_AS_STATED = Law.constant(1.0)
_NO_SHIFT = Law.constant(0.0)
_WET_M = 0.05


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Roads:
    """Roads and people under a raster, and what is told of them (受影响对象).

    Parameters
    ----------
    bring
        Brings places of the network into the system of the raster.
    lifted_m
        Height of each road over the ground, shape ``(n_arcs,)`` [m].
    most_outside
        Part of the arcs that may leave the raster [0-1].
    intensities
        Kinds of intensity on roads.
    exposures
        Kinds of exposure of people, as `harm.Harm`.
    depth_m
        People are in the water where it is deeper [m].

    """

    network: Network
    bring: Bring
    residents: Residents
    lifted_m: NDArray[np.float64]
    most_outside: float = 0.0
    intensities: tuple[str, ...] = ("depth", "depth_velocity")
    exposures: tuple[str, ...] = ("water",)
    depth_m: float = 0.3


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class StatedWater:
    """Slow water as a scenario states it, laws and all (二维洪水).

    Parameters
    ----------
    source
        Where the water comes from, and what controlling it does.
    cause
        What people read of a road under water.
    rain_mps, inlets, breaches
        What comes in: rain [m/s], discharges, breaches of dikes.
    pumps
        Inlets that take out.
    standing
        Cells in any of which water stands at first, and all around it, and the law of its level [m
        above datum].
    rain_factor, flow_factor, width_factor, manning_factor
        Laws of factors on rain, on the discharges of inlets, on widths of breaches and on Manning's
        n, > 0.
    level_shift
        Law of what is added to the levels outside breaches [m].
    times_s
        Instants of the frames, the last of which stays [s].
    accepts_interpolation
        Whether they may be more than 15 min apart.

    """

    source: HazardSource
    cause: str
    terrain: Terrain
    raster: Raster
    rain_mps: Series = ((0.0, 0.0),)
    inlets: tuple[Inlet, ...] = ()
    breaches: tuple[DikeBreach, ...] = ()
    pumps: tuple[Inlet, ...] = ()
    standing: tuple[tuple[Cells, Law], ...] = ()
    edges: tuple[OpenEdge, ...] = ()
    rain_factor: Law = _AS_STATED
    flow_factor: Law = _AS_STATED
    width_factor: Law = _AS_STATED
    manning_factor: Law = _AS_STATED
    level_shift: Law = _NO_SHIFT
    times_s: tuple[float, ...]
    accepts_interpolation: bool = False


def flood_of(stated: StatedWater, draws: Draws) -> Inertial:
    """Return the water of a sample before it begins to flow."""
    rain, flow = draws.of(stated.rain_factor, "rain"), draws.of(stated.flow_factor, "flow")
    width, shift = draws.of(stated.width_factor, "width"), draws.of(stated.level_shift, "level")
    rough = draws.of(stated.manning_factor, "manning")
    inlets = [replace(one, m3s=_times(one.m3s, flow)) for one in stated.inlets]
    terrain = replace(stated.terrain, manning=np.asarray(stated.terrain.manning) * rough)
    return Inertial(
        terrain,
        rain_mps=_times(stated.rain_mps, rain),
        inlets=[*inlets, *stated.pumps],
        breaches=[_breach(one, width, shift) for one in stated.breaches],
        edges=stated.edges,
        depth_m=_standing(stated, draws),
    )


def field_of(stated: StatedWater, draws: Draws) -> HazardField:
    """Return the frames of a sample: depth and velocity, computed when they are asked for."""
    return _field(stated, lambda: flood_of(stated, draws).frames(stated.times_s))


def realise(stated: StatedWater, draws: Draws, roads: Roads) -> Impact:
    """Return one realisation of slow water on roads and people.

    Raises
    ------
    RasterFault
        If too many arcs leave the raster, or water becomes too deep to be true.

    """
    watch = _Watch(flood_of(stated, draws), Harm(roads.residents, roads.exposures, roads.depth_m))
    impact = lay_over(
        _field(stated, lambda: watch.frames(stated.times_s)),
        roads.network,
        source=stated.source,
        cause=stated.cause,
        kinds=roads.intensities,
        bring=roads.bring,
        lifted_m=roads.lifted_m,
        most_outside=roads.most_outside,
    )
    return with_people(impact, watch.harm, stated.source.id, watch.series())


def with_people(impact: Impact, harm: Harm, source: str, series: Courses) -> Impact:
    """Return an Impact of roads with exposures and series."""
    exposures = harm.exposures(source)
    zones = tuple(sorted({one.zone for one in exposures}))
    kinds = tuple(sorted({one.kind for one in exposures}))
    people = zone_columns(exposures, kinds, [source], zones)
    return replace(impact, people=people, zones=zones, exposure_kinds=kinds, series=series)


@dataclass(slots=True, eq=False)
class _Watch:
    """Looks at the frames of a flood as they pass: people, volumes, speed."""

    flood: Inertial
    harm: Harm
    rows: list[tuple[float, ...]] = field(default_factory=list)

    def frames(self, times_s: tuple[float, ...]) -> Iterator[Frame]:
        for frame in self.flood.frames(times_s):
            self.harm.take(frame)
            budget, cell_km2 = self.flood.budget(), (self.flood.terrain.cell_m / 1000.0) ** 2
            wet = np.count_nonzero(frame.values["depth"] > _WET_M) * cell_km2
            come = budget.rained_m3 + budget.flowed_in_m3
            fast = self.flood.fast_share
            self.rows.append((frame.time_s, come, budget.stored_m3, wet, fast))
            yield frame

    def series(self) -> Courses:
        times, come, stored, wet, fast = np.array(self.rows).T
        inflow = np.diff(come, append=come[-1]) / np.diff(times, append=times[-1] + 1.0)
        columns = {"volume": come, "inflow": inflow, "stored": stored, "wet": wet, FAST: fast}
        return {name: (times.copy(), column.copy()) for name, column in columns.items()}


def _field(stated: StatedWater, frames: Callable[[], Iterable[Frame]]) -> HazardField:
    return HazardField(
        raster=stated.raster,
        kinds=("depth", "velocity"),
        times_s=stated.times_s,
        frames=frames,
        accepts_interpolation=stated.accepts_interpolation,
        name=stated.source.id,
    )


def _times(series: Series, factor: float) -> Series:
    return tuple((time_s, factor * value) for time_s, value in series)


def _breach(one: DikeBreach, width: float, shift: float) -> DikeBreach:
    wider = replace(one.breach, width_m=tuple(width * metres for metres in one.breach.width_m))
    outside = tuple((time_s, level + shift) for time_s, level in one.outside_m)
    return replace(one, breach=wider, outside_m=outside)


def _standing(stated: StatedWater, draws: Draws) -> NDArray[np.float64] | None:
    """Return depths of water that stands at first: all ground below a level around its cells."""
    if not stated.standing:
        return None
    from scipy.ndimage import label  # noqa: PLC0415  few floods need it, and it loads slowly

    z = stated.terrain.z_m
    depth = np.zeros(z.shape)
    for number, (cells, law) in enumerate(stated.standing):
        level = draws.of(law, f"standing_{number}")
        areas = label(z < level)[0]
        wet = {int(areas[cell]) for cell in cells}.difference({0})
        depth = np.maximum(depth, np.where(np.isin(areas, list(wet)), level - z, 0.0))
    return depth
