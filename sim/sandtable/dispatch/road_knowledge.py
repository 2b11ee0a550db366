"""Who knows what of the roads: headquarters that hear alike share one state (路况掌握)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sandtable.dispatch.roads import Snapshot
    from sandtable.routing.roadbook import RoadState
    from sandtable.world.plan import Plan


class Circle:
    """What headquarters that hear of the roads alike know of them, and their vehicles with them.

    Parameters
    ----------
    delay_s
        Age of the road state that is reported to them, >= 0 [s].
    states
        State as known, by profile; changed in place.
    told
        State that was last reported to them.

    """

    __slots__ = ("delay_s", "met", "states", "told")

    def __init__(self, delay_s: float, states: dict[str, RoadState], told: Snapshot) -> None:
        self.delay_s = delay_s
        self.states = states
        self.told = told
        self.met: set[tuple[str, int]] = set()
        """Profile and arc: who has run into which closed arcs, as long as they are closed to it."""

    def met_by(self, profile: str) -> tuple[tuple[int, float, str], ...]:
        """Return what vehicles of a profile have run into, as rows of an overlay."""
        return tuple((arc, 0.0, "met") for name, arc in self.met if name == profile)


def delays_of(plan: Plan) -> tuple[dict[str, int], list[float]]:
    """Return the circle of each headquarters, and the delay of each circle [s].

    The circle of the first headquarters is number 0; under ``oracle`` it is the only one.
    """
    common_s, delays = plan.rules.road_report_delay_s, dict[float, int]()
    circles = {}
    for desk in plan.headquarters:
        own_s = desk.road_report_delay_s
        if own_s is None or plan.rules.roads_known == "oracle":
            own_s = common_s
        circles[desk.id] = delays.setdefault(own_s, len(delays))
    return circles, list(delays)
