"""Dormant entries of the scenario that begin, and their sources under control (险情发生与受控)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sandtable.dispatch.operation import Operation


class HazardCourse:
    """What becomes of the dormant realisations in a run."""

    def __init__(self, op: Operation) -> None:
        self._op = op
        self.rows: list[tuple[float, str, str, str, str, str]] = []
        """Rows of the table ``hazards``."""

    def control(self, entry: str, source: str) -> bool:
        """Bring a source of a hazard under control now; False when it cannot be."""
        op = self._op
        if not op.roads.control(entry, source, op.clock.now):
            return False
        self.rows.append((op.clock.now, entry, source, "controlled", "", ""))
        op.refresh_roads()
        op.onsets.changed(entry)
        if op.civil is not None:
            op.civil.controlled(entry, source)
        return True

    def activate(self, entry: str, by: str, cause: str) -> bool:
        """Let a dormant realisation begin now: its roads, and the incidents it brings.

        Parameters
        ----------
        by, cause
            What wakes it: ``time``, ``rate``, ``trigger`` by an entry, ``prevention`` by an
            incident, or ``command`` from a source.

        Returns
        -------
        bool
            False where there is no such entry, or it is active already.

        """
        op, now = self._op, self._op.clock.now
        if not op.roads.activate(entry, now):
            return False
        self.rows.append((now, entry, "", "activated", by, cause))
        impact = op.roads.impact(entry)
        op.timeline.add(
            op.drawing.exposed(process, entry, now, impact.exposures(process.exposure))
            for process in op.world.scenario.exposed
        )
        op.timeline.add(op.drawing.following(entry, now, impact))
        op.refresh_roads()
        if op.civil is not None:
            op.civil.activated(entry)
        op.onsets.changed(entry)
        return True
