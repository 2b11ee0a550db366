"""Recorded numbers in the report: read off the records, told in their unit, evidence first."""

import math
from dataclasses import replace

import pytest
from tests.report.html_reports import leaving, report

from sandtable.ground.names import Name
from sandtable.report.html.recorded import range_text, recorded_rows, value_text
from sandtable.report.html.write import speaking
from sandtable.study.case import Case
from sandtable.study.measures import MEASURES
from sandtable.study.recorded import compare
from sandtable.world.recorded import Recorded

SHELTERED = Recorded(
    id="sheltered",
    name=Name("已安置", "taken in"),
    measure="persons_sheltered",
    arguments={"at": "2 h"},
    kind="predicted",
    low=280.0,
    high=320.0,
    source="the register",
)
RELATIVES = Recorded(
    id="kin", measure="share_relatives", kind="calibrated", low=0.4, source="guess"
)
CLOSED = Recorded(id="closed", measure="closing_rate", kind="predicted", low=4.0, high=4.4)
LATE = Recorded(id="late", measure="time_safe", kind="input", high=7200.0)


def row(recorded, *values):
    """Return the row of a recorded number with its values by replication, in English."""
    with speaking("en"):
        (found,) = recorded_rows([compare(recorded, dict(enumerate(values)), samples=1)])
    return found


def test_a_row_in_persons():
    """Mean, interval, spread, range and share of the runs, without a unit."""
    found = row(SHELTERED, 290.0, 300.0, 340.0)
    assert (found.simulated, found.recorded, found.spread) == ("310", "280 … 320", "290 … 340")
    assert (found.within, found.ok, found.note.zh) == ("66.67 %", True, "the register")


def test_a_row_of_shares():
    """In percent; an open end of the range is not told."""
    found = row(RELATIVES, 0.25, 0.35)
    assert (found.simulated, found.recorded, found.ok) == ("30 %", "≥ 40 %", False)


def test_a_row_of_areas():
    """In hectares, as forests are measured; in memory they are km2."""
    burned = Recorded(id="burned", measure="burned_area", kind="predicted", low=2.5, high=4.0)
    found = row(burned, 2.0, 3.12)
    assert (found.simulated, found.recorded, found.ok) == ("256 ha", "250 … 400 ha", True)


def test_a_row_of_times():
    """The median in a unit that suits; an input is not judged; never is later than any time."""
    found = row(LATE, 3600.0, 5400.0, math.inf)
    assert (found.simulated, found.recorded, found.ok) == ("90 min", "≤ 120 min", None)
    assert found.spread == "60 min … never"
    assert found.interval == "", "three runs do not bound a median"


def test_a_row_without_a_name_has_its_id():
    """And runs that say nothing are counted in the note."""
    found = row(CLOSED, 4.1, math.nan, 4.3)
    assert (found.id, found.name.zh, found.simulated) == ("closed", "closed", "4.2 m/h")
    assert found.note.zh.startswith("1 of 3 runs say nothing")


def test_a_row_of_which_no_run_says_anything():
    """Neither held nor failed."""
    found = row(CLOSED, math.nan)
    assert (found.ok, found.within, found.interval) == (None, "", "")


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("mean_inflow", 4233.4, "4,233 m³/s"),
        ("head", 0.0595, "0.0595 m"),
        ("water_inside", 2.2e8, "220 Mm³"),
        ("breaches", 1.6, "1.6"),
        ("closed", 76.5 * 3600, "76.5 h"),
    ],
)
def test_numbers_in_their_unit(name, value, text):
    """As a planner writes them."""
    with speaking("en"):
        assert value_text(value, MEASURES[name]) == text


def test_a_range_of_one_value():
    """Is that value."""
    exact = Recorded(id="dry", measure="zone_dry", kind="input", low=1.0, high=1.0)
    assert range_text(exact, MEASURES["zone_dry"]) == "100 %"


def test_evidence_comes_first():
    """Predicted, then calibrated, then input."""
    found = recorded_rows(compare(one, {0: 1.0}, 1) for one in (LATE, RELATIVES, SHELTERED))
    assert [one.id for one in found] == ["sheltered", "kin", "late"]


def test_the_report_reads_them_off_its_records(tmp_path):
    """All 400 leave: 300 are in the school and a quarter is with relatives, in both languages."""
    point = leaving()
    world = point.case.world
    scenario = replace(world.scenario, recorded=(RELATIVES, SHELTERED))
    text = report(tmp_path, replace(point, case=Case(world=replace(world, scenario=scenario))))
    part = text[text.index('id="recorded-en"') : text.index('id="assumed-en"')]
    assert "taken in" in part
    assert ">300<" in part
    assert "✓ within" in part
    assert ">25 %<" in part
    assert "✗ outside" in part
    chinese = text[text.index('id="recorded-zh"') : text.index('id="assumed-zh"')]
    assert "已安置" in chinese
