"""Teams and missions while they run: plain state, one object each."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sandtable.dispatch.drives import Drive, Trip, at_node
from sandtable.ground.clock import Rank, grid, priority

if TYPE_CHECKING:
    from collections.abc import Generator

    from sandtable.dispatch.incidents import Incident
    from sandtable.dispatch.picture import Picture
    from sandtable.world.plan import Team

NAN = math.nan


class TeamState:
    """A team in a run: where it is and what it does (队伍状态).

    Parameters
    ----------
    index
        Its number among all teams, by id.
    home
        Node of its base.
    hub
        Number of that node among the hubs of the travel tables; -1 = it is none.

    """

    __slots__ = (
        "alike",
        "among",
        "at_hub",
        "base",
        "circle",
        "free",
        "headcount",
        "home",
        "hub",
        "id",
        "index",
        "mission",
        "order",
        "picture",
        "profile",
        "ready_s",
        "skills",
        "spot",
        "team",
        "there",
        "under",
        "visits",
        "worked_s",
    )

    def __init__(self, team: Team, index: int, home: int, hub: int) -> None:
        self.team = team
        self.id = team.id
        self.index = index
        self.base = home
        self.home = home
        self.hub = hub
        self.at_hub = hub
        """Hub at which it stands ready; -1 = under way or elsewhere."""
        self.profile = team.profile
        self.headcount = team.headcount
        self.skills = frozenset(team.skills)
        self.order = priority(Rank.ARRIVAL, team.id)
        self.ready_s = grid(team.turnout.mean)
        """Expected turnout of a team that stands [s]."""
        self.alike = (team.profile, self.ready_s, self.skills)
        """What it shares with teams that are just as good from the same place."""
        self.among: dict[int, list[int]] | None = None
        """Those teams where they stand, in the picture of its headquarters; None = not yet."""
        self.picture: Picture
        """Picture of the headquarters that commands it."""
        self.circle: int
        """Number of those who know of the roads what its own headquarters knows."""
        self.there = not team.agreement
        """Own force, or come by an agreement that was granted."""
        self.free = self.there
        """May be ordered, in truth; what headquarters believes is in its picture."""
        self.spot = at_node(home)
        self.mission: Mission | None = None
        self.under: Mission | None = None
        """Mission it was taken from; it drives on as told there until the new order reaches it."""
        self.visits: dict[str, int] = {}
        """Missions that it has had at an incident to which it may be sent again; "" = moves."""
        self.worked_s = 0.0


class Mission:
    """One team's life from order to release and home (任务); instants in s, nan = not happened.

    Parameters
    ----------
    number
        Its number among the missions of the run, in the order of the orders.
    task
        ``respond`` or ``move``.
    reason
        Source of the order.

    """

    __slots__ = (
        "alerted_s",
        "arrived_s",
        "at_base_s",
        "at_facility_s",
        "counts",
        "departed_s",
        "drive",
        "ended_by",
        "facility",
        "from_node",
        "goal",
        "incident",
        "last",
        "life",
        "need",
        "number",
        "order",
        "ordered_s",
        "outcome",
        "phase",
        "profile",
        "reason",
        "released_s",
        "relieved",
        "task",
        "team",
        "token",
        "trip",
        "visit",
        "work_began_s",
    )

    def __init__(
        self, number: int, team: TeamState, task: str, reason: str, ordered_s: float
    ) -> None:
        self.number = number
        self.team = team
        self.task = task
        self.reason = reason
        self.profile = team.profile
        self.order = team.order
        self.from_node = team.spot.node
        self.ordered_s = ordered_s
        self.token = self.visit = 0
        self.life: Generator[float | None, None, None] | None = None
        self.drive: Drive | None = None
        self.last: Drive | None = None
        self.incident: Incident | None = None
        self.need = self.goal = -1  # requirement of the incident; node of a move
        self.counts = 1  # towards that requirement: one team, or its headcount
        self.phase = "alert"
        self.relieved = False  # the work is done: it may leave
        self.outcome = "censored"
        self.facility = ""
        self.ended_by = "simulated"
        self.alerted_s = self.departed_s = self.arrived_s = self.work_began_s = NAN
        self.released_s = self.at_facility_s = self.at_base_s = NAN
        self.trip: Trip | None = None
        """The way to the incident; None = the calm roads from node to node, or not arrived."""

    @property
    def circle(self) -> int:
        """Number of those who know of the roads what its driver knows."""
        return self.team.circle

    @property
    def shown_phase(self) -> str:
        """Return the phase as people name it: on scene a team works, or waits for others."""
        if self.phase != "waiting":
            return self.phase
        return "waiting" if math.isnan(self.work_began_s) else "work"
