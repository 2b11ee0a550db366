"""Attacks on fires in the reference engine: who is on which line, and when it closes.

The law of the line is that of the hazard (`sandtable.hazards.line`); who builds it, from when to
when, and what its end does to the work on scene is written anew from docs/hazards/fire.md.
"""

import math
from types import SimpleNamespace

from sandtable.ground.clock import grid, grid_up
from sandtable.ground.luck import address
from sandtable.hazards.line import Builder, closed

NAN, INF = math.nan, math.inf
ROAD, ARRIVAL = 1, 3


class Attacks:
    """The part of the engine that fights fires."""

    def prepare_attacks(self):
        """Let nothing burn yet."""
        self.fights = [
            SimpleNamespace(
                data=data, began=NAN, free=(), line=[], over=False, token=0, closed=None,
                contained=NAN,
            )
            for data in self.plan.attacks
        ]  # fmt: skip

    def fought_at(self, one):
        """Return the fires that teams at an incident fight."""
        fights = [fight for fight in self.fights if fight.data.incident_type == one.type]
        fires = {cause[:2] for cause in one.causes}
        if one.controls is not None:
            fires.add((one.controls.entry, one.controls.source))
        if fires:
            return [one for one in fights if (one.data.entry, one.data.source) in fires]
        is_random = one.source in [process.id for process in self.scenario.arrivals]
        return [] if is_random or len(fights) > 1 else fights

    def held(self, one):
        """Tell whether the work on an incident goes on until a line is closed."""
        return any(fight.free and not fight.over for fight in self.fought_at(one))

    def fire_begins(self, entry):
        """Let what is fought of an entry burn."""
        for fight in self.fights:
            if fight.data.entry == entry:
                sources = self.roads.impacts[entry].sources
                free = [one.free for one in sources if one.id == fight.data.source]
                fight.began, fight.free = self.now, free[0] if free else ()
                self.foresee(fight)

    def on_line(self, mission):
        """Let a team build line, with the best of its skills."""
        team = mission.team.data
        for fight in self.fought_at(mission.incident):
            best = None
            for number, line in enumerate(fight.data.lines):
                if line.skill in team.skills:
                    rate = self.draw(
                        line.rate, "attack", address(fight.data.id, team.id), 0, number
                    )
                    rate *= team.headcount if line.unit == "persons" else 1
                    best = (rate, line.force) if best is None or rate > best[0] else best
            if best is not None and not fight.over:
                fight.line.append(
                    SimpleNamespace(
                        mission=mission, rate=best[0], force=best[1], since=self.now, until=INF
                    )
                )
                self.foresee(fight)

    def off_line(self, mission):
        """Let it build no more."""
        for fight in self.fought_at(mission.incident):
            mine = [one for one in fight.line if one.mission is mission and one.until == INF]
            for one in mine:
                one.until = self.now
            if mine:
                self.foresee(fight)

    def foresee(self, fight):
        """Foresee when the line closes, if nobody joins or leaves."""
        fight.token += 1
        if fight.over or not fight.free:
            return
        began = fight.began
        found = closed(
            fight.free,
            [Builder(o.force, o.rate, o.since - began, o.until - began) for o in fight.line],
            tactic=fight.data.tactic,
            distance_m=fight.data.distance_m,
            until_s=self.end - began,
        )
        if found is not None and grid_up(began + found.at_s) < self.end:
            instant = max(grid_up(began + found.at_s), self.now)
            about = (fight, fight.token, found)
            self.call(instant, ROAD, fight.data.id, self.line_closes, *about)

    def line_closes(self, fight, token, found):
        """Control the source."""
        if token == fight.token and not fight.over:
            fight.closed = found
            self.do_control({"entry": fight.data.entry, "source": fight.data.source})

    def fire_ends(self, entry, source):
        """Leave mopping up to those who are at work."""
        over = [
            fight
            for fight in self.fights
            if (fight.data.entry, fight.data.source) == (entry, source)
            and fight.free
            and not fight.over
        ]
        for fight in over:
            fight.over, fight.contained = True, self.now
        at_work = [one for one in self.incidents.values() if one.state == "working"]
        for one in sorted(at_work, key=lambda one: one.id):
            if self.held(one) or not [fight for fight in self.fought_at(one) if fight in over]:
                continue
            if self.rules.work_shared == "incident":
                self.ends_together(one)
            else:
                for mission in self.present(one):
                    self.ends_alone(mission)

    def ends_together(self, one):
        """Let shared work end in its time."""
        one.token += 1
        ends = grid(self.now + one.work)
        if ends > self.now:
            self.call(ends, ARRIVAL, one.id, self.work_ends, one, one.token)
        else:
            self.control(one)

    def ends_alone(self, mission):
        """Let the work of one team end in its time."""
        law = mission.incident.kind.work
        self.after(mission, grid(self.now + self.of_mission(mission, law, 2)), self.leave)
