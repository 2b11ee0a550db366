"""Hot, warm and cold zone of a leak, with the circle of first isolation beside them (危险分区)."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from sandtable.ground.units import written
from sandtable.hazards.chemical.zones import ZONE_LEVELS, known_levels
from sandtable.hazards.danger import DangerZone, ZoneKind, circle, zones_of
from sandtable.hazards.draws import Draws
from sandtable.hazards.kinds.hazard import danger_zones
from sandtable.hazards.kinds.leak import Leak
from sandtable.world.raster import Raster

_CELLS, _CELL_M, _STEP_S = 279, 50.0, 300.0
"""14 km by 14 km with the site in the middle of a cell; its corners are 9.9 km off."""

_ORDER: tuple[ZoneKind, ...] = ("cold", "warm", "hot")


@danger_zones.register
def _of_leak(hazard: Leak, draws: Draws) -> Iterator[DangerZone]:
    """Yield the zones by toxic load, then the circle of first isolation."""
    stated, half = hazard.stated, _CELLS // 2
    east, north = hazard.site_m.tolist()
    raster = Raster.square(east, north, _CELLS, _CELL_M, crs=hazard.crs)
    middle = np.arange(-half, half + 1) * _CELL_M
    places = np.stack(np.meshgrid(middle, middle[::-1]), axis=-1).reshape(-1, 2)
    since_s, levels = stated.danger(draws, places, _STEP_S)
    minutes, scale = stated.harm.zone_minutes, stated.harm.scale.upper()
    known = known_levels(stated.zone_toxicity, minutes)
    limits = [
        (ZONE_LEVELS[kind], kind, f"{scale}-{ZONE_LEVELS[kind]}, {minutes:g} min")
        for kind in _ORDER
        if ZONE_LEVELS[kind] in known
    ]
    yield from zones_of(levels.reshape(-1, _CELLS, _CELLS), since_s, limits, raster)
    if stated.isolation_m > 0.0:
        yield DangerZone(
            kind="isolation",
            limit=written("distance", stated.isolation_m),
            from_s=0.0,
            to_s=math.inf,
            polygons=((circle(hazard.site_m, stated.isolation_m),),),
        )
