"""Patrols that find incidents: a dike is walked, and somebody sees it at a passing (巡堤查险)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sandtable.ground.clock import grid_array
from sandtable.ground.laws import Law
from sandtable.ground.luck import address

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from sandtable.ground.luck import Luck
    from sandtable.world.works import Patrol

K_EVERY, K_PHASE, K_SEES = 0, 1, 2
"""Numbers k of the draws of a patrol (purpose "patrol", entity incident and patrol)."""

_UNIT = Law.exponential(mean=1.0)  # its quantile at u is -ln(1 - u), the same on every machine


class Patrols:
    """All patrols of a plan, by the type of incident that they look for."""

    def __init__(self, patrols: Sequence[Patrol], luck: Luck) -> None:
        self._luck = luck
        self._by_type: dict[str, list[Patrol]] = {}
        for patrol in patrols:
            self._by_type.setdefault(patrol.incident_type, []).append(patrol)

    def detected(
        self,
        incident_type: str,
        ids: Sequence[str],
        zones: Sequence[str],
        occurred_s: NDArray[np.float64],
        detected_s: NDArray[np.float64],
    ) -> NDArray[np.float64]:
        """Return when incidents are noticed: by whoever does without a patrol, or by the first one.

        Parameters
        ----------
        ids, zones, occurred_s
            The incidents, all of one type.
        detected_s
            When they are noticed without patrols [s].

        Returns
        -------
        NDArray[np.float64]
            Instants on the grid, shape ``(n,)`` [s].

        """
        for patrol in self._by_type.get(incident_type, ()):
            walked = np.array([not patrol.zones or zone in patrol.zones for zone in zones])
            if walked.any():
                seen_s = grid_array(occurred_s + self._waits(patrol, ids))
                detected_s = np.where(walked, np.minimum(detected_s, seen_s), detected_s)
        return detected_s

    def _waits(self, patrol: Patrol, ids: Sequence[str]) -> NDArray[np.float64]:
        """Draw how long it takes until a patrol sees each incident [s]; inf = never.

        The first passing comes after a uniform part of the time between two, and each of them sees
        it with the same probability: the number of those that do not is geometric.
        """
        entities = [address(name, patrol.id) for name in ids]
        luck = self._luck.draws("patrol", entities, (K_EVERY, K_PHASE, K_SEES))
        every_s = patrol.every.quantiles(luck[:, 0])
        if patrol.sees <= 0.0:
            return np.full(len(ids), np.inf)
        missed = np.zeros(len(ids))
        if patrol.sees < 1.0:
            missed = np.floor(_UNIT.quantiles(luck[:, 2]) / _UNIT.quantile(patrol.sees))
        return (luck[:, 1] + missed) * every_s
