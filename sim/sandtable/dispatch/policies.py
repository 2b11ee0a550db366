"""Registered deciders: automatic policies that stand in for headquarters (调度策略)."""

from __future__ import annotations

import importlib.util
import math
from collections.abc import Callable, Iterator, Sequence
from hashlib import blake2b
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import linear_sum_assignment

from sandtable.dispatch.commands import Command

if TYPE_CHECKING:
    from pathlib import Path

    from sandtable.dispatch.incidents import Incident
    from sandtable.dispatch.picture import Decider, Picture
    from sandtable.dispatch.supply import NeedState, StockState
    from sandtable.dispatch.teams import TeamState
    from sandtable.world.plan import Team
    from sandtable.world.scenario import Requirement

Choice = tuple["TeamState", str]
"""A team and the skill that it is sent for."""


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
        if waiting:
            self._serve(picture, waiting, Free(picture, idle), now, commands)
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
    ) -> None:
        rules = picture.rules
        by_nearness = rules.queue_order == "nearest"
        for incident in self.by_nearness(picture, waiting, free) if by_nearness else waiting:
            if not free.left and self._hopeless(picture):
                return
            chosen, complete = choose(picture, incident, free)
            if not complete and rules.response == "all_or_nothing":
                free.give_back(chosen)
                chosen = []
            for team, skill in chosen:
                commands.append(self._order(picture, now, "order", incident, team, skill))
            if complete:
                continue
            self._otherwise(picture, incident, now, commands, sent=bool(chosen))
            if rules.overtaking == "strict" and rules.when_busy == "queue":
                return

    @staticmethod
    def _hopeless(picture: Picture) -> bool:
        """Tell whether nothing can be done for anybody without a free team."""
        rules, plan = picture.rules, picture.world.plan
        return rules.when_busy == "queue" and rules.diversion == "none" and not plan.agreements

    def _otherwise(
        self,
        picture: Picture,
        incident: Incident,
        now: float,
        commands: list[Command],
        *,
        sent: bool,
    ) -> None:
        """Do what the rules say for an incident that finds too little force."""
        rules = picture.rules
        aid = self._aid(picture, incident, now)
        commands.extend(aid)
        pulled = list(self._pulled(picture, incident, now, commands))
        commands.extend(pulled)
        if rules.when_busy == "hand_over" and not (sent or aid or pulled or incident.missions):
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
        return Command(now, picture.headquarters, kind, arguments, self.name)

    def _aid(self, picture: Picture, incident: Incident, now: float) -> list[Command]:
        """Ask, once each, for agreements whose teams can do what is missing."""
        wanted = {
            need.skill
            for need, left in zip(incident.type.needs, incident.missing, strict=True)
            if left > 0
        }
        asked = []
        for agreement in picture.world.plan.agreements:
            if agreement.id not in picture.asked and _brings(
                picture.world.plan.teams, agreement.id, wanted
            ):
                picture.asked.add(agreement.id)
                asked.append(
                    Command(
                        now,
                        picture.headquarters,
                        "request_aid",
                        {"agreement": agreement.id},
                        self.name,
                    )
                )
        return asked

    def _pulled(
        self, picture: Picture, incident: Incident, now: float, commands: Sequence[Command]
    ) -> Iterator[Command]:
        """Take teams from less urgent incidents, the nearest first, where the rules allow it."""
        rule = picture.rules.diversion
        if rule == "none":
            return
        used = {command.arguments.get("team") for command in commands}
        able = [
            team
            for team in picture.busy
            if team.id not in used and _may_be_pulled(team, incident, at_work=rule == "at_work")
        ]
        for number, need in enumerate(incident.type.needs):
            left = incident.missing[number] - _sent(commands, incident, need, picture)
            while left > 0:
                fit = [team for team in able if need.skill in team.skills]
                best = min(
                    fit,
                    key=lambda team: (picture.seconds(team, incident.node), team.index),
                    default=None,
                )
                if best is None or not picture.reachable(best, incident.node):
                    break
                able.remove(best)
                left -= 1 if need.unit == "teams" else best.headcount
                yield self._order(picture, now, "divert", incident, best, need.skill)

    def _relief(self, picture: Picture, now: float) -> Iterator[Command]:
        """Send goods for open needs from the nearest stock that can be issued, then the next."""
        left = {name: stock.on_hand for name, stock in picture.stocks.items()}
        for need in list(picture.needs):
            persons = need.data.persons - need.provided
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
        self.at_hubs = picture.plain and sum(map(len, picture.standing.values())) == self.left
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


def choose(picture: Picture, incident: Incident, free: Free) -> tuple[list[Choice], bool]:
    """Choose the able teams that are there first for all that an incident still lacks.

    Returns
    -------
    tuple
        Teams with the skill each is sent for, and whether they complete the force.

    """
    chosen: list[Choice] = []
    complete = True
    for need, left in zip(incident.type.needs, incident.missing, strict=True):
        while left > 0:
            if free.at_hubs:
                best = _first_standing(picture, incident, need.skill, free.taken)
            else:
                best = _nearest(picture, incident, need.skill, free.teams())
            if best is None:
                complete = False
                break
            chosen.append((best, need.skill))
            free.take(best)
            left -= 1 if need.unit == "teams" else best.headcount
    return chosen, complete


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
    best, best_s, able = None, math.inf, False
    least_worked = picture.rules.tie == "least_worked"
    for team in free:  # by id, so that the first of equals has the lowest
        if skill not in team.skills:
            continue
        able = True
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
    if best is None and able:
        incident.unreachable = True
    return best


