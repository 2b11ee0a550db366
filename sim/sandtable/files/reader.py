"""Reads the files of a load, each once, and remembers what was read (contracts §6)."""

from __future__ import annotations

import hashlib
import os
import posixpath
import re
from dataclasses import dataclass, field
from pathlib import Path

from sandtable.files.fields import Item, Part, closest
from sandtable.files.merge import REUSE, merge
from sandtable.files.migrations import migrated, newest
from sandtable.files.models import KINDS, model_of
from sandtable.files.settling import Settling, named_file
from sandtable.files.shapes import Shape
from sandtable.files.table import Table
from sandtable.files.table_reader import read_table
from sandtable.files.tree import Mark, Node, content_hash, fault_at, plain, planted
from sandtable.files.yaml_reader import read_tree
from sandtable.ground.faults import Fault, UserFaults
from sandtable.ground.language import _
from sandtable.ground.units import found

COMMAND_LINE = "--set"
"""What faults call a value of the command line."""

_SCHEMA = re.compile(r"([a-z]+)/([1-9][0-9]*)")
_HOW_TO_RUN = ("question", "replications", "precision", "most", "seed", "sensitivity")
"""Keys of a study that move none of its records."""


@dataclass(frozen=True, slots=True)
class Input:
    """A file that was read: what it is called, what it is, and the hash of its content."""

    file: str
    kind: str
    content: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedFile:
    """A file that another one names, and where it does."""

    path: Path
    name: str
    node: Node | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """A file that was read: its tree, and what was wrong although the tree can be used.

    Parameters
    ----------
    files
        The file itself and all that it extends, directly or not.
    broken
        Lists whose table could not be read: nobody knows what they hold.

    """

    kind: str
    name: str
    root: Node
    faults: tuple[Fault, ...]
    files: tuple[Path, ...]
    broken: frozenset[str]


@dataclass(slots=True)
class Reader:
    """Reads files once each; everything that one load reads goes through one of these.

    Parameters
    ----------
    inputs
        What was read, in the order of reading.
    kept
        Files as they are used without settings, by path and kind.

    """

    inputs: dict[tuple[Path, str], Input] = field(default_factory=dict)
    kept: dict[tuple[Path, str], object] = field(default_factory=dict)
    _opened: dict[tuple[Path, str], Opened | UserFaults] = field(default_factory=dict)
    _folders: dict[str, Path] = field(default_factory=dict)
    _tables: dict[tuple[Path, str, type[Item] | None], Table] = field(default_factory=dict)

    def open(self, path: Path, name: str, kind: str) -> Opened:
        """Return a file of a kind, with what it extends; the tree must not be changed.

        Raises
        ------
        UserFaults
            If there is nothing to work with.

        """
        key = (path.resolve(), kind)
        if key not in self._opened:
            self._opened[key] = self._first_time(path, name, kind, ())
        known = self._opened[key]
        if isinstance(known, UserFaults):
            raise known
        return known

    def beside(self, mark: Mark, text: str, home: str) -> tuple[Path, str]:
        """Return a file that is named in another one, and what faults call it.

        Parameters
        ----------
        mark
            Where the name stands; a relative name starts from the folder of that file.
        home
            File that a name of the command line starts from.

        """
        name = mark.file if mark.file in self._folders else home
        text = text.replace("\\", "/")
        shown = posixpath.normpath(posixpath.join(posixpath.dirname(name), text))
        return Path(os.path.normpath(self._folders[name] / text)), shown

    def table(
        self,
        path: Path,
        name: str,
        *,
        sheet: str = "",
        model: type[Item] | None = None,
        english: dict[str, str] | None = None,
    ) -> Table:
        """Return a table, read once for each list that it stands for.

        Parameters
        ----------
        model
            Items of the list; their Chinese headers stay as they are, so that faults name them.
        english
            English headers by Chinese ones.

        """
        key = (path.resolve(), sheet, model)
        if key not in self._tables:
            table = read_table(path, name, sheet=sheet, english=english or {})
            rows = sorted(sorted(line.cells.items()) for line in table.lines)
            self._note(path, f"table {sheet}".strip(), name, [list(table.headers), rows])
            self._tables[key] = table
        return self._tables[key]

    def settle(self, root: Node, model: type[Part], home: str) -> Settling:
        """Turn tables into lists and keys with units into plain ones, all through a tree."""
        settling = Settling(self, home)
        settling.settle(root, Shape("part", part=model))
        return settling

    def note(self, path: Path, kind: str, name: str, content: str) -> None:
        """Remember that something was read that has a hash of its own."""
        self.inputs.setdefault((path.resolve(), kind), Input(name, kind, content))

    def content(self, path: Path, name: str) -> str:
        """Return the hash of the bytes of a file that other rooms read, and remember it."""
        with path.open("rb") as file:
            found = hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=16)).hexdigest()
        self.note(path, "data", name, found)
        return found

    # ---- one file

    def _note(self, path: Path, kind: str, name: str, content: object) -> None:
        self.note(path, kind, name, content_hash(content))

    def _first_time(
        self, path: Path, name: str, kind: str, chain: tuple[Path, ...]
    ) -> Opened | UserFaults:
        try:
            return self._read(path, name, kind, chain)
        except UserFaults as wrong:
            return wrong

    def _read(self, path: Path, name: str, kind: str, chain: tuple[Path, ...]) -> Opened:
        self._folders.setdefault(name, path.parent)
        root = read_tree(path, name)
        root = _in_newest_form(root, name, kind)
        values = plain(root)
        if kind == "study":
            values = {key: value for key, value in values.items() if key not in _HOW_TO_RUN}
        self._note(path, kind, name, values)
        faults, broken = self._settle_reuse(root, kind, name)
        files: tuple[Path, ...] = (path.resolve(),)
        if root.get("extends") is not None:
            parent = self._parent(root.value["extends"], (path, name), kind, chain)
            root, more = merge(root, parent.root, model_of(kind), parent.name)
            faults += [*parent.faults, *more]
            files += parent.files
            broken |= parent.broken
        else:
            faults += [_nothing_to_change(root, key) for key in REUSE if key in root.value]
        root.value = {key: child for key, child in root.value.items() if key not in REUSE}
        settled = self.settle(root, model_of(kind), name)
        faults += settled.faults
        broken |= settled.broken
        return Opened(kind, name, root, tuple(faults), files, frozenset(broken))

    def _settle_reuse(self, root: Node, kind: str, name: str) -> tuple[list[Fault], set[str]]:
        """Settle a file and the items that it adds to lists."""
        settled = self.settle(root, model_of(kind), name)
        faults, broken = settled.faults, settled.broken
        added = root.get("add")
        if added is not None and isinstance(added.value, dict):
            more = self.settle(added, model_of(kind), name)
            faults += more.faults
            broken |= more.broken
        return faults, broken

    def _parent(
        self, node: Node, file: tuple[Path, str], kind: str, chain: tuple[Path, ...]
    ) -> Opened:
        """Return the file that another one extends."""
        if not isinstance(node.value, str):
            expected, repair = _("the name of a file"), _("Write for example plan.yaml.")
            shown = found(node.value)
            raise UserFaults([fault_at(node.mark, "extends", shown, expected, repair, "extends")])
        path, name = self.beside(node.mark, node.value, file[1])
        key = path.resolve()
        chain = (*chain, file[0].resolve())
        if key in chain:
            shown = _("'{file}', which extends this file").format(file=node.value)
            expected, repair = _("a file that does not"), _("Break the circle.")
            raise UserFaults([fault_at(node.mark, "extends", shown, expected, repair, "cycle")])
        parent = self._opened.get((key, kind))
        if parent is None:
            parent = self._opened[key, kind] = self._first_time(path, name, kind, chain)
        if isinstance(parent, UserFaults):
            raise UserFaults(named_file(node, parent, name, "extends"))
        return parent


