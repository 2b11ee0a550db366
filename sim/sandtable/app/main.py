"""The ``sandtable`` command: its commands, its language, its exit codes.

Only the command that is called is loaded: what the others need takes seconds.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Container
from importlib import import_module
from io import TextIOWrapper
from typing import Annotated, Any

import typer

from sandtable import __version__
from sandtable.app.exits import BROKEN_PIPE, DONE, STOPPED
from sandtable.app.help import Command, Group
from sandtable.app.options import Lang
from sandtable.app.wording import later
from sandtable.ground.language import LANGUAGES, _, set_language

COMMANDS: dict[str, tuple[str, str]] = {
    "new": ("new", later("Copy the shipped example into a new folder.")),
    "check": ("check", later("Check files and list everything that is wrong.")),
    "run": ("run", later("Play a scenario and judge its targets.")),
    "study": ("study", later("Run a study: its scenarios under all its alternatives.")),
    "why": ("why", later("Say which closures of roads made teams late.")),
    "replay": ("replay", later("Play the recorded commands of a run again.")),
    "verify": ("verify", later("Run published cases through the program.")),
    "schema": ("schema", later("Print the JSON Schema of a kind of file.")),
    "list": ("listing", later("List scenarios, networks, studies, policies and laws.")),
    "doctor": ("doctor", later("Tell what this machine has and what it lacks.")),
}
"""By name: the module that holds the function of the same name, and what the command does."""

GROUPS: dict[str, tuple[str, dict[str, tuple[str, str, str]]]] = {
    "network": (
        later("Import, check, draw or make a road network."),
        {
            "import": (
                "network_import",
                "import_network",
                later("Read roads of another program and write them as a network."),
            ),
            "audit": ("network_audit", "audit", later("Tell what a network is like and lacks.")),
            "reach": (
                "network_reach",
                "reach",
                later("Tell what is reached in time, and draw it."),
            ),
            "critical": (
                "network_critical",
                "critical",
                later("Rank roads by what their loss costs the plan."),
            ),
            "draw": ("network_draw", "draw", later("Draw a network as a picture.")),
            "build": ("network_build", "build", later("Make a schematic network of a county.")),
        },
    ),
    "hazard": (
        later("Look at the hazards of a scenario before anybody responds."),
        {
            "preview": (
                "hazard_preview",
                "show_preview",
                later("Tell what closes when and who is exposed, and draw it."),
            ),
            "export": (
                "hazard_export",
                "export",
                later("Write what a hazard does as GeoJSON or as a warning in CAP 1.2."),
            ),
        },
    ),
}
"""Commands of two words: what the first is about, and by the second module, function and what it
does."""

_COMPLETION = "_SANDTABLE_COMPLETE"
"""Set by the shell when it wants the ends of words."""

_AFTERWARDS = later(
    "Exit codes: 0 done, 1 a case or a target under --check fails, 2 something in the files or on "
    "the command line must be repaired, 3 a fault of ours."
)


def main() -> None:
    """Run the command line of this process and end it."""
    # Arrow's own pool keeps much of what it was given back, and the tables of a study come and go.
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # A terminal that cannot show a sign shows another one; programs read UTF-8.
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="replace")
    if _COMPLETION in os.environ:
        command({*COMMANDS, *GROUPS})(prog_name="sandtable")
    try:
        code = answer(sys.argv[1:])
        sys.stdout.flush()
    except BrokenPipeError:  # whoever read has seen enough: | head
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = BROKEN_PIPE
    sys.exit(code)


def answer(arguments: list[str]) -> int:
    """Carry out one command line and return its exit code."""
    set_language(wanted_language(arguments))
    as_json, debug = "--json" in arguments, "--debug" in arguments
    try:
        return _carried_out(arguments)
    except (KeyboardInterrupt, typer.Abort):
        print(_("stopped; what was finished is kept"), file=sys.stderr)  # noqa: T201  the screen
        return STOPPED
    except BrokenPipeError:
        raise
    except Exception as error:  # noqa: BLE001  the last line of defence
        tell: Callable[..., int] = import_module("sandtable.app.telling").tell
        return tell(error, arguments, [*COMMANDS, *GROUPS], as_json=as_json, debug=debug)


def _carried_out(arguments: list[str]) -> int:
    """Run a command past Typer's own way of ending: no code of its own, no trace of Ctrl-C."""
    built = command(arguments)
    try:
        with built.make_context("sandtable", arguments) as context:
            code: int | None = built.invoke(context)
    except typer.Exit as end:
        return end.exit_code
    return code or DONE


def command(words: Container[str]) -> Any:  # noqa: ANN401  Typer hides the type of its commands
    """Return the command line; its help pages speak the language in force.

    Parameters
    ----------
    words
        What is typed: a command whose name is not among them is there by name only.

    """
    app = typer.Typer(
        cls=Group,
        pretty_exceptions_enable=False,
        help=later("Play an emergency plan forward and see which of its promises it keeps."),
        epilog=_AFTERWARDS,
    )
    app.callback(invoke_without_command=True)(_before_any_command)
    for name, (module, text) in COMMANDS.items():
        run = _loaded(module, module) if name in words else _not_called
        app.command(name, cls=Command, help=text)(run)
    for name, (text, members) in GROUPS.items():
        group = typer.Typer(cls=Group, help=text)
        group.callback(invoke_without_command=True)(_before_any_member)
        for member, (module, function, about) in members.items():
            wanted = name in words and member in words
            run = _loaded(module, function) if wanted else _not_called
            group.command(member, cls=Command, help=about)(run)
        app.add_typer(group, name=name)
    return typer.main.get_command(app)


def _loaded(module: str, function: str) -> Callable[..., int]:
    loaded: Callable[..., int] = getattr(import_module(f"sandtable.app.{module}"), function)
    return loaded


def _not_called() -> int:
    """Stand for a command that this command line does not call."""
    return DONE


def _tell_version(*, wanted: bool) -> None:
    if wanted:
        print(f"sandtable {__version__}")  # noqa: T201  this is the screen
        raise typer.Exit


Version = Annotated[
    bool,
    typer.Option(
        "--version", is_eager=True, callback=_tell_version, help=later("Print the version and end.")
    ),
]


def _before_any_command(
    context: typer.Context, *, version: Version = False, lang: Lang = None
) -> None:
    """Take what may stand before a command; the language has been chosen already."""
    del version, lang
    if context.invoked_subcommand is None:
        print(context.get_help())  # noqa: T201  this is the screen


def _before_any_member(context: typer.Context, *, lang: Lang = None) -> None:
    """Print the help page of a group that is named without one of its commands."""
    del lang
    if context.invoked_subcommand is None:
        print(context.get_help())  # noqa: T201  this is the screen


def wanted_language(arguments: list[str]) -> str:
    """Return the language asked for with ``--lang``, else that of the system, else English."""
    for flag, value in zip(arguments, [*arguments[1:], ""], strict=False):
        wanted = value if flag == "--lang" else flag.removeprefix("--lang=")
        if wanted in LANGUAGES and flag.startswith("--lang"):
            return wanted
    system = next(filter(None, map(os.environ.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    return "zh" if system.startswith("zh") else "en"
