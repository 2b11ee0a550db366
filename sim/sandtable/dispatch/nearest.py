"""Automatic policies that stand in for headquarters: the nearest able team (就近调派)."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from operator import attrgetter
from types import MappingProxyType
from typing import TYPE_CHECKING

from sandtable.dispatch.commands import Command, command_of
from sandtable.dispatch.first_reports import recalls

if TYPE_CHECKING:
    from sandtable.dispatch.incidents import Incident
    from sandtable.dispatch.picture import Picture
    from sandtable.dispatch.supply import NeedState, StockState
    from sandtable.dispatch.teams import TeamState

_id = attrgetter("id")

Choice = tuple["TeamState", str]
"""A team and the skill that it is sent for."""

_NO_TRUCK = (-math.inf, "")
"""What a depot without a truck can send."""

NOTHING_SENT: Mapping[str, list[int]] = MappingProxyType({})
"""What is still missing by requirement, of incidents that this round has sent somebody to."""


class Policy:
    """Serve the queue in its order, each incident by the able team that is there first (就近调派).

    A template: it honours the rules of the plan (queue order, overtaking, response, when_busy,
    diversion, territory, tie); other policies choose their teams differently.
    """

    name = "nearest_able"
    only_when_waiting = True

    def decide(
        self, picture: Picture, waiting: Sequence[Incident], idle: Sequence[TeamState], now: float
    ) -> list[Command]:
        """Return orders for waiting incidents, requests for aid, and goods for open needs."""
        commands: list[Command] = []
        if picture.surplus:
            commands.extend(recalls(picture, now, self.name))
        if waiting and (picture.free or not picture.patient):
            lone = _lone(picture, waiting)
            if lone is None:
                self._serve(picture, waiting, Free(picture, idle), now, commands)
            else:
                team, skill = lone
                commands.append(self._order(picture, now, "order", waiting[0], team, skill))
        if picture.needs:
            commands.extend(self._relief(picture, now))
        return commands

    def _serve(
        self,
        picture: Picture,
        waiting: Sequence[Incident],
        free: Free,
        now: float,
        commands: list[Command],
        missing: Mapping[str, list[int]] = NOTHING_SENT,
    ) -> None:
        rules = picture.rules
        by_nearness = rules.queue_order == "nearest"
        for incident in self.by_nearness(picture, waiting, free) if by_nearness else waiting:
            if not free.left and picture.patient:
                return
            chosen, left = choose(picture, incident, free, missing.get(incident.id))
            complete = max(left) <= 0
            pulled: list[Choice] = []
            if not complete:
                pulled, lacks = self._pulled(picture, incident, left, commands)
                if lacks and rules.response == "all_or_nothing":
                    free.give_back(chosen)
                    chosen, pulled = [], []
            for team, skill in chosen:
                commands.append(self._order(picture, now, "order", incident, team, skill))
            if complete:
                continue
            for team, skill in pulled:
                commands.append(self._order(picture, now, "divert", incident, team, skill))
            sent = bool(chosen or pulled or incident.id in missing)
            self._otherwise(picture, incident, left, now, commands, sent=sent)
            if rules.overtaking == "strict" and rules.when_busy == "queue":
                return

    def _otherwise(
        self,
        picture: Picture,
        incident: Incident,
        left: Sequence[int],
        now: float,
        commands: list[Command],
        *,
        sent: bool,
    ) -> None:
        """Do what the rules say for an incident that finds too little free force."""
        aid = self._aid(picture, incident, left, now)
        commands.extend(aid)
        if picture.rules.when_busy == "hand_over" and not (sent or aid or incident.missions):
            where = {"incident": incident.id}
            commands.append(Command(now, picture.headquarters, "hand_over", where, self.name))

    def by_nearness(
        self, picture: Picture, waiting: Sequence[Incident], free: Free
    ) -> Iterator[Incident]:
        """Yield waiting incidents, the nearest to a free team first; the teams left may shrink."""
        left = list(waiting)
        while left:
            nearest = min(
                left, key=lambda incident: (_soonest(picture, incident, free.teams()), incident.key)
            )
            left.remove(nearest)
            yield nearest

    def _order(
        self,
        picture: Picture,
        now: float,
        kind: str,
        incident: Incident,
        team: TeamState,
        skill: str,
    ) -> Command:
        arguments = {"incident": incident.id, "skill": skill, "team": team.id}
        return command_of((now, picture.headquarters, kind, arguments, self.name))

    def _aid(
        self, picture: Picture, incident: Incident, left: Sequence[int], now: float
    ) -> list[Command]:
        """Ask, once each, for agreements whose teams can do what no free team does."""
        if not picture.brings:
            return []
        wanted = {
            need.skill
            for need, lacking in zip(incident.type.needs, left, strict=True)
            if lacking > 0
        }
        asked = []
        for agreement, skills in picture.brings.items():
            if wanted & skills and agreement not in picture.asked:
                picture.asked.add(agreement)
                aid = {"agreement": agreement}
                asked.append(Command(now, picture.headquarters, "request_aid", aid, self.name))
        return asked

    @staticmethod
    def _pulled(
        picture: Picture, incident: Incident, left: Sequence[int], commands: Sequence[Command]
    ) -> tuple[list[Choice], bool]:
        """Choose teams at less urgent incidents, the nearest first, where the rules allow it.

        Returns
        -------
        tuple
            Teams with the skill each is taken for, and whether force is lacking even with them.

        """
        rule, pulled = picture.rules.diversion, []
        if rule == "none":
            return [], True
        used = {command.arguments.get("team") for command in commands}
        able = [
            team
            for team in picture.busy
            if team.id not in used and _may_be_pulled(team, incident, at_work=rule == "at_work")
        ]
        lacks = False
        for need, lacking in zip(incident.type.needs, left, strict=True):
            while lacking > 0:
                fit = [team for team in able if need.skill in team.skills]
                best = min(
                    fit,
                    key=lambda team: (picture.seconds(team, incident.node), team.index),
                    default=None,
                )
                if best is None or not picture.reachable(best, incident.node):
                    lacks = True
                    break
                able.remove(best)
                pulled.append((best, need.skill))
                lacking -= 1 if need.unit == "teams" else best.headcount  # noqa: PLW2901  counts down
        return pulled, lacks

    def _relief(self, picture: Picture, now: float) -> Iterator[Command]:
        """Send goods for open needs from the nearest stock that can be issued, then the next."""
        left = {name: stock.on_hand for name, stock in picture.stocks.items()}
        for need in list(picture.needs):
            persons = need.persons - need.provided
            for stock in _stocks_for(picture, need):
                per_unit = stock.item.persons_per_unit
                units = min(left[stock.data.id], math.ceil(persons / per_unit - 1e-9))
                if persons <= 0 or units <= 0:
                    continue
                left[stock.data.id] -= units
                persons -= int(units * per_unit + 1e-9)
                goods = {"need": need.data.id, "quantity": units, "stock": stock.data.id}
                yield Command(now, picture.headquarters, "issue_stock", goods, self.name)


class Free:
    """Free teams of a headquarters that its decider has not chosen yet."""

    def __init__(self, picture: Picture, idle: Sequence[TeamState]) -> None:
        self._idle = idle
        self.left = len(idle)
        self.taken: set[int] = set()
        """Numbers of the teams that were chosen."""
        self.at_hubs = picture.plain and picture.n_standing == self.left
        """Travel from hubs and expected turnout are all that counts."""

    def take(self, team: TeamState) -> None:
        """Choose a team."""
        self.taken.add(team.index)
        self.left -= 1

    def give_back(self, chosen: Sequence[Choice]) -> None:
        """Choose teams no more."""
        self.taken.difference_update(team.index for team, _ in chosen)
        self.left += len(chosen)

    def teams(self) -> list[TeamState]:
        """Return the teams that are left, by id."""
        return [team for team in self._idle if team.index not in self.taken]


def _lone(picture: Picture, waiting: Sequence[Incident]) -> Choice | None:
    """Return what `Policy` would choose, where one incident waits for one team and all are home.

    This is the usual case by far, and all rules agree on it; so they do on who is first in a line
    that waits for the only free team. None where it is another case, or where there is no such
    team.
    """
    incident = waiting[0]
    skill = incident.drawn.lone_skill
    if (
        skill
        and (len(waiting) == 1 or (picture.in_line and len(picture.free) == 1))
        and incident.missing[0] == 1  # a first report may ask for more
        and picture.plain
        and picture.n_standing == len(picture.free)
    ):
        team = _first_standing(picture, incident, skill, _NOBODY)
        if team is not None:
            return team, skill
    return None


_NOBODY: set[int] = set()


def choose(
    picture: Picture, incident: Incident, free: Free, missing: Sequence[int] | None = None
) -> tuple[list[Choice], list[int]]:
    """Choose the able teams that are there first for all that an incident still lacks.

    Parameters
    ----------
    missing
        What it lacks, by requirement; None = what nobody is under way for.

    Returns
    -------
    tuple
        Teams with the skill each is sent for, and what is missing then, by requirement.

    """
    chosen: list[Choice] = []
    left = list(incident.missing if missing is None else missing)
    for number, need in enumerate(incident.type.needs):
        while left[number] > 0:
            if free.at_hubs:
                best = _first_standing(picture, incident, need.skill, free.taken)
            else:
                best = _nearest(picture, incident, need.skill, free.teams())
            if best is None:
                break
            chosen.append((best, need.skill))
            free.take(best)
            left[number] -= 1 if need.unit == "teams" else best.headcount
    return chosen, left


def _nearest(
    picture: Picture, incident: Incident, skill: str, free: Sequence[TeamState]
) -> TeamState | None:
    """Return the able team expected on scene first; ties by the rule ``tie``, then by id."""
    rules = picture.rules
    if rules.territory == "own_first" and incident.zone:
        own = [team for team in free if incident.zone in team.team.territory]
        best = _first_there(picture, incident, skill, own)
        if best is not None:
            return best
    return _first_there(picture, incident, skill, free)


def _first_there(
    picture: Picture, incident: Incident, skill: str, free: Sequence[TeamState]
) -> TeamState | None:
    realised = picture.rules.turnout_known == "realised"
    node = incident.node
    rows: dict[str, Sequence[float]] = {}
    best, best_s = None, math.inf
    least_worked = picture.rules.tie == "least_worked"
    for team in free:  # by id, so that the first of equals has the lowest
        if skill not in team.skills:
            continue
        if team.at_hub >= 0 and not realised:
            row = rows.get(team.profile)
            if row is None:
                row = rows[team.profile] = picture.from_hubs(team.profile, node)
            seconds = row[team.at_hub] + team.ready_s
        else:
            seconds = picture.seconds(team, node) + picture.turnout_s(team, incident)
        if seconds < best_s or (
            least_worked
            and best is not None
            and seconds == best_s
            and team.worked_s < best.worked_s
        ):
            best, best_s = team, seconds
    return best


def _first_standing(
    picture: Picture, incident: Incident, skill: str, taken: set[int]
) -> TeamState | None:
    """Return what `_first_there` would, where all free teams stand at hubs."""
    best, best_s = -1, math.inf
    for (profile, ready_s, skills), hubs in picture.standing.items():
        if skill not in skills or not hubs:
            continue
        found_s = math.inf
        for travel_s, hub in picture.hubs_by_time(profile, incident.node):
            if travel_s > found_s:
                break
            if hub in hubs:
                number = _first_left(hubs[hub], taken) if taken else hubs[hub][0]
                if number < 0:
                    continue
                found_s, seconds = travel_s, travel_s + ready_s
                if seconds < best_s or (seconds == best_s and number < best):
                    best, best_s = number, seconds
    return picture.free[best] if best >= 0 else None


def _first_left(numbers: Sequence[int], taken: set[int]) -> int:
    """Return the first of the teams at a hub that nobody has taken, -1 = none."""
    for number in numbers:
        if number not in taken:
            return number
    return -1


def _soonest(picture: Picture, incident: Incident, free: Sequence[TeamState]) -> float:
    """Return how soon the first able team could be there [s]; inf = none."""
    skills = {
        need.skill
        for need, left in zip(incident.type.needs, incident.missing, strict=True)
        if left > 0
    }
    return min(
        (picture.seconds(team, incident.node) for team in free if skills & team.skills),
        default=math.inf,
    )


def _may_be_pulled(team: TeamState, incident: Incident, *, at_work: bool) -> bool:
    mission = team.mission
    if (
        mission is None
        or mission.incident is None
        or not math.isnan(mission.released_s)
        or mission.incident.type.priority <= incident.type.priority
    ):
        return False
    if not math.isnan(mission.arrived_s):
        return at_work and mission.phase == "waiting"
    return True


def _stocks_for(picture: Picture, need: NeedState) -> list[StockState]:
    """Return stocks of the right kind that count, the nearest by known roads first."""
    counts_all = picture.rules.stock_counts == "all"
    found = []
    for stock in picture.stocks.values():
        if stock.item.need != need.data.kind or not stock.on_hand:
            continue
        if not (counts_all or stock.data.form == "physical"):
            continue
        least_kg, profile = picture.by_road.get(stock.data.depot, _NO_TRUCK)
        if least_kg < stock.item.unit_kg:
            continue  # nothing leaves this depot by road
        seconds = picture.between(profile, stock.node, need.node)
        if not math.isinf(seconds):
            found.append((seconds, stock.data.id, stock))
    return [stock for _, _, stock in sorted(found, key=lambda row: row[:2])]
