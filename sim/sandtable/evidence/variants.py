"""One scenario under several settings, on the same luck, and what its measures read (变体推演)."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from sandtable.ground.faults import Fault, UserFaults
from sandtable.ground.language import _
from sandtable.study import Point, StudyFailed, cores, load_study, open_results, run_study
from sandtable.study.play import Progress
from sandtable.study.recorded import stored_runs, values_of
from sandtable.study.stopping import Stopping
from sandtable.world.recorded import Recorded

Settings = Mapping[str, Sequence[str]]
"""By name of the variant: what is set, each as ``--set`` takes it."""

Answers = Mapping[str, list[dict[int, float]]]
"""By name of the variant: for each thing asked, its value by replication."""

AS_IT_IS = ""
"""Name of the scenario as its files have it."""


def event_point(
    study: Path, *, sets: Sequence[str] = (), seed: int | None = None
) -> tuple[Point, int]:
    """Return the first design point of a study whose scenario holds recorded numbers, and the seed.

    Parameters
    ----------
    sets
        What is set over the files in every variant.
    seed
        Root of all luck; None = that of the study.

    Raises
    ------
    UserFaults
        With everything that is wrong in the files, or if no scenario holds any.

    """
    loaded = load_study(study, sets=sets, seed=seed)
    for point in loaded.points:
        if point.case.world.scenario.recorded:
            return point, loaded.seed
    fault = Fault(
        file=study.as_posix(),
        field="scenarios",
        found=_("no scenario with recorded numbers"),
        expected=_("a scenario of a real event with its list 'recorded'"),
        repair=_("Name a study of a real event."),
    )
    raise UserFaults([fault])


def answers(
    point: Point,
    settings: Settings,
    asked: Sequence[Recorded],
    *,
    seed: int,
    replications: int,
    jobs: int | None = None,
    progress: Progress | None = None,
) -> Answers:
    """Play a design point as it is and under each setting, and read what is asked off every run.

    All variants meet the same luck: their runs of one number can be paired.

    Parameters
    ----------
    settings
        Variants beside `AS_IT_IS`.
    asked
        Measures with their arguments.
    replications
        Of each variant; beyond the ensemble rounded up to whole ensembles.
    jobs
        Processes; None = all cores.

    Raises
    ------
    UserFaults
        If something cannot be set.
    StudyFailed
        If a run cannot be played.

    """
    points = [
        replace(point, alternative=AS_IT_IS),
        *(_set(point, *one) for one in settings.items()),
    ]
    with tempfile.TemporaryDirectory(prefix="sandtable-") as folder:
        result = run_study(
            points,
            id="event",
            seed=seed,
            stopping=Stopping(most=replications),
            engine=cores(jobs),
            out=Path(folder),
            progress=progress,
        )
        if result.failures:
            raise StudyFailed(result.failures)
        if result.interrupted:
            raise KeyboardInterrupt
        assert result.folder is not None  # noqa: S101  it was asked for
        store, runs = open_results(result.folder), range(result.replications[point.scenario])
        return {
            one.alternative: values_of(one.case, asked, stored_runs(store, number, runs))
            for number, one in enumerate(points)
        }


def _set(point: Point, name: str, sets: Sequence[str]) -> Point:
    assert point.variant is not None  # noqa: S101  it was read from files
    case = point.variant((*point.settings, *sets))
    return replace(point, alternative=name, case=case, settings=(*point.settings, *sets))
