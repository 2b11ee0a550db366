"""``sandtable network reach``: what the teams of a plan reach in time, and what stops them."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Annotated, Any

import typer

from sandtable.app import options
from sandtable.app.exits import DONE
from sandtable.app.misuse import misuse
from sandtable.app.named import scenario_file
from sandtable.app.network_options import (
    Clock,
    Limits,
    ReachClock,
    Skills,
    Teams,
    Type,
    answering_of,
    known,
    limits_of,
    times_of,
)
from sandtable.app.screen import Screen
from sandtable.app.wording import later
from sandtable.ground.language import _, language
from sandtable.report.reach_figure import save_reach_figure
from sandtable.report.reach_rows import (
    busy_table,
    clock_name,
    course_table,
    differs_by_night,
    now_table,
    zone_table,
)
from sandtable.study import load_run
from sandtable.study.answering import answerers
from sandtable.study.case import Case
from sandtable.study.demand import DAY_HOURS
from sandtable.study.reach_busy import MOST_CHOICES
from sandtable.study.reach_findings import Findings, Question, look
from sandtable.world.world import World

MOST_ZONES = 20
"""Zones on the screen; the object for programs has all."""

Entry = Annotated[
    str,
    typer.Option(
        "--entry",
        metavar="ID",
        help=later("A hazard of the scenario: what is reached as it takes its course."),
    ),
]
Sample = Annotated[
    int | None,
    typer.Option(
        "--sample", min=0, metavar="N", help=later("One of its samples, from 0; else all.")
    ),
]
At = Annotated[
    list[str] | None,
    typer.Option(
        "--at",
        metavar="TIME",
        help=later("A time since its activation; else whenever a road changes. May be repeated."),
    ),
]
BusyStations = Annotated[
    int,
    typer.Option("--busy", min=0, metavar="K", help=later("Up to so many stations are busy.")),
]
NightFactor = Annotated[
    float,
    typer.Option(
        "--night-factor",
        metavar="FACTOR",
        help=later("Factor on all speeds by night, an assumption, such as 0.8."),
    ),
]


def reach(
    file: options.ScenarioFile,
    *,
    limits: Limits = None,
    skills: Skills = None,
    type: Type = "",
    teams: Teams = None,
    clock: Clock = ReachClock.travel,
    entry: Entry = "",
    sample: Sample = None,
    at: At = None,
    busy: BusyStations = 0,
    night_factor: NightFactor = 1.0,
    seed: options.Seed = None,
    sets: options.Sets = None,
    out: options.Out = options.OUT,
    as_json: options.AsJson = False,
    quiet: options.Quiet = False,
    lang: options.Lang = None,
    debug: options.Debug = False,
) -> int:
    """Tell which share of people, area and incidents is reached in time, and draw isochrones."""
    del lang, debug  # read before, by `main`
    screen = Screen(as_json=as_json, quiet=quiet)
    if not (night_factor > 0.0 and math.isfinite(night_factor)):
        raise misuse("--night-factor", f"{night_factor}", _("a number above 0, such as 0.8"))
    loaded = load_run(scenario_file(file), sets=sets or (), seed=seed)
    screen.remarks(loaded.remarks)
    case = loaded.points[0].case
    answering = answering_of(case.world, skills, type, teams)
    _check_busy(busy, len({one.team.base for one in answerers(case.world, answering)}))
    _check_hazard(case, entry, sample, at)
    question = Question(
        answering=answering,
        limits_s=limits_of(limits),
        busy=busy,
        night_factor=night_factor,
        entry=entry,
        sample=sample,
        at_s=tuple(times_of("--at", at)) if at else None,
        seed=loaded.seed,
    )
    findings = look(case, question)
    files = save_reach_figure(findings, case.world, out / loaded.name / "network")
    _show(screen, findings, case.world, clock)
    for picture in files[:1]:
        screen.explain(_("figure: {file}, also as SVG").format(file=picture))
    screen.give(_object(loaded.name, loaded.seed, findings, files))
    return DONE


def _check_busy(busy: int, stations: int) -> None:
    if busy > stations:
        expected = _("at most {number}, the stations with teams that count")
        raise misuse("--busy", str(busy), expected.format(number=stations))


def _check_hazard(case: Case, entry: str, sample: int | None, at: list[str] | None) -> None:
    if entry and not case.impacts:
        raise misuse("--entry", f"'{entry}'", _("a scenario that has hazards"))
    if entry:
        known("--entry", entry, sorted(case.impacts))
        drawn = len(case.impacts[entry])
        if sample is not None and sample >= drawn:
            expected = _("0 to {last}, the samples of {entry}")
            raise misuse("--sample", str(sample), expected.format(last=drawn - 1, entry=entry))
    elif sample is not None or at:
        option = "--at" if at else "--sample"
        repair = _("Name the hazard with --entry.")
        raise misuse(option, _("no hazard to follow"), _("a hazard of the scenario"), repair)


def _object(name: str, seed: int, findings: Findings, files: list[Path]) -> dict[str, Any]:
    return {"scenario": name, "seed": seed, **findings.as_json(), "figures": files}


def _show(screen: Screen, findings: Findings, world: World, clock: ReachClock) -> None:
    """Print the tables."""
    text = _("{scenario}: {teams} teams at {stations} stations, all free")
    name = world.scenario.name.text(language()) or world.scenario.id
    screen.explain(
        text.format(scenario=name, teams=len(findings.teams), stations=findings.stations)
    )
    screen.heading(_("What is reached on undisturbed roads"))
    screen.table(*now_table(findings))
    for line in _remarks(findings):
        screen.explain(line)
    heads, rows = zone_table(findings, world)
    screen.heading(_("Zones, the farthest first"))
    screen.table(heads, rows[:MOST_ZONES])
    if len(rows) > MOST_ZONES:
        screen.explain(_("{number} more").format(number=len(rows) - MOST_ZONES))
    if findings.busy:
        text = _("While stations are busy, each with all its teams ({clock})")
        screen.heading(text.format(clock=clock_name(clock)))
        screen.table(*busy_table(findings, clock.value, world))
        if not all(one.is_exact for one in findings.busy):
            text = _(
                "≤: the worst of {number} choices that luck picked; the true worst may be worse."
            )
            screen.explain(text.format(number=MOST_CHOICES))
    if findings.courses:
        _show_course(screen, findings, clock)
    screen.explain("")


def _show_course(screen: Screen, findings: Findings, clock: ReachClock) -> None:
    """Print how people, and the incidents that a hazard brings about, are reached during it."""
    of_people = _(
        "Residents reached while '{entry}' takes its course ({clock}), samples: {samples}"
    )
    of_born = _("Incidents born of '{entry}', all of its course, reached on the roads of the time")
    born = any(
        one.of == "exposed" and one.total
        for moments in findings.courses.values()
        for one in moments[0].shares
    )
    names = {"entry": findings.question.entry, "clock": clock_name(clock)}
    screen.heading(of_people.format(**names, samples=len(findings.courses)))
    screen.table(*course_table(findings, clock.value))
    if born:
        screen.heading(of_born.format(**names))
        screen.table(*course_table(findings, clock.value, "exposed"))


def _remarks(findings: Findings) -> list[str]:
    """Return what stands below the first table."""
    said = []
    factor = findings.question.night_factor
    hours = f"{DAY_HOURS[0]:02}:00–{DAY_HOURS[1]:02}:00"
    if factor != 1.0:
        text = _("By night all speeds are multiplied by {factor}: an assumption of this command.")
        said.append(text.format(factor=f"{factor:g}"))
    if differs_by_night(findings):
        said.append(_("Day is {hours} (GB 3096); the rest is night.").format(hours=hours))
    else:
        said.append(
            _("Nothing in the files makes a share by night another one; see --night-factor.")
        )
    if findings.unknown_areas:
        text = _("{number} zones have no area_km2; their area is in no share.")
        said.append(text.format(number=findings.unknown_areas))
    return said
