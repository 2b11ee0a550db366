"""What pydantic finds wrong, in the words of a planner and at its line."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from difflib import get_close_matches
from typing import Any

from pydantic import ValidationError

from sandtable.files.fields import Part, closest
from sandtable.files.merge import REUSE
from sandtable.files.shapes import shapes_of
from sandtable.files.tree import Node, Path, dotted, fault_at, nearest
from sandtable.ground.faults import Fault
from sandtable.ground.language import _
from sandtable.ground.units import found

Said = tuple[str, str, str]
"""Found, expected, repair."""


def shape_faults(root: Node, model: type[Part], error: ValidationError) -> list[Fault]:
    """Return one fault for each thing that is wrong; a misspelt key is said once."""
    errors: list[dict[str, Any]] = [dict(one) for one in error.errors(include_url=False)]
    unknown = {one["loc"] for one in errors if one["type"] == "extra_forbidden"}
    missing = {one["loc"] for one in errors if one["type"] == "missing"}
    meant = dict(_misspelt(unknown, missing))
    faults = []
    for one in errors:
        path: Path = tuple(one["loc"])
        if path in meant.values():
            continue  # told by the misspelling
        faults.append(_fault(root, model, path, one, meant.get(path, ())))
    return faults


def _misspelt(unknown: set[Path], missing: set[Path]) -> Iterator[tuple[Path, Path]]:
    """Yield unknown keys with the missing keys beside them that they look like."""
    free = set(missing)
    for path in sorted(unknown, key=str):
        beside = {str(one[-1]): one for one in free if one[:-1] == path[:-1]}
        near = get_close_matches(str(path[-1]), beside, n=1)
        if near:
            free.discard(beside[near[0]])
            yield path, beside[near[0]]


def _fault(
    root: Node, model: type[Part], path: Path, error: dict[str, Any], meant: Sequence[str | int]
) -> Fault:
    kind, context = error["type"], error.get("ctx", {})
    if kind == "extra_forbidden":
        node, _there = nearest(root, path)
        said = _unknown_key(root, model, path, str(meant[-1]) if meant else "")
        return fault_at(node.place, dotted(root, path), *said, "key")
    if kind == "missing":
        node, _there = nearest(root, path)
        said = (_("nothing"), _("a value"), _("Add '{key}'.").format(key=path[-1]))
        return fault_at(node.place, dotted(root, path), *said, "missing")
    if "found" in context:
        inside = (*path, *context["inside"])
        node, there = nearest(root, inside)
        mark = node.mark if there else node.place
        said = (context["found"], context["expected"], context["repair"])
        return fault_at(mark, dotted(root, inside), *said, kind.replace("_", "-"))
    node, there = nearest(root, path)
    said = _plain_fault(kind, context, found(node.value) if there else _("nothing"), error)
    return fault_at(node.mark, dotted(root, path), *said, kind.replace("_", "-"))


def _unknown_key(root: Node, model: type[Part], path: Path, meant: str) -> Said:
    parent, _there = nearest(root, path[:-1])
    node = parent.get(str(path[-1]))
    shown = f"'{path[-1]}'"
    if parent.flow and node is not None and node.value is None:
        repair = _("Inside {{ }} a comma ends a text: put the text in quotes, or write '，'.")
        return shown, _("a key with its value"), repair.format()
    known = known_keys(model, path[:-1])
    repair = _("Did you mean '{near}'?").format(near=meant) if meant else ""
    repair = repair or closest(str(path[-1]), known) or _("Correct the key or take it out.")
    return shown, _("one of {names}").format(names=", ".join(known)), repair


def known_keys(model: type[Part], path: Path) -> list[str]:
    """Return the keys that may stand under a path of a file."""
    part: type[Part] | None = model
    shape = None
    for step in path:
        if shape is not None and shape.item is not None:
            shape = shape.item
        elif part is not None:
            shape = shapes_of(part).get(str(step))
        part = shape.part if shape is not None else None
    reuse = REUSE if not path else ()
    return [*shapes_of(part), *reuse] if part is not None else []


def _plain_fault(kind: str, context: dict[str, Any], shown: str, error: dict[str, Any]) -> Said:
    """Return what is wrong where pydantic's own checks say so."""
    if kind == "literal_error":
        words = context["expected"].replace("'", "").replace(" or ", ", ")
        expected = _("one of {names}").format(names=words)
        near = closest(str(error.get("input", "")), words.split(", "))
        return shown, expected, near or _("Write one of them.")
    if kind in _SAID:
        expected, repair = _SAID[kind]()
        limit = next((context[name] for name in _LIMITS if name in context), "")
        if kind in _SIZES:
            shown = _("{count} items").format(count=context["actual_length"])
        if isinstance(limit, float):
            limit = f"{limit:g}"
        return shown, expected.format(limit=limit), repair
    return shown, str(error["msg"]), _("Correct the value.")


_SIZES = ("too_short", "too_long")
_LIMITS = ("ge", "gt", "le", "lt", "min_length", "max_length")


def _whole() -> tuple[str, str]:
    return _("a whole number"), _("Write it without decimals, unit or quotes.")


def _mapping() -> tuple[str, str]:
    return _("a mapping (key: value)"), _("Write 'key: value', one per line.")


_SAID: dict[str, Callable[[], tuple[str, str]]] = {
    "string_type": lambda: (_("a text"), _("Write one text; put it in quotes if need be.")),
    "string_too_short": lambda: (_("a text"), _("Write what is meant.")),
    "int_type": _whole,
    "int_from_float": _whole,
    "float_type": lambda: (_("a number"), _("Write it without unit or quotes.")),
    "bool_type": lambda: (_("true or false"), _("Write true or false.")),
    "finite_number": lambda: (_("a finite number"), _("Write a plain number.")),
    "list_type": lambda: (
        _("a list, or a table"),
        _("Write [..., ...], or one item per line after '-'."),
    ),
    "dict_type": _mapping,
    "model_type": _mapping,
    "greater_than_equal": lambda: (_("at least {limit}"), _("Correct the number.")),
    "greater_than": lambda: (_("more than {limit}"), _("Correct the number.")),
    "less_than_equal": lambda: (_("at most {limit}"), _("Correct the number.")),
    "less_than": lambda: (_("less than {limit}"), _("Correct the number.")),
    "too_short": lambda: (_("{limit} or more"), _("Add what is missing.")),
    "too_long": lambda: (_("{limit} or fewer"), _("Take out what is too much.")),
}
"""What pydantic's own checks expect, and how to repair it, by the type of the error."""
