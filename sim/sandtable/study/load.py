"""From files to what a study runs: its design points, its seed, when it stops (读入)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sandtable.files.reader import NamedFile
from sandtable.files.set_option import read_settings
from sandtable.files.tree import fault_at
from sandtable.ground.faults import Remark, UserFaults
from sandtable.ground.language import _
from sandtable.ground.names import Name
from sandtable.hazards.around import Around
from sandtable.study.case import Point
from sandtable.study.desk import Desk
from sandtable.study.identity import study_id
from sandtable.study.stopping import Stopping

RUN_REPLICATIONS = 20
"""Replications of a single scenario where nothing is said: enough for a first look."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """A study or a single scenario, ready to be played.

    Parameters
    ----------
    name
        Id of the study or scenario: results go to ``<out>/<name>/<id>``.
    title
        Question of the study, or name of the scenario.
    id
        What makes it the same study (`identity.study_id`).
    points
        One alternative in one scenario each; each can be loaded again with other settings.
    sensitivity
        Replications for each end of each number of low confidence; 0 = they are not tried.
    remarks
        What could be meant but looks odd.
    about
        For the manifest: what was read, with its hashes, and what was set.
    around
        Of a single scenario, by entry that is worked out: its surroundings, for maps of its frames.

    """

    name: str
    title: Name
    id: str
    seed: int
    points: tuple[Point, ...]
    stopping: Stopping
    sensitivity: int
    remarks: tuple[Remark, ...]
    about: dict[str, Any]
    around: Mapping[str, Around] = field(default_factory=dict)


def load_run(
    path: Path,
    *,
    sets: Sequence[str] = (),
    seed: int | None = None,
    replications: int | None = None,
) -> Loaded:
    """Load one scenario under its own plan.

    Parameters
    ----------
    path
        The scenario file.
    sets
        Values that take the place of those in the files: ``plan.teams[fire_1].turnout=3 min``.
    seed, replications
        Instead of those of this function, 1 and 20.

    Raises
    ------
    UserFaults
        With everything that is wrong in all files.

    """
    _refuse_study(sets)
    desk = Desk(tuple(sets), seed)
    file = NamedFile(path=path, name=path.as_posix())
    (loaded,) = desk.points([file], ())
    world = loaded.case.world
    samples = world.scenario.samples
    most = replications or -(-RUN_REPLICATIONS // samples) * samples
    return _loaded(
        desk,
        name=world.scenario.id,
        title=world.scenario.name,
        seed=desk.seed,
        points=(loaded,),
        stopping=Stopping(most=most),
        around=desk.around,
    )


def load_study(
    path: Path,
    *,
    sets: Sequence[str] = (),
    seed: int | None = None,
    replications: int | None = None,
) -> Loaded:
    """Load a study: every scenario under every alternative.

    Parameters
    ----------
    path
        The study file.
    sets
        Values that take the place of those in the files, of any kind and under every alternative.
    seed, replications
        Instead of those of the file; a number of replications is then played in any case.

    Raises
    ------
    UserFaults
        With everything that is wrong in all files.

    """
    desk = Desk(tuple(sets), seed)
    study = desk.study(path)
    points = desk.points(study.scenarios, study.alternatives, study.faults)
    stopping = Stopping(
        most=replications or study.replications,
        fixed=study.fixed or replications is not None,
        precision=study.precision,
    )
    return _loaded(
        desk,
        name=study.id,
        title=study.question,
        seed=desk.seed,
        points=points,
        stopping=stopping,
        sensitivity=study.sensitivity,
    )


def _loaded(
    desk: Desk,
    *,
    name: str,
    title: Name,
    seed: int,
    points: tuple[Point, ...],
    stopping: Stopping,
    sensitivity: int = 0,
    around: Mapping[str, Around] | None = None,
) -> Loaded:
    """Return all that a study needs."""
    inputs = list(desk.reader.inputs.values())
    return Loaded(
        name=name,
        title=title,
        id=study_id([one.content.encode() for one in inputs], settings=desk.sets, seed=seed),
        seed=seed,
        points=points,
        stopping=stopping,
        sensitivity=sensitivity,
        remarks=tuple(sorted(set(desk.remarks))),
        about={
            "inputs": [{"file": one.file, "kind": one.kind, "hash": one.content} for one in inputs],
            "settings": list(desk.sets),
        },
        around=around or {},
    )


def _refuse_study(sets: Sequence[str]) -> None:
    """Refuse settings of a study file where none is read."""
    faults = [
        fault_at(
            setting.value.mark,
            "",
            f"'study.{setting.path}'",
            _("a setting of place, plan, targets or scenario"),
            _("A single scenario is run without a study file."),
            "set",
        )
        for setting in read_settings(sets)[0]
        if setting.kind == "study"
    ]
    if faults:
        raise UserFaults(faults)
