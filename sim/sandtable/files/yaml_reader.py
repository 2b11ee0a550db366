"""A restricted YAML 1.2 reader: no surprises, every value with its line and column.

It stands on the events of libyaml's parser and builds the tree itself, so nothing of YAML 1.1 is
left to surprise: `no` is a text, `12:30` is a text, `010` is a fault. JSON is read the same way.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import yaml

from sandtable.files.raw import read_bytes
from sandtable.files.tree import Mark, Node, fault_at
from sandtable.ground.faults import Fault, UserFaults
from sandtable.ground.language import _

MAX_DEPTH = 64
MAX_NODES = 5_000_000

_INT = re.compile(r"[-+]?(?:0|[1-9][0-9]*)")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|(?:0|[1-9][0-9]*)(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_LEADING_ZERO = re.compile(r"[-+]?0[0-9]+|[-+]?0[xo][0-9a-fA-F]+")
_WORDS = {"true": True, "false": False, "null": None, "~": None, "": None}
_FORBIDDEN = re.compile(
    "[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
_MAX_DIGITS = 300
"""Longer numbers are no numbers that a planner means."""

Parser = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader


class _Stop(Exception):
    """Reading cannot go on; the fault says why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault = fault


def read_tree(path: Path, name: str) -> Node:
    """Read a YAML or JSON file.

    Parameters
    ----------
    path
        The file.
    name
        What faults call it.

    Raises
    ------
    UserFaults
        With every fault found before the reading had to stop.

    """
    raw = read_bytes(path, name, smaller=_("Put large lists into a table beside the file."))
    text = _decoded(raw, name)
    if path.suffix.lower() == ".json":
        _check_json(text, name)
    return read_text(text, name)


def _decoded(raw: bytes, name: str) -> str:
    """Return the text of UTF-8 bytes, or stop with the line of the first that is not."""
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        fault = fault_at(
            Mark(name, 1, 1), "", "UTF-16", "UTF-8", _("Save the file as UTF-8."), "encoding"
        )
        raise UserFaults([fault])
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8", "replace")
        mark = Mark(name, before.count("\n") + 1, len(before) - before.rfind("\n"))
        found = _("a byte that is not UTF-8")
        repair = _("Save the file as UTF-8 (an editor may call it GBK or ANSI now).")
        raise UserFaults([fault_at(mark, "", found, "UTF-8", repair, "encoding")]) from None
    control = _FORBIDDEN.search(text)
    if control:
        line = text.count("\n", 0, control.start()) + 1
        column = control.start() - text.rfind("\n", 0, control.start())
        found = _("the invisible character U+{code:04X}").format(code=ord(control[0]))
        fault = fault_at(
            Mark(name, line, column), "", found, _("text"), _("Take it out."), "character"
        )
        raise UserFaults([fault])
    return text


def _check_json(text: str, name: str) -> None:
    """Hold a JSON file to the rules of JSON, which are stricter than those of YAML."""

    def refuse(word: str) -> None:
        raise ValueError(word)

    try:
        json.loads(text, parse_constant=refuse)
    except json.JSONDecodeError as error:
        mark, said = Mark(name, error.lineno, error.colno), error.msg
    except ValueError as error:
        said = str(error)
        at = text.find(said)
        mark = Mark(name, text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at))
    except RecursionError:
        return  # the depth limit below says it with a line
    else:
        return
    fault = fault_at(mark, "", said, "JSON", _("Correct the file where it says so."), "syntax")
    raise UserFaults([fault])


def read_text(text: str, name: str) -> Node:
    """Read YAML text; see `read_tree`."""
    faults: list[Fault] = []
    try:
        root = _Builder(name, faults).build(text)
    except _Stop as stop:
        raise UserFaults([*faults, stop.fault]) from None
    if faults:
        raise UserFaults(faults)
    return root


def read_value(text: str, name: str) -> Node:
    """Read a value of the command line: YAML, all of it standing at `name`."""
    node = read_text(text, name)
    return _moved(node, Mark(name))


def _moved(node: Node, mark: Mark) -> Node:
    value = node.value
    if isinstance(value, dict):
        value = {key: _moved(child, mark) for key, child in value.items()}
    elif isinstance(value, list):
        value = [_moved(child, mark) for child in value]
    return Node(value, mark, mark if node.key else None, node.flow)


