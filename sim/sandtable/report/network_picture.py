"""A picture of a road network: roads by class, what carries them, scale and north (路网图)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patheffects import withStroke
from numpy.typing import NDArray

from sandtable.ground.language import _
from sandtable.report.fonts import chinese_font
from sandtable.report.response_figure import figure_style, readable_language, save_figure
from sandtable.report.roads_picture import DEGREE_M, places, scale_bar, shrunk
from sandtable.world.going import AIR
from sandtable.world.network import Network

MOST_LABELS: Final = 14
"""So many roads are named, the longest first."""

_LONGEST_LABEL: Final = 24
_SIGN_WIDTH: Final = 0.0068
_LABEL_HEIGHT: Final = 0.03
"""Signs of a label at most; width of half a Chinese sign and height of a label, in the picture."""

_WIDTH_IN: Final = 9.0
_BRIDGE, _TUNNEL, _FORD, _DIKE = "#cc0033", "#333333", "#0072b2", "#8a6d00"

Lines = list[NDArray[np.float64]]


@dataclass(frozen=True, slots=True)
class _Look:
    """How roads of some classes are drawn; `classes` without ``_link``."""

    classes: tuple[str, ...]
    colour: str
    width: float


_LOOKS: Final = (
    _Look(("motorway", "expressway"), "#5b2a86", 2.6),
    _Look(("trunk", "national"), "#c8452d", 2.1),
    _Look(("primary", "provincial"), "#e08a1e", 1.7),
    _Look(("secondary", "county"), "#3f8f4f", 1.3),
    _Look(("tertiary", "unclassified", "township"), "#6d7f8f", 0.9),
    _Look(("dike",), _DIKE, 1.5),
    _Look(("ferry", "water"), _FORD, 0.9),
    _Look((), "#a3adb5", 0.6),
)
"""Heavier roads later and wider; the last is for all other classes. Colours keep their order of
lightness in grey."""


def save_network_picture(network: Network, file: Path, *, title: str) -> None:
    """Draw a network and save it as PNG or SVG, as the name ends; the same network, same bytes."""
    with readable_language(), rc_context(figure_style()):
        font = chinese_font()
        families = [font, "DejaVu Sans"] if font else ["DejaVu Sans"]
        with rc_context({"font.family": families}):  # roads have Chinese names in any language
            figure = network_picture(network, title=title)
            save_figure(figure, file)


def network_picture(network: Network, *, title: str) -> Figure:
    """Return the picture of a network whose nodes have places.

    Raises
    ------
    ValueError
        If no node has one.

    """
    known = np.isfinite(network.x) & np.isfinite(network.y)
    if not known.any():
        message = "found no node with a place, expected one at least"
        raise ValueError(message)
    right = shrunk(network)
    x, y = network.x[known], network.y[known]
    wide, high = max(np.ptp(x) * right, 1e-9), max(np.ptp(y), 1e-9)
    height = float(np.clip(_WIDTH_IN * high / wide, 3.0, 11.0)) + 1.4
    figure = Figure(figsize=(_WIDTH_IN, height), layout="constrained")
    FigureCanvasAgg(figure)
    axis = figure.subplots()
    axis.set_aspect(1.0 / right)
    axis.set_axis_off()
    axis.margins(0.03)
    schematic = network.kind == "schematic"
    head = _("{name} (schematic, not a map)").format(name=title) if schematic else title
    axis.set_title(head, loc="left", fontsize="large")
    arcs = _drawn_once(network, known)
    handles = [*_roads(axis, network, arcs), *_carried(axis, network, arcs)]
    axis.autoscale_view()
    _labels(axis, network, arcs)
    if network.crs:  # else the unit of the places is not known
        scale_bar(axis, DEGREE_M * right if network.in_degrees else 1.0)
    _north(axis)
    _legend(figure, network, handles)
    return figure


def _drawn_once(network: Network, known: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return one arc for each road between two nodes; of two directions the first."""
    pairs = np.sort(np.stack([network.tail, network.head], axis=1), axis=1).astype(np.int64)
    keys = np.concatenate([pairs, np.abs(network.arc_shape)[:, None]], axis=1)
    first = np.unique(keys, axis=0, return_index=True)[1]
    there = known[network.tail[first]] & known[network.head[first]]
    there &= network.facility_type[first] != AIR
    arcs: NDArray[np.int64] = np.sort(first[there])
    return arcs


