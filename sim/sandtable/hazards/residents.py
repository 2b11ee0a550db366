"""Where the people of zones live on a raster, and which share of them something reaches."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sandtable.hazards.crossing import Bring
    from sandtable.world.raster import Raster


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Residents:
    """People of zones in cells of a raster (片区人口).

    Parameters
    ----------
    ids
        Ids of the zones.
    zone
        Position in `ids`, shape ``(n,)``.
    cell
        Number of the cell of the flat raster, -1 = outside, same shape.
    people
        People there, same shape; only their proportions within a zone count.

    """

    ids: tuple[str, ...]
    zone: NDArray[np.int64]
    cell: NDArray[np.int64]
    people: NDArray[np.float64]
    _total: NDArray[np.float64] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        total = self._sum(np.ones(self.zone.size, dtype=np.bool_))
        object.__setattr__(self, "_total", np.where(total > 0.0, total, 1.0))

    @classmethod
    def nobody(cls) -> Residents:
        """Return no zones."""
        none = np.zeros(0, dtype=np.int64)
        return cls(ids=(), zone=none, cell=none, people=np.zeros(0))

    @classmethod
    def of_cells(
        cls,
        ids: tuple[str, ...],
        number: NDArray[np.int64],
        people: NDArray[np.float64] | None = None,
    ) -> Residents:
        """Return the people of zones that are areas of cells.

        Parameters
        ----------
        number
            Position of its zone in `ids` of each cell, -1 = none, shape of the raster.
        people
            People of each cell, same shape; None = evenly spread over the area of their zone.

        """
        cell = np.flatnonzero(number >= 0)
        weight = np.ones(cell.size) if people is None else people.ravel()[cell]
        return cls(ids=ids, zone=number.ravel()[cell], cell=cell, people=weight)

    @classmethod
    def of_points(
        cls,
        raster: Raster,
        places: dict[str, tuple[float, float]],
        bring: Bring,
        *,
        spread: NDArray[np.float64] | None = None,
    ) -> Residents:
        """Return the people of zones that are known by one place each.

        Parameters
        ----------
        places
            Place of each zone in the reference system of the network.
        bring
            Brings it into that of the raster.
        spread
            Steps from such a place to where its people live, as many everywhere, shape ``(n, 2)``;
            None = all live in that place.

        """
        steps = np.zeros((1, 2)) if spread is None else spread
        middles = np.array(list(places.values()), dtype=np.float64).reshape(-1, 1, 2)
        x, y = (middles + steps).reshape(-1, 2).T
        number = np.repeat(np.arange(len(places)), len(steps))
        cell = raster.cells(*bring(x, y))
        return cls(ids=tuple(places), zone=number, cell=cell, people=np.ones(x.size))

    def share(self, where: NDArray[np.bool_]) -> NDArray[np.float64]:
        """Return the part of the people of each zone who are in some cells, shape ``(n_zones,)``.

        Parameters
        ----------
        where
            Whether each cell is one of them, shape of the raster.

        """
        if not self.zone.size:
            return np.zeros(len(self.ids))
        share: NDArray[np.float64] = (
            self._sum(where.ravel()[self.cell] & (self.cell >= 0)) / self._total
        )
        return share

    def _sum(self, who: NDArray[np.bool_]) -> NDArray[np.float64]:
        people = np.bincount(self.zone[who], self.people[who], len(self.ids))
        return people.astype(np.float64)  # bincount of nothing counts in whole numbers
