"""Missions of the reference engine, from order to home."""

import math
from types import SimpleNamespace

from tests.reference.roads import spot

from sandtable.ground.clock import grid
from sandtable.ground.luck import address

NAN, INF = math.nan, math.inf
ROAD, ARRIVAL = 1, 3


class Missions:
    """The part of the engine that sends teams, lets them work, and calls them back."""

    def order(self, team, one, number):
        """Send a team for a requirement of an incident."""
        mission = self.engage(team, "respond")
        need = one.kind.needs[number]
        mission.incident, mission.need = one, number
        mission.visit = team.visits.get(one.id, 0)
        team.visits[one.id] = mission.visit + 1
        mission.counts = team.data.headcount if need.unit == "persons" else 1
        one.missions.append(mission)
        one.served += 1
        one.missing[number] -= mission.counts
        if max(one.missing) <= 0:
            self.unqueue(one)
        self.notify(mission)

    def engage(self, team, task):
        """Bind a team to a new mission; its vehicle drives on until the order reaches it."""
        before = team.mission
        if before is not None:
            self.void(before)
        mission = SimpleNamespace(
            team=team, task=task, incident=None, need=-1, visit=0, from_node=team.at.node,
            ordered=self.now, alerted=NAN, departed=NAN, arrived=NAN, began=NAN, released=NAN,
            facility="", at_facility=NAN, at_base=NAN, outcome="censored", token=0, trip=None,
            parts=(NAN, NAN, NAN, NAN, NAN, []), phase="alert", ended_by="simulated", void=False,
            relieved=False, goal=-1, then=None, id=team.id, legs=[],
        )  # fmt: skip
        self.missions.append(mission)
        team.under = team.under or before
        team.mission, team.free = mission, False
        self.in_charge[team.data.headquarters].free.pop(team.id, None)
        return mission

    def void(self, mission):
        """End a mission for good, but for its vehicle."""
        mission.void = True
        if mission.trip is None:
            mission.token += 1

    def notify(self, mission):
        """Send the order to the team."""
        law = self.desks[mission.team.data.headquarters].data.notification
        mission.alerted = grid(self.now + self.of_mission(mission, law, 0))
        self.after(mission, mission.alerted, self.alerted)

    def of_mission(self, mission, law, k):
        """Draw a duration of a mission."""
        name = mission.incident.id if mission.incident else ""
        return self.draw(law, "mission", address(name, mission.team.id), mission.visit, k)

    def after(self, mission, instant, then):
        """End a phase at an instant; one of no length ends at once."""
        mission.token += 1
        mission.then = then
        if instant > self.now:
            self.call(instant, ARRIVAL, mission.id, self.phase_ends, mission, mission.token)
        else:
            then(mission)

    def phase_ends(self, mission, token):
        """Go on, unless it was re-ordered or reported in the meantime."""
        if token == mission.token and not mission.void:
            mission.then(mission)

    # A mission

    def alerted(self, mission):
        """Let the order reach the team, where it is now."""
        mission.alerted = self.now
        if self.take_over(mission):
            self.depart(mission)
            return
        mission.phase = "turnout"
        begun = mission.ordered if self.rules.turnout_from == "order" else mission.alerted
        turnout = self.of_mission(mission, mission.team.data.turnout, 1)
        self.after(mission, max(self.now, grid(begun + turnout)), self.depart)

    def take_over(self, mission):
        """Take the vehicle over; True when it rolls already."""
        team, rolling = mission.team, False
        before, team.under = team.under, None
        if before is not None and before.trip is not None:
            self.halt(before)
            at_home = (team.at.node, team.at.arc) == (team.home, -1)
            rolling = before.phase != "return" or not at_home
            if not rolling:
                before.at_base = self.now
        elif before is not None and before.phase != "return":
            rolling = not math.isnan(before.departed)
        mission.from_node = team.at.node
        return rolling

    def depart(self, mission):
        """Roll."""
        mission.phase, mission.departed = "travel", self.now
        mission.start = mission.team.at
        goal = mission.incident.node if mission.incident else mission.goal
        self.travel(mission, goal, self.arrive if mission.incident else self.moved)

    def arrive(self, mission):
        """Count a team in on scene, if this is the place."""
        one = mission.incident
        if self.is_lost(mission):
            return
        mission.phase, mission.arrived = "waiting", self.now
        if one.first is None:
            one.first, one.first_arrival = mission, self.now
        self.on_scene(mission)
        one.carrier = one.carrier or mission
        one.absent[mission.need] -= mission.counts
        full = max(one.absent) <= 0
        if full and math.isnan(one.full_arrival):
            one.full_arrival = self.now
        if one.state == "working":
            self.work(mission)
        elif full or self.rules.work_starts == "first_arrival":
            one.state, shared = "working", self.rules.work_shared == "incident"
            there = [other for other in one.missions if not math.isnan(other.arrived)]
            for other in there if shared else self.present(one):
                self.work(other)
            if shared and not self.held(one):
                self.ends_together(one)

    def present(self, one):
        """Return the missions on scene, by id of the team."""
        there = [mission for mission in one.missions if not math.isnan(mission.arrived)]
        return sorted(there, key=lambda mission: mission.id.encode())

    def work(self, mission):
        """Let a team take part in the work."""
        mission.began = self.now
        self.on_line(mission)
        if self.rules.work_shared == "team" and not self.held(mission.incident):
            self.ends_alone(mission)

    def work_ends(self, one, token):
        """End work that is shared."""
        if token == one.token:
            self.control(one)

    def control(self, one):
        """End the work: who is on the way goes home, who is on scene leaves."""
        self.work_is_done(one)
        one.token += 1
        self.unqueue(one)
        for mission in sorted(one.missions, key=lambda mission: mission.id.encode()):
            if math.isnan(mission.arrived):
                self.stand_down(mission, "cancelled")
        for mission in self.present(one):
            self.leave(mission)
        if not one.missions and one.state == "controlled":
            self.over(one, "closed")

    def work_is_done(self, one):
        """Note it; the source that it controls is controlled by an event of its own."""
        one.state, one.controlled = "controlled", self.now
        if one.controls is not None:
            about = {"entry": one.controls.entry, "source": one.controls.source}
            self.call(self.now, ROAD, one.id, self.do_control, about)

    def leave(self, mission):
        """Leave the scene, with persons on board where it is this team's part."""
        one = mission.incident
        mission.token += 1
        transport = one.kind.transport
        if one.carrier is mission and not math.isnan(one.handover):
            known = self.roads.view_of[mission.team.data.headquarters].known
            near = [
                (grid(known.time(one.site, facility.node)), facility.id, facility)
                for facility in self.place.facilities
                if facility.kind == transport.kind
            ]
            if near and min(near)[0] < INF:
                facility = min(near)[2]
                mission.phase, mission.facility = "transport", facility.id
                mission.team.at = spot(one.site)
                self.travel(mission, facility.node, self.at_facility)
                return
        self.release(mission, one.site)

    def at_facility(self, mission):
        """Hand over."""
        mission.phase, mission.at_facility = "hand_over", self.now
        node = self.sites[mission.facility]
        ends = grid(self.now + mission.incident.handover)
        self.after(mission, ends, lambda done: self.release(done, node))

    def release(self, mission, node):
        """Be done with the incident and drive home."""
        one, team = mission.incident, mission.team
        mission.released, mission.outcome, team.at = self.now, "done", spot(node)
        team.worked += self.now - mission.ordered
        self.off_line(mission)
        one.missions.remove(mission)
        if not one.missions:
            shared = self.rules.work_shared == "incident"
            if one.state == "working" and not shared and max(one.missing) <= 0:
                self.work_is_done(one)
            if one.state == "controlled":
                self.over(one, "closed")
        if self.rules.free_again == "on_clearing":
            self.freed(team)
        self.go_home(mission)

    def go_home(self, mission):
        """Drive back."""
        mission.phase, mission.void = "return", False
        self.travel(mission, mission.team.home, self.home)

    def home(self, mission):
        """Be at the base."""
        team = mission.team
        mission.at_base, mission.phase = self.now, "home"
        team.mission, team.at = None, spot(team.home)
        if not team.free:
            self.freed(team)

    def moved(self, mission):
        """Stand ready at another place."""
        mission.arrived, mission.outcome, mission.phase = self.now, "done", "home"
        self.ready(mission.team, mission.goal)

    def ready(self, team, node):
        """Stand ready without having to go anywhere."""
        team.mission, team.at = None, spot(node)
        self.freed(team)

    def detach(self, mission, outcome):
        """Take a team off its incident: what it was to do is missing again."""
        one = mission.incident
        self.void(mission)
        mission.outcome, mission.released = outcome, self.now
        if mission.phase == "alert":
            mission.alerted = NAN  # the order never reaches it
        one.missions.remove(mission)
        one.served -= 1
        if one.state not in {"open", "working"}:
            return
        if not math.isnan(mission.arrived):
            self.off_line(mission)
            one.absent[mission.need] += mission.counts
            if one.carrier is mission:
                longest = sorted(self.present(one), key=lambda other: other.arrived)
                one.carrier = longest[0] if longest else None
        lacked = max(one.missing) > 0
        one.missing[mission.need] += mission.counts
        if max(one.missing) > 0 and not lacked:
            self.queue(one)

    def stand_down(self, mission, outcome):
        """Send a team home from wherever it is."""
        self.detach(mission, outcome)
        team = mission.team
        if mission.trip is not None:
            self.halt(mission)
        elif mission.phase == "search":
            pass  # it stands at the wrong place
        elif math.isnan(mission.arrived) and not self.take_over(mission):
            self.ready(team, team.at.node)
            return
        if self.rules.free_again == "on_clearing":
            self.freed(team)
        self.go_home(mission)
