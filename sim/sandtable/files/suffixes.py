"""Keys that carry the unit of their number: ``turnout_min: 12`` is ``turnout: 12 min``."""

from __future__ import annotations

from functools import cache

from sandtable.files.fields import Part
from sandtable.files.shapes import Shape, shapes_of
from sandtable.files.tree import Node
from sandtable.ground.fitting import NUMBERS_WITHOUT_UNIT
from sandtable.ground.units import DIMENSIONS


@cache
def suffixed_keys(model: type[Part]) -> dict[str, tuple[str, str]]:
    """Return the keys with a unit that a model understands: key -> key without it, unit."""
    found: dict[str, tuple[str, str]] = {}
    for key, shape in shapes_of(model).items():
        for suffix, unit in _suffixes(shape).items():
            found.setdefault(f"{key}_{suffix}", (key, unit))
    return {key: pair for key, pair in found.items() if key not in shapes_of(model)}


def _suffixes(shape: Shape) -> dict[str, str]:
    kind = DIMENSIONS.get(shape.dimension) if shape.form == "number" else None
    return {} if kind is None else kind.suffixes


def plain_key(model: type[Part], key: str) -> str:
    """Return a key without its unit; empty if it carries none."""
    return suffixed_keys(model).get(key, ("", ""))[0]


def without_suffixes(node: Node, model: type[Part]) -> None:
    """Give the numbers of a mapping their units, and their keys the plain form."""
    keys = suffixed_keys(model)
    for key in [one for one in node.value if one in keys]:
        name, unit = keys[key]
        if name in node.value:
            continue  # said twice: the longer key stays, and is told as unknown
        value = node.value[key]
        _give_unit(value, unit)
        node.value = {name if one == key else one: child for one, child in node.value.items()}


def _give_unit(node: Node, unit: str) -> None:
    if isinstance(node.value, int | float) and not isinstance(node.value, bool):
        node.value = f"{node.value!r} {unit}"
    elif isinstance(node.value, dict):
        for key, child in node.value.items():
            if key not in NUMBERS_WITHOUT_UNIT and key not in ("confidence", "source"):
                _give_unit(child, unit)
    elif isinstance(node.value, list):
        for child in node.value:
            _give_unit(child, unit)
