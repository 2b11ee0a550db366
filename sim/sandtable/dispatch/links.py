"""Live links from the scene: who carries one, whether it works, from when on (现场信息接入)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sandtable.ground.clock import grid
from sandtable.ground.luck import address

if TYPE_CHECKING:
    from sandtable.dispatch.incidents import Incident
    from sandtable.dispatch.operation import Operation
    from sandtable.dispatch.teams import Mission
    from sandtable.world.plan import Link

K_AVAILABLE, K_SETUP = 0, 1
"""Numbers k of the draws of a link (purpose "link"): whether it works belongs to the incident and
the link, the time of setting it up to incident, link and team (visit = that of the mission)."""


class Links:
    """The links of a plan in a run."""

    def __init__(self, op: Operation) -> None:
        self._op = op
        self._links = sorted(op.world.plan.links, key=lambda one: one.id)
        self.up_s: dict[str, float] = {}
        """By incident: instant from which a link stands [s]."""

    def arrive(self, mission: Mission) -> None:
        """Let a team that has arrived set up the links that it carries, if they work here."""
        for link in self._links:
            if link.skill in mission.team.skills and self._works(link, mission):
                self._set_up(link, mission)

    def _works(self, link: Link, mission: Mission) -> bool:
        incident = mission.incident
        assert incident is not None  # noqa: S101  a response has an incident
        if incident.id in self.up_s:
            return False  # one stands already
        luck = self._op.luck.uniform("link", address(incident.id, link.id), 0, K_AVAILABLE)
        return luck < link.available

    def _set_up(self, link: Link, mission: Mission) -> None:
        incident, clock = mission.incident, self._op.clock
        assert incident is not None  # noqa: S101  a response has an incident
        setup_s = link.setup.mean
        if not link.setup.is_constant:
            entity = address(incident.id, link.id, mission.team.id)
            luck = self._op.luck.uniform("link", entity, mission.visit, K_SETUP)
            setup_s = link.setup.quantile(luck)
        stands = grid(clock.now + setup_s)
        if stands > clock.now:
            clock.at(stands, mission.order, self._stands, mission)
        else:
            self._stands(mission, 0)

    def _stands(self, mission: Mission, _: int) -> None:
        """Let a link stand, if its team is still there and the work is not over."""
        incident = mission.incident
        if incident is None or mission not in incident.missions:
            return
        if math.isnan(incident.controlled_s) and incident.state in {"open", "working"}:
            self.up_s.setdefault(incident.id, self._op.clock.now)

    def of(self, incident: Incident) -> float:
        """Return the instant from which an incident has a link [s]; nan = never."""
        return self.up_s.get(incident.id, math.nan)
