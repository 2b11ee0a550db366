"""Impacts on disk: a folder with one array per column and a head in JSON."""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

HEAD = "impact.json"

_LEAST_MAPPED = 1 << 16
"""Smaller files are read as a whole: one that is mapped stays open, and a process may have 1,024
files open on many systems, fewer than the columns of 70 Impacts [bytes]."""


def write(folder: Path, head: Mapping[str, Any], columns: Mapping[str, NDArray[Any]]) -> None:
    """Write a head and columns into a folder of their own, whole or not at all.

    A folder that holds the same content already is left alone, so that several studies may save the
    same Impact at once.

    Raises
    ------
    FileExistsError
        If the folder holds something else.

    """
    if folder.exists():
        _same_or_fault(folder, head)
        return
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
        for name, column in columns.items():
            np.save(draft / f"{name}.npy", column, allow_pickle=False)
        text = json.dumps(head, ensure_ascii=False, sort_keys=True, indent=1)
        (draft / HEAD).write_text(text + "\n", encoding="utf-8")
        _move(draft, folder, head)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def read(folder: Path, names: Iterable[str]) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    """Read the head, and open the columns read-only, large ones memory-mapped."""
    head: dict[str, Any] = json.loads((folder / HEAD).read_text(encoding="utf-8"))
    columns = {name: _column(folder / f"{name}.npy") for name in names}
    return head, columns


def _column(file: Path) -> NDArray[Any]:
    mapped = file.stat().st_size >= _LEAST_MAPPED
    column: NDArray[Any] = np.load(file, mmap_mode="r" if mapped else None, allow_pickle=False)
    column.setflags(write=False)
    return column


def _move(draft: Path, folder: Path, head: Mapping[str, Any]) -> None:
    try:
        draft.replace(folder)
    except OSError:  # somebody else was quicker
        _same_or_fault(folder, head)


def _same_or_fault(folder: Path, head: Mapping[str, Any]) -> None:
    file = folder / HEAD
    if file.is_file() and json.loads(file.read_text(encoding="utf-8")) == head:
        return
    message = f"{folder} holds something else than this Impact"
    raise FileExistsError(message)
