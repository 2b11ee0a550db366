"""Schemas for editors."""

import json

import pytest

from sandtable.files import KINDS, json_schema


@pytest.mark.parametrize("kind", KINDS)
def test_a_schema_is_the_one_that_files_are_read_by(ask, kind):
    """What is printed is JSON and nothing else, and it is the schema of the room of files."""
    code, out, err = ask("schema", kind)
    assert (code, err) == (0, "")
    assert json.loads(out) == json_schema(kind)


def test_without_a_kind_there_are_all(ask_json):
    """All kinds by name, in one object."""
    code, found = ask_json("schema")
    assert code == 0
    assert found == {kind: json_schema(kind) for kind in KINDS}
