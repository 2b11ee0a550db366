"""Travel times of a vehicle on every arc: in free flow, and as hazards leave them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sandtable.world.going import RAMP, may_use

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from sandtable.hazards import Course
    from sandtable.hazards.depths import DepthLimits
    from sandtable.world.network import Network
    from sandtable.world.plan import Profile


def free_flow_s(network: Network, profile: Profile) -> NDArray[np.float64]:
    """Return the free-flow time of a vehicle on each arc, shape ``(n_arcs,)`` [s]; inf = closed.

    The speed is that of the profile for the class of the road, else the free speed times the
    profile's factor; never more than the profile's maximum, which is the speed itself on foot and
    in the air. An unknown limit is no limit. A ramp takes the time of a launch on top, a flight
    that of a start.
    """
    own = profile.on in ("foot", "air")
    speed = network.free_speed_mps * (np.inf if own else profile.speed_factor)
    for kind, mps in profile.speed_by_class_mps:
        speed[network.facility_type == kind] = mps
    np.minimum(speed, profile.max_speed_mps, out=speed)
    seconds = network.length_m / speed
    limits = (
        (network.max_weight_kg, profile.weight_kg),
        (network.max_height_m, profile.height_m),
        (network.max_width_m, profile.width_m),
    )
    for limit, size in limits:
        seconds[limit < size] = np.inf  # nan compares false: unknown
    if profile.launch_s > 0.0:
        seconds[network.facility_type == RAMP] += profile.launch_s
    if profile.start_up_s > 0.0:
        seconds += profile.start_up_s
    seconds[~may_use(network, profile.on)] = np.inf
    return seconds


def speed_left(
    profile: Profile,
    limits: DepthLimits | None,
    courses: Iterable[tuple[Course, float]],
    n_arcs: int,
) -> NDArray[np.float64]:
    """Return the speed factors that hazards leave to a vehicle, shape ``(n_arcs,)`` [0-1].

    The smallest factor of all of them rules. Where the water is too deep to wade, or too shallow
    for a boat, an arc is closed: without any hazard, too, since all is dry then.

    Parameters
    ----------
    limits
        What water does to the vehicle, as `DepthLimits.of` tells it.
    courses
        Of each hazard its course, and the time since its activation [s].

    """
    then = list(courses)
    factors = np.ones(n_arcs)
    for course, since_s in then:
        np.minimum(factors, course.factors(since_s, profile), out=factors)
    if limits is not None:
        depths = np.zeros(n_arcs)
        for course, since_s in then:
            np.maximum(depths, course.depths(since_s), out=depths)
        factors[limits.closed(depths)] = 0.0
    return factors


def slowed_s(seconds: NDArray[np.float64], factors: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the time on each arc under speed factors, inf where closed, both ``(n_arcs,)`` [s]."""
    closed = np.isinf(seconds) | (factors == 0.0)
    return np.divide(seconds, factors, out=np.full_like(seconds, np.inf), where=~closed)
