"""The life of a mission, from order to home, as the plan tells it (任务)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandtable.dispatch.drives import at_node
from sandtable.ground.clock import grid

if TYPE_CHECKING:
    from collections.abc import Generator

    from sandtable.dispatch.drives import Spot
    from sandtable.dispatch.operation import Operation
    from sandtable.dispatch.teams import Mission
    from sandtable.world.place import Facility


def respond(op: Operation, mission: Mission) -> Generator[float | None, None, None]:
    """Alert, turn out, travel, work, take to hospital, return: the life of one order (任务).

    Yields the instant at which a phase ends [s], or None where something else ends it. A phase of
    no length is passed without an event.
    """
    clock, incident = op.clock, mission.incident
    assert incident is not None  # noqa: S101  a response has an incident
    if mission.alerted_s > clock.now:
        yield mission.alerted_s
        mission.alerted_s = clock.now  # a report may have ended it sooner
    team = mission.team
    start, rolling = (team.spot, False) if team.under is None else op.take_over(mission)
    if not rolling:
        mission.phase = "turnout"
        departs = op.turnout_ends(mission)
        if departs > clock.now:
            yield departs
    mission.phase, mission.departed_s = "travel", clock.now
    arrives = op.traffic.set_out(mission, start, incident.node)
    if arrives != clock.now:
        yield arrives
    if incident.report is not None:
        yield from op.reports.find(mission)
    mission.phase = "on_scene"
    op.scene.arrive(mission)
    if not mission.relieved:
        mission.phase = "waiting"
        yield None  # until the work is done

    spot = team.spot
    facility = op.nearest_facility(mission) if incident.carrier is mission else None
    if facility is not None:
        yield from take_away(op, mission, facility, incident.handover_s)
        spot = at_node(facility.node)
    op.scene.leave(mission, spot)
    mission.phase = "return"  # as in `go_home`, without a second generator for every mission
    arrives = op.traffic.set_out(mission, spot, team.home)
    if arrives != clock.now:
        yield arrives
    op.at_base(mission)


def take_away(
    op: Operation, mission: Mission, facility: Facility, handover_s: float
) -> Generator[float | None, None, None]:
    """Take persons from the scene to a facility and hand them over (转送)."""
    clock = op.clock
    mission.phase, mission.facility = "transport", facility.id
    arrives = op.traffic.set_out(mission, mission.team.spot, facility.node)
    if arrives != clock.now:
        yield arrives
    mission.drive = None
    mission.phase, mission.at_facility_s = "hand_over", clock.now
    ends = grid(clock.now + handover_s)
    if ends > clock.now:
        yield ends


def go_home(op: Operation, mission: Mission, spot: Spot) -> Generator[float | None, None, None]:
    """Drive back to the base: the last part of every mission."""
    mission.phase = "return"
    arrives = op.traffic.set_out(mission, spot, mission.team.home)
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
    if not rolling:
        mission.phase = "turnout"
        departs = op.turnout_ends(mission)
        if departs > clock.now:
            yield departs
    mission.phase, mission.departed_s = "travel", clock.now
    arrives = op.traffic.set_out(mission, start, mission.goal)
    if arrives != clock.now:
        yield arrives
    op.moved(mission)
