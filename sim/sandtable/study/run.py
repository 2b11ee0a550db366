"""Running a study from its design points to its verdicts and records (研究)."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

from sandtable.study.case import Point, Run, operate
from sandtable.study.compare import Difference
from sandtable.study.components import Components
from sandtable.study.engines import Engine, cores, one_thread_each
from sandtable.study.farm import Stop, stoppable
from sandtable.study.judgement import components_of, differences_of, verdicts_of
from sandtable.study.pack import Pack, packed
from sandtable.study.play import Play, Progress
from sandtable.study.sensitivity import Trials, Variation, turning_inputs, variations
from sandtable.study.stopping import Stopping
from sandtable.study.store import Store, open_store
from sandtable.study.verdict import Verdict
from sandtable.study.work import Failure
from sandtable.world.world import CONSTANTS, Assumption

_PACKAGES = ("numpy", "scipy", "numba", "simpy", "pyarrow")


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyResult:
    """What a study has found, and where its records lie.

    Parameters
    ----------
    folder
        Results folder; None where none was asked for.
    replications
        By scenario: replications behind the verdicts, the same for all its alternatives.
    verdicts
        By design point and target, in the order of the study.
    differences
        Of each alternative from the first one of its scenario, by target.
    components
        What makes single runs differ, by design point and target: hazard or response. None where
        the scenario has one hazard sample.
    failures
        Replications that could not be played; they are missing behind the verdicts.
    damaged
        Files that were found damaged; what they held was played again.
    interrupted
        Stopped by Ctrl-C: the verdicts rest on what was finished, and running it again goes on.
    played, adopted
        Replications played now, and taken from an earlier run.
    roads_computed, roads_loaded
        Travel tables computed, and opened from those that another process had computed.
    unverified
        Constants of low confidence that hazards rest on. They have no range, so nobody has tried
        whether a verdict turns on them: they go with all of them.

    """

    id: str
    seed: int
    folder: Path | None
    replications: Mapping[str, int]
    verdicts: tuple[Verdict, ...]
    differences: tuple[Difference, ...]
    components: tuple[Components, ...]
    failures: tuple[Failure, ...]
    damaged: tuple[Path, ...]
    interrupted: bool
    played: int
    adopted: int
    roads_computed: int
    roads_loaded: int
    unverified: tuple[Assumption, ...] = ()


def run_study(
    points: Sequence[Point],
    *,
    id: str,
    seed: int,
    stopping: Stopping,
    name: str = "study",
    engine: Engine | None = None,
    out: Path | None = None,
    about: Mapping[str, Any] | None = None,
    progress: Progress | None = None,
    sensitivity: int = 0,
    policy_file: str = "",
    run: Run = operate,
    scratch: Path | None = None,
) -> StudyResult:
    """Play a study and return its verdicts.

    Parameters
    ----------
    points
        One alternative in one scenario each; alternatives of a scenario meet the same luck. The
        first alternative of a scenario is its baseline.
    id
        See `identity.study_id`: results of another id are never taken for these.
    seed
        Root of all luck, 0 <= seed < 2^64.
    name
        Id of the study, or of the scenario where only one is run.
    engine
        Where to play (`engines`); all cores of this machine where None. It is closed afterwards.
    out
        Results go to ``<out>/<name>/<id>``; none are kept where None.
    about
        More to be said in the manifest: inputs with their hashes.
    progress
        Called with the replications done and planned, in this process.
    sensitivity
        Replications for each end of each number of low confidence; 0 = they are not tried.
    policy_file
        A user's own policy file, registered in every worker too.
    run
        Plays one replication; the Operation unless a test says otherwise.
    scratch
        Folder that all machines of a cluster can read; the system's temporary one where None.

    Raises
    ------
    FolderInUse
        If another study is writing into the folder.
    StudyFailed
        If too many replications cannot be played.
    UserFaults
        If a number of low confidence cannot be set to an end of its range.

    """
    machine = engine or cores()
    tried = variations(points) if sensitivity else []  # what is wrong there shows before any run
    folder = None if out is None else out / name / id
    said = {"study": name, "id": id, "seed": seed, **(about or {}), **_described(points, machine)}
    pack = Pack(
        cases=tuple(point.case for point in points),
        alternatives=tuple(point.alternative for point in points),
        seed=seed,
        run=run,
        store=folder is not None,
        policy_file=policy_file,
    )
    with (
        stoppable() as stop,
        one_thread_each(),
        _kept(folder) as store,
        packed(pack, on_disk=not machine.is_local, scratch=scratch) as key,
        _closing(machine, stop),
    ):
        play = Play(points, stopping, machine, seed, store, key, stop, progress or _silent)
        if store is not None:
            store.begin(said | {"state": "running"})
        play.adopt()
        play.play()
        verdicts = _verdicts(play)
        if tried and not stop.asked:
            trials = Trials(
                replications=sensitivity,
                seed=seed,
                run=run,
                policy_file=policy_file,
                scratch=scratch,
            )
            verdicts = _with_low_confidence_inputs(play, verdicts, tried, trials)
        result = _result(play, id, verdicts)
        if store is not None:
            store.finish(said | _found(result))
    return result


@contextmanager
def _kept(folder: Path | None) -> Iterator[Store | None]:
    if folder is None:
        yield None
    else:
        with open_store(folder) as store:
            yield store


@contextmanager
def _closing(engine: Engine, stop: Stop) -> Iterator[None]:
    """Close the engine in the end; whatever went wrong, no worker stays behind."""
    try:
        yield
    except BaseException:
        engine.close(kill=True)
        raise
    engine.close(kill=stop.asked)


def _silent(_done: int, _planned: int) -> None:
    """Show nothing."""


def _verdicts(play: Play) -> list[tuple[int, Verdict]]:
    """Return the verdicts with the numbers of their design points."""
    return [
        (number, verdict)
        for number, point in enumerate(play.points)
        for _target, verdict in verdicts_of(point, play.seen(number))
    ]


def _with_low_confidence_inputs(
    play: Play,
    verdicts: Sequence[tuple[int, Verdict]],
    tried: Sequence[Variation],
    trials: Trials,
) -> list[tuple[int, Verdict]]:
    seen = {number: play.seen(number) for number in range(len(play.points))}
    turning, failures = turning_inputs(tried, play.points, seen, trials, play.engine, play.stop)
    play.failures += failures
    return [
        (
            number,
            replace(verdict, low_confidence_inputs=turning.get((number, verdict.target), ())),
        )
        for number, verdict in verdicts
    ]


def _result(play: Play, id: str, verdicts: Sequence[tuple[int, Verdict]]) -> StudyResult:
    seen = {number: play.seen(number) for number in range(len(play.points))}
    return StudyResult(
        id=id,
        seed=play.seed,
        folder=None if play.store is None else play.store.folder,
        replications=dict(play.looked),
        verdicts=tuple(verdict for _number, verdict in verdicts),
        differences=tuple(differences_of(play.points, seen)),
        components=tuple(components_of(play.points, seen)),
        failures=tuple(play.failures),
        damaged=() if play.store is None else tuple(play.store.damaged),
        interrupted=play.stop.asked,
        played=play.played,
        adopted=play.adopted,
        roads_computed=play.roads_computed,
        roads_loaded=play.roads_loaded,
        unverified=_unverified(play.points),
    )


def _unverified(points: Sequence[Point]) -> tuple[Assumption, ...]:
    """Return the constants of low confidence behind the hazards of all points, each once."""
    known = dict.fromkeys(one for point in points for one in point.case.world.assumptions)
    return tuple(one for one in known if one.confidence == "low" and one.path.startswith(CONSTANTS))


def _described(points: Sequence[Point], engine: Engine) -> dict[str, Any]:
    """Return what the manifest says before the first replication."""
    return {
        "points": [
            {
                "point": number,
                "scenario": point.scenario,
                "alternative": point.alternative,
                "settings": list(point.settings),
                "samples": point.case.world.scenario.samples,
                "randomisations": point.case.world.scenario.randomisations,
                "targets": [target.id for target in point.case.world.targets],
            }
            for number, point in enumerate(points)
        ],
        "started": _now(),
        "environment": {
            "python": platform.python_version(),
            "system": f"{platform.system()} {platform.machine()}",
            "byte_order": sys.byteorder,
            "cores": os.cpu_count(),
            "workers": engine.workers,
            "sandtable": metadata.version("sandtable"),
            **{package: metadata.version(package) for package in _PACKAGES},
        },
    }


def _found(result: StudyResult) -> dict[str, Any]:
    """Return what the manifest says in the end."""
    return {
        "state": "interrupted" if result.interrupted else "finished",
        "ended": _now(),
        "looked_at": dict(result.replications),
        "verdicts": [{"scenario": one.scenario, **one.as_json()} for one in result.verdicts],
        "differences": [one.as_json() for one in result.differences],
        "variance": [one.as_json() for one in result.components],
        "unverified": [one.as_json() for one in result.unverified],
        "failures": [
            {"point": one.point, "replication": one.replication, "seed": one.seed, "what": one.what}
            for one in result.failures
        ],
    }


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
