"""The library: shipped and own scenarios, networks and experiments, found by name (示例库)."""

from __future__ import annotations

from pathlib import Path
from typing import Final

KINDS: Final = {
    "scenarios": ("*/place.yaml", "*/plan.yaml", "*/targets.yaml"),
    "networks": ("*/node.csv",),
    "experiments": ("*.yaml",),
}
"""Kinds of things, and the files by which one is known; a folder counts if it holds any of them."""

_PACKAGE = Path(__file__).resolve().parent.parent
_WHEEL = _PACKAGE / "library"
_CHECKOUT = _PACKAGE.parent.parent


def library_folders() -> list[Path]:
    """Return the folders that are searched, each once; of two things of one name the later counts.

    They are the library of the installed package, the checkout beside an editable install, and the
    current folder; each may hold ``scenarios/``, ``networks/`` and ``experiments/``.
    """
    folders = [_WHEEL]
    # Without this file, two levels up is a folder of the interpreter and none of ours.
    if (_CHECKOUT / "pyproject.toml").is_file() and (_CHECKOUT / "sim" / "sandtable").is_dir():
        folders.append(_CHECKOUT)
    folders.append(Path.cwd())
    there = (folder.resolve() for folder in folders if folder.is_dir())
    return list(reversed(dict.fromkeys(reversed(list(there)))))


def names(kind: str) -> dict[str, Path]:
    """Return everything of a kind by its name, sorted: folders, or the files of experiments.

    Raises
    ------
    ValueError
        If there is no such kind.

    """
    if kind not in KINDS:
        message = f"found {kind!r}, expected one of {', '.join(KINDS)}"
        raise ValueError(message)
    found: dict[str, Path] = {}
    for folder in library_folders():
        for pattern in KINDS[kind]:
            for path in (folder / kind).glob(pattern):
                thing = path if kind == "experiments" else path.parent
                found[thing.stem if kind == "experiments" else thing.name] = thing
    return dict(sorted(found.items()))


def find(kind: str, name: str) -> Path | None:
    """Return the folder of a scenario or network, or the file of an experiment; None = no such."""
    return names(kind).get(name)
