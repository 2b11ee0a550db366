"""A study out of its file: its scenarios and its alternatives, not yet read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import ValidationError

from sandtable.files.merge import Merge
from sandtable.files.models import model_of
from sandtable.files.reader import NamedFile, Reader
from sandtable.files.references import twice
from sandtable.files.set_option import Setting
from sandtable.files.study_model import DECIDED, MOST, StudyFile
from sandtable.files.tree import Node, copied, plain
from sandtable.files.wrong_shape import shape_faults
from sandtable.ground.faults import Fault, UserFaults
from sandtable.ground.names import Name
from sandtable.ground.units import quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class AlternativeStated:
    """An alternative as the file states it: a plan (None = that of each scenario) and settings."""

    id: str
    name: Name
    plan: NamedFile | None
    settings: tuple[str, ...]
    settings_at: Node | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyStated:
    """A study as the file states it (研究文件).

    Parameters
    ----------
    alternatives
        Empty = the plan of each scenario alone.
    replications
        At most so many; `fixed` = exactly so many.
    precision
        Half-width at which it stops; nan = as soon as every verdict stands.
    sensitivity
        Replications for each end of each number of low confidence; 0 = they are not tried.
    faults
        What is wrong with it although its scenarios and alternatives can be told.

    """

    id: str
    question: Name
    scenarios: tuple[NamedFile, ...]
    alternatives: tuple[AlternativeStated, ...]
    replications: int
    fixed: bool
    precision: float
    seed: int
    sensitivity: int
    faults: tuple[Fault, ...]


def read_study(
    path: Path, name: str, *, reader: Reader, settings: Sequence[Setting] = ()
) -> StudyStated:
    """Read a study file; the files that it names are not opened.

    Raises
    ------
    UserFaults
        If its scenarios and alternatives cannot be told.

    """
    opened = reader.open(path, name, "study")
    faults: list[Fault] = list(opened.faults)
    model, root = model_of("study"), copied(opened.root)
    merge = Merge(root, model, name)
    for setting in settings:
        if setting.kind == "study":
            merge.set(setting.path, setting.value)
    faults += merge.faults
    faults += reader.settle(root, model, name).faults
    faults += twice(root, ("alternatives",))
    try:
        file = StudyFile.model_validate(plain(root))
    except ValidationError as error:
        raise UserFaults([*faults, *shape_faults(root, model, error)]) from None
    return replace(_stated(file, root, reader, name), faults=tuple(faults))


def _stated(file: StudyFile, root: Node, reader: Reader, home: str) -> StudyStated:
    scenarios = root.value["scenarios"]
    nodes = scenarios.value if isinstance(scenarios.value, list) else [scenarios]
    alternatives = root.get("alternatives")
    items = alternatives.value if alternatives is not None else []
    fixed = file.precision is None
    most = file.replications or 40 if fixed else file.most or MOST
    return StudyStated(
        id=file.id,
        question=file.question.name(),
        scenarios=tuple(_named(node, reader, home) for node in nodes),
        alternatives=tuple(
            AlternativeStated(
                id=one.id,
                name=one.name.name(),
                plan=_named(item.value["plan"], reader, home) if one.plan else None,
                settings=tuple(one.settings),
                settings_at=item.get("set"),
            )
            for one, item in zip(file.alternatives, items, strict=True)
        ),
        replications=most,
        fixed=fixed,
        precision=_precision(file.precision),
        seed=file.seed,
        sensitivity=file.sensitivity,
        faults=(),
    )


def _precision(text: str | None) -> float:
    return float("nan") if text is None or text == DECIDED else quantity("ratio", text)


def _named(node: Node, reader: Reader, home: str) -> NamedFile:
    path, name = reader.beside(node.mark, str(node.value), home)
    return NamedFile(path=path, name=name, node=node)
