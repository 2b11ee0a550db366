"""JSON Schema of the files, made from their models: editors complete and check with it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from sandtable.files.assumptions import CONFIDENCES
from sandtable.files.fields import MARKED, Part
from sandtable.files.list_table import TABLE_KEYS
from sandtable.files.migrations import newest
from sandtable.files.models import model_of
from sandtable.files.shapes import Shape, shapes_of
from sandtable.files.suffixes import suffixed_keys

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_ASSUMPTION = {
    "title": "Assumption",
    "description": "A number that is uncertain in itself (假定).",
    "type": "object",
    "properties": {
        "value": {},
        "low": {},
        "high": {},
        "confidence": {"enum": list(CONFIDENCES)},
        "source": {"type": "string"},
    },
    "required": ["value"],
    "additionalProperties": False,
}
_TABLE = {
    "title": "Table",
    "description": "A list that stands in a CSV or XLSX file (表格).",
    "type": "object",
    "properties": {
        key: {"type": "string"} if key in ("table", "sheet") else {"type": "object"}
        for key in TABLE_KEYS
    },
    "required": ["table"],
    "additionalProperties": False,
}
_REUSE = {
    "extends": {"type": "string", "description": "File that this one changes."},
    "overrides": {"type": "object", "description": "Dotted path: new value."},
    "add": {"type": "object", "description": "Dotted path: items or value to add."},
    "remove": {"type": "array", "items": {"type": "string"}},
}


def json_schema(kind: str) -> dict[str, Any]:
    """Return the JSON Schema of the newest form of a kind of file.

    Raises
    ------
    KeyError
        If there is no such kind.

    """
    model = model_of(kind)
    schema: dict[str, Any] = model.model_json_schema(schema_generator=_Generator)
    parts = schema.setdefault("$defs", {})
    for name, part in _parts(model):
        described = schema if part is model else parts[name]
        if "properties" in described:  # a name is described by itself
            _complete(described, part)
    _put_definitions(schema)
    parts |= {"Assumption": _ASSUMPTION, "Table": _TABLE}
    schema["$schema"] = DIALECT
    schema["$defs"] = dict(sorted(parts.items()))
    number = {"const": f"{kind}/{newest(kind)}", "description": "Kind and number: the first line."}
    schema["properties"] = {"schema": number, **schema["properties"], **_REUSE}
    # What a file extends may state what it does not.
    needed = schema.pop("required", [])
    schema["required"] = ["schema"]
    schema["anyOf"] = [{"required": ["extends"]}, {"required": needed}]
    return schema


class _Generator(GenerateJsonSchema):
    """States only those defaults that a file could state in the same words."""

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        """Leave out numbers in base units, laws and parts."""
        if isinstance(schema.get("default"), str | bool) and schema["default"] != "":
            return super().default_schema(schema)
        return self.generate_inner(schema["schema"])


def _put_definitions(value: Any) -> None:  # noqa: ANN401  any JSON
    """Put the reference to the definition where a number may be marked as uncertain."""
    for child in value.values() if isinstance(value, dict) else value:
        if child == MARKED:
            child.clear()
            child["$ref"] = "#/$defs/Assumption"
        elif isinstance(child, dict | list):
            _put_definitions(child)


def _parts(model: type[Part]) -> Iterator[tuple[str, type[Part]]]:
    """Yield the models of all parts of a file with their names, each once."""
    waiting, seen = [model], {model}
    while waiting:
        part = waiting.pop()
        yield part.__name__, part
        for shape in shapes_of(part).values():
            inside = _part_of(shape)
            if inside is not None and inside not in seen:
                seen.add(inside)
                waiting.append(inside)


def _part_of(shape: Shape | None) -> type[Part] | None:
    while shape is not None:
        if shape.part is not None:
            return shape.part
        shape = shape.item
    return None


def _complete(described: dict[str, Any], part: type[Part]) -> None:
    """Add what the reader understands beyond the model: tables, and keys that carry a unit."""
    properties = described["properties"]
    for key, shape in shapes_of(part).items():
        if shape.table_of is not None:
            rest = {
                one: properties[key].pop(one)
                for one in ("title", "default")
                if one in properties[key]
            }
            choices = properties[key].get("anyOf", [properties[key]])
            properties[key] = rest | {"anyOf": [*choices, {"$ref": "#/$defs/Table"}]}
        elif shape.form == "list" and shape.item is not None and shape.item.table_of is not None:
            lists = properties[key]  # of lists: each of them may stand in a table
            lists["items"] = {"anyOf": [lists["items"], {"$ref": "#/$defs/Table"}]}
    for key, (name, unit) in suffixed_keys(part).items():
        described["properties"][key] = {"description": f"{name} [{unit}]"}
