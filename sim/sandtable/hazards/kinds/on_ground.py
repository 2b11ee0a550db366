"""The terrain that an entry names, read as ground around the roads; keeps what is wrong (地面)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from sandtable.ground.faults import Fault, UserFaults
from sandtable.ground.language import _
from sandtable.hazards.crossing import cross
from sandtable.hazards.flood.grids import Layer, read_layer
from sandtable.hazards.flood.ground import Ground, ground_in
from sandtable.hazards.overlay import check_covered
from sandtable.world.raster import RasterFault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sandtable.files.ground_part import GroundPart
    from sandtable.files.tree import Path
    from sandtable.ground.faults import Remark
    from sandtable.hazards.around import Around
    from sandtable.hazards.flood.heights import Box

T = TypeVar("T")

MARGIN_M = 500.0
"""So far beyond the roads the ground is looked at, if nothing is said: a choice [m]."""

_PER_DEGREE_M = 111_000.0
LEAST_CELL_M = 0.5
"""A smaller step is one in degrees [m]."""


@dataclass(slots=True)
class OnGround:
    """Reads the terrain of an entry; keeps all that is wrong.

    Parameters
    ----------
    part
        What the entry states.
    faults
        Those found so far.
    is_untold
        Whether a node is not there: checks of references tell it.

    """

    part: GroundPart
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
        known = len(self.faults)
        self._box_on_roads()
        if len(self.faults) > known:
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

    def remarks_on(self, ground: Ground) -> Iterator[Remark]:
        """Yield what was filled in because the file does not tell it."""
        if ground.voids:
            shown = _("{number} heights that are void").format(number=ground.voids)
            repair = _("They were filled from their rim: look at the map there.")
            yield self._remark(("terrain",), shown, _("a height at each point"), repair, "voids")

    def raise_faults(self) -> None:
        """Raise all that is wrong, if anything is."""
        if self.faults or self.is_untold:
            raise UserFaults(self.faults)

    def tell(self, inside: Path, shown: str, expected: str, repair: str, code: str) -> None:
        """Keep a fault at a field of the entry."""
        self.faults.append(self.around.fault(inside, shown, expected, repair, code))

    # ---- reading

    def _layer(self) -> Layer:
        crs = self.around.network.crs
        return read_layer(self.around.files("terrain"), self.part.crs, crs)

    def _ground(self, layer: Layer) -> Ground:
        plane, network = self.around.plane, self.around.network
        cell_m = self.part.cell or self.unstated_cell_m(layer)
        return ground_in(layer, self._box(), cell_m, plane=plane, network_crs=network.crs)

    def unstated_cell_m(self, layer: Layer) -> float:
        """Return the side of a cell where none is stated: as fine as the file is [m]."""
        step = layer.heights.step
        return step if step >= LEAST_CELL_M else step * _PER_DEGREE_M

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

    def _remark(self, inside: Path, shown: str, expected: str, repair: str, code: str) -> Remark:
        return self.around.remark(inside, shown, expected, repair, code)
