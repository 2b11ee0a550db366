"""A pack: what workers need to play any replication of a study, on disk once for all of them.

Networks, Impacts and travel tables lie in it as memory-mapped arrays, shared by all workers of a
machine. The frozen rest of the worlds is pickled, by the parent for its own workers, into a folder
that only this user may enter. A pack is never a result and never read from a user's path.
"""

from __future__ import annotations

import importlib
import pickle
import shutil
import tempfile
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, TypeVar

from sandtable.study.case import Case, Run
from sandtable.world.world import World

if TYPE_CHECKING:
    from sandtable.routing.roadbook import RoadBook

K = TypeVar("K")
V = TypeVar("V")

_FILE = "cases.pickle"
_ROADS = "roads"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """Cases by the number of their design point, with the luck and the engine that play them.

    Parameters
    ----------
    alternatives
        Id of the alternative of each case.
    store
        Whether workers return the tables or tallies alone.
    policy_file
        A user's own policy, registered in every worker; empty = none.

    """

    cases: tuple[Case, ...]
    alternatives: tuple[str, ...]
    seed: int
    run: Run
    store: bool = True
    policy_file: str = ""


_opened: dict[str, Pack] = {}
"""Packs of this process by key; a forked worker inherits those of its parent."""

_cases: dict[tuple[str, int], Case] = {}
"""Cases of this process with their travel tables, by key and design point."""

_books: dict[tuple[str, Hashable], RoadBook] = {}
"""Books of travel tables by key and what they hold: alternatives that agree in it share one."""


def opened(key: str) -> Pack:
    """Return the pack of a key, opening its folder the first time."""
    pack = _opened.get(key)
    if pack is None:
        pack = _opened[key] = _read(Path(key))
    return pack


def case_of(key: str, point: int) -> Case:
    """Return a case with travel tables that all its replications in this process share."""
    case = _cases.get((key, point))
    if case is None:
        case = opened(key).cases[point]
        if case.roads is None and case.world.network is not None:
            case = replace(case, roads=_book(key, case.world))
        _cases[key, point] = case
    return case


def save_roads(key: str) -> None:
    """Write the travel tables that this process has computed, for its workers to map."""
    for (pack, _point), case in _cases.items():
        if pack == key and case.roads is not None:
            case.roads.save(Path(key) / _ROADS)


def _book(key: str, world: World) -> RoadBook:
    # Imported where it is used: the farm and the store work without an Operation.
    from sandtable.dispatch import road_book  # noqa: PLC0415
    from sandtable.routing import RoadBook  # noqa: PLC0415

    made, profiles = road_book(world), world.plan.profiles
    holds = world.network.content_hash, tuple(made.hubs), tuple(made.points), profiles
    book = _books.get((key, holds))
    if book is None:
        folder = Path(key) / _ROADS
        book = RoadBook.open(folder, world.network, profiles, made.hubs, made.points)
        _books[key, holds] = book
    return book


@contextmanager
def packed(pack: Pack, *, on_disk: bool, scratch: Path | None = None) -> Iterator[str]:
    """Make a pack available while inside; return its key.

    Parameters
    ----------
    on_disk
        Whether other processes need it.
    scratch
        Folder to write it in, shared by all machines that work; the system's own where None.

    """
    folder = Path(tempfile.mkdtemp(prefix="sandtable-", dir=scratch))  # mode 700
    try:
        if on_disk:
            _write(pack, folder)
        _opened[str(folder)] = pack
        yield str(folder)
    finally:
        _opened.pop(str(folder), None)
        _forget(_cases, str(folder))
        _forget(_books, str(folder))
        shutil.rmtree(folder, ignore_errors=True)


def _forget(known: dict[tuple[str, K], V], pack: str) -> None:
    for name in [name for name in known if name[0] == pack]:
        del known[name]


def _write(pack: Pack, folder: Path) -> None:
    for case in pack.cases:
        if case.roads is not None:
            case.roads.save(folder / _ROADS)
    # A worker makes books of its own, which find these tables and those of `save_roads`.
    pack = replace(pack, cases=tuple(replace(case, roads=None) for case in pack.cases))
    with (folder / _FILE).open("wb") as file:
        _Pickler(file, folder).dump(pack)


def _read(folder: Path) -> Pack:
    with (folder / _FILE).open("rb") as file:
        pack: Pack = _Unpickler(file, folder).load()
    if pack.policy_file:
        from sandtable.dispatch import load_policy_file  # noqa: PLC0415  only where asked for

        load_policy_file(Path(pack.policy_file))
    return pack


class _Pickler(pickle.Pickler):
    """Pickles frozen objects; what can save itself as arrays does so beside them."""

    def __init__(self, file: IO[bytes], folder: Path) -> None:
        super().__init__(file, protocol=pickle.HIGHEST_PROTOCOL)
        self._folder = folder
        self._names: dict[object, str] = {}
        self._alive: list[object] = []  # an id is unique only while its object lives

    def persistent_id(self, obj: object) -> tuple[str, str, str] | None:
        kind = type(obj)
        if not (hasattr(kind, "save") and hasattr(kind, "open")):
            return None
        content: object = getattr(obj, "content_hash", None) or id(obj)
        name = self._names.get((kind, content))
        if name is None:
            name = self._names[kind, content] = f"{kind.__name__.lower()}_{len(self._names):04d}"
            self._alive.append(obj)
            saved: Any = obj
            saved.save(self._folder / name)
        return kind.__module__, kind.__qualname__, name


class _Unpickler(pickle.Unpickler):
    def __init__(self, file: IO[bytes], folder: Path) -> None:
        super().__init__(file)
        self._folder = folder
        self._found: dict[str, object] = {}

    def persistent_load(self, pid: tuple[str, str, str]) -> object:
        module, name, folder = pid
        if folder not in self._found:
            kind = getattr(importlib.import_module(module), name)
            self._found[folder] = kind.open(self._folder / folder)
        return self._found[folder]
