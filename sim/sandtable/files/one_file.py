"""One file of a set: settings laid over it, its uncertain numbers taken out, its shape read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from pydantic import ValidationError

from sandtable.files.assumptions import Assumptions
from sandtable.files.merge import Merge
from sandtable.files.models import model_of
from sandtable.files.reader import COMMAND_LINE, Opened, Reader
from sandtable.files.set_option import Setting
from sandtable.files.tree import Node, copied, plain
from sandtable.files.wrong_shape import shape_faults
from sandtable.ground.faults import Fault, Remark
from sandtable.world.world import Assumption


@dataclass(slots=True)
class OneFile:
    """A file as it is to be used.

    Parameters
    ----------
    root
        Its tree, with settings and without the marks of uncertain numbers.
    broken
        Lists whose table could not be read.
    model
        Its model; None where its shape is wrong.
    faults, remarks, assumptions
        What is to be said of it.

    """

    kind: str
    name: str
    root: Node
    broken: frozenset[str]
    model: Any = None
    faults: list[Fault] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    assumptions: list[Assumption] = field(default_factory=list)


def one_file(opened: Opened, settings: Sequence[Setting], reader: Reader) -> OneFile:
    """Return a file with its settings; one without any is made once per reader."""
    own = [setting for setting in settings if setting.kind == opened.kind]
    key = (opened.files[0], opened.kind)
    kept = reader.kept.get(key)
    if not own and isinstance(kept, OneFile):
        return kept
    file = _made(opened, own, reader)
    if not own:
        reader.kept[key] = file
    return file


def _made(opened: Opened, settings: Sequence[Setting], reader: Reader) -> OneFile:
    kind, model = opened.kind, model_of(opened.kind)
    file = OneFile(kind, opened.name, copied(opened.root), opened.broken)
    file.faults += opened.faults
    if settings:
        _set(file, settings, reader)
    uncertain = Assumptions(kind, file.root)
    uncertain.take(model)
    file.faults += uncertain.faults
    file.remarks += uncertain.remarks
    file.assumptions += uncertain.found
    try:
        file.model = model.model_validate(plain(file.root))
    except ValidationError as error:
        told = {_place(fault) for fault in opened.faults if fault.column}
        found = shape_faults(file.root, model, error)
        file.faults += [fault for fault in found if _place(fault) not in told]
    file.faults = [_as_set(fault, kind) for fault in file.faults]
    return file


def _set(file: OneFile, settings: Sequence[Setting], reader: Reader) -> None:
    model = model_of(file.kind)
    merge = Merge(file.root, model, file.name)
    for setting in settings:
        merge.set(setting.path, setting.value)
    settled = reader.settle(file.root, model, file.name)
    file.faults += [*merge.faults, *settled.faults]
    file.broken |= settled.broken


def _place(fault: Fault) -> tuple[str, str, int, int]:
    return fault.file, fault.sheet, fault.line, fault.column


def _as_set(fault: Fault, kind: str) -> Fault:
    """Name the field of a value of the command line as it stands there."""
    if fault.file != COMMAND_LINE or not fault.field:
        return fault
    return replace(fault, field=f"{kind}.{fault.field}")
