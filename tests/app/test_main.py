"""The command as a whole: help, languages, misuse, exit codes."""

import errno
import importlib
import os
import re
import signal
import subprocess
import sys
import time
from importlib.util import find_spec

import pytest

from sandtable import __version__
from sandtable.app.main import COMMANDS, GROUPS, wanted_language
from sandtable.study import open_results

doctor = importlib.import_module("sandtable.app.doctor")  # the function has the same name

CHINESE = re.compile(r"[\u4e00-\u9fff]")
SANDTABLE = f"{sys.executable} -m sandtable"
EVERY = [
    *COMMANDS,
    *(
        f"{group} {name}"
        for group, (_text, members) in GROUPS.items()
        for name, (module, *_about) in members.items()
        if find_spec(f"sandtable.app.{module}")
    ),
]
"""All commands that are there, those of two words too."""

TRACEBACK = "Traceback (most recent call last)"


def break_down():
    """Stand in for a bug of ours."""
    message = "a wheel came off"
    raise RuntimeError(message)


@pytest.mark.parametrize("name", EVERY)
def test_every_command_explains_itself_in_english(ask, name):
    """A help page has a usage line, every option, lines that fit, and no Chinese but examples."""
    code, out, err = ask(*name.split(), "--help")
    assert (code, err) == (0, "")
    assert out.startswith(f"Usage: sandtable {name} ")
    assert "--json" in out
    assert "--lang zh|en" in out
    assert max(map(len, out.splitlines())) <= 80
    assert not CHINESE.search(out)


@pytest.mark.parametrize("name", EVERY)
def test_every_command_explains_itself_in_chinese(ask, name):
    """In Chinese every explanation of the page is Chinese, those of Typer too."""
    code, out, _err = ask(*name.split(), "--help", "--lang", "zh")
    assert code == 0
    assert out.startswith(f"用法：sandtable {name} ")
    assert "显示本说明" in out
    explained = re.findall(
        r"^  (?:--\S+|[A-Z.|]+)(?: [A-Z]\S*| zh\|en)?  +(.*)$", out, re.MULTILINE
    )
    assert len(explained) >= 5
    assert all(CHINESE.search(text) for text in explained)


def test_without_a_command_there_is_help(ask):
    """Who types the bare name gets the commands and the exit codes, and no error."""
    for arguments in ((), ("--help",), ("--lang", "en")):
        code, out, err = ask(*arguments)
        assert (code, err) == (0, "")
        assert all(f"  {name} " in out for name in [*COMMANDS, *GROUPS])
        assert "Exit codes" in out


@pytest.mark.parametrize(
    ("words", "heavy"),
    [
        ("--help", "numba scipy matplotlib pyarrow openpyxl pydantic simpy networkx jinja2"),
        ("check --help", "matplotlib openpyxl scipy.optimize scipy.sparse jinja2"),
        ("list laws", "matplotlib pyarrow openpyxl scipy.optimize scipy.sparse jinja2"),
    ],
)
def test_only_what_the_command_needs_is_loaded(words, heavy):
    """Who asks for help does not wait for the engine, and who checks files for no figure."""
    asked = f"import sys; from sandtable.app.main import answer; answer({words.split()})"
    told = f"{asked}; print('loaded:', *(sys.modules.keys() & {heavy.split()}))"
    done = subprocess.run([sys.executable, "-c", told], check=True, capture_output=True, text=True)
    assert done.stdout.splitlines()[-1] == "loaded:"


@pytest.mark.parametrize("group", GROUPS)
def test_a_group_without_a_command_explains_itself(ask, group):
    """Its commands are listed, as with ``--help``."""
    for arguments in ((group,), (group, "--help")):
        code, out, err = ask(*arguments)
        assert (code, err) == (0, "")
        assert all(f"  {name} " in out for name in GROUPS[group][1])


def test_version(ask):
    """The version is that of the package."""
    assert ask("--version") == (0, f"sandtable {__version__}\n", "")


