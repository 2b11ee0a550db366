"""The table of what makes runs differ, as a reader sees it."""

import math
from dataclasses import replace

from tests.report.html_reports import report, town
from tests.study.worlds import target

from sandtable.report.html.findings import Finding
from sandtable.report.html.spread import spread_rows
from sandtable.study.components import Components
from sandtable.study.tally import Tally
from sandtable.study.verdict import judge

NAN = math.nan


def found(**fields):
    """Return components of the target of the town's findings."""
    usual = {
        "target": "county.arrive10",
        "scenario": "drill",
        "alternative": "plan",
        "hazard_sd": 0.3,
        "response_sd": 0.1,
        "hazard_share": 0.9,
        "samples": 4,
        "replications": 8,
        "cut": False,
    }
    return Components(**(usual | fields))


def finding(alternative="plan", cases=2, **aim):
    """Return a finding with a verdict, or one without any case."""
    asked = target(**aim)
    runs = {i: (Tally(cases=cases, hits=cases, runs_with_cases=int(cases > 0)),) for i in range(2)}
    point = replace(town(), alternative=alternative)
    verdict = judge(asked, runs, alternative=alternative, scenario="drill")
    return Finding(number=0, point=point, target=asked, verdict=verdict)


def test_shares_in_points_and_times_in_minutes():
    """Each in the unit of what was estimated; plan and scenario where there are several."""
    (row,) = spread_rows([found()], [finding()])
    assert (row["hazard"], row["response"], row["share"]) == ("30 points", "10 points", "90 %")
    assert (row["plan"], row["scenario"], row["remark"]) == ("", "", "")
    assert row["interval"] == ""
    (row,) = spread_rows([found(share_low=0.704, share_high=0.966)], [finding()])
    assert row["interval"] == "70 to 97 %"
    mean = {"statistic": "mean", "threshold": 600.0, "sense": "at_most"}
    (row,) = spread_rows([found(hazard_sd=300.0, response_sd=60.0)], [finding(**mean)])
    assert (row["hazard"], row["response"]) == ("5 min", "60 s")


def test_what_cannot_be_told_is_said():
    """One run for each sample, nothing that differs, a hazard too small to be told."""
    unknown = {"hazard_sd": NAN, "response_sd": NAN, "hazard_share": NAN}
    (row,) = spread_rows([found(**unknown, replications=4)], [finding()])
    assert (row["hazard"], row["share"]) == ("–", "–")
    assert row["remark"] == "cannot be told: one run for each sample; play more runs"
    (row,) = spread_rows([found(**unknown)], [finding()])
    assert row["remark"] == "cannot be told"
    (row,) = spread_rows([found(hazard_sd=0.0, hazard_share=0.0, cut=True)], [finding()])
    assert row["remark"] == "too small to be told from none"


def test_a_target_without_a_case_has_no_row():
    """Nothing was judged, so nothing differs."""
    assert spread_rows([found()], [finding(cases=0)]) == []


def test_plans_are_named_where_there_are_several():
    """One row for each."""
    rows = spread_rows(
        [found(), found(alternative="other")], [finding(), finding(alternative="other")]
    )
    assert [row["plan"] for row in rows] == ["", ""]  # both are called the same here
    assert len(rows) == 2


def test_where_nothing_can_be_told_the_report_says_why_and_has_no_table(tmp_path):
    """One run for each of two samples: a sentence. Two for each: the table with its note."""
    point = town()
    world = point.case.world
    for runs, has_table in ((2, False), (4, True)):
        several = replace(world, scenario=replace(world.scenario, samples=2))
        laid = replace(point, case=replace(point.case, world=several))
        text = report(tmp_path / str(runs), laid, most=runs)
        section = text.partition('id="spread-en"')[2].partition("</section>")[0]
        assert ("<table" in section) == has_table
        assert ("one run for each sample; play more runs" in section) != has_table


def test_the_report_has_the_table_where_there_is_an_ensemble(tmp_path):
    """In both languages, with its note; without an ensemble there is no such section."""
    point = town()
    world = point.case.world
    several = replace(world, scenario=replace(world.scenario, samples=2))
    text = report(tmp_path / "a", replace(point, case=replace(point.case, world=several)))
    assert 'id="spread-zh"' in text
    assert 'id="spread-en"' in text
    assert "Hazard or response: what makes runs differ" in text
    assert 'id="spread-' not in report(tmp_path / "b", point)
