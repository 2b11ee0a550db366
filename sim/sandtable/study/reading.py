"""Reading the tables of a run by a target: the tally, or why the records cannot answer."""

from __future__ import annotations

import math
from collections.abc import Callable

from sandtable.ground.language import _
from sandtable.study.incident_cases import CLOCKS_FROM, CLOCKS_TO, incident_cases
from sandtable.study.need_cases import need_cases
from sandtable.study.tally import Tables, Tally, tally_of
from sandtable.world.target import Target
from sandtable.world.world import World

Tallies = tuple[Tally, ...]
"""Tallies of one target: one, or one per kind of need where each must be met."""


def read(tables: Tables, target: Target, world: World) -> Tallies:
    """Return what the tables of one run say about a target.

    A target that the records cannot answer gets an empty tally; `unanswerable` says why.

    """
    if unanswerable(target, world):
        return (Tally(),)
    if target.clock_to == "need_met":
        return tuple(tally_of(cases, target) for cases in need_cases(tables, target, world))
    return (tally_of(incident_cases(tables, target, world), target),)


def unanswerable(target: Target, world: World) -> str:
    """Return why the records cannot answer a target, in the language in force; else nothing."""
    answerable = _NEEDS if target.clock_to == "need_met" else _INCIDENTS
    for is_fine, reason in answerable:
        if not is_fine(target, world):
            return reason(target)
    return ""


def _reason(message: Callable[[], str], value: Callable[[Target], str]) -> Callable[[Target], str]:
    return lambda target: message().format(value=value(target))


def _missing_kinds(target: Target, world: World) -> list[str]:
    known = {need.kind for need in world.scenario.needs}
    return [kind for kind in target.needs if kind not in known]


Check = tuple[Callable[[Target, World], bool], Callable[[Target], str]]


_CLOCK_FROM = _reason(
    lambda: _("the records do not tell the clock from '{value}' for this target"),
    lambda target: target.clock_from,
)
_CLOCK_TO = _reason(
    lambda: _("the records do not tell the clock to '{value}' yet"),
    lambda target: target.clock_to,
)
_QUANTITY = _reason(
    lambda: _("the records do not tell a share of '{value}' for this clock yet"),
    lambda target: target.quantity,
)
_NO_LIMIT = _reason(
    lambda: _("a share needs a limit: 'within' is missing"), lambda target: target.id
)
_STATISTIC = _reason(
    lambda: _("needs are recorded in steps: only a proportion can be asked, not '{value}'"),
    lambda target: target.statistic,
)
_NO_KIND = _reason(
    lambda: _("the scenario has no relief need of every kind asked for: {value}"),
    lambda target: ", ".join(target.needs),
)
_FILTER = _reason(
    lambda: _("needs have no incident class, type or grade to choose by"),
    lambda target: target.id,
)

_RATE: Check = (
    lambda target, _world: target.quantity != "rate",
    _reason(lambda: _("the records do not tell a rate of '{value}' yet"), lambda t: t.rate_of),
)

_INCIDENTS: tuple[Check, ...] = (
    _RATE,
    (lambda target, _world: target.clock_to in CLOCKS_TO, _CLOCK_TO),
    (lambda target, _world: target.clock_from in CLOCKS_FROM, _CLOCK_FROM),
    (lambda target, _world: target.quantity in ("incidents", "persons"), _QUANTITY),
    (
        lambda target, _world: target.statistic != "proportion" or not math.isnan(target.within_s),
        _NO_LIMIT,
    ),
)

_NEEDS: tuple[Check, ...] = (
    _RATE,
    (lambda target, _world: target.clock_from in ("occurred", "exposed"), _CLOCK_FROM),
    (lambda target, _world: target.quantity == "persons", _QUANTITY),
    (lambda target, _world: target.statistic == "proportion", _STATISTIC),
    (lambda target, _world: not math.isnan(target.within_s), _NO_LIMIT),
    (
        lambda target, world: bool(target.needs) and not _missing_kinds(target, world),
        _NO_KIND,
    ),
    (
        lambda target, _world: (
            not (
                target.applies_to.incident_class
                or target.applies_to.type
                or target.applies_to.grade
            )
        ),
        _FILTER,
    ),
)
