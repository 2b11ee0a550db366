"""Line around what grows from a source: when it is closed, and what has burned by then (合围).

Who fights need not know what grows: this is the place that asks the laws of a hazard. Line holds
fires alone, so these are the laws of fires.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sandtable.hazards.fire.containment import Resource, contain_free
from sandtable.hazards.fire.suppression import can_attack

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sandtable.hazards.fire.containment import Tactic
    from sandtable.hazards.fire.suppression import Force
    from sandtable.hazards.rows import FreeFire

Span = tuple[float, float]
"""From when to when [s]."""


class Builder(NamedTuple):
    """Who builds line at a source (开设隔离带者).

    ``rate_mps`` is line on both flanks together, >= 0 [m/s]; it is there from ``since_s`` until
    ``until_s`` [s], inf = to the end; ``force`` says which flames it stands.
    """

    force: Force
    rate_mps: float
    since_s: float
    until_s: float


class Closed(NamedTuple):
    """A line that has closed: at ``at_s`` [s], what burned in it [m2], its length [m]."""

    at_s: float
    area_m2: float
    line_m: float


def free_area_m2(free: Sequence[FreeFire], at_s: float) -> float:
    """Return the area that has burned at an instant, nobody fighting [m2]; 0 before it is lit."""
    since = [one.since_s for one in free]
    if not since or at_s < since[0]:
        return 0.0
    side = np.interp(at_s, since, [math.sqrt(one.area_m2) for one in free])
    return float(side) ** 2  # its head runs at a constant rate between two of them


def closed(
    free: Sequence[FreeFire],
    builders: Sequence[Builder],
    *,
    tactic: Tactic,
    distance_m: float,
    until_s: float,
) -> Closed | None:
    """Return what the line of some builders comes to; None = it is not closed in time.

    It begins as soon as one of them can work; the fire keeps the shape that it has then.

    Parameters
    ----------
    free
        The source: how it grows while nobody fights it. All times count from its activation.
    tactic
        Where the line begins.
    distance_m
        Distance of the line from the edge, >= 0 [m].
    until_s
        It is given up then [s].

    """
    shifts = [
        (span, one.rate_mps)
        for one in builders
        for span in _spans(free, one, tactic=tactic, distance_m=distance_m)
    ]
    begins = min((since for (since, _until), _rate in shifts), default=math.inf)
    if begins >= until_s:
        return None
    there = [one for one in free if one.since_s <= begins][-1]
    later = [one for one in free if one.since_s > begins]
    end = contain_free(
        [
            Resource(arrival_s=since - begins, rate_mps=rate, duration_s=until - since)
            for (since, until), rate in shifts
        ],
        [0.0, *(one.since_s - begins for one in later)],
        [free_area_m2(free, begins), *(one.area_m2 for one in later)],
        ratio=there.ratio,
        tactic=tactic,
        distance_m=distance_m,
        horizon_s=until_s - begins,
    )
    return Closed(begins + end.since_report_s, end.area_m2, end.line_m) if end.contained else None


def _spans(
    free: Sequence[FreeFire],
    builder: Builder,
    *,
    tactic: Tactic,
    distance_m: float,
) -> Iterator[Span]:
    """Yield when somebody can build line: there, and flames are not too long for the force."""
    spans: list[Span] = []
    ends = [*(one.since_s for one in free[1:]), math.inf]
    for one, end in zip(free, ends, strict=True):
        since, until = max(one.since_s, builder.since_s), min(end, builder.until_s)
        if since >= until or not can_attack(builder.force, one.flame_m, tactic, distance_m):
            continue
        if spans and spans[-1][1] == since:
            since = spans.pop()[0]
        spans.append((since, until))
    yield from spans
