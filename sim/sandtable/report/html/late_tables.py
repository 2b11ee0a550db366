"""Record tables whose columns are read when somebody asks for them, not before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np

from sandtable.study.store import Store
from sandtable.world.records import TABLES


class _Whole:
    """A table of one design point; each column becomes an array on its first use."""

    def __init__(self, name: str, table: Any) -> None:  # noqa: ANN401  an Arrow table, pyarrow stays in study
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


class _Piece(Mapping[str, Any]):
    """The rows of one replication."""

    def __init__(self, whole: _Whole, replication: int) -> None:
        self._whole = whole
        self._rows = slice(*whole.pieces.get(replication, (0, 0)))

    def __getitem__(self, name: str) -> Any:  # noqa: ANN401  as above
        return self._whole.column(name)[self._rows]

    def __iter__(self) -> Iterator[str]:
        return iter(self._whole.columns)

    def __len__(self) -> int:
        return len(self._whole.columns)


LateTables = Mapping[str, Mapping[str, Any]]


def late_runs(
    store: Store, point: int, names: Iterable[str], replications: Iterable[int]
) -> dict[int, LateTables]:
    """Return the tables of some replications of a design point, each column read on first use.

    Texts come as arrays of str, nulls of numbers as nan. A table that the folder does not hold, of
    a study played by an older version, is empty.

    """
    wholes = {name: _Whole(name, table) for name, table in store.tables(point, list(names)).items()}
    return {
        replication: {name: _Piece(whole, replication) for name, whole in wholes.items()}
        for replication in replications
    }
