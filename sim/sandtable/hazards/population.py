"""People of zones out of a raster of persons: each cell belongs to the nearest zone (人口栅格)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sandtable.files.rasters import Stated, read_stack
from sandtable.files.rasters.systems import way_back
from sandtable.ground.faults import UserFaults
from sandtable.ground.language import _
from sandtable.hazards.residents import Residents
from sandtable.world.raster import RasterFault

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sandtable.files.population_model import PopulationPart
    from sandtable.hazards.around import Around
    from sandtable.hazards.crossing import Bring, Floats
    from sandtable.world.raster import Raster

_NODATA = -9999.0
"""Stands for nothing known beside what the file says."""


class Population(NamedTuple):
    """Where the people of zones live, in the reference system of the network.

    ``zone`` is a position in ``ids``; ``zone``, ``x``, ``y`` and ``people`` have shape ``(n,)``.
    """

    ids: tuple[str, ...]
    zone: NDArray[np.int64]
    x: Floats
    y: Floats
    people: Floats

    def on(self, raster: Raster, bring: Bring) -> Residents:
        """Return them in the cells of another raster."""
        cell = raster.cells(*bring(self.x, self.y))
        return Residents(ids=self.ids, zone=self.zone, cell=cell, people=self.people)


def population_of(stated: PopulationPart, around: Around) -> Population:
    """Return where the people of all zones live by a raster of persons.

    The people of a cell live in its middle and belong to the zone whose place is nearest, if that
    is near enough; else to nobody. A zone without such people has all of them in its place.

    Raises
    ------
    UserFaults
        If the raster cannot be read or brought to the roads, has fewer than 0 persons somewhere, or
        nobody near a zone.

    """
    try:
        return _population(stated, around)
    except RasterFault as wrong:
        key = "crs" if wrong.key == "crs" else "file"
        said = (wrong.found, wrong.expected, wrong.repair, wrong.code)
        raise UserFaults([around.fault(("population", key), *said)]) from None


def _population(stated: PopulationPart, around: Around) -> Population:
    from scipy.spatial import cKDTree  # noqa: PLC0415  few hazards need it, and it loads slowly

    x, y, people = _cells(stated, around)
    zones = tuple(around.zones)
    places = np.array([(one.x, one.y) for one in around.zones.values()]).reshape(-1, 2)
    middles = np.column_stack(around.metres(*places.T))
    there = np.flatnonzero(np.isfinite(middles).all(axis=1))
    tree = cKDTree(middles[there])
    found = tree.query(np.column_stack(around.metres(x, y)))
    apart, nearest = np.asarray(found[0]), np.asarray(found[1])
    near = apart <= stated.within
    if not near.any():
        shown = _("nobody in cells so near to a zone")
        repair = _("Check the reference system and 'within'.")
        raise RasterFault("file", shown, _("people around the zones"), repair)
    zone = there[nearest[near]]
    alone = np.setdiff1d(np.arange(len(zones)), zone)
    return Population(
        ids=zones,
        zone=np.concatenate((zone, alone)),
        x=np.concatenate((x[near], places[alone, 0])),
        y=np.concatenate((y[near], places[alone, 1])),
        people=np.concatenate((people[near], np.ones(alone.size))),
    )


def _cells(stated: PopulationPart, around: Around) -> tuple[Floats, Floats, Floats]:
    """Return the middles of cells with people, in the system of the network, and how many."""
    file = around.file("population.file")
    of_file = Stated(
        kind="persons",
        dimension="",
        unit="1",
        crs=stated.crs,
        nodata=_NODATA,
        times_s=(0.0,),
        zero_s=0.0,
    )
    stack, faults = read_stack([(file.path, file.name)], of_file, around.network.crs)
    if stack is None:
        raise faults[0]
    persons = np.nan_to_num(next(stack.frames())[1], nan=0.0)
    if persons.min() < 0.0:
        shown = _("{persons:g} persons in a cell").format(persons=float(persons.min()))
        repair = _("Check the number that stands for nothing known.")
        raise RasterFault("file", shown, _("at least 0"), repair)
    row, column = np.nonzero(persons)
    raster = stack.raster
    east = raster.left + (column.astype(np.float64) + 0.5) * raster.width
    north = raster.top - (row.astype(np.float64) + 0.5) * raster.height
    x, y = way_back(around.network.crs, raster.crs)(east, north)
    return x, y, persons[row, column]
