"""Checking files of any kind: everything that is wrong in them, at once (检查)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sandtable.files import Instead, kind_of
from sandtable.files.reader import NamedFile
from sandtable.files.scenario_files import NAMED, check_alone
from sandtable.files.set_option import read_settings
from sandtable.ground.faults import Fault, Remark, UserFaults
from sandtable.study.desk import Desk

_SUFFIXES = (".yaml", ".yml", ".json")


def check_files(
    paths: Sequence[Path], sets: Sequence[str] = ()
) -> tuple[tuple[Fault, ...], tuple[Remark, ...]]:
    """Return everything that is wrong in files of any kind, and what looks odd.

    A study is checked with all its scenarios under all its alternatives, a scenario with all it
    names. A place, plan or targets file is checked against every scenario of its folder that uses
    it, or a file that extends it or that it extends; where there is none, it is checked alone.

    Parameters
    ----------
    paths
        Files of any kind.
    sets
        Values that take the place of those in the files.

    Returns
    -------
    tuple
        Faults and remarks, each in reading order and once.

    """
    checking = _Checking(Desk(tuple(sets)))
    checking.faults += checking.desk.wrong_sets
    for path in paths:
        checking.file(path, path.as_posix())
    return tuple(sorted(set(checking.faults))), tuple(sorted(set(checking.desk.remarks)))


@dataclass(slots=True)
class _Checking:
    desk: Desk
    faults: list[Fault] = field(default_factory=list)

    def file(self, path: Path, name: str) -> None:
        """Check one file."""
        try:
            kind = kind_of(path, name)
            if kind == "study":
                study = self.desk.study(path)
                self.desk.points(study.scenarios, study.alternatives, study.faults)
            elif kind == "scenario":
                self.desk.points([NamedFile(path=path, name=name)], ())
            else:
                self._used_file(path, name, kind)
        except UserFaults as wrong:
            self.faults += wrong.faults

    def _used_file(self, path: Path, name: str, kind: str) -> None:
        """Check a file that scenarios use; if none does, check it alone."""
        used = False
        for scenario, is_its_own in self._users(path, name, kind):
            used = True
            instead = None if is_its_own else Instead(kind=kind, path=path, name=name)
            try:
                self.desk.remarks += self.desk.read(scenario, instead, self.desk.sets).remarks
            except UserFaults as wrong:
                self.faults += wrong.faults
        if not used:
            faults, remarks = check_alone(
                path,
                name,
                kind,
                reader=self.desk.reader,
                settings=read_settings(self.desk.sets)[0],
                above=self.desk.above,
            )
            self.faults += faults
            self.desk.remarks += remarks

    def _users(self, path: Path, name: str, kind: str) -> Iterator[tuple[NamedFile, bool]]:
        """Yield the scenarios of the folder that a file is for, and whether they name it.

        They name it themselves or through what they extend; or the file that they name is related
        to it, so that it can take that one's place.
        """
        assert kind in NAMED  # noqa: S101  the other kinds are checked by themselves
        reader = self.desk.reader
        own = set(reader.open(path, name, kind).files)
        for file in sorted(path.parent.iterdir()):
            shown = file.as_posix()
            if file.suffix.lower() not in _SUFFIXES or not _is_scenario(file):
                continue
            try:
                scenario = reader.open(file, shown, "scenario")
            except UserFaults:
                continue  # nobody can tell what it uses; it is checked when it is asked for
            node = scenario.root.get(kind)
            if node is None or not isinstance(node.value, str):
                continue
            try:
                used = reader.open(*reader.beside(node.mark, node.value, shown), kind)
            except UserFaults:
                continue
            if path.resolve() in used.files:
                yield NamedFile(path=file, name=shown), True
            elif own & set(used.files):
                yield NamedFile(path=file, name=shown), False


def _is_scenario(path: Path) -> bool:
    try:
        return kind_of(path) == "scenario"
    except UserFaults:
        return False
