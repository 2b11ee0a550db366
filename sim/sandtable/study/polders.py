"""Polders of a scenario's file, on the arcs of its network, and their realisations (圩垸)."""

from __future__ import annotations

import math

from sandtable.files.curves import points
from sandtable.files.impact_files import ImpactTables
from sandtable.files.polder_model import GrowthPoint, PolderPart
from sandtable.ground.luck import Luck
from sandtable.hazards import HazardSource, Impact
from sandtable.hazards.flood import Breach, Cell, StatedPolder, realise
from sandtable.world.network import Network


def realisations(tables: ImpactTables, network: Network, seed: int) -> tuple[Impact, ...]:
    """Return one realisation per sample of an entry whose polder is stated.

    Parameters
    ----------
    seed
        Of the study: sample i is the same whatever the plan.

    """
    assert tables.polder is not None  # noqa: S101  asked before
    stated = stated_polder(tables.entry, tables.polder, network)
    return tuple(
        realise(stated, Luck.hazard(seed, sample), sample=sample, n_arcs=network.n_arcs)
        for sample in range(tables.polder.samples)
    )


def stated_polder(entry: str, polder: PolderPart, network: Network) -> StatedPolder:
    """Return a polder as a scenario states it, with arcs by number."""
    arcs = {name: number for number, name in enumerate(network.arc_ids.tolist())}
    source = polder.source
    recession_s = math.inf if source.recession is None else source.recession
    return StatedPolder(
        entry=entry,
        source=HazardSource(id=source.id, control=source.control, recession_s=recession_s),
        cause=" / ".join(filter(None, (polder.cause.zh, polder.cause.en))),
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
            for part in network.with_parts([arcs[one.link_id]])
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
