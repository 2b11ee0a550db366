"""``sandtable hazard preview``: what closes when and who is exposed, before anybody responds."""

from __future__ import annotations

import math
from typing import Annotated

import typer

from sandtable.app import options
from sandtable.app.exits import DONE
from sandtable.app.misuse import misuse
from sandtable.app.named import scenario_file
from sandtable.app.network_options import known, times_of
from sandtable.app.screen import Screen
from sandtable.app.wording import later
from sandtable.ground.language import _, language
from sandtable.hazards.cache import Cache
from sandtable.report.hazard_figure import save_hazard_figure
from sandtable.report.hazard_rows import people_table, road_table, shortened, waking_words
from sandtable.report.verdict_rows import duration
from sandtable.study import load_run
from sandtable.study.case import Case
from sandtable.study.hazard_maps import maps
from sandtable.study.hazard_preview import Preview, most_driven, preview
from sandtable.world.plan import Profile
from sandtable.world.world import World

MOST_ROWS = 20
"""Rows of a table on the screen; the object for programs has all of them."""

Entry = Annotated[
    str,
    typer.Option(
        "--entry", metavar="ID", help=later("A hazard of the scenario; else all of them.")
    ),
]
Sample = Annotated[
    int | None,
    typer.Option(
        "--sample", min=0, metavar="N", help=later("One of its samples, from 0; else all.")
    ),
]
OfProfile = Annotated[
    str,
    typer.Option(
        "--profile",
        metavar="ID",
        help=later("The vehicle whose roads are told; else that of most teams."),
    ),
]
At = Annotated[
    list[str] | None,
    typer.Option(
        "--at",
        metavar="TIME",
        help=later("A map at this time since the activation; else at a few. May be repeated."),
    ),
]


def show_preview(
    file: options.ScenarioFile,
    *,
    entry: Entry = "",
    sample: Sample = None,
    profile: OfProfile = "",
    at: At = None,
    seed: options.Seed = None,
    sets: options.Sets = None,
    out: options.Out = options.OUT,
    as_json: options.AsJson = False,
    quiet: options.Quiet = False,
    lang: options.Lang = None,
    debug: options.Debug = False,
) -> int:
    """Tell what each hazard does to roads and people by itself, and draw it on maps."""
    del lang, debug  # read before, by `main`
    screen = Screen(as_json=as_json, quiet=quiet)
    loaded = load_run(scenario_file(file), sets=sets or (), seed=seed)
    screen.remarks(loaded.remarks)
    case = loaded.points[0].case
    vehicle = vehicle_of(case.world, profile)
    entries = entries_of(case, entry, sample)
    found = [preview(case, one, profile=vehicle, sample=sample) for one in entries]
    at_s = _instants(at, found, case.world)
    objects = []
    for one in found:
        _show(screen, one, case.world)
        drawn = maps(
            case,
            one,
            at_s=at_s,
            around=loaded.around.get(one.entry),
            seed=loaded.seed,
            cache=Cache.of_user(),
        )
        files = save_hazard_figure(drawn, case.world, out / loaded.name / "hazard")
        for picture in files[:1]:
            screen.explain(_("figure: {file}, also as SVG").format(file=picture))
        objects.append({**one.as_json(), "figures": files})
    start = case.world.scenario.start
    screen.give({"scenario": loaded.name, "seed": loaded.seed, "start": start, "entries": objects})
    return DONE


def vehicle_of(world: World, asked: str) -> Profile:
    """Return the vehicle that is asked for; else that of most teams."""
    profiles = {one.id: one for one in world.plan.profiles}
    if not asked:
        return most_driven(world.plan)
    known("--profile", asked, list(profiles))
    return profiles[asked]


def entries_of(case: Case, asked: str, sample: int | None) -> list[str]:
    """Return the entries to look at; each has the sample that is asked for."""
    if not case.impacts:
        shown = f"'{asked}'" if asked else _("nothing")
        raise misuse("--entry", shown, _("a scenario that has hazards"))
    if asked:
        known("--entry", asked, sorted(case.impacts))
    entries = [asked] if asked else [one.id for one in case.world.scenario.dormant]
    for one in entries:
        drawn = len(case.impacts[one])
        if sample is not None and sample >= drawn:
            expected = _("0 to {last}, the samples of {entry}").format(last=drawn - 1, entry=one)
            raise misuse("--sample", str(sample), expected)
    return entries


def _instants(texts: list[str] | None, found: list[Preview], world: World) -> list[float]:
    """Return the times since the activation that are asked for; all lie within the run [s]."""
    times = times_of("--at", texts or ())
    begun = max((one.activated_s for one in found if not math.isnan(one.activated_s)), default=0.0)
    left_s = world.scenario.horizon_s - begun
    for text, time_s in zip(texts or (), times, strict=True):
        if time_s > left_s:
            expected = _("at most {limit}, until the end of the run")
            raise misuse("--at", f"'{text}'", expected.format(limit=duration(left_s)))
    return times


def _show(screen: Screen, found: Preview, world: World) -> None:
    """Print what an entry does."""
    screen.heading(_title(found))
    for line in waking_words(found, world):
        screen.explain(line)
    tables = (
        (_roads_of(found, world), road_table(found, world), _("No road changes.")),
        (_("Who is exposed"), people_table(found, world), _("Nobody is exposed.")),
    )
    for title, (heads, rows), nothing in tables:
        if rows:
            screen.heading(title)
            screen.table(heads, shortened(rows, MOST_ROWS))
        else:
            screen.say(nothing)


def _title(found: Preview) -> str:
    title = found.title.text(language())
    name = f"{found.entry}  {title}" if title else found.entry
    if len(found.samples) == found.drawn:
        text = _("{entry}, samples: {samples}")
        return text.format(entry=name, samples=found.drawn)
    text = _("{entry}, sample {sample} of {samples}")
    number = found.samples[0].sample
    return text.format(entry=name, sample=number, samples=found.drawn)


def _roads_of(found: Preview, world: World) -> str:
    (profile,) = (one for one in world.plan.profiles if one.id == found.profile)
    name = profile.name.text(language()) or profile.id
    return _("Roads for the vehicle '{profile}'").format(profile=name)
