"""The README of a network that was made: what is real in it, what is made up, what it is like."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from sandtable.files.schematic.assumptions import FREE_SPEED_KMH, RANK, Terrain
from sandtable.files.schematic.facts import Facts
from sandtable.files.schematic.measures import Measures

TARGETS = (
    ("mean degree of junctions and dead ends", "2.3 to 2.8", 2.3, 2.8),
    ("median length of a link, m", "200 to 250", 200.0, 250.0),
    ("bridges among the links, %", "3 to 6", 3.0, 6.0),
    ("km of road at 50 km/h and below, %", "above 50", 50.0, math.inf),
)
"""What real rural networks are like: name, range in words, least, most."""

_ATTRIBUTION = "Attribution:"
_WARNING = (
    "**Schematic, not a map** (示意,不是地图). Roads made up between real townships, for studies"
    " and first steps; never for navigation or real operations."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """How a network was made: name, seed, terrain by name and number, and what was left out."""

    name: str
    seed: int
    terrain_name: str
    terrain: Terrain
    gabriel_share: float
    step_m: float
    n_lost: int


def readme(facts: Facts, made: Made, measures: Measures) -> str:
    """Return the text of README.md."""
    lines = [
        f"# {made.name}: a schematic network 示意路网",
        "",
        _WARNING,
        "",
        *_attribution(facts),
        *_size(measures),
        "",
        *_honesty(facts, made, measures),
        "",
        *_calibration(measures),
        "",
        *_failures(facts, measures),
        "",
        "## How it was made",
        "",
        _how(made),
        "",
        *_sources(facts),
    ]
    return "\n".join(lines).rstrip() + "\n"


def _how(made: Made) -> str:
    return (
        f"`sandtable network build` with seed {made.seed}, terrain {made.terrain_name}, detour"
        f" {made.terrain.detour:g}, {made.gabriel_share:g} of the further Gabriel edges, a node"
        f" every {made.step_m:g} m at most. The same facts and the same seed give the same bytes."
    )


def _attribution(facts: Facts) -> Iterator[str]:
    stated = [one for one in facts.notice.splitlines() if one.startswith(_ATTRIBUTION)]
    text = stated[0].removeprefix(_ATTRIBUTION).strip() if stated else ""
    begin = "Schematic network, not a map."
    yield f"{_ATTRIBUTION} {begin} {text.removeprefix(begin).strip()}".rstrip()
    yield ""


def _size(measures: Measures) -> Iterator[str]:
    kinds = sorted(measures.km, key=RANK.__getitem__)
    km = ", ".join(f"{kind} {measures.km[kind]:.0f}" for kind in kinds)
    yield (
        f"{measures.n_nodes} nodes, {measures.n_links} links driven both ways,"
        f" {measures.n_bridges} of them bridges, {sum(measures.km.values()):.0f} km: {km}."
    )


def _honesty(facts: Facts, made: Made, measures: Measures) -> Iterator[str]:
    villages = sum(one.villages for one in facts.townships)
    yield "| what | honesty |"
    yield "|---|---|"
    yield (
        f"| codes, names and seats of {len(facts.townships)} townships (nodes `v` and the code) |"
        " as stated in the facts |"
    )
    yield f"| which townships {len(facts.roads)} named roads join | as stated in the facts |"
    yield (
        f"| what {len(facts.rivers)} rivers and {len(facts.dikes)} dikes pass | as stated in the"
        " facts; their course in between is **made up** |"
    )
    yield "| further roads between seats (relative neighbours, some Gabriel edges) | **made up** |"
    yield "| course and bends of all roads, interchanges and their ramps | **made up** |"
    if villages:
        lost = f", {made.n_lost} found no room" if made.n_lost else ""
        yield (
            f"| {villages} villages stated{lost}: their number | as stated in the facts; places and"
            " roads are **made up** |"
        )
    yield "| streets of county seats | **made up**, a small grid |"
    yield (
        "| lengths | **assumed** from the detour"
        + (", but for the roads of known length" if measures.known else "")
        + " |"
    )
    speeds = ", ".join(
        f"{kind} {FREE_SPEED_KMH[kind] * made.terrain.speed:.0f}"
        for kind in sorted(measures.km, key=RANK.__getitem__)
    )
    yield f"| free speeds, km/h: {speeds} | **assumed** |"
    yield "| lanes, surfaces, load limits of bridges and dikes | **assumed** |"
    yield "| all facilities | **fictitious** |"


def _calibration(measures: Measures) -> Iterator[str]:
    yield "## Calibration"
    yield ""
    yield "| | real rural networks | here | met |"
    yield "|---|---|---|---|"
    values = (
        measures.degree,
        measures.median_m,
        100.0 * measures.bridge_share,
        100.0 * measures.slow_share,
    )
    for (name, words, least, most), value in zip(TARGETS, values, strict=True):
        shown = f"{value:.0f}" if least >= 50.0 else f"{value:.1f}"
        met = "yes" if least <= value <= most else "no"
        yield f"| {name} | {words} | {shown} | {met} |"
    yield ""
    yield (
        f"From one junction or dead end to the next it is {measures.segment_m:.0f} m (median):"
        " streets and tracks inside villages are not drawn, so links are longer than real ones."
    )
    for one in measures.known:
        yield ""
        yield (
            f"{one.name}: known {one.known_km:.1f} km, as drawn {one.chain_km:.1f} km;"
            f" shortest way from seat to seat {one.shortest_km:.1f} km."
        )


def _failures(facts: Facts, measures: Measures) -> Iterator[str]:
    names = {one.code: one.name.zh or one.name.en or one.code for one in facts.townships}
    yield "## Single points of failure"
    yield ""
    yield (
        f"{measures.n_single} links part the network when one of them closes. These roads part"
        " seats from the rest:"
    )
    yield ""
    for key, codes in measures.failures:
        yield f"* `{key}`: {', '.join(names[code] for code in sorted(codes))}"
    if not measures.failures:
        yield "* none"


def _sources(facts: Facts) -> Iterator[str]:
    lines = [one for one in facts.notice.splitlines() if not one.startswith(_ATTRIBUTION)]
    if any(lines):
        yield "## Sources"
        yield ""
        yield from (f"{line}  " if line else "" for line in lines)
    yield ""
    yield (
        "The network is schematic. It is not a map and must not be used for navigation or for real"
        " operations."
    )
