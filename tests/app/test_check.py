"""Checking files from the command line."""

import json

from sandtable.ground.faults import KEYS


def break_plan(town):
    """Put two mistakes into the plan of the example."""
    plan = town / "plan.yaml"
    text = plan.read_text("utf-8").replace("16 t", "16").replace("nearest_able", "nearest_ible")
    plan.write_text(text, "utf-8")


def test_faults_are_one_line_each_and_counted(ask, town):
    """All faults at once, each with file and line, and last how many; standard output is empty."""
    break_plan(town)
    code, out, err = ask("check", "mytown/scenario.yaml")
    assert (code, out) == (2, "")
    first, second, last = err.splitlines()
    assert first.startswith("mytown/plan.yaml:")
    assert "nearest_able" in second
    assert last == "2 faults; nothing was run."


def test_faults_for_programs_have_exactly_their_keys(ask_json, town):
    """The object of contracts §7: one list of faults with eight keys each."""
    break_plan(town)
    code, found = ask_json("check", "mytown/scenario.yaml")
    assert code == 2
    assert list(found) == ["faults"]
    assert [tuple(fault) for fault in found["faults"]] == [KEYS, KEYS]
    assert {fault["file"] for fault in found["faults"]} == {"mytown/plan.yaml"}
    assert all(isinstance(fault["line"], int) and fault["line"] > 0 for fault in found["faults"])


def test_faults_speak_chinese(ask, town):
    """The same faults in the other language, in the same places."""
    break_plan(town)
    english = ask("check", "mytown/scenario.yaml")[2].splitlines()
    chinese = ask("check", "mytown/scenario.yaml", "--lang", "zh")[2].splitlines()
    assert [line.split(": ")[0] for line in chinese[:-1]] == [
        line.split(": ")[0] for line in english[:-1]
    ]
    assert "现为" in chinese[0]
    assert chinese[-1] == "2处错误，未作任何推演。"


def test_remarks_stop_nothing_and_go_to_standard_error(ask, ask_json, town):
    """What looks odd is told beside the result; a program gets it as data, --quiet leaves it."""
    place = town / "place.yaml"
    place.write_text(place.read_text("utf-8").replace("population: 800", "population: 0"), "utf-8")
    scenario = town / "scenario.yaml"
    slow = scenario.read_text("utf-8").replace("rate: 3 per_d", "rate: 3000 per_d")
    scenario.write_text(slow, "utf-8")
    targets = town / "targets.yaml"
    targets.write_text(targets.read_text("utf-8").replace("15 min", "10 s"), "utf-8")
    code, out, err = ask("check", scenario)
    assert code == 0
    assert out == "1 file checked; nothing is wrong.\n"
    assert err.startswith("remark: ")
    assert ask("check", scenario, "--quiet") == (0, "", "")
    code, found = ask_json("check", scenario)
    assert code == 0
    assert found["faults"] == []
    assert [tuple(remark) for remark in found["remarks"]] == [KEYS] * err.count("\n")


def test_a_setting_is_checked_too(ask, town):
    """``--set`` is read as if it stood in the file, and a mistake in it is told as one."""
    code, _out, err = ask("check", "mytown/scenario.yaml", "--set", "plan.policy=none")
    assert code == 2
    assert err.startswith("--set")


def test_a_policy_of_the_users_own_is_known_where_its_file_is_named(ask, town):
    """No data file can name a module; the option can, and only then the policy exists."""
    named = ("check", "mytown/scenario.yaml", "--set", "plan.policy=mine")
    assert ask(*named)[0] == 2
    file = town / "mine.py"
    file.write_text(
        "from sandtable.dispatch import POLICIES, register\n"
        "register('mine', POLICIES['nearest_able'])\n",
        "utf-8",
    )
    try:
        assert ask(*named, "--policy-file", file)[0] == 0
    finally:
        forget("mine")


def test_a_policy_file_that_fails_is_the_users_to_repair(ask, town):
    """What his own code raises is a fault of his file, told in one line."""
    file = town / "mine.py"
    file.write_text("1 / 0\n", "utf-8")
    code, _out, err = ask("check", "mytown/scenario.yaml", "--policy-file", file)
    assert code == 2
    assert "--policy-file: found ZeroDivisionError: division by zero" in err
    assert "Traceback" not in err
    assert "Traceback" in ask("check", town / "plan.yaml", "--policy-file", file, "--debug")[2]


def forget(name):
    """Take a registered policy away again."""
    from sandtable.dispatch import POLICIES  # noqa: PLC0415  only here

    POLICIES.pop(name, None)


def test_json_is_one_line_of_json(ask, town):
    """Chinese stands as it is and nothing else is on standard output."""
    _code, out, _err = ask("check", town / "place.yaml", "--json", "--lang", "zh")
    assert json.loads(out) == {"faults": [], "remarks": []}
