"""What vehicles of a profile can reach at all, within the limits of the roads."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sandtable.files.plan_model import ProfileItem
from sandtable.files.reach import matrix_of, reached_from
from sandtable.world.going import may_use
from sandtable.world.network import Network


@dataclass(frozen=True, slots=True)
class VehicleRoads:
    """Roads as vehicles of a profile may use them; each search is made once."""

    network: Network
    profile: ProfileItem
    _found: dict[tuple[int, bool], NDArray[np.bool_]] = field(default_factory=dict)

    def reached(self, node: int) -> NDArray[np.bool_]:
        """Return which nodes are reached from a node."""
        return self._search(node, backwards=False)

    def reaching(self, node: int) -> NDArray[np.bool_]:
        """Return from which nodes a node is reached."""
        return self._search(node, backwards=True)

    def _search(self, node: int, *, backwards: bool) -> NDArray[np.bool_]:
        key = (node, backwards)
        if key not in self._found:
            matrix = matrix_of(self.network, fits(self.network, self.profile))
            self._found[key] = reached_from(matrix.T.tocsr() if backwards else matrix, node)
        return self._found[key]


def fits(network: Network, profile: ProfileItem) -> NDArray[np.bool_]:
    """Return which arcs are for a vehicle, by kind and by limits; an unknown limit is none."""
    limits = (
        (network.max_weight_kg, profile.weight),
        (network.max_height_m, profile.height),
        (network.max_width_m, profile.width),
    )
    found = may_use(network, profile.on)
    for limit, own in limits:
        found &= ~(limit < own)
    return found
