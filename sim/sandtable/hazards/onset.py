"""When a hazard passes a limit at a place, read from the rows of its course (越限)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sandtable.hazards.course import Course
    from sandtable.world.onset import Cascade


def passes(course: Course, cascade: Cascade) -> float:
    """Return when a course first passes the limit of a cascade, inf = never [s since activation].

    Rows that do not happen, because their source was controlled before, pass nothing. The limit
    itself is not passed; intensities count as they are stored, in steps.
    """
    impact = course.impact
    if cascade.zone:
        people = impact.people
        mine = _is(people.zone, impact.zones, cascade.zone)
        mine &= _is(people.kind, impact.exposure_kinds, cascade.kind)
        values, from_s, to_s = people.share, people.from_s, course.zone_to_s
    else:
        roads = impact.roads
        mine = np.isin(roads.arc, cascade.arcs) & _is(roads.kind, impact.kinds, cascade.kind)
        values, from_s, to_s = roads.value, roads.from_s, course.to_s
    passed = values < cascade.limit if cascade.below else values > cascade.limit
    return float(from_s[mine & passed & (to_s > from_s)].min(initial=np.inf))


def _is(codes: NDArray[np.int32], names: tuple[str, ...], name: str) -> NDArray[np.bool_]:
    """Return which codes stand for a name."""
    found: NDArray[np.bool_] = codes == (names.index(name) if name in names else -1)
    return found
