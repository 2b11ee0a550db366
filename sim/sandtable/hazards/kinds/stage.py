"""A river that rises to stages over a terrain, on the arcs of the network (河道水位)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sandtable.files.water_model import LevelPoint, StagePart
from sandtable.hazards.flood.stage import StatedStage, above_rivers, field_of, realise
from sandtable.hazards.kinds.hazard import Hazard, cause_of, prepared, remarks, source_of
from sandtable.hazards.kinds.on_terrain import OnTerrain

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sandtable.ground.faults import Remark
    from sandtable.hazards.around import Around
    from sandtable.hazards.draws import Draws
    from sandtable.hazards.field import HazardField
    from sandtable.hazards.flood.slow_water import Roads
    from sandtable.hazards.impact import Impact

_DEPTH_ONLY = "只有水深，没有流速 / depth only, velocity not known"


@dataclass(frozen=True, slots=True)
class Stage:
    """A river that rises as it was prepared: stages, heights above it, whom it meets."""

    stated: StatedStage
    roads: Roads
    on_ground: tuple[Remark, ...]

    def impact(self, draws: Draws) -> Impact:
        """Return the realisation of a sample."""
        return realise(self.stated, draws, self.roads)

    def field(self, draws: Draws) -> HazardField:
        """Return its frames in a sample: depth."""
        return field_of(self.stated, draws)


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
    return Stage(
        stated, on.roads(people, ("depth",), ("water",)), tuple(on.remarks(ground, people))
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


@remarks.register(Stage)
def _remarks(hazard: Stage, around: Around, impacts: Sequence[Impact]) -> Iterable[Remark]:
    """Return what was done to the ground."""
    del around, impacts
    return hazard.on_ground
