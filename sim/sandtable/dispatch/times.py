"""Times that vehicles take, drawn for all of a kind at once (车辆用时)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sandtable.ground.luck import address, hashes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sandtable.ground.laws import Law
    from sandtable.ground.luck import Luck


class Times:
    """What vehicles alike draw on each of their trips.

    They are drawn trip by trip when the first vehicle makes it: in one call, and the same bits as
    if each drew alone.

    Parameters
    ----------
    purpose, owner
        Of the addresses of their luck: purpose, then owner and vehicle as entity, the number of the
        trip as visit.
    vehicles
        Their ids.
    laws
        Law of each time [s], in the order of the numbers k of the draws.

    """

    def __init__(
        self, luck: Luck, purpose: str, owner: str, vehicles: Sequence[str], laws: Sequence[Law]
    ) -> None:
        self._luck = luck
        self._hashed = hashes(purpose, [address(owner, one) for one in vehicles])
        self._laws = laws
        self._drawn = [k for k, law in enumerate(laws) if not law.is_constant]
        self._trips: list[list[list[float]]] = []
        """By trip and vehicle: its times [s]."""

    def of(self, vehicle: int, trip: int) -> list[float]:
        """Return the times of a vehicle, by its number among them from 0, on a trip [s]."""
        while len(self._trips) <= trip:
            self._draw()
        return self._trips[trip][vehicle]

    def _draw(self) -> None:
        times = np.empty((len(self._hashed), len(self._laws)))
        times[:] = [law.mean for law in self._laws]
        if self._drawn:
            luck = self._luck.drawn(self._hashed, self._drawn, len(self._trips))
            for column, k in enumerate(self._drawn):
                times[:, k] = self._laws[k].quantiles(luck[:, column])
        self._trips.append(times.tolist())
