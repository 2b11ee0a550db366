"""`verify`: the form of its report, and what it says where it cannot say anything."""

import json
import re

import pytest
from tests.evidence.cases import MMC, changed, write

from sandtable.evidence import ROOMS, lines, verify
from sandtable.ground.faults import UserFaults

FEW = 15_000
"""Incidents of a trial: too few for the second condition, enough for the first."""

SHUTTLE = {
    "id": "shuttle",
    "family": "relief-shuttle",
    "inputs": {
        "truckloads": 3,
        "trucks": 1,
        "loading_docks": None,
        "load_h": 0.5,
        "drive_loaded_h": 1.0,
        "unload_h": 0.25,
        "drive_empty_h": 0.75,
        "rules": "first come first served; a dock is held during loading only; "
        "unloading is never blocked",
    },
    # Two rounds of 2.5 h, then 0.5 + 1 + 0.25 h.
    "expected": {"last_unloading_finished_h": 6.75},
    "compare": ["last_unloading_finished_h"],
    "tolerance": {"*": {"relative": 1e-9}},
}


def report(tmp_path, *cases, room="dispatch", **how):
    """Return the report on some cases, as programs read it."""
    file = write(tmp_path, *cases, room=room)
    how = {"jobs": 1, "most_incidents": FEW} | how
    found = verify(room, [file], **how).as_json()
    assert json.loads(json.dumps(found, allow_nan=False)) == found
    return found


def test_the_report_has_its_form(tmp_path):
    """One row per compared number, and the keys of the shelf's README."""
    found = report(tmp_path, MMC, SHUTTLE)
    assert list(found) == ["schema", "room", "seed", "seconds", "rows", "passed", "failed"]
    assert found["schema"] == "verification-report/1"
    assert (found["room"], found["seed"]) == ("dispatch", 2026)
    assert [row["quantity"] for row in found["rows"][:-1]] == MMC["compare"]
    wait = found["rows"][2]
    assert wait["expected"] == MMC["expected"]["mean_wait_h"]
    assert wait["limit"] == pytest.approx(3.5 * wait["standard_error"])
    assert wait["half_width"] == pytest.approx(2.0227 * wait["standard_error"], rel=1e-4)
    assert wait["replications"] == 40
    assert found["passed"] + found["failed"] == 8
    exact = found["rows"][-1]
    assert exact == {
        "id": "shuttle",
        "family": "relief-shuttle",
        "quantity": "last_unloading_finished_h",
        "expected": 6.75,
        "got": 6.75,
        "limit": 6.75e-9,
        "ok": True,
    }


def test_too_few_incidents_cannot_say(tmp_path):
    """Near, but not precise: null with the reason, and it counts as failed."""
    found = report(tmp_path, MMC)
    wait = found["rows"][2]
    assert wait["ok"] is None
    assert "too wide" in wait["reason"]
    assert found["failed"] >= 1


def test_what_is_not_known_is_told_apart_from_what_is_off(tmp_path):
    """Cases stand with an unknown family beside them, but not alone, cut off, or with one off."""
    unknown = changed(SHUTTLE, id="unknown", family="teleport")
    wrong = changed(SHUTTLE, id="wrong", expected={"last_unloading_finished_h": 7})
    reports = [
        verify("dispatch", [write(tmp_path, *cases)], most_incidents=1_000)
        for cases in ((SHUTTLE, unknown), (unknown,), (SHUTTLE, MMC), (SHUTTLE, unknown, wrong))
    ]
    assert [one.stands for one in reports] == [True, False, False, False]
    assert [reports[n].unsaid for n in (0, 1, 3)] == [1, 1, 1]
    assert [reports[n].failed for n in (0, 1, 3)] == [1, 1, 2]


def test_a_wrong_number_fails(tmp_path):
    """Expected one unit more than there is: precise enough to tell, and false."""
    wrong = changed(MMC, expected={"utilisation": 1 / 3}, compare=["utilisation"])
    (row,) = report(tmp_path, wrong)["rows"]
    assert row["ok"] is False
    assert row["got"] == pytest.approx(0.5, rel=0.02)


@pytest.mark.parametrize(
    ("parts", "why"),
    [
        ({"family": "teleport"}, "not in this version"),
        ({"inputs": {"arrivals": "deterministic"}}, "inputs.arrivals"),
        ({"inputs": {"service": "hyperexponential"}}, "inputs.service"),
        ({"inputs": {"units": "many"}}, "inputs.units"),
        ({"inputs": {"queue": "infinite, last come first served"}}, "inputs.queue"),
        ({"inputs": {"travel_h": 0.2}}, "inputs.travel_h"),
        ({"inputs": {"arrival_rate_per_h": 2}}, "grows for ever"),
        ({"expected": {"speed": 1}, "compare": ["speed"]}, "this number"),
    ],
)
def test_what_it_cannot_say_is_null_with_a_reason(tmp_path, parts, why):
    """Never a crash; one row for each number that is compared."""
    found = report(tmp_path, changed(MMC, **parts))
    assert len(found["rows"]) == len(parts.get("compare", MMC["compare"]))
    assert all(row["ok"] is None and why in row["reason"] for row in found["rows"])
    assert found["failed"] == len(found["rows"])
    assert found["passed"] == 0


