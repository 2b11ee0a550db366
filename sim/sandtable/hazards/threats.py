"""What a hazard does to somebody at a place and a time: past which limits, from when on (威胁)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sandtable.hazards.intensity import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sandtable.hazards.course import Course


class Stay(NamedTuple):
    """Somebody on an arc for a time: ``from_s`` to ``to_s`` since the activation, half-open [s]."""

    arc: int
    from_s: float
    to_s: float


class Threat(NamedTuple):
    """A stretch of time past a limit.

    ``worst`` is the worst intensity of it, in the unit of its kind; times are those of `Stay`.
    """

    source: str
    kind: str
    from_s: float
    to_s: float
    worst: float


def threats(course: Course, stays: Iterable[Stay], limits: Mapping[str, float]) -> list[Threat]:
    """Return when stays are past limits, by source, kind and time; none where nothing is.

    Stretches of one source and one kind that overlap or touch are one threat, on whichever arcs.

    Parameters
    ----------
    limits
        By kind of intensity: what is still borne, in its unit. Where less is worse, less than it
        is past it; else more is.

    """
    impact = course.impact
    roads = impact.roads
    found: dict[tuple[str, str], list[tuple[float, float, float]]] = {}
    passing = _passing(course, limits)
    for arc, from_s, to_s in stays:
        rows = impact.rows_of(arc)
        there = (roads.from_s[rows] < to_s) & (course.to_s[rows] > from_s)
        for row in rows[there & passing[rows]].tolist():
            begin, end = max(float(roads.from_s[row]), from_s), min(float(course.to_s[row]), to_s)
            if begin < end:
                key = (impact.sources[roads.source[row]].id, impact.kinds[roads.kind[row]])
                found.setdefault(key, []).append((begin, end, float(roads.value[row])))
    return [
        Threat(source, kind, *stretch)
        for (source, kind), pieces in sorted(found.items())
        for stretch in _joined(sorted(pieces), less_is_worse=KINDS[kind].less_is_worse)
    ]


def _passing(course: Course, limits: Mapping[str, float]) -> np.ndarray:
    """Tell which rows are past the limit of their kind, shape ``(n_intervals,)``."""
    impact, roads = course.impact, course.impact.roads
    passing = np.zeros(len(roads), dtype=np.bool_)
    for code, kind in enumerate(impact.kinds):
        if kind in limits:
            value, limit = roads.value, limits[kind]
            past = value < limit if KINDS[kind].less_is_worse else value > limit
            passing |= (roads.kind == code) & past
    return passing


def _joined(
    pieces: list[tuple[float, float, float]], *, less_is_worse: bool
) -> list[tuple[float, float, float]]:
    """Join pieces, sorted by their beginning, that overlap or touch."""
    worse = min if less_is_worse else max
    joined = pieces[:1]
    for begin, end, value in pieces[1:]:
        first, last, worst = joined[-1]
        if begin <= last:
            joined[-1] = (first, max(last, end), worse(worst, value))
        else:
            joined.append((begin, end, value))
    return joined
