"""Record tables: the same in memory, in Arrow and in Parquet, to the bit."""

import math

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.study.worlds import NAN, incident, table

from sandtable.study import columns
from sandtable.study.columns import (
    KEYS,
    STORED,
    arrow,
    in_memory,
    parquet_bytes,
    parquet_writer,
    read_parquet,
    runs_of,
    schema,
    sort_by_replication,
    write_groups,
)
from sandtable.world.records import TABLES

VALUES = {
    "text": st.text(max_size=5),
    "seconds": st.floats(),
    "number": st.floats(),
    "integer": st.integers(-(2**63), 2**63 - 1),
    "boolean": st.booleans(),
}


@st.composite
def runs(draw):
    """Return a table name and its rows in some replications, in rising order, some without any."""
    name = draw(st.sampled_from(STORED))
    row = st.fixed_dictionaries({c.name: VALUES[c.kind] for c in TABLES[name]})
    numbers = draw(st.lists(st.integers(0, 2**40), unique=True, max_size=3))
    return name, [(n, table(name, draw(st.lists(row, max_size=3)))) for n in sorted(numbers)]


def same(name, mine, theirs):
    """Say whether two tables in memory are equal, nan for nan, type for type."""
    for column in TABLES[name]:
        a, b = mine[column.name], theirs[column.name]
        if column.kind == "text":
            assert (type(b), list(a)) == (list, b)
        else:
            assert a.dtype == b.dtype
            np.testing.assert_array_equal(a, b)


@given(runs())
def test_memory_arrow_parquet_memory(drawn):
    """Nothing is lost on the way, and null is what did not happen."""
    name, played = drawn
    whole = arrow(name, played, point=3, alternative="备选")
    assert whole.schema.equals(schema(name), check_metadata=True)
    stored = read_parquet(parquet_bytes(name, whole))
    assert stored.equals(whole)
    for column in TABLES[name]:
        if column.kind in ("seconds", "number"):
            empty = sum(int(np.isnan(run[column.name]).sum()) for _number, run in played)
            assert stored.column(column.name).null_count == empty
    for (_n, run), back in zip(played, runs_of({name: stored}, dict(played)), strict=True):
        same(name, run, back[name])


def test_every_column_says_what_it_is():
    """Meaning in each field, the unit where there is one, keys first."""
    for name in STORED:
        found = schema(name)
        assert found.names == [c.name for c in (*KEYS, *TABLES[name])]
        for column in TABLES[name]:
            about = found.field(column.name).metadata
            assert about[b"meaning"].decode() == column.meaning
            assert (b"unit" in about) == (column.kind in ("seconds", "number"))
    assert schema("incidents").field("ordered_s").metadata[b"unit"] == b"s"


def three():
    """Return the incidents of three replications of 1, 0 and 2 calls."""
    calls = [[incident(0)], [], [incident(1), incident(2, first_arrival_s=NAN)]]
    return list(enumerate(table("incidents", rows) for rows in calls))


def test_a_replication_without_rows_is_an_empty_table():
    """And so is one that was never asked for."""
    whole = arrow("incidents", three(), point=0, alternative="a")
    found = [run["incidents"] for run in runs_of({"incidents": whole}, [2, 1, 0, 9])]
    assert [len(run["incident"]) for run in found] == [2, 0, 1, 0]
    assert math.isnan(found[0]["first_arrival_s"][1])
    assert found[3]["counted"].dtype == np.bool_


def test_bytes_do_not_tell_how_the_rows_came():
    """In one piece, or in three, back from disk and out of order."""
    whole = arrow("incidents", three(), point=0, alternative="a")
    parts = [arrow("incidents", [one], point=0, alternative="a") for one in reversed(three())]
    stored = [read_parquet(parquet_bytes("incidents", part)) for part in parts]
    joined = sort_by_replication(pa.concat_tables(stored))
    assert parquet_bytes("incidents", joined) == parquet_bytes("incidents", whole)


