"""What kinds of water on a terrain share: ground, places on it, roads, people (地形上的水)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sandtable.ground.faults import Remark
from sandtable.ground.language import _
from sandtable.hazards.flood.grids import Layer
from sandtable.hazards.flood.ground import Ground
from sandtable.hazards.flood.inertial import MOST_FAST
from sandtable.hazards.flood.slow_water import FAST, Roads
from sandtable.hazards.kinds.hazard import remarks
from sandtable.hazards.kinds.on_ground import LEAST_CELL_M, OnGround
from sandtable.hazards.population import population_of
from sandtable.hazards.residents import Residents

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sandtable.files.water_model import SpotItem, TerrainPart
    from sandtable.hazards.around import Around
    from sandtable.hazards.draws import Draws
    from sandtable.hazards.field import HazardField
    from sandtable.hazards.impact import Impact

_CELL_M = 100.0


@dataclass(frozen=True, slots=True)
class Flood:
    """Water on a terrain as it was prepared.

    Parameters
    ----------
    realise, frames
        Work out the realisation of a sample, and its frames.
    on_ground
        What was done to the ground.

    """

    realise: Callable[[Draws], Impact]
    frames: Callable[[Draws], HazardField]
    on_ground: tuple[Remark, ...]

    def impact(self, draws: Draws) -> Impact:
        """Return the realisation of a sample."""
        return self.realise(draws)

    def field(self, draws: Draws) -> HazardField:
        """Return its frames in a sample."""
        return self.frames(draws)


@remarks.register(Flood)
def _remarks(hazard: Flood, around: Around, impacts: Sequence[Impact]) -> Iterator[Remark]:
    """Yield what was done to the ground, and whether the flow was too fast for the scheme."""
    yield from hazard.on_ground
    known = (impact.series[FAST][1] for impact in impacts if FAST in impact.series)
    fast = max((float(share[-1]) for share in known), default=0.0)
    if fast > MOST_FAST:
        shown = _("{share:.0%} of the flow faster than Froude 0.5").format(share=fast)
        repair = _("Take velocities and arrival times there as rough: it is no scheme of torrents.")
        yield around.remark((), shown, _("slow water"), repair, "fast-water")


@dataclass(slots=True)
class OnTerrain(OnGround):
    """Reads the terrain of a flood, and finds what stands on it."""

    part: TerrainPart

    def unstated_cell_m(self, layer: Layer) -> float:
        """Return the side of a cell where none is stated [m]."""
        is_known = self.around.plane is None and layer.heights.step >= LEAST_CELL_M
        return super(OnTerrain, self).unstated_cell_m(layer) if is_known else _CELL_M

    def no_river(self, river_km2: float) -> None:
        """Take in that nothing of the ground is river by the area that drains through it."""
        shown = _("no cell through which {area:g} km2 drain").format(area=river_km2)
        repair = _("Take a smaller area, or a larger terrain.")
        self.tell(("river",), shown, _("a river on the terrain"), repair, "river")

    def cells(
        self, ground: Ground, spots: Sequence[SpotItem], name: str
    ) -> list[tuple[tuple[int, int], ...]]:
        """Return the cells of places, empty = outside, which is a fault."""
        found = []
        numbers = {one: number for number, one in enumerate(self.around.network.node_ids.tolist())}
        for number, spot in enumerate(spots):
            if spot.node and spot.node not in numbers:
                self.is_untold = True
                continue
            x, y = self._place(spot, numbers)
            cells = ground.cells_at(x, y, spot.within)
            if not cells:
                shown = _("a place outside the terrain")
                repair = _("Correct the place, or take a larger terrain or 'box'.")
                expected = _("a place on it")
                self.tell((name, number), shown, expected, repair, "outside")
            found.append(cells)
        return found

    def residents(self, ground: Ground) -> Residents:
        """Return the people of zones: by a raster of theirs, or evenly around their places.

        Raises
        ------
        UserFaults
            If that raster is of no use.

        """
        if self.part.population is not None:
            found = population_of(self.part.population, self.around)
            return found.on(ground.raster, self.around.metres)
        zones = self.around.zones
        rows: list[tuple[int, int, float]] = []
        columns = ground.raster.shape[1]
        for number, one in enumerate(zones.values()):
            x, y = self.around.metres(np.array([one.x]), np.array([one.y]))
            cells = ground.cells_at(float(x[0]), float(y[0]), self.part.spread)
            rows += [(number, r * columns + c, 1.0) for r, c in cells] or [(number, -1, 1.0)]
        zone, cell, people = np.array(rows, dtype=np.float64).reshape(-1, 3).T
        whole = (zone.astype(np.int64), cell.astype(np.int64))
        return Residents(ids=tuple(zones), zone=whole[0], cell=whole[1], people=people)

    def roads(
        self, people: Residents, intensities: Sequence[str], exposures: Sequence[str]
    ) -> Roads:
        """Return the roads and people of the entry, and what is to be told of them."""
        return Roads(
            network=self.around.network,
            bring=self.around.metres,
            residents=people,
            lifted_m=self._lifted_m(),
            most_outside=self.part.most_outside,
            intensities=tuple(intensities),
            exposures=tuple(exposures),
            depth_m=self.part.depth,
        )

    def _lifted_m(self) -> NDArray[np.float64]:
        """Return the height of each road over the ground, inf in tunnels, ``(n_arcs,)`` [m]."""
        network = self.around.network
        arcs = {name: number for number, name in enumerate(network.arc_ids.tolist())}
        raised = self.part.raised
        lifted = np.where(network.is_bridge, max(self.part.bridges, raised), raised)
        lifted[network.is_tunnel] = np.inf
        for one in self.part.lifted:
            if one.link_id in arcs:
                lifted[network.with_parts([arcs[one.link_id]])] = one.by
        return lifted

    def times_s(self) -> tuple[float, ...]:
        """Return the instants of the frames, the end among them."""
        whole = np.arange(0.0, self.part.until, self.part.every)
        return (*whole.tolist(), self.part.until)

    def remarks(self, ground: Ground, people: Residents) -> Iterator[Remark]:
        """Yield what was done to the ground, and who lives off it."""
        inside = set(people.zone[people.cell >= 0].tolist())
        outside = sorted(name for number, name in enumerate(people.ids) if number not in inside)
        yield from self.remarks_on(ground)
        if ground.pits:
            shown = _("pits in {number} cells, up to {depth:.1f} m deep")
            shown = shown.format(number=ground.pits, depth=ground.deepest_m)
            repair = _("They were filled; write 'keep_pits: true' where they are real, as polders.")
            yield self._remark(("terrain",), shown, _("ground that water runs off"), repair, "pits")
        if outside:
            shown = _("zones outside the terrain: {names}").format(names=", ".join(outside))
            repair = _("Nobody is harmed there; take a larger terrain if that is not true.")
            yield self._remark(("terrain",), shown, _("all zones on it"), repair, "zones")

    def _place(self, spot: SpotItem, numbers: dict[str, int]) -> tuple[float, float]:
        network = self.around.network
        x, y = spot.x, spot.y
        if x is None or y is None:
            number = numbers[spot.node]
            x, y = float(network.x[number]), float(network.y[number])
        east, north = self.around.metres(np.array([x]), np.array([y]))
        return float(east[0]), float(north[0])
