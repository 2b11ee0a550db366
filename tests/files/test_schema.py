"""JSON Schemas: as committed, and true of every file that the reader accepts."""

import json
import re

import pytest
from tests import schemas

from sandtable.files import KINDS, json_schema
from sandtable.files.tree import plain
from sandtable.files.yaml_reader import read_text, read_tree


def complaints(value, schema, root, where="$"):
    """Yield what is wrong with a value: the part of JSON Schema that our schemas use."""
    if "$ref" in schema:
        name = schema["$ref"].removeprefix("#/$defs/")
        yield from complaints(value, root["$defs"][name], root, where)
        return
    kinds = schema.get("type", [])
    kinds = [kinds] if isinstance(kinds, str) else kinds
    if kinds and not any(_is(value, kind) for kind in kinds):
        yield f"{where}: {value!r} is no {kinds}"
        return
    yield from _of_plain(value, schema, where)
    choices = schema.get("anyOf")
    if choices and all(list(complaints(value, one, root, where)) for one in choices):
        yield f"{where}: {value!r} fits none of {len(choices)}"
    if isinstance(value, list):
        for number, item in enumerate(value):
            yield from complaints(item, schema.get("items", {}), root, f"{where}[{number}]")
    if isinstance(value, dict):
        yield from _of_mapping(value, schema, root, where)


def _of_plain(value, schema, where):
    if "enum" in schema and value not in schema["enum"]:
        yield f"{where}: {value!r} is none of {schema['enum']}"
    if "const" in schema and value != schema["const"]:
        yield f"{where}: {value!r} is not {schema['const']!r}"
    if isinstance(value, str) and "pattern" in schema and not re.search(schema["pattern"], value):
        yield f"{where}: {value!r} has not the form {schema['pattern']}"
    if isinstance(value, int | float) and value < schema.get("minimum", value):
        yield f"{where}: {value!r} is too small"


def _of_mapping(value, schema, root, where):
    known = schema.get("properties", {})
    more = schema.get("additionalProperties", True)
    yield from (
        f"{where}: {key} is missing" for key in schema.get("required", []) if key not in value
    )
    for key, child in value.items():
        if key not in known and more is False:
            yield f"{where}: {key} is unknown"
        below = known.get(key, more if isinstance(more, dict) else {})
        yield from complaints(child, below, root, f"{where}.{key}")


def _is(value, kind):
    types = {"object": dict, "array": list, "string": str, "boolean": bool, "null": type(None)}
    if kind in types:
        return isinstance(value, types[kind])
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return is_number and (kind == "number" or value == int(value))


@pytest.mark.parametrize("kind", KINDS)
def test_the_committed_schema_is_fresh(kind):
    """Editors complete with what the reader checks (make documents)."""
    committed = (schemas.FOLDER / f"{kind}.json").read_text(encoding="utf-8")
    assert committed == schemas.text(kind)


def test_every_shipped_file_fits_its_schema(project):
    """An editor has nothing to complain of in the files that we ship and those of the tests."""
    files = [*project.glob("scenarios/*/*.yaml"), *project.glob("experiments/*.yaml")]
    files += project.glob("tests/faults/ok/**/*.yaml")
    assert len(files) >= 16
    for file in files:
        value = plain(read_tree(file, file.name))
        schema = json_schema(value["schema"].partition("/")[0])
        assert list(complaints(value, schema, schema)) == [], file


def test_every_example_of_the_page_fits_its_schema(project):
    """Short forms, laws, tables and keys with a unit too."""
    page = (project / "docs" / "files.md").read_text(encoding="utf-8")
    for name, text in re.findall(r"^```yaml (\S+)\n(.*?)^```$", page, re.MULTILINE | re.DOTALL):
        from_text = plain(_tree(text, name))
        schema = json_schema(from_text["schema"].partition("/")[0])
        assert list(complaints(from_text, schema, schema)) == [], name


def _tree(text, name):
    return read_text(text, name)


def test_an_unknown_key_and_a_wrong_value_do_not_fit():
    """The schema refuses what the reader refuses: it is no empty promise."""
    schema = json_schema("plan")
    plan = {
        "schema": "plan/1",
        "id": "p",
        "headquarters": [{"id": "hq"}],
        "profiles": [{"id": "engine"}],
        "teams": [{"id": "t1", "base": "b", "skills": ["fire"], "profile": "engine"}],
    }
    assert list(complaints(plan, schema, schema)) == []
    for key, value in (("trunout", "2 min"), ("headcount", 0), ("tier", "first"), ("turnout", 12)):
        wrong = {**plan, "teams": [{**plan["teams"][0], key: value}]}
        assert list(complaints(wrong, schema, schema)), key


def test_a_schema_is_plain_json():
    """No number that JSON does not know, no reference into nothing."""
    for kind in KINDS:
        text = json.dumps(json_schema(kind), allow_nan=False)
        for name in re.findall(r'"#/\$defs/(\w+)"', text):
            assert name in json_schema(kind)["$defs"]
