"""The fire families of `verify hazards`: every shipped number, and what cannot be said."""

import json

import pytest
from tests.evidence.cases import write

from sandtable.evidence import verify
from sandtable.evidence.case_files import SHIPPED, read_cases
from sandtable.ground.faults import UserFaults


def shipped(name):
    """Return a case of the shipped file as it is written."""
    cases = json.loads((SHIPPED / "hazards.json").read_text("utf-8"))["cases"]
    return next(case for case in cases if case["id"] == name)


@pytest.mark.parametrize(("name", "rows"), [("rothermel13", 1638), ("fire_containment", 576)])
def test_the_csv_files_hold(name, rows):
    """As many rows as the shelf says, and every one holds."""
    report = verify("hazards", [SHIPPED / f"{name}.csv"], jobs=1)
    assert (report.passed, report.failed) == (rows, 0)


@pytest.mark.parametrize("name", ["fire-ellipse-1", "fire-wind-slope-1", "fire-contain-1"])
def test_the_json_cases_hold(tmp_path, name):
    """Ellipse, wind on a slope under trees, and containment."""
    case = shipped(name)
    report = verify("hazards", [write(tmp_path, case, room="hazards")], jobs=1)
    assert (report.passed, report.failed) == (len(case["compare"]), 0)


@pytest.mark.parametrize(
    ("name", "inputs", "why"),
    [
        ("fire-ellipse-1", {"midflame_wind_mi_h": -5}, "wind"),
        ("fire-ellipse-1", {"moisture_pct": {"1h": 6}}, "inputs.10h"),
        ("fire-ellipse-1", {"moisture_pct": 6}, "by size class"),
        ("fire-ellipse-1", {"herb_transfer": "none of it"}, "herb_transfer"),
        ("fire-ellipse-1", {"depth_ft": 0}, "depth"),
        ("fire-wind-slope-1", {"canopy_cover_frac": 50}, "fractions"),
        ("fire-contain-1", {"tactic": "flank"}, "tactic"),
        ("fire-contain-1", {"arrival_h": None}, "inputs.arrival_h"),
    ],
)
def test_what_it_cannot_compute_is_null_with_a_reason(tmp_path, name, inputs, why):
    """Never a crash and never a guess."""
    case = shipped(name)
    case["inputs"] |= inputs
    report = verify("hazards", [write(tmp_path, case, room="hazards")], jobs=1)
    assert report.passed == 0
    assert all(row.ok is None and why in row.reason for row in report.rows)


def test_a_wrong_number_fails(tmp_path):
    """One per cent off where half a per cent is allowed."""
    text = (SHIPPED / "rothermel13.csv").read_text("utf-8").splitlines()
    names, cells = text[0].split(","), text[1].split(",")
    column = names.index("ros_m_min")
    cells[column] = str(1.01 * float(cells[column]))
    file = tmp_path / "wrong.csv"
    file.write_text("\n".join([text[0], ",".join(cells)]), "utf-8")
    report = verify("hazards", [file], jobs=1)
    assert [row.quantity for row in report.rows if row.ok is False] == ["ros_m_min"]
    assert report.rows[0].id == "wrong:1"


def test_an_unknown_fuel_model_is_null(tmp_path):
    """There are 13."""
    file = tmp_path / "fuel.csv"
    file.write_text("fuel_model,midflame_wind_kmh,ros_m_min\n14,0,1.0\n", "utf-8")
    (row,) = verify("hazards", [file], jobs=1).rows
    assert row.ok is None
    assert "fuel_model" in row.reason


def test_an_expected_cell_without_a_number_is_a_fault(tmp_path):
    """All of them at once, each with its line and column."""
    file = tmp_path / "gaps.csv"
    file.write_text("fuel_model,midflame_wind_kmh,ros_m_min\n1,0,\n2,0,fast\n", "utf-8")
    with pytest.raises(UserFaults) as told:
        read_cases(file, "hazards")
    said = [str(fault) for fault in told.value.faults]
    assert [line.split(": ")[1] for line in said] == ["ros_m_min", "ros_m_min"]
    assert f"{file}:3" in said[1]
