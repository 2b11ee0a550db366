"""What happens at an incident: teams arrive, the work begins and ends, teams leave (现场处置)."""

from __future__ import annotations

import math
from operator import attrgetter
from typing import TYPE_CHECKING

from sandtable.dispatch.delays import Way
from sandtable.dispatch.drives import at_node
from sandtable.dispatch.links import Links
from sandtable.ground.clock import GRID, Rank, grid, priority

if TYPE_CHECKING:
    from sandtable.dispatch.drives import Spot
    from sandtable.dispatch.incidents import Incident
    from sandtable.dispatch.operation import Operation
    from sandtable.dispatch.teams import Mission
    from sandtable.world.scenario import Controls

K_NOTIFICATION, K_TURNOUT, K_WORK = 0, 1, 2
"""Numbers k of the draws of a mission (purpose "mission", entity incident and team)."""

_by_order = attrgetter("order")


class Scene:
    """The rules of work on scene, for all incidents of a run."""

    def __init__(self, op: Operation) -> None:
        self._op = op
        rules = op.world.plan.rules
        self._on_first = rules.work_starts == "first_arrival"
        self._shared = rules.work_shared == "incident"
        self.links = Links(op) if op.world.plan.links else None

    def arrive(self, mission: Mission, incident: Incident) -> None:
        """Count a team in and account for its way; begin the work when ``work_starts`` says so."""
        op, drive = self._op, mission.drive or mission.last
        assert drive is not None  # noqa: S101  it has just arrived
        # Of a way on calm roads from node to node, and in one leg, the records know all.
        if drive.ahead is not None or drive.start.arc >= 0 or incident.report is not None:
            trip = mission.trip = op.traffic.trip(drive)
            if trip.slowed_s or trip.detour_s or trip.waiting_s:
                op.delayed.append(Way(mission, drive.start, drive.start_s, drive.goal))
        mission.drive = None
        mission.team.spot = at_node(drive.goal)
        now = mission.arrived_s = op.clock.now
        if incident.first < 0:
            incident.first, incident.first_arrival_s = mission.number, now
        if incident.report is not None:
            op.reports.arrived(mission)
        if incident.carrier is None:
            incident.carrier = mission
        absent = incident.absent
        absent[mission.need] -= mission.counts
        full = max(absent) <= 0
        if full and incident.full_arrival_s != incident.full_arrival_s:  # nan: for the first time
            incident.full_arrival_s = now
        if self.links is not None:
            self.links.arrive(mission)
        if incident.state == "working":
            self._join(mission)
        elif full or self._on_first:
            self._begin(incident)

    def _begin(self, incident: Incident) -> None:
        clock, civil = self._op.clock, self._op.civil
        now = incident.work_began_s = clock.now
        incident.state = "working"
        if civil is not None:
            civil.works_began(incident)
        if not self._shared:
            for mission in _present(incident):
                self._join(mission)
            return
        for mission in incident.missions:
            if mission.arrived_s == mission.arrived_s:  # not nan: it is on scene
                mission.work_began_s = now
                if civil is not None:
                    civil.at_work(mission)
        if civil is not None and civil.holds(incident):
            return
        self._end_together(incident)

    def go_on(self, incident: Incident) -> None:
        """Let the work on an incident end in its time: what it waited for has come."""
        if self._shared:
            self._end_together(incident)
            return
        for mission in _present(incident):
            self._end_own(mission, incident)

    def _end_together(self, incident: Incident) -> None:
        clock = self._op.clock
        ends = (clock.now + incident.drawn.work_s[incident.row] + GRID) - GRID
        if ends == clock.now:
            self.control(incident)
            return
        token = incident.token = incident.token + 1
        clock.at(ends, incident.order, self._work_done, incident, token)

    def _join(self, mission: Mission) -> None:
        """Let a team take part in work that has begun."""
        civil, mission.work_began_s = self._op.civil, self._op.clock.now
        if civil is not None:
            civil.at_work(mission)
        if self._shared:
            return
        incident = mission.incident
        assert incident is not None  # noqa: S101  a response has an incident
        if civil is None or not civil.holds(incident):
            self._end_own(mission, incident)

    def _end_own(self, mission: Mission, incident: Incident) -> None:
        clock = self._op.clock
        work_s = self._op.mission_draw(mission, incident.type.work, K_WORK)
        ends = grid(clock.now + work_s)
        if ends == clock.now:
            mission.relieved = True
            if mission.phase == "waiting":
                self._op.resume(mission)
            return
        mission.token += 1
        clock.at(ends, mission.order, self._own_work_done, mission, mission.token)

    def _work_done(self, incident: Incident, token: int) -> None:
        if token == incident.token:
            self.control(incident)

    def _own_work_done(self, mission: Mission, token: int) -> None:
        if token == mission.token:
            mission.relieved = True
            self._op.resume(mission)

    def done(self, mission: Mission) -> None:
        """Let the work of a team be done now, or that of all where it is shared: so it was seen."""
        incident = mission.incident
        assert incident is not None  # noqa: S101  a response has an incident
        if self._shared:
            self.control(incident)
        else:
            mission.token += 1
            self._own_work_done(mission, mission.token)

    def control(self, incident: Incident) -> None:
        """End the work: teams on scene may leave, teams still under way are sent home."""
        op = self._op
        self._controlled(incident)
        incident.token += 1
        if incident.lacking:
            op.desks.leave(incident)
        present = incident.missions.copy()
        if len(present) != 1 or present[0].arrived_s != present[0].arrived_s:
            for mission in sorted(present, key=_by_order):
                if math.isnan(mission.arrived_s):
                    op.stand_down(mission, "cancelled")
            present = _present(incident)
        for mission in present:
            mission.relieved = True
            if mission.phase == "waiting":
                op.clock.resume(mission)
        if not incident.missions and incident.state == "controlled":
            self.end(incident, "closed")  # everybody was called away before the work ended

    def _controlled(self, incident: Incident) -> None:
        """Note that the work is done; roads meet what it controls behind those who leave."""
        clock = self._op.clock
        incident.state, incident.controlled_s = "controlled", clock.now
        controls = incident.drawn.controls
        if controls is not None:
            clock.at(clock.now, priority(Rank.ROAD, incident.id), self._source, controls)

    def _source(self, controls: Controls, _: int) -> None:
        """Bring a source under control, if it is active and nobody else has done so."""
        self._op.control(controls.entry, controls.source)

    @staticmethod
    def choose_carrier(incident: Incident) -> None:
        """Let the team that was on scene next take persons away, where the first is gone."""
        incident.carrier = min(
            _present(incident), key=attrgetter("arrived_s", "order"), default=None
        )

    def leave(self, mission: Mission, incident: Incident, spot: Spot) -> None:
        """Release a team that has done its part; close the incident behind the last one."""
        op, team = self._op, mission.team
        now = mission.released_s = op.clock.now
        mission.outcome = "done"
        team.spot = spot
        team.worked_s += now - mission.ordered_s
        if op.civil is not None:
            op.civil.off_scene(mission)
        missions = incident.missions
        missions.remove(mission)
        if not missions:
            if incident.state == "working" and not self._shared and incident.lacking == 0:
                self._controlled(incident)
            if incident.state == "controlled":
                self.end(incident, "closed")
        if incident.state != "ended":  # it may be sent here again
            team.visits[incident.id] = mission.visit + 1
        if op.on_clearing:
            team.free = True
            op.desks.freed(team)

    def call_off(self, incident: Incident, outcome: str) -> None:
        """End an incident, and send home all teams that are on their way to it or there."""
        for mission in incident.missions.copy():
            self._op.stand_down(mission, "cancelled")
        self.end(incident, outcome)

    def end(self, incident: Incident, outcome: str) -> None:
        """End an incident for good."""
        incident.state, incident.outcome, incident.closed_s = "ended", outcome, self._op.clock.now
        incident.token += 1
        if incident.lacking:
            self._op.desks.leave(incident)
        self._op.open.pop(incident.id, None)
        incident.let_go()


def _present(incident: Incident) -> list[Mission]:
    """Return the missions on scene, by team id."""
    missions = incident.missions
    present = [mission for mission in missions if mission.arrived_s == mission.arrived_s]
    present.sort(key=_by_order)
    return present
