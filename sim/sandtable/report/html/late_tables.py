"""Record tables whose columns are read when somebody asks for them, not before."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property, partial
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
        return _Run(self, replication, frozenset(() if self._was_stopped else ("commands",)))

    @cached_property
    def _was_stopped(self) -> bool:
        return bool(np.any(self.whole("commands").column("kind") == "stop"))

    def whole(self, name: str) -> _Whole:
        """Return the rows of all replications."""
        if name not in self._wholes:
            self._wholes[name] = _Whole(name, partial(self._store.column, self._number, name))
        return self._wholes[name]


class _Whole:
    """A table of one design point; each column is read on its first use."""

    def __init__(self, name: str, read: Callable[[str], Any]) -> None:
        self.columns = {column.name: column.kind for column in TABLES[name]}
        self._read = read
        self._found: dict[str, Any] = {}
        self._texts: dict[str, tuple[Any, Any]] = {}
        numbers = read("replication").to_numpy()
        values, first = np.unique(numbers, return_index=True)
        ends = [*first[1:].tolist(), int(numbers.size)][: len(first)]
        rows = zip(first.tolist(), ends, strict=True)
        self.pieces = dict(zip(values.tolist(), rows, strict=True))

    def column(self, name: str) -> Any:  # noqa: ANN401  an array of the column's kind
        """Return a column of all replications."""
        return self.part(name, slice(None))

    def part(self, name: str, rows: slice) -> Any:  # noqa: ANN401  as above
        """Return some rows of a column."""
        if self.columns[name] != "text":
            if name not in self._found:
                self._found[name] = self._read(name).to_numpy()
            return self._found[name][rows]
        if name not in self._texts:
            self._texts[name] = _texts(self._read(name))
        different, codes = self._texts[name]
        return different[codes[rows]]


def _texts(column: Any) -> tuple[Any, Any]:  # noqa: ANN401  of pyarrow, which stays in study
    """Return the different texts of a column, and which of them stands in each row.

    An array of texts is as wide as the longest in every row: of a whole table it would be large.

    """
    encoded = column.combine_chunks().dictionary_encode()
    different = np.asarray(encoded.dictionary.to_pylist() or [""], dtype=np.str_)
    return different, encoded.indices.to_numpy()


class _Run(Mapping[str, Mapping[str, Any]]):
    """The tables of one replication, all but some."""

    def __init__(
        self, tables: PointTables, replication: int, without: frozenset[str] = frozenset()
    ) -> None:
        self._tables = tables
        self._replication = replication
        self._names = tuple(name for name in TABLES if name not in without)

    def __getitem__(self, name: str) -> Mapping[str, Any]:
        if name not in self._names:
            raise KeyError(name)
        return _Piece(self._tables.whole(name), self._replication)

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


class _Piece(Mapping[str, Any]):
    """The rows of one replication in one table."""

    def __init__(self, whole: _Whole, replication: int) -> None:
        self._whole = whole
        self._rows = slice(*whole.pieces.get(replication, (0, 0)))

    def __getitem__(self, name: str) -> Any:  # noqa: ANN401  as above
        return self._whole.part(name, self._rows)

    def __iter__(self) -> Iterator[str]:
        return iter(self._whole.columns)

    def __len__(self) -> int:
        return len(self._whole.columns)
