"""Published cases from the command line."""

import json

import pytest
from tests.evidence import events

from sandtable.app import verify

WILSON = {
    "id": "right",
    "family": "interval",
    "inputs": {"confidence": 0.95, "successes_trials": [[81, 263]]},
    "expected": {"wilson": [[0.255289, 0.36621]]},
    "compare": ["wilson"],
    "tolerance": {"wilson": {"absolute": 5e-05}},
}
"""Newcombe (1998), Statistics in Medicine 17, 857-872: 81 of 263."""

WRONG = WILSON | {"id": "wrong", "expected": {"wilson": [[0.255289, 0.5]]}}


@pytest.fixture
def case_file(tmp_path):
    """Return a function that writes a case file."""

    def written(*cases):
        file = tmp_path / "cases.json"
        whole = {"schema": "verification-cases/1", "room": "statistics", "cases": cases}
        file.write_text(json.dumps(whole), "utf-8")
        return file

    return written


def test_the_report_for_programs(ask_json, case_file):
    """One row per compared number, the expected one as in the file; all hold, exit 0."""
    code, report = ask_json("verify", "statistics", "--cases", case_file(WILSON))
    assert code == 0
    assert report["schema"] == "verification-report/1"
    assert (report["room"], report["passed"], report["failed"]) == ("statistics", 2, 0)
    assert [row["quantity"] for row in report["rows"]] == ["wilson[0][0]", "wilson[0][1]"]
    assert [row["expected"] for row in report["rows"]] == [0.255289, 0.36621]
    assert all(row["ok"] for row in report["rows"])


def test_a_number_that_does_not_hold_is_exit_1(ask, case_file):
    """What fails is told with what came out, before the sum; nothing of it is hidden."""
    code, out, err = ask("verify", "statistics", "--cases", case_file(WILSON, WRONG))
    assert (code, err) == (1, "")
    first, *_families, last = out.splitlines()
    assert first.startswith("wrong wilson[0][1]: got 0.36621, expected 0.5")
    assert "3 hold, 1 do not" in last


def test_a_family_of_another_version_is_no_failure(ask, ask_json, case_file):
    """It cannot be said, and the sum says so; the report for programs counts it with the failed."""
    file = case_file(WILSON, WILSON | {"id": "unknown", "family": "teleport"})
    code, out, _err = ask("verify", "statistics", "--cases", file)
    assert code == 0
    assert "2 hold, 0 do not, 2 cannot be said" in out.splitlines()[-1]
    code, report = ask_json("verify", "statistics", "--cases", file)
    assert (code, report["passed"], report["failed"]) == (0, 2, 2)


def test_a_case_file_with_a_mistake_is_exit_2(ask, case_file):
    """A file of another room, or one that is not there, is told as a fault."""
    code, _out, err = ask("verify", "routing", "--cases", case_file(WILSON))
    assert code == 2
    assert "cases.json: room: found 'statistics', expected 'routing'" in err
    assert ask("verify", "statistics", "--cases", "none.json")[0] == 2


def test_a_seed_can_be_chosen(ask_json, case_file):
    """The seed of the report is the one asked for; without one there is a fixed one."""
    file = case_file(WILSON)
    assert ask_json("verify", "statistics", "--cases", file, "--seed", 5)[1]["seed"] == 5
    assert ask_json("verify", "statistics", "--cases", file)[1]["seed"] > 0


@pytest.fixture
def event(monkeypatch):
    """Let a real event be verified by hand: one row of seven fails. Return how it was asked for."""
    asked = {}

    def verified(name, study, **how):
        asked.update(how, name=name, study=study)
        return events.report()

    monkeypatch.setattr(verify, "verify_event", verified)
    return asked


def test_a_real_event_tells_every_row(ask, event):
    """What fails is told with its sign, and it is exit 1 as for other rooms."""
    code, out, err = ask("verify", "tuanzhou", "--seed", 5, "--jobs", 1)
    assert (code, err) == (1, "")
    assert "✗ boats: 7.75 %" in out
    assert out.splitlines()[-1].startswith("6 hold, 1 do not")
    assert (event["name"], event["study"], event["seed"], event["jobs"]) == ("tuanzhou", None, 5, 1)


def test_a_real_event_for_programs(ask_json, event):
    """One object of the same form; a study file of one's own may be named."""
    code, report = ask_json("verify", "tuanzhou", "--cases", "mine.yaml")
    assert (code, report["room"], report["failed"]) == (1, "tuanzhou", 1)
    assert event["study"].name == "mine.yaml"


def test_what_can_be_verified_is_told(ask):
    """Rooms and events, where another word is asked for."""
    code, _out, err = ask("verify", "nowhere")
    assert code == 2
    assert "statistics, placement, tuanzhou" in err
