"""The report on a real event: only predicted rows and counter-tests are judged, and all is told."""

import json
from pathlib import Path

import pytest
from tests.evidence import events

from sandtable.evidence import event_lines
from sandtable.evidence.tuanzhou import COUNTERS
from sandtable.evidence.tuanzhou_page import page
from sandtable.evidence.variants import event_point
from sandtable.ground.faults import UserFaults


@pytest.fixture
def report():
    """Return the report on an event made by hand."""
    return events.report()


def test_only_predictions_and_counter_tests_are_judged(report):
    """The rate was fitted and the dry zone put in: neither counts, whatever came out."""
    assert set(report.judged) == {"out_by_18", "boats", "patrol", *(one.id for one in COUNTERS)}
    assert report.failing == ("boats",)
    assert (report.passed, report.failed) == (6, 1)


def test_lines_tell_every_row(report):
    """Sign, simulated, recorded; what is no evidence says so."""
    lines = event_lines(report)
    assert lines[0].startswith("✗ boats: 7.75 %") or lines[1].startswith("✗ boats: 7.75 %")
    (safe,) = [line for line in lines if "out by 18:00" in line]
    assert safe.startswith("✓ out by 18:00: 4,000 ")
    assert "recorded 3,440 … 5,160; 100 % of the runs" in safe
    (rate,) = [line for line in lines if "rate" in line and "recorded" in line]
    assert rate.startswith("– rate: 5 m/h")
    assert rate.endswith("[calibrated]")
    (alarm,) = [line for line in lines if "costs lives" in line]
    assert alarm.startswith("✓")
    assert "0.5 → 5.5; difference +5 [+5, +5]" in alarm
    (curve,) = [line for line in lines if "no patrol" in line]
    assert curve.startswith("✓")
    assert lines[-1] == "6 hold, 1 do not; 4 runs each, seed 7, 2 s"


def test_programs_read_every_row(report):
    """One object without nan, in the form of other reports; each row says whether it is judged."""
    found = report.as_json()
    assert json.loads(json.dumps(found, allow_nan=False)) == found
    assert (found["schema"], found["room"]) == ("verification-report/1", "tuanzhou")
    rows = {row["id"]: row for row in found["rows"]}
    assert rows["boats"]["expected"] == [None, 0.05]
    assert (rows["boats"]["ok"], rows["boats"]["judged"]) == (False, True)
    assert (rows["rate"]["ok"], rows["rate"]["judged"]) == (False, False)
    assert [one["strength"] for one in rows["patrol"]["curve"]][-1] == "none"
    assert found["failed"] == 1


def test_the_page_shows_ranges_and_failures(report):
    """A table row per number, what fails with its reason, counter-tests and the curve."""
    text = page(report)
    assert "| ✓ | `out_by_18` out by 18:00 | 3,440 … 5,160 | **4,000** |" in text
    assert "* `boats`: not explained yet" in text
    assert "| rate | calibrated | 4 … 4.4 m/h | 5 m/h |" in text
    assert "**6 of 7 hold**" in text
    assert all(f"`{one.id}`" in text for one in COUNTERS)
    assert "| no patrol | 100 % |" in text


def test_a_study_without_a_record_is_told(project):
    """Huarong's ordinary year holds no recorded number: there is nothing to hold it against."""
    with pytest.raises(UserFaults) as caught:
        event_point(Path(project) / "experiments" / "huarong.yaml")
    assert "no scenario with recorded numbers" in str(caught.value)
