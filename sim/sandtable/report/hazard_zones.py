"""Zones of danger on a map: outlines in the colours of the field, and their names (危险分区)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from sandtable.ground.language import _
from sandtable.hazards.danger import DangerZone, ZoneKind
from sandtable.report.roads_picture import shrunk
from sandtable.world.network import Network

_COLOURS: dict[ZoneKind, str] = {
    "cold": "#d9b300",
    "warm": "#e8710a",
    "hot": "#d1121f",
    "isolation": "#111111",
}
"""From the mildest to the worst, as they are drawn: where two meet the worse one is seen."""


def draw_zones(axis: Axes, zones: Sequence[DangerZone], since_s: float, network: Network) -> None:
    """Draw the outlines of the zones that hold at an instant since the activation [s]."""
    for order, kind in enumerate(_COLOURS):
        for one in _at(zones, since_s):
            if one.kind == kind:
                for ring in (ring for polygon in one.polygons for ring in polygon):
                    axis.plot(
                        ring[:, 0] * shrunk(network),
                        ring[:, 1],
                        color=_COLOURS[kind],
                        linestyle=_dashes(kind),
                        linewidth=1.2,
                        zorder=1.5 + 0.1 * order,
                    )


def zone_handles(zones: Sequence[DangerZone], instants: Iterable[float]) -> list[Artist]:
    """Return what the legend says of the zones that hold at any of some instants, worst first."""
    there = {one.kind: one.limit for at_s in instants for one in _at(zones, at_s)}
    return [
        Line2D(
            [],
            [],
            color=_COLOURS[kind],
            linestyle=_dashes(kind),
            label=_("{zone} ({limit})").format(zone=zone_word(kind), limit=there[kind]),
        )
        for kind in reversed(_COLOURS)
        if kind in there
    ]


def zone_word(kind: ZoneKind) -> str:
    """Return what a zone of danger is called."""
    words: Mapping[ZoneKind, str] = {
        "isolation": _("first isolation"),
        "hot": _("hot zone"),
        "warm": _("warm zone"),
        "cold": _("cold zone"),
    }
    return words[kind]


def _at(zones: Sequence[DangerZone], since_s: float) -> Iterator[DangerZone]:
    return (one for one in zones if one.from_s <= since_s < one.to_s)


def _dashes(kind: ZoneKind) -> Literal["-", "--"]:
    return "--" if kind == "isolation" else "-"