class _Builder:
    """Builds a tree from events; its stack holds the open mappings and lists."""

    def __init__(self, name: str, faults: list[Fault]) -> None:
        self.name = name
        self.faults = faults
        self.stack: list[Node] = []
        self.keys: list[Node | None] = []  # the key that waits for its value, per open node
        self.root: Node | None = None
        self.count = 0

    def build(self, text: str) -> Node:
        """Return the tree of a text."""
        try:
            for event in self._events(text):
                take = _TAKE.get(type(event))
                if take is not None:
                    take(self, event)
        except yaml.YAMLError as error:
            raise _Stop(self._syntax(error, text)) from None
        if self.root is None or self.root.value is None:
            mark = Mark(self.name, 1, 1)
            expected = _("a mapping (key: value)")
            raise _Stop(fault_at(mark, "", _("nothing"), expected, _("Is it empty?"), "empty"))
        return self.root

    def _events(self, text: str) -> Iterable[Any]:
        return yaml.parse(text, Loader=Parser)

    def mark(self, event: Any) -> Mark:  # noqa: ANN401  PyYAML has no types
        """Return where an event begins."""
        return Mark(self.name, event.start_mark.line + 1, event.start_mark.column + 1)

    def fault(self, mark: Mark, found: str, expected: str, repair: str, code: str) -> Fault:
        """Make a fault whose field is the chain of the open keys."""
        field = ".".join(str(key.value) for key in self.keys if key is not None)
        return fault_at(mark, field, found, expected, repair, code)

    # ---- events

    def document(self, event: Any) -> None:  # noqa: ANN401
        """Take the beginning of a document, of which there is one."""
        if self.root is not None:
            found = _("a second document ('---')")
            repair = _("Take '---' out or make two files.")
            raise _Stop(self.fault(self.mark(event), found, _("one document"), repair, "document"))

    def alias(self, event: Any) -> None:  # noqa: ANN401
        """Refuse a reference to another value."""
        found = f"'*{event.anchor}'"
        repair = _("Put a text that begins with * in quotes; files are reused by 'extends:'.")
        raise _Stop(
            self.fault(self.mark(event), found, _("a value without alias"), repair, "alias")
        )

    def scalar(self, event: Any) -> None:  # noqa: ANN401
        """Take a key or a plain value."""
        self._refuse_extras(event)
        mark = self.mark(event)
        if self._awaits_key():
            self._key(event.value, mark)
            return
        value = event.value if event.style else self._resolved(event.value, mark)
        self._put(Node(value, mark))

    def open(self, event: Any) -> None:  # noqa: ANN401
        """Take the beginning of a mapping or a list."""
        self._refuse_extras(event)
        mark = self.mark(event)
        if self._awaits_key():
            found = _("a list or mapping as a key")
            raise _Stop(self.fault(mark, found, _("a text as key"), _("Name the key."), "key"))
        if len(self.stack) >= MAX_DEPTH:
            found = _("more than {depth} levels").format(depth=MAX_DEPTH)
            expected = _("at most {depth} levels").format(depth=MAX_DEPTH)
            raise _Stop(self.fault(mark, found, expected, _("Write it flatter."), "depth"))
        mapping = isinstance(event, yaml.MappingStartEvent)
        node = Node({} if mapping else [], mark, flow=bool(event.flow_style))
        self._put(node)
        self.stack.append(node)
        self.keys.append(None)

    def close(self, event: Any) -> None:  # noqa: ANN401
        """Take the end of a mapping or a list."""
        del event
        self.stack.pop()
        self.keys.pop()
        if self.keys:
            self.keys[-1] = None

    # ---- how they are put together

    def _awaits_key(self) -> bool:
        return bool(self.stack) and isinstance(self.stack[-1].value, dict) and not self.keys[-1]

    def _key(self, key: str, mark: Mark) -> None:
        twin = self.stack[-1].value.get(key)
        if key == "<<":
            repair = _("Files are reused by 'extends:'.")
            raise _Stop(self.fault(mark, "'<<'", _("a key"), repair, "merge-key"))
        if twin is not None:
            found = _("'{key}' a second time").format(key=key)
            expected = _("it once; the first is in line {line}").format(line=twin.key.line)
            repair = _("Take one of them out.")
            self.faults.append(self.fault(mark, found, expected, repair, "duplicate-key"))
        self.keys[-1] = Node(key, mark)

    def _put(self, node: Node) -> None:
        self.count += 1
        if self.count > MAX_NODES:
            found = _("more than {count} values").format(count=MAX_NODES)
            repair = _("Put large lists into a table beside the file.")
            raise _Stop(self.fault(node.mark, found, _("a smaller file"), repair, "nodes"))
        if not self.stack:
            self.root = node
            return
        top = self.stack[-1]
        if isinstance(top.value, list):
            top.value.append(node)
            return
        key = self.keys[-1]
        assert key is not None  # noqa: S101  a mapping takes key and value in turn
        node.key = key.mark
        top.value.setdefault(key.value, node)  # of two, the first; the fault is noted
        if not isinstance(node.value, dict | list):
            self.keys[-1] = None

    def _refuse_extras(self, event: Any) -> None:  # noqa: ANN401
        extra = f"'&{event.anchor}'" if event.anchor else f"'{event.tag}'" if event.tag else ""
        if extra:
            repair = _("Put a text that begins with & or ! in quotes.")
            expected = _("a value without anchor or tag")
            raise _Stop(self.fault(self.mark(event), extra, expected, repair, "tag"))

    def _resolved(self, text: str, mark: Mark) -> str | float | bool | None:
        if text in _WORDS:
            return _WORDS[text]
        if _LEADING_ZERO.fullmatch(text):
            expected = _("a number without leading zero, or a text in quotes")
            decimal = text.lstrip("+-").lstrip("0")
            repair = _("Write '{text}' in quotes if it is an id.").format(text=text)
            if decimal.isdigit():
                repair = _('Write {decimal}, or "{text}" if it is an id.')
                repair = repair.format(decimal=decimal, text=text)
            self.faults.append(self.fault(mark, text, expected, repair, "leading-zero"))
            return text
        return number_of(text)

    def _syntax(self, error: yaml.YAMLError, text: str) -> Fault:
        at = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        line = at.line + 1 if at else 0
        mark = Mark(self.name, line, at.column + 1 if at else 0)
        lines = text.splitlines()
        there = lines[line - 1] if 0 < line <= len(lines) else ""
        problem = getattr(error, "problem", None) or str(error)
        found, expected, repair = _explained(problem, there)
        return self.fault(mark, found, expected, repair, "syntax")


