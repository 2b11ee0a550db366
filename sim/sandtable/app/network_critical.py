"""``sandtable network critical``: which roads cost the plan most when they are lost."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
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
    limits_of,
)
from sandtable.app.outcome import exit_code, show
from sandtable.app.play import played as play_study
from sandtable.app.screen import Screen
from sandtable.app.wording import later
from sandtable.ground.language import _
from sandtable.ground.names import Name
from sandtable.report.critical_figure import save_critical_figure
from sandtable.report.critical_rows import critical_table, groups, remarks
from sandtable.report.reach_rows import clock_name
from sandtable.study import Loaded, StudyResult, load_run, study_id
from sandtable.study.answering import answerers
from sandtable.study.critical import Ranking, flagged_roads, rank_roads
from sandtable.study.critical_runs import with_and_without
from sandtable.world.network import Network


class First(StrEnum):
    """Measures that may go before the others (排序依据)."""

    unreachable = "unreachable"
    circle = "circle"
    minutes = "minutes"


Roads = Annotated[
    list[str] | None,
    typer.Option(
        "--road",
        metavar="ID",
        help=later("Only this road, by its road_id. May be repeated; else all roads."),
    ),
]
Bridges = Annotated[
    bool, typer.Option("--bridges", help=later("Only bridges: all of the network."))
]
By = Annotated[
    First,
    typer.Option(
        "--by",
        metavar="unreachable|circle|minutes",
        help=later("What goes first: persons cut off, who leave a circle, or minutes added."),
    ),
]
Top = Annotated[int, typer.Option("--top", min=1, metavar="N", help=later("Rows to show."))]
Simulate = Annotated[
    int,
    typer.Option(
        "--simulate",
        min=0,
        metavar="N",
        help=later("Play the scenario without each of the N dearest roads, on the same luck."),
    ),
]


def critical(
    file: options.ScenarioFile,
    *,
    roads: Roads = None,
    bridges: Bridges = False,
    limits: Limits = None,
    skills: Skills = None,
    type: Type = "",
    teams: Teams = None,
    clock: Clock = ReachClock.travel,
    by: By = First.unreachable,
    top: Top = 20,
    simulate: Simulate = 0,
    seed: options.Seed = None,
    replications: options.Replications = None,
    jobs: options.Jobs = None,
    sets: options.Sets = None,
    out: options.Out = options.OUT,
    as_json: options.AsJson = False,
    quiet: options.Quiet = False,
    lang: options.Lang = None,
    debug: options.Debug = False,
) -> int:
    """Lose each road alone, in both directions, and rank the roads by what that costs."""
    del lang, debug  # read before, by `main`
    screen = Screen(as_json=as_json, quiet=quiet)
    loaded = load_run(scenario_file(file), sets=sets or (), seed=seed, replications=replications)
    screen.remarks(loaded.remarks)
    world = loaded.points[0].case.world
    found = answerers(world, answering_of(world, skills, type, teams))
    asked = _asked(world.network, roads, bridges=bridges)
    ranking = rank_roads(
        world,
        asked,
        found,
        limits_s=limits_of(limits),
        travel=clock is ReachClock.travel,
        first=by.value,
    )
    names = dict(zip(world.network.road_ids.tolist(), world.network.names.tolist(), strict=True))
    folder = out / loaded.name / "network"
    files = save_critical_figure(ranking, world, found, folder, names)
    screen.heading(_("Roads by what their loss costs ({clock})").format(clock=clock_name(clock)))
    chosen = bool(roads or bridges)
    screen.table(*critical_table(ranking, top, names, with_free=chosen))
    for line in remarks(ranking, asked):
        screen.explain(line)
    for picture in files[:1]:
        screen.explain(_("figure: {file}, also as SVG").format(file=picture))
    played = _played(screen, loaded, ranking, simulate, jobs=jobs, out=folder)
    screen.give(_object(loaded, ranking, [one.team.id for one in found], files, played))
    return DONE if played is None else exit_code(played, check=False)


def _asked(network: Network, roads: list[str] | None, *, bridges: bool) -> list[str]:
    """Return the ids of the roads to lose."""
    for road in roads or ():
        if not network.arcs_of_road(road):
            expected = _("the road_id of a road of the network")
            raise misuse("--road", f"'{road}'", expected)
    if roads:
        return roads
    if not bridges:
        return list(dict.fromkeys(network.road_ids.tolist()))
    found = flagged_roads(network, network.is_bridge)
    if not found:
        repair = _("Name the roads with --road.")
        expected = _("a network that says which of its roads are bridges")
        raise misuse("--bridges", _("no bridge"), expected, repair)
    return found


def _played(
    screen: Screen,
    loaded: Loaded,
    ranking: Ranking,
    many: int,
    *,
    jobs: int | None,
    out: Path,
) -> StudyResult | None:
    """Play the dearest roads, one of each group that costs the same; show what targets lose."""
    roads = [one.roads[0] for one in groups(ranking)[:many]]
    if not roads:
        return None
    study = replace(
        loaded,
        name="lost_roads",
        title=Name("断路推演", "Played without the roads whose loss costs most"),
        id=study_id([loaded.id.encode(), *(road.encode() for road in roads)], seed=loaded.seed),
        points=with_and_without(loaded.points[0], roads),
    )
    screen.say("")
    result = play_study(screen, study, jobs=jobs, out=out)
    show(screen, result, study.points, title=study.title)
    return result


def _object(
    loaded: Loaded,
    ranking: Ranking,
    teams: list[str],
    files: list[Path],
    played: StudyResult | None,
) -> dict[str, Any]:
    found: dict[str, Any] = {
        "scenario": loaded.name,
        "seed": loaded.seed,
        "teams": teams,
        "limits_s": ranking.limits_s,
        "persons": ranking.persons,
        "unreachable": ranking.unreachable,
        "roads": [
            {
                "road": one.road,
                "single_point_of_failure": one.cuts_off,
                "unreachable": one.unreachable,
                "leave": one.leave,
                "person_minutes": one.person_minutes,
                "mean_minutes": one.mean_minutes,
                "shelters_cut_off": one.shelters_cut_off,
                "shelter_minutes": one.shelter_minutes,
            }
            for one in ranking.losses
        ],
        "figures": files,
    }
    if played is not None:
        found["simulated"] = {
            "id": played.id,
            "replications": max(played.replications.values(), default=0),
            "differences": [one.as_json() for one in played.differences],
            "out": str(played.folder),
        }
    return found