def test_all_laws_must_hold_and_the_worst_is_shown(tmp_path):
    """Pollaczek-Khinchine: a constant service halves the wait of an exponential one."""
    case = changed(
        MMC,
        inputs={"units": 1, "arrival_rate_per_h": 0.5, "service": "constant and exponential"},
        expected={"mean_wait_h": 1.0},
        compare=["mean_wait_h"],
    )
    (row,) = report(tmp_path, case)["rows"]
    assert row["ok"] is False
    assert row["reason"].startswith("constant")
    assert row["got"] == pytest.approx(0.5, rel=0.1)


def test_two_processes_show_the_same_rows(tmp_path):
    """To the last bit: what is played does not depend on who plays it."""
    few = changed(MMC, compare=["utilisation", "mean_wait_h"])
    alone = report(tmp_path, few, jobs=1, most_incidents=1_000)
    assert report(tmp_path, few, jobs=2, most_incidents=1_000)["rows"] == alone["rows"]


def test_another_seed_is_another_luck(tmp_path):
    """And says so in the report."""
    few = changed(MMC, compare=["mean_wait_h"])
    rows = [report(tmp_path, few, seed=seed, most_incidents=1_000) for seed in (1, 2)]
    assert rows[0]["rows"][0]["got"] != rows[1]["rows"][0]["got"]
    assert [one["seed"] for one in rows] == [1, 2]


def test_without_time_nothing_is_passed(tmp_path):
    """No run begins after the limit; the rows say so."""
    found = report(tmp_path, MMC, limit_s=0.0)
    assert all(row["ok"] is None for row in found["rows"])
    assert all("time was up" in row["reason"] for row in found["rows"])
    assert not verify("dispatch", [write(tmp_path, SHUTTLE, MMC)], limit_s=0.0).stands


def test_progress_is_told(tmp_path):
    """Runs done and runs planned."""
    told = []
    report(tmp_path, MMC, most_incidents=1_000, progress=lambda *numbers: told.append(numbers))
    assert told[-1] == (40, 40)


def test_every_room_answers():
    """What a room has no family for is null with a reason; nothing crashes and nothing fails."""
    for room in ROOMS:
        if room in {"dispatch", "statistics", "routing", "hazards"}:
            continue
        found = verify(room).as_json()
        assert all(row["ok"] or (row["ok"] is None and row["reason"]) for row in found["rows"])


def test_an_unknown_room_is_a_fault():
    """With the rooms that there are."""
    with pytest.raises(UserFaults, match=r"dispatch \| routing"):
        verify("kitchen")


def test_faults_of_all_files_are_said_at_once(tmp_path):
    """Two wrong files, two faults, nothing run."""
    files = [write(tmp_path, name=f"{n}.json", room="hazards") for n in (1, 2)]
    with pytest.raises(UserFaults) as told:
        verify("dispatch", files)
    assert len(told.value.faults) == 2


def test_lines_tell_what_the_numbers_of_a_family_rest_on(tmp_path):
    """Each source once, in the order of the cases; a case without one adds nothing."""
    cases = [
        changed(SHUTTLE, id=str(number), source=source)
        for number, source in enumerate(("by hand", "by hand", "Ritter 1892"))
    ]
    nameless = changed(SHUTTLE, id="nameless")
    nameless.pop("source", None)
    shown = lines(verify("dispatch", [write(tmp_path, *cases, nameless)]))
    assert shown[0] == "relief-shuttle: 4 of 4 numbers hold; by hand; Ritter 1892"


def test_lines_tell_people_what_failed(tmp_path):
    """First what did not pass, then one line per family, then the sum."""
    wrong = changed(SHUTTLE, id="wrong", expected={"last_unloading_finished_h": 7})
    unknown = changed(SHUTTLE, id="unknown", family="teleport")
    file = write(tmp_path, SHUTTLE, wrong, unknown)
    assert lines(verify("dispatch", [file])) == [
        "wrong last_unloading_finished_h: got 6.75, expected 7 within 7e-09",
        "unknown last_unloading_finished_h: cannot say: not in this version: the family teleport",
        "relief-shuttle: 1 of 2 numbers hold",
        "teleport: 0 of 1 numbers hold",
        "1 hold, 1 do not, 1 cannot be said; seed 2026, 0 s",
    ]


def test_lines_tell_what_was_played(tmp_path):
    """Incidents and what they cost over all processes, whatever else the machine had to do."""
    last = lines(verify("dispatch", [write(tmp_path, MMC)], jobs=1, most_incidents=1_000))[-1]
    assert re.search(r"; seed 2026, \d+ s, [\d,]+ incidents simulated in \d+ CPU-seconds$", last)
