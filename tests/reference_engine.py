"""A second engine: the same semantics as the Operation, written anew from docs/semantics.md.

A heap of (instant, rank, id) and plain functions; no SimPy, no generators, nothing of the rooms
dispatch and routing. It is slow and small on purpose: where it and the Operation differ, one of
them or the page is wrong. It covers incidents (listed, random, born of exposure), the policy
``nearest_able`` with every rule, missions, diversion, recalls, moves, messages, wrong reports,
agreements, roads that change, goods, attacks on fires, and commands from outside. Not covered: the
policy ``assignment``, several vehicle profiles, limits of arcs, wading, boats, flights and
daylight, and the tables ``messages``, ``commands``, ``levels``, ``roads``.
"""

import math
from heapq import heappop, heappush
from itertools import count
from types import SimpleNamespace

from tests.reference.attacks import Attacks
from tests.reference.commands import Commands
from tests.reference.goods import Goods
from tests.reference.incidents import Incidents
from tests.reference.missions import Missions
from tests.reference.policy import decide
from tests.reference.reports import Reports
from tests.reference.roads import Roads, spot
from tests.reference.vehicles import Vehicles

from sandtable.ground.clock import grid, grid_up
from sandtable.ground.luck import address

COMMAND, ROAD, MESSAGE = 0, 1, 2


class Reference(Incidents, Missions, Reports, Vehicles, Commands, Attacks):
    """One run of a world."""

    def __init__(self, world, impacts, luck):
        self.world, self.luck, self.rules = world, luck, world.plan.rules
        self.plan, self.scenario, self.place = world.plan, world.scenario, world.place
        self.now, self.end = 0.0, grid(world.scenario.horizon_s)
        self.heap, self.number, self.marked = [], count(), False
        self.roads, self.road_token = Roads(world, impacts), 0
        self.zones = {zone.id: zone for zone in self.place.zones}
        sites = (*self.place.zones, *self.place.facilities, *self.place.depots, *self.place.bases)
        self.sites = {site.id: site.node for site in sites}
        self.types = {kind.id: kind for kind in self.scenario.types}
        self.desks = {
            desk.id: SimpleNamespace(
                data=desk, waiting=[], free={}, needs=[], asked=set(), surplus=[]
            )
            for desk in sorted(self.plan.headquarters, key=lambda desk: desk.id)
        }
        self.in_charge = dict(self.desks)
        self.drawn, self.incidents, self.missions, self.moving = [], {}, [], {}
        self.sent, self.asked = {}, {}
        self.teams = {team.id: self.muster(team) for team in self.plan.teams}
        self.teams = dict(sorted(self.teams.items()))
        self.goods = Goods(self)
        self.prepare_attacks()
        self.prepare()

    def muster(self, data):
        """Return a team at its base; those of an agreement are not there yet."""
        home, there = self.sites[data.base], not data.agreement
        team = SimpleNamespace(
            id=data.id, data=data, home=home, there=there, free=there, at=spot(home),
            mission=None, under=None, visits={}, worked=0.0,
        )  # fmt: skip
        if there:
            self.desks[data.headquarters].free[team.id] = team
        return team

    # The heap

    def call(self, instant, rank, id, act, *about):
        """Let something happen at an instant."""
        heappush(self.heap, (instant, rank, id.encode(), next(self.number), act, about))

    def run(self):
        """Play to the end: events first, then one round of decisions, and again."""
        while self.heap and self.heap[0][0] < self.end:
            self.now, _, _, _, act, about = heappop(self.heap)
            act(*about)
            while self.marked and not (self.heap and self.heap[0][0] <= self.now):
                self.marked = False
                for desk in self.desks.values():
                    decide(self, desk)
        return self

    def mark(self):
        """Let the desks decide at this instant."""
        self.marked = True

    def draw(self, law, purpose, entity, visit, k):
        """Return a value of a law."""
        if law.is_constant:
            return law.mean
        return law.quantile(self.luck.uniform(purpose, entity, visit, k))

    def prepare(self):
        """Put what is known beforehand into the heap."""
        for process in self.scenario.arrivals:
            self.arrivals(process)
        for one in self.scenario.listed:
            if math.isnan(one.at_s):
                continue  # it waits for its source
            drawn = self.incident(one.id, one.type, one.id, grid(one.at_s), (one.node, one.zone))
            drawn.controls = one.controls or drawn.controls
        self.goods.prepare()
        for one in self.scenario.dormant:
            if not math.isnan(one.activate_at_s):
                self.call(grid(one.activate_at_s), ROAD, one.id, self.activate, one.id)
        for one in self.scenario.injects:
            do = getattr(self, f"do_{one.kind}")
            self.call(grid_up(one.at_s), COMMAND, one.id, do, one.arguments)

    # Messages

    def freed(self, team):
        """Free a team; its desk knows when the message arrives."""
        team.free = True
        desk = self.in_charge[team.data.headquarters]
        if self.instant(desk):
            self.known_free(team)
        else:
            self.send(desk, address(team.id, "free"), team.id, self.known_free, team)

    def instant(self, desk):
        """Tell whether messages reach a desk at once and surely."""
        law = desk.data.message_delay
        surely = law.is_constant and law.mean == 0.0 and desk.data.message_loss == 0.0
        return surely or self.rules.picture == "oracle"

    def send(self, desk, entity, subject, deliver, about, visit=None):
        """Send a message until one arrives."""
        visit = self.sent[entity] = self.sent.get(entity, -1) + 1
        lost = self.luck.uniform("message", entity, visit, 0) < desk.data.message_loss
        if lost:
            repeat = grid(self.now + desk.data.message_repeat_s)
            self.call(repeat, MESSAGE, subject, self.repeat, desk, entity, subject, deliver, about)
            return
        delay = desk.data.message_delay
        delay_s = delay.quantile(self.luck.uniform("message", entity, visit, 1))
        self.call(grid(self.now + delay_s), MESSAGE, subject, deliver, about)

    def repeat(self, desk, entity, subject, deliver, about):
        """Say it once more, unless it is no longer true or is known by now."""
        wanted = True
        if deliver == self.known_free:  # whoever commands it by now
            desk = self.in_charge[about.data.headquarters]
            wanted = about.free and about.id not in desk.free
        elif deliver in {self.force_known, self.place_known}:
            desk = self.desk_of(about)
            wanted = about.state in {"open", "working"}
        if wanted:
            self.send(desk, entity, subject, deliver, about)

    def known_free(self, team):
        """Let the desk know that a team is free, if it still is."""
        desk = self.in_charge[team.data.headquarters]
        if team.free:
            desk.free[team.id] = team
            if desk.waiting:
                self.mark()
