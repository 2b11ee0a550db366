"""Case files: what they mean, and what is said when they are wrong."""

import json

import pytest
from tests.evidence.cases import MMC, changed, document, write

from sandtable.evidence.case_files import read_cases, shipped
from sandtable.evidence.tolerance import Rule, Tolerance
from sandtable.ground.faults import UserFaults


def faults_of(file, room="dispatch"):
    """Return what is said about a file."""
    with pytest.raises(UserFaults) as told:
        read_cases(file, room)
    return [str(fault) for fault in told.value.faults]


def test_a_case_keeps_what_is_compared_and_nothing_else(tmp_path):
    """Notes and published duplicates in `expected` are for the reader."""
    file = write(tmp_path, changed(MMC, expected={"note": "not compared"}))
    (case,) = read_cases(file, "dispatch")
    assert list(case.expected) == MMC["compare"]
    assert isinstance(case.tolerances["mean_wait_h"], Rule)
    assert case.inputs["units"] == 2


def test_lists_are_compared_entry_by_entry(tmp_path):
    """Names carry zero-based indexes, as the report form asks."""
    case = changed(MMC, expected={"x": [[1, 2], [3]]}, compare=["x"])
    (read,) = read_cases(write(tmp_path, case), "dispatch")
    assert [name for _key, name, _value in read.quantities()] == ["x[0][0]", "x[0][1]", "x[1][0]"]


def test_a_named_tolerance_wins_over_the_star(tmp_path):
    """`*` stands for every compared key that is not named."""
    stated = {"*": {"rule": "replications"}, "utilisation": {"absolute": 0.1}}
    (case,) = read_cases(write(tmp_path, changed(MMC, tolerance=stated)), "dispatch")
    assert case.tolerances["utilisation"] == Tolerance("absolute", 0.1)
    assert isinstance(case.tolerances["mean_wait_h"], Rule)


def test_an_exact_tolerance_has_the_value_true(tmp_path):
    """`{"exact": false}` would be a tolerance of nothing."""
    file = write(tmp_path, changed(MMC, tolerance={"*": {"exact": False}}))
    assert "tolerance.utilisation" in faults_of(file)[0]


def test_everything_wrong_in_a_file_is_said_at_once(tmp_path):
    """Four cases, three of them wrong: three faults, each with its place."""
    no_list = changed(MMC, id="b", compare="all")
    no_key = changed(MMC, id="c", compare=["speed"])
    file = write(tmp_path, MMC, MMC, no_list, no_key)
    told = faults_of(file)
    assert [line.split(": ")[1] for line in told] == [
        "cases[1].id",
        "cases[2].compare",
        "cases[3].compare",
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "expected JSON text"),
        ("[]", "expected verification-cases/1"),
        (json.dumps(document(schema="verification-cases/9")), "'verification-cases/9'"),
        (json.dumps(document(room="hazards")), "found 'hazards', expected 'dispatch'"),
        (json.dumps(document(cases=None)), "expected a list of cases"),
        (json.dumps(document(changed(MMC, tolerance={}))), "tolerance.utilisation"),
        (json.dumps(document(changed(MMC, inputs=3))), "found 3, expected dict"),
        (json.dumps(document("mmc-1")), "expected a case"),
        (json.dumps(document(MMC, rules={})), "name of a rule"),
    ],
)
def test_what_is_wrong_with_a_file_is_said(tmp_path, content, said):
    """One wrong file each, with the words that tell its author."""
    file = tmp_path / "wrong.json"
    file.write_text(content, "utf-8")
    told = faults_of(file)
    assert len(told) == 1
    assert said in told[0]
    assert told[0].startswith(str(file))


def test_a_missing_file_is_a_fault(tmp_path):
    """Not a traceback."""
    assert "expected a readable file" in faults_of(tmp_path / "none.json")[0]


def test_a_csv_header_tells_the_family(tmp_path):
    """Ids count rows from 1 without the header."""
    file = tmp_path / "winds.csv"
    file.write_text("fuel_model,m1h_pct,midflame_wind_kmh,ros_m_min\n1,6,0,1.0\n2,6,0,2.0\n")
    assert [(one.id, one.family) for one in read_cases(file, "hazards")] == [
        ("winds:1", "rothermel13"),
        ("winds:2", "rothermel13"),
    ]


def test_a_csv_file_of_unknown_columns_is_a_fault(tmp_path):
    """The columns that would tell a family are named."""
    file = tmp_path / "other.csv"
    file.write_text("a,b\n1,2\n")
    assert "report_size_ha, tactic" in faults_of(file, "hazards")[0]
    assert "expected a JSON case file" in faults_of(file, "dispatch")[0]


@pytest.mark.parametrize(
    ("room", "number"), [("dispatch", 31), ("statistics", 15), ("placement", 22), ("hazards", 392)]
)
def test_shipped_files_are_complete(room, number):
    """As many cases as the shelf says: hazards has 14, and 234 and 144 rows of CSV files."""
    assert sum(len(read_cases(file, room)) for file in shipped(room)) == number


def test_shipped_files_are_copies(shared):
    """Byte for byte the files of the shelf."""
    for room in ("dispatch", "statistics", "placement", "hazards"):
        for file in shipped(room):
            assert file.read_bytes() == (shared / "cases" / file.name).read_bytes()
