"""Slow water in two dimensions on a terrain, on the arcs of the network (二维洪水)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from sandtable.files.water_model import BreachItem, CoverPart, FroehlichPart, WaterPart
from sandtable.ground.language import _
from sandtable.hazards.around import Around
from sandtable.hazards.flood.breach import Breach
from sandtable.hazards.flood.citations import CITED
from sandtable.hazards.flood.domain import (
    MANNING,
    DikeBreach,
    Inlet,
    OpenEdge,
    Side,
    Terrain,
    manning_of,
)
from sandtable.hazards.flood.grids import read_codes
from sandtable.hazards.flood.ground import Ground, middles
from sandtable.hazards.flood.growth import froehlich_2008, grown
from sandtable.hazards.flood.slow_water import StatedWater, field_of, realise
from sandtable.hazards.kinds.hazard import Hazard, cause_of, cited, prepared, source_of
from sandtable.hazards.kinds.on_terrain import Flood, OnTerrain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike

    from sandtable.files.water_model import FlowPoint, LevelPoint, PumpItem
    from sandtable.hazards.citation import Cited
    from sandtable.hazards.flood.domain import Cells, Series

_MMH = 1.0 / 3.6e6
"""One millimetre an hour [m/s]."""

_SIDES: dict[str, Side] = {"west": "left", "east": "right", "north": "top", "south": "bottom"}
_BLINK_S = 1e-3
"""A series has one value at a time: what jumps does so in a blink [s]."""

_FEW = 10
"""Codes that a message names."""

_BEHIND = {"weight of a face's own discharge", "step", "dry face", "most Froude number"}
_BEHIND_DEATHS = {"deaths"}
_BEHIND_FROEHLICH = {"breach, Froehlich"}
_BEHIND_BREACHES = {"drowned weir"}
_UNSTATED = {
    "manning": "roughness that is not stated",
    "edges": "open edges that are not stated",
    "depth": "people in water",
}
"""What stands for keys that are left out."""

_BEHIND_COVER = {"Manning's n by cover"}


@prepared.register(WaterPart)
def _prepared(part: WaterPart, around: Around) -> Hazard:
    on = OnTerrain(part, around)
    bare = on.ground()
    cells = {
        name: on.cells(bare, getattr(part, name), name)
        for name in ("inlets", "pumps", "standing", "breaches")
    }
    rough = _manning(part, on, bare)
    on.raise_faults()
    assert rough is not None  # noqa: S101  or there was a fault
    ground = bare if part.keep_pits else bare.without_pits()
    _check_standing(on, part, ground, cells["standing"])
    on.raise_faults()
    people = on.residents(ground)
    roads = on.roads(people, part.intensities, part.exposures)
    stated = _stated(on, part, ground, cells, _terrain(part, ground, rough))
    return Flood(
        lambda draws: realise(stated, draws, roads),
        lambda draws: field_of(stated, draws),
        tuple(on.remarks(ground, people)),
    )


@cited.register(WaterPart)
def _cited(part: WaterPart) -> Sequence[Cited]:
    names = set(_BEHIND)
    names |= _BEHIND_DEATHS if "lethal" in part.exposures else set()
    names |= _BEHIND_BREACHES if part.breaches else set()
    names |= _BEHIND_COVER if part.cover is not None else set()
    names |= {told for key, told in _UNSTATED.items() if key not in part.model_fields_set}
    if part.cover is not None:
        names.discard(_UNSTATED["manning"])
    if any(one.froehlich is not None for one in part.breaches):
        names |= _BEHIND_FROEHLICH
    return [one for one in CITED if one.name in names]


def _check_standing(on: OnTerrain, part: WaterPart, ground: Ground, cells: list[Cells]) -> None:
    """Tell water that stands below the ground at all of its places in every sample."""
    for number, (one, at) in enumerate(zip(part.standing, cells, strict=True)):
        highest_m = float(one.level.quantile(1.0))
        lowest_m = min(float(ground.z_m[cell]) for cell in at)
        if highest_m <= lowest_m:
            shown, expected = _("{level:.2f} m"), _("more than the ground there, {level:.2f} m")
            shown, expected = shown.format(level=highest_m), expected.format(level=lowest_m)
            repair = _("Take another level or place, or 'keep_pits: true' where the pit is real.")
            on.tell(("standing", number, "level"), shown, expected, repair, "ground")


def _stated(
    on: OnTerrain, part: WaterPart, ground: Ground, cells: dict[str, list[Cells]], terrain: Terrain
) -> StatedWater:
    pairs = {name: zip(getattr(part, name), cells[name], strict=True) for name in cells}
    return StatedWater(
        source=source_of(part),
        cause=cause_of(part),
        terrain=terrain,
        raster=ground.raster,
        rain_mps=tuple((one.at, one.rain * _MMH) for one in part.rain or ()) or ((0.0, 0.0),),
        inlets=tuple(Inlet(cells=at, m3s=_flows(one.flow)) for one, at in pairs["inlets"]),
        breaches=tuple(_breach(one, at) for one, at in pairs["breaches"]),
        pumps=tuple(Inlet(cells=at, m3s=_pumped(one)) for one, at in pairs["pumps"]),
        standing=tuple((at, one.level) for one, at in pairs["standing"]),
        edges=_edges(part),
        rain_factor=part.rain_factor,
        flow_factor=part.flow_factor,
        width_factor=part.width_factor,
        manning_factor=part.manning_factor,
        level_shift=part.level_shift,
        times_s=on.times_s(),
        accepts_interpolation=part.accept_interpolation,
    )


def _terrain(part: WaterPart, ground: Ground, rough: ArrayLike) -> Terrain:
    first = None if part.soak_first is None else part.soak_first * _MMH
    return Terrain(
        z_m=ground.z_m,
        cell_m=ground.raster.width,
        manning=rough,
        soak_mps=part.soak * _MMH,
        soak_first_mps=first,
        soak_decay_hz=part.soak_decay,
    )


def _manning(part: WaterPart, on: OnTerrain, ground: Ground) -> ArrayLike | None:
    """Return Manning's n: one number, or one of each cell by its cover; None, with faults."""
    cover = part.cover
    if cover is None:
        return part.manning
    network_crs, places = on.around.network.crs, middles(ground.raster, on.around.plane)
    (file,), crs = on.around.files("cover.file"), cover.crs or part.crs
    codes = on.tried(("cover", "file"), lambda: read_codes(file, crs, network_crs, *places))
    known = _covers(cover, on)
    if codes is None or len(known) < len(cover.classes):
        return None
    missing = sorted(set(np.unique(codes).tolist()) - set(known))
    if not missing:
        return manning_of(codes, known)
    shown = _("{codes} in the file").format(codes=", ".join(map(str, missing[:_FEW])))
    expected, repair = _("each code of the file"), _("Say what it stands for.")
    on.tell(("cover", "classes"), shown, expected, repair, "cover")
    return None


