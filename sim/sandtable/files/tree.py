"""What a file holds, as plain values that remember where they stand."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, NamedTuple

from sandtable.ground.faults import Fault, Remark
from sandtable.ground.units import found

Step = str | int
Path = tuple[Step, ...]


class Mark(NamedTuple):
    """A place in a file: line and column from 1, 0 = unknown; for tables sheet, row and header."""

    file: str
    line: int = 0
    column: int = 0
    sheet: str = ""
    header: str = ""


@dataclass(slots=True)
class Node:
    """A value of a file and where it stands.

    Parameters
    ----------
    value
        A dict from key to `Node`, a list of `Node`, or a plain text, number, truth value or None.
    mark
        Where the value begins.
    key
        Where its key stands; None for items of lists and for the file itself.
    flow
        Whether it is written in braces or brackets on one line.

    """

    value: Any
    mark: Mark
    key: Mark | None = None
    flow: bool = False

    @property
    def place(self) -> Mark:
        """Return where a person looks for it: its key if it has one."""
        return self.key or self.mark

    def get(self, key: str) -> Node | None:
        """Return the value of a key; None if there is none or this is no mapping."""
        return self.value.get(key) if isinstance(self.value, dict) else None


def plain(node: Node) -> Any:  # noqa: ANN401  the plain values of a file
    """Return a tree as plain dictionaries, lists and values."""
    if isinstance(node.value, dict):
        return {key: plain(child) for key, child in node.value.items()}
    if isinstance(node.value, list):
        return [plain(child) for child in node.value]
    return node.value


def text_of(node: Node | None) -> str:
    """Return a text, or a whole number as it is written; empty if it is neither."""
    value = None if node is None else node.value
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    return str(value)


def planted(value: object, mark: Mark, like: Node | None = None) -> Node:
    """Return plain values as a tree, each where `like` has it, else where its parent is."""
    if like is not None:
        mark = like.mark
    node = Node(value, mark, like.key if like else None, like.flow if like else False)
    if isinstance(value, dict):
        node.value = {}
        for key, child in value.items():
            grown = planted(child, mark, like.get(key) if like else None)
            grown.key = grown.key or mark
            node.value[key] = grown
    elif isinstance(value, list):
        old = like.value if like and isinstance(like.value, list) else []
        likes = [*old, *[None] * len(value)]
        node.value = [planted(child, mark, likes[i]) for i, child in enumerate(value)]
    return node


def copied(node: Node) -> Node:
    """Return a tree that may be changed without changing this one."""
    value = node.value
    if isinstance(value, dict):
        value = {key: copied(child) for key, child in value.items()}
    elif isinstance(value, list):
        value = [copied(child) for child in value]
    return Node(value, node.mark, node.key, node.flow)


def nearest(root: Node, path: Sequence[Step]) -> tuple[Node, bool]:
    """Return the node of a path, or the last one on the way to it, and whether it was reached."""
    node = root
    for step in path:
        child = _child(node, step)
        if child is None:
            return node, False
        node = child
    return node, True


def _child(node: Node, step: Step) -> Node | None:
    if isinstance(step, str):
        return node.get(step)
    if isinstance(node.value, list) and 0 <= step < len(node.value):
        item: Node = node.value[step]
        return item
    return None


def dotted(root: Node, path: Sequence[Step]) -> str:
    """Return a path as people write it: items by their id where they have one, else by number."""
    text, node = "", root
    for step in path:
        child = _child(node, step)
        if isinstance(step, int):
            name = child.get("id") if child else None
            named = name is not None and isinstance(name.value, str)
            text += f"[{name.value if named and name else step}]"
        else:
            text += f".{step}" if text else step
        node = child or Node(None, node.mark)
    return text


def walk(node: Node, path: Path = ()) -> Iterator[tuple[Path, Node]]:
    """Yield every node of a tree with its path, parents first."""
    yield path, node
    if isinstance(node.value, dict):
        for key, child in node.value.items():
            yield from walk(child, (*path, key))
    elif isinstance(node.value, list):
        for i, child in enumerate(node.value):
            yield from walk(child, (*path, i))


def fault_at(mark: Mark, field: str, found: str, expected: str, repair: str, code: str) -> Fault:
    """Make a fault that stands at a mark; in a table the header names the field."""
    return Fault(
        file=mark.file,
        sheet=mark.sheet,
        line=mark.line,
        column=mark.column,
        field=mark.header or field,
        found=found,
        expected=expected,
        repair=repair,
        code=code,
    )


def remark_at(mark: Mark, field: str, found: str, expected: str, repair: str, code: str) -> Remark:
    """Make a remark that stands at a mark."""
    fault = fault_at(mark, field, found, expected, repair, code)
    return Remark(**{name: getattr(fault, name) for name in Fault.__dataclass_fields__})


def shown(node: Node) -> str:
    """Return a value as it is written in a file, on one line, for records and remarks."""
    value = node.value
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {shown(child)}" for key, child in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(shown(child) for child in value) + "]"
    return value if isinstance(value, str) else found(value)


def content_hash(value: object) -> str:
    """Return the hash of plain values: blanks, comments and the order of keys do not matter."""
    text = json.dumps(_canonical(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _canonical(value: object) -> object:
    if isinstance(value, dict):
        return {key: _canonical(child) for key, child in value.items()}
    if isinstance(value, list | tuple):
        return [_canonical(child) for child in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)  # 1e3 and 1000 are the same number
    return value
