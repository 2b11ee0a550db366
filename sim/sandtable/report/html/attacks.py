"""Attacks on fires over the runs: who, when, whether contained, what burned (扑救)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from sandtable.ground.language import language
from sandtable.hazards.line import free_area_m2
from sandtable.report.html.bands import Spread, spread_of
from sandtable.report.html.civil_figures import of_point
from sandtable.report.html.late_tables import PointTables
from sandtable.report.html.water_map import began_s
from sandtable.report.html.works_figures import count_text, time_text
from sandtable.study.case import Point
from sandtable.world.works import Attack

M2_PER_HA = 1e4


@dataclass(frozen=True, slots=True, kw_only=True)
class AttackCourse:
    """An attack of a design point over the runs in which its fire began.

    Parameters
    ----------
    first_s, contained_s
        When the first team was on the line, and the fire under control, since the start [s].
    teams
        Teams that came to the line.
    burned_m2, free_m2
        Burned, and what would have burned by the end of the run if nobody had fought it [m2].
    runs, contained
        Those runs, and those of them in which it came under control.

    """

    point: Point
    attack: Attack
    first_s: Spread
    contained_s: Spread
    teams: Spread
    burned_m2: Spread
    free_m2: Spread
    runs: int
    contained: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AttackRow:
    """The same in words."""

    scenario: str
    plan: str
    name: str
    first: str
    teams: str
    contained: str
    closed: str
    burned: str
    free: str


def attacks_of(tables: PointTables, point: Point, seen: Sequence[int]) -> list[AttackCourse]:
    """Return the attacks of a design point, those left out whose fire never began."""
    found = [_course(tables, point, seen, one) for one in point.case.world.plan.attacks]
    return [one for one in found if one.runs]


def _course(tables: PointTables, point: Point, seen: Sequence[int], attack: Attack) -> AttackCourse:
    rows: dict[str, list[float]] = {
        name: [] for name in ("first_s", "contained_s", "teams", "area_m2")
    }
    free_m2: list[float] = []
    for number in seen:
        run = tables.run(number)
        mine = run["attacks"]["attack"] == attack.id
        if np.any(mine):
            for name, values in rows.items():
                values.extend(run["attacks"][name][mine].tolist())
            sources = point.case.impacts_of(number)[attack.entry].sources
            since_s = point.case.world.scenario.horizon_s - began_s(run, attack.entry)
            free_m2 += [
                free_area_m2(one.free, since_s) for one in sources if one.id == attack.source
            ]
    return AttackCourse(
        point=point,
        attack=attack,
        first_s=spread_of(rows["first_s"]),
        contained_s=spread_of(rows["contained_s"]),
        teams=spread_of(rows["teams"]),
        burned_m2=spread_of(rows["area_m2"]),
        free_m2=spread_of(free_m2),
        runs=len(rows["teams"]),
        contained=int(np.isfinite(rows["contained_s"]).sum()),
    )


def attack_rows(courses: Iterable[AttackCourse]) -> list[AttackRow]:
    """Return what attacks came to, in the language in force."""
    return [
        AttackRow(
            scenario=where["scenario"],
            plan=where["plan"],
            name=one.attack.name.text(language()) or one.attack.id,
            first=time_text(one.first_s),
            teams=_numbers(one.teams),
            contained=count_text(one.contained, one.runs),
            closed=time_text(one.contained_s),
            burned=_numbers(one.burned_m2, M2_PER_HA),
            free=_numbers(one.free_m2, M2_PER_HA),
        )
        for one, where in ((one, of_point(one.point)) for one in courses)
    ]


def _numbers(spread: Spread, unit: float = 1.0) -> str:
    middle, low, high = (f"{one / unit:.3g}" for one in (spread.middle, spread.low, spread.high))
    return middle if low == high else f"{middle} ({low} … {high})"
