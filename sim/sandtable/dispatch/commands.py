"""Commands: everything that anybody decides, in one form (命令), contracts §2."""

from __future__ import annotations

import json
from collections.abc import Container, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

KINDS = (
    "order",
    "recall",
    "divert",
    "move_up",
    "pre_position",
    "hand_over",
    "request_aid",
    "issue_stock",
    "close_road",
    "open_road",
    "one_way",
    "take_over",
    "set_level",
    "activate",
    "control",
    "incident",
    "message",
    "ruling",
    "cancel",
    "stop",
    "warn",
    "evacuate",
    "open_shelter",
    "call_out",
    "close_breach",
)
"""Kinds that this engine carries out; any other kind is refused, a row like any other."""


class Command(NamedTuple):
    """What somebody decides, at a time, in a role (命令); plain data that a file can hold.

    Parameters
    ----------
    time_s
        Instant at which it acts [s].
    headquarters
        Role that decides: id of a headquarters; empty = the exercise control.
    kind
        One of `KINDS`.
    arguments
        Names to plain values, as documented per kind in docs/commands.md.
    source
        Policy name, ``player``, ``inject:<id>``, ``scenario`` or ``replay``.

    """

    time_s: float
    headquarters: str
    kind: str
    arguments: Mapping[str, Any]
    source: str


command_of: Callable[[tuple[float, str, str, Mapping[str, Any], str]], Command] = partial(
    tuple.__new__, Command
)
"""Makes a command of its parts, in half of the time that the name of the class takes."""


class Outcome(NamedTuple):
    """What became of a command: accepted, or refused with a reason."""

    accepted: bool
    reason: str = ""


ACCEPTED = Outcome(accepted=True)


def refused(reason: str) -> Outcome:
    """Return a refusal; its reason is a short English phrase, part of the record."""
    return Outcome(accepted=False, reason=reason)


_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode

NOT_PLAIN = "null"
"""Stands in the records for arguments that no file can hold; a replay refuses it once more."""


def canonical(arguments: Any) -> str:  # noqa: ANN401  whatever somebody gave
    """Return arguments as canonical JSON: keys sorted, no blanks, Chinese as it is."""
    if not isinstance(arguments, Mapping):
        return NOT_PLAIN
    try:
        text = _encode(dict(arguments))
        return text if text.isascii() or text.encode() else NOT_PLAIN
    except (TypeError, ValueError, RecursionError):
        return NOT_PLAIN


# Types of arguments

_WHOLE = frozenset({"level", "node", "quantity"})
_LISTS = frozenset({"arcs"})
_FREE = frozenset({"about", "cause", "hazard"})
"""Texts that only the records keep; all other arguments are names of things."""


def readable(command: Command, roles: Container[str]) -> tuple[Command, str]:
    """Return a command as the records can hold it, and why it cannot be read, "" = it can.

    Anybody may send anything; beyond this point all fields and known arguments have their types.

    Parameters
    ----------
    roles
        Ids of the headquarters, and "" for the exercise control.

    """
    if not _is_text(command.source):
        command = command._replace(source="?")
    if not _is_text(command.headquarters):
        command = command._replace(headquarters="?")
    if not _is_text(command.kind):
        command = command._replace(kind="?")
    if command.headquarters not in roles:
        return command, "unknown headquarters"
    return command, _misfit(command.arguments)


def _is_text(value: Any) -> bool:  # noqa: ANN401  whatever somebody gave
    if not isinstance(value, str):
        return False
    try:
        return value.isascii() or bool(value.encode())
    except UnicodeEncodeError:
        return False


def _misfit(arguments: Any) -> str:  # noqa: ANN401  whatever somebody gave
    """Return what is wrong with the types of arguments; empty = nothing."""
    if not isinstance(arguments, Mapping):
        return "arguments are not plain data"
    for name, value in arguments.items():
        # Orders are the bulk, and all their arguments are ids.
        if type(value) is not str or name not in _NAMES or not value.isascii():
            return _closer(arguments)
    return ""


def _closer(arguments: Mapping[Any, Any]) -> str:
    if canonical(arguments) == NOT_PLAIN:
        return "arguments are not plain data"
    for name in sorted(arguments):  # the same one is told in a replay, whose order is canonical
        value = arguments[name]
        if name in _WHOLE:
            if type(value) is not int:
                return f"{name} is not a whole number"
        elif name in _LISTS:
            if not (isinstance(value, list | tuple) and all(isinstance(one, str) for one in value)):
                return f"{name} is not a list of ids"
        elif name in _NAMES and not isinstance(value, str):
            return f"{name} is not a text"
    return ""


_NAMES = _FREE | {
    "agreement",
    "arc",
    "by",
    "closing",
    "commander",
    "entry",
    "evacuation",
    "fleet",
    "id",
    "incident",
    "need",
    "of",
    "phase",
    "road",
    "shelter",
    "skill",
    "source",
    "stock",
    "team",
    "to",
    "type",
    "zone",
}
