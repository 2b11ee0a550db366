"""What the tests of the command line share: the example town, and a way to ask and be answered."""

import json

import pytest

from sandtable.app import outcome
from sandtable.app.main import answer
from sandtable.report.response_figure import save_response_figure

SHORT = ("--jobs", "1", "--replications", "3", "--set", "scenario.horizon=2 d")
"""Options with which the example is played in well under a second."""


@pytest.fixture(autouse=True)
def plain_terminal(monkeypatch):
    """Speak English on 80 columns without colours, whatever the machine is set to."""
    for name in ("LC_MESSAGES", "LANG", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LC_ALL", "C")
    monkeypatch.setenv("COLUMNS", "80")


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """Leave the figure out, which takes longer than all else; the tests about it put it back."""
    monkeypatch.setattr(outcome, "save_response_figure", lambda *_all, **_options: [])


@pytest.fixture
def figures(quick, monkeypatch):
    """Draw figures after all."""
    monkeypatch.setattr(outcome, "save_response_figure", save_response_figure)


@pytest.fixture
def ask(capsys):
    """Return a function that carries out a command line: exit code, standard output and error."""

    def asked(*arguments):
        capsys.readouterr()
        code = answer([str(one) for one in arguments])
        said = capsys.readouterr()
        return code, said.out, said.err

    return asked


@pytest.fixture
def ask_json(ask):
    """Return a function that carries out a command with ``--json``: exit code and the object."""

    def asked(*arguments):
        code, out, _err = ask(*arguments, "--json")
        assert out.count("\n") == 1, "one object, and nothing else on standard output"
        return code, json.loads(out)

    return asked


@pytest.fixture
def town(ask, tmp_path, monkeypatch):
    """Return the folder of a fresh example, seen from the folder above it."""
    monkeypatch.chdir(tmp_path)
    code, _out, _err = ask("new", "mytown")
    assert code == 0
    return tmp_path / "mytown"


@pytest.fixture(scope="session")
def played(tmp_path_factory):
    """Return the folder above an example town and the folder of the results of its study."""
    above = tmp_path_factory.mktemp("played")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(above)
        patch.setenv("LC_ALL", "C")
        assert answer(["new", "mytown", "--quiet"]) == 0
        assert answer(["study", "mytown/study.yaml", "--quiet", *SHORT]) == 0
    (folder,) = (above / "results" / "liuwan").iterdir()
    return above, folder
