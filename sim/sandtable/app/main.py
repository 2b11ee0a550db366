"""The ``sandtable`` command: its commands, its language, its exit codes."""

from __future__ import annotations

import os
import sys
import traceback
from typing import Any

import typer
from typer.exceptions import TyperException

from sandtable.app.check import check
from sandtable.app.doctor import doctor
from sandtable.app.exits import DONE, FAULTS, OUR_BUG, STOPPED
from sandtable.app.listing import listing
from sandtable.app.new import new
from sandtable.app.replay import replay
from sandtable.app.run import run
from sandtable.app.schema import schema
from sandtable.app.screen import dumped
from sandtable.app.study import study
from sandtable.app.verify import verify
from sandtable.app.wording import later
from sandtable.ground.faults import Fault, UserFaults
from sandtable.ground.language import LANGUAGES, _, set_language


def main() -> None:
    """Run the command line of this process and end it."""
    sys.exit(answer(sys.argv[1:]))


def answer(arguments: list[str]) -> int:
    """Carry out one command line and return its exit code."""
    set_language(wanted_language(arguments))
    as_json = "--json" in arguments
    try:
        code: int | None = command()(arguments, prog_name="sandtable", standalone_mode=False)
    except UserFaults as faults:
        return _tell_faults(faults.faults, as_json=as_json)
    except TyperException as error:
        return _tell_faults([_misuse(error)], as_json=as_json)
    except (KeyboardInterrupt, typer.Abort):
        print(_("stopped; what was finished is kept"), file=sys.stderr)  # noqa: T201  the screen
        return STOPPED
    except Exception as error:  # noqa: BLE001  the last line of defence
        return _tell_bug(error, as_json=as_json, debug="--debug" in arguments)
    return code or DONE


def command() -> Any:  # noqa: ANN401  Typer keeps the type of its commands to itself
    """Return the command line with its help in the language in force."""
    app = typer.Typer(
        no_args_is_help=True,
        add_completion=True,
        pretty_exceptions_enable=False,
        help=later("Play an emergency plan forward and see which of its promises it keeps."),
    )
    app.command(help=later("Copy a shipped example into a new folder."))(new)
    app.command(help=later("Check files and list everything that is wrong."))(check)
    app.command(help=later("Play a scenario and judge its targets."))(run)
    app.command(help=later("Run a study: its scenarios under all its alternatives."))(study)
    app.command(help=later("Play the recorded commands of a run again."))(replay)
    app.command(help=later("Run published cases through the program."))(verify)
    app.command(help=later("Print the JSON Schema of a kind of file."))(schema)
    app.command("list", help=later("List scenarios, networks, studies, policies and laws."))(
        listing
    )
    app.command(help=later("Tell what this machine has and what it lacks."))(doctor)
    built = typer.main.get_command(app)
    _translate(built)
    return built


def _translate(node: Any) -> None:  # noqa: ANN401  the same
    if node.help:
        node.help = _(node.help)
    for parameter in node.params:
        if getattr(parameter, "help", None):
            parameter.help = _(parameter.help)
    for inner in getattr(node, "commands", {}).values():
        _translate(inner)


def wanted_language(arguments: list[str]) -> str:
    """Return the language asked for with ``--lang``, else that of the system, else English."""
    for flag, value in zip(arguments, [*arguments[1:], ""], strict=True):
        wanted = value if flag == "--lang" else flag.removeprefix("--lang=")
        if wanted in LANGUAGES and flag.startswith("--lang"):
            return wanted
    system = next(filter(None, map(os.environ.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    return "zh" if system.startswith("zh") else "en"


def _misuse(error: TyperException) -> Fault:
    found = getattr(error, "format_message", lambda: str(error))()
    return Fault(
        file=_("command line"),
        line=0,
        field="",
        found=found,
        expected=_("what sandtable --help lists"),
        repair=_("See sandtable COMMAND --help."),
    )


def _tell_faults(faults: Any, *, as_json: bool) -> int:  # noqa: ANN401
    ...


def _tell_bug(error: Exception, *, as_json: bool, debug: bool) -> int:
    if debug:
        traceback.print_exception(error)
    said = f"{type(error).__name__}: {error}"
    if as_json:
        print(dumped({"error": said}))  # noqa: T201  the screen
    advice = _("This is a fault of ours, not of your files: {error}. Use --debug to see where.")
    print(advice.format(error=said), file=sys.stderr)  # noqa: T201  the same
    return OUR_BUG
