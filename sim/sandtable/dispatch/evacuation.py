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
    from sandtable.world.people import Evacuation

STEP_S = 300.0
"""People who are told within so long of each other leave as one batch [s]."""

K_BROADCAST, K_ACKNOWLEDGE, K_RATE = 0, 1, 2
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
        self.rows: list[tuple[str, str, float, float, float]] = []
        """Evacuation, zone, and instants of order, loudspeakers and answer [s]."""

    def order(self, plan: Evacuation) -> bool:
        """Order a zone after the other to leave; False when all of them were told before."""
        zones = plan.zones or tuple(sorted(self._people.homes))
        fresh = [zone for zone in zones if zone in self._people.homes and zone not in self._told]
        for zone in sorted(fresh):
            self._told.add(zone)
            telling = Telling(plan, zone, self._people.homes[zone])
            telling.life = self._tell(telling)
            self._op.resume(telling)
        return bool(fresh)

    def _draw(self, telling: Telling, k: int) -> float:
        plan = telling.plan
        law = (plan.broadcast, plan.acknowledge, plan.households_per_h)[k]
        if law.is_constant:
            return law.mean
        entity = address(plan.id, telling.zone)
        return law.quantile(self._op.luck.uniform("warning", entity, 0, k))

    def _tell(self, telling: Telling) -> Generator[Phase, None, None]:
        """Loudspeakers first, then a knock at each door, in batches."""
        clock, plan = self._op.clock, telling.plan
        ordered = clock.now
        heard = grid(ordered + self._draw(telling, K_BROADCAST))
        answered = grid(ordered + self._draw(telling, K_ACKNOWLEDGE))
        self.rows.append((plan.id, telling.zone, ordered, heard, answered))
        if heard > clock.now:
            yield heard
        everybody = sum(home.persons for home in telling.homes)
        self._batch(telling, math.floor(plan.heed * everybody + 1e-9))
        per_s = plan.pairs * self._draw(telling, K_RATE) * plan.household_size / 3600.0
        begun, knocked = clock.now, telling.asked
        while per_s > 0.0 and any(home.persons for home in telling.homes):
            yield grid(clock.now + STEP_S)
            upto = math.floor(per_s * (clock.now - begun) + 1e-9)
            self._batch(telling, upto - (telling.asked - knocked))

    def _batch(self, telling: Telling, persons: int) -> None:
        """Tell so many of those who are still at home; the largest cohort first."""
        for home in sorted(telling.homes, key=lambda one: (-one.persons, one.residents)):
            told = min(persons, home.persons)
            persons -= told
            telling.asked += told
            if told > 0:
                self._divide(telling, home, told)

    def _divide(self, telling: Telling, home: Group, told: int) -> None:
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
                mobilise_s = self._mobilise_s(batch, plan, number)
                self._people.begin(batch, self._people.leave(batch, plan, means, mobilise_s))

    def _mobilise_s(self, batch: Group, plan: Evacuation, number: int) -> float:
        if plan.mobilise.is_constant:
            return plan.mobilise.mean
        entity = address(plan.id, batch.residents)
        luck = self._op.luck.uniform("batch", entity, batch.number, number)
        return plan.mobilise.quantile(luck)
