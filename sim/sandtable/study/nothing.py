"""No case: why a target found nothing to judge (无案例), as words that reports put into text."""

from __future__ import annotations

from sandtable.files.sense import is_about
from sandtable.study.tally import NOBODY_AFFECTED
from sandtable.world.target import Target
from sandtable.world.world import World

NO_SUCH_INCIDENT = "no_such_incident"
NO_RESIDENTS = "no_residents"
NONE_HAPPENED = "none_happened"
ALL_EXCLUDED = "all_excluded"
NEVER_ON_SCENE = "never_on_scene"
NEVER_BEGAN = "hazard_never_began"
NOBODY_EXPOSED = "nobody_exposed"
NOBODY_ORDERED = "nobody_ordered"

NOTHING_TO_COUNT = (
    NO_SUCH_INCIDENT,
    NO_RESIDENTS,
    NONE_HAPPENED,
    ALL_EXCLUDED,
    NEVER_ON_SCENE,
    NEVER_BEGAN,
    NOBODY_EXPOSED,
    NOBODY_ORDERED,
    NOBODY_AFFECTED,
)
"""Every such word; the first two hold whatever luck brings, the others of the runs played."""

MAY_YET_HAPPEN = frozenset(NOTHING_TO_COUNT[2:])
"""Words after which more runs may find a case."""


def why_nothing(target: Target, world: World) -> str:
    """Return why a scenario has nothing that a target counts, as far as its files tell."""
    about = target.applies_to
    inside = {zone.id for zone in world.place.zones if not about.area or about.area in zone.tags}
    if target.quantity == "population":
        residents = any(one.persons and one.zone in inside for one in world.scenario.residents)
        return NOBODY_AFFECTED if residents else NO_RESIDENTS
    if target.clock_to == "need_met":
        return NOBODY_AFFECTED
    known = any(is_about(about, kind) for kind in world.scenario.types)
    return NONE_HAPPENED if known and inside else NO_SUCH_INCIDENT
