"""Where the commands of files go to: a zone, a facility, the need of people in a facility."""

from __future__ import annotations

from collections.abc import Iterator

from sandtable.files.dotted_path import at
from sandtable.files.references import Names, References, did_you_mean
from sandtable.files.tree import Node, Path, dotted, fault_at, nearest
from sandtable.ground.faults import Fault
from sandtable.ground.language import _
from sandtable.ground.names import ID_PATTERN
from sandtable.world.people import Relief

COMMANDS = (("scenario", "injects"), ("plan", "levels[].actions"))
"""Kinds of files, and the lists in which they give commands."""

_REFUGES = ("evacuations[].exit", "evacuations[].shelters", "evacuations[].means[].refuges")
"""Where a plan names facilities in which people are."""


def goods_faults(checks: References) -> Iterator[Fault]:
    """Yield zones and dotted needs of commands that are not there.

    Goods may go to a facility in the place of a zone. What people need who are in a facility is
    called after both, ``school.food``; other needs have plain ids.
    """
    zones, goals, needs = checks.names("zones"), checks.names("goals"), _needs(checks)
    for kind, pattern in COMMANDS:
        tree = checks.trees.get(kind)
        if tree is None:
            continue
        for path, item in at(tree, pattern):
            command = item.get("kind")
            sends = command is not None and command.value == "issue_stock"
            yield from _unknown(tree, (*path, "arguments", "zone"), goals if sends else zones)
            node, there = nearest(item, ("arguments", "need"))
            if there and isinstance(node.value, str) and "." in node.value:
                yield from _unknown(tree, (*path, "arguments", "need"), needs)


def _needs(checks: References) -> Names | None:
    """Return the needs of people in facilities; None where the scenario has none of them."""
    plan, scenario = checks.trees.get("plan"), checks.trees.get("scenario")
    relief = scenario.get("relief") if scenario is not None else None
    if plan is None or relief is None:
        return None
    kinds = [str(node.value) for _path, node in at(relief, "needs")] or list(Relief().needs)
    refuges = {str(node.value) for pattern in _REFUGES for _path, node in at(plan, pattern)}
    known = {f"{refuge}.{kind}": "" for refuge in sorted(refuges) for kind in kinds}
    return Names(known, _("a facility of an evacuation with a kind of relief, as school.food"))


def _unknown(tree: Node, path: Path, names: Names | None) -> Iterator[Fault]:
    node, there = nearest(tree, path)
    value = node.value
    if not there or names is None or not isinstance(value, str) or value in names.known:
        return
    if all(ID_PATTERN.fullmatch(part) for part in value.split(".")):
        repair = did_you_mean(value, names.known)
        shown, name = f"'{value}'", dotted(tree, path)
        yield fault_at(node.mark, name, shown, names.expected, repair, "unknown")
