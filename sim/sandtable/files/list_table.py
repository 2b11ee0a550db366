"""Lists that stand in tables: rows become items, every value with its row and column."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from sandtable.files.fields import Item, closest
from sandtable.files.shapes import Shape, shapes_of
from sandtable.files.suffixes import plain_key
from sandtable.files.table import Line, Table
from sandtable.files.tree import Mark, Node, fault_at, plain, planted
from sandtable.files.yaml_reader import number_of, read_text
from sandtable.ground.faults import Fault, UserFaults
from sandtable.ground.language import _

TABLE_KEYS = ("table", "sheet", "columns", "set")
_NAMES = {"name_zh": "zh", "name_en": "en"}
_CODE = "code"
_SEPARATOR = re.compile(r"[\s,;、，；]+")
_WORDS = {"true": True, "false": False}
_TEXT = Shape("text")


def is_table(node: Node) -> bool:
    """Say whether a value stands for a table."""
    return isinstance(node.value, dict) and "table" in node.value


@dataclass(slots=True)
class Rows:
    """Rows of a table becoming the items of a list; `faults` are those found so far.

    Parameters
    ----------
    columns
        Key -> header of the table; empty = every header is a key.
    constants
        Key -> the same value in every row.

    """

    table: Table
    model: type[Item]
    columns: Mapping[str, str]
    constants: Mapping[str, Node]
    faults: list[Fault] = field(default_factory=list)

    def items(self) -> list[Node]:
        """Return one node per row."""
        headers = self._headers()
        return [self._item(line, headers) for line in self.table.lines]

    def _headers(self) -> dict[str, str]:
        """Return the keys of this list with the headers that hold them."""
        if self.columns:
            return dict(self.columns)
        taken: dict[str, str] = {}
        for header in self.table.headers:
            key = self.model.HEADERS.get(header, header)
            if key not in self._known and not plain_key(self.model, key):
                self._unknown(header)
            elif key in taken:
                shown = _("'{key}' a second time").format(key=key)
                expected = _("every header once")
                repair = _("Take one of the columns out.")
                self.faults.append(self.table.fault(1, header, shown, expected, repair))
            else:
                taken[key] = header
        return taken

    @property
    def _known(self) -> list[str]:
        return [*shapes_of(self.model), _CODE, *_NAMES]

    def _unknown(self, header: str) -> None:
        repair = closest(header, [*self._known, *self.model.HEADERS])
        repair = repair or _("Correct the header or take the column out.")
        expected = _("one of {names}").format(names=", ".join(self._known))
        shown = _("an unknown column")
        self.faults.append(self.table.fault(1, header, shown, expected, repair))

    def _item(self, line: Line, headers: Mapping[str, str]) -> Node:
        here = self._mark(line.number, "")
        item = Node({key: _again(node) for key, node in self.constants.items()}, here)
        for key, header in headers.items():
            text = line.cells.get(header, "").strip()
            if not text:
                continue
            mark = self._mark(line.number, header)
            if key in _NAMES:
                name = item.value.setdefault("name", Node({}, mark, mark))
                if isinstance(name.value, dict):
                    name.value[_NAMES[key]] = Node(text, mark, mark)
            elif key == _CODE:
                if "id" in shapes_of(self.model):
                    item.value.setdefault("id", Node(f"v{text.lower()}", mark, mark))
            else:
                node = self._value(key, text, mark)
                node.key = mark
                item.value[key] = node
        return item

    def _mark(self, line: int, header: str) -> Mark:
        headers = self.table.headers
        column = headers.index(header) + 1 if header in headers else 0
        return Mark(self.table.file, line, column, self.table.sheet, header)

    def _value(self, key: str, text: str, mark: Mark) -> Node:
        """Return the value of a cell: YAML, but texts as they stand and lists by their blanks."""
        shape = shapes_of(self.model).get(key, Shape("number"))
        if text[0] in "{[":
            return self._yaml(text, mark)
        if shape.form == "list" and shape.item == _TEXT:
            words = [one for one in _SEPARATOR.split(text) if one]
            return Node([Node(one, mark) for one in words], mark)
        if shape.form in ("text", "part"):
            return Node(self.model.WORDS.get(text, text), mark)
        return Node(_WORDS.get(text, number_of(text)), mark)

    def _yaml(self, text: str, mark: Mark) -> Node:
        try:
            return planted(plain(read_text(text, mark.file)), mark)
        except UserFaults as wrong:
            self.faults += [
                fault_at(mark, one.field, one.found, one.expected, one.repair, one.code)
                for one in wrong.faults
            ]
            return Node(None, mark)


def _again(node: Node) -> Node:
    return planted(plain(node), node.mark, node)


def table_faults(source: Mapping[str, Node], field_name: str) -> Iterator[Fault]:
    """Yield what is wrong with the mapping that names a table."""
    for key, value in source.items():
        if key not in TABLE_KEYS:
            expected = _("one of {names}").format(names=", ".join(TABLE_KEYS))
            repair = closest(key, TABLE_KEYS) or _("Correct the key or take it out.")
            yield fault_at(value.place, f"{field_name}.{key}", f"'{key}'", expected, repair, "key")
        elif key in ("table", "sheet") and not isinstance(value.value, str):
            repair = _("Write for example teams.csv.")
            shown = _("something else")
            yield fault_at(value.mark, f"{field_name}.{key}", shown, _("a name"), repair, "table")
        elif key in ("columns", "set") and not isinstance(value.value, dict):
            expected = _("a mapping (key: value)")
            repair = _("Write for example {{id: zone_id}}.").format()
            shown = _("something else")
            yield fault_at(value.mark, f"{field_name}.{key}", shown, expected, repair, "table")
