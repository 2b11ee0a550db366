"""The page about reach: its examples print what it says."""

import re
import shlex

import pytest
import typer

from sandtable.app.network_critical import critical
from sandtable.app.network_reach import reach

COMMANDS = {"reach": reach, "critical": critical}


def examples(page):
    """Return the command lines of the page with what it says they print."""
    blocks = re.findall(r"```text\n\$ sandtable network (.*?)\n(.*?)```", page, re.DOTALL)
    return [(shlex.split(line), said) for line, said in blocks]


def test_the_examples_print_what_the_page_says(project, tmp_path, monkeypatch, capsys):
    """Each command line after the dollar sign is run on the shipped scenario."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    if not (project / "scenarios" / "huarong").is_dir():
        pytest.skip("scenarios/huarong is not there")
    found = examples((project / "docs" / "reach.md").read_text("utf-8"))
    assert [words[0] for words, _said in found] == ["reach", "critical"]
    for (name, scenario, *options), said in found:
        app = typer.Typer()
        app.command()(COMMANDS[name])
        file = project / "scenarios" / f"{scenario}.yaml"
        typer.main.get_command(app)([str(file), *options], standalone_mode=False)
        assert capsys.readouterr().out.strip("\n") == said.strip("\n")
