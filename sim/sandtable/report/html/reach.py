"""Who is reached from the bases in free flow, and in how many minutes (可达范围)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sandtable.hazards.depths import DepthLimits
from sandtable.routing import TravelTimes, free_flow_s
from sandtable.world.plan import Profile, Team
from sandtable.world.world import World


def own_teams(world: World) -> list[Team]:
    """Return the teams that are there from the start; those of agreements come from outside."""
    return [team for team in world.plan.teams if not team.agreement]


def _undisturbed_s(world: World, profile: Profile) -> NDArray[np.float64]:
    """Return the time on each arc before anything happens: no water for boats yet [s]."""
    seconds = free_flow_s(world.network, profile)
    limits = DepthLimits.of(world.network, profile)
    if limits is not None:
        seconds[limits.closed(np.zeros(world.network.n_arcs))] = np.inf
    return seconds


def reach_s(world: World) -> NDArray[np.float64]:
    """Return the driving time from the nearest own team to each node, shape ``(n_nodes,)`` [s].

    Every team drives its own vehicle, on undisturbed roads; turnout is not in it. inf = no way.

    """
    best = np.full(world.network.n_nodes, np.inf)
    bases = {base.id: base.node for base in world.place.bases}
    by_profile: dict[str, set[int]] = {}
    for team in own_teams(world):
        if team.base in bases:
            by_profile.setdefault(team.profile, set()).add(bases[team.base])
    profiles: Sequence[Profile] = world.plan.profiles
    for profile in profiles:
        nodes = sorted(by_profile.get(profile.id, ()))
        if nodes:
            times = TravelTimes(world.network, _undisturbed_s(world, profile), nodes)
            np.minimum(best, times.seconds.min(axis=0), out=best)
    return best
