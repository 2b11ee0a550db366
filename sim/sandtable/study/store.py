"""The result store: shards as they come, whole tables in the end (结果库), contracts §6.

While a study runs, each batch becomes a few small Parquet files, and a line of the journal once
they are on the disk. At the end they are compacted: one file per table, sorted by design point and
replication, whose bytes depend on the inputs of the study only. A study that was interrupted goes
on with everything that a journal line or the manifest vouches for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyarrow as pa

from sandtable.ground.language import _
from sandtable.study.columns import (
    KEYS,
    STORED,
    by_replication,
    in_memory,
    parquet_writer,
    read_parquet,
    schema,
    sort_by_replication,
    texts_of,
    write_groups,
)
from sandtable.study.disk import (
    append_line,
    fingerprint,
    put_in_place,
    read_lines,
    read_sealed,
    sync_file,
    sync_folder,
    write_new,
    write_sealed,
)
from sandtable.study.lock import locked
from sandtable.study.work import Batch, Harvest
from sandtable.world.records import TABLES

FORMAT = "results/1"
MANIFEST = "manifest.json"
_NEXT = "manifest.next.json"
_SHARDS = "shards"
_JOURNAL = "journal.txt"


class DamagedResults(RuntimeError):
    """Files of a results folder that are not what the manifest says."""

    def __init__(self, files: Iterable[Path]) -> None:
        self.files = tuple(files)
        super().__init__(self.files)

    def __str__(self) -> str:
        """Name the files and what to do."""
        message = _("damaged or missing: {files}. Run the study again to make them anew.")
        return message.format(files=", ".join(map(str, self.files)))


@dataclass(frozen=True, slots=True)
class _Entry:
    """A finished batch: its replications, and its files with their fingerprints by table."""

    point: int
    replications: tuple[int, ...]
    files: Mapping[str, tuple[str, str]]


@dataclass(slots=True)
class Store:
    """The results of one study on disk. Make it with `open_store`, or `open_results` to read.

    Parameters
    ----------
    folder
        ``<out>/<study>/<id>``.
    manifest
        What the folder says about itself; see `finish`.
    damaged
        Files that were not what the journal or the manifest says; what they held does not count.

    """

    folder: Path
    manifest: dict[str, Any] = field(default_factory=dict)
    damaged: list[Path] = field(default_factory=list)
    _compacted: dict[int, set[int]] = field(default_factory=dict)
    _done: dict[int, set[int]] = field(default_factory=dict)
    _entries: list[_Entry] = field(default_factory=list)
    _files: dict[str, Path] = field(default_factory=dict)
    _number: int = 0

    def done(self, point: int) -> set[int]:
        """Return the replications of a design point that are on the disk."""
        return set(self._done.get(point, ()))

    def begin(self, about: Mapping[str, Any]) -> None:
        """Say in the manifest what the folder is about to hold, beside what it holds already."""
        kept = {key: self.manifest.get(key, {}) for key in ("tables", "replications")}
        self.manifest = {"schema": FORMAT, **about, **kept}
        write_sealed(self.folder / MANIFEST, self.manifest)

    def add(self, batch: Batch, harvest: Harvest) -> None:
        """Write what a batch yielded; it counts once its journal line is on the disk."""
        replications = tuple(number for number, _tallies in harvest.tallies)
        if not replications:
            return
        folder = self.folder / _SHARDS
        names = {
            shard.table: f"{shard.table}-{batch.point:04d}-{self._number:06d}.parquet"
            for shard in harvest.shards
        }
        write_new(folder, {names[shard.table]: shard.data for shard in harvest.shards})
        files = {
            shard.table: (names[shard.table], sha256(shard.data).hexdigest())
            for shard in harvest.shards
        }
        line = {"number": self._number, "point": batch.point, "replications": replications}
        append_line(folder / _JOURNAL, {**line, "files": files})
        self._number += 1
        self._adopt(_Entry(batch.point, replications, files))

    def _adopt(self, entry: _Entry) -> None:
        self._entries.append(entry)
        self._done.setdefault(entry.point, set()).update(entry.replications)

    def points(self) -> list[int]:
        """Return the numbers of the design points of which something is there."""
        return sorted(point for point, numbers in self._done.items() if numbers)

    def tables(self, point: int, names: Sequence[str] = STORED) -> dict[str, pa.Table]:
        """Return the tables of one design point, sorted by replication.

        Raises
        ------
        DamagedResults
            If a page of a file is not what it was.

        """
        return {name: self._table(name, point) for name in names}

    def table(self, name: str) -> pa.Table:
        """Return the rows of all design points of one table, sorted by point and replication.

        Raises
        ------
        DamagedResults
            If a page of a file is not what it was.

        """
        parts = [self._table(name, point) for point in self.points()]
        return pa.concat_tables(parts) if parts else schema(name).empty_table()

    def columns(self, name: str) -> dict[str, Any]:
        """Return `table` as NumPy arrays by column, null as nan; texts are lists of str."""
        return in_memory(self.table(name), (*KEYS, *TABLES[name]))

    def column(self, point: int, name: str, column: str) -> pa.ChunkedArray:
        """Return one column of a table of one design point, sorted by replication; texts coded.

        Raises
        ------
        DamagedResults
            If a page of it is not what it was.

        """
        return self._table(name, point, (column, "replication"), coded=True).column(column)

    def _table(
        self, name: str, point: int, columns: Sequence[str] = (), *, coded: bool = False
    ) -> pa.Table:
        wanted = [one for one in schema(name).names if not columns or one in columns]
        texts = [one for one in texts_of(name) if coded and one in wanted]
        parts = [
            _read(file, among, wanted, texts) for _first, file, among in self._parts(name, point)
        ]
        whole = pa.concat_tables(parts) if parts else schema(name).empty_table()
        return sort_by_replication(whole.unify_dictionaries())

    def _parts(self, name: str, point: int) -> list[tuple[int, Path, int | None]]:
        """Return the files that hold rows of a point, by the first replication that may be there.

        With each: that replication, and the point to look for where the file holds others too.

        """
        compacted = self._compacted.get(point)
        parts: list[tuple[int, Path, int | None]] = []
        if compacted:
            parts.append((min(compacted), self._files[name], point))
        shards = self.folder / _SHARDS
        parts += [
            (min(entry.replications), shards / entry.files[name][0], None)
            for entry in self._entries
            if entry.point == point and name in entry.files
        ]
        return sorted(parts)

    def _in_order(self, name: str, point: int) -> Iterator[pa.Table]:
        """Yield the rows of each replication of a point, holding only shards that interleave."""
        waiting: dict[int, pa.Table] = {}
        for first, file, among in self._parts(name, point):
            for number in sorted(one for one in waiting if one < first):
                yield waiting.pop(number)
            waiting |= by_replication(name, _read(file, among))
        for number in sorted(waiting):
            yield waiting.pop(number)

    def finish(self, about: Mapping[str, Any]) -> None:
        """Compact the tables and write the manifest; afterwards the shards are gone.

        Parameters
        ----------
        about
            What the manifest shall say besides format, tables and replications.

        """
        tables = self.manifest.get("tables", {})
        if self._entries or not tables:
            tables = {name: self._draft(name) for name in STORED}
        numbers = {str(point): _ranges(self._done[point]) for point in self.points()}
        manifest = {"schema": FORMAT, **about, "tables": tables, "replications": numbers}
        write_sealed(self.folder / _NEXT, manifest)
        _roll_forward(self.folder)
        self.manifest, self._compacted = manifest, {p: self.done(p) for p in self.points()}
        self._files = {name: self.folder / one["file"] for name, one in tables.items()}
        self._entries, self._number = [], 0

    def _draft(self, name: str) -> dict[str, Any]:
        """Write a compacted table beside the present one."""
        draft = _draft_of(self.folder / f"{name}.parquet")
        rows = 0
        with parquet_writer(name, draft) as writer:
            for point in self.points():
                rows += write_groups(writer, self._in_order(name, point))
        sync_file(draft)
        pa.default_memory_pool().release_unused()  # else what one table took stays taken
        return {"file": f"{name}.parquet", "rows": rows, "sha256": fingerprint(draft)}

    def _adopt_tables(self) -> None:
        tables = self.manifest.get("tables", {})
        places = {name: _place(self.folder, one) for name, one in tables.items()}
        self._files = {name: place for name, place in places.items() if place is not None}
        bad = [self.folder / tables[name]["file"] for name in tables if name not in self._files]
        if bad:  # rare enough that the whole tables beside it are made anew too
            self.damaged += bad
            self.manifest = self.manifest | {"tables": {}, "replications": {}}
        for point, ranges in self.manifest.get("replications", {}).items():
            self._compacted[int(point)] = _numbers(ranges)
            self._done[int(point)] = _numbers(ranges)

    def _adopt_shards(self) -> set[str]:
        """Adopt what the journal vouches for; return the names of all files that it knows."""
        folder = self.folder / _SHARDS
        known = {_JOURNAL}
        for line in read_lines(folder / _JOURNAL):
            files = {table: (name, digest) for table, (name, digest) in line["files"].items()}
            bad = [name for name, digest in files.values() if fingerprint(folder / name) != digest]
            self.damaged += [folder / name for name in bad]
            known.update(name for name, _digest in files.values())
            # Lines may be missing: what is written next must not take the name of a later file.
            self._number = max(self._number, line["number"] + 1)
            entry = _Entry(line["point"], tuple(line["replications"]), files)
            # Compacted, then killed before the shards were gone: the tables have it already.
            if not bad and not self.done(entry.point).intersection(entry.replications):
                self._adopt(entry)
        return known


def _place(folder: Path, table: Mapping[str, Any]) -> Path | None:
    """Return where a compacted table lies, as it shall be: a draft where that was cut short."""
    file = folder / str(table["file"])
    places = (_draft_of(file), file)
    return next((one for one in places if fingerprint(one) == table["sha256"]), None)


def _draft_of(file: Path) -> Path:
    return file.with_name(file.name + ".draft")


def _read(
    file: Path,
    point: int | None,
    columns: Sequence[str] | None = None,
    coded: Sequence[str] = (),
) -> pa.Table:
    try:
        return read_parquet(file, point=point, columns=columns, coded=coded)
    except (OSError, pa.ArrowException) as error:
        raise DamagedResults([file]) from error


@contextmanager
def open_store(folder: Path) -> Iterator[Store]:
    """Open a results folder for writing; everything in it that is whole counts as done.

    Raises
    ------
    FolderInUse
        If another study is writing into it.

    """
    folder.mkdir(parents=True, exist_ok=True)
    with locked(folder):
        shards = folder / _SHARDS
        _roll_forward(folder)
        shards.mkdir(exist_ok=True)
        store, known = _load(folder)
        for file in shards.iterdir():
            if file.name not in known:
                file.unlink()  # written, but its journal line never was
        for file in folder.glob("*.draft"):
            file.unlink()
        yield store
        if not any(shards.iterdir()):
            shards.rmdir()


def open_results(folder: Path) -> Store:
    """Open a results folder for reading; of a study that still runs or was killed, what is done.

    Raises
    ------
    DamagedResults
        If a file is not what the manifest or the journal says.
    FileNotFoundError
        If the folder holds no results.

    """
    if not (folder / MANIFEST).is_file():
        message = _("{folder} holds no results: there is no {file}")
        raise FileNotFoundError(message.format(folder=folder, file=MANIFEST))
    store, _known = _load(folder)
    if store.damaged:
        raise DamagedResults(store.damaged)
    return store


def _load(folder: Path) -> tuple[Store, set[str]]:
    store = Store(folder)
    # A reader may come between the two manifests of a compaction: the next one is whole already.
    manifest = read_sealed(folder / _NEXT) or read_sealed(folder / MANIFEST)
    if manifest is not None:
        store.manifest = manifest
    elif (folder / MANIFEST).exists():
        store.damaged.append(folder / MANIFEST)
    store._adopt_tables()  # noqa: SLF001  its other maker
    return store, store._adopt_shards()  # noqa: SLF001


def _roll_forward(folder: Path) -> None:
    """Carry a compaction to its end: the drafts are whole once the next manifest is there."""
    step = folder / _NEXT
    manifest = read_sealed(step)
    tables = {} if manifest is None else manifest["tables"]
    places = {one["file"]: _place(folder, one) for one in tables.values()}
    if not places or None in places.values():
        step.unlink(missing_ok=True)  # damaged: the manifest before it and the shards still hold
        return
    for file, place in places.items():
        if place is not None and place != folder / file:
            put_in_place(place, folder / file)
    put_in_place(step, folder / MANIFEST)
    for file in (folder / _SHARDS).glob("*"):
        file.unlink()
    sync_folder(folder)


def _ranges(numbers: Iterable[int]) -> list[list[int]]:
    """Return numbers as first and last of each unbroken range."""
    found: list[list[int]] = []
    for number in sorted(numbers):
        if found and found[-1][1] == number - 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    return found


def _numbers(ranges: Iterable[Sequence[int]]) -> set[int]:
    return {number for first, last in ranges for number in range(first, last + 1)}