def _one_way(network: Network) -> NDArray[np.bool_]:
    """Return which arcs have none back between their nodes."""
    n = np.int64(max(network.n_nodes, 1))
    there = network.tail * n + network.head
    back = network.head * n + network.tail
    return ~np.isin(there, back)


def _lines(network: Network, arcs: NDArray[np.int64]) -> Lines:
    return [np.stack(network.points(int(arc)), axis=1) for arc in arcs]


def _roads(axis: Axes, network: Network, arcs: NDArray[np.int64]) -> Iterator[Line2D]:
    """Draw the roads by class, one-way roads dashed; yield what the legend says of them."""
    words = [word.removesuffix("_link") for word in network.facility_type[arcs].tolist()]
    known = {word: at for at, look in enumerate(_LOOKS) for word in look.classes}
    rank = np.array([known.get(word, len(_LOOKS) - 1) for word in words], dtype=np.int64)
    one_way = _one_way(network)[arcs]
    for at in reversed(range(len(_LOOKS))):
        look = _LOOKS[at]
        for dashed in (False, True):
            mine = arcs[(rank == at) & (one_way == dashed)]
            axis.add_collection(
                LineCollection(
                    _lines(network, mine),
                    colors=look.colour,
                    linewidths=look.width * _thin(arcs.size),
                    linestyles=(0, (2.5, 0.8)) if dashed else "solid",
                    zorder=20 - at,
                    capstyle="butt" if dashed else "round",
                )
            )
    for at, look in enumerate(_LOOKS):
        if (rank == at).any():
            there = Counter(
                word for word, one in zip(words, rank.tolist(), strict=True) if one == at
            )
            label = ", ".join(_class_word(word) for word, _count in there.most_common(3))
            yield Line2D([], [], color=look.colour, linewidth=look.width, label=label)
    if one_way.any():
        yield Line2D([], [], color="#555555", linestyle=(0, (2.5, 0.8)), label=_("one-way"))


def _thin(n: int) -> float:
    """Return by how much lines are thinner in a picture of many roads."""
    return float(np.clip((3000.0 / max(n, 1)) ** 0.35, 0.35, 1.0))