def test_language_is_the_one_asked_for_else_that_of_the_system(monkeypatch):
    """``--lang`` wins over the system; a language that we do not speak is English."""
    for system, language in (("zh_CN.UTF-8", "zh"), ("fr_FR.UTF-8", "en"), ("C", "en")):
        monkeypatch.setenv("LC_ALL", system)
        assert wanted_language(["check"]) == language
    assert wanted_language(["check", "--lang", "zh"]) == "zh"
    assert wanted_language(["check", "--lang=zh"]) == "zh"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ("nwe", "found 'nwe', expected new, check, run"),
        ("check", "FILE...: found nothing, expected a file"),
        (
            "network adit x",
            "found 'adit', expected import, audit, reach, critical, draw, build. Did you mean",
        ),
        ("network audit", "NETWORK: found nothing, expected a network of the library"),
        ("network import a.osm", "--to: found nothing, expected a folder"),
        ("run", "FILE: found nothing, expected a file"),
        ("run a.yaml --sed 3", "found '--sed', expected an option of sandtable run. Did you mean"),
        ("run a.yaml --seed -1", "--seed: found '-1', expected a whole number from 0 to 2^64"),
        ("run a.yaml --seed one", "--seed: found 'one', expected a whole number from 0"),
        ("run a.yaml --jobs=0", "--jobs: found '0', expected a whole number of at least 1"),
        ("run a.yaml --seed", "--seed: found nothing, expected a whole number"),
        ("run a.yaml --lang fr", "--lang: found 'fr', expected zh or en"),
        ("run a.yaml b.yaml", "sandtable run --help"),
        ("run no_such_file.yaml", "no_such_file.yaml"),
        ("run nowhere/nothing", "found 'nowhere/nothing', expected a file, or one of"),
        ("study huarog", "Did you mean huarong?"),
        ("schema plans", "KIND: found 'plans', expected one of place, plan, targets"),
        ("list scenario", "SORT: found 'scenario', expected one of scenarios"),
        ("verify despatch", "ROOM: found 'despatch', expected one of dispatch"),
        ("replay no_such_folder", "FOLDER: found 'no_such_folder', expected a folder of results"),
        ("run example/scenario --set turnout=3", "--set"),
        ("run example/scenario --policy-file none.py", "found 'none.py', expected a Python file"),
    ],
)
def test_misuse_is_told_in_the_form_of_faults(ask, ask_json, arguments, told):
    """A wrong word of the command line is a fault like any other: one line, exit 2."""
    code, out, err = ask(*arguments.split())
    assert (code, out) == (2, "")
    first, *_more, last = err.splitlines()
    assert told in first
    assert re.fullmatch(r"(1 fault|\d+ faults); nothing was run\.", last)
    assert TRACEBACK not in err
    code, found = ask_json(*arguments.split())
    assert code == 2
    assert list(found) == ["faults"]


def test_misuse_is_told_in_chinese(ask):
    """The words around what the user typed are Chinese."""
    code, _out, err = ask("run", "a.yaml", "--seed", "x", "--lang", "zh")
    assert code == 2
    assert err.startswith("命令行: --seed: 现为'x'，应为0到2^64-1的整数。")


def test_a_bug_is_one_line_and_exit_3(ask, ask_json, monkeypatch):
    """Nobody who plans wants a traceback; with --debug it is there."""
    monkeypatch.setattr(doctor, "packages", break_down)
    code, out, err = ask("doctor")
    assert (code, out) == (3, "")
    assert err.count("\n") == 1
    assert "RuntimeError: a wheel came off" in err
    assert ask_json("doctor") == (3, {"error": "RuntimeError: a wheel came off"})
    code, _out, err = ask("doctor", "--debug")
    assert code == 3
    assert TRACEBACK in err


def test_a_full_disk_is_no_bug_of_ours(ask, monkeypatch):
    """What the system refuses is told with the file, exit 2."""

    def refuse():
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "results/x.parquet")

    monkeypatch.setattr(doctor, "packages", refuse)
    code, _out, err = ask("doctor")
    assert code == 2
    assert err.startswith("results/x.parquet: found 'No space left on device', expected")


def test_ctrl_c_outside_a_study_is_130(ask, monkeypatch):
    """Whoever stops the program hears that it stopped, and no traceback."""

    def stop():
        raise KeyboardInterrupt

    monkeypatch.setattr(doctor, "packages", stop)
    assert ask("doctor") == (130, "", "stopped; what was finished is kept\n")


def in_shell(command, folder, **environment):
    """Return what a shell makes of a command line in a folder."""
    return subprocess.run(
        ["/bin/sh", "-c", command],
        cwd=folder,
        env=os.environ | {"SANDTABLE": SANDTABLE, "LC_ALL": "C.UTF-8"} | environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )


@pytest.mark.skipif(os.name == "nt", reason="a POSIX shell is used")
def test_a_reader_that_has_seen_enough_hears_nothing_more(tmp_path):
    """Into a pipe that is closed, as by ``head``, the command ends without a word."""
    done = in_shell("{ $SANDTABLE schema; echo $? >code; } | true", tmp_path)
    assert (done.stdout, done.stderr) == ("", "")
    assert (tmp_path / "code").read_text() == "141\n"


@pytest.mark.skipif(os.name == "nt", reason="a POSIX shell is used")
def test_chinese_and_signs_reach_a_pipe_as_utf_8(tmp_path):
    """Programs read UTF-8, whatever the terminal is set to; nothing is coloured for them."""
    done = in_shell("$SANDTABLE list scenarios --json", tmp_path, LC_ALL="C", PYTHONUTF8="0")
    assert done.returncode == 0
    assert "燃气槽罐车道路事故" in done.stdout
    assert "\x1b" not in done.stdout


@pytest.mark.skipif(os.name == "nt", reason="signals are POSIX's")
def test_ctrl_c_keeps_what_was_finished(town):
    """A study that is stopped ends with 130, its records can be read, and it goes on from there."""
    command = [*SANDTABLE.split(), "run", "mytown/scenario.yaml", "--jobs", "1"]
    study = subprocess.Popen(
        [*command, "--replications", "100000"],
        cwd=town.parent,
        env=os.environ | {"LC_ALL": "C.UTF-8"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    results = town.parent / "results"
    until = time.monotonic() + 100
    while not list(results.glob("month/*/shards/*.parquet")) and time.monotonic() < until:
        time.sleep(0.1)
    study.send_signal(signal.SIGINT)
    _out, err = study.communicate(timeout=60)
    assert study.returncode == 130
    assert err == "Stopped early. The same command goes on from here.\n"
    (folder,) = (results / "month").iterdir()
    assert open_results(folder).done(0)
