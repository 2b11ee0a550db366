"""Which teams were in what they cannot bear, worked out once a run is over (队伍受威胁)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from sandtable.dispatch.ways_taken import RememberedTraffic
from sandtable.hazards.threats import Stay, threats

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sandtable.dispatch.operation import Operation
    from sandtable.dispatch.roads import Active
    from sandtable.dispatch.teams import Mission

ThreatRow = tuple[str, str, str, str, str, str, float, float, float, float]


def threat_rows(op: Operation, names: Sequence[str]) -> list[ThreatRow]:
    """Return the rows of the table ``threats``, by mission, place, entry and time.

    Only teams that say what they bear are looked at.

    Parameters
    ----------
    names
        Ids of all missions of the run, in their order.

    """
    traffic, active = op.traffic, op.roads.begun()
    if not isinstance(traffic, RememberedTraffic) or not active:
        return []
    return [
        row
        for mission, name in zip(op.missions, names, strict=True)
        if mission.team.team.bears
        for row in _of_mission(op, mission, name, active, traffic)
    ]


def _of_mission(
    op: Operation,
    mission: Mission,
    name: str,
    active: Sequence[tuple[str, Active]],
    traffic: RememberedTraffic,
) -> Iterator[ThreatRow]:
    """Yield what threatens the team of a mission, at its incident and on its ways."""
    limits = dict(mission.team.team.bears)
    trips = traffic.trips_of(mission, op.horizon_s)
    ways = [stay for _drive, stays in trips for stay in stays]
    scene = _on_scene(op, mission, [(one.start_s, one.goal) for one, _ in trips])
    for place, stays in (("on_scene", scene), ("on_way", ways)):
        for entry, one in active:
            course, begun_s = one.impact.course(one.controls), one.since_s
            for threat in threats(course, _since(stays, begun_s), limits):
                yield (
                    *(name, mission.team.id, entry, threat.source, threat.kind, place),
                    *(begun_s + threat.from_s, begun_s + threat.to_s),
                    *(threat.worst, limits[threat.kind]),
                )


def _since(stays: Sequence[Stay], activated_s: float) -> list[Stay]:
    """Return stays on the clock of an entry."""
    return [Stay(arc, from_s - activated_s, to_s - activated_s) for arc, from_s, to_s in stays]


def _on_scene(op: Operation, mission: Mission, trips: Sequence[tuple[float, int]]) -> list[Stay]:
    """Return the time on scene, as a stay on every arc that begins or ends there.

    Parameters
    ----------
    trips
        When each trip of the mission began [s], and the node that it went to.

    """
    from_s = mission.arrived_s
    if math.isnan(from_s) or mission.task != "respond":
        return []
    # Who arrives at once is there at the instant at which the trip begins: that one is before.
    before = [trip for trip in trips if trip[0] <= from_s]
    leaves = [start_s for start_s, _goal in trips[len(before) :]]
    released = [] if math.isnan(mission.released_s) else [mission.released_s]
    to_s = min((*leaves, *released, op.horizon_s))
    network, node = op.world.network, before[-1][1]
    arcs = np.flatnonzero((network.tail == node) | (network.head == node))
    return [Stay(arc, from_s, to_s) for arc in arcs.tolist()]
