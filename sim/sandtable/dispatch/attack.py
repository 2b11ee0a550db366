"""Fighting a fire: teams build line around it, and when it is closed it is contained (扑救)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sandtable.ground.clock import Rank, grid_up, priority
from sandtable.ground.luck import address
from sandtable.hazards.line import Builder, Closed, closed, free_area_m2

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

    from sandtable.dispatch.incidents import Incident
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

    def since(self, began_s: float) -> Builder:
        """Return who that is for the source, which counts from its activation [s]."""
        return Builder(
            self.line.force, self.rate_mps, self.since_s - began_s, self.until_s - began_s
        )


class Fight:
    """An attack in a run: what grows, who is on its line, what it comes to."""

    def __init__(self, data: Attack) -> None:
        self.data = data
        self.began_s = math.nan
        self.free: tuple[FreeFire, ...] = ()
        self.workers: list[Worker] = []
        self.is_over = False
        self.token = 0
        self.end: Closed | None = None
        """What it came to, once the line is closed."""
        self.contained_s = math.nan

    @property
    def burns(self) -> bool:
        """Whether there is anything to be fought."""
        return bool(self.free) and not self.is_over

    def free_m2(self, at_s: float) -> float:
        """Return what has burned at an instant, nobody fighting [m2]."""
        return free_area_m2(self.free, at_s - self.began_s)

    def outlook(self, horizon_s: float) -> Closed | None:
        """Return what it comes to if nobody joins or leaves; None = not closed by the horizon."""
        return closed(
            self.free,
            [one.since(self.began_s) for one in self.workers],
            tactic=self.data.tactic,
            distance_m=self.data.distance_m,
            until_s=horizon_s - self.began_s,
        )


class Attacks:
    """All attacks of a run."""

    def __init__(self, op: Operation) -> None:
        self._op = op
        self.fights = [Fight(one) for one in op.world.plan.attacks]
        self._of_type: dict[str, list[Fight]] = {}
        for fight in self.fights:
            self._of_type.setdefault(fight.data.incident_type, []).append(fight)
        self._random = {one.id for one in op.world.scenario.arrivals}

    def fought_at(self, incident: Incident) -> Sequence[Fight]:
        """Return the attacks that teams at an incident take part in.

        An incident is of the fire that it controls or was born of. One that says nothing is of the
        only attack on its type, unless it is random: then it is a fire of its own.
        """
        fights = self._of_type.get(incident.type.id)
        if not fights:
            return ()
        drawn = incident.drawn
        why = drawn.cause[incident.row] if drawn.cause else ()
        fires = {(entry, source) for entry, source, _released_s in why}
        if incident.drawn.controls is not None:
            fires.add((incident.drawn.controls.entry, incident.drawn.controls.source))
        if fires:
            return [one for one in fights if (one.data.entry, one.data.source) in fires]
        return fights if len(fights) == 1 and drawn.source not in self._random else ()

    def activated(self, entry: str) -> None:
        """Begin what is fought of an entry."""
        for fight in self.fights:
            if fight.data.entry == entry:
                fight.began_s = self._op.clock.now
                sources = self._op.roads.impact(entry).sources
                mine = (one.free for one in sources if one.id == fight.data.source)
                fight.free = next(mine, ())  # a sample in which there is no such source
                self._reckon(fight)

    def burns(self, incident: Incident) -> bool:
        """Tell whether there is anything to be fought at an incident."""
        return any(fight.burns for fight in self.fought_at(incident))

    def join(self, mission: Mission) -> None:
        """Let a team that begins to work build line."""
        assert mission.incident is not None  # noqa: S101  a response has an incident
        for fight in self.fought_at(mission.incident):
            rates = [*self._rates(fight.data, mission)]
            if rates and not fight.is_over:
                rate_mps, line = max(rates, key=lambda one: one[0])
                fight.workers.append(Worker(mission, line, rate_mps, self._op.clock.now))
                self._reckon(fight)

    def leave(self, mission: Mission) -> None:
        """Let a team build line no more."""
        assert mission.incident is not None  # noqa: S101  a response has an incident
        for fight in self.fought_at(mission.incident):
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
        for name in sorted(self._op.open) if over else ():
            incident = self._op.open[name]
            at_it = incident.state == "working" and any(
                fight in over for fight in self.fought_at(incident)
            )
            if at_it and not self.burns(incident):
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
        end = fight.outlook(op.horizon_s)
        if end is not None:
            closed_s = max(grid_up(fight.began_s + end.at_s), op.clock.now)
            if closed_s < op.horizon_s:
                order = priority(Rank.ROAD, fight.data.id)
                op.clock.at(closed_s, order, self._close, (fight, end), fight.token)

    def _close(self, what: tuple[Fight, Closed], token: int) -> None:
        fight, end = what
        if token == fight.token and not fight.is_over:
            fight.end = end
            self._op.control(fight.data.entry, fight.data.source)

    def rows(self) -> Sequence[Sequence[Any]]:
        """Return one row per attack whose fire has begun."""
        return [self._row(fight) for fight in self.fights if not math.isnan(fight.began_s)]

    def _row(self, fight: Fight) -> tuple[Any, ...]:
        data, end = fight.data, fight.end
        over_s = self._op.horizon_s if math.isnan(fight.contained_s) else fight.contained_s
        free_m2 = fight.free_m2(over_s)
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
