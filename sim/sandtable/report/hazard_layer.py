"""The field of a hazard on a map: classes of intensity as filled cells, with their legend."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from matplotlib import colormaps
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from numpy.typing import NDArray

from sandtable.ground.language import _
from sandtable.ground.units import DIMENSIONS
from sandtable.hazards.classes import CLASSES
from sandtable.hazards.intensity import KINDS
from sandtable.report.intensity_words import intensity_word
from sandtable.report.roads_picture import shrunk
from sandtable.study.hazard_maps import Layer
from sandtable.world.network import Network

MOST_CLASSES = 6

PASSED = "#e3d9c6"
"""Where there was harm before and is none now: burnt, dry again, aired."""

_PALETTES = {
    "depth": "Blues",
    "velocity": "Blues",
    "depth_velocity": "Blues",
    "fire": "YlOrRd",
    "dose": "RdPu",
    "wind": "BuPu",
}
_GREY = "Greys"
_SHOWN_IN = {"fire": (1000.0, "kW/m")}
"""Units of a map where they are not those of `KINDS`: how many of these, and name."""


def classes_of(layer: Layer) -> tuple[float, ...]:
    """Return the limits of the classes of a map, rising: some of those of `CLASSES` [unit].

    They reach from the least that does harm to the worst that is there.
    """
    known, values = np.array(_limits(layer.kind)), np.stack(layer.values)
    if KINDS[layer.kind].less_is_worse:
        limits = known[np.searchsorted(known, values.min(), side="right") - 1 :]
    else:
        limits = known[: np.searchsorted(known, values.max(), side="left") + 1]
    if limits.size > MOST_CLASSES + 1:
        limits = limits[np.linspace(0, limits.size - 1, MOST_CLASSES + 1).round().astype(int)]
    return tuple(limits.tolist())


def _limits(kind: str) -> tuple[float, ...]:
    """Return the limits of the classes of a kind; what burns at all is told."""
    return (0.0, *CLASSES[kind]) if kind == "fire" else CLASSES[kind]


def harmful(kind: str, value: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return which intensities do harm: those in any class, of the shape of the values."""
    limits, less = _limits(kind), KINDS[kind].less_is_worse
    harm: NDArray[np.bool_] = value < limits[-1] if less else value > limits[0]
    return harm


def draw_layer(
    axis: Axes, layer: Layer, number: int, limits: Sequence[float], network: Network
) -> None:
    """Fill the cells of a map where the hazard does harm, by class.

    Parameters
    ----------
    number
        Which of the instants of the layer.
    limits
        As `classes_of` returns them.

    """
    value, before = layer.values[number], harmful(layer.kind, layer.worst[number])
    passed = np.where(before & ~harmful(layer.kind, value), 1.0, np.nan)
    _fill(axis, layer, passed, ListedColormap([PASSED]), network)
    many = max(len(limits) - 1, 1)
    inside = np.searchsorted(limits, value, side="left").astype(np.float64) - 1.0
    inside[(inside < 0.0) | (inside > many - 1.0)] = np.nan
    _fill(axis, layer, inside, ListedColormap(_colours(layer.kind, many)), network, many)


def _fill(
    axis: Axes,
    layer: Layer,
    value: NDArray[np.float64],
    colours: ListedColormap,
    network: Network,
    many: int = 1,
) -> None:
    if not np.isnan(value).all():
        axis.pcolormesh(
            layer.x * shrunk(network),
            layer.y,
            value,
            cmap=colours,
            vmin=-0.5,
            vmax=many - 0.5,
            zorder=1.0,
            rasterized=True,
        )


def layer_handles(layer: Layer, limits: Sequence[float]) -> list[Artist]:
    """Return what the legend says of the classes: first what they are of, then each of them."""
    shown: list[Artist] = []
    scale, unit = shown_in(layer.kind)
    word = intensity_word(layer.kind)
    title = _("{kind} [{unit}]:").format(kind=word, unit=unit) if unit else f"{word}:"
    if len(limits) > 1:
        shown.append(Line2D([], [], linestyle="none", label=title))
        colours = _colours(layer.kind, len(limits) - 1)
        for colour, (low, high) in zip(colours, pairwise(limits), strict=True):
            shown.append(Patch(facecolor=colour, label=f"{low / scale:g}–{high / scale:g}"))
    before = [harmful(layer.kind, one) for one in layer.worst]
    now = [harmful(layer.kind, one) for one in layer.values]
    if any((was & ~are).any() for was, are in zip(before, now, strict=True)):
        shown.append(Patch(facecolor=PASSED, label=_("passed over before")))
    return shown


def shown_in(kind: str) -> tuple[float, str]:
    """Return how many base units a shown unit is, and its name; of a dose: of its limit."""
    if kind in _SHOWN_IN:
        return _SHOWN_IN[kind]
    dimension = KINDS[kind].dimension
    return 1.0, DIMENSIONS[dimension].base if dimension else ""


def _colours(kind: str, many: int) -> NDArray[np.float64]:
    """Return one colour per class, darker where it is worse."""
    palette = colormaps[_PALETTES.get(kind, _GREY)]
    colours: NDArray[np.float64] = palette(np.linspace(0.22, 0.85, max(many, 1)))[:many]
    return colours[::-1] if KINDS[kind].less_is_worse else colours
