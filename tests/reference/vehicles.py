"""Vehicles and road changes of the reference engine."""

import math

from tests.reference.roads import Trip, spot

from sandtable.ground.clock import grid

NAN = math.nan
ROAD, MESSAGE, ARRIVAL = 1, 2, 3


class Vehicles:
    """The part of the engine that moves teams and trucks on roads that change."""

    def travel(self, who, goal, then):
        """Set out; on calm roads the arrival is known."""
        start = who.team.at if hasattr(who, "team") else who.at
        view = self.roads.first
        if hasattr(who, "team"):
            view = self.roads.view_of[who.team.data.headquarters]
        trip = who.trip = Trip(self.roads, view, start, goal, self.now)
        who.then = then
        self.moving[id(who)] = who
        if self.roads.calm:
            who.token += 1
            arrival = grid(self.now + trip.best())
            if arrival > self.now:
                self.call(arrival, ARRIVAL, who.id, self.on_the_way, who, who.token)
            else:
                self.reach(who)
            return
        trip.ahead = view.known.way(start.node, goal)
        trip.seconds = self.roads.true.seconds
        self.go_on(who)

    def go_on(self, who):
        """Foresee the next stop."""
        who.token += 1
        stop = who.trip.decide(self.now)
        if stop == "there":
            self.reach(who)
        elif stop is not None:
            self.call(stop, ARRIVAL, who.id, self.on_the_way, who, who.token)

    def on_the_way(self, who, token):
        """Reach what was foreseen."""
        if token != who.token or who.trip is None:
            return
        trip = who.trip
        if not trip.watched:
            self.reach(who)
            return
        if trip.held == self.now:
            trip.since = self.now
        else:
            trip.skip(self.now)
        self.go_on(who)

    def reach(self, who):
        """Reach the goal, and go on with what was to be done there."""
        trip, who.trip = who.trip, None
        self.moving.pop(id(who), None)
        if getattr(who, "void", False):  # re-ordered; the new order has not reached it yet
            who.team.at = spot(trip.goal)
            if who.phase == "return":
                who.at_base = self.now
            return
        if getattr(who, "phase", "travel") == "travel":
            who.parts = trip.parts(self.now)
            if hasattr(who, "task") and who.task == "move":
                who.parts = (NAN, NAN, NAN, NAN, NAN, [])
        if hasattr(who, "team"):
            who.team.at = spot(trip.goal)
        who.then(who)

    def halt(self, who):
        """End a trip where the vehicle is now."""
        trip, who.trip = who.trip, None
        self.moving.pop(id(who), None)
        who.token += 1
        if not trip.watched and self.now >= grid(trip.begun + trip.best()):
            who.team.at = spot(trip.goal)
        elif self.now > trip.begun:
            trip.watched = True
            trip.advance(self.now)
            who.team.at = trip.at
        else:
            who.team.at = trip.start

    def where(self, team):
        """Return where a team is now."""
        who = team.under or team.mission
        return team.at if who is None or who.trip is None else who.trip.copy_at(self.now)

    def refresh(self):
        """Bring the roads up to now."""
        before = self.roads.true.seconds
        if self.roads.refresh(self.now):
            for delay_s, view in self.roads.views.items():
                if self.roads.knowledge != "informed":
                    break
                told = self.roads.snapshot(self.now)
                if delay_s > 0.0:
                    self.call(grid(self.now + delay_s), MESSAGE, "", self.told, view, told)
                else:
                    self.roads.learn(view, told)
            self.vehicles_meet_roads(before)
        self.road_token += 1
        upcoming = self.roads.next_change(self.now)
        self.call(upcoming, ROAD, "", self.road_changes, self.road_token)

    def road_changes(self, token):
        """Change the roads, if this is still what comes next."""
        if token == self.road_token:
            self.refresh()

    def told(self, view, snapshot):
        """Learn of roads as they were."""
        self.roads.learn(view, snapshot)
        self.vehicles_meet_roads(self.roads.true.seconds)

    def vehicles_meet_roads(self, before):
        """Move who is touched up to now; those that arrive by it go on behind the others."""
        there = []
        for who in sorted(self.moving.values(), key=lambda who: who.id.encode()):
            if not who.trip.is_touched(before):
                continue
            who.trip.advance(self.now)
            who.token += 1
            stop = who.trip.decide(self.now)
            if stop == "there":
                there.append(who)
            elif stop is not None:
                self.call(stop, ARRIVAL, who.id, self.on_the_way, who, who.token)
        for who in there:
            self.reach(who)
        self.mark()

    def activate(self, entry):
        """Let a dormant realisation begin, with the incidents that it brings."""
        if entry not in self.roads.impacts or entry in self.roads.active:
            return
        impact = self.roads.impacts[entry]
        self.roads.active[entry] = (impact, self.now, {})
        for process in self.scenario.exposed:
            self.exposed(process, entry, impact.exposures(process.exposure))
        self.following(entry, impact)
        self.refresh()
        self.fire_begins(entry)
