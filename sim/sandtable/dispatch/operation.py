"""The Operation: SimPy plays the response against the incidents (推演)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sandtable.dispatch.civil import Civil, is_used
from sandtable.dispatch.clockwork import Clock, Life
from sandtable.dispatch.commands import Command, Outcome, readable, refused
from sandtable.dispatch.delays import Way
from sandtable.dispatch.drives import at_node
from sandtable.dispatch.first_reports import FirstReports
from sandtable.dispatch.foresight import look_at
from sandtable.dispatch.hazard_course import HazardCourse
from sandtable.dispatch.headquarters import Desks
from sandtable.dispatch.incidents import Drawing, Incident
from sandtable.dispatch.mission import coast, go_home
from sandtable.dispatch.nearest import Policy
from sandtable.dispatch.onset import Onsets
from sandtable.dispatch.orders import Orders
from sandtable.dispatch.records import Records, Table, collector_at_rest
from sandtable.dispatch.road_changes import RoadChanges
from sandtable.dispatch.roads import Roads, hubs_of, road_book
from sandtable.dispatch.scene import K_TURNOUT, Scene
from sandtable.dispatch.sites import Sites
from sandtable.dispatch.supply import Consignment, NeedState, Supply
from sandtable.dispatch.teams import Mission, TeamState
from sandtable.dispatch.timeline import Timeline
from sandtable.dispatch.travel import Traffic
from sandtable.dispatch.ways_taken import RememberedTraffic, asks_for_ways
from sandtable.ground.clock import TICK_S, Rank, grid, grid_up, priority
from sandtable.ground.luck import address

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sandtable.dispatch.drives import Spot
    from sandtable.dispatch.picture import Decider
    from sandtable.ground.laws import Law
    from sandtable.ground.luck import Luck
    from sandtable.hazards.impact import Impact
    from sandtable.routing.roadbook import RoadBook
    from sandtable.world.world import World


class Operation:
    """One run of the response (contracts §2): no file, no wall clock, no luck but `luck`.

    Parameters
    ----------
    world
        Place, network, plan, scenario; shared and never changed.
    impacts
        The scenario's dormant realisations by entry id, for the sample that this run meets.
    luck
        Seed and replication.
    decider
        Decides for every headquarters.
    roads
        Travel tables to share with other runs; made anew where missing.

    """

    __slots__ = (
        "_instant",
        "_marked",
        "_played_back",
        "_roles",
        "_round",
        "_trusts",
        "activate",
        "arcs_of",
        "asks_always",
        "civil",
        "clock",
        "command_rows",
        "control",
        "decider",
        "delayed",
        "desks",
        "drawing",
        "from_order",
        "hazards",
        "horizon_s",
        "hub_at",
        "level_rows",
        "luck",
        "missions",
        "node_of",
        "on_clearing",
        "onsets",
        "open",
        "orders",
        "refresh_roads",
        "reports",
        "road_rows",
        "roads",
        "scene",
        "sites",
        "supply",
        "teams",
        "timeline",
        "traffic",
        "world",
    )

    def __init__(
        self,
        world: World,
        impacts: Mapping[str, Impact],
        luck: Luck,
        decider: Decider,
        *,
        roads: RoadBook | None = None,
    ) -> None:
        self.world, self.luck, self.decider = world, luck, decider
        self.horizon_s = grid(world.scenario.horizon_s)
        self.clock = Clock()
        book = road_book(world) if roads is None else roads
        self.roads = Roads(world, impacts, book)
        traffic = RememberedTraffic if asks_for_ways(world.plan) else Traffic
        self.traffic = traffic(world.network, self.roads, self.clock, world.plan.rules, self)
        self.supply = Supply(world, luck, self.clock, self.traffic, self.resume)
        self.hub_at = {node: hub for hub, node in enumerate(hubs_of(world))}
        self.sites = Sites(world)
        self.node_of, self.arcs_of = self.sites.node_of, self.sites.arcs_of
        self.teams = self.sites.muster(self.hub_at)
        self.open: dict[str, Incident] = {}
        """Known incidents that are not over."""
        self.missions: list[Mission] = []
        self.command_rows: list[tuple[float, int, Command, Outcome]] = []
        self.level_rows: list[tuple[float, str, str, int, str]] = []
        self.road_rows: list[tuple[float, int, float, str]] = []
        self.delayed: list[Way] = []
        self.refresh_roads = RoadChanges(self).refresh
        self.hazards = HazardCourse(self)
        self.activate, self.control = self.hazards.activate, self.hazards.control
        self.onsets = Onsets(self)
        self.drawing = Drawing(world, luck)
        self.timeline = Timeline(self)
        self.scene = Scene(self)
        self.reports = FirstReports(self)
        self.desks = Desks(self)
        self.orders = Orders(self)
        self.civil = Civil(self) if is_used(world) else None
        self.asks_always = not decider.only_when_waiting
        self._trusts = isinstance(decider, Policy)  # whose commands are in order as they come
        rules = world.plan.rules
        self.on_clearing = rules.free_again == "on_clearing"
        self.from_order = rules.turnout_from == "order"
        self._roles = frozenset({"", *self.desks.pictures})
        self._instant, self._round = -math.inf, 0
        self._marked = self._played_back = False
        self._prepare()

    # Running

    def run(self) -> Records:
        """Play to the horizon and return the records."""
        with collector_at_rest():
            self.run_until(self.horizon_s)
        return Records(self)

    def replicate(self) -> dict[str, Table]:
        """Play to the horizon, return all tables but the event log, and let go of the run.

        The collector rests until it is gone: what a run leaves behind is freed, not searched.
        """
        with collector_at_rest():
            self.run_until(self.horizon_s)
            tables = Records(self).tables()
            self.dissolve()
        return tables

    def run_until(self, time_s: float) -> None:
        """Play all before an instant [s], rounded up to the grid; what happens at it comes next."""
        until = min(grid_up(min(time_s, self.horizon_s)), self.horizon_s)
        if until > self.clock.now:
            self.clock.play(until)

    def apply(self, command: Command) -> Outcome:
        """Carry out a command from outside now; what a person may order never raises.

        It goes before all else at this instant. Behind the end of the run nothing is carried out,
        and nothing recorded.
        """
        if self.clock.now >= self.horizon_s:
            return refused("the run is over")
        return self._carry_out(command, 0)

    def submit(self, command: Command) -> None:
        """Carry out a command from outside at its own instant, rounded up to the clock grid.

        One that comes too late, or whose time is no number, acts now; one at or behind the end of
        the run never does.
        """
        at = self._instant_of(command.time_s)
        if at < self.horizon_s:
            command, unreadable = readable(command, self._roles)
            order = priority(Rank.COMMAND, "" if unreadable else command.headquarters)
            self.clock.at(at, order, self._submitted, command)

    def _instant_of(self, time_s: object) -> float:
        now = self.clock.now
        if not isinstance(time_s, int | float) or not time_s > now:  # nan is not greater
            return now
        return grid_up(float(time_s)) if time_s < self.horizon_s else self.horizon_s

    def play_back(self, commands: Sequence[Command]) -> None:
        """Carry out recorded commands from outside in their order, injects among them.

        They take the place of the injects of the scenario.
        """
        self._played_back = True
        for command in commands:
            self.clock.at(command.time_s, _FIRST, self._submitted, command)

    def dissolve(self) -> None:
        """Untie a run whose records were read, so that its memory is free at once.

        Neither the run nor its records can be read afterwards. Left to the garbage collector, the
        knot of incidents, missions and processes costs five times as much time.
        """
        for incident in self.open.values():
            incident.let_go()
        for team in self.teams.values():
            for mission in (team.mission, team.under):
                if mission is not None:
                    mission.life = None
            team.mission = team.under = None
        self.reports.dissolve()
        if self.civil is not None:
            self.civil.dissolve()
        for name in self.__slots__:
            delattr(self, name)

    def stop(self) -> None:
        """End the run behind this instant: what has not happened stays censored."""
        self.horizon_s = self.clock.now + TICK_S  # what happens at this instant has happened
        self.clock.halt()

    # Deciding

    def mark(self) -> None:
        """Let headquarters decide at this instant, behind all else: something may have changed."""
        self._marked = True
        self.clock.at_last(self._decide)

    def ask(self) -> None:
        """Ask a decider that is always asked, although nothing waits for it."""
        self.clock.at_last(self._decide)

    def _decide(self) -> None:
        now = self.clock.now
        round_ = self._round = self._round + 1 if now == self._instant else 1
        self._instant = now
        marked, self._marked = self._marked, False
        decider = self.decider
        for picture in self.desks.pictures.values():
            picture.round = round_
            if not (self.asks_always or picture.waiting or picture.needs or picture.surplus):
                continue
            for command in decider.decide(picture, picture.waiting, picture.idle, now):
                self._carry_out(command, round_)
            if picture.surplus:
                picture.surplus.clear()
            # Who is only asked, sees nothing that was not seen in the round before.
            if marked and picture.waiting and picture.free:
                self.desks.look_for_ways(picture)

    def _carry_out(self, command: Command, round_: int) -> Outcome:
        outcome = None
        if not round_ or not self._trusts:
            command, unreadable = readable(command, self._roles)
            outcome = refused(unreadable) if unreadable else None
        if outcome is None:
            act = self.orders.kinds.get(command.kind)
            outcome = refused("unknown kind of command") if act is None else act(command)
        self.command_rows.append((self.clock.now, round_, command, outcome))
        return outcome

    def _submitted(self, command: Command, _: int) -> None:
        self._carry_out(command, 0)

    def _inject(self, command: Command, _: int) -> None:
        if not self._played_back:
            self._carry_out(command, 0)

    # Lives

    def carriers(self) -> Iterator[Mission | Consignment]:
        """Yield whoever may be under way: a team's mission, and the one it was taken from."""
        for team in self.teams.values():
            for mission in (team.mission, team.under):
                if mission is not None:
                    look_at(self, mission)
                    yield mission
        yield from self.supply.consignments

    def resume(self, carrier: Life) -> None:
        """Let a life go on to its next phase now."""
        self.clock.resume(carrier)

    def report(self, mission: Mission, by: str) -> None:
        """End the present phase of a mission by a report: ``observed`` or ``ruled``."""
        mission.ended_by = by
        look_at(self, mission)
        if mission.phase == "waiting":
            self.scene.done(mission)
            return
        mission.token += 1
        if mission.drive is not None:
            self.traffic.arrive_now(mission)
        self.resume(mission)

    def void(self, mission: Mission) -> None:
        """Void what is left of a mission; its vehicle drives on until a new order takes it over."""
        look_at(self, mission)
        if mission.life is not None:
            mission.life.close()
        if mission.drive is None:
            mission.token += 1
        else:
            mission.life = coast(self, mission)
            next(mission.life)

    def detach(self, mission: Mission, outcome: str) -> None:
        """Take a team off its incident; what it was to do is missing again."""
        self.void(mission)
        mission.outcome = outcome
        mission.released_s = self.clock.now
        if mission.phase == "alert":
            mission.alerted_s = math.nan  # the order never reaches it
        incident = mission.incident
        assert incident is not None  # noqa: S101  only responses are detached
        incident.missions.remove(mission)
        mission.team.visits[incident.id] = mission.visit + 1
        incident.served -= 1
        if incident.state not in {"open", "working"}:
            return
        count = mission.counts
        if not math.isnan(mission.arrived_s):
            if self.civil is not None:
                self.civil.off_scene(mission)
            incident.absent[mission.need] += count
            if incident.carrier is mission:
                self.scene.choose_carrier(incident)
        before = incident.missing[mission.need]
        incident.missing[mission.need] = before + count
        if before <= 0 < before + count:
            incident.lacking += 1
            if incident.lacking == 1:
                self.desks.queue(incident)

    def stand_down(self, mission: Mission, outcome: str) -> None:
        """Send a team home from wherever it is."""
        self.detach(mission, outcome)
        team = mission.team
        if mission.drive is not None:
            start = team.spot = self.traffic.halt(mission)
        elif not math.isnan(mission.arrived_s):
            start = team.spot
        else:  # the order has not moved it yet
            start, rolling = self.take_over(mission)
            if not rolling:
                team.spot = start
                self._stands_ready(team)
                return
        if self.on_clearing:
            team.free = True
            self.desks.freed(team)
        mission.life = go_home(self, mission, start)
        self.resume(mission)

    def _stands_ready(self, team: TeamState) -> None:
        """Free a team that has not left its place."""
        team.mission = None
        team.at_hub = self.hub_at.get(team.spot.node, -1)
        team.free = True
        self.desks.freed(team)

    # Phases of a mission, called by its life

    def take_over(self, mission: Mission) -> tuple[Spot, bool]:
        """Return where a team is as its order reaches it, and whether it is rolling."""
        team = mission.team
        before, team.under = team.under, None
        rolling = False
        if before is not None:
            before.life = None
            if before.drive is not None:
                team.spot = self.traffic.halt(before)
                rolling = before.phase != "return" or team.spot != at_node(team.home)
                if not rolling:
                    before.at_base_s = self.clock.now
            elif before.phase != "return":  # taken from its incident, or there by now
                rolling = not math.isnan(before.departed_s)
        mission.from_node = team.spot.node
        return team.spot, rolling

    def turnout_s(self, team: TeamState, incident: Incident) -> float:
        """Return the turnout that a team will take to an incident [s]."""
        law = team.team.turnout
        if law.is_constant:
            return law.mean
        visit = team.visits.get(incident.id, 0)
        return law.quantile(
            self.luck.uniform("mission", address(incident.id, team.id), visit, K_TURNOUT)
        )

    def mission_draw(self, mission: Mission, law: Law, k: int) -> float:
        """Draw a duration of a mission [s]; its luck belongs to incident, team and visit."""
        if law.is_constant:
            return law.mean
        subject = mission.incident.id if mission.incident is not None else ""  # no incident's id
        entity = address(subject, mission.team.id)
        return law.quantile(self.luck.uniform("mission", entity, mission.visit, k))

    def at_base(self, mission: Mission) -> None:
        """Let a team be home."""
        team = mission.team
        mission.at_base_s = self.clock.now
        # The run keeps many missions.
        team.mission = mission.life = mission.drive = mission.last = None
        team.spot = at_node(team.home)
        team.at_hub = team.hub
        mission.phase = "home"
        if team.free:
            team.picture.stands(team)
        else:
            team.free = True
            self.desks.freed(team)

    def moved(self, mission: Mission) -> None:
        """Let a team stand ready where it was moved to."""
        team, mission.drive = mission.team, None
        mission.arrived_s, mission.outcome, mission.phase = self.clock.now, "done", "home"
        team.spot = at_node(mission.goal)
        self._stands_ready(team)

    # Incidents, needs, roads

    def known(self, incident: Incident) -> None:
        """Take up a graded incident: orders are possible from now on."""
        self.open[incident.id] = incident
        if incident.type.expires is not None:
            expires_s = float(incident.drawn.expires_s[incident.row])
            if expires_s <= self.clock.now:
                self.scene.end(incident, "expired")
                incident.closed_s = expires_s  # lost before anybody could be sent
                return
            if expires_s < self.horizon_s:
                self.clock.at(expires_s, incident.order, self._expire, incident)
        if incident.type.report_errors is not None:
            self.reports.receive(incident)
        self.desks.tell(incident)
        if self.civil is not None:
            self.civil.known(incident)

    def _expire(self, incident: Incident, _: int = 0) -> None:
        """Without a team on scene in time there is nothing left to do for anybody."""
        if incident.state != "open" or not math.isnan(incident.first_arrival_s):
            return
        incident.state = "expired"
        self.scene.call_off(incident, "expired")

    def give(self, command: Command, sender: str) -> None:
        """Carry out a command of the scenario or the plan at its own instant; a replay has it."""
        if command.time_s < self.horizon_s:
            order = priority(Rank.COMMAND, sender)
            self.clock.at(command.time_s, order, self._inject, command)

    # Preparing

    def _prepare(self) -> None:
        """Put what is known beforehand into the heap."""
        scenario = self.world.scenario
        if not self.roads.calm:  # the sun changes them without a hazard
            self.refresh_roads()
        self.timeline.add(self.drawing.all_known())
        for need in self.supply.needs.values():
            if need.data.at_s < self.horizon_s:
                self.clock.at(grid(need.data.at_s), need.order, self._need_arises, need)
        self.onsets.begin()
        for inject in scenario.injects:
            at = grid_up(inject.at_s)
            source = f"inject:{inject.id}"
            self.give(Command(at, "", inject.kind, inject.arguments, source), inject.id)
        if self.civil is not None:
            self.civil.begin()

    def _need_arises(self, need: NeedState, _: int) -> None:
        need.steps.append((self.clock.now, need.persons, 0))
        self.desks.need(need)


_FIRST = priority(Rank.COMMAND, "")
"""Before all else at its instant."""
