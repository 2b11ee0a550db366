"""The work of a worker process: play replications, tally them, encode their tables."""

from __future__ import annotations

import time
import traceback
from collections.abc import Sequence
from dataclasses import dataclass

from sandtable.study.case import Case
from sandtable.study.columns import STORED, arrow, parquet_bytes
from sandtable.study.pack import case_of, opened
from sandtable.study.reading import Tallies, read
from sandtable.study.tally import Tables


@dataclass(frozen=True, slots=True)
class Batch:
    """Some replications of one design point: all that travels to a worker (工作批次).

    Parameters
    ----------
    pack
        Where the worker finds the cases; see `pack`.
    point
        Number of the design point in the pack.
    replications
        In the order in which they are played: those of one sample side by side.

    """

    pack: str
    point: int
    replications: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Failure:
    """A replication that could not be played: its address in the luck, and what happened."""

    point: int
    replication: int
    seed: int
    what: str


@dataclass(frozen=True, slots=True)
class Shard:
    """Rows of one table as the bytes of a Parquet file."""

    table: str
    rows: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Harvest:
    """What a batch yields (批次结果).

    Parameters
    ----------
    tallies
        Of each replication that succeeded: one entry per target of its world.
    shards
        Its rows, sorted by replication; tables without rows are left out.
    seconds
        Time that playing it took [s].
    roads_computed, roads_loaded
        Travel tables that had to be computed for it, and that were there already.

    """

    tallies: tuple[tuple[int, tuple[Tallies, ...]], ...]
    shards: tuple[Shard, ...]
    failures: tuple[Failure, ...]
    seconds: float
    roads_computed: int = 0
    roads_loaded: int = 0


def work(batch: Batch) -> Harvest:
    """Play a batch. An exception of one replication is its failure, not that of the others."""
    began = time.perf_counter()
    pack = opened(batch.pack)
    case = case_of(batch.pack, batch.point)
    before = _tables_of(case)
    played: dict[int, Tables] = {}
    failures = []
    for replication in batch.replications:
        try:
            played[replication] = pack.run(case, pack.seed, replication)
        except Exception:  # noqa: BLE001  reported with its traceback, never swallowed
            what = traceback.format_exc()
            failures.append(Failure(batch.point, replication, pack.seed, what))
    return Harvest(
        tallies=tuple((number, tallies(case, run)) for number, run in played.items()),
        shards=_shards(batch.point, pack.alternatives[batch.point], played) if pack.store else (),
        failures=tuple(failures),
        seconds=time.perf_counter() - began,
        roads_computed=_tables_of(case)[0] - before[0],
        roads_loaded=_tables_of(case)[1] - before[1],
    )


def _tables_of(case: Case) -> tuple[int, int]:
    """Return the travel tables that this process has computed and opened for a case so far."""
    return (0, 0) if case.roads is None else (case.roads.computed, case.roads.loaded)


def tallies(case: Case, run: Tables) -> tuple[Tallies, ...]:
    """Return what the tables of one replication say about each target of its world."""
    return tuple(read(run, target, case.world) for target in case.world.targets)


def _shards(point: int, alternative: str, played: dict[int, Tables]) -> tuple[Shard, ...]:
    shards = []
    for name in STORED:
        runs: Sequence[int] = sorted(played)
        rows = arrow(
            name,
            ((number, played[number][name]) for number in runs),
            point=point,
            alternative=alternative,
        )
        if rows.num_rows:
            shards.append(Shard(name, rows.num_rows, parquet_bytes(name, rows)))
    return tuple(shards)
