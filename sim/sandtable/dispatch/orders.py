"""What each kind of command does (命令执行). Nothing here raises for what a person may order."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from sandtable.dispatch.commands import ACCEPTED, Command, Outcome, refused
from sandtable.dispatch.foresight import look_at
from sandtable.dispatch.mission import move, respond
from sandtable.dispatch.scene import K_NOTIFICATION
from sandtable.dispatch.teams import Mission, TeamState
from sandtable.ground.clock import GRID, Rank, grid, priority
from sandtable.ground.names import ID_PATTERN, MAX_ID_BYTES
from sandtable.world.scenario import Listed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sandtable.dispatch.incidents import Incident
    from sandtable.dispatch.operation import Operation

PHASES = frozenset(
    {"alert", "turnout", "travel", "search", "work", "transport", "hand_over", "return"}
)
"""Phases of a mission that a report from outside may end."""
MOST_LEVELS = 4
"""Response levels are IV to I, and 0 = none."""

K_REFUSAL, K_DELAY = 0, 1
"""Numbers k of the draws of a request for aid (purpose "agreement", entity the agreement)."""

_NO_TEAM = refused("unknown team")
_NO_INCIDENT = refused("unknown incident, or it is over")


class Orders:
    """Carries out commands of every kind.

    Each public method serves the kind of its name and takes the command; docs/commands.md lists
    the arguments. All answer with an `Outcome`.
    """

    def __init__(self, op: Operation) -> None:
        self._op = op
        plan = op.world.plan
        self._notification = {desk.id: desk.notification for desk in plan.headquarters}
        self._agreements = {one.id: one for one in plan.agreements}
        self._zones = {zone.id for zone in op.world.place.zones}
        self._asked: dict[str, int] = {}
        self.kinds: dict[str, Callable[[Command], Outcome]] = {
            "order": self.order,
            "recall": self.recall,
            "divert": self.divert,
            "move_up": self.move_up,
            "pre_position": self.pre_position,
            "hand_over": self.hand_over,
            "request_aid": self.request_aid,
            "issue_stock": self.issue_stock,
            "close_road": self.close_road,
            "open_road": self.open_road,
            "one_way": self.one_way,
            "take_over": self.take_over,
            "set_level": self.set_level,
            "activate": self.activate,
            "control": self.control,
            "incident": self.incident,
            "message": self.message,
            "ruling": self.ruling,
            "cancel": self.cancel,
            "stop": self.stop,
            "warn": self.warn,
            "evacuate": self.evacuate,
            "open_shelter": self.open_shelter,
            "call_out": self.call_out,
            "close_breach": self.close_breach,
        }

    # Teams

    def order(self, command: Command) -> Outcome:
        """Send a free team to an incident."""
        team = self._op.teams.get(command.arguments.get("team", ""))
        if team is not None and team.free:
            return self._send(team, command)
        return _NO_TEAM if team is None else refused("team is not free")

    def divert(self, command: Command) -> Outcome:
        """Take a team from its incident and send it to another one."""
        team = self._op.teams.get(command.arguments.get("team", ""))
        if team is None:
            return _NO_TEAM
        refusal = self._not_divertible(team)
        if refusal:
            return refused(refusal)
        mission = team.mission
        assert mission is not None  # noqa: S101  it is divertible
        incident, need = self._requirement(team, command.arguments)
        if incident is None or incident is mission.incident:
            return _NO_INCIDENT
        if need < 0:
            return refused("incident needs nothing that this team can do")
        self._op.detach(mission, "diverted")
        return self._send(team, command)

    def _not_divertible(self, team: TeamState) -> str:
        """Return why a team cannot be taken from what it does; empty = it can."""
        mission, rule = team.mission, self._op.world.plan.rules.diversion
        if mission is None or mission.incident is None or not math.isnan(mission.released_s):
            return "team is on no mission that it could be taken from"
        if rule == "none":
            return "the rules do not let teams be diverted"
        if math.isnan(mission.arrived_s) or (rule == "at_work" and mission.phase == "waiting"):
            return ""
        return "the rules do not let a team be diverted in this phase"

    def _requirement(
        self, team: TeamState, given: Mapping[str, Any]
    ) -> tuple[Incident | None, int]:
        """Return the open incident that is named and the requirement to serve, -1 = none."""
        incident = self._op.open.get(given.get("incident", ""))
        if incident is None or incident.state not in {"open", "working"}:
            return None, -1
        wanted = given.get("skill", "")
        for number, need in enumerate(incident.type.needs):
            skill = need.skill
            if (
                (skill == wanted or not wanted)
                and skill in team.skills
                and incident.missing[number] > 0
            ):
                return incident, number
        return incident, -1

    def _send(self, team: TeamState, command: Command) -> Outcome:
        incident, need = self._requirement(team, command.arguments)
        if incident is None:
            return _NO_INCIDENT
        if need < 0:
            return refused("incident needs nothing more that this team can do")
        op = self._op
        mission = self._engage(team, "respond", command)
        mission.incident, mission.need = incident, need
        if team.visits:
            mission.visit = team.visits.get(incident.id, 0)
        incident.missions.append(mission)
        incident.served += 1
        if incident.type.needs[need].unit == "persons":
            mission.counts = team.headcount
        left = incident.missing[need] = incident.missing[need] - mission.counts
        if left <= 0:
            incident.lacking -= 1
            if incident.lacking == 0:
                op.desks.drop(incident)
        mission.alerted_s = self._alerted_s(mission)
        mission.life = respond(op, mission, incident)
        op.clock.resume(mission)
        return ACCEPTED

    def _alerted_s(self, mission: Mission) -> float:
        """Return the instant at which an order reaches its team [s]."""
        op, team = self._op, mission.team.team
        law = self._notification[team.headquarters]
        notification_s = (
            law.mean if law.is_constant else op.mission_draw(mission, law, K_NOTIFICATION)
        )
        return (mission.ordered_s + notification_s + GRID) - GRID

    def _engage(self, team: TeamState, task: str, command: Command) -> Mission:
        """Bind a team to a new mission; what it did before is void from now on."""
        op = self._op
        before = team.mission
        if before is not None:
            op.void(before)
            # If its last order had not reached it yet, it still drives as the one before told it.
            team.under = team.under or before
        missions = op.missions
        mission = Mission(len(missions), team, task, command.source, op.clock.now)
        missions.append(mission)
        team.picture.taken(team)
        team.mission, team.free, team.at_hub = mission, False, -1
        return mission

    def recall(self, command: Command) -> Outcome:
        """Call a team back from its incident."""
        team = self._op.teams.get(command.arguments.get("team", ""))
        if team is None:
            return _NO_TEAM
        mission = team.mission
        if mission is None or mission.incident is None or not math.isnan(mission.released_s):
            return refused("team is on no mission that it could be taken from")
        if mission.phase in {"transport", "hand_over"}:
            return refused("team has persons on board")
        self._op.stand_down(mission, "recalled")
        return ACCEPTED

    def move_up(self, command: Command) -> Outcome:
        """Move a free team to stand ready at a base or node for the time being (补位)."""
        return self._move(command, for_good=False)

    def pre_position(self, command: Command) -> Outcome:
        """Move a free team to a base or node that is its home from now on (前置)."""
        return self._move(command, for_good=True)

    def _move(self, command: Command, *, for_good: bool) -> Outcome:
        op = self._op
        team = op.teams.get(command.arguments.get("team", ""))
        if team is None:
            return _NO_TEAM
        if not team.free:
            return refused("team is not free")
        node = op.node_of(command.arguments.get("to", ""))
        if node < 0:
            return refused("unknown base, depot, facility or zone")
        mission = self._engage(team, "move", command)
        mission.goal = node
        mission.visit = team.visits.get("", 0)
        team.visits[""] = mission.visit + 1
        if for_good:
            team.home, team.hub = node, op.hub_at.get(node, -1)
        mission.alerted_s = self._alerted_s(mission)
        mission.life = move(op, mission)
        op.resume(mission)
        return ACCEPTED

    def request_aid(self, command: Command) -> Outcome:
        """Ask for the teams and fleets of an agreement."""
        op, name = self._op, command.arguments.get("agreement", "")
        agreement = self._agreements.get(name)
        if agreement is None:
            return refused("unknown agreement")
        visit = self._asked[name] = self._asked.get(name, -1) + 1
        op.desks.note(command.headquarters, command.headquarters, "request", name)
        delay_s = agreement.delay.quantile(op.luck.uniform("agreement", name, visit, K_DELAY))
        granted = op.luck.uniform("agreement", name, visit, K_REFUSAL) >= agreement.refusal
        answer = (name, command.headquarters, granted)
        op.clock.at(
            grid(op.clock.now + delay_s), priority(Rank.MESSAGE, name), self._answer, answer
        )
        return ACCEPTED

    def _answer(self, answer: tuple[str, str, bool], _: int) -> None:
        name, headquarters, granted = answer
        op = self._op
        op.desks.note(name, headquarters, "answer", "granted" if granted else "refused")
        op.mark()  # also a refusal changes what can be done
        if granted and op.civil is not None:
            op.civil.granted(name)
        for team in op.teams.values():
            if granted and team.team.agreement == name and not team.there:
                team.there = team.free = True
                op.desks.freed(team)

    # Incidents

    def hand_over(self, command: Command) -> Outcome:
        """Give an incident that nobody was sent to into other hands."""
        incident = self._op.open.get(command.arguments.get("incident", ""))
        if incident is None:
            return _NO_INCIDENT
        if incident.missions:
            return refused("teams are on their way or on scene")
        self._op.desks.look_for_way(incident)
        self._op.scene.end(incident, "handed_over")
        return ACCEPTED

    def cancel(self, command: Command) -> Outcome:
        """Call an incident off; teams on their way or on scene go home."""
        incident = self._op.open.get(command.arguments.get("incident", ""))
        if incident is None:
            return _NO_INCIDENT
        for mission in list(incident.missions):
            if mission.phase in {"transport", "hand_over"}:
                return refused("a team has persons on board")
        self._op.scene.call_off(incident, "cancelled")
        return ACCEPTED

    def incident(self, command: Command) -> Outcome:
        """Let an incident occur now (inject)."""
        op, given = self._op, command.arguments
        name, kind = given.get("id", ""), given.get("type", "")
        zone = given.get("zone", "")
        node = given.get("node", -1) if "node" in given else op.node_of(zone)
        if kind not in op.drawing.types:
            return refused("unknown incident type")
        if not isinstance(node, int) or not 0 <= node < op.world.network.n_nodes:
            return refused("unknown zone or node")
        if not ID_PATTERN.fullmatch(name) or len(name) > MAX_ID_BYTES or op.timeline.knows(name):
            return refused("the incident needs an id of its own")
        zone = zone if zone in self._zones else ""
        op.timeline.add(
            [op.drawing.listed(Listed(id=name, type=kind, at_s=op.clock.now, node=node, zone=zone))]
        )
        return ACCEPTED

    # Goods

    def issue_stock(self, command: Command) -> Outcome:
        """Send goods from a stock to a need, zone or facility."""
        supply = self._op.supply
        outcome = supply.issue(dict(command.arguments))
        need = supply.consignments[-1].need if outcome.accepted else None
        if need is not None and need.provided >= need.persons:
            self._op.desks.provided(need)
        return outcome

    # Roads and hazards

    def close_road(self, command: Command) -> Outcome:
        """Close roads (``arcs`` by id, or ``road`` for both directions)."""
        return self._lay(command.arguments, 0.0, "control")

    def one_way(self, command: Command) -> Outcome:
        """Close the direction ``arc`` of a road and leave the other one open."""
        return self._lay(command.arguments, 0.0, "one_way")

    def open_road(self, command: Command) -> Outcome:
        """Take away what the run itself has laid on roads; what a hazard closes stays closed."""
        arcs = self._op.arcs_of(command.arguments)
        if not arcs:
            return refused("unknown road or arc")
        if not self._op.roads.lift(arcs, self._op.clock.now):
            return refused("nothing was laid on it")
        self._op.refresh_roads()
        return ACCEPTED

    def _lay(self, arguments: Mapping[str, Any], factor: float, cause: str) -> Outcome:
        arcs = self._op.arcs_of(arguments)
        if not arcs:
            return refused("unknown road or arc")
        self._op.roads.lay(arcs, factor, str(arguments.get("cause", cause)), self._op.clock.now)
        self._op.refresh_roads()
        return ACCEPTED

    def activate(self, command: Command) -> Outcome:
        """Let a dormant entry of the scenario begin."""
        entry = command.arguments.get("entry", "")
        if not self._op.activate(entry, "command", command.source):
            return refused("unknown entry, or it is active already")
        return ACCEPTED

    def control(self, command: Command) -> Outcome:
        """Control a source of a hazard: a fire contained, a leak plugged, a breach closed."""
        given = command.arguments
        if not self._op.control(given.get("entry", ""), given.get("source", "")):
            return refused("unknown source, or it is not active or controlled already")
        return ACCEPTED

    # Civil protection

    def warn(self, command: Command) -> Outcome:
        """Tell the zones of an evacuation to get ready to leave."""
        civil, name = self._op.civil, command.arguments.get("evacuation", "")
        if civil is None or not civil.warn(name):
            return refused("unknown evacuation, or all of its zones were told before")
        return ACCEPTED

    def evacuate(self, command: Command) -> Outcome:
        """Order the zones of an evacuation to leave."""
        civil, name = self._op.civil, command.arguments.get("evacuation", "")
        if civil is None or not civil.evacuate(name):
            return refused("unknown evacuation, or all of its zones were told before")
        return ACCEPTED

    def open_shelter(self, command: Command) -> Outcome:
        """Open a shelter; people who wait before it go in."""
        civil, name = self._op.civil, command.arguments.get("shelter", "")
        if civil is None or not civil.open_shelter(name):
            return refused("unknown shelter, or it is open already")
        return ACCEPTED

    def call_out(self, command: Command) -> Outcome:
        """Call out a fleet of buses or boats."""
        civil, name = self._op.civil, command.arguments.get("fleet", "")
        if civil is None or not civil.call_out(name):
            return refused("unknown fleet, or it was called out before")
        return ACCEPTED

    def close_breach(self, command: Command) -> Outcome:
        """Call the convoys of a closing: rock on its way to a breach."""
        civil, name = self._op.civil, command.arguments.get("closing", "")
        if civil is None or not civil.close_breach(name):
            return refused("unknown closing, or its convoys were called before")
        return ACCEPTED

    # The exercise

    def take_over(self, command: Command) -> Outcome:
        """Take over command of a headquarters' incidents and teams, or give it back (接管指挥)."""
        given, desks = command.arguments, self._op.desks
        area, commander = given.get("of", ""), given.get("commander", command.headquarters)
        if area not in desks.pictures or commander not in desks.pictures:
            return refused("unknown headquarters")
        if not desks.take_over(area, commander):
            return refused("it is in command already")
        return ACCEPTED

    def set_level(self, command: Command) -> Outcome:
        """Raise or lower the response level of a headquarters (响应级别)."""
        level = command.arguments.get("level", -1)
        if not 0 <= level <= MOST_LEVELS:
            return refused("level is not 0 to 4")
        now, hazard = self._op.clock.now, str(command.arguments.get("hazard", ""))
        self._op.level_rows.append((now, command.headquarters, hazard, level, command.source))
        self._op.mark()
        return ACCEPTED

    def message(self, command: Command) -> Outcome:
        """Tell a headquarters something; it changes nothing but the record of messages."""
        to = str(command.arguments.get("to", command.headquarters))
        self._op.desks.note(
            command.headquarters, to, "inject", str(command.arguments.get("about", ""))
        )
        return ACCEPTED

    def ruling(self, command: Command) -> Outcome:
        """End the present phase of a team now, because it was seen or ruled so (裁决)."""
        team = self._op.teams.get(command.arguments.get("team", ""))
        if team is None:
            return _NO_TEAM
        mission = team.mission
        phase, by = command.arguments.get("phase", ""), command.arguments.get("by", "ruled")
        if phase not in PHASES:
            return refused("this phase is not ended by a report")
        if by not in {"observed", "ruled"}:
            return refused("a report is observed or ruled")
        if mission is not None:
            look_at(self._op, mission)
        if mission is None or mission.shown_phase != phase:
            return refused("team is not in this phase")
        self._op.report(mission, by)
        return ACCEPTED

    def stop(self, command: Command) -> Outcome:  # noqa: ARG002  as all kinds
        """End the run behind this instant."""
        self._op.stop()
        return ACCEPTED
