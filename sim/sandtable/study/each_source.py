"""Incidents that occur once for each source of a hazard that acts on a road (逐处险情)."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from sandtable.routing import TravelTimes, free_flow_s
from sandtable.world.scenario import Controls, Listed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from sandtable.hazards import Impact
    from sandtable.world.scenario import ListedEach
    from sandtable.world.world import World


def with_each(world: World, impacts: Mapping[str, Sequence[Impact]]) -> World:
    """Return the world with an incident for each source of an entry that acts on a road.

    Those that act in some sample are there; in the others they do not occur.

    Parameters
    ----------
    impacts
        Realisations by entry.

    """
    scenario = world.scenario
    if not scenario.listed_each:
        return world
    more = [one for each in scenario.listed_each for one in _of(each, world, impacts[each.entry])]
    listed = tuple(sorted((*scenario.listed, *more), key=lambda one: one.id))
    return replace(world, scenario=replace(scenario, listed=listed))


def _of(each: ListedEach, world: World, impacts: Sequence[Impact]) -> Iterator[Listed]:
    away_s = _away_s(world, each.type)
    for source, nodes in sorted(_ends(world, impacts).items()):
        yield Listed(
            id=f"{each.id}_{source}",
            type=each.type,
            at_s=math.nan,
            node=min(nodes, key=lambda node: (away_s[node], node)),
            controls=Controls(entry=each.entry, source=source),
        )


def _ends(world: World, impacts: Sequence[Impact]) -> dict[str, set[int]]:
    """Return the ends of the roads on which each source acts in any sample."""
    network = world.network
    found: dict[str, set[int]] = {}
    for one in impacts:
        pairs = np.unique(np.column_stack((one.roads.source, one.roads.arc)), axis=0)
        for code, arc in pairs.tolist():
            ends = (int(network.tail[arc]), int(network.head[arc]))
            found.setdefault(one.source_ids[code], set()).update(ends)
    return found


def _away_s(world: World, incident_type: str) -> NDArray[np.float64]:
    """Return how far nodes are, in free flow, from the nearest team that has a skill needed [s].

    Where no team has any, all teams count.
    """
    (kind,) = (one for one in world.scenario.types if one.id == incident_type)
    wanted = {need.skill for need in kind.needs}
    able = [one for one in world.plan.teams if wanted.intersection(one.skills)]
    node_of = {base.id: base.node for base in world.place.bases}
    away = np.full(world.network.n_nodes, np.inf)
    for profile in world.plan.profiles:
        teams = [one for one in able or world.plan.teams if one.profile == profile.id]
        nodes = sorted({node_of[one.base] for one in teams})
        if nodes:
            seconds = free_flow_s(world.network, profile)
            times = TravelTimes(world.network, seconds, np.array(nodes, dtype=np.int64))
            np.minimum(away, times.seconds.min(axis=0), out=away)
    return away
