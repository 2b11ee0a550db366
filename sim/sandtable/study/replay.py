"""Playing the recorded commands of one replication again, and comparing table by table (复盘)."""

from __future__ import annotations

from typing import Any

import numpy as np

from sandtable.dispatch import Operation, Replay
from sandtable.ground.luck import Luck
from sandtable.study.case import Case
from sandtable.study.columns import STORED, arrow, parquet_bytes, runs_of
from sandtable.study.store import Store
from sandtable.study.tally import Tables


def same_tables(
    store: Store, case: Case, *, seed: int, point: int, alternative: str, replication: int
) -> dict[str, bool]:
    """Play the recorded commands of a replication and say of each table whether it is the same.

    Tables are compared as the bytes of a Parquet file.

    Parameters
    ----------
    store
        Results that hold the replication.
    case
        World of the design point, loaded from the same files.

    Raises
    ------
    DamagedResults
        If a page of a file is not what it was.

    """
    kept = {name: _rows_of(table, replication) for name, table in store.tables(point).items()}
    (run,) = runs_of({"commands": kept["commands"]}, [replication])
    again = replayed(case, seed, replication, run["commands"])
    return {
        name: parquet_bytes(name, kept[name])
        == parquet_bytes(
            name, arrow(name, [(replication, again[name])], point=point, alternative=alternative)
        )
        for name in STORED
    }


def replayed(case: Case, seed: int, replication: int, commands: Any) -> Tables:  # noqa: ANN401
    """Return the tables of a run in which nobody decides but the record.

    Parameters
    ----------
    commands
        The ``commands`` table of the run: column name -> values.

    """
    decider = Replay(commands)
    impacts = case.impacts_of(replication)
    operation = Operation(case.world, impacts, Luck(seed, replication), decider, roads=case.roads)
    decider.start(operation)
    tables: Tables = operation.run().tables()
    return tables


def _rows_of(table: Any, replication: int) -> Any:  # noqa: ANN401  pyarrow has no types
    return table.filter(np.equal(table.column("replication").to_numpy(), replication))
