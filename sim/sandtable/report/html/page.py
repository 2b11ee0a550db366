"""Everything that the templates print, in the language in force."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sandtable.ground.language import _, language
from sandtable.ground.names import Name
from sandtable.report.difference_rows import change
from sandtable.report.html.background import (
    assumption_rows,
    command_line,
    force_rows,
    reach_rows,
    reach_shares,
    version_rows,
)
from sandtable.report.html.figures import distributions, minutes_tables, need_charts, people_charts
from sandtable.report.html.findings import Finding
from sandtable.report.html.gaps import gaps_of
from sandtable.report.html.need_course import PointNeeds
from sandtable.report.html.people_course import PeopleCourse
from sandtable.report.html.recorded import RecordedRow
from sandtable.report.html.replay_data import ReplayData
from sandtable.report.verdict_rows import VerdictRow, duration, span, verdict_rows
from sandtable.study.case import Point
from sandtable.study.compare import Difference
from sandtable.study.reading import unanswerable
from sandtable.study.run import StudyResult
from sandtable.world.target import AppliesTo, Target
from sandtable.world.world import World


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """What was read, before it is said in a language."""

    title: Name
    points: tuple[Point, ...]
    result: StudyResult
    manifest: dict[str, Any]
    findings: tuple[Finding, ...]
    needs: tuple[PointNeeds, ...]
    people: tuple[PeopleCourse, ...]
    compared: tuple[RecordedRow, ...]


def page_of(gathered: Gathered, replay: ReplayData) -> dict[str, Any]:
    """Return what the templates print, by name."""
    result, points = gathered.result, gathered.points
    return {
        "title": gathered.title.text(language()) or gathered.manifest.get("study", ""),
        "mark": _("internal use"),
        "place": points[0].case.world.place.name.text(language()) or points[0].case.world.place.id,
        "scenarios": list(_scenarios(points, result)),
        "verdicts": _verdict_groups(gathered.findings),
        "counts": _counts(gathered.findings),
        "gaps": gaps_of(gathered.findings),
        "differences": _differences(gathered),
        "distributions": distributions(gathered.findings),
        "needs": need_charts(gathered.needs),
        "people": people_charts(gathered.people),
        "minutes": minutes_tables(gathered.findings),
        "compared": [_compared(row) for row in gathered.compared],
        "assumptions": assumption_rows(points),
        "forces": [_with_plan(point, force_rows(point.case.world)) for point in _plans(points)],
        "reach": [_with_reach(point) for point in _plans(points)],
        "seed": result.seed,
        "id": result.id,
        "inputs": gathered.manifest.get("inputs", []),
        "settings": gathered.manifest.get("settings", []),
        "command": command_line(gathered.manifest),
        "versions": version_rows(gathered.manifest),
        "ended": str(gathered.manifest.get("ended", "")).replace("T", " ")[:16],
        "interrupted": result.interrupted,
        "failures": len(result.failures),
        "attributions": list(_attributions(points)),
        "has_map": bool(replay.scenes),
        "has_zones": any(point.case.world.place.zones for point in points),
        "left_out": replay.left_out,
    }


def _scenarios(points: Sequence[Point], result: StudyResult) -> Iterable[dict[str, Any]]:
    for id in dict.fromkeys(point.scenario for point in points):
        mine = [point for point in points if point.scenario == id]
        scenario = mine[0].case.world.scenario
        yield {
            "name": scenario.name.text(language()) or id,
            "start": scenario.start,
            "horizon": _length(scenario.horizon_s),
            "runs": result.replications.get(id, 0),
            "samples": scenario.samples,
            "plans": [one.case.world.plan.name.text(language()) or one.alternative for one in mine],
        }


def _length(seconds: float) -> str:
    if seconds > 2 * 86400:
        return _("{number} days").format(number=f"{seconds / 86400:.4g}")
    return duration(seconds)


# Verdicts


def _verdict_groups(findings: Sequence[Finding]) -> list[dict[str, Any]]:
    """Return the verdicts by scenario, the alternatives of a target below each other."""
    groups = []
    several = len({one.point.alternative for one in findings}) > 1
    for scenario in dict.fromkeys(one.point.scenario for one in findings):
        mine = [one for one in findings if one.point.scenario == scenario]
        name = mine[0].world.scenario.name.text(language()) or scenario
        ids = dict.fromkeys(one.target.id for one in mine)
        rows = [_verdict(one, several=several) for id in ids for one in mine if one.target.id == id]
        groups.append({"name": name, "rows": rows, "several": several})
    return groups


def _verdict(finding: Finding, *, several: bool) -> dict[str, Any]:
    target, verdict = finding.target, finding.verdict
    is_case = verdict.verdict != "no_case"
    known = replace(verdict, cause=verdict.cause if is_case else "")
    (row,) = verdict_rows([known], [target])
    plan = finding.world.plan.name.text(language()) or finding.point.alternative
    why = [] if is_case else [no_case_reason(finding)]
    return {
        "row": row,
        "plan": plan if several else "",
        "reading": target.reading.text(language()),
        "source": _source(target),
        "quote": target.source.quote,
        "unsure": target.source.confidence in ("low", "medium"),
        "remarks": [*row.remarks, *why, *_runs_that_broke(finding)],
        "bar": _bar(row, finding),
    }


def _runs_that_broke(finding: Finding) -> Iterable[str]:
    """Say in how many runs a promise for every event was broken."""
    if finding.target.over == "each_run" and finding.runs:
        broken = sum(not tally.kept for tally in finding.runs.values() if tally.cases)
        yield _("broken in {number} of {total} runs").format(
            number=broken, total=sum(tally.cases > 0 for tally in finding.runs.values())
        )


def _bar(row: VerdictRow, finding: Finding) -> dict[str, float] | None:
    """Return estimate, interval and threshold of a share in percent, for the small bar."""
    target, verdict = finding.target, finding.verdict
    if target.statistic != "proportion" or not math.isfinite(verdict.estimate) or not row.interval:
        return None
    low, high = max(0.0, verdict.low), min(1.0, verdict.high)
    return {
        "low": 100 * low,
        "width": max(100 * (high - low), 0.8),
        "at": 100 * verdict.estimate,
        "asked": 100 * target.threshold,
    }


def _source(target: Target) -> str:
    source = target.source
    return "  ".join(part for part in (source.plan, source.clause, source.note) if part)


def no_case_reason(finding: Finding) -> str:
    """Return why there was nothing to judge."""
    reason = unanswerable(finding.target, finding.world)
    if reason:
        return reason
    about = _about(finding.target.applies_to, finding.world)
    if not about:
        return _("nothing of what this target counts happened in this scenario")
    return _("no incident in this scenario with {about}: the target asks about others").format(
        about=_(", ").join(about)
    )


def _about(about: AppliesTo, world: World) -> list[str]:
    """Return in words which incidents a target is about."""
    types = {one.id: one.name.text(language()) or one.id for one in world.scenario.types}
    pairs = (
        (_("hazard {word}"), about.hazard),
        (_("class {word}"), class_word(about.incident_class)),
        (_("type {word}"), types.get(about.type, about.type)),
        (_grade_form(about), grade_word(about.grade)),
        (_("area {word}"), about.area),
    )
    return [form.format(word=word) for form, word in pairs if word]


def _grade_form(about: AppliesTo) -> str:
    return _("grade {word} or worse") if about.grade_match == "at_least" else _("grade {word}")


def class_word(word: str) -> str:
    """Return the words for a class of incidents by law; a word of the user's stays as it is."""
    return {
        "work_safety": _("work-safety accident"),
        "natural_disaster": _("natural disaster"),
        "ordinary_call": _("ordinary call"),
    }.get(word, word)


