"""Record tables whose columns are read when somebody asks for them, not before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from sandtable.study.store import Store
from sandtable.world.records import TABLES

LateTables = Mapping[str, Mapping[str, Any]]
"""The tables of one replication: texts as arrays of str, nulls of numbers as nan."""


class PointTables:
    """The records of one design point; tables and columns are read on first use and kept."""

    def __init__(self, store: Store, number: int) -> None:
        self._store = store
        self._number = number
        self._wholes: dict[str, _Whole] = {}

    def run(self, replication: int) -> LateTables:
        """Return the tables of a replication."""
        return _Run(self, replication)

    def judged(self, replication: int) -> LateTables:
        """Return the tables of a replication for judging.

        Where no run was stopped by a command, the long table of commands is left out: it could
        tell nothing else about a target.

        """
        run = self.run(replication)
        if np.any(self.whole("commands").column("kind") == "stop"):
            return run
        return {name: run[name] for name in ("incidents", "missions", "needs")}

    def whole(self, name: str) -> _Whole:
        """Return the rows of all replications."""
        if name not in self._wholes:
            self._wholes[name] = _Whole(name, self._store.tables(self._number, [name])[name])
        return self._wholes[name]


class _Whole:
    """A table of one design point; each column becomes an array on its first use."""

    def __init__(self, name: str, table: Any) -> None:  # noqa: ANN401  of pyarrow, which stays in study
        self.columns = {column.name: column.kind for column in TABLES[name]}
        self._table = table
        self._found: dict[str, Any] = {}
        numbers = table.column("replication").to_numpy()
        values, first = np.unique(numbers, return_index=True)
        ends = [*first[1:].tolist(), int(numbers.size)][: len(first)]
        rows = zip(first.tolist(), ends, strict=True)
        self.pieces = dict(zip(values.tolist(), rows, strict=True))

    def column(self, name: str) -> Any:  # noqa: ANN401  an array of the column's kind
        if name not in self._found:
            kind, column = self.columns[name], self._table.column(name)
            is_text = kind == "text"
            values = np.asarray(column.to_pylist(), dtype=np.str_) if is_text else column.to_numpy()
            self._found[name] = values
        return self._found[name]


class _Run(Mapping[str, Mapping[str, Any]]):
    """All tables of one replication."""

    def __init__(self, tables: PointTables, replication: int) -> None:
        self._tables = tables
        self._replication = replication

    def __getitem__(self, name: str) -> Mapping[str, Any]:
        return _Piece(self._tables.whole(name), self._replication)

    def __iter__(self) -> Iterator[str]:
        return iter(TABLES)

    def __len__(self) -> int:
        return len(TABLES)


class _Piece(Mapping[str, Any]):
    """The rows of one replication in one table."""

    def __init__(self, whole: _Whole, replication: int) -> None:
        self._whole = whole
        self._rows = slice(*whole.pieces.get(replication, (0, 0)))

    def __getitem__(self, name: str) -> Any:  # noqa: ANN401  as above
        return self._whole.column(name)[self._rows]

    def __iter__(self) -> Iterator[str]:
        return iter(self._whole.columns)

    def __len__(self) -> int:
        return len(self._whole.columns)
