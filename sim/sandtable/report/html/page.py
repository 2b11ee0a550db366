"""Everything that the templates print, in the language in force."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sandtable.ground.language import _, language
from sandtable.ground.names import Name
from sandtable.report.difference_rows import change, left_out
from sandtable.report.html.attacks import AttackCourse, attack_rows
from sandtable.report.html.background import (
    assumption_rows,
    command_line,
    force_rows,
    reach_rows,
    reach_shares,
    vehicle_rows,
    version_rows,
)
from sandtable.report.html.civil_course import CivilCourse
from sandtable.report.html.civil_figures import civil_charts
from sandtable.report.html.figures import distributions, minutes_tables, need_charts, people_charts
from sandtable.report.html.findings import Finding
from sandtable.report.html.gaps import gaps_of
from sandtable.report.html.hazard_effects import Effect, effect_rows
from sandtable.report.html.need_course import PointNeeds
from sandtable.report.html.people_course import PeopleCourse
from sandtable.report.html.recorded import RecordedRow, recorded_rows
from sandtable.report.html.recorded_section import recorded_section
from sandtable.report.html.replay_data import ReplayData
from sandtable.report.html.spread import spread_rows
from sandtable.report.html.threatened import Threatened, threatened_rows
from sandtable.report.html.water_course import WaterCourse
from sandtable.report.html.works_course import PointWorks
from sandtable.report.html.works_figures import water_charts, works_charts
from sandtable.report.no_case import no_case_text
from sandtable.report.verdict_rows import VerdictRow, duration, span, verdict_rows
from sandtable.study.case import Point
from sandtable.study.compare import Difference
from sandtable.study.reading import unanswerable
from sandtable.study.recorded import Compared
from sandtable.study.run import StudyResult
from sandtable.world.target import Target


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
    civil: tuple[CivilCourse, ...]
    works: tuple[PointWorks, ...]
    water: tuple[WaterCourse, ...]
    compared: tuple[RecordedRow, ...]
    recorded: tuple[Compared, ...] = ()
    effects: tuple[Effect, ...] = ()
    attacks: tuple[AttackCourse, ...] = ()
    threatened: tuple[Threatened, ...] = ()


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
        "spread": spread_rows(result.components, gathered.findings),
        "differences": _differences(gathered),
        "distributions": distributions(gathered.findings),
        "needs": need_charts(gathered.needs),
        "people": people_charts(gathered.people),
        "civil": civil_charts(gathered.civil),
        "works": works_charts(gathered.works),
        "water": water_charts(gathered.water),
        "effects": effect_rows(gathered.effects),
        "attacks": attack_rows(gathered.attacks),
        "threatened": threatened_rows(gathered.threatened),
        "minutes": minutes_tables(gathered.findings),
        **recorded_section([*gathered.compared, *recorded_rows(gathered.recorded)]),
        "assumptions": assumption_rows(points),
        "forces": [_with_forces(point) for point in _plans(points)],
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
        rows = [
            row
            for id in ids
            for row in _of_target([one for one in mine if one.target.id == id], several=several)
        ]
        groups.append({"name": name, "rows": rows, "several": several})
    return groups


def _of_target(findings: Sequence[Finding], *, several: bool) -> list[dict[str, Any]]:
    """Return a row per plan; where none of them has a case, for the same reason, one for all."""
    rows = [_verdict(one, several=several) for one in findings]
    alike = {(row["row"].verdict, *row["remarks"]) for row in rows}
    if len(rows) > 1 and len(alike) == 1 and rows[0]["row"].verdict == "no_case":
        return [rows[0] | {"plan": _("all plans")}]
    return rows


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
    types = {one.id: one.name for one in finding.world.scenario.types}
    return no_case_text(finding.verdict, finding.target, types)


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
        "left_out": left_out(one),
        "confidence": f"{100 * one.confidence:g} %",
        "word": f"{sign} {word}",
        "kind": "better" if better > 0 else "worse" if worse < 0 else "same",
    }


# Other sections


def _plans(points: Sequence[Point]) -> list[Point]:
    """Return one point for each plan: its forces are the same in all scenarios."""
    return list({point.alternative: point for point in reversed(points)}.values())[::-1]


def _with_plan(point: Point, rows: Any) -> dict[str, Any]:  # noqa: ANN401  rows of some table
    return {"plan": point.case.world.plan.name.text(language()) or point.alternative, "rows": rows}


def _with_forces(point: Point) -> dict[str, Any]:
    world = point.case.world
    return _with_plan(point, [*force_rows(world), *vehicle_rows(world)])


def _with_reach(point: Point) -> dict[str, Any]:
    rows = reach_rows(point.case.world)
    return _with_plan(point, rows) | {"shares": reach_shares(rows)}


def _attributions(points: Sequence[Point]) -> Iterable[str]:
    lines = (point.case.world.network.attribution for point in points)
    return dict.fromkeys(line for line in lines if line)
