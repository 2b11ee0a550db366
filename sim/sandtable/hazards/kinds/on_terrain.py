"""What kinds of water on a terrain share: ground, places on it, roads, people (地形上的水)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from sandtable.ground.faults import Fault, Remark, UserFaults
from sandtable.ground.language import _
from sandtable.hazards.crossing import cross
from sandtable.hazards.flood.grids import Layer, read_layer
from sandtable.hazards.flood.ground import Ground, ground_in
from sandtable.hazards.flood.inertial import MOST_FAST
from sandtable.hazards.flood.slow_water import FAST, Roads
from sandtable.hazards.kinds.hazard import remarks
from sandtable.hazards.overlay import check_covered
from sandtable.hazards.residents import Residents
from sandtable.world.raster import RasterFault

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sandtable.files.tree import Path
    from sandtable.files.water_model import SpotItem, TerrainPart
    from sandtable.hazards.around import Around
    from sandtable.hazards.draws import Draws
    from sandtable.hazards.field import HazardField
    from sandtable.hazards.flood.heights import Box
    from sandtable.hazards.impact import Impact

T = TypeVar("T")

MARGIN_M = 500.0
"""So far beyond the roads the ground is looked at, if nothing is said: a choice [m]."""

_PER_DEGREE_M = 111_000.0
_CELL_M = 100.0
_LEAST_CELL_M = 0.5


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
class OnTerrain:
    """Reads the terrain of an entry, and finds what stands on it; keeps all that is wrong.

    Parameters
    ----------
    part
        What the entry states.
    faults
        Those found so far.
    is_untold
        Whether a node is not there: checks of references tell it.

    """

    part: TerrainPart
    around: Around
    faults: list[Fault] = field(default_factory=list)
    is_untold: bool = False

    def ground(self) -> Ground:
        """Return the ground around the roads.

        Raises
        ------
        UserFaults
            If there is none: nothing else can be looked at.

        """
        self._box_on_roads()
        self.raise_faults()
        network, bring = self.around.network, self.around.metres
        layer = self.tried(("terrain",), self._layer)
        found = None if layer is None else self.tried(("terrain",), lambda: self._ground(layer))
        if found is None:
            raise UserFaults(self.faults)
        outside = cross(network, found.raster, bring=bring).outside
        most, raster = self.part.most_outside, found.raster
        self.tried(("terrain",), lambda: check_covered(network, raster, bring, outside, most))
        return found

    def tried(self, inside: Path, make: Callable[[], T]) -> T | None:
        """Return what is made; None, with a fault of a field, where it cannot be."""
        try:
            return make()
        except RasterFault as wrong:
            where: Path = (wrong.key,) if wrong.key in {"crs", "cell"} else inside
            self.tell(where, wrong.found, wrong.expected, wrong.repair, "raster")
        except (ValueError, OSError) as wrong:
            repair = _("Correct what the message names.")
            shown = str(wrong).removesuffix(".")
            self.tell(inside, shown, _("a terrain"), repair, "terrain")
        return None

    def no_river(self, river_km2: float) -> None:
        """Take in that nothing of the ground is river by the area that drains through it."""
        shown = _("no cell through which {area:g} km2 drain").format(area=river_km2)
        repair = _("Take a smaller area, or a larger terrain.")
        self.tell(("river",), shown, _("a river on the terrain"), repair, "river")

    def raise_faults(self) -> None:
        """Raise all that is wrong, if anything is."""
        if self.faults or self.is_untold:
            raise UserFaults(self.faults)

    def tell(self, inside: Path, shown: str, expected: str, repair: str, code: str) -> None:
        """Keep a fault at a field of the entry."""
        self.faults.append(self.around.fault(inside, shown, expected, repair, code))

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
        """Return the people of zones, spread evenly over the cells around their places."""
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
        outside = sorted({people.ids[zone] for zone in people.zone[people.cell < 0].tolist()})
        if ground.voids:
            shown = _("{number} heights that are void").format(number=ground.voids)
            repair = _("They were filled from their rim: look at the map there.")
            yield self._remark(("terrain",), shown, _("a height at each point"), repair, "voids")
        if ground.pits:
            shown = _("pits in {number} cells, up to {depth:.1f} m deep")
            shown = shown.format(number=ground.pits, depth=ground.deepest_m)
            repair = _("They were filled; write 'keep_pits: true' where they are real, as polders.")
            yield self._remark(("terrain",), shown, _("ground that water runs off"), repair, "pits")
        if outside:
            shown = _("zones outside the terrain: {names}").format(names=", ".join(outside))
            repair = _("Nobody is harmed there; take a larger terrain if that is not true.")
            yield self._remark(("terrain",), shown, _("all zones on it"), repair, "zones")

    # ---- reading

    def _layer(self) -> Layer:
        crs = self.around.network.crs
        return read_layer(self.around.files("terrain"), self.part.crs, crs)

    def _ground(self, layer: Layer) -> Ground:
        plane, network = self.around.plane, self.around.network
        in_metres = plane is None and layer.heights.step >= _LEAST_CELL_M
        cell_m = self.part.cell or (layer.heights.step if in_metres else _CELL_M)
        return ground_in(layer, self._box(), cell_m, plane=plane, network_crs=network.crs)

    def _box(self) -> Box:
        """Return what part of the terrain is looked at, in the system of the network."""
        box, network = self.part.box, self.around.network
        if box is not None:
            return box.west, box.south, box.east, box.north
        x, y = np.append(network.x, network.shape_x), np.append(network.y, network.shape_y)
        up = MARGIN_M / _PER_DEGREE_M if network.in_degrees else MARGIN_M
        right = up / float(np.cos(np.radians(np.nanmean(y)))) if network.in_degrees else up
        return (
            float(np.nanmin(x)) - right,
            float(np.nanmin(y)) - up,
            float(np.nanmax(x)) + right,
            float(np.nanmax(y)) + up,
        )

    def _box_on_roads(self) -> None:
        """Tell a box in which no road begins or ends: turned, or in another system."""
        box, network = self.part.box, self.around.network
        if box is None:
            return
        inside = (network.x >= box.west) & (network.x <= box.east)
        if not (inside & (network.y >= box.south) & (network.y <= box.north)).any():
            shown, expected = _("a box without a node of the network"), _("a box around roads")
            repair = _("State it in the coordinates of the network's nodes.")
            self.tell(("box",), shown, expected, repair, "box")

    def _place(self, spot: SpotItem, numbers: dict[str, int]) -> tuple[float, float]:
        network = self.around.network
        x, y = spot.x, spot.y
        if x is None or y is None:
            number = numbers[spot.node]
            x, y = float(network.x[number]), float(network.y[number])
        east, north = self.around.metres(np.array([x]), np.array([y]))
        return float(east[0]), float(north[0])

    def _remark(self, inside: Path, shown: str, expected: str, repair: str, code: str) -> Remark:
        return self.around.remark(inside, shown, expected, repair, code)
