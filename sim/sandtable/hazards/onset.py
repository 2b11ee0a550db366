"""When a hazard passes a limit at a place, read from the rows of its course (越限)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sandtable.ground.clock import grid

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sandtable.hazards.course import Course
    from sandtable.world.onset import Cascade


def passes(course: Course, cascade: Cascade) -> float:
    """Return when a course first passes the limit of a cascade, inf = never [s since activation].

    Rows that do not happen, because their source was controlled before, pass nothing. The limit
    itself is not passed; intensities count as they are stored, in steps. Where it must be passed
    for a time, rows that follow each other without a gap count as one, whichever arcs they are on;
    it is passed at the end of that time.
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
    rows = np.flatnonzero(mine & passed & (to_s > from_s))
    return _first_lasting(from_s[rows], to_s[rows], grid(cascade.lasting_s))


def _first_lasting(
    from_s: NDArray[np.float64], to_s: NDArray[np.float64], lasting_s: float
) -> float:
    """Return when intervals, sorted by their beginning, have first held on for a time [s]."""
    begun = ended = -np.inf
    for first, last in zip(from_s.tolist(), to_s.tolist(), strict=True):
        if first > ended:
            begun, ended = first, last
        ended = max(ended, last)
        if ended - begun >= lasting_s:
            return float(begun + lasting_s)
    return np.inf


def _is(codes: NDArray[np.int32], names: tuple[str, ...], name: str) -> NDArray[np.bool_]:
    """Return which codes stand for a name."""
    found: NDArray[np.bool_] = codes == (names.index(name) if name in names else -1)
    return found
