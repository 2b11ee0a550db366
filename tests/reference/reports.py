"""First reports that are wrong, in the reference engine: what is believed, and who corrects it."""

import math
from types import SimpleNamespace

import numpy as np

from sandtable.ground.clock import TICK_S, grid
from sandtable.ground.luck import address

NAN = math.nan
ARRIVAL = 3
NOTHING = (0.0, 0.0, 0.0, 0.0, 0.0, [])
UNKNOWN = (NAN, NAN, NAN, NAN, NAN, [])


class Reports:
    """The part of the engine that knows what headquarters believe of incidents."""

    def believe(self, one):
        """Let the report of an incident say what it says."""
        errors = one.kind.report_errors
        one.report = None
        if errors is None or self.rules.picture == "oracle":
            return

        def of(law, k):
            return self.draw(law, "incident", one.id, 0, k)

        factor = of(errors.force, 13)
        asked = [max(1, math.floor(need.amount * factor + 0.5)) for need in one.kind.needs]
        one.report = SimpleNamespace(
            asked=asked, search=0.0, searching=[], token=0, found=NAN, place_known=NAN,
            force_known=NAN, place=one.site,
        )  # fmt: skip
        wrong = self.luck.uniform("incident", one.id, 0, 14)
        if errors.distance is not None and wrong < errors.wrong_place:
            one.report.place = one.node = self.away(one.site, of(errors.distance, 15))
            one.report.search = of(errors.search, 16)
        one.missing = list(asked)

    def away(self, site, distance_m):
        """Return the node that lies about so far away, the first by id of equals."""
        network, found = self.world.network, []
        for node in range(network.n_nodes):
            gap = np.hypot(network.x[node] - network.x[site], network.y[node] - network.y[site])
            if node != site:
                found.append((abs(float(gap) - distance_m), str(network.node_ids[node]), node))
        return min(found)[2]

    def correct(self, one, about, known):
        """Tell the desk."""
        if self.instant(self.desk_of(one)):
            known(one)
        else:
            self.send(self.desk_of(one), address(one.id, about), one.id, known, one)

    # Force

    def on_scene(self, mission):
        """Let the first team on scene see what is needed."""
        one = mission.incident
        amounts = [need.amount for need in one.kind.needs]
        if one.report and one.first is mission and one.report.asked != amounts:
            self.correct(one, "force", self.force_known)

    def force_known(self, one):
        """Change what is missing by what the report got wrong."""
        one.report.force_known = self.now
        if one.state not in {"open", "working"}:
            return
        waited = max(one.missing) > 0
        for i, (need, asked) in enumerate(zip(one.kind.needs, one.report.asked, strict=True)):
            one.missing[i] += need.amount - asked
        if waited and max(one.missing) <= 0:
            self.unqueue(one)
        elif max(one.missing) > 0 and not waited:
            self.queue(one)
        if min(one.missing) < 0:
            self.desk_of(one).surplus.append(one)
        self.mark()

    # Place

    def is_lost(self, mission):
        """Tell whether a team has come to a wrong place; it searches, or drives on at once."""
        one = mission.incident
        if one.report is None or mission.team.at.node == one.site:
            self.join(mission)
            return False
        self.leg(mission, mission.parts)
        mission.phase, report = "search", one.report
        if math.isnan(report.found):
            if not self.searching(one):
                ends = grid(self.now + report.search)
                if ends == self.now:
                    self.found(one, [])
                    self.drive_on(mission)
                    return True
                report.token += 1
                self.call(ends, ARRIVAL, one.id, self.search_ends, one, report.token)
            report.searching.append(mission)
            mission.then = self.seen
        else:
            self.drive_on(mission)
        return True

    def searching(self, one):
        """Return who searches."""
        there = [who for who in one.report.searching if who.phase == "search"]
        there = [who for who in there if any(who is other for other in one.missions)]
        return sorted(there, key=lambda who: who.id.encode())

    def search_ends(self, one, token):
        """Find the place, if anybody still searches."""
        there = self.searching(one)
        if token == one.report.token and there:
            self.found(one, there)

    def seen(self, mission):
        """Find the place because somebody saw it."""
        others = [who for who in self.searching(mission.incident) if who is not mission]
        self.found(mission.incident, others)
        self.drive_on(mission)

    def found(self, one, there):
        """Tell the desk of the place; those who are there drive on."""
        one.report.found = self.now
        one.report.token += 1
        self.correct(one, "place", self.place_known)
        for who in there:
            self.drive_on(who)

    def drive_on(self, mission):
        """Drive from the wrong place to the right one."""
        mission.phase = "travel"
        self.travel(mission, mission.incident.site, self.arrive)

    def place_known(self, one):
        """Send those under way to the right place."""
        one.report.place_known = self.now
        if one.state not in {"open", "working"}:
            return
        one.node = one.site
        for who in sorted(one.missions, key=lambda who: who.id.encode()):
            if who.phase == "travel" and who.trip is not None and who.trip.goal != one.site:
                trip = who.trip
                self.halt(who)
                self.leg(who, self.halted(trip))
                self.travel(who, one.site, self.arrive)
        self.mark()

    # The way in legs

    def leg(self, mission, parts):
        """Note what was driven towards a wrong place."""
        mission.legs.append(parts)
        mission.parts = UNKNOWN

    def halted(self, trip):
        """Return the parts of a trip that was just ended on its way."""
        total = self.now - trip.begun
        if total == 0.0:
            return NOTHING
        if not trip.watched:
            return trip.parts(self.now)
        free = min(grid(trip.driven_free), total - trip.waited)
        slowed = total - trip.waited - free
        if slowed <= 4 * TICK_S:
            free, slowed = free + slowed, 0.0
        return free, slowed, 0.0, trip.waited, trip.metres, trip.causes

    def join(self, mission):
        """Account for all legs as one way; what is left of its time was searching."""
        if not mission.legs:
            return
        legs = [*mission.legs, mission.parts]
        driven = sum(leg[0] + leg[2] for leg in legs)
        slowed = sum(leg[1] for leg in legs)
        start, free = mission.start, self.roads.free
        best = free.time(start.node, mission.incident.site)
        best += start.left * free.seconds[start.arc] if start.arc >= 0 else 0.0
        best = min(grid(min(best, 2.0**30)), driven)
        best = driven if driven - best <= 4 * TICK_S else best
        waiting = self.now - mission.departed - driven - slowed
        causes = list(dict.fromkeys(cause for leg in legs for cause in leg[5]))
        metres = sum(leg[4] for leg in legs)
        mission.parts = best, slowed, driven - best, waiting, metres, causes


def recalls(run, desk):
    """Return the recalls of those who are too many: the last ordered who are under way."""
    orders = []
    for one in desk.surplus:
        left = list(one.missing)
        for mission in reversed(one.missions):
            if math.isnan(mission.arrived) and left[mission.need] + mission.counts <= 0:
                left[mission.need] += mission.counts
                orders.append((run.do_recall, {"team": mission.id}))
    desk.surplus.clear()
    return orders