_TAKE: dict[type, Callable[[_Builder, Any], None]] = {
    yaml.DocumentStartEvent: _Builder.document,
    yaml.AliasEvent: _Builder.alias,
    yaml.ScalarEvent: _Builder.scalar,
    yaml.MappingStartEvent: _Builder.open,
    yaml.SequenceStartEvent: _Builder.open,
    yaml.MappingEndEvent: _Builder.close,
    yaml.SequenceEndEvent: _Builder.close,
}


def number_of(text: str) -> str | float:
    """Return an unquoted text as a number where it is one, else as it is."""
    if len(text) > _MAX_DIGITS:
        return text
    if _INT.fullmatch(text):
        return int(text)
    if _FLOAT.fullmatch(text):
        value = float(text)
        return value if math.isfinite(value) else text
    return text


def _explained(problem: str, line: str) -> tuple[str, str, str]:
    """Return what libyaml complains of in the words of a planner."""
    if "\t" in line[: len(line) - len(line.lstrip())]:
        repair = _("Indent with spaces, two for each level.")
        return _("a tab in the indentation"), _("spaces"), repair
    for phrases, said in _SAID:
        if any(phrase in problem for phrase in phrases):
            return said()
    return problem, "YAML", _("Correct the file where it says so.")


_SAID: tuple[tuple[tuple[str, ...], Callable[[], tuple[str, str, str]]], ...] = (
    (
        ("could not find expected ':'", "mapping values are not allowed"),
        lambda: (
            _("a line that is no 'key: value'"),
            _("a key, a colon and a value"),
            _("Write 'key: value' with a blank after the colon; put a text with ': ' in quotes."),
        ),
    ),
    (
        ("quoted scalar", "unexpected end of stream"),
        lambda: (_("quotes that do not end"), _("closing quotes"), _("Close the quotes.")),
    ),
    (
        ("did not find expected ',' or",),
        lambda: (
            _("a bracket that does not end"),
            _("a comma or the closing bracket"),
            _("Close the bracket; put a text with , [ ] {{ }} in quotes.").format(),
        ),
    ),
    (
        ("cannot start any token",),
        lambda: (
            _("a character that begins no value"),
            _("a value"),
            _("Put a text that begins with @, `, % or a tab in quotes."),
        ),
    ),
    (
        ("did not find expected", "block"),
        lambda: (
            _("a line that does not fit the indentation"),
            _("a line of this level"),
            _("Let keys of one level begin in the same column."),
        ),
    ),
)
"""What the messages of libyaml hold, and what they mean; the first that fits is told."""
