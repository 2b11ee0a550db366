"""Values of the command line that take the place of those in files: ``--set path=value``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sandtable.files.fields import closest
from sandtable.files.models import KINDS
from sandtable.files.reader import COMMAND_LINE
from sandtable.files.tree import Mark, Node, fault_at
from sandtable.files.yaml_reader import read_value
from sandtable.ground.faults import Fault, UserFaults
from sandtable.ground.language import _


@dataclass(frozen=True, slots=True)
class Setting:
    """One value: kind of file, path in it, and what is to stand there."""

    kind: str
    path: str
    value: Node


def read_settings(texts: Iterable[str]) -> tuple[tuple[Setting, ...], list[Fault]]:
    """Return settings as the command line has them, and what is wrong with those that are none."""
    found: list[Setting] = []
    faults: list[Fault] = []
    for text in texts:
        try:
            found.append(_setting(text))
        except UserFaults as wrong:
            faults += wrong.faults
    return tuple(found), faults


def _setting(text: str) -> Setting:
    path, equals, value = text.partition("=")
    kind, rest = _split(path.strip())
    if not equals or not rest:
        expected = _("PATH=VALUE")
        repair = _('Write for example "plan.teams[fire_1].turnout=3 min".')
        raise UserFaults([_fault("", f"'{text}'", expected, repair)])
    if kind not in KINDS:
        expected = _("one of {names}").format(names=", ".join(KINDS))
        repair = closest(kind, KINDS) or _("Begin the path with the kind of file.")
        raise UserFaults([_fault(path, f"'{kind}'", expected, repair)])
    if kind == "targets" and rest.startswith("["):
        rest = f"targets{rest}"  # the only list that such a file has
    try:
        return Setting(kind, rest, read_value(value.strip(), COMMAND_LINE))
    except UserFaults as wrong:
        said = [(one.found, one.expected, one.repair) for one in wrong.faults]
        raise UserFaults([_fault(path, *one) for one in said]) from None


def _split(path: str) -> tuple[str, str]:
    dot, bracket = path.find("."), path.find("[")
    if bracket >= 0 and (dot < 0 or bracket < dot):
        return path[:bracket], path[bracket:]
    kind, _dot, rest = path.partition(".")
    return kind, rest


def _fault(path: str, found: str, expected: str, repair: str) -> Fault:
    return fault_at(Mark(COMMAND_LINE), path, found, expected, repair, "set")
