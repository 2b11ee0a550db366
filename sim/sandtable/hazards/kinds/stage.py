"""A river that rises to stages over a terrain, on the arcs of the network (河道水位)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from sandtable.files.water_model import LevelPoint, StagePart
from sandtable.hazards.flood.stage import StatedStage, above_rivers, field_of, realise
from sandtable.hazards.kinds.hazard import Hazard, cause_of, prepared, source_of
from sandtable.hazards.kinds.on_terrain import Flood, OnTerrain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sandtable.hazards.around import Around

_DEPTH_ONLY = "只有水深，没有流速 / depth only, velocity not known"


@prepared.register(StagePart)
def _prepared(part: StagePart, around: Around) -> Hazard:
    on = OnTerrain(part, around)
    ground = on.ground()
    hand = above_rivers(ground, part.river)
    if not np.isfinite(hand).any():
        on.no_river(part.river)
    on.raise_faults()
    people = on.residents(ground)
    stated = StatedStage(
        source=source_of(part),
        cause=" — ".join(filter(None, (cause_of(part), _DEPTH_ONLY))),
        hand_m=hand,
        raster=ground.raster,
        stage_m=tuple((one.at, one.level) for one in part.stage),
        factor=part.stage_factor,
        shift=part.stage_shift,
        times_s=with_crests(on.times_s(), part.stage),
        accepts_interpolation=part.accept_interpolation,
    )
    roads = on.roads(people, ("depth",), ("water",))
    return Flood(
        lambda draws: realise(stated, draws, roads),
        lambda draws: field_of(stated, draws),
        tuple(on.remarks(ground, people)),
    )


def with_crests(times_s: Sequence[float], stage: Sequence[LevelPoint]) -> tuple[float, ...]:
    """Return instants of frames, and those between them at which a stage is highest [s]."""
    levels = [-math.inf, *(one.level for one in stage), -math.inf]
    crests = {
        point.at
        for point, before, after in zip(stage, levels, levels[2:], strict=False)
        if before < point.level >= after
    }
    return tuple(sorted({*times_s, *(at for at in crests if at < times_s[-1])}))