def _carried(axis: Axes, network: Network, arcs: NDArray[np.int64]) -> Iterator[Line2D]:
    """Draw bridges, tunnels, fords and dike roads; yield what the legend says of them."""
    dikes = arcs[network.is_dike_road[arcs] & (network.facility_type[arcs] != "dike")]
    if dikes.size:
        axis.add_collection(
            LineCollection(
                _lines(network, dikes), colors=_DIKE, linewidths=3.2, alpha=0.45, zorder=8
            )
        )
        yield Line2D([], [], color=_DIKE, linewidth=3.2, alpha=0.45, label=_("dike road"))
    marks = (
        (network.is_bridge, _BRIDGE, "D", _("bridge")),
        (network.is_tunnel, _TUNNEL, "s", _("tunnel")),
        (network.is_ford, _FORD, "v", _("ford")),
    )
    for flags, colour, marker, label in marks:
        places = np.array([_middle(network, int(arc)) for arc in arcs[flags[arcs]]]).reshape(-1, 2)
        if places.size:
            style: dict[str, Any] = {
                "color": colour,
                "marker": marker,
                "markersize": 4.5 * _thin(5 * len(places) + arcs.size // 4),
                "markeredgecolor": "white",
                "markeredgewidth": 0.4,
                "linestyle": "none",
            }
            axis.plot(places[:, 0], places[:, 1], zorder=30, **style)
            yield Line2D([], [], label=label, **style | {"markersize": 5.0})


def _middle(network: Network, arc: int) -> tuple[float, float]:
    """Return the point half way along an arc."""
    x, y = network.points(arc)
    along = np.concatenate(([0.0], np.cumsum(np.hypot(np.diff(x), np.diff(y)))))
    half = along[-1] / 2.0
    return float(np.interp(half, along, x)), float(np.interp(half, along, y))


def _labels(axis: Axes, network: Network, arcs: NDArray[np.int64]) -> None:
    """Write the names of the longest roads beside the middle of their longest piece."""
    length: dict[str, float] = {}
    longest: dict[str, int] = {}
    for arc in arcs.tolist():
        name, metres = str(network.names[arc]), float(network.length_m[arc])
        if name:
            length[name] = length.get(name, 0.0) + metres
            if metres > network.length_m[longest.get(name, arc)] or name not in longest:
                longest[name] = arc
    (left, right), (low, high) = axis.get_xlim(), axis.get_ylim()
    taken: list[tuple[float, float, float]] = []
    for name in sorted(length, key=lambda one: -length[one])[: 3 * MOST_LABELS]:
        x, y = _middle(network, longest[name])
        across, up = (x - left) / (right - left), (y - low) / (high - low)
        half = _SIGN_WIDTH * places(_cut(name)) / 2
        if len(taken) == MOST_LABELS or not half < across < 1.0 - half:
            continue
        if any(abs(across - a) < half + h and abs(up - b) < _LABEL_HEIGHT for a, b, h in taken):
            continue
        taken.append((across, up, half))
        text = axis.annotate(
            _cut(name), (x, y), fontsize=7, ha="center", va="center", zorder=40, color="#222222"
        )
        text.set_path_effects([withStroke(linewidth=2.2, foreground="white")])


def _cut(name: str) -> str:
    return name if len(name) <= _LONGEST_LABEL else f"{name[:_LONGEST_LABEL]}…"


def _north(axis: Axes) -> None:
    arrow = {"arrowstyle": "-|>", "color": "black", "linewidth": 1.2}
    axis.annotate(
        _("N"),
        (0.985, 0.99),
        (0.985, 0.925),
        xycoords="axes fraction",
        textcoords="axes fraction",
        ha="center",
        va="top",
        fontsize=9,
        arrowprops=arrow,
        zorder=41,
    )


def _legend(figure: Figure, network: Network, handles: list[Line2D]) -> None:
    """Write below the picture what the signs mean, and whose data these are."""
    title = _wrapped(network.attribution, 118)
    legend = figure.legend(
        handles=handles,
        loc="outside lower left",
        ncols=4,
        frameon=False,
        fontsize=8,
        title=title or None,
        title_fontsize=8,
        alignment="left",
    )
    legend.get_title().set_multialignment("left")


def _wrapped(text: str, width: int) -> str:
    """Break a text at blanks into lines."""
    lines, line, taken = [], "", 0
    for word in text.split(" "):
        size = places(word)
        if line and taken + 1 + size > width:
            lines.append(line)
            line, taken = "", 0
        line, taken = (f"{line} {word}", taken + 1 + size) if line else (word, size)
    return "\n".join([*lines, line])


def _class_word(word: str) -> str:
    return {
        "motorway": _("motorway"),
        "expressway": _("expressway"),
        "trunk": _("trunk road"),
        "national": _("national road"),
        "primary": _("primary road"),
        "provincial": _("provincial road"),
        "secondary": _("secondary road"),
        "county": _("county road"),
        "tertiary": _("tertiary road"),
        "township": _("township road"),
        "unclassified": _("minor road"),
        "dike": _("dike crown"),
        "residential": _("residential street"),
        "village": _("village road"),
        "service": _("service road"),
        "track": _("track"),
        "ferry": _("ferry"),
        "water": _("waterway"),
        "": _("road"),
    }.get(word, word)
