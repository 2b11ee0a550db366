"""Targets: what a plan promises, as data."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from sandtable.ground.names import Name

CLOCK_FROM = ("occurred", "exposed", "detected", "reported", "ordered")
CLOCK_TO = (
    "first_arrival",
    "full_arrival",
    "controlled",
    "need_met",
    "link_up",
    "safe",
    "sheltered",
    "warned",
    "message_received",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AppliesTo:
    """Which incidents or people a target is about (适用范围); empty = all.

    Parameters
    ----------
    grade, grade_match
        Grade of `world.scenario.GRADES`, matched ``exactly`` or ``at_least``.
    area
        Tag of the zones, e.g. ``planned_service_area``.

    """

    hazard: str = ""
    incident_class: str = ""
    type: str = ""
    grade: str = ""
    grade_match: Literal["exactly", "at_least"] = "exactly"
    area: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a promise or a number comes from (出处)."""

    plan: str = ""
    clause: str = ""
    quote: str = ""
    note: str = ""
    confidence: Literal["", "high", "medium", "low"] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A clause of the plan with everything that makes it testable (指标).

    Parameters
    ----------
    clock_from, clock_to
        From when to when it counts (计时口径); empty for a rate.
    quantity
        ``incidents`` | ``persons`` | ``population`` | ``area``: the share of what.
    rate_of, rate_over, period_s
        For a rate instead of a share: numerator, denominator and period.
    needs, needs_mode
        With clock_to ``need_met``: kinds of need, and whether ``all`` or ``each`` must be met.
    within_s
        Limit on the clock [s]; nan where there is none.
    statistic
        ``proportion`` | ``mean`` | ``p90`` | ``max`` (``p`` followed by any whole number up to 99).
    threshold, sense
        Fraction (proportion), seconds (times) or fraction (rate); ``at_least`` | ``at_most``.
    confidence
        Of the two-sided interval [0-1].
    over
        ``pooled`` = the long-run share; ``each_run`` = the promise must hold in every event.
    unreached, cancelled, censored
        How such cases count: ``missed`` | ``excluded``. Censored before the limit has passed
        means that the run ended too early to tell.

    """

    id: str
    name: Name = Name()
    reading: Name = Name()
    applies_to: AppliesTo = field(default_factory=AppliesTo)
    clock_from: str = ""
    clock_to: str = ""
    quantity: Literal["incidents", "persons", "population", "area", "messages", "rate"] = (
        "incidents"
    )
    rate_of: str = ""
    rate_over: str = ""
    period_s: float = float("nan")
    needs: tuple[str, ...] = ()
    needs_mode: Literal["all", "each"] = "all"
    within_s: float = float("nan")
    statistic: str = "proportion"
    threshold: float
    sense: Literal["at_least", "at_most"]
    confidence: float = 0.95
    over: Literal["pooled", "each_run"] = "pooled"
    unreached: Literal["missed", "excluded"] = "missed"
    cancelled: Literal["missed", "excluded"] = "excluded"
    censored: Literal["missed", "excluded"] = "missed"
    source: Source = field(default_factory=Source)
