"""Fighting a fire: teams build line around it, and when it is closed it is contained (扑救)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from sandtable.ground.clock import Rank, grid_up, priority
from sandtable.ground.luck import address
from sandtable.hazards.fire.containment import Containment, Resource, contain_free
from sandtable.hazards.fire.suppression import can_attack

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

    from sandtable.dispatch.operation import Operation
    from sandtable.dispatch.teams import Mission
    from sandtable.hazards.rows import FreeFire
    from sandtable.world.works import Attack, LineRate


class Worker:
    """A team on the line, from when to when [s]."""

    __slots__ = ("line", "mission", "rate_mps", "since_s", "until_s")

    def __init__(self, mission: Mission, line: LineRate, rate_mps: float, since_s: float) -> None:
        self.mission = mission
        self.line = line
        self.rate_mps = rate_mps
        self.since_s = since_s
        self.until_s = math.inf


class Fight:
    """An attack in a run: the fire, who is on its line, what it comes to."""

    def __init__(self, data: Attack) -> None:
        self.data = data
        self.began_s = math.nan
        self.free: tuple[FreeFire, ...] = ()
        self.workers: list[Worker] = []
        self.is_over = False
        self.token = 0
        self.end: Containment | None = None
        """What it came to, once the line is closed."""
        self.contained_s = math.nan

    @property
    def burns(self) -> bool:
        """Whether there is a fire to be fought."""
        return bool(self.free) and not self.is_over

    def area_m2(self, at_s: float) -> float:
        """Return the area of the free fire at an instant [m2], 0 before it is lit."""
        since = [one.since_s for one in self.free]
        if not since or at_s - self.began_s < since[0]:
            return 0.0
        side = np.interp(at_s - self.began_s, since, [math.sqrt(one.area_m2) for one in self.free])
        return float(side) ** 2  # its head runs at a constant rate between two of them

    def outlook(self, horizon_s: float) -> tuple[Containment, float] | None:
        """Return what the attack comes to if nobody joins or leaves, and when it began [s].

        None = nobody can work, now or later.
        """
        if not self.workers or not self.free:
            return None
        first = self.began_s + self.free[0].since_s
        begins = max(first, min(one.since_s for one in self.workers))
        resources = [one for worker in self.workers for one in self._shifts(worker, begins)]
        if not resources:
            return None
        later = [one for one in self.free if self.began_s + one.since_s > begins]
        there = [one for one in self.free if self.began_s + one.since_s <= begins][-1]
        end = contain_free(
            resources,
            [0.0, *(self.began_s + one.since_s - begins for one in later)],
            [self.area_m2(begins), *(one.area_m2 for one in later)],
            ratio=there.ratio,
            tactic=self.data.tactic,
            distance_m=self.data.distance_m,
            horizon_s=max(horizon_s - begins, 0.0),
        )
        return end, begins

    def _shifts(self, worker: Worker, begins_s: float) -> Iterator[Resource]:
        """Yield when a team can build line: it is there, and flames are not too long for it."""
        data = self.data
        starts = [self.began_s + one.since_s for one in self.free]
        ends = [*starts[1:], math.inf]
        spans: list[list[float]] = []
        for one, start, end in zip(self.free, starts, ends, strict=True):
            since, until = max(start, worker.since_s, begins_s), min(end, worker.until_s)
            if since >= until or not can_attack(
                worker.line.force, one.flame_m, data.tactic, data.distance_m
            ):
                continue
            if spans and spans[-1][1] == since:
                spans[-1][1] = until
            else:
                spans.append([since, until])
        for since, until in spans:
            yield Resource(
                arrival_s=since - begins_s, rate_mps=worker.rate_mps, duration_s=until - since
            )


class Attacks:
    """All attacks of a run."""

    def __init__(self, op: Operation) -> None:
        self._op = op
        self.fights = [Fight(one) for one in op.world.plan.attacks]
        self._of_type: dict[str, list[Fight]] = {}
        for fight in self.fights:
            self._of_type.setdefault(fight.data.incident_type, []).append(fight)

    def activated(self, entry: str) -> None:
        """Begin the fires of an entry."""
        for fight in self.fights:
            if fight.data.entry == entry:
                fight.began_s = self._op.clock.now
                fight.free = next(
                    one.free
                    for one in self._op.roads.impact(entry).sources
                    if one.id == fight.data.source
                )
                self._reckon(fight)

    def burns(self, incident_type: str) -> bool:
        """Tell whether there is a fire to be fought at incidents of a type."""
        return any(fight.burns for fight in self._of_type.get(incident_type, ()))

    def join(self, mission: Mission) -> None:
        """Let a team that begins to work build line."""
        assert mission.incident is not None  # noqa: S101  a response has an incident
        for fight in self._of_type.get(mission.incident.type.id, ()):
            rates = [*self._rates(fight.data, mission)]
            if rates and not fight.is_over:
                rate_mps, line = max(rates, key=lambda one: one[0])
                fight.workers.append(Worker(mission, line, rate_mps, self._op.clock.now))
                self._reckon(fight)

    def leave(self, mission: Mission) -> None:
        """Let a team build line no more."""
        assert mission.incident is not None  # noqa: S101  a response has an incident
        for fight in self._of_type.get(mission.incident.type.id, ()):
            for worker in fight.workers:
                if worker.mission is mission and worker.until_s == math.inf:
                    worker.until_s = self._op.clock.now
                    self._reckon(fight)

    def controlled(self, entry: str, source: str) -> None:
        """End the attacks on a source: what is left is mopping up."""
        over = [
            fight
            for fight in self.fights
            if (fight.data.entry, fight.data.source) == (entry, source) and fight.burns
        ]
        for fight in over:
            fight.is_over = True
            fight.token += 1
            fight.contained_s = self._op.clock.now
        types = {fight.data.incident_type for fight in over}
        for name in sorted(self._op.open):
            incident = self._op.open[name]
            mopped_up = incident.type.id in types and incident.state == "working"
            if mopped_up and not self.burns(incident.type.id):
                self._op.scene.go_on(incident)

    def _rates(self, data: Attack, mission: Mission) -> Iterator[tuple[float, LineRate]]:
        """Yield the line that a team builds by each of its skills [m/s]."""
        team = mission.team
        for number, line in enumerate(data.lines):
            if line.skill in team.skills:
                rate, entity = line.rate, address(data.id, team.id)
                mps = (
                    rate.mean
                    if rate.is_constant
                    else rate.quantile(self._op.luck.uniform("attack", entity, 0, number))
                )
                yield mps * (team.headcount if line.unit == "persons" else 1), line

    def _reckon(self, fight: Fight) -> None:
        """Work out when the line will be closed, with those who are there now."""
        fight.token += 1
        if not fight.burns:
            return
        op = self._op
        outlook = fight.outlook(op.horizon_s)
        if outlook is None or not outlook[0].contained:
            return
        end, begins = outlook
        closed_s = max(grid_up(begins + end.since_report_s), op.clock.now)
        if closed_s < op.horizon_s:
            order = priority(Rank.ROAD, fight.data.id)
            op.clock.at(closed_s, order, self._close, (fight, end), fight.token)

    def _close(self, closed: tuple[Fight, Containment], token: int) -> None:
        fight, end = closed
        if token == fight.token and not fight.is_over:
            fight.end = end
            self._op.control(fight.data.entry, fight.data.source)

    def rows(self) -> Sequence[Sequence[Any]]:
        """Return one row per attack whose fire has begun."""
        return [self._row(fight) for fight in self.fights if not math.isnan(fight.began_s)]

    def _row(self, fight: Fight) -> tuple[Any, ...]:
        data, end = fight.data, fight.end
        over_s = self._op.horizon_s if math.isnan(fight.contained_s) else fight.contained_s
        free_m2 = fight.area_m2(over_s)
        return (
            data.id,
            data.entry,
            data.source,
            min((one.since_s for one in fight.workers), default=math.nan),
            len({one.mission.team.id for one in fight.workers}),
            fight.contained_s,
            free_m2 if end is None else end.area_m2,
            math.nan if end is None else end.line_m,
            free_m2,
        )
