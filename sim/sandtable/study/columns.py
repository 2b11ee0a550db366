"""Record tables as Arrow and Parquet: the same columns in memory and on disk."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from sandtable.study.tally import Table
from sandtable.world.records import TABLES, Column

KEYS = (
    Column("point", "integer", "number of the design point in the manifest"),
    Column("alternative", "text", "id of the plan alternative"),
    Column("replication", "integer", "number of the replication"),
)
"""Columns before those of the records."""

STORED = tuple(name for name in TABLES if name != "events")
"""Tables that a study keeps; the event log is derived from the others."""

ROWS_PER_GROUP = 100_000

_TYPES = {
    "text": pa.string(),
    "seconds": pa.float64(),
    "number": pa.float64(),
    "integer": pa.int64(),
    "boolean": pa.bool_(),
}
_UNITS = {"_s": "s", "_m": "m", "_kg": "kg"}


def texts_of(name: str) -> list[str]:
    """Return the names of the columns of a table that hold texts."""
    return [column.name for column in (*KEYS, *TABLES[name]) if column.kind == "text"]


def schema(name: str) -> pa.Schema:
    """Return the schema of a table; each column carries its meaning and unit."""
    return pa.schema([_field(column) for column in (*KEYS, *TABLES[name])])


def _field(column: Column) -> pa.Field:
    about = {"meaning": column.meaning}
    if column.kind in ("seconds", "number"):
        unit = next((unit for end, unit in _UNITS.items() if column.name.endswith(end)), "1")
        about["unit"] = unit
    return pa.field(column.name, _TYPES[column.kind], metadata=about)


def arrow(
    name: str, runs: Iterable[tuple[int, Table]], *, point: int, alternative: str
) -> pa.Table:
    """Return the rows of one table of several replications, nan as null.

    Parameters
    ----------
    runs
        Pairs of replication and table.

    """
    parts = [(replication, table) for replication, table in runs if _rows(name, table)]
    counts = [_rows(name, table) for _replication, table in parts]
    total = sum(counts)
    columns = {
        "point": np.full(total, point, dtype=np.int64),
        "alternative": [alternative] * total,
        "replication": np.repeat([replication for replication, _table in parts], counts),
    }
    made = [_array(column, [columns[column.name]]) for column in KEYS]
    made += [_array(column, [table[column.name] for _r, table in parts]) for column in TABLES[name]]
    return pa.Table.from_arrays(made, schema=schema(name))


def _rows(name: str, table: Table) -> int:
    return len(table[TABLES[name][0].name])


def _array(column: Column, parts: Sequence[Any]) -> pa.Array:
    kind = _TYPES[column.kind]
    if column.kind == "text":
        return pa.array([value for part in parts for value in part], type=kind)
    values = np.concatenate(parts) if parts else np.empty(0)
    if column.kind in ("seconds", "number"):
        return pa.array(values, type=kind, mask=np.isnan(values))
    return pa.array(values.astype(np.int64 if column.kind == "integer" else np.bool_), type=kind)


def runs_of(
    tables: Mapping[str, pa.Table], replications: Iterable[int]
) -> Iterator[dict[str, Table]]:
    """Return the tables of each replication as they were in memory, in the order asked for."""
    split = {name: by_replication(name, table) for name, table in tables.items()}
    for replication in replications:
        yield {
            name: _memory(name, parts.get(replication, schema(name).empty_table()))
            for name, parts in split.items()
        }


def by_replication(name: str, table: pa.Table) -> dict[int, pa.Table]:
    """Return the rows of each replication of a table that is sorted by replication."""
    numbers = table.column("replication").to_numpy()
    if np.any(np.diff(numbers) < 0):
        raise ValueError(f"{name}: not sorted by replication")
    values, first = np.unique(numbers, return_index=True)
    ends = [*first[1:], numbers.size][: first.size]  # a table without rows has no pieces
    return {
        int(value): table.slice(start, end - start)
        for value, start, end in zip(values, first, ends, strict=True)
    }


def _memory(name: str, table: pa.Table) -> Table:
    return in_memory(table, TABLES[name])


def in_memory(table: pa.Table, columns: Iterable[Column]) -> dict[str, Any]:
    """Return columns as NumPy arrays, null as nan, and texts as lists."""
    found: dict[str, Any] = {}
    for column in columns:
        values = table.column(column.name)
        if column.kind == "text":
            found[column.name] = values.to_pylist()
        else:
            found[column.name] = values.to_numpy()
    return found


def sort_by_replication(table: pa.Table) -> pa.Table:
    """Return a table of one point sorted by replication; rows of one stay in their order."""
    numbers = table.column("replication").to_numpy()
    order = np.argsort(numbers, kind="stable")
    return table if np.all(np.diff(order) > 0) else table.take(pa.array(order))


def parquet_writer(name: str, target: Path | io.BytesIO) -> pq.ParquetWriter:
    """Open a Parquet file whose bytes depend on its rows only; every page has a checksum."""
    columns = (*KEYS, *TABLES[name])
    floats = [column.name for column in columns if column.kind in ("seconds", "number")]
    others = [column.name for column in columns if column.kind not in ("seconds", "number")]
    return pq.ParquetWriter(
        target,
        schema(name),
        compression="zstd",
        use_dictionary=others,
        use_byte_stream_split=floats,
        write_page_checksum=True,
    )


def write_groups(writer: pq.ParquetWriter, tables: Iterable[pa.Table]) -> int:
    """Write the rows of one point in groups whose cuts depend on the rows only; return their count.

    Parameters
    ----------
    tables
        Pieces of one table in their order; no more of them are held than fill a group.

    """
    written, held = 0, writer.schema.empty_table()
    for table in tables:
        held = pa.concat_tables([held, table])
        while held.num_rows >= ROWS_PER_GROUP:
            written += _write_group(writer, held.slice(0, ROWS_PER_GROUP))
            held = held.slice(ROWS_PER_GROUP)
    return written + _write_group(writer, held)


def _write_group(writer: pq.ParquetWriter, rows: pa.Table) -> int:
    if rows.num_rows:
        writer.write_table(rows.combine_chunks(), row_group_size=ROWS_PER_GROUP)
    return int(rows.num_rows)


def parquet_bytes(name: str, table: pa.Table) -> bytes:
    """Return a table as the bytes of a Parquet file."""
    buffer = io.BytesIO()
    with parquet_writer(name, buffer) as writer:
        write_groups(writer, [table])
    return buffer.getvalue()


def read_parquet(
    source: Path | bytes,
    *,
    point: int | None = None,
    columns: Sequence[str] | None = None,
    coded: Sequence[str] = (),
) -> pa.Table:
    """Read a Parquet file, or the rows of one point, verifying its page checksums.

    Parameters
    ----------
    columns
        Names of those that are read; all where None.
    coded
        Names of texts that stay as they lie in the file: each different one once, and its number
        in every row. Where few differ that is a fraction of the memory, and of the time.

    """
    with pq.ParquetFile(
        io.BytesIO(source) if isinstance(source, bytes) else source,
        read_dictionary=list(coded),
        page_checksum_verification=True,
    ) as file:
        groups = [
            number
            for number in range(file.num_row_groups)
            if point is None or _point_of(file.metadata.row_group(number)) == point
        ]
        # One column after the other: in threads, each would hold on to memory of its own.
        return file.read_row_groups(groups, columns=columns, use_threads=False)


def _point_of(group: pq.RowGroupMetaData) -> int:
    """Return the design point of a group: none holds rows of two."""
    return int(group.column(0).statistics.min)