def _in_newest_form(root: Node, name: str, kind: str) -> Node:
    """Check the first line and bring an old file to the newest number."""
    found_kind, number = _schema(root, name)
    if found_kind != kind:
        raise UserFaults([_other_kind(root.value["schema"].mark, found_kind, kind)])
    if number < newest(kind):
        root = planted(migrated(kind, number, plain(root)), root.mark, root)
    del root.value["schema"]
    return root


def kind_of(path: Path, name: str = "") -> str:
    """Return the kind of a file, as its first line names it.

    Raises
    ------
    UserFaults
        If it cannot be read or names none.

    """
    name = name or path.as_posix()
    return _schema(read_tree(path, name), name)[0]


def _schema(root: Node, name: str) -> tuple[str, int]:
    """Return kind and number of a file."""
    if not isinstance(root.value, dict):
        expected, repair = _("a mapping (key: value)"), _("Begin with 'schema: plan/1'.")
        raise UserFaults([fault_at(root.mark, "", found(root.value), expected, repair, "schema")])
    node = root.get("schema")
    kinds = ", ".join(f"{kind}/{newest(kind)}" for kind in KINDS)
    expected = _("one of {names}").format(names=kinds)
    if node is None:
        repair = _("Write for example 'schema: plan/1' into the first line.")
        raise UserFaults(
            [fault_at(Mark(name, 1, 1), "schema", _("nothing"), expected, repair, "schema")]
        )
    match = _SCHEMA.fullmatch(node.value) if isinstance(node.value, str) else None
    if match is None or match[1] not in KINDS:
        repair = closest(str(node.value), kinds.split(", ")) or _("Correct the first line.")
        raise UserFaults(
            [fault_at(node.mark, "schema", found(node.value), expected, repair, "schema")]
        )
    if int(match[2]) > newest(match[1]):
        repair = _("The file was written for a newer Sandtable: install that one.")
        raise UserFaults(
            [fault_at(node.mark, "schema", found(node.value), expected, repair, "schema")]
        )
    if next(iter(root.value)) != "schema":
        shown = _("a later line")
        expected = _("the first line")
        repair = _("Move 'schema' to the top of the file.")
        raise UserFaults([fault_at(node.place, "schema", shown, expected, repair, "schema")])
    return match[1], int(match[2])


def _other_kind(mark: Mark, there: str, wanted: str) -> Fault:
    shown = _("a file of kind {kind}").format(kind=there)
    expected = _("a file of kind {kind}").format(kind=wanted)
    return fault_at(mark, "schema", shown, expected, _("Name another file."), "kind")


def _nothing_to_change(root: Node, key: str) -> Fault:
    expected = _("'extends' beside it")
    repair = _("Name the file that is changed.")
    return fault_at(root.value[key].place, key, f"'{key}'", expected, repair, "extends")
