"""Commands: everything that anybody decides, in one form (命令), contracts §2."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

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
    "set_level",
    "activate",
    "control",
    "incident",
    "message",
    "ruling",
    "cancel",
    "stop",
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


class Outcome(NamedTuple):
    """What became of a command: accepted, or refused with a reason."""

    accepted: bool
    reason: str = ""


ACCEPTED = Outcome(accepted=True)


def refused(reason: str) -> Outcome:
    """Return a refusal; its reason is a short English phrase, part of the record."""
    return Outcome(accepted=False, reason=reason)


_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


def canonical(arguments: Mapping[str, Any]) -> str:
    """Return arguments as canonical JSON: keys sorted, no blanks, Chinese as it is."""
    return _encode(dict(arguments))
