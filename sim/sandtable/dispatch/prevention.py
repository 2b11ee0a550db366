"""Early works on incidents that threaten to become a hazard (抢险)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from sandtable.ground.clock import Rank, grid, priority
from sandtable.ground.luck import address

if TYPE_CHECKING:
    from sandtable.dispatch.incidents import Drawn, Incident
    from sandtable.dispatch.operation import Operation
    from sandtable.world.works import Prevention

K_FAILS, K_SUCCESS, K_DELAY = 0, 1, 2
"""Numbers k of the draws of a threat (purpose "threat", entity prevention and incident)."""


class Threat:
    """One incident that may become an entry, unless works hold it."""

    __slots__ = ("fails_s", "name", "occurred_s", "plan", "state", "token", "worked_s")

    def __init__(self, plan: Prevention, name: str, occurred_s: float, fails_s: float) -> None:
        self.plan = plan
        self.name = name
        self.occurred_s = occurred_s
        self.fails_s = fails_s
        self.worked_s = math.nan
        """Instant at which works began [s]."""
        self.state = "open"  # open | held | failed
        self.token = 0


class Preventions:
    """All threats of a run."""

    def __init__(self, op: Operation) -> None:
        self._op = op
        self._plans = {one.incident_type: one for one in op.world.scenario.preventions}
        self.threats: dict[str, Threat] = {}

    def watch(self, drawn: Drawn) -> None:
        """Draw when incidents of a threatening type would fail, and put that into the heap."""
        plan = self._plans.get(drawn.type.id)
        if plan is None:
            return
        for name, occurred_s in zip(drawn.ids, drawn.occurred_s.tolist(), strict=True):
            fails_s = grid(occurred_s + self._draw(plan, name, K_FAILS))
            threat = self.threats[name] = Threat(plan, name, occurred_s, fails_s)
            self._schedule(threat)

    def _draw(self, plan: Prevention, name: str, k: int) -> float:
        law = plan.fails if k == K_FAILS else plan.delay
        if law.is_constant:
            return law.mean
        return law.quantile(self._op.luck.uniform("threat", address(plan.id, name), 0, k))

    def _schedule(self, threat: Threat) -> None:
        threat.token += 1
        if threat.fails_s < self._op.horizon_s:
            order = priority(Rank.ROAD, threat.name)
            self._op.clock.at(threat.fails_s, order, self._fails, threat, threat.token)

    def works_began(self, incident: Incident) -> None:
        """Decide what works that begin now will come to: they hold the threat, or delay it."""
        threat = self.threats.get(incident.id)
        if threat is None or threat.state != "open" or not math.isnan(threat.worked_s):
            return
        plan = threat.plan
        threat.worked_s = self._op.clock.now
        chance = self.chance(plan, threat.worked_s - threat.occurred_s)
        entity = address(plan.id, threat.name)
        if self._op.luck.uniform("threat", entity, 0, K_SUCCESS) < chance:
            threat.state, threat.fails_s = "held", math.inf
            threat.token += 1
            return
        threat.fails_s = grid(threat.fails_s + self._draw(plan, threat.name, K_DELAY))
        self._schedule(threat)

    @staticmethod
    def chance(plan: Prevention, age_s: float) -> float:
        """Return the probability that works hold a threat which is so old when they begin [0-1]."""
        return _interpolated(_interpolated(age_s, plan.outflow_m3s), plan.success)

    def _fails(self, threat: Threat, token: int) -> None:
        if token != threat.token:
            return
        threat.state = "failed"
        op = self._op
        incident = op.open.get(threat.name)
        if incident is not None:
            op.scene.call_off(incident, "failed")
        op.activate(threat.plan.entry, "prevention", threat.name)

    def gives_way(self, name: str) -> bool:
        """Tell whether works have begun on an incident that will not hold it."""
        threat = self.threats.get(name)
        return threat is not None and threat.state == "open" and not math.isnan(threat.worked_s)

    def has_failed(self, name: str) -> bool:
        """Tell whether an incident has become what it threatened."""
        threat = self.threats.get(name)
        return threat is not None and threat.state == "failed"


def _interpolated(x: float, points: tuple[tuple[float, float], ...]) -> float:
    """Return the value of a piecewise linear curve, constant beyond its ends."""
    return float(np.interp(x, [one for one, _ in points], [two for _, two in points]))