def _first_standing(
    picture: Picture, incident: Incident, skill: str, taken: set[int]
) -> TeamState | None:
    """Return what `_first_there` would, where all free teams stand at hubs."""
    best: tuple[float, int] = (math.inf, -1)  # time and number, so that equals go by id
    able = False
    for (profile, ready_s, skills), hubs in picture.standing.items():
        if skill not in skills:
            continue
        left = {number: hubs[number] for number in hubs.keys() - taken} if taken else hubs
        if left:
            able = True
            row = picture.from_hubs(profile, incident.node)
            travel_s, number = min(zip(map(row.__getitem__, left.values()), left, strict=True))
            best = min(best, (travel_s + ready_s, number))
    if best[0] < math.inf:
        return picture.free[best[1]]
    incident.unreachable |= able
    return None


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
        or mission.incident.priority <= incident.priority
    ):
        return False
    if not math.isnan(mission.arrived_s):
        return at_work and mission.phase == "waiting"
    return True


def _sent(
    commands: Sequence[Command], incident: Incident, need: Requirement, picture: Picture
) -> int:
    """Return what orders of this round already provide for a requirement."""
    headcount = (
        {team.id: team.headcount for team in picture.world.plan.teams}
        if need.unit == "persons"
        else {}
    )
    return sum(
        headcount.get(command.arguments["team"], 1)
        for command in commands
        if command.arguments.get("incident") == incident.id
        and command.arguments.get("skill") == need.skill
    )


def _brings(teams: Sequence[Team], agreement: str, skills: set[str]) -> bool:
    return any(team.agreement == agreement and skills & set(team.skills) for team in teams)


def _stocks_for(picture: Picture, need: NeedState) -> list[StockState]:
    """Return stocks of the right kind that count, the nearest by known roads first."""
    counts_all = picture.rules.stock_counts == "all"
    profile = picture.world.plan.trucks[0].profile if picture.world.plan.trucks else ""
    found = []
    for stock in picture.stocks.values():
        if stock.item.need != need.data.kind or not (counts_all or stock.data.form == "physical"):
            continue
        seconds = picture.between(profile, stock.node, need.node) if profile else 0.0
        if not math.isinf(seconds):
            found.append((seconds, stock.data.id, stock))
    return [stock for _, _, stock in sorted(found, key=lambda row: row[:2])]


class Assignment(Policy):
    """Match all waiting incidents and free teams at once, with the least total time (指派).

    Requirements counted in teams are matched by the Hungarian method; with more of them than free
    teams, those first in the queue take part. Requirements counted in persons, and incidents under
    ``all_or_nothing`` or ``strict``, are served as by the nearest able team.

    References
    ----------
    Crouse (2016), On implementing 2D rectangular assignment algorithms, IEEE Transactions on
    Aerospace and Electronic Systems 52(4), 1679-1696 (the method of scipy's solver).

    """

    name = "assignment"

    def _serve(
        self,
        picture: Picture,
        waiting: Sequence[Incident],
        free: Free,
        now: float,
        commands: list[Command],
    ) -> None:
        rules = picture.rules
        if (
            rules.response == "as_they_come"
            and rules.overtaking == "allowed"
            and free.left > 1
            and len(waiting) > 1
        ):
            for incident, team, skill in _match(picture, waiting, free.teams()):
                commands.append(self._order(picture, now, "order", incident, team, skill))
            if commands:
                return  # the round that follows sees what is still missing
        super()._serve(picture, waiting, free, now, commands)


def _match(
    picture: Picture, waiting: Sequence[Incident], free: Sequence[TeamState]
) -> list[tuple[Incident, TeamState, str]]:
    slots = [
        (incident, need.skill)
        for incident in waiting
        for need, left in zip(incident.type.needs, incident.missing, strict=True)
        if need.unit == "teams"
        for _ in range(max(left, 0))
    ][: len(free)]
    if not slots:
        return []
    seconds = np.full((len(slots), len(free)), np.inf)
    for row, (incident, skill) in enumerate(slots):
        for column, team in enumerate(free):
            if skill in team.skills:
                seconds[row, column] = picture.seconds(team, incident.node) + picture.turnout_s(
                    team, incident
                )
    possible = np.isfinite(seconds)
    # An impossible pair costs more than all possible ones together, so it is only left over.
    dear = 1.0 + 2.0 * float(seconds[possible].sum()) if possible.any() else 1.0
    rows, columns = linear_sum_assignment(np.where(possible, seconds, dear))
    return [
        (slots[row][0], free[column], slots[row][1])
        for row, column in zip(rows.tolist(), columns.tolist(), strict=True)
        if possible[row, column]
    ]


POLICIES: dict[str, Callable[[], Decider]] = {
    Policy.name: Policy,
    Assignment.name: Assignment,
}
"""Built-in deciders by name; `register` adds a user's own."""


def register(name: str, make: Callable[[], Decider]) -> None:
    """Register a decider under a name that plans may use."""
    POLICIES[name] = make


def load_policy_file(path: Path) -> str:
    """Run a user's own policy file, which calls `register`; return the hash of its source.

    Only an explicit option leads here, never a data file.
    """
    spec = importlib.util.spec_from_file_location(f"sandtable_policy_{path.stem}", path)
    if spec is None or spec.loader is None:
        message = f"{path} is not a Python file"
        raise ValueError(message)
    spec.loader.exec_module(importlib.util.module_from_spec(spec))
    return blake2b(path.read_bytes(), digest_size=16).hexdigest()


def make_decider(name: str) -> Decider:
    """Return a new decider by its registered name."""
    return POLICIES[name]()
