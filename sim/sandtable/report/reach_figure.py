"""Isochrones: nodes and roads by the minutes in which the nearest team drives there (等时圈)."""

from __future__ import annotations

import math
from itertools import pairwise
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from sandtable.ground.language import _, language
from sandtable.report.reach_rows import percent, since
from sandtable.report.roads_picture import (
    Labels,
    canvas,
    entitle,
    explain,
    has_places,
    lines,
    one_way_each,
    save_picture,
    sign,
    square,
)
from sandtable.report.verdict_rows import duration
from sandtable.study.reach_findings import Findings, Picture
from sandtable.world.place import Zone
from sandtable.world.world import World

BANDS_MIN = (5, 10, 15, 30, 60)
"""Ends of the bands of driving time [min]."""

_COLOURS = ("#1a7f4b", "#6fbf5f", "#c9d94a", "#f2b134", "#e0702c", "#a3242c")
"""One per band, the last for longer times; darker at both ends, so that they differ in grey too."""
_MOST_NAMES = 60
"""Where there are more zones, only those beyond the first limit are named, so many at most."""
_NO_WAY = "#5b5b5b"
_CLOSED = "#000000"


def save_reach_figure(findings: Findings, world: World, folder: Path) -> list[Path]:
    """Draw the isochrones and save them as ``reach.png`` and ``reach.svg``; return the files.

    A network without coordinates has no picture.
    """
    if not has_places(world.network):
        return []
    return save_picture(lambda: reach_figure(findings, world), folder, "reach")


def reach_figure(findings: Findings, world: World) -> Figure:
    """Return the isochrones: undisturbed, and beside it the worst moment of the hazard."""
    pictures = findings.pictures
    paper = canvas(len(pictures), world.network)
    for axis, picture in zip(paper.maps, pictures, strict=True):
        _draw(axis, picture, findings, world)
    entitle(paper.figure, _("Driving time of the nearest team from its base"))
    handles = _legend(has_closed=any(one.closed.any() for one in pictures))
    explain(paper.figure, handles, 5 if len(pictures) == 1 else len(handles))
    sign(
        paper.figure,
        world.network,
        _("All teams free at their bases; turnout is not in the times. A zone counts as its node."),
    )
    return paper.figure


def _draw(axis: Axes, picture: Picture, findings: Findings, world: World) -> None:
    network, x, y = world.network, *square(world.network)
    band = bands(picture.node_s)
    arcs = one_way_each(network)
    worst = np.maximum(band[network.tail[arcs]], band[network.head[arcs]])
    colours = np.array([*_COLOURS, _NO_WAY])
    width = 1.6 if arcs.size < 2000 else 0.5
    lines(axis, network, arcs, colors=colours[worst].tolist(), widths=width)
    shut = arcs[picture.closed[arcs]]
    if shut.size:
        lines(axis, network, shut, colors=_CLOSED, widths=width + 0.6, zorder=3)
    sites = sorted({one.node for one in findings.teams})
    axis.plot(
        x[sites], y[sites], "^", color="black", markersize=6, markeredgecolor="white", zorder=5
    )
    _zones(axis, picture, findings.question.limits_s[0], world)
    axis.set_title(_title(picture, findings, world), fontsize=9, linespacing=1.5)


def bands(times_s: np.ndarray) -> np.ndarray:
    """Return the number of the band of each time, the end of a band inside; the last = no way."""
    ends = np.array([60.0 * end for end in BANDS_MIN])
    number = np.searchsorted(ends, times_s, side="left")
    number[np.isinf(times_s)] = len(BANDS_MIN) + 1
    return number


def _zones(axis: Axes, picture: Picture, limit_s: float, world: World) -> None:
    """Draw the zones; name those beyond the first limit with their people."""
    x, y = square(world.network)
    zones = world.place.zones
    outside = [zone for zone in zones if picture.node_s[zone.node] > limit_s and zone.population]
    inside = [zone for zone in zones if picture.node_s[zone.node] <= limit_s and zone.population]
    few = len(zones) <= _MOST_NAMES
    most = max((zone.population for zone in zones), default=0) or 1
    colours = [*_COLOURS, _NO_WAY]
    for chosen, edge in ((inside, "white"), (outside, "#a3242c")):
        nodes = [zone.node for zone in chosen]
        size = [(110 if few else 12) * max(zone.population / most, 0.06) for zone in chosen]
        colour = [colours[band] for band in bands(picture.node_s[nodes]).tolist()]
        axis.scatter(
            x[nodes],
            y[nodes],
            s=size,
            c=colour,
            edgecolors=edge,
            linewidths=1.0 if few or edge != "white" else 0.0,
            zorder=4,
        )
    _names(
        axis,
        [*sorted(outside, key=_by_people), *(sorted(inside, key=_by_people) if few else ())],
        world,
        {zone.id for zone in outside},
    )


def _by_people(zone: Zone) -> int:
    return -zone.population


def _names(axis: Axes, zones: list[Zone], world: World, outside: set[str]) -> None:
    """Name zones as long as there is room, those beyond the limit first and with their people."""
    x, y = square(world.network)
    labels = Labels(axis)
    for base in world.place.bases:
        labels.keep_free(x[base.node], y[base.node])
    for zone in zones[:_MOST_NAMES]:
        labels.keep_free(x[zone.node], y[zone.node])
    for zone in zones[:_MOST_NAMES]:
        name = zone.name.text(language()) or zone.id
        if zone.id in outside:
            text = _("{zone}: {persons}").format(zone=name, persons=f"{zone.population:,}")
            labels.put(x[zone.node], y[zone.node], text, color="#7a1018")
        else:
            labels.put(x[zone.node], y[zone.node], name, size=6, color="#444444")


def _title(picture: Picture, findings: Findings, world: World) -> str:
    zones = world.place.zones
    total = sum(zone.population for zone in zones)
    parts = []
    for limit in findings.question.limits_s:
        inside = sum(zone.population for zone in zones if picture.node_s[zone.node] <= limit)
        part = percent(inside / total) if total else "–"
        parts.append(_("{share} within {limit}").format(share=part, limit=duration(limit)))
    cut_off = sum(zone.population for zone in zones if math.isinf(picture.node_s[zone.node]))
    if cut_off:
        parts.append(_("no way to {persons}").format(persons=f"{cut_off:,}"))
    reached = _("residents: {parts}").format(parts=", ".join(parts))
    if math.isnan(picture.since_s):
        return _("undisturbed roads") + "\n" + reached
    when = _("{entry}, sample {sample}, {since} after activation").format(
        entry=findings.question.entry, sample=picture.sample, since=since(picture.since_s)
    )
    return when + "\n" + reached


def _legend(*, has_closed: bool) -> list[Line2D]:
    ends = [0, *BANDS_MIN]
    names = [_("{low}–{high} min").format(low=low, high=high) for low, high in pairwise(ends)]
    names += [_("over {high} min").format(high=ends[-1]), _("no way")]
    shown = [
        Line2D([], [], color=colour, linewidth=3, label=name)
        for colour, name in zip((*_COLOURS, _NO_WAY), names, strict=True)
    ]
    if has_closed:
        shown.append(Line2D([], [], color=_CLOSED, linewidth=3, label=_("road closed")))
    station = Line2D([], [], color="black", marker="^", linestyle="", label=_("base"))
    zone = Line2D(
        [],
        [],
        color="white",
        markeredgecolor="#a3242c",
        marker="o",
        linestyle="",
        label=_("beyond the first limit"),
    )
    return [*shown, station, zone]
