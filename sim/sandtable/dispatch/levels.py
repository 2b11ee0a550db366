"""Levels of response that triggers raise, after consultation and signature (响应启动)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sandtable.dispatch.commands import Command
from sandtable.ground.clock import TICK_S, grid

if TYPE_CHECKING:
    from sandtable.dispatch.operation import Operation
    from sandtable.world.works import Level


class Levels:
    """The levels of a plan in a run; each is raised once."""

    def __init__(self, op: Operation) -> None:
        self._op = op
        self._raised: set[str] = set()
        levels = op.world.plan.levels
        self._by_type = _by(levels, "incident_type")
        self._by_entry = _by(levels, "entry")

    def begin(self) -> None:
        """Put levels that a stated time raises into the heap."""
        for level in self._op.world.plan.levels:
            if not math.isnan(level.trigger.at_s):
                self._raise(level, level.trigger.at_s)

    def graded(self, incident_type: str) -> None:
        """Raise the levels for which the desk has waited for an incident of this type."""
        for level in self._by_type.get(incident_type, ()):
            self._raise(level, self._op.clock.now)

    def activated(self, entry: str) -> None:
        """Raise the levels that an entry of the scenario triggers."""
        for level in self._by_entry.get(entry, ()):
            self._raise(level, self._op.clock.now)

    def _raise(self, level: Level, triggered_s: float) -> None:
        """Let a level and its actions follow as commands, behind the instant of the trigger."""
        if level.id in self._raised:
            return
        self._raised.add(level.id)
        op = self._op
        law = level.signature
        signature_s = (
            law.mean if law.is_constant else law.quantile(op.luck.uniform("level", level.id))
        )
        # Never at the trigger's own instant: a replay gives commands before all else happens at it.
        at = max(grid(triggered_s + signature_s), grid(triggered_s) + TICK_S)
        arguments = {"level": level.level, "hazard": level.hazard}
        given = [("set_level", arguments), *((one.kind, one.arguments) for one in level.actions)]
        for kind, with_ in given:
            op.give(Command(at, level.headquarters, kind, with_, f"level:{level.id}"), level.id)


def _by(levels: tuple[Level, ...], name: str) -> dict[str, list[Level]]:
    found: dict[str, list[Level]] = {}
    for level in levels:
        key = getattr(level.trigger, name)
        if key:
            found.setdefault(key, []).append(level)
    return found
