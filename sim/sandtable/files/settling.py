"""Trees as the models want them: tables become lists, keys with a unit plain ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from sandtable.files.fields import Item, closest
from sandtable.files.list_table import Rows, is_table, table_faults
from sandtable.files.shapes import Shape, inner
from sandtable.files.suffixes import without_suffixes
from sandtable.files.table import Table
from sandtable.files.tree import Mark, Node, fault_at, plain
from sandtable.ground.faults import Fault, UserFaults
from sandtable.ground.language import _
from sandtable.ground.units import found


class Tables(Protocol):
    """Where tables come from."""

    def beside(self, mark: Mark, text: str, home: str) -> tuple[Path, str]:
        """Return a file that is named in another one, and what faults call it."""

    def table(self, path: Path, name: str, *, sheet: str = "", model: type[Item]) -> Table:
        """Return a table."""


@dataclass(slots=True)
class Settling:
    """Settles one tree; `faults` are those found so far.

    Parameters
    ----------
    home
        File that names of the command line start from.
    broken
        Lists whose table could not be read.

    """

    tables: Tables
    home: str
    faults: list[Fault] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)

    def settle(self, node: Node, shape: Shape, name: str = "") -> None:
        """Settle a value and all below it."""
        if shape.table_of is not None and is_table(node):
            self._to_list(node, shape.table_of, name)
        if isinstance(node.value, dict) and shape.form in ("part", "mapping"):
            if shape.part is not None:
                without_suffixes(node, shape.part)
            for key, child in node.value.items():
                self.settle(child, inner(shape, key), f"{name}.{key}" if name else key)
        elif isinstance(node.value, list) and shape.form == "list":
            for number, child in enumerate(node.value):
                self.settle(child, inner(shape, number), f"{name}[{number}]")

    def _to_list(self, node: Node, model: type[Item], name: str) -> None:
        source = node.value
        items = self._items(source, model, name)
        node.value = items or []
        if items is None:
            self.broken.add(name)

    def _items(self, source: dict[str, Node], model: type[Item], name: str) -> list[Node] | None:
        """Return the items of a table; None if it could not be read."""
        wrong = list(table_faults(source, name))
        self.faults += wrong
        if wrong:
            return None
        named = source["table"]
        path, shown = self.tables.beside(named.mark, named.value, self.home)
        sheet = source["sheet"].value if "sheet" in source else ""
        try:
            table = self.tables.table(path, shown, sheet=sheet, model=model)
        except UserFaults as unreadable:
            self.faults += named_file(named, unreadable, shown, f"{name}.table")
            return None
        columns = plain(source["columns"]) if "columns" in source else {}
        missing = [one for one in columns.values() if one not in table.headers]
        if missing:
            self.faults += [
                _no_column(source["columns"], header, table, f"{name}.columns")
                for header in missing
            ]
            return None
        rows = Rows(table, model, columns, source["set"].value if "set" in source else {})
        items = rows.items()
        self.faults += rows.faults
        return items


def _no_column(columns: Node, header: str, table: Table, name: str) -> Fault:
    node = next(child for child in columns.value.values() if child.value == header)
    expected = _("a column of {file}").format(file=table.file)
    names = _("The columns are {names}.").format(names=", ".join(table.headers))
    repair = closest(str(header), table.headers) or names
    return fault_at(node.mark, name, found(header), expected, repair, "no-column")


def named_file(node: Node, wrong: UserFaults, name: str, field_name: str) -> list[Fault]:
    """Return the faults of a file that another one names.

    A missing file, or one of another kind, is told where it is named; what is wrong inside a file
    is told there.
    """
    return list(_as_seen_from(node, wrong, name, field_name))


def _as_seen_from(node: Node, wrong: UserFaults, name: str, field_name: str) -> Iterator[Fault]:
    for fault in wrong.faults:
        if fault.code in ("no-file", "kind") and fault.file == name:
            shown = f"'{node.value}': {fault.found}"
            said = (shown, fault.expected, fault.repair)
            yield fault_at(node.mark, field_name, *said, f"named-{fault.code}")
        else:
            yield fault
