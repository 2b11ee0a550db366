"""What a headquarters knows (态势): waiting incidents, free teams, unmet needs, known roads."""

from __future__ import annotations

import math
from bisect import bisect_left, insort
from collections.abc import Iterator, Sequence
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Protocol

from sandtable.ground.clock import grid

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandtable.dispatch.commands import Command
    from sandtable.dispatch.drives import Spot
    from sandtable.dispatch.incidents import Incident
    from sandtable.dispatch.roads import Roads
    from sandtable.dispatch.supply import NeedState, StockState
    from sandtable.dispatch.teams import Mission, TeamState
    from sandtable.world.plan import Headquarters
    from sandtable.world.world import World

_by_key = attrgetter("key")
_by_index = attrgetter("index")


class Decider(Protocol):
    """Whoever decides for headquarters: a policy, a person, a replay.

    A decider whose ``only_when_waiting`` is true is not asked while nothing waits for a decision.
    """

    only_when_waiting: bool

    def decide(
        self, picture: Picture, waiting: Sequence[Incident], idle: Sequence[TeamState], now: float
    ) -> list[Command]:
        """Return the commands of a headquarters at an instant at which something may have changed.

        Parameters
        ----------
        waiting
            Known incidents that still lack force, in the order of the queue.
        idle
            Teams that the headquarters believes free, by id.
        now
            Instant [s].

        """
        ...


class Idle(Sequence["TeamState"]):
    """Free teams by id, sorted only for who looks at them."""

    def __init__(self, free: dict[int, TeamState]) -> None:
        self._free = free
        self.known: list[TeamState] | None = None
        """The teams as last sorted; None = they have changed since."""

    def _teams(self) -> list[TeamState]:
        if self.known is None:
            self.known = [self._free[number] for number in sorted(self._free)]
        return self.known

    def __len__(self) -> int:
        return len(self._free)

    def __getitem__(self, at: Any) -> Any:  # noqa: ANN401  as list
        return self._teams()[at]

    def __iter__(self) -> Iterator[TeamState]:
        return iter(self._teams())


