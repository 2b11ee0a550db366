"""A network as figures draw it: roads as lines, on equal scales (路网底图)."""

from __future__ import annotations

import logging
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib import rc_context, rcParams
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.patheffects import withStroke
from numpy.typing import NDArray

from sandtable.ground.language import _
from sandtable.report.response_figure import figure_style, readable_language, save_figure
from sandtable.world.network import Network

_log = logging.getLogger(__name__)


def has_places(network: Network) -> bool:
    """Tell whether the nodes have coordinates, so that it can be drawn."""
    return bool(network.n_nodes and np.isfinite(network.x).all() and np.isfinite(network.y).all())


def save_picture(draw: Callable[[], Figure], folder: Path, name: str) -> list[Path]:
    """Draw a figure in the language in force and save it as PNG and SVG; return the files."""
    folder.mkdir(parents=True, exist_ok=True)
    with readable_language(), rc_context(figure_style()):
        figure = draw()
        files = [folder / f"{name}.png", folder / f"{name}.svg"]
        for file in files:
            save_figure(figure, file)
    return files


@dataclass(frozen=True, slots=True)
class Canvas:
    """A figure with maps side by side, all lengths in inches."""

    figure: Figure
    maps: list[Axes]
    beside: Axes | None
    """For a list at the right of the maps."""


_TOP, _LEGEND, _BELOW, _GAP = 0.8, 0.55, 0.5, 0.15
"""Room above the maps, and below them for the legend and for what is to be said [inch]."""
_LINE = 0.2
"""Height of a line of a legend [inch]."""
_HEAD = 0.5
"""Room for the title of a map that stands below another one [inch]."""

FLATTEST, TALLEST = 0.5, 1.3
"""Height over width of maps: what is flatter or taller gets room at its sides."""

DEGREE_M = 111_320.0
"""Length of a degree of latitude [m]."""


def canvas(
    columns: int,
    network: Network,
    *,
    rows: int = 1,
    beside: float = 0.0,
    aspect: float | None = None,
    legend: int = 2,
) -> Canvas:
    """Return a figure with maps on equal scales, just as large as they need, row by row.

    Parameters
    ----------
    beside
        Room at the right for a list [inch].
    aspect
        Height over width of what the maps show; None = that of the network.
    legend
        Lines of the legend.

    """
    if aspect is None:
        x, y = square(network)
        aspect = float(np.ptp(y) / np.ptp(x)) if np.ptp(x) else 1.0
    width = 6.4 if columns == 1 else 5.4
    height = width * min(max(aspect, FLATTEST), TALLEST)
    inner = rows * height + (rows - 1) * _HEAD
    floor = _BELOW + _LEGEND + _LINE * (legend - 2)
    size = columns * (width + _GAP) + _GAP + beside, _TOP + inner + floor
    figure = Figure(figsize=size)
    FigureCanvasAgg(figure)

    def axes(left: float, wide: float, low: float, high: float) -> Axes:
        sides = (left / size[0], low / size[1], wide / size[0], high / size[1])
        axis: Axes = figure.add_axes(sides)
        axis.set_axis_off()
        return axis

    maps = [
        axes(_GAP + column * (width + _GAP), width, floor + row * (height + _HEAD), height)
        for row in reversed(range(rows))
        for column in range(columns)
    ]
    for axis in maps:
        axis.set_aspect("equal")
        axis.margins(0.05)
    list_at = _GAP + columns * (width + _GAP)
    return Canvas(figure, maps, axes(list_at, beside - _GAP, floor, inner) if beside else None)


def frame(axis: Axes) -> None:
    """Draw a thin line around a map that shows a part of the network."""
    edge = Rectangle((0.0, 0.0), 1.0, 1.0, transform=axis.transAxes)
    edge.set(fill=False, edgecolor="#d0d4d9", linewidth=0.8, zorder=0.5)
    axis.add_patch(edge)


def places(text: str) -> int:
    """Return how wide a text is; a Chinese sign takes two places."""
    return sum(1 + (ord(sign) > 0x2E7F) for sign in text)


def entitle(figure: Figure, text: str) -> None:
    """Write the title of a figure."""
    figure.text(
        0.5, 1.0 - 0.12 / figure.get_figheight(), text, ha="center", va="top", fontsize="large"
    )


def explain(figure: Figure, handles: Sequence[Artist], columns: int, *, above: int = 0) -> None:
    """Draw the legend between the maps and what is said below them.

    Parameters
    ----------
    above
        Lines of another legend that stands below it.

    """
    figure.legend(
        handles=handles,
        loc="lower center",
        bbox_to_anchor=(0.5, (_BELOW + 0.02 + _LINE * above) / figure.get_figheight()),
        ncols=columns,
        frameon=False,
        fontsize=7.5,
        borderaxespad=0.0,
        columnspacing=1.4,
    )


