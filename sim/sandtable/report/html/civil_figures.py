"""The figures of people who leave: states, villages against the water, shelters, lives lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np

from sandtable.ground.language import _, language
from sandtable.ground.names import Name
from sandtable.report.html.area_charts import columns, stacked_areas
from sandtable.report.html.bands import Spread, spread_of
from sandtable.report.html.chart_frame import Axes
from sandtable.report.html.charts import Line, line_chart
from sandtable.report.html.civil_course import NEARLY_ALL, CivilCourse, Village
from sandtable.report.html.figures import run_time
from sandtable.report.html.village_chart import VillageBar, village_chart, village_key
from sandtable.study.case import Point
from sandtable.world.world import World

MOST_SHELTERS = 6
"""Of more shelters those with the fewest people get no line."""

_LOST_CLASSES = ((0, 0), (1, 1), (2, 2), (3, 5), (6, 10), (11, 20), (21, 50), (51, 100))
"""Lives lost in a run, from and to; more than the last is one class."""


def of_point(point: Point) -> dict[str, str]:
    """Return the names of scenario and plan of a design point."""
    world = point.case.world
    return {
        "scenario": world.scenario.name.text(language()) or point.scenario,
        "plan": world.plan.name.text(language()) or point.alternative,
    }


def civil_charts(courses: Sequence[CivilCourse]) -> list[dict[str, Any]]:
    """Return the figures of each design point with residents."""
    return [
        of_point(one.point)
        | {
            "states": _states(one),
            "villages": _villages(one),
            "shelters": _shelters(one),
            "lost": _lost(one),
            "carried": _carried(one),
        }
        for one in courses
    ]


def _states(one: CivilCourse) -> Any:  # noqa: ANN401  Markup
    unit_s, word = run_time(float(one.time_s[-1]))
    areas = [
        (state_word(name), persons) for name, persons in one.states.items() if persons.max() >= 0.05
    ]
    total = float(sum(persons[0] for persons in one.states.values()))
    axes = Axes(
        end=float(one.time_s[-1]) / unit_s,
        x_word=word,
        y_word=_("residents [persons]"),
        title=_("Where the residents are"),
        high=max(total, 1.0),
        ticks=(),
    )
    return stacked_areas(one.time_s / unit_s, areas, axes)


def state_word(state: str) -> str:
    """Return the words for where a resident is."""
    return {
        "home": _("at home"),
        "moving": _("on the way"),
        "water": _("in the water or cut off by it"),
        "refuge": _("at a refuge, out of danger"),
        "relatives": _("with relatives"),
        "shelter": _("in a shelter"),
        "lost": _("lost their lives"),
    }[state]


def _villages(one: CivilCourse) -> Any:  # noqa: ANN401  Markup
    """Return the chart of the villages, the first to be reached at the top; None = no village."""
    world = one.point.case.world
    names = {zone.id: zone.name for zone in world.place.zones}
    known = sorted(one.villages, key=lambda village: (_first(village.water.middle), village.zone))
    if not known:
        return None
    instants = [
        value
        for village in known
        for value in (
            village.told,
            village.left,
            village.safe,
            village.water.low,
            village.water.high,
        )
        if np.isfinite(value)
    ]
    end = 1.04 * max(instants, default=3600.0)
    unit_s, word = run_time(end)
    begin = 0.9 * min(instants, default=0.0)
    begin = begin if begin > 0.3 * end else 0.0  # hours in which nothing happens are left out
    rows = [_bar(village, names.get(village.zone, Name()), unit_s) for village in known]
    chart = village_chart(
        rows,
        span=(begin / unit_s, end / unit_s),
        x_word=word,
        share_word=_("safe before the water"),
        title=_("Each village against its water"),
    )
    share = f"{100 * NEARLY_ALL:.0f} %"
    return chart + village_key(
        [
            ("told", _("{share} told").format(share=share)),
            ("left", _("{share} have left").format(share=share)),
            ("safe", _("{share} out of danger").format(share=share)),
            ("water", _("water comes (band: 80 % of the runs)")),
        ]
    )


def _first(value: float) -> float:
    return value if np.isfinite(value) else np.inf


def _bar(village: Village, name: Name, unit_s: float) -> VillageBar:
    water = village.water
    known = np.isfinite(village.ahead)
    share = f"{100 * village.ahead:.3g} %" if known else _("stays dry")
    return VillageBar(
        name=f"{name.text(language()) or village.zone} ({village.persons:,})",
        share=share,
        told=village.told / unit_s,
        left=village.left / unit_s,
        safe=village.safe / unit_s,
        water=(water.middle / unit_s, water.low / unit_s, water.high / unit_s),
    )


def _shelters(one: CivilCourse) -> Any:  # noqa: ANN401  Markup
    """Return the chart of who is in which shelter; None = in none there is anybody."""
    if not one.shelters:
        return None
    unit_s, word = run_time(float(one.time_s[-1]))
    places = {place.id: place for place in one.point.case.world.place.facilities}
    fullest = sorted(one.shelters, key=lambda id: (-one.shelters[id].middle[-1], id))
    lines = [
        Line(
            name=_shelter_word(places.get(id), id, float(one.shelters[id].middle[-1])),
            x=one.time_s / unit_s,
            y=one.shelters[id].middle,
            low=one.shelters[id].low,
            high=one.shelters[id].high,
        )
        for id in fullest[:MOST_SHELTERS]
    ]
    axes = Axes(
        end=float(one.time_s[-1]) / unit_s,
        x_word=word,
        y_word=_("persons inside"),
        title=_("In the shelters"),
        high=1.06 * max(float(line.high.max()) for line in lines if line.high is not None),
        ticks=(),
    )
    return line_chart(lines, axes)


def _shelter_word(place: Any, id: str, persons: float) -> str:  # noqa: ANN401  Facility or None
    name = (place.name.text(language()) if place is not None else "") or id
    if place is None or not place.capacity:
        return _("{name}: {persons} at the end").format(name=name, persons=f"{persons:,.0f}")
    return _("{name}: {persons} at the end, room for {room}").format(
        name=name, persons=f"{persons:,.0f}", room=f"{place.capacity:,}"
    )


def _lost(one: CivilCourse) -> dict[str, Any]:
    """Return the distribution of lives lost over the runs."""
    counts: Counter[str] = Counter(map(lost_class, one.lost))
    last = max(map(_class_number, one.lost))
    labels = [_class_label(number) for number in range(max(last, 2) + 1)]
    shares = [(label, 100 * counts[label] / one.runs) for label in labels]
    return {
        "none": sum(number == 0 for number in one.lost),
        "runs": one.runs,
        "mean": float(np.mean(one.lost)),
        "most": max(one.lost),
        "chart": columns(shares, _("Lives lost"), _("lives lost in a run; share of the runs above"))
        if max(one.lost)
        else None,
    }


def lost_class(number: int) -> str:
    """Return the class of a number of lives lost, e.g. ``3-5``."""
    return _class_label(_class_number(number))


def _class_number(number: int) -> int:
    inside = (place for place, (_low, high) in enumerate(_LOST_CLASSES) if number <= high)
    return next(inside, len(_LOST_CLASSES))


def _class_label(place: int) -> str:
    if place >= len(_LOST_CLASSES):
        return f"> {_LOST_CLASSES[-1][1]}"
    low, high = _LOST_CLASSES[place]
    return str(low) if low == high else f"{low}–{high}"


def _carried(one: CivilCourse) -> list[dict[str, Any]]:
    """Return what carried people, the most used first."""
    world = one.point.case.world
    by_word: dict[str, list[str]] = {}
    for by in one.carried:
        by_word.setdefault(carrier_word(world, by), []).append(by)
    spreads = {
        word: spread_of(np.sum([one.carried[by] for by in names], axis=0).tolist())
        for word, names in by_word.items()
    }
    ordered = sorted(spreads.items(), key=lambda pair: -pair[1].middle)
    return [{"word": word, "share": _percent(spread)} for word, spread in ordered]


def _percent(spread: Spread) -> dict[str, str]:
    return {
        "middle": f"{100 * spread.middle:.3g} %",
        "range": f"{100 * spread.low:.3g} … {100 * spread.high:.3g} %",
    }


def carrier_word(world: World, by: str) -> str:
    """Return the words for what carried people: a means of the plan, a fleet, a boat."""
    if by == "boat":
        return _("boats, out of the water")
    kinds = {"own": _("own vehicles"), "foot": _("on foot"), "bus": _("buses")}
    fleets = {one.id: one.name.text(language()) or kinds["bus"] for one in world.plan.fleets}
    means = {one.id: one.kind for plan in world.plan.evacuations for one in plan.means}
    return fleets.get(by) or kinds.get(means.get(by, by), by)
