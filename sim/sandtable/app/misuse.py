"""A command line that cannot be carried out, told in the form of a fault."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any

from sandtable.ground.faults import Fault, UserFaults
from sandtable.ground.language import _


def misuse(field: str, found: str, expected: str, repair: str = "") -> UserFaults:
    """Return what is wrong with a word of the command line, ready to be raised."""
    return UserFaults([_fault(field, found, expected, repair)])


def fault_of(error: Exception, arguments: Sequence[str], commands: Sequence[str]) -> Fault:
    """Return what Typer found wrong, in the language in force.

    Parameters
    ----------
    error
        What Typer raised; its classes are its own affair, so it is known by what it carries.
    arguments
        The command line.
    commands
        Names of all commands.

    """
    context = getattr(error, "ctx", None)
    command = context.command_path if context is not None else "sandtable"
    repair = _("See {command} --help.").format(command=command)
    option = getattr(error, "option_name", "")
    parameter = getattr(error, "param", None)
    if option and hasattr(error, "possibilities"):
        near = sorted(error.possibilities or ())
        return _unknown(option, _("an option of {command}").format(command=command), near, repair)
    if option:
        return _fault(option, _value(option, arguments) or _nothing(), _wanted(option), repair)
    if parameter is not None:
        name = _name(parameter)
        return _fault(name, _value(name, arguments) or _nothing(), _wanted(name), repair)
    depth, known = _group(context, commands)
    word = next(iter([one for one in arguments if not one.startswith("-")][depth:]), "")
    if known and word and word not in known:
        near = get_close_matches(word, known, n=1)
        return _unknown(word, ", ".join(known), near, repair)
    said = getattr(error, "format_message", lambda: str(error))()
    return _fault("", said, _("what {command} --help lists").format(command=command), repair)


def _group(context: Any, commands: Sequence[str]) -> tuple[int, Sequence[str]]:  # noqa: ANN401
    """Return how many words stand before the command that is wrong, and which there are."""
    if context is None:
        return 0, ()
    if context.parent is None:
        return 0, commands
    return 1, list(getattr(context.command, "commands", ()))


def _unknown(word: str, expected: str, near: Sequence[str], repair: str) -> Fault:
    if near:
        repair = _("Did you mean {name}?").format(name=near[0])
    return _fault("", f"'{word}'", expected, repair)


def _fault(field: str, found: str, expected: str, repair: str) -> Fault:
    file = _("command line")
    return Fault(file=file, field=field, found=found, expected=expected, repair=repair)


def _nothing() -> str:
    return _("nothing")


def _name(parameter: Any) -> str:  # noqa: ANN401  Typer keeps its types to itself
    opts: list[str] = parameter.opts
    return opts[0] if opts[0].startswith("-") else str(parameter.metavar or parameter.name).upper()


def _value(name: str, arguments: Sequence[str]) -> str:
    """Return what the command line gives for an option, in quotes; empty if it gives nothing."""
    for flag, value in zip(arguments, [*arguments[1:], ""], strict=False):
        if flag.startswith(f"{name}="):
            return f"'{flag.removeprefix(f'{name}=')}'"
        if flag == name and value:
            return f"'{value}'"
    return ""


def _wanted(name: str) -> str:
    """Return what an option or argument wants."""
    return {
        "--seed": _("a whole number from 0 to 2^64 - 1"),
        "--replications": _("a whole number of at least 1"),
        "--jobs": _("a whole number of at least 1"),
        "--replication": _("a whole number of at least 0"),
        "--point": _("a whole number of at least 0"),
        "--sample": _("a whole number of at least 0"),
        "--busy": _("a whole number of at least 0"),
        "--simulate": _("a whole number of at least 0"),
        "--top": _("a whole number of at least 1"),
        "--night-factor": _("a number above 0, such as 0.8"),
        "--clock": _("travel or arrival"),
        "--by": _("unreachable, circle or minutes"),
        "--lang": _("zh or en"),
        "--set": _("KIND.PATH=VALUE"),
        "--out": _("a folder"),
        "--policy-file": _("a file"),
        "--cases": _("a file"),
        "--to": _("a folder"),
        "--clip": _("a file"),
        "--box": _("west,south,east,north in degrees"),
        "FILE": _("a file"),
        "NETWORK": _("a network of the library, or a folder with node.csv and link.csv"),
        "FILE|NAME": _("a file or a name"),
        "DIR": _("a folder"),
        "FOLDER": _("a folder of results"),
    }.get(name.removesuffix("..."), _("no value") if name.startswith("-") else _("a value"))