def grade_word(grade: str) -> str:
    """Return the word for a grade."""
    return {
        "general": _("general"),
        "considerable": _("considerable"),
        "major": _("major"),
        "particularly_major": _("particularly major"),
    }.get(grade, grade)


def _counts(findings: Sequence[Finding]) -> list[tuple[str, int]]:
    words = ("met", "not_met", "undecided", "no_case")
    found = [one.verdict.verdict for one in findings]
    return [(word, found.count(word)) for word in words if word in found]


# Comparison


def _differences(gathered: Gathered) -> list[dict[str, Any]]:
    by_key = {(one.point.scenario, one.target.id): one for one in reversed(gathered.findings)}
    plans = {one.alternative: one.case.world.plan.name for one in gathered.points}
    return [
        _difference(one, by_key[one.scenario, one.target], plans)
        for one in gathered.result.differences
        if (one.scenario, one.target) in by_key and math.isfinite(one.estimate)
    ]


def _difference(one: Difference, finding: Finding, plans: dict[str, Name]) -> dict[str, Any]:
    target = finding.target
    better = one.low if target.sense == "at_least" else -one.high
    worse = one.high if target.sense == "at_least" else -one.low
    word, sign = (
        (_("better"), "▲") if better > 0
        else (_("worse"), "▼") if worse < 0
        else (_("no difference shown"), "≈")
    )  # fmt: skip
    return {
        "target": target.name.text(language()) or target.id,
        "scenario": finding.world.scenario.name.text(language()) or one.scenario,
        "plan": plans.get(one.alternative, Name()).text(language()) or one.alternative,
        "base": plans.get(one.baseline, Name()).text(language()) or one.baseline,
        "difference": change(one.estimate, target),
        "interval": ""
        if math.isnan(one.low)
        else span(change(one.low, target), change(one.high, target)),
        "units": one.units,
        "confidence": f"{100 * one.confidence:g} %",
        "word": f"{sign} {word}",
        "kind": "better" if better > 0 else "worse" if worse < 0 else "same",
    }


# Other sections


def _compared(row: RecordedRow) -> dict[str, Any]:
    kinds = {
        "input": _("input"),
        "calibrated": _("calibrated"),
        "predicted": _("predicted"),
    }
    verdicts = {None: "–", True: "✓ " + _("within"), False: "✗ " + _("outside")}
    return {
        "name": row.name.text(language()),
        "simulated": row.simulated,
        "interval": row.interval,
        "recorded": row.recorded,
        "kind": row.kind,
        "word": kinds[row.kind],
        "ok": row.ok,
        "verdict": verdicts[row.ok],
        "note": row.note.text(language()),
    }


def _plans(points: Sequence[Point]) -> list[Point]:
    """Return one point for each plan: its forces are the same in all scenarios."""
    return list({point.alternative: point for point in reversed(points)}.values())[::-1]


def _with_plan(point: Point, rows: Any) -> dict[str, Any]:  # noqa: ANN401  rows of some table
    return {"plan": point.case.world.plan.name.text(language()) or point.alternative, "rows": rows}


def _with_reach(point: Point) -> dict[str, Any]:
    rows = reach_rows(point.case.world)
    return _with_plan(point, rows) | {"shares": reach_shares(rows)}


def _attributions(points: Sequence[Point]) -> Iterable[str]:
    lines = (point.case.world.network.attribution for point in points)
    return dict.fromkeys(line for line in lines if line)
