"""Dotted paths as people write them: ``teams[fire_1].turnout``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sandtable.files.fields import closest
from sandtable.files.tree import Node, Path
from sandtable.ground.language import _

_STEP = re.compile(r"(?:^|\.)([^.\[\]]+)|\[([^\[\]]+)\]")


def steps(text: str) -> list[tuple[str, bool]] | None:
    """Return the steps of a path and whether each stands in brackets; None if it is no path."""
    found, at = [], 0
    while at < len(text):
        step = _STEP.match(text, at)
        if step is None:
            return None
        found.append((step[1] or step[2], step[2] is not None))
        at = step.end()
    return found or None


def path_of(root: Node, text: str) -> Path | None:
    """Return the path that a text leads to, as far as the tree goes; None if it is no path.

    A step in brackets is the id of an item of a list, or its number.
    """
    parts = steps(text)
    if parts is None:
        return None
    path: list[str | int] = []
    node: Node | None = root
    for name, bracketed in parts:
        step: str | int = name
        if bracketed and node is not None and isinstance(node.value, list):
            step = _item(node, name)
        path.append(step)
        node = child(node, step) if node is not None else None
    return tuple(path)


def _item(node: Node, name: str) -> str | int:
    """Return the number of an item of a list by its id, else by its number, else the name."""
    for number, item in enumerate(node.value):
        if (key := item.get("id")) is not None and key.value == name:
            return number
    if name.isascii() and name.isdigit() and int(name) < len(node.value):
        return int(name)
    return name


def child(node: Node, step: str | int) -> Node | None:
    """Return what stands under a step; None if there is nothing."""
    if isinstance(node.value, dict):
        return node.value.get(step)
    if isinstance(node.value, list) and isinstance(step, int):
        item: Node = node.value[step]
        return item
    return None


def names_under(node: Node) -> list[str]:
    """Return the keys of a mapping or the ids of the items of a list."""
    if isinstance(node.value, dict):
        return list(node.value)
    if isinstance(node.value, list):
        ids = [item.get("id") for item in node.value]
        return [str(one.value) for one in ids if one is not None]
    return []


def where_it_ends(root: Node, text: str) -> tuple[Node, str, str]:
    """Return the last node on the way of a path, the step that is missing, and what is near."""
    node = root
    for name, bracketed in steps(text) or ():
        step = _item(node, name) if bracketed and isinstance(node.value, list) else name
        following = child(node, step)
        if following is None:
            return node, name, closest(name, names_under(node)) or _among(node)
        node = following
    return node, "", ""


def _among(node: Node) -> str:
    names = names_under(node)
    if not names:
        return _("Correct the path.")
    few = ", ".join(names[:10]) + (", ..." if len(names) > 10 else "")
    return _("There are {names}.").format(names=few)


def at(root: Node, pattern: str) -> Iterator[tuple[Path, Node]]:
    """Yield the nodes that a pattern such as ``teams[].base`` names, with their paths.

    A list at its end yields its items. What is not there, or is something else, is passed over.
    """
    yield from _at(root, pattern.replace("[]", ".[]").split("."), ())


def _at(node: Node, parts: list[str], path: Path) -> Iterator[tuple[Path, Node]]:
    if not parts:
        if isinstance(node.value, list):
            for number, item in enumerate(node.value):
                yield (*path, number), item
        else:
            yield path, node
    elif parts[0] == "[]":
        if isinstance(node.value, list):
            for number, item in enumerate(node.value):
                yield from _at(item, parts[1:], (*path, number))
    elif (following := node.get(parts[0])) is not None:
        yield from _at(following, parts[1:], (*path, parts[0]))