def test_rows_of_a_replication_stay_in_their_order():
    """Sorting is by replication only."""
    late = arrow("incidents", three()[2:], point=0, alternative="a")
    early = arrow("incidents", three()[:1], point=0, alternative="a")
    found = sort_by_replication(pa.concat_tables([late, early]))
    assert found.column("incident").to_pylist() == ["call#0", "call#1", "call#2"]
    with pytest.raises(ValueError, match="not sorted"):
        list(runs_of({"incidents": pa.concat_tables([late, early])}, [0]))


def test_large_tables_are_cut_by_point_and_rows_only(tmp_path, monkeypatch):
    """Two points of 5 and 3 rows in groups of 2: five groups; one point can be read alone."""
    monkeypatch.setattr(columns, "ROWS_PER_GROUP", 2)
    rows = [table("incidents", [incident(i) for i in range(n)]) for n in (5, 3)]
    file = tmp_path / "incidents.parquet"
    with parquet_writer("incidents", file) as writer:
        for point, one in enumerate(rows):
            whole = arrow("incidents", [(0, one)], point=point, alternative="a")
            assert write_groups(writer, [whole.slice(0, 1), whole.slice(1)]) == whole.num_rows
    groups = pq.ParquetFile(file).metadata
    assert [groups.row_group(i).num_rows for i in range(groups.num_row_groups)] == [2, 2, 1, 2, 1]
    assert read_parquet(file, point=1).column("incident").to_pylist() == [
        f"call#{i}" for i in range(3)
    ]
    assert read_parquet(file).num_rows == 8


def test_single_columns_and_coded_texts():
    """Only what is asked for is read; coded texts say the same, each different one once."""
    whole = arrow("incidents", three(), point=0, alternative="a")
    data = parquet_bytes("incidents", whole)
    found = read_parquet(data, columns=["type", "node"], coded=["type"])
    assert found.column_names == ["type", "node"]
    assert found.column("node").equals(whole.column("node"))
    assert len(found.column("type").chunk(0).dictionary) == 1
    assert found.column("type").to_pylist() == whole.column("type").to_pylist()


def test_a_folder_that_looks_like_a_key_adds_no_column(tmp_path):
    """Arrow reads ``year=2024`` in a path as a column; the results of a user may lie anywhere."""
    folder = tmp_path / "year=2024"
    folder.mkdir()
    whole = arrow("incidents", three(), point=0, alternative="a")
    (folder / "incidents.parquet").write_bytes(parquet_bytes("incidents", whole))
    assert read_parquet(folder / "incidents.parquet", point=0).equals(whole)


def test_a_flipped_bit_in_a_page_is_noticed():
    """Every 37th bit of a file of 300 rows: refused, or harmless; never another number."""
    rows = [incident(i, first_arrival_s=360.0 + i / 7) for i in range(300)]
    whole = arrow("incidents", [(0, table("incidents", rows))], point=0, alternative="a")
    data = parquet_bytes("incidents", whole)
    refused = tried = 0
    for bit in range(0, 8 * len(data), 37 * 8 + 1):
        damaged = bytearray(data)
        damaged[bit // 8] ^= 1 << bit % 8
        tried += 1
        try:
            found = read_parquet(bytes(damaged))
            if found.num_rows == whole.num_rows and found.schema.names == whole.schema.names:
                unlike = [n for n in whole.schema.names if not found[n].equals(whole[n])]
                assert len(unlike) <= 1  # metadata outside the pages: the file's own hash tells
            refused += not found.equals(whole)
        except (OSError, ValueError, pa.ArrowException):
            refused += 1
    assert refused > tried / 3


def test_columns_for_a_user_of_python():
    """Keys first; numbers as arrays, texts as lists."""
    whole = arrow("incidents", three(), point=0, alternative="a")
    found = in_memory(whole, (*KEYS, *TABLES["incidents"]))
    assert found["replication"].tolist() == [0, 2, 2]
    assert found["alternative"] == ["a"] * 3
    assert np.isnan(found["first_arrival_s"]).tolist() == [False, False, True]
