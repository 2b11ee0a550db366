"""``sandtable network build``: a schematic county from townships, named roads, rivers, dikes."""

from __future__ import annotations

from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from sandtable.app.named_network import To, check_target
from sandtable.app.options import AsJson, Debug, Lang, Quiet
from sandtable.app.screen import Screen
from sandtable.app.wording import later
from sandtable.files.schematic.build import SEED, Wishes, build_schematic
from sandtable.files.schematic.measures import Measures
from sandtable.ground.language import _


class Country(StrEnum):
    """Terrains that a county may have (地形)."""

    plain = "plain"
    hills = "hills"
    mountains = "mountains"


Source = Annotated[
    Path,
    typer.Argument(
        metavar="SOURCE", help=later("Folder of townships.csv, roads.csv, rivers.csv, dikes.csv.")
    ),
]
BuildSeed = Annotated[
    int,
    typer.Option(
        "--seed", min=0, max=2**64 - 1, metavar="N", help=later("Root of all that is made up.")
    ),
]
Villages = Annotated[
    bool,
    typer.Option("--villages/--no-villages", help=later("With villages and their roads, or not.")),
]
Terrain = Annotated[
    Country, typer.Option("--terrain", help=later("How the country bends and slows its roads."))
]
Detour = Annotated[
    float | None,
    typer.Option(
        "--detour",
        min=1.0,
        max=4.0,
        metavar="X",
        help=later("Length of a road over the straight distance; else that of the terrain."),
    ),
]


def build(
    source: Source,
    to: To,
    *,
    seed: BuildSeed = SEED,
    villages: Villages = True,
    terrain: Terrain = Country.plain,
    detour: Detour = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
    lang: Lang = None,
    debug: Debug = False,
) -> int:
    """Make a schematic road network of a county from a few facts; it is no map."""
    del lang, debug  # read before, by `main`
    screen = Screen(as_json=as_json, quiet=quiet)
    check_target(to)
    wishes = Wishes(seed=seed, terrain=terrain.value, detour=detour, villages=villages)
    measures = build_schematic(source, source.as_posix(), to, wishes)
    screen.give({"folder": to.as_posix(), "seed": seed, **_as_object(measures)})
    _tell(screen, to, measures)
    return 0


def _as_object(measures: Measures) -> dict[str, object]:
    failures = [{"road": road, "seats": sorted(seats)} for road, seats in measures.failures]
    return asdict(measures) | {"failures": failures}


def _tell(screen: Screen, to: Path, measures: Measures) -> None:
    text = _("{folder}: {nodes} nodes, {links} links, {bridges} bridges, {km} km of road.")
    screen.say(
        text.format(
            folder=to,
            nodes=measures.n_nodes,
            links=measures.n_links,
            bridges=measures.n_bridges,
            km=round(sum(measures.km.values())),
        )
    )
    for one in measures.known:
        said = _("{name}: known {known} km, in the network {km} km.")
        screen.say(
            said.format(name=one.name, known=f"{one.known_km:.1f}", km=f"{one.chain_km:.1f}")
        )
    for road, seats in measures.failures:
        said = _("Single point of failure: {road} parts {seats} from the rest.")
        screen.say(said.format(road=road, seats=", ".join(sorted(seats))))
    screen.explain(_("Schematic, not a map: README.md says what is made up."))