class Picture:
    """The picture of one headquarters; deciders read it and change nothing in it."""

    def __init__(
        self,
        headquarters: Headquarters,
        world: World,
        roads: Roads,
        where: Callable[[Mission], Spot],
        turnout_s: Callable[[TeamState, Incident], float],
    ) -> None:
        self.headquarters = headquarters.id
        self.world = world
        self.rules = rules = world.plan.rules
        self.plain = (
            rules.territory == "nearest"
            and rules.tie == "lowest_id"
            and rules.turnout_known == "expected"
        )
        """Only travel and expected turnout decide which team goes."""
        self.patient = (
            rules.when_busy == "queue" and rules.diversion == "none" and not world.plan.agreements
        )
        """Without a free team nothing can be done for anybody."""
        self.in_line = self.patient and rules.queue_order != "nearest"
        """The only free team goes to who is first in the queue."""
        self.round = 0
        """Number of this decision round at its instant, from 1."""
        self.waiting: list[Incident] = []
        self.free: dict[int, TeamState] = {}
        """Teams that the headquarters believes free, by number, in no order."""
        self.idle = Idle(self.free)
        """The same teams by id."""
        self.standing: dict[tuple[str, float, frozenset[str]], dict[int, list[int]]] = {}
        """Those that stand at a hub, by profile, expected turnout and skills: hub -> numbers of
        the teams, increasing."""
        self.n_standing = 0
        self.surplus: list[Incident] = []
        """Incidents for which more than they need turns out to be on the way; told once."""
        self.needs: list[NeedState] = []
        """Known relief needs that are not met and not yet provided for."""
        self.stocks: dict[str, StockState] = {}
        """Stocks it may issue from, by id."""
        self.by_road: dict[str, tuple[float, str]] = {}
        """By depot: what its smallest truck carries [kg], and the profile of the first by id."""
        for truck in sorted(world.plan.trucks, key=attrgetter("id"), reverse=True):
            least_kg, _profile = self.by_road.get(truck.depot, (math.inf, ""))
            smallest_kg = min(least_kg, truck.capacity_kg)
            self.by_road[truck.depot] = (smallest_kg, truck.profile)
        self.busy: list[TeamState] = []
        """Its teams on a mission, by id; kept only where the rules let teams be diverted."""
        self.keeps_busy = rules.diversion != "none"
        self.asked: set[str] = set()
        """Agreements it has asked for."""
        agreements = sorted(one.id for one in world.plan.agreements)
        self.brings: dict[str, set[str]] = {name: set() for name in agreements}
        """By agreement, in the order of the ids: the skills of the teams that it brings."""
        for team in world.plan.teams if self.brings else ():
            if team.agreement:
                self.brings[team.agreement].update(team.skills)
        self.circle = roads.circle_of[headquarters.id]
        """Number of those who know of the roads what it knows."""
        self.known_roads = roads.circles[self.circle].states
        """State of the roads as known, by profile."""
        self._where = where
        self._realised_s = turnout_s

    # Reading, for deciders

    def seconds(self, team: TeamState, node: int) -> float:
        """Return the travel time of a team to a node on the roads as known [s]; inf = no way."""
        state = self.known_roads[team.profile]
        if team.at_hub >= 0:
            return state.ranked_from_hubs(node)[team.at_hub]
        spot, mission = team.spot, team.under or team.mission
        if mission is not None and mission.drive is not None:
            spot = self._where(mission)
        seconds = state.eta(spot.node, node)
        if spot.arc >= 0:
            seconds += spot.left * float(state.seconds[spot.arc])
        return grid(seconds)

    def between(self, profile: str, start: int, node: int) -> float:
        """Return the travel time between two nodes on the roads as known [s]; inf = no way."""
        return grid(self.known_roads[profile].eta(start, node))

    def from_hubs(self, profile: str, node: int) -> Sequence[float]:
        """Return times from every hub to a node on the roads as known, shape ``(n_hubs,)`` [s]."""
        return self.known_roads[profile].ranked_from_hubs(node)

    def hubs_by_time(self, profile: str, node: int) -> Sequence[tuple[float, int]]:
        """Return the same times with the number of each hub, the nearest first [s]."""
        return self.known_roads[profile].hubs_by_time(node)

    def turnout_s(self, team: TeamState, incident: Incident) -> float:
        """Return the turnout that the choice of a team counts [s]: 0 for a team that is rolling."""
        if team.mission is not None:
            return 0.0
        if self.rules.turnout_known == "realised":
            return grid(self._realised_s(team, incident))
        return team.ready_s

    def reachable(self, team: TeamState, node: int) -> bool:
        """Tell whether a team has a known way to a node."""
        return not math.isinf(self.seconds(team, node))

    # Writing, for the Operation

    def add_waiting(self, incident: Incident) -> None:
        """Put an incident into the queue."""
        waiting = self.waiting
        if not waiting or waiting[-1].key < incident.key:  # most often it is the last
            waiting.append(incident)
        else:
            insort(waiting, incident, key=_by_key)

    def drop_waiting(self, incident: Incident) -> bool:
        """Take an incident out of the queue; False when it is not there."""
        waiting = self.waiting
        if not waiting:
            return False
        if waiting[0] is incident:  # most often it stands at the head
            del waiting[0]
            return True
        at = bisect_left(waiting, incident.key, key=_by_key)
        if at < len(waiting) and waiting[at] is incident:
            del waiting[at]
            return True
        return False

    def add_free(self, team: TeamState) -> None:
        """Note that a team is free; a second message says nothing new."""
        free, index = self.free, team.index
        if index in free:
            return
        free[index] = team
        self.idle.known = None
        if team.at_hub >= 0:
            self.place(team)

    def taken(self, team: TeamState) -> None:
        """Note that a team has been ordered, whether it was thought free or not."""
        if self.free.pop(team.index, None) is not None:
            self.idle.known = None
            hubs, hub = team.among, team.at_hub
            if hub >= 0 and hubs is not None:
                numbers = hubs[hub]
                numbers.remove(team.index)
                if not numbers:
                    del hubs[hub]
                self.n_standing -= 1
        if self.keeps_busy:
            self.add_busy(team)

    def stands(self, team: TeamState) -> None:
        """Note that a team that was free on its way home stands at its base now."""
        if team.at_hub >= 0 and team.index in self.free:
            self.place(team)

    def hand_over(self, team: TeamState, other: Picture) -> None:
        """Let another headquarters command a team from now on, and know of it what this one did."""
        is_free, is_busy = team.index in self.free, team in self.busy
        self.taken(team)
        self.drop_busy(team)
        team.picture, team.among = other, None
        if is_free:
            other.add_free(team)
        if is_busy:
            other.add_busy(team)

    def place(self, team: TeamState) -> None:
        """Note that a free team stands at a hub."""
        hubs, hub = team.among, team.at_hub
        if hubs is None:
            hubs = team.among = self.standing.setdefault(team.alike, {})
        if hub in hubs:
            insort(hubs[hub], team.index)
        else:
            hubs[hub] = [team.index]
        self.n_standing += 1

    def add_busy(self, team: TeamState) -> None:
        """Note that a team is on a mission; one that was diverted has been on one before."""
        if team not in self.busy:
            insort(self.busy, team, key=_by_index)

    def drop_busy(self, team: TeamState) -> None:
        """Note that a team is on no mission any more; one that has just come was on none."""
        if team in self.busy:
            self.busy.remove(team)
