"""The page that documents every column of the records, made from their definition."""

from __future__ import annotations

from sandtable.world.records import ON_REQUEST, TABLES

_INTRODUCTION = """\
# Records 记录

The tables are the only output of a run. Times are float64 seconds of model time on the clock grid
of 2^-20 s; null means that it did not happen. In a result folder each table is a Parquet file
`<table>.parquet` with the columns `point`, `alternative` and `replication` in front of these.

This page is made from `sim/sandtable/world/records.py` by `make documents`; a test compares them.
"""

_KINDS = {
    "text": "text",
    "seconds": "float64 [s]",
    "number": "float64",
    "integer": "int64",
    "boolean": "boolean",
}


def record_page() -> str:
    """Return the Markdown page of all tables and columns."""
    parts = [_INTRODUCTION]
    for table, columns in (TABLES | ON_REQUEST).items():
        rows = (f"| `{c.name}` | {_KINDS[c.kind]} | {_escaped(c.meaning)} |" for c in columns)
        head = ("", f"## {table}", "", "| column | type | meaning |", "|---|---|---|")
        parts.append("\n".join((*head, *rows)) + "\n")
    return "".join(parts)


def _escaped(text: str) -> str:
    return text.replace("|", r"\|")


if __name__ == "__main__":
    print(record_page(), end="")  # noqa: T201  the one thing it is called for
