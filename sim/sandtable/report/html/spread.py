"""What makes single runs differ, hazard or response, as a table for readers (方差分解)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from sandtable.ground.language import _, language
from sandtable.report.difference_rows import amount_of_change
from sandtable.report.html.findings import Finding
from sandtable.report.verdict_rows import NOTHING
from sandtable.study.components import Components
from sandtable.world.target import Target


def spread_rows(found: Sequence[Components], findings: Sequence[Finding]) -> list[dict[str, Any]]:
    """Return a row per target and plan of scenarios with several hazard samples."""
    of = {(one.point.scenario, one.point.alternative, one.target.id): one for one in findings}
    rows = [
        _row(one, finding)
        for one in found
        if (finding := of.get((one.scenario, one.alternative, one.target))) is not None
        and finding.verdict.verdict != "no_case"
    ]
    plans, scenarios = {row["plan"] for row in rows}, {row["scenario"] for row in rows}
    for row in rows:
        row["plan"] = row["plan"] if len(plans) > 1 else ""
        row["scenario"] = row["scenario"] if len(scenarios) > 1 else ""
    return rows


def _row(one: Components, finding: Finding) -> dict[str, Any]:
    target, world = finding.target, finding.world
    known = math.isfinite(one.hazard_sd) and math.isfinite(one.response_sd)
    return {
        "target": target.name.text(language()) or target.id,
        "plan": world.plan.name.text(language()) or one.alternative,
        "scenario": world.scenario.name.text(language()) or one.scenario,
        "hazard": _deviation(one.hazard_sd, target),
        "response": _deviation(one.response_sd, target),
        "share": NOTHING if math.isnan(one.hazard_share) else f"{100 * one.hazard_share:.0f} %",
        "interval": _interval(one),
        "remark": _remark(one, known=known),
        "is_told": known,
    }


def _deviation(value: float, target: Target) -> str:
    return amount_of_change(value, target) if math.isfinite(value) else NOTHING


def _interval(one: Components) -> str:
    if math.isnan(one.hazard_share) or math.isnan(one.share_low):
        return ""
    text = _("{low} to {high} %")
    return text.format(low=f"{100 * one.share_low:.0f}", high=f"{100 * one.share_high:.0f}")


def _remark(one: Components, *, known: bool) -> str:
    if known:
        return _("too small to be told from none") if one.cut else ""
    if one.replications <= one.samples:
        return _("cannot be told: one run for each sample; play more runs")
    return _("cannot be told")
