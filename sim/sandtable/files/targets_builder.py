"""Targets out of their file."""

from __future__ import annotations

import math

from sandtable.files.targets_model import AppliesToPart, TargetItem, TargetsFile
from sandtable.world.target import AppliesTo, Source, Target


def targets_of(file: TargetsFile) -> tuple[Target, ...]:
    """Return the targets in the order in which the file states them."""
    return tuple(map(_target, file.targets))


def _target(one: TargetItem) -> Target:
    asked, counted = one.quantity, one.denominator
    return Target(
        id=one.id,
        name=one.name.name(),
        reading=one.reading.name(),
        applies_to=_applies_to(one.applies_to),
        clock_from=one.clock.start if one.clock else "",
        clock_to=one.clock.to if one.clock else "",
        quantity=asked.share_of or "rate",
        rate_of=asked.rate,
        rate_over=asked.over,
        period_s=math.nan if asked.period is None else asked.period,
        needs=tuple(asked.needs),
        needs_mode=asked.mode,
        within_s=math.nan if one.within is None else one.within,
        statistic="mean" if asked.rate and one.statistic == "proportion" else one.statistic,
        threshold=one.threshold,
        sense=one.sense,
        confidence=one.confidence,
        over=one.over,
        unreached=counted.unreached,
        cancelled=counted.cancelled,
        censored=counted.censored,
        source=Source(**dict(one.source)),
    )


def _applies_to(part: AppliesToPart) -> AppliesTo:
    grade = part.grade
    return AppliesTo(
        hazard=part.hazard,
        incident_class=part.incident_class,
        type=part.type,
        grade="" if grade is None else grade.exactly or grade.at_least or "",
        grade_match="at_least" if grade is not None and grade.at_least else "exactly",
        area=part.area,
    )
