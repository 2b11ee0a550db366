"""The life of a mission, from order to home, as the plan tells it (任务)."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING

from sandtable.dispatch.drives import at_node
from sandtable.dispatch.foresight import carry, hand_over, turn_out

if TYPE_CHECKING:
    from collections.abc import Generator

    from sandtable.dispatch.drives import Spot
    from sandtable.dispatch.incidents import Incident
    from sandtable.dispatch.operation import Operation
    from sandtable.dispatch.teams import Mission
    from sandtable.world.place import Facility


def respond(
    op: Operation, mission: Mission, incident: Incident
) -> Generator[float | None, None, None]:
    """Alert, turn out, travel, work, take to hospital, return: the life of one order (任务).

    Yields the instant at which a phase ends [s], or None where something else ends it. A phase of
    no length is passed without an event.
    """
    clock = op.clock
    if mission.alerted_s > clock.now:
        yield mission.alerted_s
        mission.alerted_s = clock.now  # a report may have ended it sooner
    team = mission.team
    start, rolling = (team.spot, False) if team.under is None else op.take_over(mission)
    if not rolling and (until := turn_out(op, mission, incident.node)) != clock.now:
        yield until
    if (
        isnan(mission.departed_s)
        and (until := roll(op, mission, start, incident.node)) != clock.now
    ):
        yield until
    if incident.report is not None:
        yield from op.reports.find(mission)
    mission.phase = "on_scene"
    op.scene.arrive(mission, incident)
    if not mission.relieved:
        mission.phase = "waiting"
        yield None  # until the work is done

    spot = team.spot
    facility = _facility(op, mission, incident) if incident.carrier is mission else None
    if facility is not None:
        mission.phase, mission.facility = "transport", facility.id
        arrives = op.traffic.set_out(mission, spot, facility.node, clock.now)
        if arrives != clock.now:
            yield carry(op, mission, incident, arrives)
        # Again, if it was not foreseen.
        if isnan(mission.at_facility_s) and (until := hand_over(op, mission, incident)) > clock.now:
            yield until
        spot = at_node(facility.node)
    op.scene.leave(mission, incident, spot)
    mission.phase = "return"  # as in `go_home`, without a second generator for every mission
    arrives = op.traffic.set_out(mission, spot, team.home, clock.now)
    if arrives != clock.now:
        yield arrives
    op.at_base(mission)


def roll(op: Operation, mission: Mission, start: Spot, goal: int) -> float | None:
    """Let wheels roll now, where that was not foreseen or was looked at before; return the arrival.

    None where roads have changed [s].
    """
    mission.phase, mission.departed_s = "travel", op.clock.now
    return op.traffic.set_out(mission, start, goal, op.clock.now)


def _facility(op: Operation, mission: Mission, incident: Incident) -> Facility | None:
    """Return the facility for an incident: nearest by known roads.

    None = there is nobody to take there, or no way.
    """
    if incident.handover_s != incident.handover_s:  # nan
        return None
    transport = incident.type.transport
    assert transport is not None  # noqa: S101  its hand-over was drawn
    facilities, nodes = op.sites.of_kind(transport.kind)
    team = mission.team
    known = op.roads.circles[team.circle].states[mission.profile]
    at = known.nearest(team.spot.node, nodes)
    return facilities[at] if at >= 0 else None


def go_home(op: Operation, mission: Mission, spot: Spot) -> Generator[float | None, None, None]:
    """Drive back to the base: the last part of every mission."""
    mission.phase = "return"
    arrives = op.traffic.set_out(mission, spot, mission.team.home, op.clock.now)
    if arrives != op.clock.now:
        yield arrives
    op.at_base(mission)


def coast(op: Operation, mission: Mission) -> Generator[float | None, None, None]:
    """Drive on to the old goal, until a new order takes the vehicle over."""
    yield None
    drive, mission.drive = mission.drive or mission.last, None
    mission.team.spot = at_node(mission.team.home if drive is None else drive.goal)
    if mission.phase == "return":
        mission.at_base_s = op.clock.now


def move(op: Operation, mission: Mission) -> Generator[float | None, None, None]:
    """Move a team without incident to a node and let it stand ready there (前置、补位)."""
    clock = op.clock
    if mission.alerted_s > clock.now:
        yield mission.alerted_s
        mission.alerted_s = clock.now  # a report may have ended it sooner
    team = mission.team
    start, rolling = (team.spot, False) if team.under is None else op.take_over(mission)
    if not rolling and (until := turn_out(op, mission, mission.goal)) != clock.now:
        yield until
    if isnan(mission.departed_s) and (until := roll(op, mission, start, mission.goal)) != clock.now:
        yield until
    op.moved(mission)
