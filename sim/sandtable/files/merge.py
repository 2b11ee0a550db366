"""Files out of other files: what is taken over, changed, added and removed; settings over them."""

from __future__ import annotations

from dataclasses import dataclass, field

from sandtable.files.dotted_path import path_of, steps, where_it_ends
from sandtable.files.fields import Part
from sandtable.files.shapes import Shape, inner, shapes_of
from sandtable.files.suffixes import suffixed_keys, without_suffixes
from sandtable.files.tree import Mark, Node, Path, copied, fault_at, nearest
from sandtable.ground.faults import Fault
from sandtable.ground.language import _
from sandtable.ground.units import found

REUSE = ("extends", "overrides", "add", "remove")
"""Keys of any file that say how it comes out of another one."""


@dataclass(slots=True)
class Merge:
    """Changes to a tree, by path; `faults` are those found so far.

    Parameters
    ----------
    root
        The tree; it is changed.
    source
        What faults call that which the paths must be found in.

    """

    root: Node
    model: type[Part]
    source: str
    faults: list[Fault] = field(default_factory=list)

    def override(self, text: str, value: Node) -> None:
        """Put a value into the place of one that is there."""
        path = self._path(text)
        if path is None or not nearest(self.root, path)[1]:
            self._not_there(text, value.place, "override")
            return
        self._put(path, value)

    def set(self, text: str, value: Node) -> None:
        """Put a value where one is there, or where the kind of file knows the key."""
        path = self._path(text)
        if path is None or not self._may_stand(path):
            self._not_there(text, value.place, "set")
            return
        self._put(path, value)

    def add(self, text: str, value: Node) -> None:
        """Append items to a list, or put a value where none is."""
        path = self._path(text)
        if path is None or not self._may_stand(path):
            self._not_there(text, value.place, "add")
            return
        there, reached = nearest(self.root, path)
        if reached and isinstance(there.value, list):
            items = value.value if isinstance(value.value, list) else [value]
            there.value += [copied(item) for item in items]
        elif reached:
            expected, repair = _("a path that is not there"), _("Change it under 'overrides'.")
            self._fault(text, value.place, _("'{path}', which is there"), expected, repair, "add")
        else:
            self._put(path, value)

    def remove(self, text: str, mark: Mark) -> None:
        """Take away what is there."""
        path = self._path(text)
        if path is None or not nearest(self.root, path)[1]:
            self._not_there(text, mark, "remove")
            return
        parent, _there = nearest(self.root, path[:-1])
        del parent.value[path[-1]]

    # ---- how paths are followed

    def _path(self, text: str) -> Path | None:
        """Return the path of a text; a last key with a unit leads to the key without it."""
        return path_of(self.root, text)

    def _shape(self, path: Path) -> Shape:
        shape = Shape("part", part=self.model)
        for step in path:
            shape = inner(shape, step)
        return shape

    def _plain(self, path: Path) -> Path:
        """Return a path whose last key stands without its unit."""
        part = self._shape(path[:-1]).part
        last = path[-1]
        if part is None or not isinstance(last, str):
            return path
        return (*path[:-1], suffixed_keys(part).get(last, (last, ""))[0])

    def _may_stand(self, path: Path) -> bool:
        """Say whether a value is there, or may be."""
        if nearest(self.root, path)[1]:
            return True
        parent, there = nearest(self.root, path[:-1])
        if there:
            return isinstance(parent.value, dict) and self._knows(path)
        return len(path) > 1 and self._may_stand(path[:-1]) and self._knows(path)

    def _knows(self, path: Path) -> bool:
        """Say whether the kind of file knows the last key of a path."""
        shape = self._shape(path[:-1])
        if shape.part is not None:
            return str(self._plain(path)[-1]) in shapes_of(shape.part)
        return shape.form in ("mapping", "other") and isinstance(path[-1], str)

    def _put(self, path: Path, value: Node) -> None:
        new = copied(value)
        parent, there = nearest(self.root, path[:-1])
        if not there:
            self._put(path[:-1], Node({}, value.mark, value.key))
            parent, there = nearest(self.root, path[:-1])
        key = path[-1]
        part = self._shape(path[:-1]).part
        if part is not None and isinstance(key, str):
            alone = Node({key: new}, new.mark)
            without_suffixes(alone, part)
            ((key, new),) = alone.value.items()
        new.key = new.key or new.mark
        parent.value[key] = new

    def _not_there(self, text: str, mark: Mark, code: str) -> None:
        if steps(text) is None:
            expected, repair = _("a dotted path"), _("Write for example teams[fire_1].turnout.")
            self._fault(text, mark, "'{path}'", expected, repair, code)
            return
        _node, _name, near = where_it_ends(self.root, text)
        expected = _("a path of {file}").format(file=self.source)
        path = self._path(text)
        if code == "override" and path is not None and self._may_stand(path):
            near = _("What is not there goes under 'add'.")
        self._fault(text, mark, _("'{path}', which is not there"), expected, near, code)

    def _fault(self, text: str, mark: Mark, *said: str) -> None:
        shown, expected, repair, code = said
        shown = shown.format(path=text)
        self.faults.append(fault_at(mark, "", shown, expected, repair, code))


def merge(child: Node, parent: Node, model: type[Part], source: str) -> tuple[Node, list[Fault]]:
    """Return a file that extends another one: its own keys, and the changes it asks for.

    Parameters
    ----------
    child
        The file; its tables are lists already.
    parent
        What it extends, whole; it is left as it is.
    source
        What faults call the parent.

    """
    root = copied(parent)
    root.mark = child.mark
    for key, value in child.value.items():
        if key not in REUSE:
            root.value[key] = copied(value)
    changes = Merge(root, model, source)
    for text, mark in _texts(child, "remove", changes.faults):
        changes.remove(text, mark)
    for text, value in _changes(child, "overrides", changes.faults):
        changes.override(text, value)
    for text, value in _changes(child, "add", changes.faults):
        changes.add(text, value)
    return root, changes.faults


def _changes(child: Node, key: str, faults: list[Fault]) -> list[tuple[str, Node]]:
    node = child.get(key)
    if node is None:
        return []
    if not isinstance(node.value, dict):
        expected = _("a mapping from a path to its value")
        repair = _("Write for example {{rules.free_again: at_base}}.").format()
        faults.append(fault_at(node.mark, key, found(node.value), expected, repair, key))
        return []
    return list(node.value.items())


def _texts(child: Node, key: str, faults: list[Fault]) -> list[tuple[str, Mark]]:
    node = child.get(key)
    if node is None:
        return []
    items = node.value if isinstance(node.value, list) else [node]
    texts = [(item.value, item.mark) for item in items if isinstance(item.value, str)]
    if len(texts) < len(items):
        expected, repair = _("a list of paths"), _("Write for example [teams[fire_1]].")
        faults.append(fault_at(node.mark, key, found(node.value), expected, repair, key))
    return texts
