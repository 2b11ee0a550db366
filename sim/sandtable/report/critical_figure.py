"""The roads whose loss costs most, numbered on the network (关键道路图)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from sandtable.ground.language import _, language
from sandtable.report.critical_rows import Group, group_id, groups, number
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
from sandtable.study.answering import Answerer
from sandtable.study.critical import Ranking
from sandtable.world.world import World

MOST_SHOWN = 12
"""Groups of roads that bear a number."""

_MOST_NAMES = 60
"""Where there are more zones none is named: they would hide the roads."""

_CUTS_OFF = "#a3242c"
_COSTLY = "#e0802c"
_QUIET = "#c4c9d0"


def save_critical_figure(
    ranking: Ranking,
    world: World,
    teams: tuple[Answerer, ...],
    folder: Path,
    names: Mapping[str, str],
) -> list[Path]:
    """Draw the ranking and save it as ``critical.png`` and ``critical.svg``; return the files.

    A network without coordinates has no picture.
    """
    if not has_places(world.network):
        return []
    return save_picture(lambda: critical_figure(ranking, world, teams, names), folder, "critical")


def critical_figure(
    ranking: Ranking, world: World, teams: tuple[Answerer, ...], names: Mapping[str, str]
) -> Figure:
    """Return the network with the dearest roads in colour, numbered as the list beside it."""
    network, x, y = world.network, *square(world.network)
    paper = canvas(1, network, beside=3.6)
    axis = paper.maps[0]
    lines(axis, network, one_way_each(network), colors=_QUIET, widths=0.8)
    shown = groups(ranking)[:MOST_SHOWN]
    numbered: list[tuple[float, float]] = []
    for group in reversed(shown):
        arcs = [arc for road in group.roads for arc in network.arcs_of_road(road)]
        colour = _CUTS_OFF if group.loss.cuts_off else _COSTLY
        lines(axis, network, np.array(arcs), colors=colour, widths=3.0, zorder=3)
        middle = arcs[len(arcs) // 2]
        ends = [network.tail[middle], network.head[middle]]
        numbered.append((float(x[ends].mean()), float(y[ends].mean())))
        axis.text(
            *numbered[-1],
            str(group.rank),
            color="white",
            fontsize=7,
            ha="center",
            va="center",
            zorder=7,
            bbox={"boxstyle": "circle,pad=0.25", "facecolor": colour, "edgecolor": "white"},
        )
    sites = sorted({one.node for one in teams})
    axis.plot(
        x[sites], y[sites], "^", color="black", markersize=6, markeredgecolor="white", zorder=5
    )
    zones = sorted(world.place.zones, key=lambda zone: -zone.population)[:_MOST_NAMES]
    places = [zone.node for zone in zones]
    axis.plot(x[places], y[places], "o", color="#3b6ea5", markersize=4, zorder=4)
    labels = Labels(axis)
    for at_x, at_y in numbered:
        labels.keep_free(at_x, at_y, 6.0)
    for zone in zones if len(world.place.zones) <= _MOST_NAMES else ():
        name = zone.name.text(language()) or zone.id
        labels.put(x[zone.node], y[zone.node], name, size=6.5)
    if paper.beside is not None:
        _list(paper.beside, shown, ranking, names)
    entitle(paper.figure, _("Roads whose loss costs most, each lost alone"))
    explain(paper.figure, _legend(), 3)
    sign(paper.figure, network, _("All teams free at their bases, nobody queues."))
    return paper.figure


def _legend() -> list[Line2D]:
    return [
        Line2D([], [], color=_CUTS_OFF, linewidth=3, label=_("the only way for somebody")),
        Line2D([], [], color=_COSTLY, linewidth=3, label=_("a detour")),
        Line2D([], [], color="black", marker="^", linestyle="", label=_("base")),
    ]


def _list(axis: Axes, shown: list[Group], ranking: Ranking, names: Mapping[str, str]) -> None:
    """Write the list of numbers beside the map."""
    rows = [
        "\n    ".join(
            filter(
                None, (f"{one.rank}  {group_id(one)}", names.get(one.roads[0]), _cost(one, ranking))
            )
        )
        for one in shown
    ]
    text = "\n".join(rows) or _("No road costs anybody anything.")
    axis.text(0.0, 1.0, text, va="top", fontsize=6.8, linespacing=1.35)


def _cost(group: Group, ranking: Ranking) -> str:
    loss = group.loss
    parts = []
    if loss.unreachable:
        parts.append(_("cuts off {persons}").format(persons=number(loss.unreachable)))
    if loss.shelters_cut_off:
        parts.append(_("cuts off {number} shelters").format(number=loss.shelters_cut_off))
    for limit, persons in zip(ranking.limits_s, loss.leave, strict=True):
        if persons and persons != loss.unreachable:
            text = _("{persons} leave {limit}")
            parts.append(text.format(persons=number(persons), limit=duration(limit)))
    if loss.person_minutes:
        parts.append(_("{minutes} person-min").format(minutes=number(loss.person_minutes)))
    if loss.shelter_minutes:
        minutes = f"{loss.shelter_minutes:.3g}"
        parts.append(_("shelters +{minutes} min").format(minutes=minutes))
    return ", ".join(parts)
