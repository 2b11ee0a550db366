"""The figures of the report: distributions, needs and people over time, where the minutes went."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sandtable.ground.language import _, language
from sandtable.report.html.chart_frame import Axes
from sandtable.report.html.charts import Line, Mark, line_chart, stacked_bars
from sandtable.report.html.findings import Finding, Minutes, parts_of
from sandtable.report.html.need_course import PointNeeds
from sandtable.report.html.people_course import PeopleCourse
from sandtable.report.response_figure import clock_word, promised, quantity_word
from sandtable.report.verdict_rows import cause_text, estimated, promise

POINTS = 330
"""Points of a curve: one for every second point of the screen."""


def _by_target(findings: Sequence[Finding]) -> list[list[Finding]]:
    """Return findings with cases, the alternatives of each scenario and target together."""
    groups: dict[tuple[str, str], list[Finding]] = {}
    for one in findings:
        groups.setdefault((one.point.scenario, one.target.id), []).append(one)
    return [group for group in groups.values() if any(one.time_s.size for one in group)]


def _heading(finding: Finding) -> dict[str, str]:
    target = finding.target
    return {
        "target": target.name.text(language()) or target.id,
        "scenario": finding.world.scenario.name.text(language()) or finding.point.scenario,
        "promise": promise(target),
    }


def _plan(finding: Finding) -> str:
    return finding.world.plan.name.text(language()) or finding.point.alternative


def distributions(findings: Sequence[Finding]) -> list[dict[str, Any]]:
    """Return one chart per scenario and target: the share of the cases done by each time."""
    return [_heading(group[0]) | {"chart": _distribution(group)} for group in _by_target(findings)]


def _distribution(group: Sequence[Finding]) -> Any:  # noqa: ANN401  Markup
    target = group[0].target
    at_min, percent = promised(target)
    end = _end_min(group, at_min)
    # Beyond three hours an axis in hours is easier to read.
    unit, word = (
        (60.0, _("hours since {clock}")) if end > 240 else (1.0, _("minutes since {clock}"))
    )
    grid = np.linspace(0.0, end, POINTS)
    lines = [
        Line(
            name=f"{_plan(one)}  {estimated(one.verdict.estimate, target)}",
            x=grid / unit,
            y=100 * _share_by(one, grid),
            step=True,
        )
        for one in group
    ]
    axes = Axes(
        end=end / unit,
        x_word=word.format(clock=clock_word(target.clock_from)),
        y_word=_("share of {cases} [%]").format(cases=quantity_word(target.quantity)),
        title=f"{target.name.text(language()) or target.id}: {promise(target)}",
    )
    return line_chart(
        lines,
        axes,
        promise=(at_min / unit, percent),
        promise_word=promise(target),
        marks=[_mark(one, at_min, percent, unit) for one in group],
    )


def _share_by(finding: Finding, minutes: NDArray[np.float64]) -> NDArray[np.float64]:
    order = np.argsort(finding.time_s, kind="stable")
    so_far = np.concatenate(([0.0], np.cumsum(finding.weight[order])))
    if so_far[-1] <= 0.0:
        return np.full(minutes.size, np.nan)
    at = np.searchsorted(finding.time_s[order], 60 * minutes, side="right")
    share: NDArray[np.float64] = so_far[at] / so_far[-1]
    return share


def _end_min(group: Sequence[Finding], promised_min: float) -> float:
    late = [
        float(np.quantile(finite, 0.99)) / 60
        for one in group
        if (finite := one.time_s[np.isfinite(one.time_s)]).size
    ]
    limit = promised_min if math.isfinite(promised_min) else 0.0
    return 1.12 * max(limit, *late, 1.0)


def _mark(finding: Finding, at_min: float, percent: float, unit: float) -> Mark | None:
    target, verdict = finding.target, finding.verdict
    known = np.isfinite([verdict.estimate, at_min, percent]).all()
    if target.over == "each_run" or not known:
        return None
    if target.statistic == "proportion":
        return Mark(
            x=at_min / unit,
            y=100 * verdict.estimate,
            low=100 * verdict.low,
            high=100 * verdict.high,
        )
    scale = 1 / 60 / unit
    return Mark(
        x=scale * verdict.estimate,
        y=percent,
        low=scale * verdict.low,
        high=scale * verdict.high,
        upright=False,
    )


# Where the minutes went


def minutes_tables(findings: Sequence[Finding]) -> list[dict[str, Any]]:
    """Return, per scenario and target, the mean minutes of each part: in time and late."""
    found = []
    for group in _by_target(findings):
        target = group[0].target
        rows = [row for one in group for row in _rows(one, several=len(group) > 1)]
        if not rows:
            continue
        means = [minutes.mean_min() for _label, minutes in rows]
        shown = [place for place, values in enumerate(zip(*means, strict=True)) if max(values) > 0]
        parts = [cause_text(part) for part in parts_of(target)]
        bars = [
            (label, [mean[place] for place in shown])
            for (label, _minutes), mean in zip(rows, means, strict=True)
        ]
        found.append(
            _heading(group[0])
            | {
                "parts": [parts[place] for place in shown],
                "chart": stacked_bars(bars, _("Mean minutes of each part")),
                "rows": [
                    {"label": label, "cases": minutes.cases, "means": mean, "total": sum(mean)}
                    for (label, mean), (_l, minutes) in zip(bars, rows, strict=True)
                ],
            }
        )
    return found


def _rows(finding: Finding, *, several: bool) -> list[tuple[str, Minutes]]:
    plan = _short(finding) + _(", ") if several else ""
    pairs = ((_("in time"), finding.in_time), (_("late"), finding.late))
    return [(f"{plan}{word}", minutes) for word, minutes in pairs if minutes.cases]


def _short(finding: Finding) -> str:
    """Return a plan's name without what follows a colon or bracket: labels are narrow."""
    name = _plan(finding)
    for sign in (":", "：", "(", "（"):
        name = name.split(sign)[0]
    name = name.strip()
    return name if len(name) <= 24 else f"{name[:23].rstrip()}…"


