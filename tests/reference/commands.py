"""Commands from outside, for the reference engine; what is refused does nothing."""

import math
from bisect import insort

from sandtable.ground.clock import TICK_S, grid

INF = math.inf
MESSAGE = 2


class Commands:
    """The part of the engine that carries out what somebody orders."""

    def requirement(self, team, about):
        """Return the incident and the number of the requirement that a team can serve."""
        one = self.incidents.get(about.get("incident", ""))
        if one is None or one.state not in {"open", "working"}:
            return None, -1
        for number, need in enumerate(one.kind.needs):
            wanted = about.get("skill", need.skill) == need.skill and one.missing[number] > 0
            if wanted and need.skill in team.data.skills:
                return one, number
        return one, -1

    def do_order(self, about):
        """Send a free team."""
        team = self.teams.get(about["team"])
        if team is not None and team.free:
            one, number = self.requirement(team, about)
            if number >= 0:
                self.order(team, one, number)

    def do_divert(self, about):
        """Take a team from one incident to another."""
        team, rule = self.teams.get(about["team"]), self.rules.diversion
        mission = team.mission if team else None
        if mission is None or mission.incident is None or not math.isnan(mission.released):
            return
        arrived = not math.isnan(mission.arrived)
        if rule == "none" or (arrived and not (rule == "at_work" and mission.phase == "waiting")):
            return
        one, number = self.requirement(team, about)
        if number >= 0 and one is not mission.incident:
            self.detach(mission, "diverted")
            self.order(team, one, number)

    def do_recall(self, about):
        """Call a team back."""
        team = self.teams.get(about["team"])
        mission = team.mission if team else None
        if mission is None or mission.incident is None or not math.isnan(mission.released):
            return
        if mission.phase not in {"transport", "hand_over"}:
            self.stand_down(mission, "recalled")

    def do_move_up(self, about, for_good=False):
        """Move a free team elsewhere."""
        team = self.teams.get(about["team"])
        if team is None or not team.free or about["to"] not in self.sites:
            return
        mission = self.engage(team, "move")
        mission.goal = self.sites[about["to"]]
        mission.visit = team.visits.get("", 0)
        team.visits[""] = mission.visit + 1
        if for_good:
            team.home = mission.goal
        self.notify(mission)

    def do_pre_position(self, about):
        """Move it, and let this be its home."""
        self.do_move_up(about, for_good=True)

    def do_cancel(self, about):
        """Call an incident off."""
        one = self.incidents.get(about["incident"])
        if one is None or one.state in {"coming", "over"}:
            return
        if not any(mission.phase in {"transport", "hand_over"} for mission in one.missions):
            for mission in list(one.missions):
                self.stand_down(mission, "cancelled")
            self.over(one, "cancelled")

    def do_hand_over(self, about):
        """Give an incident away that nobody was sent to."""
        one = self.incidents.get(about["incident"])
        if one is not None and one.state not in {"coming", "over"} and not one.missions:
            self.look(one)
            self.over(one, "handed_over")

    def look(self, one):
        """Note it if there are free able teams, but no known way for any."""
        for need, left in zip(one.kind.needs, one.missing, strict=True):
            able = [
                team for team in self.desk_of(one).free.values() if need.skill in team.data.skills
            ]
            times = [self.seconds(team, one.node) for team in able]
            one.unreachable |= left > 0 and bool(able) and min(times) == INF

    def seconds(self, team, node):
        """Return the travel time of a team on the roads as known."""
        at, desk = self.where(team), self.in_charge[team.data.headquarters]
        known = self.roads.view_of[desk.data.id].known
        seconds = known.time(at.node, node)
        return grid(seconds + at.left * known.seconds[at.arc] if at.arc >= 0 else seconds)

    def do_ruling(self, about):
        """End the present phase of a team."""
        team = self.teams.get(about["team"])
        mission = team.mission if team else None
        if mission is None:
            return
        works = mission.phase == "waiting" and not math.isnan(mission.began)
        if about["phase"] != ("work" if works else mission.phase) or about["phase"] == "waiting":
            return
        mission.ended_by = about.get("by", "ruled")
        mission.token += 1
        if works and self.rules.work_shared == "incident":
            self.control(mission.incident)
        elif mission.trip is not None:
            mission.trip.seen = True
            self.reach(mission)
        else:
            mission.then(mission)

    def do_incident(self, about):
        """Let an incident occur now."""
        if about["id"] not in [one.id for one in self.drawn]:
            node = self.sites[about["zone"]]
            place = (node, about["zone"])
            self.incident(about["id"], about["type"], about["id"], self.now, place)

    def do_activate(self, about):
        """Let a realisation begin."""
        self.activate(about["entry"])

    def do_control(self, about):
        """Control a source of a hazard."""
        entry = self.roads.active.get(about["entry"])
        if entry and about["source"] in entry[0].source_ids and about["source"] not in entry[2]:
            controls = entry[2] | {about["source"]: self.now - entry[1]}
            self.roads.active[about["entry"]] = (entry[0], entry[1], controls)
            self.refresh()
            self.fire_ends(about["entry"], about["source"])

    def do_close_road(self, about):
        """Close both directions of a road."""
        for arc in self.world.network.arcs_of_road(about["road"]):
            self.roads.overlay[arc] = about.get("cause", "control")
        self.refresh()

    def do_one_way(self, about):
        """Close one direction."""
        self.roads.overlay[self.world.network.arc_number(about["arc"])] = "one_way"
        self.refresh()

    def do_open_road(self, about):
        """Take away what the run has laid on a road."""
        arcs = self.world.network.arcs_of_road(about["road"])
        if [arc for arc in arcs if self.roads.overlay.pop(arc, None) is not None]:
            self.refresh()

    def do_request_aid(self, about):
        """Ask for the teams of an agreement."""
        found = [one for one in self.plan.agreements if one.id == about["agreement"]]
        for one in found:
            visit = self.asked[one.id] = self.asked.get(one.id, -1) + 1
            delay_s = one.delay.quantile(self.luck.uniform("agreement", one.id, visit, 1))
            granted = self.luck.uniform("agreement", one.id, visit, 0) >= one.refusal
            self.call(grid(self.now + delay_s), MESSAGE, one.id, self.answer, one.id, granted)

    def answer(self, agreement, granted):
        """Let the teams of an agreement be there, if it was granted."""
        self.mark()
        for team in self.teams.values():
            if granted and team.data.agreement == agreement and not team.there:
                team.there = True
                self.freed(team)

    def do_issue_stock(self, about):
        """Send goods."""
        self.goods.issue(**about)

    def do_take_over(self, about):
        """Put what is a desk's under another one."""
        area, now = about["of"], self.desks[about["commander"]]
        before = self.in_charge[area]
        if before is now:
            return
        self.in_charge[area] = now
        for one in [one for one in before.waiting if one.desk.data.id == area]:
            before.waiting.remove(one)
            insort(now.waiting, one, key=lambda other: other.key)
        for team in self.teams.values():
            if team.data.headquarters == area and team.id in before.free:
                now.free[team.id] = before.free.pop(team.id)
        now.needs += [one for one in before.needs if all(one is not other for other in now.needs)]
        if all(before is not desk for desk in self.in_charge.values()):
            before.needs.clear()
        self.mark()

    def do_set_level(self, _about):
        """Change a level: only the record and a round of decisions."""
        self.mark()

    def do_message(self, _about):
        """Tell somebody something: nothing but a record."""

    def do_stop(self, _about):
        """End the run behind this instant."""
        self.end = self.now + TICK_S
