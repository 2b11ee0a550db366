"""Reading the tables of a run by a target: the tally, or why the records cannot answer."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import Literal

from sandtable.ground.language import _
from sandtable.study.incident_cases import CLOCKS_FROM, CLOCKS_TO, incident_cases
from sandtable.study.need_cases import need_cases
from sandtable.study.people_cases import PEOPLE_FROM, PEOPLE_TO, people_cases
from sandtable.study.rate_cases import BURNED, RATES, THREATENED, rate_cases
from sandtable.study.tally import Cases, Tables, Tally, tally_of
from sandtable.world.records import TABLES
from sandtable.world.target import Target
from sandtable.world.world import World

Subject = Literal["incidents", "needs", "people", "rate"]

_TABLES: dict[Subject, tuple[str, ...]] = {
    "incidents": ("incidents", "missions"),
    "needs": ("needs", "hazards"),
    "people": ("people", "warnings", "relief", "hazards"),
    "rate": ("incidents",),
}

Tallies = tuple[Tally, ...]
"""Tallies of one target: one, or one per kind of need where each must be met."""


def read(tables: Tables, target: Target, world: World) -> Tallies:
    """Return what the tables of one run say about a target.

    A target that the records cannot answer gets an empty tally; `unanswerable` says why.

    """
    if unanswerable(target, world):
        return (Tally(),)
    return tuple(tally_of(cases, target) for cases in cases_of(tables, target, world))


def cases_of(tables: Tables, target: Target, world: World) -> tuple[Cases, ...]:
    """Return the cases of a target that the records can answer: one set, or one per need."""
    kind = subject(target)
    if kind == "needs":
        return need_cases(tables, target, world)
    if kind == "people":
        return people_cases(tables, target, world)
    if kind == "rate":
        return (rate_cases(tables, target, world),)
    return (incident_cases(tables, target, world),)


def subject(target: Target) -> Subject:
    """Return what the cases of a target are."""
    if target.quantity == "rate":
        return "rate"
    if target.quantity == "population":
        return "people"
    return "needs" if target.clock_to == "need_met" else "incidents"


def has_times(target: Target) -> bool:
    """Say whether the cases of a target have times on a clock; needs are steps, rates are sums."""
    return target.quantity != "rate" and target.clock_to != "need_met"


def tables_for(targets: Iterable[Target]) -> tuple[str, ...]:
    """Return the names of the tables that tell about some targets; `commands` may end a run."""
    wanted = {"commands"}
    for target in targets:
        wanted.update(_TABLES[subject(target)])
        if target.rate_of == THREATENED:
            wanted.update(("missions", "threats"))
    return tuple(name for name in TABLES if name in wanted)


def unanswerable(target: Target, world: World) -> str:
    """Return why the records cannot answer a target, in the language in force; else nothing."""
    kind = subject(target)
    checks = _CHECKS[kind]
    if kind == "people" and target.clock_to == "need_met":
        checks += _NEEDS_CHECKED
    for is_fine, reason in checks:
        if not is_fine(target, world):
            return reason(target)
    return ""


def _reason(message: Callable[[], str], value: Callable[[Target], str]) -> Callable[[Target], str]:
    return lambda target: message().format(value=value(target))


def _missing_kinds(target: Target, world: World) -> list[str]:
    if target.quantity == "population":
        known = set(world.scenario.relief.needs) if world.scenario.relief is not None else set()
    else:
        known = {need.kind for need in world.scenario.needs}
    return [kind for kind in target.needs if kind not in known]


def _is_proportion(target: Target, _world: World) -> bool:
    return target.statistic == "proportion"


def _has_limit(target: Target, _world: World) -> bool:
    return target.statistic != "proportion" or not math.isnan(target.within_s)


def _chooses_no_incidents(target: Target, _world: World) -> bool:
    about = target.applies_to
    return not (about.incident_class or about.type or about.grade)


Check = tuple[Callable[[Target, World], bool], Callable[[Target], str]]


_CLOCK_FROM = _reason(
    lambda: _("the records do not tell the clock from '{value}' for this target"),
    lambda target: target.clock_from,
)
_CLOCK_TO = _reason(
    lambda: _("the records do not tell the clock to '{value}' yet"),
    lambda target: target.clock_to,
)
_NO_CLOCK_TO = _reason(
    lambda: _("a share of the population has no clock to '{value}'"),
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
    lambda: _("needs and people have no incident class, type or grade to choose by"),
    lambda target: target.id,
)

_RATE = _reason(
    lambda: _("the records do not tell a rate of '{value}' yet"),
    lambda target: f"{target.rate_of} / {target.rate_over}",
)

_SEASON = _reason(
    lambda: _("the scenario has no season of fires, so no forest for '{value}'"),
    lambda target: target.rate_of,
)

_BEARS = _reason(
    lambda: _("no team of the plan says what it bears ('bears'), so nothing threatens any"),
    lambda target: target.rate_of,
)

_NEEDS_CHECKED: tuple[Check, ...] = (
    (_is_proportion, _STATISTIC),
    (_has_limit, _NO_LIMIT),
    (lambda target, world: bool(target.needs) and not _missing_kinds(target, world), _NO_KIND),
)

_CHECKS: dict[Subject, tuple[Check, ...]] = {
    "incidents": (
        (lambda target, _world: target.clock_to in CLOCKS_TO, _CLOCK_TO),
        (lambda target, _world: target.clock_from in CLOCKS_FROM, _CLOCK_FROM),
        (lambda target, _world: target.quantity in ("incidents", "persons"), _QUANTITY),
        (_has_limit, _NO_LIMIT),
    ),
    "needs": (
        (lambda target, _world: target.clock_from in ("occurred", "exposed"), _CLOCK_FROM),
        (lambda target, _world: target.quantity == "persons", _QUANTITY),
        *_NEEDS_CHECKED,
        (_chooses_no_incidents, _FILTER),
    ),
    "people": (
        (lambda target, _world: target.clock_to in PEOPLE_TO, _NO_CLOCK_TO),
        (lambda target, _world: target.clock_from in PEOPLE_FROM, _CLOCK_FROM),
        (_has_limit, _NO_LIMIT),
        (_chooses_no_incidents, _FILTER),
    ),
    "rate": (
        (lambda target, _world: RATES.get(target.rate_of) == target.rate_over, _RATE),
        (lambda target, world: target.rate_of != BURNED or bool(world.scenario.seasons), _SEASON),
        (
            lambda target, world: (
                target.rate_of != THREATENED or any(team.bears for team in world.plan.teams)
            ),
            _BEARS,
        ),
    ),
}
