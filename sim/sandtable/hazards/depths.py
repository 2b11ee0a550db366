"""Between which depths of water a vehicle gets through: wading and draft (涉水深度、吃水)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np

from sandtable.world.going import RAMP, WATER

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sandtable.world.network import Network
    from sandtable.world.plan import Profile


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DepthLimits:
    """What water of a depth does to a vehicle, arc by arc. Make it with `DepthLimits.of`.

    Parameters
    ----------
    least_m, most_m
        Depths between which it gets through, >= 0, shape ``(n_arcs,)`` [m]; 0 = it needs no water,
        inf = it may be as deep as it likes.
    needs_water
        Whether there are arcs that are closed while dry.

    """

    least_m: NDArray[np.float64]
    most_m: NDArray[np.float64]
    needs_water: bool

    @classmethod
    def of(cls, network: Network, profile: Profile) -> Self | None:
        """Return the limits of a vehicle on a network; None = no water stops it.

        On roads the lower of what the vehicle wades and of what the road allows. People on foot
        wade as deep as they do, whatever a road allows to vehicles. A boat needs its draft on arcs
        of water, and no depth matters to it there or on a ramp.
        """
        if profile.on == "air":
            return None
        most = np.full(network.n_arcs, profile.wading_depth_m)
        least = np.zeros(network.n_arcs)
        if profile.on != "foot":
            most = np.fmin(most, network.max_depth_m)
        if profile.on == "water":
            water = network.facility_type == WATER
            least[water] = profile.draft_m
            most[water | (network.facility_type == RAMP)] = np.inf
        needs_water = bool(least.any())
        if np.all(np.isinf(most)) and not needs_water:
            return None
        return cls(least_m=least, most_m=most, needs_water=needs_water)

    def closed(self, depth_m: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Return which arcs are closed by water, or for want of it, shape ``(n_arcs,)``.

        Parameters
        ----------
        depth_m
            Depth of water on each arc, 0 = dry, shape ``(n_arcs,)`` [m].

        """
        closed: NDArray[np.bool_] = (depth_m > self.most_m) | (depth_m < self.least_m)
        return closed

    def is_closed(self, arc: int, depth_m: float) -> bool:
        """Tell whether water of a depth closes an arc, or the want of it [m]."""
        return bool(depth_m > self.most_m[arc] or depth_m < self.least_m[arc])
