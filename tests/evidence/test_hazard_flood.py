"""The families of floods: every shipped row holds, and what is not understood is said."""

import json

import pytest
from tests.evidence.cases import changed, document

from sandtable.evidence import verify
from sandtable.evidence.case_files import SHIPPED

CASES = json.loads((SHIPPED / "hazards.json").read_text("utf-8"))["cases"]
FLOODS = [case for case in CASES if case["hazard"] == "flood"]


def rows(tmp_path, *cases):
    """Run cases of the hazards room."""
    file = tmp_path / "hazards.json"
    file.write_text(json.dumps(document(*cases, room="hazards")), "utf-8")
    return verify("hazards", [file]).rows


@pytest.mark.parametrize("case", FLOODS, ids=lambda case: case["id"])
def test_shipped_floods_hold(tmp_path, case):
    """All numbers of the case within its tolerance."""
    found = rows(tmp_path, case)
    assert found
    assert all(row.ok is True for row in found), found


def test_another_wave(tmp_path):
    """A faster wave on a rougher bed, as a file that nobody here has seen may have it."""
    case = changed(
        next(case for case in FLOODS if case["family"] == "flood-wave"),
        inputs={"u_m_s": 0.5, "manning_n": 0.03, "t_end_s": 5400, "dx_m": 20},
        expected={"h_x1000_m": 0.9524, "front_m": 2700.0, "rmse_depth_m": 0.0},
    )
    assert all(row.ok is True for row in rows(tmp_path, case))


def test_another_dam_break(tmp_path):
    """2 m beside 0.5 m: the plateau by the equation of Stoker, 1.1035 m."""
    case = changed(
        next(case for case in FLOODS if case["family"] == "flood-stoker"),
        inputs={"h_left_m": 2.0, "h_right_m": 0.5},
        compare=["h_mid_m"],
        expected={"h_mid_m": 1.1035},
    )
    assert all(row.ok is True for row in rows(tmp_path, case))


@pytest.mark.parametrize(
    ("family", "inputs", "reason"),
    [
        ("flood-wave", {"bed": "a slope"}, "inputs.bed"),
        ("flood-wave", {"dx_m": 1e9}, "inputs.dx_m"),
        ("flood-stoker", {"friction": "Manning"}, "inputs.friction"),
        ("flood-stoker", {"h_left_m": 0.1}, "inputs.h_left_m"),
        ("flood-ritter", {"g_m_s2": 1.62}, "inputs.g_m_s2"),
        ("road-flood-speed", {"law": "mine"}, "inputs.law"),
        ("flood-hazard-class", {"depth_m_velocity_m_s": "deep"}, "a list of pairs"),
        ("flood-hazard-class", {"depth_m_velocity_m_s": [[-1, 1]]}, "two numbers of at least 0"),
        ("flood-stoker", {"solver": "local inertial"}, "inputs.solver"),
        ("flood-hazard-class", {"rule": "mine"}, "inputs.rule"),
    ],
)
def test_what_is_not_understood_is_said(tmp_path, family, inputs, reason):
    """Rows without an answer, with the input that is to blame."""
    case = changed(next(case for case in FLOODS if case["family"] == family), inputs=inputs)
    found = rows(tmp_path, case)
    assert all(row.ok is None and reason in row.reason for row in found), found
