"""The families of chemical releases, as the shipped file asks for them and as others may."""

import json

import pytest
from tests.evidence.cases import changed, write

from sandtable.evidence import verify
from sandtable.evidence.case_files import SHIPPED

CASES = {
    case["id"]: case
    for case in json.loads((SHIPPED / "hazards.json").read_text("utf-8"))["cases"]
    if case["hazard"] == "chemical"
}


def rows(tmp_path, case):
    """Return the rows of one case."""
    return verify("hazards", [write(tmp_path, case, room="hazards")], jobs=1).as_json()["rows"]


@pytest.mark.parametrize("name", CASES)
def test_shipped_cases_hold(tmp_path, name):
    """Every compared number of every shipped case."""
    found = rows(tmp_path, CASES[name])
    assert found
    assert all(row["ok"] is True for row in found), found


@pytest.mark.parametrize(
    ("name", "inputs", "words"),
    [
        ("chem-plume-1", {"stability": "G"}, "stability: found 'G'"),
        ("chem-plume-1", {"sigma_set": "mine"}, "sigmas: found 'mine'"),
        ("chem-plume-1", {"u_m_s": -2}, "wind_mps: found -2"),
        ("chem-choked-1", {"gamma": 1}, "gamma"),
        ("chem-liquid-1", {"rho_kg_m3": 0}, "density"),
        ("chem-probit-1", {"C_ppm_t_min": 3}, "a list of pairs"),
        ("chem-probit-1", {"C_ppm_t_min": [3]}, "two numbers"),
        ("chem-probit-1", {"C_ppm_t_min": [["5", 10]]}, "two numbers of at least 0"),
        ("chem-probit-1", {"C_ppm_t_min": [[-5, 10]]}, "two numbers of at least 0"),
        ("chem-probit-1", {"b": "much"}, "inputs.b"),
    ],
)
def test_what_is_not_understood_is_said(tmp_path, name, inputs, words):
    """No number is guessed: the row has none and gives the reason."""
    found = rows(tmp_path, changed(CASES[name], inputs=inputs))
    assert all(row["ok"] is None and words in row["reason"] for row in found), found


def test_an_unchoked_jet_is_no_choked_one(tmp_path):
    """At little overpressure the same family answers with the other formula."""
    case = changed(CASES["chem-choked-1"], inputs={"p_abs_Pa": 110_000})
    (row,) = rows(tmp_path, case)
    assert 0.0 < row["got"] < 0.3 * row["expected"]
    assert row["ok"] is False
