"""When roads change, and when that is known: records, knowledge, vehicles under way (道路变化)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from sandtable.ground.clock import Rank, grid, priority

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sandtable.dispatch.civil import Civil
    from sandtable.dispatch.clockwork import Clock
    from sandtable.dispatch.road_knowledge import Circle
    from sandtable.dispatch.roads import Roads, Snapshot
    from sandtable.dispatch.travel import Traffic
    from sandtable.routing.roadbook import RoadState
    from sandtable.world.world import World


class Run(Protocol):
    """What has roads that change, and vehicles on them: the Operation, or one trip alone."""

    world: World
    horizon_s: float
    clock: Clock
    roads: Roads
    traffic: Traffic
    road_rows: list[tuple[float, int, float, str]]
    civil: Civil | None

    def resume(self, one: Any) -> None:  # noqa: ANN401  whatever drives
        """Let the life of one that has arrived go on."""

    def mark(self) -> None:
        """Note that something has changed that may be decided about."""


_CHANGE = priority(Rank.ROAD, "")
_TOLD = priority(Rank.MESSAGE, "")


class RoadChanges:
    """Brings the roads of a run up to now, whenever something has laid or lifted a hand."""

    def __init__(self, op: Run) -> None:
        self._op = op
        self._token = 0
        """Which of the foreseen changes still holds."""

    def refresh(self) -> None:
        """Bring the roads up to now: records, knowledge, vehicles under way."""
        op, now = self._op, self._op.clock.now
        before = dict(op.roads.true)
        changed = op.roads.refresh(now)
        if changed is not None:
            op.road_rows.extend((now, *row) for row in changed)
            if op.world.plan.rules.roads_known == "informed":
                self._inform()
            self._vehicles_meet_roads(before)
            if op.civil is not None:
                op.civil.roads_changed()
        self._token += 1
        upcoming = op.roads.next_change(now)
        if upcoming < op.horizon_s:
            op.clock.at(upcoming, _CHANGE, self._change, None, self._token)

    def _change(self, _: None, token: int) -> None:
        if token == self._token:
            self.refresh()

    def _inform(self) -> None:
        op, snapshot = self._op, self._op.roads.snapshot()
        for circle in op.roads.circles:
            if circle.delay_s <= 0.0:
                op.roads.learn(circle, snapshot)
            else:
                told = grid(op.clock.now + circle.delay_s)
                op.clock.at(told, _TOLD, self._told, (circle, snapshot))

    def _told(self, told: tuple[Circle, Snapshot], _: int) -> None:
        self._op.roads.learn(*told)
        self._vehicles_meet_roads(self._op.roads.true)

    def _vehicles_meet_roads(self, before: Mapping[str, RoadState]) -> None:
        """Let vehicles meet what is true or known now; ``before`` is what was true, by profile."""
        for carrier in self._op.traffic.roads_changed(before):
            self._op.resume(carrier)
        self._op.mark()
