"""``sandtable hazard export``: what a hazard does as GeoJSON or as a warning in CAP 1.2."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from sandtable.app import options
from sandtable.app.exits import DONE
from sandtable.app.hazard_preview import OfProfile, entries_of, vehicle_of
from sandtable.app.misuse import misuse
from sandtable.app.named import scenario_file
from sandtable.app.screen import Screen
from sandtable.app.wording import later
from sandtable.ground.language import _
from sandtable.report.hazard_cap import cap_alert
from sandtable.study import load_run
from sandtable.study.case import Case
from sandtable.study.hazard_geojson import geojson_of
from sandtable.study.hazard_preview import preview
from sandtable.world.plan import Profile

_GEOJSON = (".geojson", ".json")
_CAP = (".xml", ".cap")

To = Annotated[
    Path,
    typer.Option(
        "--to",
        metavar="FILE",
        help=later("GeoJSON (.geojson, .json) or CAP 1.2 (.xml, .cap) file."),
    ),
]
Entry = Annotated[
    str,
    typer.Option(
        "--entry", metavar="ID", help=later("A hazard of the scenario; else the only one.")
    ),
]
Sample = Annotated[
    int | None,
    typer.Option(
        "--sample",
        min=0,
        metavar="N",
        help=later("One of its samples, from 0; else all in GeoJSON, the first in CAP."),
    ),
]


def export(
    file: options.ScenarioFile,
    to: To,
    *,
    entry: Entry = "",
    sample: Sample = None,
    profile: OfProfile = "",
    seed: options.Seed = None,
    sets: options.Sets = None,
    as_json: options.AsJson = False,
    quiet: options.Quiet = False,
    lang: options.Lang = None,
    debug: options.Debug = False,
) -> int:
    """Write roads and zones with their times as GeoJSON, or as an exercise's warning in CAP."""
    del lang, debug  # read before, by `main`
    screen = Screen(as_json=as_json, quiet=quiet)
    form = to.suffix.lower()
    if form not in (*_GEOJSON, *_CAP):
        expected = _("a file that ends with {names}").format(names=", ".join((*_GEOJSON, *_CAP)))
        raise misuse("--to", f"'{to}'", expected, _("Choose another name."))
    loaded = load_run(scenario_file(file), sets=sets or (), seed=seed)
    screen.remarks(loaded.remarks)
    case = loaded.points[0].case
    one = _single(entries_of(case, entry, sample))
    if form in _GEOJSON:
        found = geojson_of(
            case, one, sample=sample, around=loaded.around.get(one), seed=loaded.seed
        )
        text = json.dumps(found, ensure_ascii=False) + "\n"
    else:
        text = _cap(case, one, sample or 0, vehicle_of(case.world, profile))
    to.parent.mkdir(parents=True, exist_ok=True)
    to.write_text(text, encoding="utf-8")
    screen.give({"file": to.as_posix(), "scenario": loaded.name, "entry": one, "sample": sample})
    screen.say(to.as_posix())
    return DONE


def _single(entries: list[str]) -> str:
    """Return the one entry that is meant."""
    if len(entries) > 1:
        expected = _("one of {names}").format(names=", ".join(entries))
        raise misuse("--entry", _("nothing"), expected)
    return entries[0]


def _cap(case: Case, entry: str, sample: int, profile: Profile) -> str:
    found = preview(case, entry, profile=profile, sample=sample)
    return cap_alert(found, found.samples[0], case.world)
