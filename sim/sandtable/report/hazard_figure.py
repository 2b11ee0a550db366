"""Maps of a hazard at some instants: its field, roads by what it makes of them, people (灾害图)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from numpy.typing import NDArray

from sandtable.ground.language import _, language
from sandtable.report.hazard_layer import classes_of, draw_layer, harmful, layer_handles
from sandtable.report.hazard_rows import Watch, elapsed
from sandtable.report.hazard_zones import draw_zones, zone_handles
from sandtable.report.reach_rows import percent
from sandtable.report.roads_picture import (
    DEGREE_M,
    FLATTEST,
    TALLEST,
    Labels,
    canvas,
    entitle,
    explain,
    frame,
    has_places,
    lines,
    one_way_each,
    places,
    save_picture,
    scale_bar,
    shrunk,
    sign,
    square,
)
from sandtable.study.hazard_maps import Maps, MapState
from sandtable.study.hazard_spells import STATES
from sandtable.world.network import Network
from sandtable.world.world import World

Box = tuple[float, float, float, float]
"""Left, low, right and high end of what a map shows, on the scale of `square`."""

_COLOURS: Mapping[str, str] = {
    "": "#b9bfc7",
    "opened": "#2a8f5b",
    "slowed": "#e0802c",
    "closed": "#8c1020",
}
_EXPOSED, _SAFE = "#7b3294", "#5b6673"
_SOURCE: Mapping[str, Any] = {
    "color": "#f2d024",
    "marker": "*",
    "markersize": 10,
    "markeredgecolor": "black",
    "linestyle": "none",
}
_MOST_NAMES = 40
"""Zones that are named; where there are more, those without exposed people are not even dots."""
_MOST_HANDLES = 5
"""Classes of a field that stand in a line of the legend below each map."""
_LONGEST = 16
"""Places that a name takes on a map; a Chinese sign takes two."""


def save_hazard_figure(maps: Maps, world: World, folder: Path) -> list[Path]:
    """Draw the maps and save them as PNG and SVG, named after the entry; return the files.

    A network without coordinates has no picture, nor has a hazard that does nothing.
    """
    if not (has_places(world.network) and maps.states):
        return []
    return save_picture(lambda: hazard_figure(maps, world), folder, maps.preview.entry)


def hazard_figure(maps: Maps, world: World) -> Figure:
    """Return one map for each instant, two in a row."""
    box = box_of(maps, world)
    columns = min(2, len(maps.states))
    rows = -(-len(maps.states) // columns)
    aspect = (box[3] - box[1]) / (box[2] - box[0])
    limits = classes_of(maps.layer) if maps.layer is not None else ()
    of_layer = layer_handles(maps.layer, limits) if maps.layer is not None else []
    of_layer += zone_handles(maps.zones, [one.since_s for one in maps.states])
    lines_below = -(-len(of_layer) // (_MOST_HANDLES * columns))
    paper = canvas(columns, world.network, rows=rows, aspect=aspect, legend=max(2, 1 + lines_below))
    for axis in paper.maps[len(maps.states) :]:
        axis.remove()
    for number, (axis, state) in enumerate(zip(paper.maps, maps.states, strict=False)):
        axis.set_xlim(box[0], box[2])
        axis.set_ylim(box[1], box[3])
        frame(axis)
        if maps.layer is not None:
            draw_layer(axis, maps.layer, number, limits, world.network)
        draw_zones(axis, maps.zones, state.since_s, world.network)
        _roads(axis, state, world)
        labels = Labels(axis)
        _sources(axis, maps, world, labels)
        _people(axis, state, world, box, labels)
        if world.network.crs:  # else the unit of the places is not known
            scale_bar(axis, DEGREE_M if world.network.in_degrees else 1.0)
        axis.set_title(_title(maps, state, world), fontsize=9, linespacing=1.5)
    entitle(paper.figure, _head(maps, world))
    if of_layer:
        explain(paper.figure, of_layer, -(-len(of_layer) // lines_below))
    handles = _legend(maps)
    explain(paper.figure, handles, len(handles), above=lines_below)
    sign(paper.figure, world.network, _("Nobody responds: the hazard takes its course by itself."))
    return paper.figure


def box_of(maps: Maps, world: World) -> Box:
    """Return what the maps show: all that the hazard touches at these instants, with a margin."""
    x, y = square(world.network)
    network = world.network
    touched = np.any([one.states > 0 for one in maps.states], axis=0)
    nodes = {zone.id: zone.node for zone in world.place.zones}
    exposed = [nodes[zone] for one in maps.states for zone in one.shares if zone in nodes]
    chosen = np.unique(np.concatenate((network.tail[touched], network.head[touched], exposed)))
    chosen = chosen.astype(np.int64)
    shown = np.concatenate((np.column_stack((x[chosen], y[chosen])), _of_hazard(maps, network)))
    if not shown.size:
        shown = np.column_stack((x, y))
    low, high = shown.min(axis=0), shown.max(axis=0)
    whole = max(float(np.ptp(x)), float(np.ptp(y))) or 1.0
    return _grown((*low.tolist(), *high.tolist()), least=0.15 * whole)


def _of_hazard(maps: Maps, network: Network) -> NDArray[np.float64]:
    """Return where the sources are and the field does harm, shape ``(n, 2)``."""
    found = np.array(maps.sources, dtype=np.float64).reshape(-1, 2)
    if maps.layer is not None:
        harm = np.any([harmful(maps.layer.kind, one) for one in maps.layer.worst], axis=0)
        corners = maps.layer.x[:-1, :-1][harm], maps.layer.y[:-1, :-1][harm]
        found = np.concatenate((found, np.column_stack(corners)))
    return found * (shrunk(network), 1.0)


def _grown(box: Box, least: float) -> Box:
    """Return a box with a margin, at least so large, and of a form that fits into a map."""
    wide, high = (max(1.2 * (box[k + 2] - box[k]), least) for k in (0, 1))
    wide, high = max(wide, high / TALLEST), max(high, wide * FLATTEST)
    x, y = (box[0] + box[2]) / 2.0, (box[1] + box[3]) / 2.0
    return x - wide / 2.0, y - high / 2.0, x + wide / 2.0, y + high / 2.0


def _roads(axis: Axes, state: MapState, world: World) -> None:
    network = world.network
    # Of two directions the worse one is seen.
    n = np.int64(network.n_nodes)
    low, high = np.minimum(network.tail, network.head), np.maximum(network.tail, network.head)
    pairs, pair_of = np.unique(low * n + high, return_inverse=True)
    by_pair = np.zeros(pairs.size, np.int8)
    np.maximum.at(by_pair, pair_of, state.states)
    worst = by_pair[pair_of]
    arcs = one_way_each(network)
    thin = 1.0 if arcs.size < 2000 else 0.5
    for number, name in enumerate(STATES):
        mine = arcs[worst[arcs] == number]
        if mine.size:
            width = thin * (1.0 if not number else 2.4)
            lines(axis, network, mine, colors=_COLOURS[name], widths=width, zorder=2.0 + number)


def _sources(axis: Axes, maps: Maps, world: World, labels: Labels) -> None:
    for x, y in maps.sources:
        place = x * shrunk(world.network), y
        axis.plot(*place, zorder=9, **_SOURCE)
        labels.keep_free(*place, points=6.0)


def _people(axis: Axes, state: MapState, world: World, box: Box, labels: Labels) -> None:
    """Draw zones, those with exposed people as discs that grow with their share."""
    x, y = square(world.network)
    zones = [
        zone
        for zone in world.place.zones
        if box[0] <= x[zone.node] <= box[2] and box[1] <= y[zone.node] <= box[3] and zone.population
    ]
    exposed = [zone for zone in zones if state.shares.get(zone.id)]
    few = len(zones) <= _MOST_NAMES
    safe = [zone for zone in zones if zone not in exposed] if few else []
    for zone in exposed:
        share = state.shares[zone.id]
        axis.plot(
            *(x[zone.node], y[zone.node], "o"),
            color=_EXPOSED,
            markersize=4.0 + 8.0 * share**0.5,
            markeredgecolor="white",
            alpha=0.9,
            zorder=8,
        )
        labels.keep_free(x[zone.node], y[zone.node])
    for zone in safe:
        place = x[zone.node], y[zone.node]
        axis.plot(*place, "o", color=_SAFE, markersize=3.5, zorder=7)
        labels.keep_free(*place)
    for zone in sorted(exposed, key=lambda one: -one.population * state.shares[one.id]):
        text = _("{zone}: {share}").format(
            zone=short(zone.name.text(language()) or zone.id),
            share=percent(state.shares[zone.id]),
        )
        labels.put(x[zone.node], y[zone.node], text, size=7, color="#4a1260")
    for zone in safe:
        name = short(zone.name.text(language()) or zone.id)
        labels.put(x[zone.node], y[zone.node], name, size=6, color="#444444")


def short(name: str) -> str:
    """Return a name that fits on a map: without what stands in brackets, then cut off."""
    if places(name) > _LONGEST:
        name = re.split(r"\s*[(（]", name, maxsplit=1)[0] or name
    while places(name) > _LONGEST + 1:
        name = name.removesuffix("…")[:-1] + "…"
    return name


def _head(maps: Maps, world: World) -> str:
    preview = maps.preview
    scenario = world.scenario.name.text(language()) or world.scenario.id
    text = _("{scenario}: {entry}, sample {sample} of {samples}, roads for '{profile}'")
    (profile,) = (one for one in world.plan.profiles if one.id == preview.profile)
    return text.format(
        scenario=scenario,
        entry=preview.title.text(language()) or preview.entry,
        sample=maps.sample,
        samples=preview.drawn,
        profile=profile.name.text(language()) or profile.id,
    )


def _title(maps: Maps, state: MapState, world: World) -> str:
    watch = Watch.of(maps.preview, world)
    when = _("at the activation")
    if state.since_s:
        when = _("{since} after the activation").format(since=elapsed(state.since_s))
    if watch.is_clock:
        when = f"{watch.at(state.since_s)}  ({when})"
    roads = world.network.road_ids
    count = {name: len(set(roads[state.states == n])) for n, name in enumerate(STATES) if n}
    parts = [_("roads closed: {number}").format(number=count["closed"])]
    if count["slowed"]:
        parts.append(_("slowed: {number}").format(number=count["slowed"]))
    if count["opened"]:
        parts.append(_("open to boats: {number}").format(number=count["opened"]))
    parts.append(_("persons exposed: {persons}").format(persons=f"{state.persons:,}"))
    return when + "\n" + " · ".join(parts)


def _legend(maps: Maps) -> list[Artist]:
    there = {int(number) for one in maps.states for number in np.unique(one.states)}
    words = {
        "": _("no change"),
        "opened": _("open to boats"),
        "slowed": _("road slowed"),
        "closed": _("road closed"),
    }
    shown: list[Artist] = [
        Line2D([], [], color=_COLOURS[name], linewidth=3, label=words[name])
        for number, name in enumerate(STATES)
        if number in there
    ]
    if any(one.shares for one in maps.states):
        label = _("zone with its exposed share")
        shown.append(
            Line2D([], [], color=_EXPOSED, marker="o", markersize=8, linestyle="", label=label)
        )
    if maps.sources:
        shown.append(Line2D([], [], label=_("source of the hazard"), **_SOURCE))
    return shown
