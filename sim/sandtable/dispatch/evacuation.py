"""Telling people to leave: loudspeakers, answers, knocks at doors; batches that set out (转移)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sandtable.dispatch.groups import Divider, Group
from sandtable.ground.clock import Rank, grid, priority
from sandtable.ground.luck import address

if TYPE_CHECKING:
    from collections.abc import Generator

    from sandtable.dispatch.lanes import Phase
    from sandtable.dispatch.operation import Operation
    from sandtable.dispatch.people import People
    from sandtable.ground.laws import Law
    from sandtable.world.people import Evacuation

STEP_S = 300.0
"""People who are told within so long of each other leave as one batch [s]."""

K_BROADCAST, K_ACKNOWLEDGE, K_RATE, K_WARNING = 0, 1, 2, 3
"""Numbers k of the draws of a zone that is told (purpose "warning", entity evacuation, zone)."""


class Telling:
    """An order to leave on its way to the households of one zone; its life is that of a carrier."""

    __slots__ = ("asked", "homes", "life", "means", "order", "plan", "token", "willing", "zone")

    def __init__(self, plan: Evacuation, zone: str, homes: list[Group]) -> None:
        self.plan = plan
        self.zone = zone
        self.homes = homes
        """Groups at home, one for each cohort of residents."""
        self.order = priority(Rank.MESSAGE, zone)
        self.token = 0
        self.life: Generator[Phase, None, None] | None = None
        self.means = {home.residents: Divider([one.share for one in plan.means]) for home in homes}
        self.willing: dict[str, Divider] = {
            home.residents: Divider([plan.refuse, 1.0 - plan.refuse]) for home in homes
        }
        self.asked = 0
        """Persons told so far."""


class Warnings:
    """All orders to leave of a run."""

    def __init__(self, op: Operation, people: People) -> None:
        self._op = op
        self._people = people
        self._told: set[str] = set()
        self._warned: dict[str, float] = {}
        """By zone: instant at which loudspeakers told it to get ready [s]."""
        self.rows: list[tuple[str, str, float, float, float, float]] = []
        """Evacuation, zone, and instants of warning, order, loudspeakers and answer [s]."""

    def warn(self, plan: Evacuation) -> bool:
        """Tell zones to get ready; False when all of them were told anything before.

        Those who go on the loudspeaker alone get ready on it too. Once they are told to leave,
        they have been getting ready since.
        """
        fresh = [zone for zone in self._about(plan) if zone not in self._warned]
        now = self._op.clock.now
        for zone in fresh:
            heard = grid(now + self._draw(plan, zone, plan.broadcast, K_WARNING))
            self._warned[zone] = heard
            self.rows.append((plan.id, zone, now, math.nan, heard, math.nan))
        return bool(fresh)

    def order(self, plan: Evacuation) -> bool:
        """Order a zone after the other to leave; False when all of them were told before."""
        fresh = self._about(plan)
        for zone in fresh:
            self._told.add(zone)
            telling = Telling(plan, zone, self._people.homes[zone])
            telling.life = self._tell(telling)
            self._op.resume(telling)
        return bool(fresh)

    def _about(self, plan: Evacuation) -> list[str]:
        """Return the zones of an evacuation that nobody was ordered to leave, by id."""
        homes = self._people.homes
        zones = sorted(set(plan.zones or homes) & homes.keys())
        return [zone for zone in zones if zone not in self._told]

    def _draw(self, plan: Evacuation, zone: str, law: Law, k: int) -> float:
        if law.is_constant:
            return law.mean
        return law.quantile(self._op.luck.uniform("warning", address(plan.id, zone), 0, k))

    def _tell(self, telling: Telling) -> Generator[Phase, None, None]:
        """Loudspeakers first, then a knock at each door, in batches."""
        clock, plan, zone = self._op.clock, telling.plan, telling.zone
        ordered = clock.now
        heard = grid(ordered + self._draw(plan, zone, plan.broadcast, K_BROADCAST))
        answered = grid(ordered + self._draw(plan, zone, plan.acknowledge, K_ACKNOWLEDGE))
        self.rows.append((plan.id, zone, math.nan, ordered, heard, answered))
        if heard > clock.now:
            yield heard
        everybody = sum(home.persons for home in telling.homes)
        since = min(self._warned.get(zone, clock.now), clock.now)
        self._batch(telling, math.floor(plan.heed * everybody + 1e-9), since)
        households = self._draw(plan, zone, plan.households_per_h, K_RATE)
        per_s = plan.pairs * households * plan.household_size / 3600.0
        begun, knocked = clock.now, telling.asked
        while per_s > 0.0 and any(home.persons for home in telling.homes):
            yield grid(clock.now + STEP_S)
            upto = math.floor(per_s * (clock.now - begun) + 1e-9)
            self._batch(telling, upto - (telling.asked - knocked), clock.now)

    def _batch(self, telling: Telling, persons: int, since: float) -> None:
        """Tell so many of those who are still at home; the largest cohort first.

        Parameters
        ----------
        since
            Instant from which on they have been getting ready [s].

        """
        for home in sorted(telling.homes, key=lambda one: (-one.persons, one.residents)):
            told = min(persons, home.persons)
            persons -= told
            telling.asked += told
            if told > 0:
                self._divide(telling, home, told, since)

    def _divide(self, telling: Telling, home: Group, told: int, since: float) -> None:
        now, plan = self._op.clock.now, telling.plan
        refuse, go = telling.willing[home.residents].divide(told)
        if refuse:
            stays = self._people.split(home, refuse)
            stays.told_s, stays.phase, stays.refused = now, "told", True
        counts = telling.means[home.residents].divide(go)
        for number, (means, count) in enumerate(zip(plan.means, counts, strict=True)):
            if count:
                batch = self._people.split(home, count)
                batch.told_s, batch.phase, batch.means = now, "told", means.id
                batch.profile = means.profile
                ready = max(now, grid(since + self._mobilise_s(batch, plan, number)))
                self._people.begin(batch, self._people.leave(batch, plan, means, ready))

    def _mobilise_s(self, batch: Group, plan: Evacuation, number: int) -> float:
        if plan.mobilise.is_constant:
            return plan.mobilise.mean
        entity = address(plan.id, batch.residents)
        luck = self._op.luck.uniform("batch", entity, batch.number, number)
        return plan.mobilise.quantile(luck)
