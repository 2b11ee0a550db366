"""Case files, run through the ordinary program (核验)."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from sandtable.evidence import (
    hazard_chemical,
    hazard_fire,
    hazard_flood,
    hypercube,
    losses,
    queues,
    routing_cases,
    routing_trips,
    shuttle,
    statistics_cases,
)
from sandtable.evidence.campaign import Progress, play_all
from sandtable.evidence.case_files import Case, read_cases, shipped
from sandtable.evidence.inputs import UnknownInputs
from sandtable.evidence.model import Build, Compute, Draw
from sandtable.evidence.routing_draws import Skipped
from sandtable.evidence.rows import Report, Row, computed, simulated, unsaid, unsaid_number
from sandtable.evidence.trial import Trial
from sandtable.ground.faults import Fault, UserFaults
from sandtable.ground.language import _

ROOMS = ("dispatch", "routing", "hazards", "statistics", "placement")

SEED = 2026
"""Root of all luck where nothing is said. It is never changed to make a case pass."""

LIMIT_S = 3600.0
"""No run begins later than this after the start [s]."""

MOST_INCIDENTS = 40_000_000
"""A case with one law is not watched for longer than this."""

_SIMULATED: Mapping[tuple[str, str], Build] = {
    ("dispatch", "mmc"): queues.mmc,
    ("dispatch", "one-unit"): queues.one_unit,
    ("dispatch", "priority"): queues.priority,
    ("dispatch", "erlang-loss"): losses.erlang_loss,
    ("dispatch", "multi-unit-loss"): losses.multi_unit_loss,
    ("dispatch", "time-of-day"): losses.time_of_day,
    ("dispatch", "hypercube"): hypercube.hypercube,
    ("statistics", "queue"): queues.queue,
}
_COMPUTED: Mapping[tuple[str, str], Compute] = {
    ("dispatch", "relief-shuttle"): shuttle.relief_shuttle,
    ("routing", "road-changes"): routing_cases.road_changes,
    ("routing", "explained-trip"): routing_trips.explained_trip,
    ("hazards", "fire-ellipse"): hazard_fire.fire_ellipse,
    ("hazards", "fire-wind-slope"): hazard_fire.fire_wind_slope,
    ("hazards", "fire-contain"): hazard_fire.fire_contain,
    ("hazards", "rothermel13"): hazard_fire.rothermel13,
    ("hazards", "fire_containment"): hazard_fire.fire_containment,
    ("statistics", "interval"): statistics_cases.interval,
    ("statistics", "sample_size"): statistics_cases.sample_size,
    ("statistics", "quantile"): statistics_cases.quantile,
    ("statistics", "random_stream"): statistics_cases.random_stream,
    ("statistics", "erlang"): statistics_cases.erlang,
    ("hazards", "flood-wave"): hazard_flood.wave,
    ("hazards", "flood-stoker"): hazard_flood.dam_break_on_water,
    ("hazards", "flood-ritter"): hazard_flood.dam_break_on_dry_ground,
    ("hazards", "road-flood-speed"): hazard_flood.road_speed,
    ("hazards", "flood-hazard-class"): hazard_flood.hazard_class,
    ("hazards", "chem-choked"): hazard_chemical.choked,
    ("hazards", "chem-liquid"): hazard_chemical.liquid,
    ("hazards", "chem-plume"): hazard_chemical.plume,
    ("hazards", "chem-probit"): hazard_chemical.probit,
}
_DRAWN: Mapping[tuple[str, str], Draw] = {
    ("routing", "random-roads"): routing_cases.random_roads,
    ("routing", "real-roads"): routing_cases.real_roads_of,
    ("routing", "foreseen-roads"): routing_trips.foreseen_roads,
}


@dataclass(slots=True)
class _Asked:
    """A case on its way: rows that are there already, or trials that will bring them."""

    case: Case
    rows: list[Row] = field(default_factory=list)
    skipped: str = ""
    trials: list[Trial] = field(default_factory=list)


def verify(
    room: str,
    files: Sequence[Path] | None = None,
    *,
    seed: int = SEED,
    jobs: int | None = None,
    limit_s: float = LIMIT_S,
    most_incidents: int = MOST_INCIDENTS,
    progress: Progress | None = None,
) -> Report:
    """Run the cases of a room and compare what comes out with what must.

    Same files and same seed give the same rows on any number of processes, unless time is up.

    Parameters
    ----------
    room
        One of `ROOMS`.
    files
        Case files; None = those that come with the program.
    seed
        Root of all luck.
    jobs
        Processes that play the trials, None = all cores; what is computed takes one.
    limit_s
        No run begins later than this [s]; what was not seen well enough by then is not passed.
    most_incidents
        A case with one law is not watched for more incidents than this.
    progress
        Called with the runs done and the runs planned so far; not for what is computed.

    Raises
    ------
    UserFaults
        If there is no such room, or a file cannot be read as one of its case files.

    """
    began = time.monotonic()
    asked = [_asked(room, case, seed, most_incidents) for case in _cases(room, files)]
    trials = [trial for one in asked for trial in one.trials]
    cpu_s = play_all(trials, jobs=jobs, until=began + limit_s, progress=progress or _silent)
    for one in asked:
        if one.trials:
            one.rows = list(_rows(one.case, one.trials))
    return Report(
        room=room,
        seed=seed,
        seconds=time.monotonic() - began,
        rows=tuple(row for one in asked for row in one.rows),
        incidents=sum(trial.incidents for trial in trials),
        cpu_seconds=cpu_s,
        skipped=tuple(f"{one.case.id}: {one.skipped}" for one in asked if one.skipped),
        sources=_sources(one.case for one in asked),
    )


def _sources(cases: Iterable[Case]) -> dict[str, list[str]]:
    """Return where the expected numbers of each family are from, each source once."""
    found: dict[str, list[str]] = {}
    for case in cases:
        mine = found.setdefault(case.family, [])
        if case.source and case.source not in mine:
            mine.append(case.source)
    return found


def _cases(room: str, files: Sequence[Path] | None) -> list[Case]:
    """Read all files; everything that is wrong in any of them is said at once."""
    if room not in ROOMS:
        repair = _("Name one of the rooms.")
        expected = " | ".join(ROOMS)
        fault = Fault(file="", field="room", found=repr(room), expected=expected, repair=repair)
        raise UserFaults([fault])
    cases: list[Case] = []
    faults: list[Fault] = []
    for file in shipped(room) if files is None else files:
        try:
            cases += read_cases(file, room)
        except UserFaults as error:
            faults += error.faults
    if faults:
        raise UserFaults(faults)
    return cases


def _asked(room: str, case: Case, seed: int, most_incidents: int) -> _Asked:
    """Compute a case, or set up its trials; what is not understood is said in its rows."""
    family = "erlang" if {"erlang_b", "erlang_c"} & set(case.inputs) else case.family
    build, compute = _SIMULATED.get((room, family)), _COMPUTED.get((room, family))
    draw = _DRAWN.get((room, family))
    try:
        if build is not None:
            model = build(case)
            trials = [
                Trial(case, model, index, seed=seed, most_incidents=most_incidents)
                for index in range(len(model.settings))
            ]
            return _Asked(case, trials=trials)
        if compute is not None:
            return _Asked(case, rows=list(computed(case, compute(case))))
        if draw is not None:
            values, note = draw(case, seed)
            return _Asked(
                case, rows=[replace(r, reason=r.reason or note) for r in computed(case, values)]
            )
        reason = _("not in this version: the family {family}").format(family=case.family)
    except Skipped as error:
        return _Asked(case, skipped=str(error))
    except UnknownInputs as error:
        reason = str(error)
    return _Asked(case, rows=list(unsaid(case, reason)))


def _rows(case: Case, trials: Sequence[Trial]) -> Iterator[Row]:
    """Yield one row per compared number of a case that was played."""
    several = len(trials) > 1
    shown = {_label(trial, several=several): trial.samples() for trial in trials}
    if not case.expected:
        yield from unsaid(case, _("the case compares nothing"))
    for key, name, expected in case.quantities():
        samples = {law: numbers[name] for law, numbers in shown.items() if name in numbers}
        if len(samples) == len(trials):
            yield simulated(case, key, name, samples)
        elif any(shown.values()):
            yield unsaid_number(case, name, expected, _("this number is not in this version"))
        else:
            row = unsaid_number(case, name, expected, _("time was up before it was played"))
            yield replace(row, replications=0)


def _label(trial: Trial, *, several: bool) -> str:
    """Return what a reader of a row should know of its trial: law, and whether it failed once."""
    again = _("failed at the first look, watched four times as long") if trial.looked_again else ""
    return "; ".join(filter(None, (trial.law if several else "", again)))


def _silent(done: int, planned: int) -> None:
    """Show nothing."""
