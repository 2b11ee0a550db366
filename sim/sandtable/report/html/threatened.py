"""Teams in what they cannot bear, over the runs: who, where, when, by what (队伍受威胁)."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from sandtable.ground.language import _, language
from sandtable.hazards.intensity import KINDS
from sandtable.report.html.bands import Spread, spread_of
from sandtable.report.html.civil_figures import of_point
from sandtable.report.html.late_tables import PointTables
from sandtable.report.html.works_figures import count_text, time_text
from sandtable.report.intensity_words import intensity_word
from sandtable.study.case import Point

Key = tuple[str, str, str, str]
"""Team, entry, kind of intensity, place."""

_KEY = ("team", "entry", "kind", "place")
_NUMBERS = ("from_s", "to_s", "worst", "limit")


@dataclass(frozen=True, slots=True, kw_only=True)
class Threatened:
    """A team that one kind of intensity of one entry threatened, on scene or on its ways.

    Parameters
    ----------
    first_s, lasted_s
        When it was first past its limit, and for how long in all, over the runs in which it was
        [s].
    worst
        Worst intensity of all runs over the limit; where less is worse, below 1.
    runs, threatened
        All runs, and those in which it was past its limit.

    """

    point: Point
    key: Key
    first_s: Spread
    lasted_s: Spread
    worst: float
    runs: int
    threatened: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreatenedRow:
    """The same in words."""

    scenario: str
    plan: str
    team: str
    by: str
    where: str
    runs: str
    first: str
    lasted: str
    worst: str


def threatened_of(tables: PointTables, point: Point, seen: Sequence[int]) -> list[Threatened]:
    """Return who was threatened in the runs of a design point, those in most runs first."""
    if not any(team.bears for team in point.case.world.plan.teams):
        return []
    runs: defaultdict[Key, list[_Stretch]] = defaultdict(list)
    for number in seen:
        for key, stretch in _of_run(tables.run(number)["threats"]).items():
            runs[key].append(stretch)
    found = [
        Threatened(
            point=point,
            key=key,
            first_s=spread_of([one.first_s for one in several]),
            lasted_s=spread_of([one.lasted_s for one in several]),
            worst=_worst(key, [one.worst for one in several]),
            runs=len(seen),
            threatened=len(several),
        )
        for key, several in runs.items()
    ]
    return sorted(found, key=lambda one: (-one.threatened, one.key))


class _Stretch(NamedTuple):
    """What one run says of a key."""

    first_s: float
    lasted_s: float
    worst: float


def _of_run(table: Mapping[str, Any]) -> dict[Key, _Stretch]:
    """Return what a run says of each team, entry, kind and place."""
    columns = [np.asarray(table[name]).tolist() for name in (*_KEY, *_NUMBERS)]
    rows: defaultdict[Key, list[tuple[float, ...]]] = defaultdict(list)
    for team, entry, kind, place, *numbers in zip(*columns, strict=True):
        rows[str(team), str(entry), str(kind), str(place)].append(tuple(numbers))
    return {
        key: _Stretch(
            first_s=min(from_s for from_s, *_rest in mine),
            lasted_s=sum(to_s - from_s for from_s, to_s, *_rest in mine),
            worst=_worst(key, [_part(worst, limit) for *_times, worst, limit in mine]),
        )
        for key, mine in rows.items()
    }


def _part(worst: float, limit: float) -> float:
    """Return an intensity as a multiple of a limit; of a limit of 0 there is none."""
    return worst / limit if limit > 0.0 else math.inf


def _worst(key: Key, parts: Iterable[float]) -> float:
    return min(parts) if KINDS[key[2]].less_is_worse else max(parts)


def threatened_rows(found: Iterable[Threatened]) -> list[ThreatenedRow]:
    """Return who was threatened, in the language in force."""
    return [_row(one) for one in found]


def _row(one: Threatened) -> ThreatenedRow:
    world, (team, entry, kind, place) = one.point.case.world, one.key
    teams = {each.id: each.name for each in world.plan.teams}
    entries = {each.id: each.name for each in world.scenario.dormant}
    cause = entries[entry].text(language()) or entry
    where = of_point(one.point)
    return ThreatenedRow(
        scenario=where["scenario"],
        plan=where["plan"],
        team=teams[team].text(language()) or team,
        by=f"{cause}, {intensity_word(kind)}",
        where=_("on scene") if place == "on_scene" else _("on a way"),
        runs=count_text(one.threatened, one.runs),
        first=time_text(one.first_s),
        lasted=time_text(one.lasted_s),
        worst=f"{one.worst:.3g}" if math.isfinite(one.worst) else "",
    )
