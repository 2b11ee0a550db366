"""One possible flood by the stage of a river: depth = stage - height above the river (河道水位)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sandtable.ground.laws import Law
from sandtable.hazards.field import Frame, HazardField
from sandtable.hazards.flood.hand import drain, height_above
from sandtable.hazards.flood.harm import Harm
from sandtable.hazards.flood.slow_water import with_people
from sandtable.hazards.overlay import lay_over

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sandtable.hazards.draws import Draws
    from sandtable.hazards.flood.domain import Series
    from sandtable.hazards.flood.ground import Ground
    from sandtable.hazards.flood.slow_water import Roads
    from sandtable.hazards.impact import Impact
    from sandtable.hazards.rows import HazardSource
    from sandtable.world.raster import Raster

_AS_STATED = Law.constant(1.0)
_NO_SHIFT = Law.constant(0.0)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class StatedStage:
    """A river that rises over a terrain, laws and all (河道水位过程).

    Parameters
    ----------
    cause
        What people read of a road under water; it must say that the velocity is not known.
    hand_m
        Height of each cell above the river that it drains into, inf = into none [m].
    stage_m
        Pairs (time [s], stage above the bed [m]).
    factor, shift
        Laws of a factor on all stages, > 0, and of what is added to them where they are above 0
        [m].
    times_s
        Instants of the frames, the last of which stays [s].

    """

    source: HazardSource
    cause: str
    hand_m: NDArray[np.float64]
    raster: Raster
    stage_m: Series
    factor: Law = _AS_STATED
    shift: Law = _NO_SHIFT
    times_s: tuple[float, ...]
    accepts_interpolation: bool = False


def above_rivers(ground: Ground, river_km2: float) -> NDArray[np.float64]:
    """Return heights above the nearest river, inf where water runs into none [m].

    Parameters
    ----------
    river_km2
        A cell is river where at least so much drains through it [km2].

    """
    cell_km2 = (ground.raster.width / 1000.0) ** 2
    least = max(int(np.ceil(river_km2 / cell_km2)), 1)
    drainage = drain(ground.z_m)
    hand = height_above(ground.z_m, drainage, least)
    runs_in = drainage.upstream.ravel()[hand.drain] >= least
    return np.where(runs_in, hand.hand_m, np.inf)


def field_of(stated: StatedStage, draws: Draws) -> HazardField:
    """Return the frames of a sample: depth alone."""
    times, stages = np.array(stated.stage_m).T
    stages = stages * draws.of(stated.factor, "stage")
    stages = np.where(stages > 0.0, stages + draws.of(stated.shift, "shift"), 0.0)

    def frames() -> Iterator[Frame]:
        for time_s in stated.times_s:
            stage = float(np.interp(time_s, times, stages))
            yield Frame(time_s, {"depth": np.maximum(stage - stated.hand_m, 0.0)})

    return HazardField(
        raster=stated.raster,
        kinds=("depth",),
        times_s=stated.times_s,
        frames=frames,
        accepts_interpolation=stated.accepts_interpolation,
        name=stated.source.id,
    )


def realise(stated: StatedStage, draws: Draws, roads: Roads) -> Impact:
    """Return one realisation of a river that rises.

    Raises
    ------
    RasterFault
        If too many arcs leave the raster.

    """
    field = field_of(stated, draws)
    harm = Harm(roads.residents, roads.exposures, roads.depth_m)

    def watched() -> Iterator[Frame]:
        for frame in field.frames():
            harm.take(frame)
            yield frame

    impact = lay_over(
        HazardField(
            raster=field.raster,
            kinds=field.kinds,
            times_s=field.times_s,
            frames=watched,
            accepts_interpolation=field.accepts_interpolation,
            name=field.name,
        ),
        roads.network,
        source=stated.source,
        cause=stated.cause,
        bring=roads.bring,
        lifted_m=roads.lifted_m,
        most_outside=roads.most_outside,
    )
    return with_people(impact, harm, stated.source.id, {})
