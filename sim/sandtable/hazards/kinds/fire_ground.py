"""The ground of a stated fire: fuel, heights, barriers, where it is lit (火场)."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sandtable.files.rasters import Stated, read_stack, way
from sandtable.ground.faults import Fault, Remark, UserFaults
from sandtable.ground.language import _
from sandtable.hazards.fire.fuel_models import STANDARD
from sandtable.hazards.fire.ignition import cells_of_area, cells_of_line
from sandtable.hazards.fire.landscape import UNBURNABLE, Landscape
from sandtable.hazards.fire.paces import RATE, paces
from sandtable.hazards.fire.wang import Ground, GroundFuel
from sandtable.world.raster import RasterFault

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

    from sandtable.files.fire_model import CourseItem, FirePart
    from sandtable.files.tree import Path
    from sandtable.hazards.around import Around
    from sandtable.hazards.crossing import Bring
    from sandtable.hazards.fire.landscape import Fuel
    from sandtable.hazards.fire.weather import Weather
    from sandtable.world.raster import Raster

MOST_CELLS = 9_000_000
"""A larger landscape is a mistake of unit."""

STEEPEST = 0.75
"""Slope up to which the law of Rothermel was tried, as a tangent (cited as "steep slopes")."""


class _Grid(NamedTuple):
    """A raster, its values, and what brings places of the network into its system."""

    raster: Raster
    values: NDArray[np.float64]
    bring: Bring


@dataclass(eq=False)
class FireGround:
    """Reads what a fire runs over, in metres around the network; keeps all that is wrong.

    Parameters
    ----------
    faults
        Those found so far.

    """

    part: FirePart
    around: Around
    faults: list[Fault] = field(default_factory=list)

    # ---- where it lies

    @cached_property
    def middle(self) -> tuple[float, float]:
        """Middle of all places where it is lit [m]."""
        places = [self._corners(one) for one in self.part.ignition]
        known = [one for one in places if np.isfinite(one).all()]
        if not known:
            return 0.0, 0.0  # a node that is not there is told by the checks of references
        every = np.concatenate(known)
        low, high = every.min(axis=0), every.max(axis=0)
        return float(low[0] + high[0]) / 2.0, float(low[1] + high[1]) / 2.0

    @cached_property
    def size(self) -> int:
        """Rows and columns: odd, so that the middle is in a cell and not on its corner."""
        n = max(int(np.ceil(2.0 * self.part.within / self.part.cell)), 3) | 1
        if n * n <= MOST_CELLS:
            return n
        shown = _("{number} cells").format(number=n * n)
        expected = _("at most {number}").format(number=MOST_CELLS)
        self._fault(("cell",), shown, expected, _("Take larger cells, or less 'within'."), "cells")
        return 3

    @property
    def half_m(self) -> float:
        """Half the side of the square [m]."""
        return 0.5 * self.size * self.part.cell

    @property
    def west_m(self) -> float:
        """West edge [m]."""
        return self.middle[0] - self.half_m

    @property
    def north_m(self) -> float:
        """North edge [m]."""
        return self.middle[1] + self.half_m

    def raise_faults(self) -> None:
        """Raise all that is wrong, if anything is."""
        if self.faults:
            raise UserFaults(self.faults)

    # ---- what burns

    @cached_property
    def fuels(self) -> Mapping[int, Fuel]:
        """Fuels by code, of the law that is stated."""
        if self.part.law == "rothermel":
            return STANDARD
        return {
            one.code: GroundFuel(Ground[one.ground.upper()], one.load) for one in self.part.grounds
        }

    @cached_property
    def codes(self) -> NDArray[np.int64]:
        """Code of the fuel of each cell; what no grid tells does not burn."""
        fuel, shape = self.part.fuel, (self.size, self.size)
        if fuel.everywhere is not None:
            self._known({fuel.everywhere}, ("fuel",))
            return np.full(shape, fuel.everywhere)
        grid = self._grid("fuel.file", ("fuel", "file"))
        if grid is None:
            return np.zeros(shape, dtype=np.int64)
        values = self._sampled(grid)
        mixed = values[np.isfinite(values) & (values != np.floor(values))]
        if mixed.size:
            repair = _("Take a raster of codes, brought to its place without mixing neighbours.")
            shown, expected = f"{mixed[0]:g}", _("whole numbers")
            self._fault(("fuel", "file"), shown, expected, repair, "codes")
        raw = np.where(np.isfinite(values), values, 0.0).astype(np.int64)
        meant = {one: fuel.codes.get(str(one), one) for one in np.unique(raw).tolist()}
        if not np.isfinite(values).any():
            shown, expected = _("a grid elsewhere"), _("one that covers the fire")
            repair = _("Check the reference system: it must be that of the network.")
            self._fault(("fuel", "file"), shown, expected, repair, "covers")
        self._known(set(meant.values()), ("fuel", "codes") if fuel.codes else ("fuel", "file"))
        raws, at = np.unique(raw, return_inverse=True)
        codes: NDArray[np.int64] = np.array([meant[one] for one in raws.tolist()])[at]
        return codes.reshape(shape)

    @cached_property
    def landscape(self) -> Landscape:
        """The landscape; a harmless one where there are faults."""
        known = [*self.fuels, *UNBURNABLE]
        return Landscape.of(
            self.part.cell,
            np.where(np.isin(self.codes, known), self.codes, 0),
            self._heights(),
            self._blocked(),
            fuels=self.fuels,
            sheltered=self._sheltered(),
        )

    def lit(self, weather: Weather) -> dict[tuple[int, int], float]:
        """Return the cells that are lit, and when [s]; each place must have one that can burn."""
        land = self.landscape
        lit: dict[tuple[int, int], float] = {}
        rates = paces(land, weather)[..., RATE].max(axis=0)
        burns = dict(zip(sorted(land.fuels), (rates > 0.0).tolist(), strict=True))
        is_known = not self.faults  # or the landscape is not the one that is stated
        for number, one in enumerate(self.part.ignition):
            cells = [cell for cell in self._cells(one) if self._inside(cell)]
            can = [cell for cell in cells if self.codes[cell] in land.fuels]
            free = [cell for cell in can if land.blocked_s[cell] > one.start]
            if is_known and np.isfinite(self._corners(one)).all():
                self._tell(number, cells=cells, can=can, free=free, burns=burns)
            lit.update({cell: min(one.start, lit.get(cell, np.inf)) for cell in free})
        return lit or {(0, 0): 0.0}

    def remarks(self) -> Iterator[Remark]:
        """Yield what the landscape has that does not act, or acts beyond what is known."""
        for number, one in enumerate(self.part.barriers):
            known = np.isfinite(self._corners(one)).all()
            if known and not any(map(self._inside, self._cells(one))):
                repair = _("It stops nothing; take more 'within', or correct the place.")
                shown, expected = _("a barrier outside the landscape"), _("a place in it")
                yield self.around.remark(("barriers", number), shown, expected, repair, "outside")
        land = self.landscape
        steep = int((np.hypot(land.east, land.north) > STEEPEST).sum())
        if steep and not land.by_second_law:
            shown = _("{number} cells steeper than {slope:.0%}")
            shown = shown.format(number=steep, slope=STEEPEST)
            repair = _("Rates of spread there go beyond the experiments behind the law.")
            expected = _("slopes that the law was tried on")
            yield self.around.remark(("heights",), shown, expected, repair, "steep")

    # ---- helpers

    def _heights(self) -> NDArray[np.float64]:
        """Return heights of the cells, 0 where none are stated or they cannot be used [m]."""
        flat = np.zeros((self.size, self.size))
        grid = None if self.part.heights is None else self._grid("heights", ("heights",))
        if grid is None:
            return flat
        sampled = self._sampled(grid)
        if np.isfinite(sampled).all():
            return sampled
        shown, expected = _("heights of a part of it"), _("heights of the whole landscape")
        repair = _("Take a larger grid, or less 'within'.")
        self._fault(("heights",), shown, expected, repair, "covers")
        return flat

    def _sheltered(self) -> dict[int, float]:
        """Return midflame wind over that at 6.1 m, by code."""
        sheltered = {}
        for name, share in self.part.sheltered.items():
            code = int(name) if name.isdecimal() else -1
            self._known({code}, ("sheltered", name))
            sheltered[code] = share
        return sheltered

    def _tell(
        self,
        number: int,
        *,
        cells: list[tuple[int, int]],
        can: list[tuple[int, int]],
        free: list[tuple[int, int]],
        burns: Mapping[int, bool],
    ) -> None:
        inside: Path = ("ignition", number)
        expected = _("a place with fuel")
        if not cells:
            repair = _("Take more 'within', or correct the place.")
            self._fault(inside, _("a place outside the landscape"), expected, repair, "outside")
        elif not can:
            repair = _("Correct the place or the fuel: nothing burns there.")
            self._fault(inside, _("ground that does not burn"), expected, repair, "unburnable")
        elif not free:
            repair = _("Correct the place or the barrier.")
            self._fault(inside, _("a place on a barrier"), expected, repair, "barrier")
        elif not any(burns[int(self.codes[cell])] for cell in free):
            shown = _("weather in which fuel {code} never burns").format(code=self.codes[free[0]])
            expected = _("an hour with less than its moisture of extinction")
            repair = _("Check moistures: 6 % is dry, 30 % is wet.")
            self._fault(("weather",), shown, expected, repair, "extinction")

    def _known(self, codes: set[int], inside: Path) -> None:
        unknown = sorted(codes - set(self.fuels) - UNBURNABLE)
        if unknown:
            shown = _("fuel {codes}").format(codes=", ".join(map(str, unknown)))
            expected = _("one of {names}").format(names=", ".join(map(str, sorted(self.fuels))))
            repair = _("State under 'codes' what it is, 0 for what does not burn.")
            self._fault(inside, shown, expected, repair, "fuel")

    def _grid(self, pattern: str, inside: Path) -> _Grid | None:
        """Return a raster of one frame, in any format that is read; None, with faults."""
        (file,) = self.around.files(pattern)
        system = self.around.network.crs or "system of the network"
        kind, dimension, unit = ("height", "distance", "m")
        if pattern == "fuel.file":
            kind, dimension, unit = ("fuel", "", "1")
        stated = Stated(
            kind=kind,
            dimension=dimension,
            unit=unit,
            crs=self.part.crs or system,
            nodata=-9999.0,
            times_s=(0.0,),
            zero_s=0.0,
        )
        stack, faults = read_stack([(file.path, file.name)], stated, system)
        for one in faults:
            self._fault(inside, one.found, one.expected, one.repair, "grid")
        if stack is None:
            return None
        try:
            return _Grid(stack.raster, next(stack.frames())[1], way(system, stack.raster.crs))
        except RasterFault as one:
            self._fault(inside, one.found, one.expected, one.repair, "grid")
            return None

    def _sampled(self, grid: _Grid) -> NDArray[np.float64]:
        """Return the values of a grid in the middles of the cells, nan where it has none."""
        n, cell = self.size, self.part.cell
        x, y = np.meshgrid(
            self.west_m + (np.arange(n) + 0.5) * cell, self.north_m - (np.arange(n) + 0.5) * cell
        )
        plane = self.around.plane
        if plane is not None:
            x, y = plane.degrees(np.column_stack((x.ravel(), y.ravel()))).T.reshape(2, n, n)
        cells = grid.raster.cells(*grid.bring(x, y))
        return np.where(cells >= 0, grid.values.ravel()[cells], np.nan)

    def _blocked(self) -> NDArray[np.float64]:
        """Return from when on each cell is blocked [s]."""
        blocked = np.full((self.size, self.size), np.inf)
        for one in self.part.barriers:
            at_s = -np.inf if one.since == 0.0 else one.since
            for cell in self._cells(one):
                if self._inside(cell):
                    blocked[cell] = min(blocked[cell], at_s)
        return blocked

    def _cells(self, one: CourseItem) -> list[tuple[int, int]]:
        corners = self._corners(one)
        if not np.isfinite(corners).all():
            return []
        east, north = corners.T
        places = np.stack([self.north_m - north, east - self.west_m], axis=1) / self.part.cell
        if one.area is not None:
            return cells_of_area(places, (self.size, self.size))
        return cells_of_line(places)

    def _inside(self, cell: tuple[int, int]) -> bool:
        return min(cell) >= 0 and max(cell) < self.size

    def _corners(self, one: CourseItem) -> NDArray[np.float64]:
        """Return the corners of a place in metres, shape ``(n, 2)``; nan where it is not known."""
        network = self.around.network
        if one.node:
            at = np.flatnonzero(network.node_ids == one.node)
            if not at.size:
                return np.full((1, 2), np.nan)
            return np.column_stack(self.around.metres(network.x[at], network.y[at]))
        points = np.array([one.point] if one.point else one.line or one.area, dtype=np.float64)
        return np.column_stack(self.around.metres(points[:, 0], points[:, 1]))

    def _fault(self, inside: Path, shown: str, expected: str, repair: str, code: str) -> None:
        self.faults.append(self.around.fault(inside, shown, expected, repair, code))