# Needs


def need_charts(needs: Sequence[PointNeeds]) -> list[dict[str, Any]]:
    """Return one chart per design point with needs: the share of persons who have each kind."""
    return [_needs(one) for one in needs]


def _needs(one: PointNeeds) -> dict[str, Any]:
    world = one.point.case.world
    end_s = float(max(course.time_s[-1] for course in one.courses))
    unit_s, word = run_time(end_s)
    lines = [
        Line(
            name=_("{kind} ({persons} persons)").format(
                kind=kind_word(course.kind), persons=f"{course.persons:.0f}"
            ),
            x=course.time_s / unit_s,
            y=100 * course.mean,
            low=100 * course.low,
            high=100 * course.high,
        )
        for course in one.courses
    ]
    axes = Axes(
        end=end_s / unit_s,
        x_word=word,
        y_word=_("share of persons in need who have it [%]"),
        title=_("Needs met over time"),
    )
    return {
        "scenario": world.scenario.name.text(language()) or one.point.scenario,
        "plan": world.plan.name.text(language()) or one.point.alternative,
        "chart": line_chart(lines, axes),
    }


def run_time(end_s: float) -> tuple[float, str]:
    """Return unit [s] and words of an axis over the time of a run: minutes up to four hours."""
    if end_s <= 4 * 3600:
        return 60.0, _("minutes since the start of the run")
    return 3600.0, _("hours since the start of the run")


def kind_word(kind: str) -> str:
    """Return the word for a kind of need; a word of the user's stays as it is."""
    return {
        "food": _("food"),
        "clothing": _("clothing"),
        "water": _("water"),
        "shelter": _("shelter"),
        "medical": _("medical help"),
    }.get(kind, kind)


# People


def people_charts(courses: Sequence[PeopleCourse]) -> list[dict[str, Any]]:
    """Return one chart and one table of outcomes per design point with residents."""
    return [_people(one) for one in courses]


def _people(one: PeopleCourse) -> dict[str, Any]:
    world = one.point.case.world
    unit_s, word = run_time(float(one.time_s[-1]))
    lines = [
        Line(
            name=step_word(step),
            x=one.time_s / unit_s,
            y=100 * mean,
            low=100 * low,
            high=100 * high,
        )
        for step, (mean, low, high) in one.shares.items()
        if mean[-1] > 0.0
    ]
    axes = Axes(
        end=float(one.time_s[-1]) / unit_s,
        x_word=word,
        y_word=_("share of the residents [%]"),
        title=_("People moved over time"),
    )
    outcomes = [
        {"word": outcome_word(outcome), "mean": mean, "low": low, "high": high}
        for outcome, (mean, low, high) in one.outcomes.items()
    ]
    return {
        "scenario": world.scenario.name.text(language()) or one.point.scenario,
        "plan": world.plan.name.text(language()) or one.point.alternative,
        "persons": one.persons,
        "chart": line_chart(lines, axes),
        "outcomes": sorted(outcomes, key=lambda row: -float(row["mean"])),
    }


def step_word(step: str) -> str:
    """Return the words for a step of those who leave."""
    return {
        "told_s": _("told to leave"),
        "left_s": _("left home"),
        "safe_s": _("out of danger"),
        "arrived_s": _("in a shelter or with relatives"),
        "zone_water_s": _("water has reached their zone"),
    }[step]


def outcome_word(outcome: str) -> str:
    """Return the words for what became of people."""
    return {
        "sheltered": _("in a shelter"),
        "relatives": _("with relatives"),
        "refuge": _("at a refuge, out of danger"),
        "refused": _("refused to leave"),
        "stayed": _("were not told, stayed"),
        "trapped": _("cut off by the water"),
        "lost": _("lost their lives"),
        "censored": _("on their way at the end"),
    }.get(outcome, outcome)