def square(network: Network) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return coordinates on which a circle is round."""
    return network.x * shrunk(network), network.y.astype(np.float64)


def shrunk(network: Network) -> float:
    """Return by what x is multiplied so that a circle is round: degrees are shrunk by latitude."""
    if not network.in_degrees:
        return 1.0
    return math.cos(math.radians(float(np.nanmean(network.y))))


def lines(
    axis: Axes,
    network: Network,
    arcs: NDArray[np.intp],
    *,
    colors: Any,  # noqa: ANN401  whatever matplotlib takes for colours
    widths: Any = 1.2,  # noqa: ANN401  the same
    zorder: float = 2.0,
) -> None:
    """Draw arcs along their courses."""
    scale = np.array([shrunk(network), 1.0])
    collection = LineCollection(
        [scale * np.stack(network.points(int(arc)), axis=1) for arc in arcs],
        colors=colors,
        linewidths=widths,
        zorder=zorder,
        capstyle="round",
    )
    collection.set_rasterized(arcs.size > 20_000)  # a drawing of so many lines opens in no viewer
    axis.add_collection(collection)
    axis.autoscale_view()


def one_way_each(network: Network) -> NDArray[np.intp]:
    """Return one arc for each pair of joined nodes: both directions lie on each other."""
    pairs = np.sort(np.stack([network.tail, network.head], axis=1), axis=1)
    found: NDArray[np.intp] = np.unique(pairs, axis=0, return_index=True)[1]
    return np.sort(found)


def scale_bar(axis: Axes, unit_m: float) -> None:
    """Draw a bar of a round length in the lower left.

    Parameters
    ----------
    unit_m
        Length of a unit of x on the map [m].

    """
    (left, right), (low, high) = axis.get_xlim(), axis.get_ylim()
    metres = _round_number(0.2 * (right - left) * unit_m)
    x, y = left + 0.02 * (right - left), low + 0.01 * (high - low)
    bar = metres / unit_m
    axis.plot([x, x + bar], [y, y], color="black", linewidth=2.0, zorder=41, solid_capstyle="butt")
    axis.annotate(
        f"{metres / 1000:g} km" if metres >= 1000 else f"{metres:g} m",
        (x + bar / 2, y),
        (0, 3),
        textcoords="offset points",
        ha="center",
        fontsize=8,
        zorder=41,
    )


def _round_number(value: float) -> float:
    """Return the largest of 1, 2 and 5 times a power of ten that is not larger."""
    power = 10.0 ** np.floor(np.log10(value))
    return float(power * max(one for one in (1.0, 2.0, 5.0) if one * power <= value * (1 + 1e-9)))


def sign(figure: Figure, network: Network, *said: str) -> None:
    """Write below a figure what it is not, and who is to be named."""
    parts = [*said]
    if network.kind == "schematic":
        parts.append(_("Schematic network, not a map."))
    # Attributions of shipped networks begin with the same words, in English.
    named = network.attribution.removeprefix("Schematic network, not a map.").strip()
    text = "\n".join(filter(None, (" ".join(parts), named)))
    at = 0.08 / figure.get_figheight()
    style: dict[str, Any] = {"fontsize": 6.5, "color": "#555555", "linespacing": 1.5}
    figure.text(0.5, at, text, ha="center", va="bottom", **style)


class Labels:
    """Words beside points of a map, each where none lies yet; one that has no room is left out.

    The map must have its final limits.
    """

    def __init__(self, axis: Axes) -> None:
        axis.apply_aspect()
        self._axis = axis
        self._boxes: list[tuple[float, float, float, float]] = []
        self._to_points = 72.0 / rcParams["figure.dpi"]

    def keep_free(self, x: float, y: float, points: float = 4.0) -> None:
        """Let no word cover a point."""
        at_x, at_y = self._at(x, y)
        self._boxes.append((at_x - points, at_y - points, at_x + points, at_y + points))

    def put(self, x: float, y: float, text: str, *, size: float = 7.0, color: str = "#333") -> bool:
        """Write a word right or left of a point, above or below; tell whether there was room."""
        at_x, at_y = self._at(x, y)
        wide = size * sum(0.58 if ord(sign) < 0x2E80 else 1.02 for sign in text)
        ends = self._axis.get_window_extent()
        left_end, right_end = ends.x0 * self._to_points, ends.x1 * self._to_points
        for left, low in (
            (at_x + 5, at_y + 2),
            (at_x + 5, at_y - size - 3),
            (at_x - wide - 5, at_y + 2),
            (at_x - wide - 5, at_y - size - 3),
        ):
            box = (left, low, left + wide, low + size * 1.15)
            inside = left_end <= box[0] and box[2] <= right_end
            if inside and not any(_overlap(box, other) for other in self._boxes):
                self._boxes.append(box)
                self._axis.annotate(
                    text,
                    (x, y),
                    xytext=(left - at_x, low - at_y),
                    textcoords="offset points",
                    fontsize=size,
                    color=color,
                    path_effects=[withStroke(linewidth=2.0, foreground="white")],
                    zorder=6,
                )
                return True
        return False

    def _at(self, x: float, y: float) -> tuple[float, float]:
        shown = self._axis.transData.transform((x, y)) * self._to_points
        return float(shown[0]), float(shown[1])


def _overlap(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
