"""Free-flow travel times of a vehicle on every arc."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sandtable.world.network import Network
    from sandtable.world.plan import Profile


def free_flow_s(network: Network, profile: Profile) -> NDArray[np.float64]:
    """Return the free-flow time of a vehicle on each arc, shape ``(n_arcs,)`` [s]; inf = closed.

    The speed is that of the profile for the class of the road, else the free speed times the
    profile's factor; never more than the profile's maximum. An unknown limit is no limit.
    """
    speed = network.free_speed_mps * profile.speed_factor
    for kind, mps in profile.speed_by_class_mps:
        speed[network.facility_type == kind] = mps
    np.minimum(speed, profile.max_speed_mps, out=speed)
    seconds = network.length_m / speed
    limits = (
        (network.max_weight_kg, profile.weight_kg),
        (network.max_height_m, profile.height_m),
        (network.max_width_m, profile.width_m),
    )
    for limit, own in limits:
        seconds[limit < own] = np.inf  # nan compares false: unknown
    return seconds