def _covers(cover: CoverPart, on: OnTerrain) -> dict[int, str]:
    """Return the names of covers by code; those that cannot be are told."""
    known = {}
    for code, name in cover.classes.items():
        inside = ("cover", "classes", code)
        if not code.removeprefix("-").isdecimal():
            repair = _("Write the number that stands in the raster.")
            on.tell(inside, f"'{code}'", _("a whole number"), repair, "cover")
        elif name not in MANNING:
            expected = _("one of {names}").format(names=", ".join(MANNING))
            on.tell(inside, f"'{name}'", expected, _("Write one of them."), "cover")
        else:
            known[int(code)] = name
    return known


def _edges(part: WaterPart) -> tuple[OpenEdge, ...]:
    """Return the open sides: all of them at normal depth, if nothing is said."""
    if part.edges is None:
        return tuple(OpenEdge(side=side) for side in _SIDES.values())
    return tuple(
        OpenEdge(
            side=_SIDES[one.side],
            slope=one.slope,
            stage_m=None if one.level is None else _levels(one.level),
        )
        for one in part.edges
    )


def _breach(one: BreachItem, cells: Cells) -> DikeBreach:
    return DikeBreach(
        cells=cells,
        outside_m=_levels(one.outside),
        breach=_froehlich(one.froehlich) if one.froehlich is not None else _growth(one),
        opens_s=one.opens,
    )


def _growth(one: BreachItem) -> Breach:
    points = one.growth or []
    return Breach(
        since_s=tuple(point.at for point in points),
        width_m=tuple(point.width for point in points),
        invert_m=tuple(point.bottom for point in points),
    )


def _froehlich(part: FroehlichPart) -> Breach:
    final = froehlich_2008(part.volume, part.crest - part.bottom, part.mode)
    return grown(final, crest_m=part.crest, bottom_m=part.bottom, course=part.course)


def _levels(points: Sequence[LevelPoint]) -> Series:
    return tuple((one.at, one.level) for one in points)


def _flows(points: Sequence[FlowPoint]) -> Series:
    return tuple((one.at, one.flow) for one in points)


def _pumped(one: PumpItem) -> Series:
    """Return what pumps add: less than nothing while they run."""
    before = ((one.begin - _BLINK_S, 0.0),) if one.begin > 0.0 else ()
    after = ((one.end, -one.flow), (one.end + _BLINK_S, 0.0)) if one.end < math.inf else ()
    return (*before, (one.begin, -one.flow), *after)
