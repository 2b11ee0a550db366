"""``sandtable why``: which closures made teams late in a scenario."""

from __future__ import annotations

import math

from sandtable.app import options
from sandtable.app.exits import DONE
from sandtable.app.named import scenario_file
from sandtable.app.policy_file import registered
from sandtable.app.progress import progress
from sandtable.app.screen import Screen
from sandtable.ground.language import _
from sandtable.report.verdict_rows import duration
from sandtable.study import Closure, Why, load_run
from sandtable.study import why as asked

RUNS = 5
"""Runs where nobody says how many: each delayed trip of each is driven many times."""
SHOWN = 20
"""Closures in the table; all of them are in the object for programs."""


def why(
    file: options.ScenarioFile,
    *,
    seed: options.Seed = None,
    replications: options.Replications = None,
    sets: options.Sets = None,
    policy_file: options.PolicyFile = None,
    as_json: options.AsJson = False,
    quiet: options.Quiet = False,
    lang: options.Lang = None,
    debug: options.Debug = False,
) -> int:
    """Say which closures of roads made teams late, and by how much each alone."""
    del lang, debug  # read before, by `main`
    registered(policy_file)
    loaded = load_run(
        scenario_file(file), sets=sets or (), seed=seed, replications=replications or RUNS
    )
    screen = Screen(as_json=as_json, quiet=quiet)
    screen.remarks(loaded.remarks)
    (point,) = loaded.points
    with progress(shown=not quiet) as report:
        found = asked(point.case, loaded.seed, loaded.stopping.most, progress=report)
    show(screen, found)
    screen.give(
        {
            "seed": loaded.seed,
            "replications": loaded.stopping.most,
            "why": found,
        }
    )
    return DONE


def show(screen: Screen, found: Why) -> None:
    """Print where the minutes went, and what each closure did."""
    if not found.delayed + found.stranded:
        text = _("{trips} trips reached their incident, none of them late because of a road.")
        screen.say(text.format(trips=found.trips))
        return
    text = _("{late} of {trips} trips took longer than on undisturbed roads.")
    screen.say(text.format(late=found.delayed, trips=found.trips))
    if found.stranded:
        text = _("{count} more were still under way at the end because of roads.")
        screen.say(text.format(count=found.stranded))
    count = max(found.delayed, 1)
    per_trip = [one / count for one in (found.slowed_s, found.detour_s, found.waiting_s)]
    text = _("On average each lost {slowed} on slow roads, {detour} by detours, {waiting} waiting.")
    slowed, detour, waiting = map(duration, per_trip)
    screen.say(text.format(slowed=slowed, detour=detour, waiting=waiting))
    text = _("Who knows beforehand all that will change spares {foresight} of it, and no more.")
    screen.say(text.format(foresight=duration(found.foresight_s / count)))
    screen.heading(_("What each road did"))
    heads = (_("Road"), _("Cause"), _("From–to"), _("Trips"), _("Alone"), _("Spared without it"))
    screen.table(heads, [_row(one) for one in found.closures[:SHOWN]])
    if len(found.closures) > SHOWN:
        text = _("{count} more; --json lists all.")
        screen.explain(text.format(count=len(found.closures) - SHOWN))
    screen.explain(
        _(
            "Alone: what the road adds when nothing else is slow or closed. Spared: what is saved "
            "when only this road is open. The two differ, and do not add up, where several "
            "closures explain the same detour."
        )
    )


def _clock(seconds: float) -> str:
    """Return an instant of a run as hours and minutes [s]; inf = its end."""
    if math.isinf(seconds):
        return _("end")
    hours, minutes = divmod(round(seconds / 60.0), 60)
    return f"{hours}:{minutes:02d}"


def _row(one: Closure) -> tuple[str, ...]:
    alone = duration(one.alone_s)
    if one.cut:
        alone = _("{cut} without a way").format(cut=one.cut)
    return (
        one.road,
        one.cause,
        "" if math.isnan(one.from_s) else f"{_clock(one.from_s)}–{_clock(one.to_s)}",
        _("{trips} in {runs} runs").format(trips=one.trips, runs=one.runs),
        alone,
        duration(one.spared_s),
    )
