"""Polders that fill through a breach, on the arcs of the network (圩垸)."""

from __future__ import annotations

from dataclasses import dataclass

from sandtable.files.curves import points
from sandtable.files.polder_model import GrowthPoint, PolderPart
from sandtable.hazards.around import Around
from sandtable.hazards.draws import Draws
from sandtable.hazards.flood import Breach, Cell, StatedPolder, realise
from sandtable.hazards.impact import Impact
from sandtable.hazards.kinds.hazard import Hazard, cause_of, prepared, source_of


@dataclass(frozen=True, slots=True)
class _Polder:
    stated: StatedPolder
    n_arcs: int

    def impact(self, draws: Draws) -> Impact:
        return realise(self.stated, draws, n_arcs=self.n_arcs)

    @staticmethod
    def field(draws: Draws) -> None:
        """Return nothing: a level pool has no raster."""
        del draws


@prepared.register
def _prepared(part: PolderPart, around: Around) -> Hazard:
    return _Polder(_stated(part, around), around.network.n_arcs)


def _stated(polder: PolderPart, around: Around) -> StatedPolder:
    """Return a polder as a scenario states it, with arcs by number."""
    arcs = {name: number for number, name in enumerate(around.network.arc_ids.tolist())}
    return StatedPolder(
        source=source_of(polder),
        cause=cause_of(polder),
        cells=tuple(
            Cell(
                zone=one.zone,
                ground_m=one.ground,
                relief_m=one.relief,
                area_km2=one.area,
                near_m=one.near,
                far_m=one.far,
                dry=one.dry,
            )
            for one in sorted(polder.cells, key=lambda cell: cell.zone)
        ),
        arcs={
            part: (one.zone, one.deck)
            for one in polder.arcs
            for part in around.network.with_parts([arcs[one.link_id]])
        },
        front=polder.front,
        outside_m=points("duration", polder.outside),
        outside_shift=polder.outside_shift,
        ground_shift=polder.ground_shift,
        bottom_shift=polder.bottom_shift,
        width_factor=polder.width_factor,
        discharge=polder.discharge,
        growth=tuple(map(_breach, polder.growth)),
        depth_m=polder.depth,
        calm_m=polder.calm,
        duration_s=polder.duration,
    )


def _breach(growth: list[GrowthPoint]) -> Breach:
    return Breach(
        since_s=tuple(one.at for one in growth),
        width_m=tuple(one.width for one in growth),
        invert_m=tuple(one.bottom for one in growth),
    )
