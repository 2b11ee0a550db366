"""The slopes above roads, out of a terrain: how many slides each lets expect (路侧边坡)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sandtable.ground.language import _
from sandtable.ground.units import quantity
from sandtable.hazards.arrival import places_along
from sandtable.hazards.crossing import SAMPLE_M
from sandtable.hazards.kinds.on_ground import OnGround
from sandtable.hazards.slides.slope import steepness_above
from sandtable.world.going import AIR, WATER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from sandtable.files.slide_model import SlidePart
    from sandtable.ground.faults import Remark
    from sandtable.hazards.flood.ground import Ground
    from sandtable.world.network import Network

COARSE_M = 100.0
"""In larger cells slopes come out gentler than people find them on a map: a choice [m]."""


@dataclass(slots=True)
class SlideGround(OnGround):
    """Reads the terrain of an entry, and looks at the slopes above its roads."""

    part: SlidePart

    def expected(self, ground: Ground) -> dict[str, float]:
        """Return the slides expected of each road when the rain is full, where there are any."""
        network = self.around.network
        arcs = self._arcs()
        arc, x, y = places_along(network, SAMPLE_M)
        east, north = self.around.metres(x, y)
        cell = ground.raster.cells(east, north)
        counts = arcs[arc] & (cell >= 0)
        seen, where = np.unique(cell[counts], return_inverse=True)
        per_km = self._per_km(ground, seen)[where]
        places = np.bincount(arc[arcs[arc]], minlength=network.n_arcs)
        total = np.bincount(arc[counts], weights=per_km, minlength=network.n_arcs)
        on_arcs = total / np.maximum(places, 1) * network.length_m / 1000.0
        found: dict[str, float] = {}
        for number in np.flatnonzero(on_arcs > 0.0).tolist():
            road = str(network.road_ids[number])
            found[road] = found.get(road, 0.0) + float(on_arcs[number])
        return found

    def remarks(self, ground: Ground, expected: dict[str, float]) -> Iterator[Remark]:
        """Yield what was filled in, and what makes slopes less steep than they are."""
        yield from self.remarks_on(ground)
        side = ground.raster.width
        if side > COARSE_M:
            shown = _("cells of {side:.0f} m").format(side=side)
            wanted = _("at most {side:.0f} m").format(side=COARSE_M)
            repair = _("Slopes are gentler in them than on a finer terrain: mind 'by_slope'.")
            yield self._remark(("terrain",), shown, wanted, repair, "coarse")
        if not expected:
            shown = _("no slope above a road that 'by_slope' names")
            repair = _("Nothing slides on a road; check the terrain, or state gentler slopes.")
            yield self._remark(("terrain",), shown, _("some"), repair, "no-slope")

    def _arcs(self) -> NDArray[np.bool_]:
        """Return which arcs are looked at, one of each road's two directions, ``(n_arcs,)``."""
        network = self.around.network
        kinds = self.part.facility_types
        under = ~(network.is_tunnel | network.is_bridge | (network.part_of >= 0))
        under &= ~np.isin(network.facility_type, (WATER, AIR))
        if kinds:
            under &= np.isin(network.facility_type, kinds)
        once = np.zeros(network.n_arcs, dtype=np.bool_)
        once[_first_ways(network)] = True
        both: NDArray[np.bool_] = under & once
        return both

    def _per_km(self, ground: Ground, cells: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return the slides expected per km of road in some cells."""
        part = self.part
        steep = steepness_above(ground.z_m, ground.raster.width, cells, part.above, part.steepness)
        classes = sorted((quantity("angle", at), name) for at, name in part.by_slope.items())
        from_deg = np.array([at for at, _name in classes])
        per_km = np.array([0.0, *(part.per_km[name] for _at, name in classes)])
        found: NDArray[np.float64] = per_km[np.searchsorted(from_deg, steep, side="right")]
        return found


def _first_ways(network: Network) -> list[int]:
    """Return the first of the arcs that join the same two nodes on the same road."""
    ends = np.sort(np.column_stack((network.tail, network.head)), axis=1)
    _names, road = np.unique(network.road_ids, return_inverse=True)
    rows = np.column_stack((road.ravel(), ends))
    _rows, first = np.unique(rows, axis=0, return_index=True)
    return [int(one) for one in first]
