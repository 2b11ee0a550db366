"""What each hazard of a study does by itself, in a row: roads it closes, people exposed (影响)."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from sandtable.ground.language import language
from sandtable.report.hazard_rows import Watch, waking_words
from sandtable.report.verdict_rows import NOTHING
from sandtable.study.case import Point
from sandtable.study.hazard_preview import Preview, Sampled, preview


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """A dormant entry of a design point, and what it does."""

    point: Point
    preview: Preview


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectRow:
    """The same in words.

    Parameters
    ----------
    roads, persons
        How many close or are exposed in a sample: median, and least to most where they differ.
    first_road, first_person
        When the first does, median of the samples in which any do.

    """

    scenario: str
    name: str
    waking: tuple[str, ...]
    samples: int
    roads: str
    first_road: str
    persons: str
    first_person: str
    profile: str


def effects_of(point: Point) -> list[Effect]:
    """Return what the entries of a design point do, those that do nothing left out."""
    found = [
        Effect(point=point, preview=preview(point.case, one.id))
        for one in point.case.world.scenario.dormant
        if one.id in point.case.impacts
    ]
    return [one for one in found if any(each.roads or each.people for each in one.preview.samples)]


def effect_rows(effects: Iterable[Effect]) -> list[EffectRow]:
    """Return what hazards do in the language in force."""
    return [_row(one) for one in effects]


def _row(effect: Effect) -> EffectRow:
    found, world = effect.preview, effect.point.case.world
    watch = Watch.of(found, world)
    (profile,) = (one for one in world.plan.profiles if one.id == found.profile)
    return EffectRow(
        scenario=world.scenario.name.text(language()) or effect.point.scenario,
        name=found.title.text(language()) or found.entry,
        waking=tuple(waking_words(found, world)),
        samples=len(found.samples),
        roads=_numbers([len(_closed(one)) for one in found.samples]),
        first_road=_first([list(_closed(one).values()) for one in found.samples], watch),
        persons=_numbers([_persons(one) for one in found.samples]),
        first_person=_first(
            [[each.from_s for each in one.people if each.persons] for one in found.samples], watch
        ),
        profile=profile.name.text(language()) or profile.id,
    )


def _closed(sampled: Sampled) -> dict[str, float]:
    """Return the roads that close, and when first [s]."""
    found: dict[str, float] = {}
    for one in sampled.roads:  # by time
        if one.state == "closed":
            found.setdefault(one.road, one.from_s)
    return found


def _persons(sampled: Sampled) -> int:
    """Return the persons exposed at the worst of each zone, whatever to."""
    worst: dict[str, int] = {}
    for one in sampled.people:
        worst[one.zone] = max(worst.get(one.zone, 0), one.persons)
    return sum(worst.values())


def _numbers(values: Sequence[int]) -> str:
    middle = f"{median(values):,.0f}"
    if min(values) == max(values):
        return middle
    return f"{middle} ({min(values):,} … {max(values):,})"


def _first(times_s: Iterable[Sequence[float]], watch: Watch) -> str:
    first = [min(one, default=math.inf) for one in times_s]
    known = [one for one in first if math.isfinite(one)]
    return watch.at(median(known)) if known else NOTHING
