"""Writing whole or not at all, and knowing what was not written so."""

import json
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandtable.study.disk import (
    append_line,
    fingerprint,
    read_lines,
    read_sealed,
    write_sealed,
    write_whole,
)


def flipped(data, bit):
    """Return bytes with one bit turned over."""
    damaged = bytearray(data)
    damaged[bit // 8] ^= 1 << bit % 8
    return bytes(damaged)


def test_a_file_is_replaced_as_a_whole(tmp_path, monkeypatch):
    """Who is stopped before the rename leaves the old content; no draft stays after a success."""
    file = tmp_path / "a.txt"
    write_whole(file, b"old")
    assert [one.name for one in tmp_path.iterdir()] == ["a.txt"]

    def stopped(_draft, _file):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", stopped)
        with pytest.raises(KeyboardInterrupt):
            write_whole(file, b"new")
    assert file.read_bytes() == b"old"
    write_whole(file, b"newer")
    assert file.read_bytes() == b"newer"
    assert [one.name for one in tmp_path.iterdir()] == ["a.txt"]


def test_what_is_sealed_comes_back(tmp_path):
    """Texts, numbers, lists and null; people can read it."""
    content = {"name": "团洲垸", "share": 0.1 + 0.2, "points": [1, None, {"a": True}]}
    write_sealed(tmp_path / "m.json", content)
    assert read_sealed(tmp_path / "m.json") == content
    assert "团洲垸" in (tmp_path / "m.json").read_text("utf-8")


def test_every_flipped_bit_of_a_sealed_file_is_noticed(tmp_path):
    """All of them: either nothing is read, or (a blank that became another) what was written."""
    file, content = tmp_path / "m.json", {"replications": {"0": [[0, 19]]}, "sha256": "0af3"}
    write_sealed(file, content)
    data = file.read_bytes()
    kept = 0
    for bit in range(8 * len(data)):
        file.write_bytes(flipped(data, bit))
        found = read_sealed(file)
        assert found in (None, content)
        kept += found is not None
    assert kept < len(data) / 2


@pytest.mark.parametrize("text", ["", "[]", "3", "null", "{}", '{"a": 1}', '{"a": NaN, "seal": 1}'])
def test_what_was_never_sealed_is_not_read(tmp_path, text):
    """A file of another making, or none."""
    (tmp_path / "m.json").write_text(text)
    assert read_sealed(tmp_path / "m.json") is None
    assert read_sealed(tmp_path / "nowhere.json") is None


LINES = [{"number": i, "files": {"incidents": [f"incidents-{i}", "团洲"]}} for i in range(3)]


def test_a_torn_line_is_left_out_and_spoils_no_other(tmp_path):
    """Cut at every length, then written on: whole lines before the cut and the new one are read."""
    file = tmp_path / "journal.txt"
    for line in LINES:
        append_line(file, line)
    data = file.read_bytes()
    for length in range(len(data)):
        file.write_bytes(data[:length])
        before = read_lines(file)
        assert before == LINES[: len(before)]
        append_line(file, LINES[2])
        assert read_lines(file) == [*before, LINES[2]]


def test_a_flipped_bit_costs_its_line_only(tmp_path):
    """No line is ever read as something else."""
    file = tmp_path / "journal.txt"
    for line in LINES:
        append_line(file, line)
    data = file.read_bytes()
    for bit in range(8 * len(data)):
        file.write_bytes(flipped(data, bit))
        found = read_lines(file)
        assert all(line in LINES for line in found)
        assert len(found) >= len(LINES) - 2  # a line feed that is gone joins two


@given(
    st.recursive(
        st.integers() | st.text() | st.floats(allow_nan=False, allow_infinity=False),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_any_content_survives(tmp_path_factory, value):
    """Whatever JSON can hold is read as it was written."""
    folder = tmp_path_factory.mktemp("any")
    write_sealed(folder / "m.json", {"value": value})
    append_line(folder / "j.txt", {"value": value})
    expected = json.loads(json.dumps({"value": value}))
    assert read_sealed(folder / "m.json") == expected
    assert read_lines(folder / "j.txt") == [expected]


def test_a_fingerprint_is_the_sha256(tmp_path):
    """Of what is in the file; nothing where there is none."""
    data = bytes(range(256)) * 8192  # more than one piece
    (tmp_path / "a").write_bytes(data)
    assert fingerprint(tmp_path / "a") == sha256(data).hexdigest()
    assert fingerprint(tmp_path / "b") == ""
    assert fingerprint(tmp_path) == ""
    assert read_lines(tmp_path / "b") == []
