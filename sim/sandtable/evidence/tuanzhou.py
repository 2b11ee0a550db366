"""The Tuanzhou dike breach of July 2024 held against its simulation: counter-tests (团洲垸核验)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sandtable.evidence.counter import Counter, Strength
from sandtable.ground.language import _
from sandtable.world.recorded import Recorded

STUDY = "huarong_flood"
"""Name of the study in the library."""

REPLICATIONS = 40
"""Runs of each variant: two of each of twenty hazard samples."""

NEXT_MORNING = "2024-07-06 09:00"


def _asked(measure: str, **arguments: Any) -> Recorded:  # noqa: ANN401  as a file has them
    return Recorded(id=measure, measure=measure, arguments=arguments, kind="predicted")


_NO_PATROL = (
    "plan.patrols[first_line].sees=0 %",
    "plan.patrols[first_line_boil].sees=0 %",
    "plan.patrols[second_line].sees=0 %",
)

COUNTERS = (
    Counter(
        id="late_alarm",
        says=lambda: _("An alarm that comes only with the breach costs lives."),
        sets=(
            *_NO_PATROL,
            "scenario.types[piping].detection=9 h",
            "scenario.types[boil].detection=9 h",
        ),
        asked=_asked("deaths"),
        sense="more",
    ),
    Counter(
        id="fewer_buses",
        says=lambda: _("With a third of the buses fewer are taken in 12 h after the order."),
        sets=(
            "plan.fleets[township_vehicles].count=4",
            "plan.fleets[county_buses].count=5",
        ),
        asked=_asked("share_sheltered", area="flood_area", at="12 h", after="order"),
        sense="less",
    ),
    Counter(
        id="no_patrol",
        says=lambda: _("Without any patrol there are more breaches."),
        sets=_NO_PATROL,
        asked=_asked("breaches", hazard="flood"),
        sense="more",
    ),
    Counter(
        id="no_boats",
        says=lambda: _("Without boats almost nothing changes: most left by road."),
        sets=("plan.fleets[fire_boats].count=0", "plan.fleets[volunteer_boats].count=0"),
        asked=_asked("share_safe", area="flood_area", at_clock=NEXT_MORNING),
        sense="same",
        margin=0.05,
    ),
)
"""Issue 3: what must change when one thing is taken away, and what must not."""

PATROL_ASKED = _asked("entry_began", entry="second_breach")

_EVERY = "plan.patrols[second_line].every="

PATROLS = (
    Strength(id="15_min", says=lambda: _("every 15 min"), sets=(f"{_EVERY}15 min",)),
    Strength(id="1_h", says=lambda: _("every hour"), sets=(f"{_EVERY}1 h",)),
    Strength(id="3_h", says=lambda: _("every 3 h"), sets=(f"{_EVERY}3 h",)),
    Strength(id="12_h", says=lambda: _("every 12 h"), sets=(f"{_EVERY}12 h",)),
    Strength(id="none", says=lambda: _("no patrol"), sets=("plan.patrols[second_line].sees=0 %",)),
)
"""Strengths of the patrol of the second line, the strongest first."""

KNOWN_TO_FAIL: Mapping[str, str] = {}
"""Ids of predicted rows and counter-tests that fail, each with the reason as far as it is known."""
