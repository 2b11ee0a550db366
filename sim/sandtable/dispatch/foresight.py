"""What is known of a mission beforehand, written down before it happens (预知).

On calm roads the end of the travel is known when the turnout begins, and the end of the hand-over
when the transport does. Their first halves then need no event of their own: their instants are
written down at once, and the records leave out what lies beyond the end of the run. Whoever meets
a mission otherwise than at its own events calls `look_at` before.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sandtable.dispatch.scene import K_TURNOUT
from sandtable.ground.clock import GRID

if TYPE_CHECKING:
    from sandtable.dispatch.incidents import Incident
    from sandtable.dispatch.operation import Operation
    from sandtable.dispatch.teams import Mission


def turn_out(op: Operation, mission: Mission, goal: int) -> float | None:
    """Let a turnout begin; return when the mission goes on: as it departs, or comes to a node [s].

    Where the arrival is foreseen, the departure is written down.
    """
    team, now = mission.team, op.clock.now
    law = team.team.turnout
    turnout_s = law.mean if law.is_constant else op.mission_draw(mission, law, K_TURNOUT)
    begins = mission.ordered_s if op.from_order else mission.alerted_s
    departs = (begins + turnout_s + GRID) - GRID
    mission.phase = "turnout"
    if departs <= now:
        return now
    if not op.roads.calm:
        return departs
    mission.departed_s = departs
    return op.traffic.set_out(mission, team.spot, goal, departs)


def carry(
    op: Operation, mission: Mission, incident: Incident, arrives: float | None
) -> float | None:
    """Return when a mission with persons on board goes on: there, or behind the hand-over [s].

    Where the end of the hand-over is foreseen, the arrival is written down.

    Parameters
    ----------
    arrives
        Instant of the arrival; None where roads have changed [s].

    """
    if arrives is None or not op.roads.calm:
        return arrives
    mission.at_facility_s = arrives
    return (arrives + incident.handover_s + GRID) - GRID


def hand_over(op: Operation, mission: Mission, incident: Incident) -> float:
    """Let a hand-over begin now, and return its end [s]."""
    now = mission.at_facility_s = op.clock.now
    mission.phase, mission.drive = "hand_over", None
    return (now + incident.handover_s + GRID) - GRID


def look_at(op: Operation, mission: Mission) -> None:
    """Bring a mission up to now: what was foreseen of it has happened, or is open again."""
    drive, phase, clock = mission.drive, mission.phase, op.clock
    if drive is None:
        return
    if phase == "turnout":
        if clock.has_been(drive.start_s, mission.order):
            mission.phase = "travel"
        else:
            mission.drive, mission.departed_s = None, math.nan
            clock.wake(mission, drive.start_s)
    elif phase == "transport" and not math.isnan(mission.at_facility_s):
        if clock.has_been(drive.arrival_s, mission.order):
            mission.phase, mission.drive = "hand_over", None
        else:
            mission.at_facility_s = math.nan
            clock.wake(mission, drive.arrival_s)
