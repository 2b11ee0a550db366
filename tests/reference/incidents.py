"""Incidents of the reference engine: drawn beforehand, graded, queued, over."""

import datetime as dt
import math
from bisect import insort
from itertools import accumulate
from types import SimpleNamespace

import numpy as np

from sandtable.ground.clock import grid
from sandtable.ground.elementary import sine_of_turn
from sandtable.ground.laws import Law

NAN, INF = math.nan, math.inf
MESSAGE, ARRIVAL = 2, 3


class Incidents:
    """The part of the engine that knows what happens, before anybody is sent."""

    def arrivals(self, process):
        """Thin a Poisson process at its peak rate."""
        rate, n, time_s = process.rate, 0, process.from_s
        start = dt.datetime.fromisoformat(self.scenario.start)
        day_s = start.hour * 3600.0 + start.minute * 60.0
        most = rate.mean_per_s * max(rate.by_hour or rate.by_day, default=1.0)
        most += rate.amplitude_per_s
        peak = max(most, rate.ceiling_per_s)
        while True:
            gap = Law.exponential(mean=1.0 / peak)
            time_s += gap.quantile(self.luck.uniform("gap", process.id, 0, n))
            if time_s >= min(process.to_s, self.scenario.horizon_s):
                return
            now_rate = rate.mean_per_s
            if rate.by_hour:
                now_rate *= rate.by_hour[int((time_s + day_s) // 3600.0) % 24]
            elif rate.by_day:
                day = int(time_s // 86400.0)
                now_rate *= rate.by_day[day] if day < len(rate.by_day) else 0.0
            elif rate.amplitude_per_s:
                turns = (time_s - rate.phase_s) / rate.period_s
                turns = np.array([turns - math.floor(turns)])
                now_rate += rate.amplitude_per_s * float(sine_of_turn(turns)[0])
            varies = rate.by_hour or rate.by_day or rate.amplitude_per_s or peak > most
            if not varies or self.luck.uniform("keep", process.id, 0, n) * peak < now_rate:
                id = f"{process.id}_{n:07d}"
                at = self.choose("incident", id, 0, process.weights)
                node, zone = process.nodes[at], process.zones[at]
                self.incident(id, process.type, process.id, grid(time_s), (node, zone))
            n += 1

    def choose(self, purpose, id, k, weights):
        """Return the number of a weighted choice."""
        bounds = list(accumulate(weights))
        u = self.luck.uniform(purpose, id, 0, k) * bounds[-1]
        return next(number for number, bound in enumerate(bounds) if u < bound)

    def incident(self, id, type, source, occurred, place, causes=()):
        """Draw an incident and let its desk grade it."""
        kind, (node, zone) = self.types[type], place
        desk = self.zones[zone].headquarters if zone else ""
        desk = self.desks[desk or self.plan.headquarters[0].id]

        def of(law, k):
            return self.draw(law, "incident", id, 0, k)

        detected = grid(occurred + of(kind.detection, 2))
        reported = grid(detected + of(kind.reporting, 3))
        one = SimpleNamespace(
            id=id, type=type, source=source, kind=kind, desk=desk, node=node, zone=zone,
            occurred=occurred, detected=detected, reported=reported,
            graded=grid(reported + of(desk.data.decision, 4)), persons=round(of(kind.persons, 5)),
            work=of(kind.work, 6), handover=NAN, expires=INF, causes=causes, state="coming",
            outcome="censored", missing=[need.amount for need in kind.needs], missions=[],
            absent=[need.amount for need in kind.needs], token=0, first=None, carrier=None,
            served=0, first_arrival=NAN, full_arrival=NAN, controlled=NAN, closed=NAN,
            unreachable=False, controls=kind.controls, site=node, report=None,
        )  # fmt: skip
        weights = [weight for _, weight in kind.grades]
        one.grade = kind.grades[self.choose("incident", id, 1, weights)][0]
        if kind.transport and self.luck.uniform("incident", id, 0, 7) < kind.transport.probability:
            one.handover = of(kind.transport.handover, 8)
        if kind.expires is not None:
            one.expires = grid(occurred + of(kind.expires, 9))
        urgency = kind.priority if self.rules.queue_order == "priority" else 0
        one.key = (urgency, reported, id)
        self.drawn.append(one)
        self.call(one.graded, MESSAGE, id, self.graded, one)
        return one

    def prevented(self, one):
        """Tell whether its source was controlled before, or another one was first."""

        def controlled(entry, source, exposed):
            _, since, controls = self.roads.active[entry]
            return source in controls and since + controls[source] < exposed

        *others, own = one.causes or [None]
        return own is not None and (
            controlled(*own) or not all(controlled(*other) for other in others)
        )

    def graded(self, one):
        """Let an incident enter the queue, unless it is too late."""
        if self.prevented(one):
            return
        one.state, self.incidents[one.id] = "open", one
        if one.expires <= self.now:
            self.over(one, "expired")
            one.closed = one.expires
            return
        self.call(one.expires, ARRIVAL, one.id, self.expire, one)
        self.believe(one)
        self.queue(one)

    def queue(self, one):
        """Put an incident into the queue."""
        insort(self.desk_of(one).waiting, one, key=lambda other: other.key)
        self.mark()

    def desk_of(self, one):
        """Return the desk that commands an incident."""
        return self.in_charge[one.desk.data.id]

    def unqueue(self, one):
        """Take it out, if it is there; who stood behind it may be served now."""
        waiting = self.desk_of(one).waiting
        if one in waiting:
            waiting.remove(one)
            if waiting and max(one.missing) > 0:
                self.mark()

    def expire(self, one):
        """Without anybody on scene there is nothing left to do."""
        if one.state == "open" and one.first is None:
            one.state = "expired"
            for mission in list(one.missions):
                self.stand_down(mission, "cancelled")
            self.over(one, "expired")

    def over(self, one, outcome):
        """End an incident."""
        one.state, one.outcome, one.closed = "over", outcome, self.now
        one.token += 1
        self.unqueue(one)

    def following(self, entry, impact):
        """Let the listed incidents occur that wait for a source of an entry."""
        for one in self.scenario.listed:
            if math.isnan(one.at_s) and one.controls.entry == entry:
                code = list(impact.source_ids).index(one.controls.source)
                rows = (impact.roads, impact.people)
                begins = [
                    from_s
                    for table in rows
                    for from_s, source in zip(table.from_s, table.source, strict=True)
                    if source == code
                ]
                at = self.now + min(begins, default=INF)
                if at < self.scenario.horizon_s:
                    why = [(entry, one.controls.source, at)]
                    place = (one.node, one.zone)
                    drawn = self.incident(one.id, one.type, one.id, grid(at), place, why)
                    drawn.controls = one.controls

    def exposed(self, process, entry, exposures):
        """Find who is reached by which source, and when: by the first share above his own draw."""
        for zone in sorted({one.zone for one in exposures}):
            steps = [one for one in exposures if one.zone == zone]
            steps.sort(key=lambda one: (one.from_s, -one.share, one.source))
            for number in range(max(1, round(process.per_person * self.zones[zone].population))):
                id = f"{process.id}_{entry}_{zone}_{number:05d}"
                place, born, lead = (self.luck.uniform("incident", id, 0, k) for k in (10, 11, 12))
                causes = []
                for one in steps:
                    if place < one.share and one.source not in [cause[1] for cause in causes]:
                        causes.append((entry, one.source, self.now + one.from_s))
                        at = grid(causes[-1][2] + process.lead.quantile(lead))
                        if born < process.probability and at < self.scenario.horizon_s:
                            node, why = self.zones[zone].node, list(causes)
                            self.incident(id, process.type, process.id, at, (node, zone), why)
