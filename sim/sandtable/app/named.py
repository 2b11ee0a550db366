"""Files that may be called by their name in the library instead of by their path."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path

from sandtable.app.misuse import misuse
from sandtable.files import kind_of, names
from sandtable.files.tree import plain
from sandtable.files.yaml_reader import read_tree
from sandtable.ground.faults import UserFaults
from sandtable.ground.language import _
from sandtable.ground.names import Name

_YAML = (".yaml", ".yml", ".json")


def scenarios() -> dict[str, Path]:
    """Return the scenario files of the library by name: folder and file, ``huarong/gas_tanker``."""
    files = (file for folder in names("scenarios").values() for file in sorted(folder.iterdir()))
    return {
        f"{file.parent.name}/{file.stem}": file
        for file in files
        if file.suffix in _YAML and _is(file, "scenario")
    }


def title(file: Path) -> Name:
    """Return what a file says about itself: its name or its question; nothing where it cannot."""
    if file.is_dir():
        return Name()
    try:
        values = plain(read_tree(file, file.as_posix()))
    except UserFaults:
        return Name()
    said = values.get("question") or values.get("name") or ""
    if isinstance(said, dict):
        return Name(zh=str(said.get("zh", "")), en=str(said.get("en", "")))
    return Name(zh=str(said))


def scenario_file(file: Path) -> Path:
    """Return the file of a scenario given by its path or its name."""
    return file if _is_path(file) else _found(file, scenarios())


def study_file(file: Path) -> Path:
    """Return the file of a study given by its path or its name."""
    return file if _is_path(file) else _found(file, names("experiments"))


def _is_path(file: Path) -> bool:
    return file.exists() or file.suffix in _YAML  # a path that leads nowhere is told by the reader


def _found(name: Path, known: Mapping[str, Path]) -> Path:
    wanted = name.as_posix()
    if wanted in known:
        return known[wanted]
    near = get_close_matches(wanted, known, n=1)
    repair = _("See what there is with sandtable list.")
    if near:
        repair = _("Did you mean {name}?").format(name=near[0])
    expected = _("a file, or one of {names}").format(names=", ".join(known))
    raise misuse("FILE", f"'{wanted}'", expected, repair)


def _is(file: Path, kind: str) -> bool:
    try:
        return kind_of(file) == kind
    except UserFaults:
        return False
